"""What the page of a meeting prints: its items with what was decided, recorded or still is open."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from lianmeng.cases import queries as cases
from lianmeng.cases import sources
from lianmeng.cases.models import Case
from lianmeng.decisions import rules
from lianmeng.decisions.actions.books import books
from lianmeng.decisions.models import Meeting, MeetingItem
from lianmeng.decisions.rules import KIND, RESOLVES
from lianmeng.files.models import Attachment
from lianmeng.law import forms, procedures
from lianmeng.law.history import CaseView, Pending
from lianmeng.law.pack import Pack
from lianmeng.law.schema import FormField
from lianmeng.policies import queries as policies
from lianmeng.record.people import Actor
from lianmeng.web.casework.addresses import case_address
from lianmeng.web.office import batching
from lianmeng.web.office.batching import Typed
from lianmeng.web.office.meetings import ready

DECISION, MINUTES, EXTRACT, AVOIDED, OTHERS, REASON, NOTE = (
    "decision",
    "minutes_no",
    "extract",
    "avoided",
    "avoided_others",
    "reason",
    "note",
)
TONES = {"resolve_pass": "good", "resolve_defer": "warn", "resolve_back": "warn", "resolve_refuse": "bad"}


@dataclass(frozen=True)
class Row:
    """One item: ``act`` is what was decided, or recorded and not yet checked (``waits``)."""

    item: MeetingItem
    address: str
    act: str
    decision: str
    tone: str
    extract: str
    avoided: str
    reason: str
    waits: bool
    gone: str
    returned: str
    minutes: str
    chosen: bool
    typed: Mapping[str, Any]
    errors: Mapping[str, str]

    @property
    def open(self) -> bool:
        """Whether a decision may be recorded."""
        return not (self.act or self.gone)

    @property
    def case(self) -> Case:
        """The case."""
        return self.item.case


@dataclass(frozen=True)
class Page:
    """All that the template prints."""

    meeting: Meeting
    kind: str
    rows: tuple[Row, ...]
    books: list[Attachment]
    decisions: tuple[tuple[str, str], ...]
    leaders: Mapping[str, str]
    fields: Mapping[str, FormField]
    typed: Typed
    pack: Pack
    articles: tuple[str, ...]
    records: bool
    due: bool
    checks: bool
    checked_by: str
    wrong: tuple[tuple[str, str], ...]
    once: str
    note: str

    @property
    def minutes(self) -> str:
        """The minutes' number as registered, or as recorded and not yet checked."""
        told = (row.minutes for row in self.rows if row.minutes)
        return self.meeting.minutes_no or next(told, "")

    @property
    def open(self) -> list[Row]:
        """The items on which nothing was recorded."""
        return [row for row in self.rows if row.open]

    @property
    def waiting(self) -> list[Row]:
        """The items recorded and not yet checked."""
        return [row for row in self.rows if row.waits]

    @property
    def done(self) -> list[Row]:
        """The items decided."""
        return [row for row in self.rows if row.act and not row.waits]

    @property
    def gone(self) -> list[Row]:
        """The items whose case left the agenda by another way."""
        return [row for row in self.rows if row.gone]

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many were decided in which way."""
        said = [row.act for row in self.done]
        return [(words, said.count(act)) for act, words in self.decisions if act in said]


def fields(pack: Pack) -> dict[str, FormField]:
    """Every field that some decision asks its recorder for."""
    found: dict[str, FormField] = {}
    for act in RESOLVES:
        found |= pack.forms[pack.act(KIND, act).hands[0].form or ""].fields
    return found


def options(pack: Pack, actor: Actor) -> forms.Options:
    """The choices of those fields."""
    return sources.options(sources.Asked(pack, actor), fields(pack).values())


def words_of(pack: Pack, act: str) -> str:
    """What a decision is called."""
    return pack.act_label(KIND, act)


def page(meeting: Meeting, actor: Actor, on: date, typed: Typed, note: str = "") -> Page:
    """Gather the page in a fixed number of queries."""
    pack = policies.current_pack()
    items = list(
        meeting.items.select_related(
            "resolution", "case__alliance", "case__applicant", "case__recommender", "case__parent"
        )
    )
    views = cases.views([item.case for item in items])
    own = fields(pack)
    leaders = options(pack, actor).get(own[AVOIDED].source or "", {})
    rows = tuple(_row(item, views[item.case_id], leaders, ready.heard_in(), typed) for item in items)
    hands = pack.act(KIND, RESOLVES[0]).hands
    kinds = pack.terms.lists[own["meeting_kind"].options or ""]
    return Page(
        meeting=meeting,
        kind=kinds.get(meeting.kind, meeting.kind),
        rows=rows,
        books=books(meeting),
        decisions=tuple((act, words_of(pack, act)) for act in RESOLVES),
        leaders=leaders,
        fields=own,
        typed=typed,
        pack=pack,
        articles=pack.act(KIND, RESOLVES[0]).articles,
        records=rules.may_arrange(pack, actor),
        due=meeting.held_on <= on,
        checks=any(may_check(row.case, views[row.item.case_id], actor, on) for row in rows if row.waits),
        checked_by="、".join(pack.terms.capacities[name] for name in hands[-1].by),
        wrong=batching.wrong(typed, [item.case for item in items], own),
        once=uuid4().hex,
        note=note,
    )


def may_check(case: Case, view: CaseView, actor: Actor, on: date) -> bool:
    """Whether this person may check what was recorded of the case; who recorded it may not (article 10)."""
    thread = rules.begun_of(view)
    if thread is None:
        return False
    return procedures.judge(cases.pack_of(case), view, thread.act, cases.who(actor), on).verdict.allowed


def _row(
    item: MeetingItem,
    view: CaseView,
    leaders: Mapping[str, str],
    heard_in: set[str],
    typed: Typed,
) -> Row:
    case, pack = item.case, cases.pack_of(item.case)
    done, thread = item.resolution, rules.begun_of(view)
    said: Mapping[str, Any] = thread.answers if thread else {}
    act = done.act if done else thread.act if thread else ""
    back = _returned(view) if not act else None
    told = view.last(done.act) if done else None
    gone = "" if done or case.state in heard_in else pack.state_label(KIND, case.state)
    return Row(
        item=item,
        address=case_address(ready.DOOR, case.pk),
        act=act,
        decision=pack.act_label(KIND, act) if act else "",
        tone=TONES.get(act, ""),
        extract=done.extract if done else str(said.get(EXTRACT, "")),
        avoided=done.avoided if done else _names(said, leaders),
        reason=str((told.answers if told else said).get(REASON, "")),
        waits=done is None and thread is not None,
        gone=gone,
        returned=str(back.returned.answers.get("note", "")) if back and back.returned else "",
        minutes=str(said.get(MINUTES) or (back.drafted.get(MINUTES) if back else "") or ""),
        chosen=not typed.seen or case.pk in typed.chosen,
        typed=typed.rows.get(case.pk, {}) or (_drafted(back) if back else {}),
        errors=typed.row_errors.get(case.pk, {}),
    )


def _returned(view: CaseView) -> Pending | None:
    """A decision that was sent back to the one who recorded it, to be recorded anew."""
    return next((one for one in view.threads if one.act in RESOLVES and one.returned), None)


def _drafted(back: Pending) -> dict[str, Any]:
    return {**back.drafted, DECISION: back.act}


def _names(said: Mapping[str, Any], leaders: Mapping[str, str]) -> str:
    given = said.get(AVOIDED) or []
    others = [str(said[OTHERS])] if said.get(OTHERS) else []
    return "、".join([*(leaders.get(one, one) for one in given), *others])
