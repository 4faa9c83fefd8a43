"""A lost account, by the organisation's letter: one official enters it, another approves."""

from datetime import date
from typing import Any

from lianmeng.files.models import Attachment
from lianmeng.law import schema
from lianmeng.law.verdicts import Reason
from lianmeng.parties import codes, queries
from lianmeng.parties.actions.accounts import PHONE
from lianmeng.parties.actions.entries import enter_all, once_only, refuse, require
from lianmeng.parties.actions.invitations import Issued, invitation_data, issue, revoke
from lianmeng.parties.actions.registrations import end_all
from lianmeng.parties.enums import RegistrationState
from lianmeng.parties.models import Office, Organisation, Recovery
from lianmeng.record.people import Actor


def enter_recovery(
    code: str,
    *,
    contact: str,
    phone: str,
    letter: Attachment | None,
    ends_former: bool,
    note: str = "",
    by: Actor,
    on: date,
    once: str = "",
) -> Recovery:
    """Enter the letter of an organisation of the actor's own office, and whom it names as its contact.

    Raises ``PartyRefused`` with a reason for every field that is wrong, ``PartyRepeated``.
    """
    with once_only(once):
        rule = _rule()
        if by.capacity not in rule.enters or by.office is None:
            refuse(Reason("您现在的身份不能登记来函", mend="请由推荐单位的经办人办理"))
        organisation, reasons = _found(code, by.office)
        if not contact.strip():
            reasons.append(Reason("请填写新联系人的姓名", field="contact"))
        if not PHONE.fullmatch(phone.strip()):
            reasons.append(Reason("电话号码不对", mend="请填写手机号码，或带区号的固定电话", field="phone"))
        if letter is None:
            reasons.append(Reason("请上传单位来函的扫描件", field="letter"))
        require(reasons)
        if organisation is None or letter is None:
            raise ValueError("nothing to write")
        recovery = Recovery.objects.create(
            organisation=organisation,
            office=Office.objects.get(code=by.office),
            letter=letter,
            contact=contact.strip(),
            phone=phone.strip(),
            ends_former=ends_former,
            note=note.strip(),
            entered_on=on,
            entered_by=by.natural,
            entered_by_name=by.name,
        )
        Attachment.objects.filter(pk=letter.pk).update(owner_stream=stream_of(recovery))
        _enter(recovery, "enter_recovery", by, on, {}, once)
    return recovery


def approve_recovery(recovery: Recovery, *, by: Actor, on: date, once: str = "") -> Issued:
    """Another natural person of the office approves: an invitation is made, to be handed over.

    With ``ends_former`` the former people's appointments and invitations end at once. Raises
    ``PartyRefused``, ``PartyRepeated``.
    """
    with once_only(once):
        recovery, rule = _locked(recovery), _rule()
        _require_approver(recovery, by, rule)
        organisation = recovery.organisation
        if recovery.ends_former:
            former = list(queries.contacts_of(organisation, on))
            end_all(former, organisation, by=by, on=on, reason="账户恢复")
        for earlier in queries.open_invitations(on).filter(recovery__organisation=organisation):
            revoke(earlier, by=by, on=on)
        issued = issue(
            rule.registers,
            recovery.contact,
            by=by,
            on=on,
            organisation=organisation,
            source=f"{recovery.entered_on:%Y-%m-%d}单位来函",
        )
        recovery.state, recovery.decided_on = RegistrationState.CONFIRMED, on
        recovery.decided_by_name, recovery.invitation = by.name, issued.invitation
        recovery.save()
        _enter(recovery, "approve_recovery", by, on, invitation_data(issued.invitation), once)
    return issued


def return_recovery(recovery: Recovery, *, by: Actor, on: date, reason: str, once: str = "") -> Recovery:
    """Not approved, with the reason; a new one may be entered. Raises ``PartyRefused``, ``PartyRepeated``."""
    with once_only(once):
        recovery = _locked(recovery)
        _require_approver(recovery, by, _rule())
        if not reason.strip():
            refuse(Reason("请填写退回的原因", mend="经办人会看到", field="reason"))
        recovery.state, recovery.decided_on = RegistrationState.REFUSED, on
        recovery.decided_by_name, recovery.reason = by.name, reason.strip()
        recovery.save()
        _enter(recovery, "return_recovery", by, on, {"reason": recovery.reason}, once)
    return recovery


def stream_of(recovery: Recovery) -> str:
    """The ledger stream of a recovery, which owns its letter too."""
    return f"party:recovery:{recovery.pk}"


def _rule() -> schema.Registration:
    return queries.registration_rule() or refuse(Reason("办法没有规定单位账户", mend="请与牵头处室联系"))


def _found(text: str, office: str) -> tuple[Organisation | None, list[Reason]]:
    try:
        code = codes.check_code(text)
    except codes.CodeRefused as refused:
        return None, [Reason(refused.text, mend=refused.mend, field="code")]
    found = Organisation.objects.filter(code=code).first()
    if found is None or not queries.belongs_to(found, office):
        mend = "请核对代码；没有注册过的单位，请其在首页注册"
        return None, [Reason("本机关没有受理过使用这个代码的单位", mend=mend, field="code")]
    if found.recoveries.filter(state=RegistrationState.PENDING).exists():
        mend = "请先审核已登记的来函"
        return None, [Reason("该单位已有一件来函待审核", fact=found.name, mend=mend, field="code")]
    return found, []


def _locked(recovery: Recovery) -> Recovery:
    rows = Recovery.objects.select_for_update(of=("self",))
    return rows.select_related("organisation", "office", "letter__file").get(pk=recovery.pk)


def _require_approver(recovery: Recovery, by: Actor, rule: schema.Registration) -> None:
    if by.capacity not in rule.approves or by.office != recovery.office.code:
        refuse(Reason("您现在的身份不能审核", fact=recovery.office.name, mend="请由本机关的负责人办理"))
    if recovery.entered_by == by.natural:
        refuse(Reason("登记和审核须由两人分别办理", fact=by.name, mend="请由本机关另一人审核"))
    if recovery.state != RegistrationState.PENDING:
        mend = "请重新打开这一页，按最新情况办理"
        refuse(Reason("这件来函已经审核过", fact=recovery.organisation.name, mend=mend))


def _enter(recovery: Recovery, act: str, by: Actor, on: date, more: dict[str, Any], once: str) -> None:
    data = {
        "recovery": recovery.pk,
        "organisation": recovery.organisation_id,
        "organisation_name": recovery.organisation.name,
        "contact": recovery.contact,
        "letter": recovery.letter.file.sha256,
        "ends_former": recovery.ends_former,
    }
    streams = [stream_of(recovery), f"party:organisation:{recovery.organisation_id}"]
    enter_all([(stream, data | more) for stream in streams], act, by, on, once)
