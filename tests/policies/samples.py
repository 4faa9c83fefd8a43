"""A measure of two sentences, sound and small, for tests that need some published pack."""

from hashlib import sha256

import yaml

SOURCE = "第一条 联盟可以申报。\n第二条 收到后十日内答复。\n"
STATES = {"draft": "草稿", "review": "审查", "recognised": "已认定"}
CITES = ["art-1"]


def _act(begin: str, to: str, by: str, form: str, **more: object) -> dict[str, object]:
    hands = [{"by": [by], "role": "handle", "form": form}]
    return {"articles": ["art-1-1"], "from": [begin], "to": to, "hands": hands, **more}


def _field(label: str, kind: str, **more: object) -> dict[str, object]:
    return {"label": label, "type": kind, **more}


def _state(kind: str, desk: str) -> dict[str, str]:
    return {"kind": kind, "desk": desk}


def _switch() -> dict[str, object]:
    ten = {"label": "十日", "reason": "文本如此"}
    five = {"label": "五日", "reason": "提速", "sets": {"calendar.deadlines.answer.amount": 5}}
    return {
        "id": "answer-time",
        "kind": "switch",
        "question": "几日内答复？",
        "cites": ["art-2"],
        "reason": "文本写明十日",
        "default": "ten",
        "alternatives": {"ten": ten, "five": five},
    }


def _measure() -> dict[str, object]:
    units = [("art-1", "第一条", "联盟可以申报。"), ("art-2", "第二条", "收到后十日内答复。")]
    return {
        "pack.yaml": {
            "schema": 1,
            "id": "sample-2020",
            "title": "样例办法",
            "short": "样例",
            "authority": "样例机关",
            "region": "990000",
            "number": None,
            "signed_on": "2020-01-01",
            "effective_from": "2020-02-01",
            "effective_to": None,
            "status": {"value": "in_force"},
            "source": {"file": "source.txt", "sha256": sha256(SOURCE.encode()).hexdigest()},
            "parents": [],
            "supersedes": None,
            "confirmed_by": None,
            "numbers": {"incoming": "收{n}", "application": "申{n}", "approval": "批{n}"},
        },
        "articles.yaml": {
            "articles": [
                {
                    "id": article,
                    "label": label,
                    "chapter": "总则",
                    "units": [{"id": f"{article}-1", "label": label, "text": text}],
                }
                for article, label, text in units
            ]
        },
        "interpretations.yaml": {"interpretations": [_switch()]},
        "unmodelled.yaml": {"sentences": []},
    }


def _people() -> dict[str, object]:
    capacities = {
        "clerk": {"door": "office", "cites": CITES},
        "firm": {"door": "applicant", "stands": "applicant", "cites": CITES},
    }
    return {
        "capacities.yaml": {"offices": {}, "recommender_kinds": {}, "capacities": capacities},
        "terms.yaml": {
            "kinds": {"recognition": "认定"},
            "capacities": {"clerk": "经办", "firm": "申报单位"},
            "states": {
                "recognition": {name: {"office": label, "party": label} for name, label in STATES.items()}
            },
            "acts": {
                "recognition": {
                    "submit": "申报",
                    "give_opinion": "出具意见",
                    "review": "评议",
                    "publish_result": "公布",
                }
            },
            "hands": {"handle": "经办"},
            "papers": {},
            "documents": {},
            "deadlines": {"answer": "答复"},
            "lists": {"promises": {"true": "内容属实"}, "verdicts": {"yes": "同意", "no": "不同意"}},
        },
    }


def _conditions() -> dict[str, object]:
    verdict = _field("意见", "choice", options="verdicts")
    return {
        "criteria.yaml": {"criteria": {}},
        "materials.yaml": {"materials": {}},
        "calendar.yaml": {
            "deadlines": {"answer": {"amount": 10, "unit": "days", "kind": "text", "cites": ["art-2-1"]}}
        },
        "panels.yaml": {
            "opinions": {"field": "verdict", "support": ["yes"], "cites": CITES},
            "panel": {
                "size": 5,
                "odd": True,
                "quorum_percent": 100,
                "votes_for": ["yes"],
                "vote_field": "vote",
                "share_for": [2, 3],
                "average": None,
                "scores": [],
                "cites": CITES,
            },
        },
        "forms/submit.yaml": {
            "fields": {"declarations": _field("承诺", "choices", options="promises", cites=["art-1"])}
        },
        "forms/opinion.yaml": {"fields": {"verdict": verdict, "reason": _field("理由", "text")}},
        "forms/review.yaml": {"fields": {"vote": verdict, "comment": _field("评语", "text")}},
        "forms/result.yaml": {
            "fields": {"published_on": _field("日期", "date"), "url": _field("网址", "line")}
        },
    }


def _procedure() -> dict[str, object]:
    return {
        "procedures/recognition.yaml": {
            "success": ["recognised"],
            "states": {
                "draft": _state("start", "applicant"),
                "review": _state("open", "department"),
                "recognised": _state("end", "department"),
            },
            "acts": {
                "submit": _act("draft", "review", "firm", "submit", starts=["answer"]),
                "give_opinion": _act("review", "unchanged", "clerk", "opinion"),
                "review": _act("review", "unchanged", "clerk", "review"),
                "publish_result": _act("review", "recognised", "clerk", "result"),
            },
        }
    }


def sample_files(**changed: bytes) -> dict[str, bytes]:
    """The files of the sample; ``changed`` replaces contents by file name without folder and ending."""
    trees = {**_measure(), **_people(), **_conditions(), **_procedure()}
    files = {name: yaml.safe_dump(tree, allow_unicode=True).encode() for name, tree in trees.items()}
    files |= {"source.txt": SOURCE.encode(), "documents/seal.bin": b"\x00\xff\x00"}
    names = {name.rsplit("/")[-1].partition(".")[0]: name for name in files}
    return files | {names[key]: content for key, content in changed.items()}
