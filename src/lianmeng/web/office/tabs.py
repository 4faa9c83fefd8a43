"""The tabs of an office's first page as rows: which stand in each, narrowed as the address asks, and how many.

Everything is read from rows that carry their own order (``cases.Turn`` and others), page by page: ten open
cases and a million cost the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case as Choose
from django.db.models import Count, Exists, Model, OuterRef, Q, QuerySet, Value, When

from lianmeng.cases import queries as cases
from lianmeng.cases.models import Case, Charge, Circulated, Deadline, Turn
from lianmeng.law.pack import Pack
from lianmeng.law.schema import Stands
from lianmeng.policies import queries as policies
from lianmeng.record.models import Entry
from lianmeng.record.people import Actor
from lianmeng.web.casework import lists, paging, viewers
from lianmeng.web.casework.paging import Order

TODO, TO_READ, DONE, CLOSED, SUPERVISED = "todo", "toread", "done", "closed", "supervised"
TABS = {TODO: "待办", TO_READ: "待阅", DONE: "已办", CLOSED: "办结", SUPERVISED: "督办"}
SUPERVISING = "supervising"  # the deadline that a supervised case has
DUES = {"overdue": "已超期", "today": "今天到期", "week": "七天内到期"}
UNITS = {DONE: "步"}  # what a tab counts where it is no cases
WITH_DAYS = {TODO: "order_on", SUPERVISED: "due_on"}
ORDERS = {
    TODO: Order(("order_on", "case_id")),
    TO_READ: Order(("pk",), falling=True),
    DONE: Order(("seq",), falling=True),
    CLOSED: Order(("pk",), falling=True),
    SUPERVISED: Order(("due_on", "pk")),
}


@dataclass(frozen=True)
class Asked:
    """What the address asks for; anything unknown counts as not asked."""

    tab: str
    text: str = ""
    stage: str = ""
    recommender: str = ""
    due: str = ""

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out."""
        return bool(self.text or self.stage or self.recommender or self.due)

    @property
    def kept(self) -> dict[str, str]:
        """What the addresses of neighbouring pages keep."""
        told = {"q": self.text, "stage": self.stage, "recommender": self.recommender, "due": self.due}
        return {"tab": self.tab if self.tab != TODO else "", **told}


def asked_of(given: Mapping[str, str], actor: Actor) -> Asked:
    """Read the address."""
    pack = policies.current_pack()
    tab = given.get("tab", TODO)
    tab = tab if tab in TABS else TODO
    stage, due, recommender = given.get("stage", ""), given.get("due", ""), given.get("recommender", "")
    return Asked(
        tab=tab,
        text=given.get("q", "").replace("\0", "").strip()[: lists.LONGEST],
        stage=stage if stage in stages(pack, actor) else "",
        recommender=recommender if recommender in recommenders(pack, actor) else "",
        due=due if due in DUES and tab in WITH_DAYS else "",
    )


def stages(pack: Pack, actor: Actor) -> dict[str, str]:
    """Every state of the kinds that this capacity sees but an applicant's own draft, as kind and state."""
    return {
        f"{kind}.{state}": pack.state_label(kind, state)
        for kind, procedure in pack.procedures.items()
        for state in procedure.states
        if state != pack.start_state(kind) and kind not in pack.hidden_from(actor.capacity)
    }


def recommenders(pack: Pack, actor: Actor) -> dict[str, str]:
    """The recommending offices, for those who see the cases of several."""
    if pack.capacities[actor.capacity].stands is Stands.RECOMMENDER:
        return {}
    return {code: one.name for code, one in pack.offices.items() if one.kind in pack.recommender_kinds}


# ---- what stands in each tab ---------------------------------------------------------------------------------


def found(actor: Actor, asked: Asked, on: date) -> QuerySet[Any]:
    """The rows of a tab as the address narrows them, without order."""
    rows: QuerySet[Any] = _ALL[asked.tab](actor, on)
    if asked.tab == DONE:
        return _narrow_done(rows, actor, asked)
    to_case = "" if asked.tab == CLOSED else "case__"
    rows = rows.filter(_about_case(asked, to_case))
    column = WITH_DAYS.get(asked.tab)
    return rows.filter(_within(asked.due, column, on)) if asked.due and column else rows


