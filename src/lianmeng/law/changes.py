"""What changed since a submission: the frozen facts held against the present ones. Nothing is judged by it.

The file as submitted stays what it was; a person reads the changes and decides what follows from them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from lianmeng.law.dates import words
from lianmeng.law.facts import FactSheet, Member

ROLES = {"lead": "盟主单位", "host": "常设机构所在单位", "member": "成员单位"}


@dataclass(frozen=True)
class Change:
    """One change in words; ``grave`` where a condition of the measure may hang on it."""

    text: str
    grave: bool = True


def since(frozen: FactSheet, submitted_on: date, present: FactSheet, on: date) -> tuple[Change, ...]:
    """Every change between the day of submission and the day ``on``, in the order of the file (article 8)."""
    return (
        *_names(frozen, present),
        *_roles(frozen, present),
        *_members(frozen, present),
        *_licences(frozen, submitted_on, present, on),
        *_agreement(frozen, submitted_on, present, on),
        *_organs(frozen, present),
        *_funds(frozen, present),
    )


def _key(member: Member) -> str:
    return member.code or member.name


def _by_key(sheet: FactSheet) -> dict[str, Member]:
    return {_key(one): one for one in sheet.members}


def _names(frozen: FactSheet, present: FactSheet) -> Iterator[Change]:
    if frozen.name != present.name:
        yield Change(f"联盟名称由“{frozen.name}”改为“{present.name}”")
    if set(frozen.foci) != set(present.foci):
        yield Change("产业方向有改动", grave=False)


def _roles(frozen: FactSheet, present: FactSheet) -> Iterator[Change]:
    for role in ("lead", "host"):
        old, new = _with_role(frozen, role), _with_role(present, role)
        if old and new and _key(old) != _key(new):
            yield Change(f"{ROLES[role]}由“{old.name}”换为“{new.name}”")


def _with_role(sheet: FactSheet, role: str) -> Member | None:
    return next((one for one in sheet.members if one.role == role), None)


def _members(frozen: FactSheet, present: FactSheet) -> Iterator[Change]:
    before, now = _by_key(frozen), _by_key(present)
    for key, old in before.items():
        new = now.get(key)
        if new is None:
            yield Change(f"{ROLES.get(old.role, ROLES['member'])}“{old.name}”已不在成员名单")
            continue
        if new.name != old.name:
            yield Change(f"{ROLES.get(new.role, ROLES['member'])}更名：“{old.name}”现为“{new.name}”")
        if old.counted and not new.counted:
            yield Change(f"“{new.name}”按现在的登记不再计入成员构成")
        elif old.kind != new.kind:
            yield Change(f"“{new.name}”的单位类型有改动", grave=False)
    for key, new in now.items():
        if key not in before:
            yield Change(f"新增成员单位“{new.name}”", grave=False)


def _licences(frozen: FactSheet, submitted_on: date, present: FactSheet, on: date) -> Iterator[Change]:
    before = _by_key(frozen)
    for member in present.members:
        old, until = before.get(_key(member)), member.licence_until
        if old is None or until is None or until >= on:
            continue
        if old.licence_until is None or old.licence_until >= submitted_on:
            yield Change(f"“{member.name}”的证照已于{words(until)}到期")


def _agreement(frozen: FactSheet, submitted_on: date, present: FactSheet, on: date) -> Iterator[Change]:
    until, before = present.agreement.valid_until, frozen.agreement.valid_until
    if until is not None and until < on and (before is None or before >= submitted_on):
        yield Change(f"联盟协议已于{words(until)}到期")
    if frozen.agreement.effective_on != present.agreement.effective_on:
        yield Change("联盟协议的生效日有改动")


def _organs(frozen: FactSheet, present: FactSheet) -> Iterator[Change]:
    heads = {(one.kind, one.name): one.head for one in present.organs}
    for organ in frozen.organs:
        head = heads.get((organ.kind, organ.name))
        if head is None:
            yield Change(f"“{organ.name or organ.kind}”已不在组织机构中")
        elif head != organ.head:
            yield Change(f"“{organ.name or organ.kind}”负责人由{_or(organ.head)}换为{_or(head)}", grave=False)


def _or(text: str) -> str:
    return f"“{text}”" if text else "空缺"


def _funds(frozen: FactSheet, present: FactSheet) -> Iterator[Change]:
    if present.funds.daily < frozen.funds.daily or present.funds.joint < frozen.funds.joint:
        yield Change("联盟经费比提交时减少")


def grave(changes: Iterable[Change]) -> int:
    """How many of them may touch a condition."""
    return sum(one.grave for one in changes)
