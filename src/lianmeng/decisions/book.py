"""The topics of a meeting as one bound paper: cover, contents, one brief after the other."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from lianmeng.decisions.briefs import Brief
from lianmeng.decisions.models import Meeting
from lianmeng.decisions.rules import KIND, RESOLVES
from lianmeng.documents.numbers import short_code
from lianmeng.documents.render import render
from lianmeng.law.pack import Pack
from lianmeng.law.verdicts import Finding, Met, Weight
from lianmeng.policies import queries as policies

TEMPLATE = "meeting_book.typ"
MET = {Met.MET: "满足", Met.NEEDS_PERSON: "需人工判断"}
NOT_MET = {Weight.BLOCKS: "未满足", Weight.WARNS: "请留意", Weight.INFORMS: "供参考"}
LONGEST = 60  # signs of a fact in a book, where a case has one page
NO_ANSWER = "逾期未反馈"
Data = Mapping[str, Any]


def data_of(meeting: Meeting, briefs: Sequence[Brief], on: date) -> dict[str, Any]:
    """What the template is given, with the check code of all of it."""
    pack = policies.current_pack()
    kinds = pack.terms.lists[pack.field_of(KIND, RESOLVES[0])["meeting_kind"].options or ""]
    data = {
        "measure": pack.head.title,
        "authority": pack.head.authority,
        "meeting": kinds.get(meeting.kind, meeting.kind),
        "held_on": meeting.held_on.isoformat(),
        "on": on.isoformat(),
        "demonstration": any(one.case.alliance and one.case.alliance.demonstration for one in briefs),
        "decisions": [pack.act_label(KIND, act) for act in RESOLVES],
        "items": [_item(one) for one in briefs],
    }
    return {**data, "digest": digest(data)} | {"code": short_code(digest(data))}


def digest(data: Data) -> str:
    """The digest of what stands in a book."""
    plain = json.dumps(data, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()


def make(data: Data) -> bytes:
    """The book as PDF. Raises ``RenderFailed`` for a fault of the template."""
    return render(policies.current_pack().templates[TEMPLATE], data)


def _item(one: Brief) -> dict[str, Any]:
    case, pack = one.case, one.pack
    agreement = one.facts.agreement
    return {
        "name": one.facts.name or case.title,
        "number": case.number,
        "call": case.parent.title if case.parent else "",
        "applicant": case.applicant.name if case.applicant else "",
        "lead": one.lead,
        "host": one.host,
        "recommender": case.recommender.name if case.recommender else "",
        "letter": one.letter,
        "incoming": one.incoming,
        "foci": list(one.foci),
        "members": len(one.facts.members),
        "kinds": [f"{word}{count}" for word, count in one.members],
        "effective_on": _iso(agreement.effective_on),
        "valid_until": _iso(agreement.valid_until),
        "daily": f"{one.facts.funds.daily.normalize():f}",
        "joint": f"{one.facts.funds.joint.normalize():f}",
        "recognised": list(one.facts.earlier_recognition),
        "met": one.met,
        "findings": [_finding(pack, finding) for finding in one.open_findings],
        "tally": [f"{word or NO_ANSWER}{count}" for word, count in one.tally],
        "opinions": [
            {"office": said.office, "verdict": said.verdict or NO_ANSWER, "reason": said.reason}
            for said in one.opinions
        ],
        "panel": _panel(one),
        "earlier": [
            {"on": row.held_on.isoformat(), "act": act, "extract": row.extract} for act, row in one.earlier
        ],
        "objections": [
            {"on": row.ruled_on.isoformat(), "act": act, "reason": row.reason} for act, row in one.rulings
        ],
        "submitted_on": _iso(one.submitted_on),
        "changes": [{"text": change.text, "grave": change.grave} for change in one.changes],
        "brief": one.topic.brief if one.topic else "",
    }


def _panel(one: Brief) -> dict[str, Any]:
    panel = one.panel
    return {
        "votes": panel.votes,
        "sheets": panel.sheets,
        "average": str(panel.average) if panel.average is not None else "",
        "place": panel.place,
        "of": panel.of,
        "conclusion": panel.conclusion,
        "met_on": _iso(panel.met_on),
    }


def _finding(pack: Pack, one: Finding) -> dict[str, str]:
    return {
        "articles": "、".join(pack.label(unit) for unit in one.articles),
        "title": one.title,
        "value": one.value if len(one.value) <= LONGEST else f"{one.value[:LONGEST]}……",
        "said": MET.get(one.met) or NOT_MET[one.weight],
    }


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
