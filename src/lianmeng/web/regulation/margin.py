"""The regulation in rows: each sentence, and beside it what carries it out and what it leaves open."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from lianmeng.law.pack import Pack
from lianmeng.law.schema import EVERYDAY, Article, Interpretation, Unit


@dataclass(frozen=True)
class Line:
    """One thing that carries a sentence out: its words, and what sort of thing it is."""

    words: str
    sort: str


@dataclass(frozen=True)
class Silence:
    """What the text leaves open, and how it is read until the authority says otherwise."""

    question: str
    answer: str
    reason: str
    others: tuple[str, ...]


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


def sections(pack: Pack) -> list[Section]:
    """All articles in the order of the text."""
    rows = _rows(pack)
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
        return Silence(item.question, item.answer or "", item.reason, ())
    position = pack.positions[item.id]
    others = tuple(one.label for name, one in item.alternatives.items() if name != position)
    chosen = item.alternatives[position]
    return Silence(item.question, chosen.label, chosen.reason, others)


def _rows(pack: Pack) -> dict[str, Row]:
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
        rows[_first(pack, item.cites)].silences.append(silence_of(pack, item))
    for criterion in pack.criteria.values():
        rows[_first(pack, criterion.cites)].carried.append(Line(criterion.title, "条件"))
    for name, material in pack.materials.items():
        rows[_first(pack, material.cites)].carried.append(Line(pack.terms.papers.get(name, name), "材料"))
    for kind, procedure in pack.procedures.items():
        for name, act in procedure.acts.items():
            rows[_first(pack, act.articles)].carried.append(Line(pack.act_label(kind, name), "办理"))
    for name, act in pack.everyday.items():
        rows[_first(pack, act.articles)].carried.append(Line(pack.act_label(EVERYDAY, name), "办理"))
    for rule, deadline in pack.deadlines.items():
        rows[_first(pack, deadline.cites)].carried.append(Line(pack.terms.deadlines.get(rule, rule), "期限"))
    for left in pack.unmodelled:
        for unit_id in pack.covered(left.unit):
            rows[unit_id].unmodelled.append(left.reason)
    return rows


def _first(pack: Pack, cites: tuple[str, ...]) -> str:
    """The sentence beside which a thing stands: the first that it cites."""
    return pack.covered(cites[0])[0]
