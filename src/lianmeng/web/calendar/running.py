"""Performing, through the table of acts, what each case's own policy gives to the calendar."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from lianmeng.acts import ACTS
from lianmeng.cases import queries as cases
from lianmeng.cases import turns
from lianmeng.cases.guard import Sent
from lianmeng.cases.models import Case
from lianmeng.cases.refusals import Refused, Repeated
from lianmeng.law import procedures
from lianmeng.law.pack import Pack
from lianmeng.policies import queries as policies
from lianmeng.record.people import Actor


@dataclass(frozen=True)
class Performed:
    """One act that the calendar performed."""

    case: Case
    act: str
    words: str


def run(today: date) -> list[Performed]:
    """Do everything that is the calendar's today; run twice it does nothing more.

    A case that somebody moves meanwhile is left for the next run. Then every desk is read as of today.
    """
    performed = [done for case, act in due(today) if (done := _perform(case, act, today))]
    turns.refresh_all(today)
    return performed


def due(today: date) -> Iterator[tuple[Case, str]]:
    """The cases on which an act of the calendar's is allowed today."""
    who = cases.who(Actor.calendar())
    for revision in list(Case.objects.order_by().values_list("revision", flat=True).distinct()):
        pack = policies.pack(revision)
        for kind, act in _calendars_own(pack, who.capacity):
            states = pack.from_states(kind, act)
            rows = list(Case.objects.filter(revision=revision, kind=kind, state__in=states).order_by("pk"))
            views = cases.views(rows)
            for case in rows:
                if procedures.judge(pack, views[case.pk], act, who, today).verdict.allowed:
                    yield case, act


def _calendars_own(pack: Pack, capacity: str) -> list[tuple[str, str]]:
    return [
        (kind, name)
        for kind, procedure in pack.procedures.items()
        for name, act in procedure.acts.items()
        if all(capacity in hand.by for hand in act.hands)
    ]


def _perform(case: Case, act: str, today: date) -> Performed | None:
    once = f"calendar:{act}:{case.pk}:{case.version}"
    sent = Sent(Actor.calendar(), today, {case.pk: case.version}, once)
    try:
        ACTS[case.kind, act]([case], {}, sent)
    except (Refused, Repeated):
        return None
    return Performed(case, act, cases.pack_of(case).act_label(case.kind, act))
