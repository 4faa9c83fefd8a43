"""What each section of an alliance holds: read for a form, checked as one.

Values are what a form of the pack posts: text, lists of ids, numbers of attachments, rows. A row carries
``id``, the number of what it stands for ("" for a new one); in the tables of ``FIXED`` a row is a member.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Model

from lianmeng.alliances import rules
from lianmeng.alliances.models import Alliance, EarlierRecognition, Funds, Member, Organ
from lianmeng.alliances.queries import agreement_of, funds_of
from lianmeng.files.models import Attachment
from lianmeng.law import dates, forms
from lianmeng.law.pack import Pack
from lianmeng.law.schema import FieldType, FormField
from lianmeng.parties.enums import CodeStatus
from lianmeng.parties.models import FormerName, Organisation

Values = dict[str, Any]
Row = dict[str, Any]
Errors = dict[str, str]

SECTIONS = ("basics", "agreement", "members", "goals", "organs", "funds", "earlier")
TABLES = {
    "agreement": "signatures",
    "members": "members",
    "goals": "lines",
    "organs": "organs",
    "earlier": "earlier",
}
FIXED = frozenset({"signatures", "lines"})
MOST_ROWS = 1000
WHOLE_DIGITS, DECIMALS = 10, 4  # what the columns of money hold
_INVISIBLE = re.compile(r"[\x01-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_STORED_IN: dict[str, tuple[type[Model], ...]] = {
    "basics": (Alliance,),
    "members": (Organisation, Member),
    "organs": (Organ,),
    "funds": (Funds,),
    "earlier": (EarlierRecognition,),
}
_MEASURED_ELSEWHERE = frozenset({"code"})  # typed with spaces or hyphens


def fields_of(pack: Pack, section: str) -> Mapping[str, FormField]:
    """The form of a section. Raises KeyError for a section that is none."""
    return pack.forms[f"alliance_{section}"].fields


def options_of(pack: Pack, section: str, alliance: Alliance) -> dict[str, Mapping[str, str]]:
    """The choices that the form of a section names: lists of the pack, and the alliance's own members."""
    lists: dict[str, Mapping[str, str]] = dict(pack.terms.lists)
    if section == "basics":
        lists["members"] = {str(one.pk): one.organisation.name for one in alliance.members.all()}
    return lists


# ---- reading ---------------------------------------------------------------------------------------------


def values(alliance: Alliance, section: str) -> Values:
    """A section as it is stored; ``alliance`` as ``queries.whole`` gives it (no further query)."""
    return _READERS[section](alliance)


def everything(alliance: Alliance) -> dict[str, Values]:
    """All sections as they are stored."""
    return {section: values(alliance, section) for section in SECTIONS}


def _basics(alliance: Alliance) -> Values:
    by_organisation = {one.organisation_id: str(one.pk) for one in alliance.members.all()}
    return {
        "name": alliance.name,
        "lead": by_organisation.get(alliance.lead_id, ""),
        "host": by_organisation.get(alliance.host_id or 0, ""),
        "foci": list(alliance.foci),
        "main_focus": alliance.main_focus,
        "focus_note": alliance.focus_note,
        "brief": alliance.brief,
    }


def _agreement(alliance: Alliance) -> Values:
    agreement = agreement_of(alliance)
    return {
        "effective_on": _day(agreement.effective_on) if agreement else "",
        "valid_until": _day(agreement.valid_until) if agreement else "",
        "clauses": list(agreement.clauses) if agreement else [],
        "signatures": [
            _named(one)
            | {
                "founding": "yes" if one.founding else "no",
                "signed_on": _day(one.signed_on),
                "seal_kind": one.seal_kind,
            }
            for one in alliance.members.all()
        ],
    }


def _members(alliance: Alliance) -> Values:
    return {"members": [_member(one) for one in alliance.members.all()]}


