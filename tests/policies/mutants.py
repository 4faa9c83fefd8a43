"""Mutants of a measure: each has one number, or one position of a switch, that differs from the pack's."""

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from lianmeng.law import outcomes
from lianmeng.law.checking import faults_of, varied_faults
from lianmeng.law.dates import WorkCalendar
from lianmeng.law.faults import PackRefused
from lianmeng.law.pack import Pack, Trees, build
from lianmeng.law.yamlfile import Path, Tree

Edit = Callable[[Any], None]
Check = Callable[[Pack], bool]
INTERPRETATIONS = "interpretations.yaml"
NUMBERED = ("everyday", "calendar", "criteria", "panels", "procedures", "forms")
TWO_WAYS = {"count_first", "odd", "not_before_today"}  # rules that are a yes or a no
UNITS = {"working_days": "days", "days": "working_days", "years": "months", "months": "days"}


@dataclass(frozen=True)
class Mutant:
    """One change, by the name under which a test tells it, the file it is made in, and how.

    ``under``: the position of a switch under which alone it can show.
    """

    name: str
    file: str
    make: Edit
    under: tuple[str, str] | None = None


def at(data: Any, path: Path) -> Any:
    """What stands at a path."""
    for part in path:
        data = data[part]
    return data


def leaves(data: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every scalar of a tree with its path."""
    if isinstance(data, dict | list):
        pairs = data.items() if isinstance(data, dict) else enumerate(data)
        for key, value in pairs:
            yield from leaves(value, (*path, key))
    else:
        yield path, data


def numbers(trees: Trees) -> list[Mutant]:
    """Every number of the rules one more and one less, every yes a no, every unit of time another."""
    found = []
    for name, tree in trees.items():
        if name.partition("/")[0].removesuffix(".yaml") in NUMBERED:
            for path, value in leaves(tree.data):
                found += [_put(name, path, other) for other in _others(path[-1], value)]
    return found


def _others(key: str | int, value: Any) -> list[Any]:
    if isinstance(value, bool):
        return [not value] if key in TWO_WAYS else []
    if isinstance(value, int):
        return [value - 1, value + 1]
    return [UNITS[value]] if key == "unit" else []


def _put(file: str, path: Path, value: Any, name: str = "", under: tuple[str, str] | None = None) -> Mutant:
    def make(data: Any) -> None:
        at(data, path[:-1])[path[-1]] = value

    told = name or f"{file.removesuffix('.yaml')}: {'.'.join(map(str, path))}"
    return Mutant(f"{told} = {value}", file, make, under)


def positions(trees: Trees) -> list[Mutant]:
    """Every switch with another default: the tables of the default then hold no more."""
    return [
        _put(INTERPRETATIONS, ("interpretations", number, "default"), other, item["id"])
        for number, item in _switches(trees)
        for other in item["alternatives"]
        if other != item["default"]
    ]


def settings(trees: Trees) -> list[Mutant]:
    """Every parameter that an alternative sets: left out; and if it is a number, one more and one less."""
    found = []
    for number, item in _switches(trees):
        for position, alternative in item["alternatives"].items():
            for dotted, value in alternative.get("sets", {}).items():
                path = ("interpretations", number, "alternatives", position, "sets", dotted)
                told, under = f"{item['id']}={position}: {dotted}", (item["id"], position)
                found.append(Mutant(f"{told} left out", INTERPRETATIONS, _drop(path), under))
                found += [_put(INTERPRETATIONS, path, other, told, under) for other in _others("", value)]
    return found


def _drop(path: Path) -> Edit:
    def make(data: Any) -> None:
        del at(data, path[:-1])[path[-1]]

    return make


def _switches(trees: Trees) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, item in enumerate(trees[INTERPRETATIONS].data["interpretations"]):
        if item["kind"] == "switch":
            yield number, item


def noticed(
    files: Mapping[str, bytes], trees: Trees, mutant: Mutant, calendar: WorkCalendar, *more: Check
) -> bool:
    """Whether an outcome table, the soundness check, or one of ``more`` (True: all is well) tells the mutant.

    Tables are run under their own positions, those of the default first; the first difference ends it.
    """
    tree = trees[mutant.file]
    changed = {**trees, mutant.file: Tree(tree.name, deepcopy(tree.data), tree.lines)}
    mutant.make(changed[mutant.file].data)
    try:
        default = build(files, changed, {})
        packs = []
        for chosen, tables in outcomes.tables_by_switches(default).items():
            if mutant.under is None or mutant.under in chosen:
                packs.append(build(files, changed, dict(chosen)) if chosen else default)
                if any(outcomes.run(packs[-1], table, calendar) for table in tables):
                    return True
        told = bool(faults_of(default)) or any(varied_faults(pack) for pack in packs)
        return told or not all(well(pack) for pack in packs for well in more)
    except PackRefused:
        return True
