"""Faults of a pack: file, line, what is wrong, how to mend it."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Fault:
    """One fault, ready to be read in a terminal."""

    file: str
    line: int
    text: str
    mend: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}  {self.text}　怎样改：{self.mend}"


class PackRefused(ValueError):
    """The pack has faults; all of them are in ``faults``."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = sorted(set(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))
