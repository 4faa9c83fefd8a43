"""Rows of members: which organisation each one means, found by code or name, corrected or entered anew.

An organisation that has people of its own here, or stands in somebody else's alliance, keeps its master
data: only the line in this alliance can be changed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q

from lianmeng.alliances.models import Alliance, Member
from lianmeng.law.dates import words
from lianmeng.parties import actions as parties
from lianmeng.parties import codes
from lianmeng.parties.enums import CodeStatus
from lianmeng.parties.models import Appointment, FormerName, Organisation
from lianmeng.parties.rules import PartyRefused
from lianmeng.record.people import Actor

Errors = dict[str, str]
OWN_PEOPLE = "该单位在本系统有自己的人员，名称、代码和证照类型由其维护"
SHARED = "该单位也是其他联盟的成员，名称、代码和证照类型不在这里改"
ASK_THEM = "；有误的请与该单位或初审机关联系"


@dataclass
class Line:
    """One row on its way: what was typed, and the organisation that it means (None: to be entered)."""

    place: int
    row: Mapping[str, Any]
    member: Member | None = None
    code: str = ""
    old: bool = False
    organisation: Organisation | None = None
    stays: bool = False  # the row had this organisation before
    errors: Errors = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name as typed, in one line."""
        return self.row.get("name") or ""

    def says(self, **values: str) -> bool:
        """Whether the row says something of its own in these columns, other than these values."""
        return any((self.row.get(name) or value) != value for name, value in values.items())


@dataclass(frozen=True)
class Known:
    """What the rows may mean: organisations by code and by name (present or former), and who keeps its own."""

    by_code: dict[str, Organisation]
    by_name: dict[str, list[Organisation]]
    kept: dict[int, str]


def resolve(rows: Sequence[Mapping[str, Any]], alliance: Alliance | None, by: Actor, on: date) -> list[Line]:
    """Say for every row which organisation it means, or what is wrong with it (six queries, nothing written).

    Without ``alliance`` the rows are of one that is just being founded.
    """
    members = {str(one.pk): one for one in alliance.members.all()} if alliance else {}
    lines = [_line(row, members.get(str(row.get("id") or ""))) for row in rows]
    known = _known(lines, alliance, by)
    for line in lines:
        if not line.errors:
            _find(line, known)
        if not line.errors:
            _check(line, known, on)
    _once(lines)
    return lines


def errors_of(lines: Iterable[Line], table: str = "members") -> Errors:
    """What is wrong, by cell."""
    return {f"{table}-{line.place}-{name}": said for line in lines for name, said in line.errors.items()}


def settle(line: Line, by: Actor, on: date) -> Organisation:
    """The organisation of a row without fault: entered if it was not there, corrected if the row says so."""
    row = line.row
    if line.organisation is None:
        made = parties.add_organisation(
            line.name,
            row["licence_type"],
            code=line.code,
            old_code=line.old,
            region=codes.registered_region(line.code) if line.code and not line.old else "",
            valid_until=_day(row.get("valid_until")),
        )
        line.organisation = made
    elif (line.member is not None or row.get("valid_until")) and _differs(line):
        parties.correct_organisation(line.organisation, _corrections(line), by=by, on=on)
    if row.get("former_name") and row.get("former_until"):
        _keep_former(line, by, on)
    return line.organisation


def _line(row: Mapping[str, Any], member: Member | None) -> Line:
    line = Line(int(row.get("place") or 0), row, member)
    code, line.old = row.get("code") or "", row.get("old_code") == "yes"
    stored = member.organisation if member else None
    if stored and stored.code_status == CodeStatus.OLD and code == stored.code:
        line.old = True
    if code and not line.old:
        try:
            line.code = codes.check_code(code)
        except codes.CodeRefused as refused:
            line.errors["code"] = f"{refused.text}。{refused.mend}；证照上是旧代码的，在“原代码”标明"
    elif code:
        line.code = " ".join(code.split())
        if len(line.code) > codes.LENGTH:
            line.errors["code"] = f"原代码最多{codes.LENGTH}位，现为{len(line.code)}位"
    return line


def _known(lines: Sequence[Line], alliance: Alliance | None, by: Actor) -> Known:
    wanted = {line.code for line in lines if line.code}
    names = {line.name for line in lines if line.name and not line.code}
    meant = Q(code__in=wanted) | Q(name__in=names) | Q(former_names__name__in=names)
    organisations = list(
        Organisation.objects.filter(meant).distinct().order_by("pk").prefetch_related("former_names")
    )
    own = [line.member.organisation for line in lines if line.member]
    by_name: dict[str, list[Organisation]] = {}
    for one in organisations:
        for name in {one.name, *(former.name for former in one.former_names.all())}:
            by_name.setdefault(name, []).append(one)
    everyone = {one.pk for one in (*organisations, *own)}
    return Known({one.code: one for one in organisations if one.code}, by_name, _kept(everyone, alliance, by))


