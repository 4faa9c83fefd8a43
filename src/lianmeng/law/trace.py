"""Traceability: for every sentence of the measure, what carries it out and what tests it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from lianmeng.law.pack import Pack
from lianmeng.law.schema import EVERYDAY

CARRIERS = {
    "criteria": "条件",
    "acts": "动作",
    "deadlines": "期限",
    "papers": "材料",
    "documents": "公文",
    "fields": "表单栏",
    "offices": "单位",
    "capacities": "身份",
    "panels": "意见和专家组",
    "switches": "开关",
}
OTHERS = {"outcomes": "情形表", "readings": "读法", "tests": "测试"}
KINDS = {"declaratory": "宣示", "discretion": "裁量", "planned": "待建"}


@dataclass(frozen=True)
class TraceRow:
    """One sentence: its article, its words, and the names of all that cites it, kind by kind.

    ``unmodelled`` is its (kind, reason) when it stands in unmodelled.yaml.
    """

    article: str
    unit: str
    label: str
    text: str
    criteria: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    deadlines: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()
    capacities: tuple[str, ...] = ()
    panels: tuple[str, ...] = ()
    switches: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    unmodelled: tuple[str, str] | None = None
    tests: tuple[str, ...] = ()

    @property
    def carried(self) -> bool:
        """True when something carries the sentence out; a reading or a test alone does not."""
        return any(getattr(self, name) for name in CARRIERS)


def trace(pack: Pack, tests: Mapping[str, tuple[str, ...]] | None = None) -> list[TraceRow]:
    """A row for every sentence in the order of the text.

    ``tests`` gives test ids by what they name: a sentence, a clause or an article.
    """
    found: dict[str, dict[str, list[str]]] = {unit: {} for unit in pack.units}
    for column, name, cites in (*_cited(pack), *_tested(tests or {})):
        for unit in dict.fromkeys(unit for cited in cites for unit in pack.covered(cited)):
            names = found[unit].setdefault(column, [])
            names += [name] if name not in names else []
    listed = {item.unit: (item.kind, item.reason) for item in pack.unmodelled}
    return [
        TraceRow(
            article=article.id,
            unit=unit.id,
            label=unit.label,
            text=unit.text,
            unmodelled=listed.get(unit.id),
            **{column: tuple(names) for column, names in found[unit.id].items()},
        )
        for article in pack.articles
        for unit in article.units
    ]


def _cited(pack: Pack) -> Iterable[tuple[str, str, tuple[str, ...]]]:
    """Everything that cites, as (column, name, citations)."""
    for column in ("criteria", "deadlines", "offices", "capacities", "outcomes"):
        for name, part in getattr(pack, column).items():
            yield column, name, part.cites
    for name, paper in pack.materials.items():
        yield "papers", name, paper.cites
    yield "panels", "opinions", pack.opinions.cites
    yield "panels", "panel", pack.panel.cites
    for name, item in pack.interpretations.items():
        yield ("switches" if item.kind == "switch" else "readings"), name, item.cites
    for form, model in pack.forms.items():
        for name, field in model.fields.items():
            yield "fields", f"{form}.{name}", field.cites
    for kind, procedure in pack.procedures.items():
        for name, act in procedure.acts.items():
            yield "acts", f"{kind}.{name}", act.articles
            for document in act.papers_made():
                yield "documents", document, act.articles
    for name, act in pack.everyday.items():
        yield "acts", f"{EVERYDAY}.{name}", act.articles


def _tested(tests: Mapping[str, tuple[str, ...]]) -> Iterable[tuple[str, str, tuple[str, ...]]]:
    for cited, names in tests.items():
        for name in names:
            yield "tests", name, (cited,)


def label(pack: Pack, column: str, name: str) -> str:
    """What people call one name of a column; the name itself where terms.yaml has no word for it."""
    kind, _, rest = name.partition(".")
    if column == "acts":
        return pack.act_label(kind, rest)
    if column == "fields":
        return pack.forms[kind].fields[rest].label
    words: dict[str, Mapping[str, str]] = {
        "criteria": {key: item.title for key, item in pack.criteria.items()},
        "deadlines": pack.terms.deadlines,
        "papers": pack.terms.papers,
        "documents": pack.terms.documents,
        "offices": {key: item.name for key, item in pack.offices.items()},
        "capacities": pack.terms.capacities,
        "outcomes": {key: item.title for key, item in pack.outcomes.items()},
        "switches": {key: item.question for key, item in pack.interpretations.items()},
        "readings": {key: item.question for key, item in pack.interpretations.items()},
    }
    return words.get(column, {}).get(name, name)


def as_text(rows: Iterable[TraceRow], pack: Pack) -> str:
    """The rows for a terminal: sentence, then one line for each kind of what cites it."""
    lines: list[str] = []
    for row in rows:
        lines.append(f"{row.label}　{row.text}")
        for column, said in {**CARRIERS, **OTHERS}.items():
            names = getattr(row, column)
            if names:
                words = "、".join(dict.fromkeys(label(pack, column, name) for name in names))
                lines.append(f"    {said}：{words}")
        if row.unmodelled:
            kind, reason = row.unmodelled
            lines.append(f"    未建模（{KINDS.get(kind, kind)}）：{reason}")
        elif not row.carried:
            lines.append("    没有任何规则执行，也未列为不建模")
    return "\n".join(lines)


def as_json(rows: Iterable[TraceRow]) -> str:
    """The rows as JSON text, one object for each sentence, with ``carried``."""
    plain = [{**asdict(row), "carried": row.carried} for row in rows]
    return json.dumps(plain, ensure_ascii=False, indent=2)
