"""Who sees what, as a table: every address of the site × every role × four situations.

A new address without arguments here fails. ``table.md`` is the written table; ``write.py`` writes it anew.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from lianmeng.applications.models import Letter
from lianmeng.decisions.models import Meeting, Notice
from lianmeng.designations.models import Designation
from lianmeng.documents.models import Document
from lianmeng.files.models import Attachment
from lianmeng.law import checklist
from lianmeng.parties import queries as parties
from lianmeng.parties.models import Expert
from lianmeng.record.models import Entry
from lianmeng.reviews.models import Draw
from lianmeng.web import clock
from tests.browsers import signed_in
from tests.stories.stage import Stage
from tests.stories.test_objections import WRITTEN, noticed
from tests.web.accounts.visits import administrator

PUBLIC = "公众"
ROLES = {
    "ice-clerk": "申报经办", "ice-head": "申报负责人", "member": "其成员单位", "herb-clerk": "别家申报经办",
    "benxi-clerk": "初审经办", "benxi-head": "初审负责人", "benxi-registry": "初审文书", "other-head": "别市负责人",
    "lead-clerk": "牵头经办", "lead-head": "牵头处长", "planning-clerk": "专业处室经办", "planning-head": "专业处室处长",
    "registry": "厅文书", "secretary": "会议秘书", "office-head": "办公室主任", "publisher": "信息员", "legal": "法规处",
    "integrity": "监督处", "integrity-head": "监督处长", "deputy": "分管领导", "director": "厅长", "auditor": "审计",
    "expert-1": "组内专家", "expert-6": "组外专家",
}  # fmt: skip
ADMINISTRATOR = "管理员"
ANSWERS = {200: "看", 403: "禁", 404: "无", 405: "只收提交", 409: "现不能办", 410: "已失效"}
Arguments = dict[str, Any]


def submitted(stage: Any) -> Stage:
    """In the preliminary review."""
    return hired(stage("submitted"))


def argued(stage: Any) -> Stage:
    """The panel has concluded; the topic is to be proposed."""
    return hired(stage("argued"))


def objected(stage: Any) -> Stage:
    """In 公示; an objection to the first alliance is looked into and the firm has been asked."""
    play = noticed(stage)
    play.hand("objection.lodge", "stranger-1", "ice", "doubt", **WRITTEN)
    checkers = ["integrity", "integrity-head"]
    play.act("objection.accept", checkers, "doubt", summary="摘要。（演示）")
    play.act("objection.ask_answer", checkers, "doubt", summary="摘要。（演示）")
    return hired(play)


def published(stage: Any) -> Stage:
    """The title is published."""
    return hired(stage("published"))


SITUATIONS: dict[str, tuple[str, Callable[[Any], Stage], dict[str, str]]] = {
    "初审中": ("初审中，材料已提交", submitted, {"apply": "withdraw", "office": "clear", "expert": "declare"}),
    "论证后": ("专家论证通过，待上会", argued, {"apply": "withdraw", "office": "table", "expert": "review"}),
    "公示中": ("公示中，有一件异议在核查", objected, {"apply": "withdraw", "office": "close_notice", "expert": "review"}),
    "已公布": ("已认定并公布", published, {"apply": "withdraw", "office": "correct_document", "expert": "review"}),
}  # fmt: skip


def hired(play: Stage) -> Stage:
    """With people of other offices and of a member; the clock of the pages on the play's day."""
    play.hire("other-head", "prelim_head", "shenyang", 902)
    play.hire("member", "member", "ice-2")
    clock.establish("demonstration", play.day)
    clock.move_to(play.day)
    return play


# ---- addresses -----------------------------------------------------------------------------------------------


def patterns() -> dict[str, str]:
    """Every address pattern of the site with its name."""
    return dict(_patterns(get_resolver(), "", ""))


def _patterns(resolver: URLResolver, before: str, space: str) -> Iterator[tuple[str, str]]:
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            yield before + str(one.pattern), space + (one.name or "")
        else:
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from _patterns(one, before + str(one.pattern), inner)


def addresses(play: Stage, acts: dict[str, str]) -> dict[str, str]:
    """Every pattern with its arguments filled from the first alliance's own objects. Raises ``KeyError`` for a new one."""
    known = _numbers(play)
    found = {}
    for pattern, name in patterns().items():
        door = pattern.partition("/")[0]
        given = {**_words(play, name, acts.get(door, "")), "number": known.get(name, 0)}

        def fill(hit: re.Match[str], given: Arguments = given) -> str:
            return str(given[hit[1]])

        if "<int:number>" in pattern and name not in known:
            raise KeyError(f"{pattern}: which number?")
        found[pattern] = "/" + re.sub(r"<\w+:(\w+)>", fill, pattern)
    return found


