"""An organisation's contact registers; the competent office confirms, or returns it to be corrected."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from lianmeng.files.models import Attachment
from lianmeng.law import schema
from lianmeng.law.verdicts import Reason
from lianmeng.parties import codes, queries, rules
from lianmeng.parties.actions.accounts import NewAccount, open_account, prepare
from lianmeng.parties.actions.appointments import appoint, end_appointment
from lianmeng.parties.actions.entries import (
    actor_self,
    enter,
    enter_all,
    once_only,
    refuse,
    require,
)
from lianmeng.parties.actions.invitations import revoke
from lianmeng.parties.actions.organisations import add_organisation
from lianmeng.parties.enums import CodeStatus, LicenceType, RegistrationState
from lianmeng.parties.models import Organisation, Person, Registration
from lianmeng.record.people import Actor

REGISTRANT = "registrant"  # who is not yet anything
WHO_CONTACT = "请向本单位联系人索取邀请；联系人已离开的，上传加盖公章的授权书办理联系人变更"
LINES = {
    "name": "单位名称",
    "domicile": "住所",
    "legal_representative": "法定代表人或负责人",
}


@dataclass(frozen=True)
class Filing:
    """What a contact says of the organisation. ``office``: the pack's id of one chosen, or "" for by region."""

    name: str
    code: str
    licence_type: str
    region: str
    office: str
    domicile: str
    legal_representative: str
    licence: Attachment | None
    authorisation: Attachment | None = None
    ends_former: bool = False
    electronic_delivery: bool = False


def register(
    filing: Filing,
    *,
    on: date,
    account: NewAccount | None = None,
    person: Person | None = None,
    once: str = "",
) -> Registration:
    """Register an organisation's contact: a new ``account``, or the signed-in ``person``.

    Raises ``PartyRefused`` with a reason for every field that is wrong, ``PartyRepeated``.
    """
    reasons = [*_against(filing, on), *_against_twice(filing, account, person, on)]
    ready = None
    if account is not None:
        try:
            ready = prepare(account, identity=False)
        except rules.PartyRefused as refused:
            reasons += refused.verdict.reasons
    with once_only(once):
        require(reasons)
        if ready is not None:
            person = open_account(ready, on=on, capacity=REGISTRANT)
        if person is None:
            raise ValueError("neither an account nor a person")
        registration = _write(Registration(person=person), filing, on)
        registration.save(force_insert=True)
        _claim(registration)
        by = actor_self(person, REGISTRANT)
        enter(stream_of(registration), "register", by, on, registration_data(registration), once)
    return registration


def register_again(
    registration: Registration, filing: Filing, *, person: Person, on: date, seen: int, once: str = ""
) -> Registration:
    """Correct what was returned and send it again. Raises ``PartyRefused``, ``PartyRepeated``."""
    with once_only(once):
        registration = _locked(registration)
        _require_seen(registration, seen, RegistrationState.REFUSED)
        require(_against(filing, on))
        _write(registration, filing, on)
        registration.state, registration.reason = RegistrationState.PENDING, ""
        registration.decided_on, registration.decided_by, registration.decided_by_name = None, "", ""
        registration.version += 1
        registration.save()
        _claim(registration)
        by = actor_self(person, REGISTRANT)
        enter(stream_of(registration), "register_again", by, on, registration_data(registration), once)
    return registration


def confirm_registration(
    registration: Registration,
    *,
    by: Actor,
    on: date,
    seen: int,
    demonstration: bool = False,
    once: str = "",
) -> Registration:
    """The competent office confirms: the organisation is on record and its contact may act.

    An organisation of this code is taken and its missing facts filled. With an authorisation that says so
    the former contacts' appointments and open invitations end at once. Raises ``PartyRefused``,
    ``PartyRepeated``.
    """
    with once_only(once):
        registration = _locked(registration)
        rule = _require_confirmer(registration, by)
        _require_seen(registration, seen, RegistrationState.PENDING)
        organisation = _organisation(registration, demonstration)
        former = list(queries.contacts_of(organisation, on).exclude(person=registration.person))
        if former and registration.authorisation is None:
            fact = f"{organisation.name}已有经核验的联系人"
            refuse(Reason("该单位已有联系人，又没有授权书", fact=fact, mend=f"请退回，并告知：{WHO_CONTACT}"))
        if registration.ends_former:
            end_all(former, organisation, by=by, on=on, reason="联系人变更")
        if not queries.contacts_of(organisation, on).filter(person=registration.person).exists():
            appoint(
                registration.person,
                rule.registers,
                by=by,
                valid_from=on,
                identity_required=queries.identity_required(rule.registers),
                organisation=organisation,
                appointed_by=by.office_name,
                source="单位注册核验",
            )
        registration.organisation = organisation
        _decide(registration, RegistrationState.CONFIRMED, by, on)
        data = registration_data(registration) | {"organisation": organisation.pk}
        streams = [stream_of(registration), f"party:organisation:{organisation.pk}"]
        enter_all([(stream, data) for stream in streams], "confirm_registration", by, on, once)
    return registration