def _about_case(asked: Asked, to_case: str) -> Q:
    met = Q()
    if asked.text:
        names = ("title", "number", "applicant__name", "recommender__name")
        named = Q()
        for name in names:
            named |= Q(**{f"{to_case}{name}__icontains": asked.text})
        met &= named
    if asked.stage:
        kind, _, state = asked.stage.partition(".")
        met &= Q(**{f"{to_case}kind": kind, f"{to_case}state": state})
    if asked.recommender:
        met &= Q(**{f"{to_case}recommender__code": asked.recommender})
    return met


def _within(due: str, column: str, on: date) -> Q:
    last = {"overdue": on - timedelta(days=1), "today": on, "week": on + timedelta(days=7)}[due]
    met = Q(**{f"{column}__lte": last})
    return met if due == "overdue" else met & Q(**{f"{column}__gte": on})


def _todo(actor: Actor, on: date) -> QuerySet[Turn]:
    """What this capacity has to do today, without what a colleague is in charge of."""
    charged = Charge.objects.filter(case=OuterRef("case"), office=actor.office or "", capacity=actor.capacity)
    theirs = charged.exclude(person__ref=actor.person)
    mine = Turn.objects.filter(capacity=actor.capacity, office=actor.office or "", opens_on__lte=on)
    return mine.exclude(Exists(theirs))


def _to_read(actor: Actor, on: date) -> QuerySet[Circulated]:
    return Circulated.objects.filter(reader__ref=actor.person, read_on=None).filter(_seen(actor))


def _done(actor: Actor, on: date) -> QuerySet[Entry]:
    return Entry.objects.filter(person=actor.person, stream__startswith="case:")


def _narrow_done(rows: QuerySet[Entry], actor: Actor, asked: Asked) -> QuerySet[Entry]:
    """The ledger knows no tables: what is asked of the case is asked of the actor's own cases first."""
    if not asked.narrowed:
        return rows
    met = viewers.visible(actor).filter(_about_case(asked, "")).order_by("-pk").values_list("pk", flat=True)
    return rows.filter(stream__in=[f"case:{number}" for number in met[: paging.EXACT // 20]])


def _closed(actor: Actor, on: date) -> QuerySet[Case]:
    return viewers.visible(actor).filter(ended=True)


def _supervised(actor: Actor, on: date) -> QuerySet[Deadline]:
    return Deadline.objects.filter(name=SUPERVISING, ended_by=None).filter(_seen(actor))


def _seen(actor: Actor) -> Q:
    return cases.seen_from_office(actor, policies.current_pack(), "case")


_ALL: dict[str, Any] = {
    TODO: _todo,
    TO_READ: _to_read,
    DONE: _done,
    CLOSED: _closed,
    SUPERVISED: _supervised,
}


def counts(actor: Actor, asked: Asked, on: date) -> dict[str, int]:
    """How many stand in every tab, how many of those to be done are late or soon due, and on this very list."""
    near = (
        When(order_on__lt=on, then=Value("late")),
        When(order_on__lte=on + timedelta(days=7), then=Value("soon")),
    )
    wanted = [_count(name, rows(actor, on)) for name, rows in _ALL.items() if name != TODO]
    wanted.append(_count(Choose(*near, default=Value(TODO)), _todo(actor, on).order_by("order_on")))
    if asked.narrowed:
        wanted.append(_count("here", found(actor, asked, on)))
    told = {str(row["of"]): int(row["n"]) for row in wanted[0].union(*wanted[1:], all=True)}
    told[TODO] = sum(told.get(name, 0) for name in (TODO, "late", "soon"))
    told.setdefault("here", 0 if asked.narrowed else told.get(asked.tab, 0))
    return told


def _count(name: str | Choose, rows: QuerySet[Any]) -> QuerySet[Any]:
    """At most one more than is told exactly: what lies beyond is not counted."""
    ordered = rows if rows.query.order_by else rows.order_by()
    some: QuerySet[Any] = ordered.values("pk")[: paging.EXACT + 1]
    model: type[Model] = rows.model
    few = model._default_manager.filter(pk__in=some).order_by()
    of = Value(name) if isinstance(name, str) else name
    return few.annotate(of=of).values("of").annotate(n=Count("pk"))
