"""What follows from the facts about people, organisations and offices. Reads no clock, writes nothing."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Protocol

from lianmeng.law.verdicts import Reason, Verdict
from lianmeng.parties.enums import LicenceType
from lianmeng.parties.models import Appointment, Invitation, PasswordReset, Person

ADMINISTRATOR = "administrator"  # who invites officials; a capacity of the installation, of no measure
RESET_LASTS = timedelta(days=3)
INVITATION_LASTS = timedelta(days=30)  # a habit of this house, not of a measure

_NO_LEGAL_PERSON = frozenset({LicenceType.BRANCH, LicenceType.SOLE_TRADER})
_ASK_A_PERSON = frozenset({LicenceType.PRIVATE_NONPROFIT, LicenceType.FOREIGN, LicenceType.OTHER})


class NameBorne(Protocol):
    """A former name with the last day on which it was borne."""

    name: str
    until: date


class PartyRefused(Exception):
    """An action of this room is refused; ``verdict`` holds every reason, in Chinese."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__("；".join(reason.text for reason in verdict.reasons))
        self.verdict = verdict


def is_legal_person(licence_type: str) -> bool | None:
    """Whether a body of this licence type is an independent legal person (民法典 title 3).

    A branch (分支机构) and a sole trader (个体工商户) are none, whatever their code begins with. ``None``
    where the type alone does not tell (a private non-profit may be registered as partnership or person):
    someone reads the certificate. Raises ValueError for an unknown type.
    """
    kind = LicenceType(licence_type)
    if kind in _ASK_A_PERSON:
        return None
    return kind not in _NO_LEGAL_PERSON


def name_on(current: str, former: Iterable[NameBorne], on: date) -> str:
    """The name borne on a day: the earliest former name not yet ended, else the current one."""
    ended_later = [each for each in former if each.until >= on]
    return min(ended_later, key=lambda each: each.until).name if ended_later else current


def may_act(appointment: Appointment, on: date) -> Verdict:
    """Whether the holder may act under this appointment on a day (first and last day included)."""
    return Verdict.of(_against_acting(appointment, on))


def _against_acting(appointment: Appointment, on: date) -> Iterable[Reason]:
    if not appointment.person.is_active:
        yield Reason("账号已停用", fact=appointment.person.name, mend="请联系本单位管理员恢复账号")
    if on < appointment.valid_from:
        yield Reason(
            f"任职自{appointment.valid_from:%Y-%m-%d}起生效，当日尚未生效",
            fact=appointment.capacity,
            mend="请在任职生效后办理，或由当日在任的人员办理",
            earliest_on=appointment.valid_from,
        )
    if has_ended(appointment, on):
        yield Reason(
            f"任职已于{appointment.valid_to:%Y-%m-%d}终止",
            fact=appointment.capacity,
            mend="请由现任人员办理，或先登记新的任职",
        )


def may_be_appointed(new: Appointment, identity_required: bool) -> Verdict:
    """Whether the facts at hand allow a new appointment; overlap is looked up by the action."""
    reasons = []
    if not new.person.is_active:
        reasons.append(Reason("账号已停用，不能登记任职", fact=new.person.name, mend="请先恢复账号"))
    if identity_required and new.person.identity_id is None:
        reasons.append(no_identity(new.person))
    if not (new.office_id or new.organisation_id or new.personal):
        reasons.append(Reason("任职须注明所在处室或单位", mend="请选择处室或单位"))
    if new.valid_to and new.valid_to < new.valid_from:
        reasons.append(Reason("任职终止日期早于起始日期", mend="请核对任职起止日期"))
    return Verdict.of(reasons)


def has_ended(appointment: Appointment, on: date) -> bool:
    """Whether an appointment holds no more on a day; one cut short does not on its last day."""
    last = appointment.valid_to
    return last is not None and (on > last or (on == last and appointment.cut_short))


def no_identity(person: Person) -> Reason:
    """The refusal for officials and experts whose identity number has not been entered."""
    return Reason(
        "工作人员和专家须先登记居民身份证号码",
        fact=person.name,
        mend="请补录居民身份证号码；系统只保存加密校验值，不保存、不显示号码",
        field="identity_number",
    )


def may_end(appointment: Appointment, on: date) -> Verdict:
    """Whether ``on`` can become the last day of the appointment."""
    reasons = []
    if on < appointment.valid_from:
        reasons.append(
            Reason("任职终止日期早于起始日期", mend="请核对日期", earliest_on=appointment.valid_from)
        )
    if appointment.valid_to and appointment.valid_to <= on:
        reasons.append(Reason(f"任职已于{appointment.valid_to:%Y-%m-%d}终止", mend="无须重复办理"))
    return Verdict.of(reasons)


def may_accept(invitation: Invitation, on: date) -> Verdict:
    """Whether an invitation is still good on a day: once, until its last day, unless revoked."""
    return Verdict.of(_against_accepting(invitation, on))


def _against_accepting(invitation: Invitation, on: date) -> Iterable[Reason]:
    ask = f"请与发出邀请的{invitation.made_by_name}联系，需要时重新邀请"
    if invitation.used_on:
        said = f"这个邀请已于{_day(invitation.used_on)}使用，每个邀请只能用一次"
        yield Reason(said, mend=f"如是您本人用过，请直接登录；否则{ask}")
    elif invitation.revoked_on:
        yield Reason(f"这个邀请已于{_day(invitation.revoked_on)}撤销", mend=ask)
    elif on > invitation.last_day:
        yield Reason(f"这个邀请已于{_day(invitation.last_day)}到期", mend=ask)


def may_reset(reset: PasswordReset, on: date) -> Verdict:
    """Whether an address for a new password is still good on a day: once, until its last day."""
    return Verdict.of(_against_resetting(reset, on))


def _against_resetting(reset: PasswordReset, on: date) -> Iterable[Reason]:
    ask = f"请与{reset.made_by_name}联系，需要时重新制发"
    if reset.used_on:
        said = f"这个地址已于{_day(reset.used_on)}使用，只能用一次"
        yield Reason(said, mend=f"如是您本人用过，请直接登录；否则{ask}")
    elif reset.revoked_on:
        yield Reason(f"这个地址已于{_day(reset.revoked_on)}作废，后来又制发过新的", mend=ask)
    elif on > reset.last_day:
        yield Reason(f"这个地址已于{_day(reset.last_day)}到期", mend=ask)
    elif not reset.person.is_active:
        yield Reason("账号已停用", fact=reset.person.name, mend="请联系本单位管理员恢复账号")


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
