"""What the pages of panels print for those who form them: draws, panels, how far each argument has come."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from lianmeng.applications.queries import KIND
from lianmeng.cases import queries as cases
from lianmeng.cases.models import Case
from lianmeng.law import avoidance, drawing, panels, procedures
from lianmeng.law.avoidance import Conflict
from lianmeng.law.history import CaseView
from lianmeng.law.pack import Pack
from lianmeng.parties import queries as parties
from lianmeng.policies import queries as policies
from lianmeng.record.people import Actor
from lianmeng.reviews import actions as reviews
from lianmeng.reviews import queries as found_in
from lianmeng.reviews import rules
from lianmeng.reviews.models import Draw
from lianmeng.web.casework import arguing
from lianmeng.web.casework.addresses import act_address, case_address
from lianmeng.web.casework.arguing import Ending
from lianmeng.web.casework.rows import Posted, Trouble

DOOR, DRAW, FORM, REPLACE = "office", panels.DRAWS, panels.FORMS, panels.REPLACES
DECISIVE = 50  # cases that one act takes


@dataclass(frozen=True)
class Line:
    """One argument: how many of the panel have promised and reviewed, and what it comes to once that is open."""

    case: Case
    address: str
    declared: int
    reviewed: int
    seated: int
    votes: str
    average: str
    recused: tuple[str, ...]
    replace: str
    waits: str


@dataclass(frozen=True)
class Group:
    """Cases that stand alike: not yet drawn, drawn, or before one panel. ``acts``: what may be done with all."""

    lines: tuple[Line, ...]
    acts: tuple[tuple[str, str], ...]
    draw: Draw | None = None
    names: tuple[str, ...] = ()
    chair: str = ""
    meets_on: date | None = None


@dataclass(frozen=True)
class Page:
    """All that the template prints."""

    pack: Pack
    articles: tuple[str, ...]
    waiting: tuple[Group, ...]
    drawn: tuple[Group, ...]
    formed: tuple[Group, ...]
    endings: tuple[Ending, ...]
    enters: bool
    trouble: Trouble
    once: str


def may_open(actor: Actor) -> bool:
    """Whether panels are this capacity's to read."""
    return rules.reads_panel(policies.current_pack(), actor)


def page(actor: Actor, on: date, posted: Posted | None = None, trouble: Trouble | None = None) -> Page:
    """Gather the page in a fixed number of queries."""
    pack = policies.current_pack()
    gathered = _Panels(actor, on, pack, posted or Posted(), trouble or Trouble())
    return gathered.page(arguing.arguing(actor, pack))


class _Panels:
    """The arguments under way as one capacity reads them. Looked at by ``arguing.ending`` too."""

    door = DOOR

    def __init__(self, actor: Actor, on: date, pack: Pack, posted: Posted, trouble: Trouble) -> None:
        self.actor, self.on, self.pack = actor, on, pack
        self.posted, self.trouble, self.who = posted, trouble, cases.who(actor)
        self.views: dict[int, CaseView] = {}
        self.names: dict[str, str] = {}

    def page(self, found: Sequence[Case]) -> Page:
        """Every case in its group."""
        self.views = cases.views(found)
        self.names = _names(self.views.values())
        draws = {row.pk: row for row in found_in.draws_of(found)}
        groups: dict[tuple[Any, ...], list[Case]] = {}
        for case in found:
            groups.setdefault(self.key(case), []).append(case)
        made = [(key, self.group(key, rows, draws)) for key, rows in groups.items()]
        endings = [
            one
            for case in found
            if panels.reviews(self.views[case.pk])
            and (one := arguing.ending(self, case, self.views[case.pk])).allowed
        ]
        return Page(
            pack=self.pack,
            articles=self.pack.act(KIND, FORM).articles,
            waiting=tuple(group for key, group in made if key[0] == "waiting"),
            drawn=tuple(group for key, group in made if key[0] == "drawn"),
            formed=tuple(group for key, group in made if key[0] == "formed"),
            endings=tuple(endings),
            enters=may_enter(self.pack, self.actor),
            trouble=self.trouble,
            once=uuid4().hex,
        )

    def key(self, case: Case) -> tuple[Any, ...]:
        """What a case has in common with others."""
        view = self.views[case.pk]
        seats, drawn = panels.seated(view), panels.draws(view)
        number = int(drawn[-1].answers.get("draw", 0)) if drawn else 0
        if seats:
            return "formed", seats, panels.meets_on(view), number
        return ("drawn", number) if number else ("waiting",)

    def group(self, key: tuple[Any, ...], rows: Sequence[Case], draws: Mapping[int, Draw]) -> Group:
        """Cases that stand alike, those argued best first once their scores are open."""
        view = self.views[rows[0].pk]
        number = key[-1] if len(key) > 1 else 0
        draw = draws.get(number)
        seats = panels.seated(view) or tuple(draw.ranking[: draw.size] if draw else ())
        lines = sorted((self.line(case) for case in rows), key=_by_score)
        wanted = {"waiting": (DRAW,), "drawn": (FORM, DRAW), "formed": (FORM,)}[key[0]]
        return Group(
            lines=tuple(lines),
            acts=tuple(found for act in wanted if (found := self.together(act, rows))[1]),
            draw=draw,
            names=tuple(self.names.get(one, "") for one in seats),
            chair=self.names.get(panels.chair(view) or "", ""),
            meets_on=panels.meets_on(view),
        )

    def together(self, act: str, rows: Sequence[Case]) -> tuple[str, str]:
        """The words and the address of an act for all of these for which it is open to this capacity."""
        steps = {case.pk: self.judge(act, case) for case in rows}
        able = [case for case in rows if steps[case.pk].verdict.allowed][:DECISIVE]
        if not able or (
            act == FORM and panels.seated(self.views[able[0].pk]) and not steps[able[0].pk].index
        ):
            return "", ""
        first, *others = able
        label = self.pack.act_label(KIND, act)
        begun = steps[first.pk].index > 0
        words = f"{label}（{self.pack.terms.hands[steps[first.pk].hand.role]}）" if begun else label
        if act == DRAW and panels.draws(self.views[first.pk]):
            words = f"重新{label}"
        return words, act_address(DOOR, first, act, tuple(case.pk for case in others))

    def judge(self, act: str, case: Case) -> procedures.Step:
        """An act on one case today."""
        return procedures.judge(self.pack, self.views[case.pk], act, self.who, self.on)

    def line(self, case: Case) -> Line:
        """How far one argument has come."""
        view = self.views[case.pk]
        shown = arguing.ending(self, case, view) if panels.reviews(view) else None
        opened = panels.sheets_open(view)
        cast = [str(one.answers.get(self.pack.panel.vote_field)) for one in panels.reviews(view)]
        for_it = sum(vote in self.pack.panel.votes_for for vote in cast)
        out = panels.recused(view)
        able = self.judge(REPLACE, case).verdict.allowed
        return Line(
            case=case,
            address=case_address(DOOR, case.pk),
            declared=len(panels.declarations(view)),
            reviewed=len(cast),
            seated=len(panels.seated(view)),
            votes=f"{for_it} / {len(cast)}" if opened else "",
            average=shown.average if shown else "",
            recused=tuple(self.names.get(one, "") for one in out),
            replace=act_address(DOOR, case, REPLACE) if able else "",
            waits=_stands(self.pack, view, self.on),
        )


