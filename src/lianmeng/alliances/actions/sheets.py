"""Members by workbook: rehearsed first, then carried out in one transaction, through the sections' own saves."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from lianmeng.alliances import adapters, queries, rules, sections
from lianmeng.alliances.actions.sections import SectionInvalid, save
from lianmeng.alliances.adapters import Line, Roll
from lianmeng.alliances.models import Alliance, Member, SectionVersion
from lianmeng.policies import queries as policies
from lianmeng.record.people import Actor

PARTS = ("members", "agreement", "goals")  # the sections that an import writes, in this order
CODE_LENGTH = 18


@dataclass(frozen=True)
class Change:
    """One cell that changes: the column, what stood there, what will stand there (plain values)."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Changed:
    """A member whose line changes; ``lapses``: its confirmation does not survive."""

    name: str
    changes: tuple[Change, ...]
    lapses: bool


@dataclass(frozen=True)
class Plan:
    """What an upload does: members added, changed, removed, left as they are, or not named in it."""

    roll: Roll
    added: tuple[str, ...] = ()
    changed: tuple[Changed, ...] = ()
    removed: tuple[str, ...] = ()
    same: int = 0
    absent: tuple[str, ...] = ()
    again: bool = False

    @property
    def changes_anything(self) -> bool:
        """Whether there is anything to carry out."""
        return bool(self.added or self.changed or self.removed)


class RollRefused(Exception):
    """The upload does not fit; ``roll`` bears every fault in its cell, ``others`` what is in no cell."""

    def __init__(self, roll: Roll, others: Sequence[str] = ()) -> None:
        super().__init__("；".join([*(f"{one.address} {one.text}" for one in roll.faults), *others]))
        self.roll = roll
        self.others = tuple(others)


@dataclass(frozen=True)
class _Row:
    """A line of the alliance to be: the member it means, its values, the row of the sheet it comes from."""

    member: Member | None
    values: Mapping[str, Any]
    line: Line | None


def versions(alliance: Alliance) -> dict[str, int]:
    """The versions of the sections that an import writes (one query)."""
    found = SectionVersion.objects.filter(alliance=alliance, section__in=PARTS)
    return dict.fromkeys(PARTS, 0) | dict(found.values_list("section", "no"))


def rehearse(alliance: Alliance, roll: Roll, *, remove: bool, by: Actor, on: date) -> Plan:
    """What the upload would do; nothing is kept. Raises ``RollRefused`` with every fault."""
    with transaction.atomic():
        try:
            plan = _carry(alliance, roll, remove, by, on, versions(alliance), "")
        finally:
            transaction.set_rollback(True)
    if (
        roll.faults
    ):  # what cannot be read was left out; all else was tried, so that every fault is told at once
        raise RollRefused(roll)
    return plan


@transaction.atomic
def carry_out(
    alliance: Alliance,
    roll: Roll,
    *,
    remove: bool,
    by: Actor,
    on: date,
    seen: Mapping[str, int],
    once: str,
) -> Plan:
    """Import the upload, all of it or nothing; ``seen``: the versions that the preview was made of.

    Raises ``RollRefused``, ``SectionStale``.
    """
    if roll.faults:
        raise RollRefused(roll)
    return _carry(alliance, roll, remove, by, on, seen, once)


def _carry(
    alliance: Alliance, roll: Roll, remove: bool, by: Actor, on: date, seen: Mapping[str, int], once: str
) -> Plan:
    Alliance.objects.select_for_update().get(pk=alliance.pk)
    stored = queries.whole(alliance.pk, former_names=True)
    before = {one.pk: one for one in stored.members.all()}
    was = {number: (_cells(one), rules.confirmed(one)) for number, one in before.items()}
    rows = _rows(list(before.values()), roll, remove)
    given: dict[str, Any] = {"by": by, "on": on, "once": once}
    try:
        if save(alliance, "members", _members(stored, rows), seen=seen["members"], **given).again:
            return Plan(roll, again=True)
        numbers = list(alliance.members.order_by("position", "pk").values_list("pk", flat=True))
        for section in PARTS[1:]:
            after = queries.whole(alliance.pk)
            save(alliance, section, _section(after, section, rows, numbers), seen=seen[section], **given)
    except SectionInvalid as invalid:
        raise _refused(roll, rows, _all_errors(stored, rows, invalid, on)) from invalid
    now = {one.pk: one for one in queries.whole(alliance.pk).members.all()}
    return _plan(roll, rows, before, was, now)


def _rows(members: Sequence[Member], roll: Roll, remove: bool) -> list[_Row]:
    """The lines to be: in the sheet's order when it names every member, else new ones at the end."""
    left = list(members)
    found = []
    for line in roll.lines:
        member = _match(line, left)
        if member is not None:
            left.remove(member)
        found.append(_Row(member, line.values, line))
    if remove or not left:
        return found
    by_member = {row.member.pk: row for row in found if row.member}
    stay = [by_member.get(one.pk) or _Row(one, _cells(one), None) for one in members]
    return [*stay, *(row for row in found if row.member is None)]


