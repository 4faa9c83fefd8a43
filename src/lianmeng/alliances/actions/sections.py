"""Saving one section of an alliance: all of it or nothing, and never over what somebody else has just saved."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from lianmeng.alliances import queries, rules, sections
from lianmeng.alliances.actions import lines
from lianmeng.alliances.models import (
    Agreement,
    Alliance,
    EarlierRecognition,
    Funds,
    Member,
    Organ,
    Presence,
    SectionVersion,
)
from lianmeng.alliances.sections import Errors, Values
from lianmeng.files.models import Attachment
from lianmeng.parties.rules import PartyRefused
from lianmeng.policies import queries as policies
from lianmeng.record.people import Actor


@dataclass(frozen=True)
class Saved:
    """What a save did: the section's version now; ``changed`` is False when it says what stood there."""

    section: str
    no: int
    changed: bool = True
    again: bool = False


class SectionStale(Exception):
    """Somebody saved the section since it was read: what it holds now, its version, by whom and when."""

    def __init__(self, now: Values, version: SectionVersion) -> None:
        super().__init__(f"{version.section} {version.no}")
        self.now = now
        self.no = version.no
        self.by_name: str = version.by_name
        self.at: datetime | None = version.at


class SectionInvalid(Exception):
    """What was typed does not fit, by field or by cell (``members-3-code``, places counted from 0)."""

    def __init__(self, errors: Errors) -> None:
        super().__init__("；".join(f"{name}：{said}" for name, said in errors.items()))
        self.errors = dict(errors)


@dataclass(frozen=True)
class _Saving:
    """One save under way: the stored alliance, plain values, by whom, on which day."""

    alliance: Alliance
    values: Values
    by: Actor
    on: date

    def attachment(self, table: str, place: int | None, column: str, numbers: Any) -> Attachment | None:
        """The file of a field or cell, from now on the alliance's own. Raises ``SectionInvalid``."""
        if not numbers:
            return None
        number = int(numbers[-1])
        found = sections.attachments(self.alliance, self.by.person, [number]).get(number)
        if found is None:
            name = column if place is None else f"{table}-{place}-{column}"
            raise SectionInvalid({name: "文件已不在，请重新上传"})
        if found.owner_stream == self.alliance.stream:
            return found
        return Attachment.objects.create(
            file=found.file,
            name=found.name,
            owner_stream=self.alliance.stream,
            kind=column,
            by=found.by,
            added_on=found.added_on,
        )


@transaction.atomic
def save(
    alliance: Alliance,
    section: str,
    values: Mapping[str, Any],
    *,
    by: Actor,
    on: date,
    seen: int,
    once: str = "",
) -> Saved:
    """Save a section as typed (``sections`` says in which form), for version ``seen`` of it.

    ``once`` marks the form: sent again, it is told and does nothing. Raises ``SectionStale`` when somebody
    saved since, ``SectionInvalid`` with every fault; nothing is written then.
    """
    Alliance.objects.select_for_update().get(pk=alliance.pk)
    version = SectionVersion.objects.filter(alliance=alliance, section=section).first()
    version = version or SectionVersion(alliance=alliance, section=section)
    if once and version.once == once:
        return Saved(section, version.no, changed=False, again=True)
    stored = queries.whole(alliance.pk, former_names=section == "members")
    if version.no != seen:
        raise SectionStale(sections.values(stored, section), version)
    clean, errors = sections.check(policies.current_pack(), section, stored, values)
    if errors and section == "members":
        errors = lines.errors_of(lines.resolve(clean["members"], stored, by, on)) | errors
    if errors:
        raise SectionInvalid(errors)
    before = sections.values(stored, section)
    _WRITERS[section](_Saving(stored, clean, by, on))
    after = sections.values(queries.whole(alliance.pk), section)
    if after == before and version.no:
        return Saved(section, version.no, changed=False)
    version.no += 1
    version.digest = rules.digest_of(after)
    version.by, version.by_name, version.once = by.person, by.name, once
    version.save()
    Alliance.objects.filter(pk=alliance.pk).update(version=stored.version + 1)
    return Saved(section, version.no)


