"""The regulation in rows: each sentence, and beside it what carries it out and what it leaves open."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from lianmeng.law.pack import Pack
from lianmeng.law.schema import Act, Article, Interpretation, StateKind, Unit

Standing = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Line:
    """One thing that carries a sentence out: its words, and what sort of thing it is.

    ``count``: the cases that stand today where this may be done.
    """

    words: str
    sort: str
    count: int = 0


@dataclass(frozen=True)
class Position:
    """One way of reading a silence, and why; ``chosen``: the one in force."""

    label: str
    reason: str
    chosen: bool


@dataclass(frozen=True)
class Silence:
    """What the text leaves open, and how it is read until the authority says otherwise.

    ``positions`` are those of a switch, the one in force first; a fixed reading has none.
    """

    question: str
    answer: str
    reason: str
    positions: tuple[Position, ...] = ()
    changed_by: str = ""


@dataclass
class Row:
    """A unit of the text; ``anchors`` are the shorter citations that begin with it, ``item`` its new number."""

    unit: Unit
    anchors: tuple[str, ...]
    item: str = ""
    carried: list[Line] = field(default_factory=list)
    silences: list[Silence] = field(default_factory=list)
    unmodelled: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Section:
    """An article with its rows; ``chapter`` is its title where a chapter begins, else ""."""

    article: Article
    chapter: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class TextLine:
    """A line of the text: the number under which an item is cited, or "", and the words."""

    item: str
    words: str


def lines_of(units: Iterable[Unit]) -> list[TextLine]:
    """The units as text, with a line of its own for every numbered item."""
    found: list[TextLine] = []
    for unit in units:
        item = item_of(unit)
        if found and item == found[-1].item:
            found[-1] = TextLine(item, found[-1].words + unit.text)
        else:
            found.append(TextLine(item, unit.text))
    return found


def item_of(unit: Unit) -> str:
    """The number of the item in which a unit stands, as its label writes it; "" outside of items."""
    found = re.search("[①-⑳]", unit.label)
    return found[0] if found else ""


def sections(pack: Pack, standing: Standing | None = None) -> list[Section]:
    """All articles in the order of the text; ``standing``: how many cases stand in which state of which kind."""
    rows = _rows(pack, standing or {})
    found: list[Section] = []
    chapter = ""
    for article in pack.articles:
        title = article.chapter if article.chapter != chapter else ""
        chapter = article.chapter
        found.append(Section(article, title, tuple(rows[unit.id] for unit in article.units)))
    return found


def silence_of(pack: Pack, item: Interpretation) -> Silence:
    """An interpretation under the pack's positions, for reading."""
    if item.kind == "reading":
        return Silence(item.question, item.answer or "", item.reason)
    position = pack.positions[item.id]
    positions = [Position(one.label, one.reason, name == position) for name, one in item.alternatives.items()]
    positions.sort(key=lambda one: not one.chosen)
    changed_by = "、".join(pack.terms.capacities.get(one, one) for one in item.changed_by)
    return Silence(item.question, positions[0].label, item.reason, tuple(positions), changed_by)


def _carrying(pack: Pack, standing: Standing) -> Iterator[tuple[tuple[str, ...], Line]]:
    """Everything that carries the text out, with what it cites."""
    for criterion in pack.criteria.values():
        yield criterion.cites, Line(criterion.title, "条件")
    for name, material in pack.materials.items():
        yield material.cites, Line(pack.terms.papers.get(name, name), "材料")
    for kind, procedure in pack.procedures.items():
        for name, act in procedure.acts.items():
            yield act.articles, Line(pack.act_label(kind, name), "办理", _count(pack, kind, act, standing))
            for paper in act.papers_made():
                yield act.articles, Line(pack.terms.documents[paper], "公文")
    for rule, deadline in pack.deadlines.items():
        yield deadline.cites, Line(pack.terms.deadlines.get(rule, rule), "期限")


def _count(pack: Pack, kind: str, act: Act, standing: Standing) -> int:
    """The cases in the states in which an act is done; of kinds whose states the public never sees, none."""
    states = pack.procedures[kind].states
    if not isinstance(act.from_states, tuple) or not any(state.portal for state in states.values()):
        return 0
    found = standing.get(kind, {})
    return sum(found.get(name, 0) for name in act.from_states if states[name].kind is StateKind.OPEN)


def _rows(pack: Pack, standing: Standing) -> dict[str, Row]:
    seen: set[str] = set()
    rows: dict[str, Row] = {}
    last = ""
    for unit in pack.units.values():
        parts = unit.id.split("-")
        # the article's own anchor stands on its section
        shorter = ["-".join(parts[:length]) for length in range(3, len(parts))]
        number = item_of(unit)
        anchors = tuple(name for name in shorter if name not in seen)
        rows[unit.id] = Row(unit, anchors, number if number != last else "")
        last = number
        seen.update(shorter)
    for item in pack.interpretations.values():
        rows[pack.covered(item.cites[0])[0]].silences.append(silence_of(pack, item))
    for cites, line in _carrying(pack, standing):
        for cited in cites:  # beside the first sentence of what is cited
            carried = rows[pack.covered(cited)[0]].carried
            if line not in carried:  # a paper that two acts of one sentence write is told once
                carried.append(line)
    for row in rows.values():
        row.carried.sort(key=lambda line: line.count == 0)  # what is under way comes first
    for left in pack.unmodelled:
        for unit_id in pack.covered(left.unit):
            rows[unit_id].unmodelled.append(left.reason)
    return rows