def refuse_registration(
    registration: Registration, *, by: Actor, on: date, reason: str, seen: int, once: str = ""
) -> Registration:
    """Return a registration to its contact with the reason. Raises ``PartyRefused``, ``PartyRepeated``."""
    with once_only(once):
        registration = _locked(registration)
        _require_confirmer(registration, by)
        _require_seen(registration, seen, RegistrationState.PENDING)
        if not reason.strip():
            mend = "请写明哪里不符、怎样改，注册人会看到"
            refuse(Reason("请填写退回的原因", mend=mend, field="reason"))
        registration.reason = reason.strip()
        _decide(registration, RegistrationState.REFUSED, by, on)
        data = registration_data(registration) | {"reason": registration.reason}
        enter(stream_of(registration), "refuse_registration", by, on, data, once)
    return registration


def end_all(former: list[Any], organisation: Organisation, *, by: Actor, on: date, reason: str) -> None:
    """End appointments of an organisation at once, and revoke what its people had invited."""
    for appointment in former:
        end_appointment(appointment, on=on, by=by, reason=reason, at_once=True)
    for invitation in queries.open_invitations(on).filter(organisation=organisation):
        revoke(invitation, by=by, on=on)


def stream_of(registration: Registration) -> str:
    """The ledger stream of a registration, which owns its files too."""
    return f"party:registration:{registration.pk}"


def registration_data(registration: Registration) -> dict[str, Any]:
    """What the ledger keeps of a registration: the organisation's facts and the papers' digests."""
    authorisation = registration.authorisation
    return {
        "registration": registration.pk,
        "person": registration.person.ref.hex,
        "person_name": registration.person.name,
        "office": registration.office.code,
        "name": registration.name,
        "code": registration.code,
        "licence_type": registration.licence_type,
        "region": registration.region,
        "domicile": registration.domicile,
        "legal_representative": registration.legal_representative,
        "licence": registration.licence.file.sha256,
        "authorisation": authorisation.file.sha256 if authorisation else None,
        "ends_former": registration.ends_former,
        "electronic_delivery": registration.electronic_delivery,
    }


def _write(registration: Registration, filing: Filing, on: date) -> Registration:
    office = queries.competent_office(filing.region, filing.office)
    if office is None or filing.licence is None:
        raise ValueError("the filing was not judged")
    registration.office = office
    registration.name = filing.name.strip()
    registration.code = codes.check_code(filing.code)
    registration.licence_type = filing.licence_type
    registration.region = filing.region
    registration.domicile = filing.domicile.strip()
    registration.legal_representative = filing.legal_representative.strip()
    registration.licence = filing.licence
    registration.authorisation = filing.authorisation
    registration.ends_former = filing.ends_former and filing.authorisation is not None
    registration.electronic_delivery = filing.electronic_delivery
    registration.submitted_on = on
    return registration


def _claim(registration: Registration) -> None:
    """The papers belong to the registration from now on."""
    papers = [paper for paper in (registration.licence, registration.authorisation) if paper]
    Attachment.objects.filter(pk__in=[paper.pk for paper in papers]).update(
        owner_stream=stream_of(registration)
    )


def _locked(registration: Registration) -> Registration:
    rows = Registration.objects.select_for_update(of=("self",))
    related = ("person__identity", "office", "organisation", "licence__file", "authorisation__file")
    return rows.select_related(*related).get(pk=registration.pk)


def _require_seen(registration: Registration, seen: int, state: str) -> None:
    if registration.state != state or registration.version != seen:
        mend = "请重新打开这一页，按最新情况办理"
        refuse(Reason("这项注册刚刚有了变化，您看到的已不是最新情况", fact=registration.name, mend=mend))