@transaction.atomic
def be_seen(alliance: Alliance, section: str, *, by: Actor) -> None:
    """Note that somebody has a section open, and forget those who have long gone."""
    Presence.objects.update_or_create(
        alliance=alliance, section=section, person=by.person, defaults={"name": by.name}
    )
    queries.gone().delete()


def _save_basics(saving: _Saving) -> None:
    alliance, values = saving.alliance, saving.values
    members = {str(one.pk): one.organisation for one in alliance.members.all()}
    lead, host = members[values["lead"]], members.get(values["host"] or "")
    errors: Errors = {}
    if Alliance.objects.filter(name=values["name"], lead=lead).exclude(pk=alliance.pk).exists():
        errors["name"] = "该盟主单位已有同名联盟，请核对名称"
    if saving.by.organisation not in (lead.pk, host.pk if host else None):
        errors["lead"] = "这样改后本单位既不是盟主单位，也不是常设机构所在单位，不能再编辑；请保留其中一项"
    if values["main_focus"] and values["main_focus"] not in (values["foci"] or ()):
        errors["main_focus"] = "主要方向不在所选产业方向之中，请从所选方向中指定"
    if errors:
        raise SectionInvalid(errors)
    alliance.name, alliance.lead, alliance.host = values["name"], lead, host
    alliance.foci, alliance.main_focus = values["foci"] or [], values["main_focus"] or ""
    alliance.focus_note, alliance.brief = values["focus_note"] or "", values["brief"] or ""
    alliance.save(
        update_fields=["name", "lead", "host", "foci", "main_focus", "focus_note", "brief"],
    )


def _save_agreement(saving: _Saving) -> None:
    values, today = saving.values, saving.on.isoformat()
    effective, until = values["effective_on"], values["valid_until"]
    errors = {
        f"signatures-{row['place']}-signed_on": "签署日期晚于今天，请核对"
        for row in values["signatures"]
        if row["signed_on"] and row["signed_on"] > today
    }
    if effective and until and until < effective:
        errors["valid_until"] = "早于约定生效日，请核对"
    if errors:
        raise SectionInvalid(errors)
    Agreement.objects.update_or_create(
        alliance=saving.alliance,
        defaults={
            "effective_on": _day(effective),
            "valid_until": _day(until),
            "clauses": values["clauses"] or [],
        },
    )
    members = _by_id(saving.alliance)
    for row in values["signatures"]:
        member = members.get(row["id"])
        if member is not None:
            member.founding = row["founding"] == "yes"
            member.signed_on = _day(row["signed_on"])
            member.seal_kind = row["seal_kind"] or ""
    Member.objects.bulk_update(members.values(), ["founding", "signed_on", "seal_kind"])


def _save_members(saving: _Saving) -> None:
    alliance = saving.alliance
    resolved = lines.resolve(saving.values["members"], alliance, saving.by, saving.on)
    errors = lines.errors_of(resolved) | _needed(resolved, alliance)
    if errors:
        raise SectionInvalid(errors)
    _follow(resolved, alliance)
    kept = [line.member.pk for line in resolved if line.member]
    Member.objects.filter(alliance=alliance).exclude(pk__in=kept).delete()
    rows = [_member(line, place, saving) for place, line in enumerate(resolved, 1)]
    if late := lines.errors_of(resolved):
        raise SectionInvalid(late)
    Member.objects.bulk_update([one for one in rows if one.pk], _LINE)
    Member.objects.bulk_create([one for one in rows if not one.pk])


_LINE = ["organisation", "position", "kind", "legal_person", "contact", "contact_phone"]


def _follow(resolved: list[lines.Line], alliance: Alliance) -> None:
    """A member's line goes with its organisation, on whichever row that was typed."""
    held = {one.organisation_id: one for one in alliance.members.all()}
    taken = {line.organisation.pk for line in resolved if line.organisation}
    for line in resolved:
        if line.organisation and line.organisation.pk in held:
            line.member = held[line.organisation.pk]
        elif line.member and (line.member.organisation_id in taken or line.organisation is None):
            line.member = None


