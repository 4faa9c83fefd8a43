"""The reviewing office's checklist: what the pack asks a person to look at, and what was judged, in words.

Every criterion is an item, every point of a paper's outline another. The machine's finding stands beside the
person's judgement and never in its place where the pack leaves the matter to a person.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from lianmeng.law import procedures
from lianmeng.law.history import CaseView
from lianmeng.law.pack import Pack
from lianmeng.law.schema import CriterionKind
from lianmeng.law.verdicts import Finding, Met, Weight


@dataclass(frozen=True)
class Item:
    """One thing to look at. ``by_person``: only a person's judgement counts; ``point`` of which ``paper``."""

    key: str
    title: str
    cites: tuple[str, ...]
    by_person: bool
    criterion: str = ""
    paper: str = ""


@dataclass(frozen=True)
class Section:
    """The items of one article, or of one paper."""

    key: str
    title: str
    cites: tuple[str, ...]
    items: tuple[Item, ...]
    paper: str = ""


@dataclass(frozen=True)
class Judgement:
    """What a person found on one item: verdict, note, and where in the papers (words such as “协议第3页”)."""

    item: str
    verdict: str
    note: str = ""
    places: tuple[str, ...] = ()


@lru_cache(maxsize=64)
def sections(pack: Pack) -> tuple[Section, ...]:
    """The whole checklist in the order of the text, then paper by paper; empty where the pack has none."""
    if pack.checklist is None:
        return ()
    return (*_articles(pack), *(_paper(pack, name) for name in pack.materials))


@lru_cache(maxsize=64)
def items(pack: Pack) -> dict[str, Item]:
    """Every item by its key."""
    return {item.key: item for section in sections(pack) for item in section.items}


def _articles(pack: Pack) -> Iterable[Section]:
    for article, label in pack.article_labels.items():
        units = set(pack.covered(article))
        found = tuple(
            Item(f"c-{name}", one.title, one.cites, one.kind is CriterionKind.JUDGED, criterion=name)
            for name, one in pack.criteria.items()
            if units & set(pack.covered(one.cites[0]))
        )
        if found:
            yield Section(article, label, (article,), found)


def _paper(pack: Pack, name: str) -> Section:
    material, label = pack.materials[name], pack.terms.papers[name]
    points = tuple(
        Item(f"p-{name}-{number}", point, material.cites, material.required, paper=name)
        for number, point in enumerate(material.outline, 1)
    )
    whole = Item(f"p-{name}", label, material.cites, material.required, paper=name)
    return Section(f"paper-{name}", label, material.cites, points or (whole,), paper=name)


def unjudged(
    pack: Pack, findings: Mapping[str, Finding], judged: Iterable[str], mended: Iterable[str] = ()
) -> tuple[Item, ...]:
    """What still asks for a person: left to one by the pack, found not met by the machine, or ``mended`` since."""
    known, again = set(judged), set(mended)
    return tuple(
        item
        for item in items(pack).values()
        if item.key in again or (item.key not in known and asks(item, findings.get(item.criterion)))
    )


def asks(item: Item, finding: Finding | None) -> bool:
    """Whether an item asks for a person; one that does not arise asks for nobody."""
    arises = finding is None or finding.met is not Met.MET
    return (item.by_person and arises) or _missed(finding)


def wrong(pack: Pack) -> frozenset[str]:
    """The verdicts that tell a defect."""
    return frozenset(pack.checklist.defects) if pack.checklist else frozenset()


def former(pack: Pack, view: CaseView) -> frozenset[str]:
    """The natural persons who reviewed before the case came back for a new review by others."""
    fills = pack.checklist.fills if pack.checklist else {}
    acts = pack.procedures[view.kind].acts
    barred = {other for name in fills if name in acts for other in acts[name].not_same_person_as}
    return frozenset(natural for act in barred for natural in procedures.signers(view, act))


def _missed(finding: Finding | None) -> bool:
    return finding is not None and finding.met is Met.NOT_MET and finding.weight is not Weight.INFORMS


def defects(pack: Pack, judged: Iterable[Judgement]) -> tuple[Judgement, ...]:
    """The judgements that have to be told, in the order of the checklist."""
    found = {one.item: one for one in judged if one.verdict in wrong(pack)}
    return tuple(found[key] for key in items(pack) if key in found)


def draft(pack: Pack, act: str, judged: Iterable[Judgement]) -> str:
    """What an act's field is filled with before anybody writes; "" where nothing was judged."""
    if pack.checklist is None or act not in pack.checklist.fills:
        return ""
    found = tuple(judged)
    told = defects(pack, found)
    lines = [f"{number}. {_line(pack, one)}" for number, one in enumerate(told, 1)]
    if pack.checklist.fills[act].tells == "defects" or not found:
        return "\n".join(lines)
    return "\n".join([_sum(pack, found), *lines, *_noted(pack, found)])


def _line(pack: Pack, one: Judgement) -> str:
    item = items(pack)[one.item]
    articles = "、".join(pack.label(cited) for cited in item.cites)
    paper = f"{pack.terms.papers[item.paper]}：" if item.paper and item.key != f"p-{item.paper}" else ""
    note = f"：{one.note.strip().rstrip('。；')}" if one.note.strip() else ""
    where = f"（见{'、'.join(one.places)}）" if one.places else ""
    return f"【{articles}】{paper}“{item.title}”{verdict_words(pack, one.verdict)}{note}{where}。"


def _sum(pack: Pack, judged: tuple[Judgement, ...]) -> str:
    words = pack.terms.lists[pack.checklist.verdicts] if pack.checklist else {}
    counts = ((label, sum(one.verdict == name for one in judged)) for name, label in words.items())
    parts = "，".join(f"{label}{number}项" for label, number in counts if number)
    cites = pack.checklist.cites if pack.checklist else ()
    articles = list(dict.fromkeys(pack.article_labels["-".join(cited.split("-")[:2])] for cited in cites))
    return f"对照{'、'.join(articles)}逐项核对：{parts}。"


def _noted(pack: Pack, judged: tuple[Judgement, ...]) -> list[str]:
    """What was written on items in order, where the pack leaves them to a person."""
    told, known = defects(pack, judged), items(pack)
    by_key = {one.item: one for one in judged if one.note and one not in told}
    return [_line(pack, by_key[key]) for key, item in known.items() if key in by_key and item.by_person]


def verdict_words(pack: Pack, verdict: str) -> str:
    """A verdict as people read it."""
    words = pack.terms.lists.get(pack.checklist.verdicts, {}) if pack.checklist else {}
    return words.get(verdict, verdict)
