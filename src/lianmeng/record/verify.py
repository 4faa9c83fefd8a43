"""The stand-alone verifier: no Django, no database; plain rows in order of `seq` in, faults out.

It walks once; memory grows with the number of streams, not of entries. Without anything from outside it
finds entries removed, altered, inserted or moved by somebody who did not recompute what follows; with the
counter also a tail cut off; with a seal kept elsewhere also whatever somebody did who recomputed the
whole chain (see `chain` for what a seal proves).
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from . import chain
from .chain import Row

What = Literal[
    "removed", "changed", "reordered", "inserted", "broken", "cut", "deleted", "recomputed", "erased", "seal"
]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing found wrong. where: an entry, a stream or a seal; explanation: Chinese, for officials."""

    what: What
    where: str
    explanation: str

    def __str__(self) -> str:
        return f"{self.where}：{self.explanation}"


class UnreadableFile(ValueError):
    """A seal or export is no JSON of the expected form; the message is Chinese."""


def verify(rows: Iterable[Row], *, count: int | None = None, seals: Iterable[Row] = ()) -> list[Fault]:
    """Return every fault in `rows`; `count` is the ledger's counter, `seals` are seals as exported."""
    walk = Walk(seals)
    for row in rows:
        walk.step(row)
    return walk.finish(count, count)


def read_rows(path: Path) -> Iterator[Row]:
    """Yield the rows of an export. Raises OSError, UnreadableFile."""
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            yield _json_object(line, f"{path} 第 {number} 行")


def read_seal(path: Path) -> Row:
    """Return an exported seal. Raises OSError, UnreadableFile."""
    return _json_object(path.read_text(encoding="utf-8"), str(path))


def _json_object(text: str, where: str) -> Row:
    try:
        value = json.loads(text)
    except ValueError as error:
        raise UnreadableFile(f"{where}不是 JSON：{error}") from error
    if not isinstance(value, dict):
        raise UnreadableFile(f"{where}不是 JSON 对象")
    return value


class Walk:
    """One walk over a ledger: `step` for each row in order, then `finish`."""

    def __init__(self, seals: Iterable[Row] = ()) -> None:
        self.faults: list[Fault] = []
        self.count = 0
        self.head = ""
        self._last = 0
        self._gaps: list[tuple[int, int]] = []
        self._heads: dict[str, tuple[int, str]] = {}
        self._seals = [check for seal in seals if (check := self._open_seal(seal))]

    def step(self, row: Row) -> None:
        """Judge the next row; faults are collected in `faults`."""
        self.count += 1
        if not _is_entry(row):
            self._fault("changed", f"第 {self.count} 行", "不是完整的记录，字段缺失或类型不对。")
            return
        self.head = row["digest"]
        self._judge_order(row["seq"])
        self._judge_content(row)
        self._judge_link(row)
        for seal in self._seals:
            self.faults += seal.step(row)

    def finish(self, low: int | None, high: int | None) -> list[Fault]:
        """Judge what is missing at the end and return all faults.

        low, high: the ledger's counter before and after the walk (entries may be appended meanwhile).
        """
        for first, last in self._gaps:
            place = f"总序号 {first}" if first == last else f"总序号 {first} 至 {last}"
            self._fault("removed", place, "记录缺失，序号不连续。")
        if low is not None and self._last < low:
            self._fault("cut", f"总序号 {self._last + 1} 至 {low}", "末尾的记录缺失，少于总数登记的条数。")
        if high is not None and self._last > high:
            self._fault("inserted", f"总序号 {high + 1} 至 {self._last}", "多于总数登记的条数，系后来插入。")
        for seal in self._seals:
            self.faults += seal.finish(self._last, self._heads)
        return self.faults

    def _fault(self, what: What, where: str, explanation: str) -> None:
        self.faults.append(Fault(what, where, explanation))

    def _open_seal(self, seal: Row) -> "_SealCheck | None":
        where = f"封存 {seal.get('day', '')}".strip()
        try:
            heads = {name: (int(no), str(digest)) for name, (no, digest) in seal["heads"].items()}
            sound = chain.seal_digest(seal) == seal["digest"]
            sound = sound and sum(no for no, _ in heads.values()) == seal["count"]
        except (KeyError, TypeError, ValueError, AttributeError):
            sound = False
        if not sound:
            self._fault("seal", where, "封存文件不完整或者被改动，校验码不符，未用于核验。")
            return None
        return _SealCheck(where, seal["count"], heads)

    def _judge_order(self, seq: int) -> None:
        if seq > self._last:
            if seq > self._last + 1:
                self._gaps.append((self._last + 1, seq - 1))
            self._last = seq
        elif self._fill_gap(seq):
            self._fault("reordered", f"总序号 {seq}", "先后顺序颠倒，没有排在应在的位置。")
        else:
            self._fault("inserted", f"总序号 {seq}", "序号重复，其中一条系后来插入。")

    def _fill_gap(self, seq: int) -> bool:
        for index, (first, last) in enumerate(self._gaps):
            if first <= seq <= last:
                rest = [(first, seq - 1), (seq + 1, last)]
                self._gaps[index : index + 1] = [(low, high) for low, high in rest if low <= high]
                return True
        return False

    def _judge_content(self, row: Row) -> None:
        for salt, digest, made in (
            ("actor_salt", "actor_digest", chain.actor_digest),
            ("data_salt", "data_digest", chain.data_digest),
        ):
            what = "办理人信息" if salt == "actor_salt" else "内容"
            if not row[salt]:
                self._fault("erased", _place(row), f"{what}已被抹去，请查明依据；本条所在的链仍可核验。")
            elif _differs(made, row, digest):
                self._fault("changed", _place(row), f"{what}被改动，与校验码不符。")
        if _differs(chain.entry_digest, row, "digest"):
            self._fault(
                "changed", _place(row), "序号、行为、人员、日期、依据或者校验码被改动，与校验码不符。"
            )

    def _judge_link(self, row: Row) -> None:
        no, digest = self._heads.get(row["stream"], (0, ""))
        if row["no"] < no:
            self._fault("reordered", _place(row), "序号倒退，顺序被颠倒或者插入了记录。")
        elif row["no"] == no:
            self._fault("inserted", _place(row), "序号重复，其中一条系后来插入。")
        elif row["no"] > no + 1:
            self._fault("broken", _place(row), f"链在此处断开，之前应有第 {no + 1} 条。")
        elif row["previous"] != digest:
            self._fault("broken", _place(row), "链在此处断开，上一条被改动或者被替换。")
        if row["no"] > no:
            self._heads[row["stream"]] = (row["no"], row["digest"])