def _member(line: lines.Line, place: int, saving: _Saving) -> Member:
    try:
        organisation = lines.settle(line, saving.by, saving.on)
    except PartyRefused as refused:
        raise SectionInvalid({f"members-{line.place}-code": str(refused)}) from refused
    member = line.member or Member(alliance=saving.alliance)
    member.organisation, member.position = organisation, place
    member.kind = line.row["kind"]
    member.legal_person = {"yes": True, "no": False}.get(line.row["legal_person"] or "")
    member.contact = line.row["contact"] or ""
    member.contact_phone = line.row["contact_phone"] or ""
    return member


def _needed(resolved: list[lines.Line], alliance: Alliance) -> Errors:
    """Lead and host stay members: who they are is changed in the first section."""
    there = {line.organisation.pk for line in resolved if line.organisation}
    said = []
    if alliance.lead_id not in there:
        said.append(f"盟主单位“{alliance.lead.name}”")
    if alliance.host and alliance.host_id not in there:
        said.append(f"常设机构所在单位“{alliance.host.name}”")
    words = "、".join(said)
    return {"members": f"{words}须列在成员单位中；要改由其他单位担任的，先在“基本情况”中修改"} if said else {}


def _save_goals(saving: _Saving) -> None:
    saving.alliance.goals = saving.values["goals"] or ""
    saving.alliance.save(update_fields=["goals"])
    members = _by_id(saving.alliance)
    for row in saving.values["lines"]:
        member = members.get(row["id"])
        if member is not None:
            member.tasks, member.task, member.input = (
                row["tasks"] or [],
                row["task"] or "",
                row["input"] or "",
            )
    Member.objects.bulk_update(members.values(), ["tasks", "task", "input"])


def _save_organs(saving: _Saving) -> None:
    rows = saving.values["organs"]
    _distinct("organs", rows, ("kind", "name"), "name", "同类机构已有同名的一行，请填写不同的名称或合并")
    made = [
        Organ(
            alliance=saving.alliance,
            kind=row["kind"],
            name=row["name"] or "",
            head=row["head"] or "",
            full_time=row["full_time"] or 0,
            staff=row["staff"] or "",
            minutes=saving.attachment("organs", row["place"], "minutes", row["minutes"]),
        )
        for row in rows
    ]
    saving.alliance.organs.all().delete()
    Organ.objects.bulk_create(made)


def _save_funds(saving: _Saving) -> None:
    values = saving.values
    Funds.objects.update_or_create(
        alliance=saving.alliance,
        defaults={
            "daily": Decimal(values["daily"] or 0),
            "joint": Decimal(values["joint"] or 0),
            "sources": values["sources"] or "",
            "rules_name": values["rules_name"] or "",
            "rules": saving.attachment("", None, "rules", values["rules"]),
        },
    )


def _save_earlier(saving: _Saving) -> None:
    rows = saving.values["earlier"]
    _distinct("earlier", rows, ("title", "by"), "title", "与上面一行名称、机关相同，请合并")
    late = {
        f"earlier-{row['place']}-on": "日期晚于今天，请核对"
        for row in rows
        if row["on"] and row["on"] > saving.on.isoformat()
    }
    if late:
        raise SectionInvalid(late)
    made = [
        EarlierRecognition(
            alliance=saving.alliance,
            kind=row["kind"],
            title=row["title"],
            by=row["by"] or "",
            on=_day(row["on"]),
            evidence=saving.attachment("earlier", row["place"], "evidence", row["evidence"]),
        )
        for row in rows
    ]
    saving.alliance.earlier_recognitions.all().delete()
    EarlierRecognition.objects.bulk_create(made)


_WRITERS: dict[str, Callable[[_Saving], None]] = {
    "basics": _save_basics,
    "agreement": _save_agreement,
    "members": _save_members,
    "goals": _save_goals,
    "organs": _save_organs,
    "funds": _save_funds,
    "earlier": _save_earlier,
}


def _by_id(alliance: Alliance) -> dict[str, Member]:
    return {str(one.pk): one for one in alliance.members.all()}


def _distinct(table: str, rows: list[dict[str, Any]], key: tuple[str, ...], at: str, said: str) -> None:
    seen: set[tuple[str, ...]] = set()
    errors: Errors = {}
    for row in rows:
        mark = tuple(row[name] or "" for name in key)
        if mark in seen:
            errors[f"{table}-{row['place']}-{at}"] = said
        seen.add(mark)
    if errors:
        raise SectionInvalid(errors)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