def _kept(organisations: set[int], alliance: Alliance | None, by: Actor) -> dict[int, str]:
    """Which of the organisations keep their own master data, and why; never that of the acting person."""
    peopled = Appointment.objects.filter(organisation__in=organisations).values_list(
        "organisation", flat=True
    )
    own = Q(alliance__lead=by.organisation) | Q(alliance__host=by.organisation)
    shared = Member.objects.filter(organisation__in=organisations).exclude(own)
    if alliance:
        shared = shared.exclude(alliance=alliance)
    kept = dict.fromkeys(shared.values_list("organisation", flat=True), SHARED)
    kept |= {number: OWN_PEOPLE for number in peopled if number}
    kept.pop(by.organisation or 0, None)
    return kept


def _find(line: Line, known: Known) -> None:
    """Fix the organisation: the holder of the code, else the one the row had, else the one of that name."""
    stored = line.member.organisation if line.member else None
    holder = known.by_code.get(line.code) if line.code else None
    if holder is None and stored is not None and _is_another(line, stored):
        stored = None
    if holder is not None or stored is not None:
        line.organisation = holder or stored
        return
    same = known.by_name.get(line.name, []) if not line.code else []
    if len(same) > 1:
        line.errors["code"] = f"有{len(same)}家单位用过这个名称，请填写代码"
    elif same:
        line.organisation = same[0]
    elif not line.name:
        line.errors["name"] = "请填写单位名称"
    elif not line.row.get("licence_type"):
        line.errors["licence_type"] = "请选择证照类型"


def _is_another(line: Line, stored: Organisation) -> bool:
    """Both code and name differ from what the row had: another organisation was typed over it."""
    names = {stored.name, *(one.name for one in stored.former_names.all())}
    return bool(line.code and stored.code and line.code != stored.code and line.name not in names)


def _check(line: Line, known: Known, on: date) -> None:
    """What the row may not say of an organisation that is there already."""
    found = line.organisation
    former, until = line.row.get("former_name"), line.row.get("former_until")
    if bool(former) != bool(until):
        line.errors["former_until" if former else "former_name"] = "曾用名和用至日期须一并填写"
    if until and (_day(until) or on) > on:
        line.errors["former_until"] = "不能晚于今天"
    if found is None:
        return
    stays = line.stays = line.member is not None and line.member.organisation_id == found.pk
    why = known.kept.get(found.pk, "")
    names = {found.name, *(one.name for one in found.former_names.all())}
    if line.name and line.name not in names and (why or not stays):
        line.errors["name"] = f"该代码登记的单位名称是“{found.name}”，请核对{_and(why)}"
    if why and stays and line.code != found.code:
        line.errors["code"] = why + ASK_THEM
    if line.says(licence_type=found.licence_type) and (why or not stays):
        line.errors["licence_type"] = f"该单位登记的证照类型与此不同，请核对{_and(why)}"
    if former and why and former not in names:
        line.errors["former_name"] = why + ASK_THEM


def _and(why: str) -> str:
    return f"；{why}" if why else ""


def _once(lines: Iterable[Line]) -> None:
    """The same organisation stands on one row only."""
    first: dict[Any, int] = {}
    for number, line in enumerate(lines, 1):
        if line.organisation is not None:
            key: Any = line.organisation.pk
        else:
            key = line.code or line.name
        if not key:
            continue
        if key in first and "code" not in line.errors:
            line.errors["code" if line.code else "name"] = f"与第{first[key]}行是同一单位，同一单位只列一行"
        first.setdefault(key, number)


def _differs(line: Line) -> bool:
    found = line.organisation
    return any(getattr(found, name) != value for name, value in _corrections(line).items())


def _corrections(line: Line) -> dict[str, Any]:
    found, row = line.organisation, line.row
    if found is None:
        return {}
    values: dict[str, Any] = {"valid_until": _day(row.get("valid_until"))}
    if not line.stays and not values["valid_until"]:
        return {}
    if not line.stays:
        return values
    former = {one.name for one in found.former_names.all()}
    if line.name and line.name not in former:
        values["name"] = line.name
    if row.get("licence_type"):
        values["licence_type"] = row["licence_type"]
    status = CodeStatus.OLD if line.old else CodeStatus.CHECKED
    return values | {"code": line.code, "code_status": status if line.code else CodeStatus.NONE}


def _keep_former(line: Line, by: Actor, on: date) -> None:
    found, until = line.organisation, _day(line.row.get("former_until"))
    name = line.row["former_name"]
    if found is None or until is None:
        return
    if FormerName.objects.filter(organisation=found, name=name).exists():
        return
    try:
        parties.add_former_name(found, name, until, by=by, on=on)
    except PartyRefused as refused:
        reason = refused.verdict.reasons[0]
        line.errors["former_name"] = f"{reason.text}，{reason.mend}"


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None


def shown_former(organisation: Organisation) -> str:
    """The former names of an organisation with their last days, as a line shows them."""
    return "；".join(f"{one.name}（至{words(one.until)}）" for one in organisation.former_names.all())
