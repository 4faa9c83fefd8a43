"""Ending somebody's appointment from a page: who may, and that nobody leaves an organisation without people."""

from datetime import date

from lianmeng.law.verdicts import Reason
from lianmeng.parties import queries, rules
from lianmeng.parties.actions.appointments import end_appointment
from lianmeng.parties.actions.entries import once_only, refuse
from lianmeng.parties.models import Appointment, Organisation
from lianmeng.record.people import Actor


def dismiss(appointment: Appointment, *, by: Actor, on: date, reason: str, once: str = "") -> Appointment:
    """End an appointment at once: an official's or an administrator's by the administrator, a clerk's by
    the organisation's own people, but never the last one. Raises ``PartyRefused``, ``PartyRepeated``.
    """
    with once_only(once):
        if not reason.strip():
            refuse(Reason("请填写终止的原因", mend="如调离、退休、不再承担此项工作", field="reason"))
        if appointment.organisation_id is not None and appointment.office_id is None:
            _require_colleague(appointment, appointment.organisation_id, by, on)
        else:
            _require_administrator(appointment, by, on)
        return end_appointment(appointment, on=on, by=by, reason=reason.strip(), at_once=True, once=once)


def _require_colleague(appointment: Appointment, organisation_id: int, by: Actor, on: date) -> None:
    organisation = Organisation.objects.select_for_update().get(pk=organisation_id)
    rule = queries.registration_rule()
    if by.organisation != organisation.pk or rule is None or by.capacity not in rule.invites:
        refuse(Reason("您现在的身份不能管理这里的人员", mend="请由本单位的联系人办理"))
    others = queries.contacts_of(organisation, on).exclude(pk=appointment.pk)
    if not others.exists():
        mend = "请先邀请接替的人，待其接受后再终止"
        refuse(Reason("这是本单位最后一个在任的人员，不能终止", fact=organisation.name, mend=mend))


def _require_administrator(appointment: Appointment, by: Actor, on: date) -> None:
    if by.capacity != rules.ADMINISTRATOR:
        refuse(Reason("您现在的身份不能管理这里的人员", mend="请由系统管理员办理"))
    if appointment.capacity == rules.ADMINISTRATOR:
        others = queries.appointments_with(rules.ADMINISTRATOR, on).exclude(pk=appointment.pk)
        if not others.select_for_update(of=("self",)).exists():
            mend = "请先用命令邀请接替的管理员"
            refuse(Reason("这是最后一个系统管理员，不能终止", fact=appointment.person.name, mend=mend))