def _words(play: Stage, name: str, act: str) -> Arguments:
    """The arguments that are no numbers."""
    member = play.world.alliances["ice-wine"].members.order_by("position")[0].pk
    document = Document.objects.order_by("pk").first()
    code = "benxi" if name == "accounts:invite" else document.check_code if document else "x"
    kind, first = ("recognition", "start") if name == "applicant:begin" else ("call", "draft_call")
    item = next(iter(checklist.items(play.world.pack)))
    words = {
        "member": member,
        "code": code,
        "kind": kind,
        "section": "basics",
        "unit": "art-8-1",
        "item": item,
    }
    act = {"applicant:draft-act": "submit", "office:enter": "withdraw", "office:enter-draft": "submit"}.get(
        name, first if name.endswith(":begin") else "supply" if name.startswith("portal") else act
    )
    return {**words, "paper": "agreement", "token": "x" * 43, "act": act}


def _numbers(play: Stage) -> dict[str, int]:
    """The number that each address takes: of the first alliance and of what hangs on it; 0 where there is none."""
    case, alliance = play.case("ice"), play.world.alliances["ice-wine"].pk
    draft = play.application("ice").pk
    own = [case.stream, f"alliance:{alliance}"]
    of_case = ("case", "act", "case-compare", "dossier")
    offices = ("act-draft", "enter", "checklist", "checklist-rest", "checklist-item", "brief")
    known: dict[str, int] = {
        f"{door}:{one}": case.pk for door in ("applicant", "office", "expert") for one in of_case
    }
    known |= {f"office:{one}": case.pk for one in (*offices, "objection-letter", "objection-clue")}
    known |= dict.fromkeys(
        ["applicant:draft", "applicant:papers", "applicant:draft-act", "office:enter-draft"], draft
    )
    known |= {
        name: alliance for name in patterns().values() if name.startswith("applicant:") and name not in known
    }
    known |= {name: 0 for name in patterns().values() if name.startswith("accounts:")}
    appointment = parties.appointments_of(play.world.people["ice-clerk"], play.day)[0].pk
    known |= {"identity-change": appointment, "demonstration-enter": appointment}
    batch = Entry.objects.filter(stream=case.stream).order_by("-seq").first()
    return known | {
        "file": _first(Attachment.objects.filter(owner_stream__in=own)),
        "portal:pilot": _first(Designation.objects.filter(case=case)),
        "portal:notice": _first(Notice.objects.filter(case=case)),
        "portal:objection-lodge": _first(Notice.objects.filter(case=case)),
        "office:results": batch.seq if batch else 0,
        "office:read": 0,
        "office:panel-draw": _first(Draw.objects.all()),
        **dict.fromkeys(
            [f"office:expert-{one}" for one in ("enter", "change", "tie")], _first(Expert.objects.all())
        ),
        **dict.fromkeys(["office:expert-untie", "office:expert-revoke"], 0),
        "office:letter": _first(Letter.objects.all()),
        "office:take-in": _first(Letter.objects.all()),
        **dict.fromkeys(
            ["office:meeting", "office:agenda", "office:meeting-drop", "office:book"],
            _first(Meeting.objects.all()),
        ),
    }


def _first(rows: Any) -> int:
    found = rows.order_by("pk").first()
    return int(found.pk) if found else 0


# ---- answers -------------------------------------------------------------------------------------------------


def browsers(play: Stage) -> dict[str, Client]:
    """A browser for each role, by its Chinese name."""
    signed = {words: signed_in(play.world.people[name]) for name, words in ROLES.items()}
    return {PUBLIC: Client(), **signed, ADMINISTRATOR: administrator(play)}


def answer(client: Client, address: str) -> str:
    """What a role gets at an address, in one word."""
    told = client.get(address)
    if told.status_code in (301, 302):
        return "登录" if told["Location"].startswith("/login") else "转"
    return ANSWERS.get(told.status_code, str(told.status_code))


def lines(stage: Any, situation: str, roles: tuple[str, ...] = ()) -> list[str]:
    """The table of one situation, a line for each address; ``roles``: only these columns."""
    _, begin, acts = SITUATIONS[situation]
    play = begin(stage)
    people = {name: client for name, client in browsers(play).items() if not roles or name in roles}
    return [
        f"| `{pattern}` | {grouped({name: answer(client, address) for name, client in people.items()})} |"
        for pattern, address in addresses(play, acts).items()
        if pattern != "logout"
    ]


def grouped(told: dict[str, str]) -> str:
    """Who gets which answer; the most frequent one stands last, for all others."""
    (common, _), *_ = Counter(told.values()).most_common(1)
    apart: dict[str, list[str]] = {}
    for name, code in told.items():
        if code != common:
            apart.setdefault(code, []).append(name)
    said = [f"{code}：{'、'.join(names)}" for code, names in apart.items()]
    return "；".join([*said, f"其余：{common}" if apart else f"全部：{common}"])
