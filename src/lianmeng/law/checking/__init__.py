"""Soundness of a pack: everything it refers to exists, every sentence is placed, every road leads on.

``check`` gives all faults of all combinations of switches, each with file, line and mend.
"""

from collections.abc import Mapping
from functools import lru_cache

from lianmeng.law import switches
from lianmeng.law.checking import acts, references, roads, text
from lianmeng.law.faults import Fault, PackRefused
from lianmeng.law.pack import Pack, Trees, build, read_trees


def check(files: Mapping[str, bytes], chosen: Mapping[str, str] | None = None) -> Pack:
    """The pack under the chosen positions, when it is sound under every combination of switches.

    Raises ``PackRefused`` with every fault.
    """
    trees = read_trees(files)
    pack = build(files, trees, chosen or {})
    faults = faults_of(pack)
    known = set(faults)
    for combination, found in _varied(tuple(sorted(files.items()))):
        faults += _under([fault for fault in found if fault not in known], combination)
    if faults:
        raise PackRefused(faults)
    return pack


@lru_cache(maxsize=4)
def _varied(content: tuple[tuple[str, bytes], ...]) -> list[tuple[dict[str, str], list[Fault]]]:
    """Each combination of switches with its faults; kept, for it does not depend on the chosen positions."""
    files = dict(content)
    trees = read_trees(files)
    result = []
    for combination in _combinations(trees):
        try:
            found = varied_faults(build(files, trees, combination))
        except PackRefused as refused:
            found = refused.faults
        result.append((combination, found))
    return result


def _combinations(trees: Trees) -> list[dict[str, str]]:
    try:
        return list(switches.combinations({name: tree.data for name, tree in trees.items()}))
    except switches.SwitchRefused as error:
        fault = Fault("interpretations.yaml", 1, str(error), "改正开关的参数路径")
        raise PackRefused([fault]) from error


def faults_of(pack: Pack) -> list[Fault]:
    """Faults that do not depend on switches, and those of the chosen positions."""
    return text.faults(pack) + references.faults(pack) + varied_faults(pack)


def varied_faults(pack: Pack) -> list[Fault]:
    """Faults that a switch can make."""
    return acts.faults(pack) + roads.faults(pack)


def _under(faults: list[Fault], combination: Mapping[str, str]) -> list[Fault]:
    said = "、".join(f"{name}={position}" for name, position in combination.items())
    return [Fault(fault.file, fault.line, f"{fault.text}（开关 {said}）", fault.mend) for fault in faults]
