"""What a public notice (公示) says of each case, column by column as the pack has it, and the list as a paper."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lianmeng.cases import queries as cases
from lianmeng.cases.models import Case
from lianmeng.documents.render import render
from lianmeng.law import deadlines
from lianmeng.law.facts import FactSheet
from lianmeng.law.pack import Pack
from lianmeng.policies import queries as policies

DOCUMENT, COLUMNS = "notice_list", "notice_columns"
KIND, OPEN = "recognition", "open_notice"


@dataclass(frozen=True)
class Told:
    """How the list is posted: from when, until when, until when letters are waited for, by whom received."""

    posted_on: date
    closes_on: date
    grace_until: date
    phone: str = ""
    address: str = ""


def _lead(pack: Pack, case: Case, facts: FactSheet) -> str:
    return next((one.name for one in facts.members if one.role == "lead"), "")


def _foci(pack: Pack, case: Case, facts: FactSheet) -> str:
    words = pack.terms.lists.get("focus", {})
    return "、".join(words.get(one, one) for one in facts.foci)


VALUES: Mapping[str, Callable[[Pack, Case, FactSheet], str]] = {
    "name": lambda pack, case, facts: facts.name or case.title,
    "lead": _lead,
    "applicant": lambda pack, case, facts: facts.applicant.name,
    "members": lambda pack, case, facts: str(len(facts.members)),
    "focus": _foci,
    "recommender": lambda pack, case, facts: case.recommender.name if case.recommender else "",
    "number": lambda pack, case, facts: case.number,
}


def columns() -> dict[str, str]:
    """The columns of the list, by their ids, in the order of the pack in force: one list for cases of any revision."""
    known = policies.current_pack().terms.lists[COLUMNS]
    return {name: words for name, words in known.items() if name in VALUES}


def cells(pack: Pack, case: Case, facts: FactSheet | None) -> list[str]:
    """What the list says of one case, from what was submitted last."""
    sheet = facts or FactSheet(name=case.title)
    return [VALUES[name](pack, case, sheet) for name in columns()]


def days(pack: Pack, posted_on: date) -> Told:
    """The days of a notice that is posted on this day."""
    due = deadlines.begin(
        pack,
        KIND,
        OPEN,
        on=posted_on,
        answers={"posted_on": posted_on.isoformat()},
        parent_deadlines={},
        calendar=policies.work_calendar(),
    )
    return Told(posted_on, due["notice"], due["mail_grace"])


def data_of(found: Sequence[Case], told: Told) -> dict[str, Any]:
    """What the template is given."""
    pack = policies.current_pack()
    views = cases.views(found)
    calls = {case.parent.title for case in found if case.parent}
    return {
        "title": pack.terms.documents[DOCUMENT],
        "authority": pack.head.authority,
        "measure": pack.head.title,
        "call": calls.pop() if len(calls) == 1 else "",
        "demonstration": any(case.alliance and case.alliance.demonstration for case in found),
        "heads": list(columns().values()),
        "names": list(columns()),
        "rows": [cells(cases.pack_of(case), case, views[case.pk].facts) for case in found],
        "posted_on": told.posted_on.isoformat(),
        "closes_on": told.closes_on.isoformat(),
        "grace_until": told.grace_until.isoformat(),
        "phone": told.phone,
        "address": told.address,
    }


def make(data: Mapping[str, Any]) -> bytes:
    """The list as PDF. Raises ``RenderFailed`` for a fault of the template."""
    return render(policies.current_pack().template(DOCUMENT), data)
