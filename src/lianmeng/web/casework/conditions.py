"""The 条件对照表 of a case, in the order in which it is read."""

from dataclasses import dataclass

from lianmeng.law.verdicts import Finding, Met, Weight
from lianmeng.web.templatetags.ui import SIGNS, tone_of


@dataclass(frozen=True)
class Conditions:
    """The findings in the order in which they are read: what stops, what to mind, what a person judges."""

    findings: tuple[Finding, ...]
    decided: bool = False

    @property
    def title(self) -> str:
        """What the table is called: once the case is decided it only records what was submitted."""
        return "提交时的条件对照表" if self.decided else "条件对照表"

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
    def harmless(self) -> str:
        """The labels on this page that stop nothing, quoted; "" when none of the conditions bears one."""
        order = [SIGNS[tone_of(one)][1] for one in self.open if not one.stops]
        return "".join(f"“{words}”" for words in dict.fromkeys(order))

    @property
    def summary(self) -> str:
        """How many are met, left to a person, to be mended, to be minded, or only told."""
        person = [one for one in self.findings if one.met is Met.NEEDS_PERSON]
        missed = [one for one in self.findings if one.met is Met.NOT_MET]
        judged = "项由人判断" if self.decided else "项需人工判断"
        told = (
            (len(person), judged),
            (sum(one.weight is Weight.BLOCKS for one in missed), "项待补"),
            (sum(one.weight is Weight.WARNS for one in missed), "项请留意"),
            (sum(one.weight is Weight.INFORMS for one in missed), "项供参考"),
        )
        return "，".join(
            [f"{len(self.met)}项满足", *(f"{number}{words}" for number, words in told if number)]
        )


def _gravity(one: Finding) -> int:
    """What stops, what to mind, what a person judges, what only informs."""
    if one.stops:
        return 0
    if one.met is Met.NEEDS_PERSON:
        return 2
    return 3 if one.weight is Weight.INFORMS else 1
