"""The 条件对照表 of a case, in the order in which it is read."""

from dataclasses import dataclass

from lianmeng.law.verdicts import Finding, Met, Weight


@dataclass(frozen=True)
class Conditions:
    """The findings in the order in which they are read: what stops, what to mind, what a person judges."""

    findings: tuple[Finding, ...]

    @property
    def open(self) -> list[Finding]:
        """Those not met, the gravest first."""
        left = [one for one in self.findings if one.met is not Met.MET]
        return sorted(left, key=_gravity)

    @property
    def met(self) -> list[Finding]:
        """Those met."""
        return [one for one in self.findings if one.met is Met.MET]

    @property
    def summary(self) -> str:
        """How many are met, left to a person, or to be mended or minded."""
        person = sum(one.met is Met.NEEDS_PERSON for one in self.findings)
        other = len(self.open) - person
        parts = [f"{len(self.met)}项满足"]
        parts += [f"{person}项需人工判断"] if person else []
        parts += [f"{other}项待补或请留意"] if other else []
        return "，".join(parts)


def _gravity(one: Finding) -> int:
    """What stops, what to mind, what a person judges, what only informs."""
    if one.stops:
        return 0
    if one.met is Met.NEEDS_PERSON:
        return 2
    return 3 if one.weight is Weight.INFORMS else 1
