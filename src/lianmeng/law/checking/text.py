"""The words: quotations stand in the source, citations exist, every sentence is placed."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from pydantic import BaseModel

from lianmeng.law.faults import Fault
from lianmeng.law.pack import Pack
from lianmeng.law.yamlfile import Path

CITING = ("cites", "articles")


def faults(pack: Pack) -> list[Fault]:
    """All faults of source, quotation, citation and placing."""
    return [*_source(pack), *_quotations(pack), *_citations(pack), *_placing(pack)]


def _source(pack: Pack) -> Iterator[Fault]:
    declared, actual = pack.head.source.sha256, sha256(pack.source).hexdigest()
    if declared != actual:
        line = pack.trees["pack.yaml"].line(("source", "sha256"))
        yield Fault("pack.yaml", line, "原文的摘要与所记不符", f"核对原文；确认无误后改为 {actual}")


def _quotations(pack: Pack) -> Iterator[Fault]:
    source, position = pack.source.decode(), 0
    tree, seen = pack.trees["articles.yaml"], set()
    for number, article in enumerate(pack.articles):
        for index, unit in enumerate(article.units):
            line = tree.line(("articles", number, "units", index, "text"))
            found = source.find(unit.text, position)
            if found < 0:
                yield Fault(tree.name, line, f"{unit.id} 的引文不在原文中，或次序不对", "逐字照抄原文")
            else:
                position = found + len(unit.text)
            if unit.id in seen or not unit.id.startswith(article.id + "-"):
                yield Fault(tree.name, line, f"{unit.id} 重复，或不属于 {article.id}", "改正编号")
            seen.add(unit.id)


def citations(pack: Pack) -> Iterator[tuple[str, Path, str]]:
    """Every citation of the pack as (file, path, what is cited)."""
    for name, tree in pack.trees.items():
        if name != "articles.yaml":
            yield from ((name, path, cited) for path, cited in _cited(tree.data, (), name))
    yield from (
        ("unmodelled.yaml", ("sentences", n, "unit"), item.unit) for n, item in enumerate(pack.unmodelled)
    )


def _cited(data: Any, path: Path, name: str) -> Iterator[tuple[Path, str]]:
    if isinstance(data, dict):
        for key, value in data.items():
            if key in CITING and isinstance(value, list):
                yield from (((*path, key, n), str(item)) for n, item in enumerate(value))
            else:
                yield from _cited(value, (*path, key), name)
    elif isinstance(data, list):
        for number, value in enumerate(data):
            yield from _cited(value, (*path, number), name)


def _citations(pack: Pack) -> Iterator[Fault]:
    for name, path, cited in citations(pack):
        if cited not in pack.article_labels and not pack.covered(cited):
            yield Fault(
                name, pack.trees[name].line(path), f"所引“{cited}”不存在", "改为 articles.yaml 中的编号"
            )


def carriers(pack: Pack) -> dict[str, set[str]]:
    """The files that carry out each unit; a reading only explains, an outcome table only tests."""
    carried: dict[str, set[str]] = {unit: set() for unit in pack.units}
    switches = {n for n, item in enumerate(pack.interpretations.values()) if item.kind == "switch"}
    for name, path, cited in citations(pack):
        reading = name == "interpretations.yaml" and path[1] not in switches
        if reading or name == "unmodelled.yaml" or name.startswith("outcomes/"):
            continue
        for unit in pack.covered(cited):
            carried[unit].add(name)
    return carried


def _placing(pack: Pack) -> Iterator[Fault]:
    carried = carriers(pack)
    listed = {item.unit: item for item in pack.unmodelled}
    for unit, files in carried.items():
        if not files and unit not in listed:
            yield Fault(
                "articles.yaml",
                1,
                f"{unit} 没有任何规则执行，也未列为不建模",
                "引用它，或列入 unmodelled.yaml",
            )
    for number, item in enumerate(pack.unmodelled):
        if carried.get(item.unit) and item.kind != "planned":
            line = pack.trees["unmodelled.yaml"].line(("sentences", number))
            said = "、".join(sorted(carried[item.unit]))
            yield Fault(
                "unmodelled.yaml", line, f"{item.unit} 已由 {said} 执行", "从不建模清单中删去，或改为 planned"
            )


def labelled(model: BaseModel) -> tuple[str, ...]:
    """The citations of one part of the pack."""
    return tuple(getattr(model, "cites", ()) or getattr(model, "articles", ()))
