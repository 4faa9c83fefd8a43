"""Putting right what was entered of an organisation: its name, code, licence, and names it bore before."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from lianmeng.law.verdicts import Reason
from lianmeng.parties.actions.entries import enter, refuse
from lianmeng.parties.models import FormerName, Organisation
from lianmeng.record.people import Actor

MENDABLE = ("name", "code", "code_status", "licence_type", "valid_until")


@transaction.atomic
def correct_organisation(
    organisation: Organisation, values: Mapping[str, Any], *, by: Actor, on: date
) -> Organisation:
    """Correct what was entered wrongly; an entry keeps what stood before. Nothing different: nothing done.

    ``values``: some of ``MENDABLE``, already checked. A change of name in law is ``rename_organisation``.
    Raises ``PartyRefused`` for a code that another organisation bears, ValueError for another field.
    """
    if not set(values) <= set(MENDABLE):
        raise ValueError(f"not to be corrected: {sorted(set(values) - set(MENDABLE))}")
    before = {name: getattr(organisation, name) for name in values}
    changed = {name: value for name, value in values.items() if value != before[name]}
    if not changed:
        return organisation
    code = changed.get("code")
    if code and Organisation.objects.filter(code=code).exclude(pk=organisation.pk).exists():
        refuse(Reason("该代码已由其他单位登记", fact=code, mend="请核对代码", field="code"))
    for name, value in changed.items():
        setattr(organisation, name, value)
    organisation.save(update_fields=list(changed))
    data = {
        "organisation": organisation.pk,
        "before": {name: _plain(before[name]) for name in changed},
        "after": {name: _plain(value) for name, value in changed.items()},
    }
    enter(f"party:organisation:{organisation.pk}", "correct_organisation", by, on, data, "")
    return organisation


@transaction.atomic
def add_former_name(
    organisation: Organisation, name: str, until: date, *, document: str = "", by: Actor, on: date
) -> FormerName:
    """Enter a name that the organisation bore up to and including ``until``, long ago or just now.

    Raises ``PartyRefused`` when it is the present name, the day is still to come or is taken already.
    """
    name = name.strip()
    if name == organisation.name:
        refuse(Reason("曾用名与现名称相同", fact=name, mend="请核对名称", field="name"))
    if until > on:
        refuse(Reason("曾用名的截止日期晚于今天", mend="请核对日期", field="until"))
    known = organisation.former_names.filter(until=until).first()
    if known and known.name == name:
        return known
    if known:
        refuse(Reason("同一日期已有另一曾用名", fact=known.name, mend="请核对日期", field="until"))
    made = FormerName.objects.create(organisation=organisation, name=name, until=until, document=document)
    data = {"name": name, "until": until.isoformat(), "document": document}
    enter(f"party:organisation:{organisation.pk}", "add_former_name", by, on, data, "")
    return made


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
