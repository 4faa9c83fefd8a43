"""Switches: positions of the interpretations, applied to the raw data before anything is read."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from itertools import product
from typing import Any

from lianmeng.law.yamlfile import Path

Raw = dict[str, Any]


class SwitchRefused(ValueError):
    """A switch, its position, or the place that it sets does not exist."""


def positions(interpretations: list[Raw]) -> dict[str, dict[str, Raw]]:
    """Each switch's alternatives by name, from the raw interpretations."""
    return {
        item["id"]: item.get("alternatives", {}) for item in interpretations if item.get("kind") == "switch"
    }


def place(dotted: str, files: Mapping[str, Any]) -> tuple[str, Path]:
    """The file and the path in it that a dotted parameter name means. Raises ``SwitchRefused``."""
    parts = dotted.split(".")
    for length in (2, 1):
        name = "/".join(parts[:length]) + ".yaml"
        if name in files and len(parts) > length:
            return name, tuple(parts[length:])
    raise SwitchRefused(f"参数“{dotted}”所指的文件或参数不存在")


def put(data: Any, path: Path, value: Any, dotted: str) -> None:
    """Set one existing parameter in place. Raises ``SwitchRefused`` when there is none."""
    for part in path[:-1]:
        data = _step(data, part, dotted)
    last = path[-1]
    _step(data, last, dotted)
    data[int(last) if isinstance(data, list) else last] = value


def _step(data: Any, part: str | int, dotted: str) -> Any:
    try:
        return data[int(part) if isinstance(data, list) else part]
    except (KeyError, IndexError, ValueError, TypeError) as error:
        raise SwitchRefused(f"参数“{dotted}”不存在：找不到“{part}”") from error


def apply(files: Mapping[str, Any], chosen: Mapping[str, str]) -> dict[str, Any]:
    """The raw data of all files with the chosen positions applied (defaults where none is chosen).

    Raises ``SwitchRefused`` for an unknown switch or position.
    """
    raw_items = (files.get("interpretations.yaml") or {}).get("interpretations", [])
    known = positions(raw_items)
    for name, position in chosen.items():
        if name not in known or position not in known[name]:
            raise SwitchRefused(f"没有开关“{name}”或做法“{position}”")
    result = dict(files)
    for item in raw_items:
        if item["id"] in known:
            position = chosen.get(item["id"], item["default"])
            for dotted, value in known[item["id"]][position].get("sets", {}).items():
                name, path = place(dotted, result)
                if result[name] is files[name]:  # what no switch touches is not copied
                    result[name] = deepcopy(files[name])
                put(result[name], path, deepcopy(value), dotted)
    return result


def combinations(files: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """Every combination of positions that can matter together.

    Two switches can meet only where they set the same file; switches of different files are checked
    side by side, which covers every pair of faults that a full product would find.
    """
    known = positions((files.get("interpretations.yaml") or {}).get("interpretations", []))
    for group in _meeting(known, files):
        for chosen in product(*(known[name] for name in group)):
            yield dict(zip(group, chosen, strict=True))


def _meeting(known: dict[str, dict[str, Raw]], files: Mapping[str, Any]) -> list[list[str]]:
    groups: list[tuple[set[str], list[str]]] = []
    for name, alternatives in known.items():
        touched = {place(key, files)[0] for a in alternatives.values() for key in a.get("sets", {})}
        names = [name]
        for group in [g for g in groups if g[0] & touched]:
            groups.remove(group)
            touched |= group[0]
            names = group[1] + names
        groups.append((touched, names))
    return [names for _, names in groups]