def _by_score(line: Line) -> tuple[float, int]:
    return (-float(line.average) if line.average else 0.0, line.case.pk)


def _stands(pack: Pack, view: CaseView, on: date) -> str:
    """Which conclusion has been begun, if any."""
    for act in (arguing.PASS, arguing.FAIL, arguing.SUPPLEMENT):
        if any(item.act == act and not item.performed for item in panels.sitting(view)[-8:]):
            return f"{pack.act_label(KIND, act)}，签名中"
    return ""


def _names(views: Iterable[CaseView]) -> dict[str, str]:
    wanted: set[str] = set()
    for view in views:
        wanted |= {*panels.seated(view), *panels.ranking(view)}
    return {one.natural: one.name for one in parties.expert_facts(wanted)} if wanted else {}


def may_enter(pack: Pack, actor: Actor) -> bool:
    """Whether this capacity enters the experts' papers or checks what was entered."""
    ways = pack.procedures[KIND].entering
    named = pack.act(KIND, arguing.REVIEW).entered
    return named is not None and any(actor.capacity in hand.by for hand in ways[named].hands)


# ---- one draw ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Placed:
    """One expert in the order of a draw."""

    place: int
    name: str
    specialty: str
    employer: str
    number: str
    sits: bool


@dataclass(frozen=True)
class Out:
    """One expert who was left out, and why."""

    name: str
    why: tuple[str, ...]


@dataclass(frozen=True)
class Proof:
    """A draw as it may be shown and checked."""

    pack: Pack
    draw: Draw
    placed: tuple[Placed, ...]
    out: tuple[Out, ...]
    years: tuple[tuple[str, int], ...]
    faults: tuple[str, ...]
    others: tuple[Draw, ...]
    pool: int


def proof(draw: Draw) -> Proof:
    """A draw with the order that its seed gives, reckoned anew."""
    held = list(draw.cases.all())
    pack = cases.pack_of(held[0])
    known = {one["natural"]: drawing.expert_of(one) for one in draw.experts}
    kinds = pack.terms.lists.get(avoidance.KINDS, {})
    return Proof(
        pack=pack,
        draw=draw,
        placed=tuple(_placed(known[one], place, draw) for place, one in enumerate(draw.ranking, 1)),
        out=tuple(_out(known[one["natural"]].name, one["why"], kinds) for one in draw.excluded),
        years=tuple((kinds.get(name, name), years) for name, years in draw.avoidance.items()),
        faults=reviews.replay(draw, pack.panel).faults,
        others=tuple(row for row in found_in.draws_of(held) if row.pk != draw.pk),
        pool=len(draw.experts),
    )


def _placed(expert: avoidance.ExpertFacts, place: int, draw: Draw) -> Placed:
    employer = next((tie.body.names[0] for tie in expert.ties if tie.kind == "employer"), "")
    number = drawing.place(draw.seed, expert.natural)
    return Placed(place, expert.name, expert.specialty, employer, number[:16], place <= draw.size)


def _out(name: str, why: Iterable[Mapping[str, Any]], kinds: Mapping[str, str]) -> Out:
    told: dict[str, list[str]] = {}
    for one in why:
        ended, free = one["ended"], one["free_after"]
        conflict = Conflict(
            one["member"],
            one["kind"],
            date.fromisoformat(ended) if ended else None,
            date.fromisoformat(free) if free else None,
        )
        told.setdefault(avoidance.said(conflict, kinds), []).append(one["case"].partition(" ")[2])
    return Out(name, tuple(f"{text}（{_some(titles)}）" for text, titles in told.items()))


def _some(titles: Sequence[str]) -> str:
    return titles[0] if len(titles) == 1 else f"{titles[0]}等{len(titles)}家"
