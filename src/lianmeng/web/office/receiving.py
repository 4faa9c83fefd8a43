"""/office/incoming/: letters that have come, each registered as one; what is too young is shown and returned."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from django.db.models import Count

from lianmeng.applications import queries as applications
from lianmeng.applications.actions.receiving import REGISTER, RETURN
from lianmeng.applications.models import Incoming, Letter
from lianmeng.applications.queries import KIND
from lianmeng.cases import queries as cases
from lianmeng.cases import sources
from lianmeng.cases.models import Case
from lianmeng.law import criteria, procedures
from lianmeng.law.history import CaseView, Pending, pending
from lianmeng.law.pack import Pack
from lianmeng.law.verdicts import Reason
from lianmeng.policies import queries as policies
from lianmeng.record.people import Actor
from lianmeng.web.casework import lists, viewers
from lianmeng.web.casework.addresses import act_address, case_address
from lianmeng.web.office import batching
from lianmeng.web.office.batching import Typed
from lianmeng.web.ui import packforms

DOOR, WAY, REASON = "office", "way", "reason"
TAKE, SEND, LEAVE = "register", "return", "leave"  # what is done with a row
MOST = 400


@dataclass(frozen=True)
class Came:
    """A letter that waits to be registered."""

    letter: Letter
    cases: tuple[Case, ...]


@dataclass(frozen=True)
class Row:
    """One application on the letter, judged on the day of receipt; ``thread``: it is on its way back."""

    case: Case
    address: str
    reasons: tuple[Reason, ...]
    way: str
    reason: str
    errors: tuple[str, ...]
    thread: Pending | None
    note: str

    @property
    def fit(self) -> bool:
        """Whether it may be registered as received on that day."""
        return not self.reasons


@dataclass(frozen=True)
class Page:
    """All that the template prints."""

    letter: Letter
    rows: tuple[Row, ...]
    form: packforms.PackForm
    judged_on: date
    typed: Typed
    pack: Pack
    articles: tuple[str, ...]
    may: bool
    by: str
    back_by: str
    back: str
    back_address: str
    wrong: tuple[tuple[str, str], ...]
    once: str

    @property
    def open(self) -> list[Row]:
        """The rows on which something may be done."""
        return [row for row in self.rows if row.thread is None]

    @property
    def returning(self) -> list[Row]:
        """The rows on their way back."""
        return [row for row in self.rows if row.thread is not None]


def sees(actor: Actor) -> bool:
    """Whether this capacity takes in letters, has a hand in returning them, or only reads."""
    pack = policies.current_pack()
    own = pack.capacities.get(actor.capacity)
    if own is None or viewers.viewer_of(actor) is not viewers.Viewer.DEPARTMENT:
        return False
    hands = [hand for act in (REGISTER, RETURN) for hand in pack.act(KIND, act).hands]
    return own.reads_only or any(actor.capacity in hand.by for hand in hands)


def waiting(actor: Actor) -> list[Came]:
    """The letters with applications that wait to be registered, oldest first (three queries)."""
    pack = policies.current_pack()
    found = viewers.visible(actor).filter(kind=KIND, state__in=pack.from_states(KIND, REGISTER))
    rows = {case.pk: case for case in found.order_by("pk")[:MOST]}
    letters: dict[int, tuple[Letter, list[Case]]] = {}
    for number, item in applications.last_items(rows.values()).items():
        letters.setdefault(item.letter_id, (item.letter, []))[1].append(rows[number])
    return [Came(letter, tuple(mine)) for _, (letter, mine) in sorted(letters.items())]


def registered(before: int | None) -> list[Incoming]:
    """One page of what was registered, newest first, and one more when there is a further page."""
    rows = Incoming.objects.select_related("letter__document", "letter__office").order_by("-pk")
    rows = rows.filter(pk__lt=before) if before else rows
    return list(rows.annotate(count=Count("items"))[: lists.PAGE + 1])


def page(letter: Letter, actor: Actor, on: date, typed: Typed) -> Page:
    """Gather the page in a fixed number of queries."""
    pack = policies.current_pack()
    hand = pack.act(KIND, REGISTER).hands[0]
    fields = pack.forms[hand.form or ""].fields
    answers = typed.answers or {
        "letter_dated_on": str(letter.document.dated_on or ""),
        "received_on": on.isoformat(),
    }
    received = _day(str(answers.get("received_on", ""))) or on
    mine = [one for one in waiting(actor) if one.letter.pk == letter.pk]
    found = list(mine[0].cases) if mine else []
    views = cases.views(found)
    rows = tuple(_row(case, views[case.pk], actor, on, received, typed) for case in found)
    options = sources.options(sources.Asked(pack, actor), fields.values())
    back = pack.act(KIND, RETURN).hands
    return Page(
        letter=letter,
        rows=rows,
        form=packforms.draw(fields, options, answers, typed.errors),
        judged_on=received,
        typed=typed,
        pack=pack,
        articles=pack.act(KIND, REGISTER).articles,
        may=actor.capacity in hand.by,
        by="、".join(pack.terms.capacities[name] for name in hand.by),
        back_by=batching.next_hand(pack, KIND, RETURN, 0) if len(back) > 1 else "",
        back=pack.act_label(KIND, RETURN),
        back_address=_back_address(rows, views, actor, on),
        wrong=batching.wrong(typed, found, fields),
        once=uuid4().hex,
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _row(case: Case, view: CaseView, actor: Actor, on: date, received: date, typed: Typed) -> Row:
    pack = cases.pack_of(case)
    stops = tuple(
        finding.reason()
        for finding in (criteria.judge(pack, view.facts, received, REGISTER) if view.facts else ())
        if finding.stops
    )
    said: Mapping[str, Any] = typed.rows.get(case.pk, {})
    thread = pending(view, RETURN, cases.who(actor))
    drafted = "；".join(f"{one.text}（{one.fact}）" if one.fact else one.text for one in stops)
    forward = view.last("forward")
    return Row(
        case=case,
        address=case_address(DOOR, case.pk),
        reasons=stops,
        way=str(said.get(WAY) or (SEND if stops else TAKE)),
        reason=str(said.get(REASON, "") if typed.seen else drafted),
        errors=tuple(typed.row_errors.get(case.pk, {}).values()),
        thread=thread if thread is not None and thread.signed else None,
        note=str(forward.answers.get("note", "")) if forward else "",
    )


def _back_address(rows: tuple[Row, ...], views: Mapping[int, CaseView], actor: Actor, on: date) -> str:
    """Where this actor signs what is on its way back; "" where it is another's turn."""
    mine = [
        row.case
        for row in rows
        if row.thread is not None
        and procedures.judge(
            cases.pack_of(row.case), views[row.case.pk], RETURN, cases.who(actor), on
        ).verdict.allowed
    ]
    return act_address(DOOR, mine[0], RETURN, tuple(case.pk for case in mine[1:])) if mine else ""