class _SealCheck:
    """Compares a walk with one sound seal."""

    def __init__(self, where: str, count: int, heads: dict[str, tuple[int, str]]) -> None:
        self._where = where
        self._count = count
        self._heads = heads
        self._open = set(heads)

    def step(self, row: Row) -> Iterator[Fault]:
        no, digest = self._heads.get(row["stream"], (0, ""))
        if row["seq"] <= self._count and row["no"] > no:
            yield Fault("inserted", _place(row), f"{self._where}时没有这条记录，系后来插入。")
        if row["no"] == no:
            self._open.discard(row["stream"])
            if row["digest"] != digest:
                text = f"与{self._where}时的校验码不同，此条或者之前的记录被改动后重新计算过整条链。"
                yield Fault("recomputed", _place(row), text)

    def finish(self, last: int, heads: dict[str, tuple[int, str]]) -> Iterator[Fault]:
        if last < self._count:
            text = f"末尾的记录缺失：封存时共 {self._count} 条，现到第 {last} 条。"
            yield Fault("cut", self._where, text)
        for stream in sorted(self._open):
            no = self._heads[stream][0]
            if stream not in heads:
                yield Fault("deleted", stream, f"{self._where}时有 {no} 条记录，现在全部缺失。")
            else:
                yield Fault("cut", f"{stream} 第 {no} 条", f"{self._where}时的末条记录现在缺失。")


def _is_entry(row: Row) -> bool:
    numbers = all(type(row.get(key)) is int and row[key] > 0 for key in ("seq", "no"))
    texts = ("stream", "digest", "previous", "actor_salt", "data_salt")
    return numbers and all(isinstance(row.get(key), str) for key in texts)


def _differs(made: Any, row: Row, key: str) -> bool:
    """Tell whether a digest made anew is not the stored one, or cannot be made at all."""
    try:
        return bool(made(row) != row[key])
    except (KeyError, TypeError, ValueError):
        return True


def _place(row: Row) -> str:
    return f"{row['stream']} 第 {row['no']} 条（总序号 {row['seq']}）"