def _match(line: Line, members: Sequence[Member]) -> Member | None:
    code, name = _bare(line.values.get("code")), str(line.values.get("name") or "")
    for member in members:
        if code and _bare(member.organisation.code) == code:
            return member
    for member in members:
        names = {member.organisation.name, *(one.name for one in member.organisation.former_names.all())}
        if name in names and not (code and member.organisation.code):
            return member
    return next((one for one in members if name and one.organisation.name == name), None)


def _bare(code: Any) -> str:
    plain = unicodedata.normalize("NFKC", str(code or "")).upper()
    return "".join(sign for sign in plain if sign not in " -")


def _cells(member: Member) -> dict[str, Any]:
    return {name: adapters.value_of(member, name) for _, name in adapters.COLUMNS}


def _of(section: str, row: _Row) -> dict[str, Any]:
    return {name: row.values.get(name, "") for its, name in adapters.COLUMNS if its == section}


def _members(stored: Alliance, rows: Sequence[_Row]) -> dict[str, Any]:
    kept = {row["id"]: row for row in sections.values(stored, "members")["members"]}
    table = []
    for row in rows:
        number = str(row.member.pk) if row.member else ""
        cells = kept.get(number, {}) | _of("members", row) | {"id": number}
        if row.line is not None and not cells["code"] and number:
            cells |= {name: kept[number][name] for name in ("code", "old_code")}
        elif row.line is not None and cells["code"] and not cells["old_code"]:
            cells["old_code"] = "yes" if len(_bare(cells["code"])) < CODE_LENGTH else ""
        table.append(cells)
    return {"members": table}


def _section(
    stored: Alliance, section: str, rows: Sequence[_Row], numbers: Sequence[int | str]
) -> dict[str, Any]:
    values = sections.values(stored, section)
    table = [_of(section, row) | {"id": str(number)} for row, number in zip(rows, numbers, strict=True)]
    return values | {sections.TABLES[section]: table}


def _all_errors(stored: Alliance, rows: Sequence[_Row], invalid: SectionInvalid, on: date) -> dict[str, str]:
    """The errors of the section that refused, and those that the others can tell by themselves."""
    errors = dict(invalid.errors)
    for section in PARTS[1:]:
        typed = _section(stored, section, rows, [str(place) for place in range(len(rows))])
        _, wrong = sections.check(policies.current_pack(), section, stored, typed)
        errors = {name: said for name, said in wrong.items() if "-" in name} | errors
    table = sections.TABLES["agreement"]
    for place, row in enumerate(rows):
        if str(row.values.get("signed_on") or "") > on.isoformat():
            errors.setdefault(f"{table}-{place}-signed_on", "签署日期晚于今天，请核对")
    return errors


def _refused(roll: Roll, rows: Sequence[_Row], errors: Mapping[str, str]) -> RollRefused:
    """Every error in its cell; what belongs to no cell of the sheet beside it."""
    tables, marked = set(sections.TABLES.values()), {fault.address for fault in roll.faults}
    cells, others = [], []
    for name, said in errors.items():
        table, _, rest = name.partition("-")
        place, _, column = rest.partition("-")
        row = rows[int(place)] if table in tables and place.isdecimal() else None
        if row is not None and row.line is not None:
            if roll.address(row.line.row, column) not in marked:
                cells.append((row.line.row, column, said))
        else:
            others.append(f"{row.member.organisation.name}：{said}" if row and row.member else said)
    return RollRefused(roll.with_faults(cells), others)


def _plan(
    roll: Roll,
    rows: Sequence[_Row],
    before: Mapping[int, Member],
    was: Mapping[int, tuple[dict[str, Any], bool]],
    now: Mapping[int, Member],
) -> Plan:
    changed, same = [], 0
    for number, member in now.items():
        if number not in was:
            continue
        cells, confirmed = was[number]
        after = _cells(member)
        changes = tuple(
            Change(name, cells[name], after[name]) for name in cells if cells[name] != after[name]
        )
        if changes:
            lapses = confirmed and not rules.confirmed(member)
            changed.append(Changed(member.organisation.name, changes, lapses))
        else:
            same += 1
    named = {row.member.pk for row in rows if row.member and row.line}
    return Plan(
        roll=roll,
        added=tuple(one.organisation.name for number, one in now.items() if number not in before),
        changed=tuple(changed),
        removed=tuple(one.organisation.name for number, one in before.items() if number not in now),
        same=same,
        absent=tuple(
            one.organisation.name for number, one in before.items() if number not in named and number in now
        ),
    )
