"""Founding an alliance by its own people: a name and a lead, the rest is filled in afterwards."""

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from lianmeng.alliances import sections
from lianmeng.alliances.actions import founding, lines
from lianmeng.alliances.models import Alliance
from lianmeng.law import forms
from lianmeng.parties.models import Organisation
from lianmeng.policies import queries as policies
from lianmeng.record import actions as ledger
from lianmeng.record import queries as entries
from lianmeng.record.people import Actor

FORM = "alliance_new"
NAME_LIMIT = 200
_LEAD_FIELDS = {"name": "lead_name", "code": "lead_code", "licence_type": "lead_licence", "kind": "lead_kind"}


class FoundingInvalid(Exception):
    """What was typed does not make an alliance, by field."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("；".join(errors.values()))
        self.errors = dict(errors)


@transaction.atomic
def begin(values: Mapping[str, Any], *, by: Actor, on: date, once: str) -> Alliance:
    """Found an alliance with nothing but its name and its lead; the sections are filled in afterwards.

    ``values``: the pack's form ``alliance_new``. Lead or host is the acting person's organisation. The same
    form sent again gives back what it made. Raises ``FoundingInvalid``.
    """
    done = entries.by_once(once)
    if done:
        return Alliance.objects.get(pk=done.data["alliance"])
    pack = policies.current_pack()
    fields = pack.forms[FORM].fields
    typed = {name: sections.readable(values.get(name)) for name in fields}
    clean, errors = forms.validate(fields, typed, pack.terms.lists)
    own = Organisation.objects.get(pk=by.organisation or 0)
    line = _lead_line(clean, own, by, on)
    errors |= _line_errors(line)
    if len(clean.get("name", "")) > NAME_LIMIT:
        errors["name"] = f"最多{NAME_LIMIT}字，现为{len(clean['name'])}字"
    if errors:
        raise FoundingInvalid(errors)
    lead = lines.settle(line, by, on) if line else own
    if Alliance.objects.filter(name=clean["name"], lead=lead).exists():
        raise FoundingInvalid({"name": "该盟主单位已有同名联盟，请核对名称"})
    host = own if clean["place"] != "lead" else None
    kinds = {own: clean["kind"]} | ({lead: clean["lead_kind"]} if line else {})
    members = [founding.NewMember(organisation=one, kind=kinds[one]) for one in dict.fromkeys((lead, own))]
    alliance = founding.found(clean["name"], lead=lead, host=host, members=members, on=on)
    ledger.append(
        stream=alliance.stream,
        act="found_alliance",
        act_id=uuid.uuid4(),
        once=once or None,
        actor=by,
        on=on,
        data={
            "alliance": alliance.pk,
            "name": alliance.name,
            "lead": lead.pk,
            "lead_name": lead.name,
            "host": host.pk if host else None,
        },
        articles=list(fields["place"].cites),
    )
    return alliance


def _lead_line(clean: Mapping[str, Any], own: Organisation, by: Actor, on: date) -> lines.Line | None:
    """The lead as a row, when it is another organisation than the one that founds."""
    if clean.get("place") != "host":
        return None
    line = lines.resolve([{name: clean.get(field) for name, field in _LEAD_FIELDS.items()}], None, by, on)[0]
    if line.organisation == own:
        line.errors["code"] = "与本单位相同；本单位就是盟主单位的，请选“两者都是”"
    if not clean.get("lead_kind"):
        line.errors["kind"] = "请选择盟主单位的类型"
    return line


def _line_errors(line: lines.Line | None) -> dict[str, str]:
    if line is None:
        return {}
    return {_LEAD_FIELDS.get(name, "lead_name"): said for name, said in line.errors.items()}