def _require_confirmer(registration: Registration, by: Actor) -> schema.Registration:
    rule = queries.registration_rule()
    if rule is None or by.capacity not in rule.confirms or by.office != registration.office.code:
        refuse(Reason("您现在的身份不能核验这项注册", fact=registration.office.name, mend="请由受理机关办理"))
    if registration.person.natural == by.natural:
        refuse(Reason("不能核验自己的注册", fact=by.name, mend="请由本机关其他人员办理"))
    return rule


def _decide(registration: Registration, state: RegistrationState, by: Actor, on: date) -> None:
    registration.state, registration.decided_on = state, on
    registration.decided_by, registration.decided_by_name = by.natural, f"{by.office_name}{by.name}"
    registration.version += 1
    registration.save()


def _organisation(registration: Registration, demonstration: bool) -> Organisation:
    """The organisation on record, its missing facts filled; else a new one."""
    known = queries.known_as(registration)
    if known is None:
        return add_organisation(
            registration.name,
            registration.licence_type,
            code=registration.code,
            region=registration.region,
            domicile=registration.domicile,
            legal_representative=registration.legal_representative,
            demonstration=demonstration,
        )
    known.code, known.code_status = registration.code, CodeStatus.CHECKED
    for name in ("region", "domicile", "legal_representative"):
        if not getattr(known, name):
            setattr(known, name, getattr(registration, name))
    known.save()
    return known


def _against(filing: Filing, on: date) -> Iterator[Reason]:
    """What is wrong with the particulars, field by field."""
    for name, words in LINES.items():
        if not getattr(filing, name).strip():
            field = "organisation" if name == "name" else name
            yield Reason(f"请填写{words}", mend="与证照一致", field=field)
    yield from _against_code(filing, on)
    if filing.licence_type not in LicenceType.values:
        yield Reason("请选择证照种类", field="licence_type")
    if queries.competent_office(filing.region, filing.office) is None:
        mend = "请选择所在的市、县，或选择由哪个上级主管部门受理"
        field = "office" if filing.office or not filing.region else "region"
        yield Reason("不知道由哪个机关受理", mend=mend, field=field)
    if filing.licence is None:
        yield Reason("请上传加盖公章的证照复印件", field="licence")
    if filing.ends_former and filing.authorisation is None:
        mend = "原联系人不再办理的，以授权书写明的为准"
        yield Reason("没有授权书，不能终止原联系人", mend=mend, field="authorisation")


def _against_code(filing: Filing, on: date) -> Iterator[Reason]:
    try:
        code = codes.check_code(filing.code)
    except codes.CodeRefused as refused:
        yield Reason(refused.text, mend=refused.mend, field="code")
        return
    if codes.is_sole_traders(code) and filing.licence_type != LicenceType.SOLE_TRADER:
        said = f"代码以{codes.SOLE_TRADERS}开头，是个体工商户的代码，与所选证照种类不符"
        yield Reason(said, mend="请核对代码；确是个体工商户的，证照种类也选个体工商户", field="licence_type")
    known = Organisation.objects.filter(code=code).first()
    if known and filing.authorisation is None and queries.contacts_of(known, on).exists():
        yield Reason("该单位已有经核验的联系人", mend=WHO_CONTACT, field="authorisation")


def _against_twice(
    filing: Filing, account: NewAccount | None, person: Person | None, on: date
) -> Iterator[Reason]:
    """The same person twice: by the account, or where it is a new one by name and telephone."""
    try:
        code = codes.check_code(filing.code)
    except codes.CodeRefused:
        return
    open_ones = Registration.objects.exclude(state=RegistrationState.CONFIRMED).filter(code=code)
    if person is not None:
        known = Organisation.objects.filter(code=code).first()
        if known and queries.contacts_of(known, on).filter(person=person).exists():
            yield Reason(
                "您已是该单位的人员，不必再注册", fact=known.name, mend="请在页首换身份后办理", field="code"
            )
        mine = open_ones.filter(person=person)
    else:
        name, phone = (account.name.strip(), account.phone.strip()) if account else ("", "")
        mine = open_ones.filter(person__name=name, person__phone=phone)
    if mine.exists():
        mend = "请以原来的用户名登录，在“单位注册”查看进度；退回的，改正后重新提交"
        yield Reason("您已为该单位提交过注册", mend=mend, field="code")