def _member(member: Member) -> Row:
    organisation = member.organisation
    return {
        "id": str(member.pk),
        "code": organisation.code,
        "old_code": "yes" if organisation.code_status == CodeStatus.OLD else "",
        "name": organisation.name,
        "kind": member.kind,
        "licence_type": organisation.licence_type,
        "valid_until": _day(organisation.valid_until),
        "legal_person": {None: "", True: "yes", False: "no"}[member.legal_person],
        "contact": member.contact,
        "contact_phone": member.contact_phone,
        "former_name": "",
        "former_until": "",
    }


def _goals(alliance: Alliance) -> Values:
    return {
        "goals": alliance.goals,
        "lines": [
            _named(one) | {"tasks": list(one.tasks), "task": one.task, "input": one.input}
            for one in alliance.members.all()
        ],
    }


def _organs(alliance: Alliance) -> Values:
    return {
        "organs": [
            {
                "id": str(one.pk),
                "kind": one.kind,
                "name": one.name,
                "head": one.head,
                "full_time": str(one.full_time or ""),
                "staff": one.staff,
                "minutes": _files(one.minutes_id),
            }
            for one in alliance.organs.all()
        ]
    }


def _funds(alliance: Alliance) -> Values:
    funds = funds_of(alliance) or Funds()
    return {
        "daily": _sum(funds.daily),
        "joint": _sum(funds.joint),
        "sources": funds.sources,
        "rules_name": funds.rules_name,
        "rules": _files(funds.rules_id),
    }


def _earlier(alliance: Alliance) -> Values:
    return {
        "earlier": [
            {
                "id": str(one.pk),
                "kind": one.kind,
                "title": one.title,
                "by": one.by,
                "on": _day(one.on),
                "evidence": _files(one.evidence_id),
            }
            for one in alliance.earlier_recognitions.all()
        ]
    }


_READERS = {
    "basics": _basics,
    "agreement": _agreement,
    "members": _members,
    "goals": _goals,
    "organs": _organs,
    "funds": _funds,
    "earlier": _earlier,
}


def _named(member: Member) -> Row:
    return {"id": str(member.pk), "name": member.organisation.name}


def _day(value: date | None) -> str:
    return value.isoformat() if value else ""


def _sum(value: Decimal) -> str:
    return f"{Decimal(value).normalize():f}" if value else ""


def _files(number: int | None) -> list[int]:
    return [number] if number else []


# ---- checking --------------------------------------------------------------------------------------------


def check(pack: Pack, section: str, alliance: Alliance, typed: Mapping[str, Any]) -> tuple[Values, Errors]:
    """Plain values of a section, rows with their ``place`` as typed, and what is wrong by field or cell.

    A cell is named ``<table>-<place>-<column>``, places counted from 0. Empty rows are left out.
    """
    options = options_of(pack, section, alliance)
    clean: Values = {}
    errors: Errors = {}
    for name, field in fields_of(pack, section).items():
        if field.type is FieldType.TABLE:
            clean[name], wrong = check_rows(name, field, typed.get(name) or (), options)
        else:
            plain, wrong = forms.validate({name: field}, {name: readable(typed.get(name))}, options)
            clean[name] = plain.get(name)
            wrong |= _unfit(section, {name: clean[name]}, {name: field})
        errors |= wrong
    return clean, errors


def check_rows(
    table: str, field: FormField, rows: Sequence[Mapping[str, Any]], options: Mapping[str, Mapping[str, str]]
) -> tuple[list[Row], Errors]:
    """The rows of one table, plain, and what is wrong by cell; ``check`` says how cells are named."""
    if len(rows) > MOST_ROWS:
        return [], {table: f"最多{MOST_ROWS}行，现有{len(rows)}行"}
    clean: list[Row] = []
    errors: Errors = {}
    section = next(name for name, its in TABLES.items() if its == table)
    for place, typed in enumerate(rows):
        cells = {name: readable(typed.get(name)) for name in field.columns}
        if table not in FIXED and not any(cells.values()):
            continue
        plain, wrong = forms.validate(field.columns, cells, options)
        wrong |= _unfit(section, plain, field.columns)
        errors |= {f"{table}-{place}-{name}": said for name, said in wrong.items()}
        row = {name: plain.get(name) for name in field.columns}
        clean.append(row | {"id": str(typed.get("id") or ""), "place": place})
    return clean, errors


def readable(value: Any) -> Any:
    """Text without characters that nobody sees; other values as they are. NUL stays and is refused."""
    return _INVISIBLE.sub("", value).strip() if isinstance(value, str) else value


def _unfit(section: str, plain: Mapping[str, Any], fields: Mapping[str, FormField]) -> Errors:
    """What the columns of the tables cannot hold."""
    found: Errors = {}
    for name, value in plain.items():
        if not isinstance(value, str):
            continue
        if fields[name].type is FieldType.MONEY:
            whole, _, decimals = value.partition(".")
            if len(whole.lstrip("0")) > WHOLE_DIGITS or len(decimals.rstrip("0")) > DECIMALS:
                found[name] = f"金额以万元计，整数最多{WHOLE_DIGITS}位，小数最多{DECIMALS}位，请核对"
        elif name not in _MEASURED_ELSEWHERE and (limit := _limit(section, name)) and len(value) > limit:
            found[name] = f"最多{limit}字，现为{len(value)}字"
    return found


def _limit(section: str, name: str) -> int | None:
    if name == "former_name":
        return _limit_in(FormerName, "name")
    found = (_limit_in(model, name) for model in _STORED_IN.get(section, ()))
    return next((limit for limit in found if limit), None)


def _limit_in(model: type[Model], name: str) -> int | None:
    return next((one.max_length for one in model._meta.concrete_fields if one.name == name), None)


# ---- what does not stop, but should be seen ----------------------------------------------------------------


def warnings(alliance: Alliance, section: str, on: date) -> Errors:
    """What should be looked at again, by field or cell; it stops nothing."""
    if section == "members":
        return _member_warnings(alliance, on)
    if section == "agreement":
        return _agreement_warnings(alliance, on)
    return _funds_warnings(alliance) if section == "funds" else {}


def _member_warnings(alliance: Alliance, on: date) -> Errors:
    found = {}
    for place, member in enumerate(alliance.members.all()):
        until = member.organisation.valid_until
        if until and until < on:
            found[f"members-{place}-valid_until"] = "已过有效期，请换新证，或附换证证明"
    return found


def _agreement_warnings(alliance: Alliance, on: date) -> Errors:
    agreement, members = agreement_of(alliance), alliance.members.all()
    if agreement is None:
        return {}
    found = {}
    counted_from, agreed = rules.effective_on(agreement, members), agreement.effective_on
    if counted_from and agreed and counted_from > agreed:
        found["effective_on"] = (
            f"早于最后一家发起成员的签署日期，成立时间从{dates.words(counted_from)}起算；请核对"
        )
    if agreement.valid_until and agreement.valid_until < on:
        found["valid_until"] = "协议已经到期，请续签或核对"
    return found


def _funds_warnings(alliance: Alliance) -> Errors:
    funds = funds_of(alliance)
    if funds is None:
        return {}
    sums = {"daily": funds.daily, "joint": funds.joint}
    return {
        name: f"合{value / 10_000:.1f}亿元，请核对单位是否为万元"
        for name, value in sums.items()
        if value >= 1_000_000
    }


def files_in(content: Mapping[str, Values]) -> set[int]:
    """The numbers of all attachments that sections name."""
    found: set[int] = set()
    for section in content.values():
        for value in _leaves(section):
            if isinstance(value, list):
                found |= {number for number in value if isinstance(number, int)}
    return found


def _leaves(section: Values) -> Iterable[Any]:
    for value in section.values():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            for row in value:
                yield from row.values()
        else:
            yield value


def attachments(alliance: Alliance, person: str, numbers: Iterable[int]) -> dict[int, Attachment]:
    """Those of the attachments that belong to the alliance or were uploaded by this person (one query)."""
    streams = [alliance.stream, f"upload:{person}"]
    found = Attachment.objects.filter(pk__in=set(numbers), owner_stream__in=streams)
    return {one.pk: one for one in found.select_related("file")}
