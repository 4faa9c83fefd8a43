"""Registration of an organisation's contact: what is refused, who confirms, what follows; lost accounts."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from lianmeng.files.models import Attachment
from lianmeng.parties import actions, queries
from lianmeng.parties.actions.registrations import stream_of
from lianmeng.parties.enums import CodeStatus, RegistrationState
from lianmeng.parties.models import Appointment, Organisation, Person, Registration
from lianmeng.parties.samplecodes import make_code
from lianmeng.record.models import Entry
from lianmeng.web.demonstration.world import attach
from tests.parties.test_invitations import account, fields, refused
from tests.stories.stage import Stage, nothing_written

pytestmark = pytest.mark.django_db
CODE = make_code("210500", 900)


def paper(play: Stage) -> Attachment:
    return attach("证照（演示）.pdf", "upload:somebody", "somebody", play.day)


def filing(play: Stage, **more: Any) -> actions.Filing:
    values: dict[str, Any] = {
        "name": "新样例有限公司（演示）",
        "code": CODE,
        "licence_type": "company",
        "region": "210500",
        "office": "",
        "domicile": "本溪市（演示）",
        "legal_representative": "法人甲（演示）",
        "electronic_delivery": True,
    }
    licence = more.pop("licence", ...)
    return actions.Filing(licence=paper(play) if licence is ... else licence, **(values | more))


def new(username: str = "contact", **more: Any) -> actions.NewAccount:
    return account(username, **({"identity_number": "", "name": "联系人（演示）"} | more))


def registered(
    play: Stage, username: str = "contact", phone: str = "13800000001", **more: Any
) -> Registration:
    given = new(username, phone=phone)
    return actions.register(filing(play, **more), account=given, on=play.day)


def confirm(play: Stage, row: Registration, by: str = "benxi-clerk", **more: Any) -> Registration:
    values = {"by": play.actor(by), "on": play.day, "seen": row.version}
    return actions.confirm_registration(row, **(values | more))


def held_by(person: Person, play: Stage) -> list[tuple[str, str]]:
    rows = queries.appointments_of(person, play.day)
    return [(row.capacity, row.organisation.name if row.organisation else "") for row in rows]


# ---- registering -------------------------------------------------------------------------------------------------


def test_a_registration_waits_for_the_office_of_its_region(play: Stage) -> None:
    row = registered(play)
    assert (row.state, row.office.code) == (RegistrationState.PENDING, "benxi")
    assert held_by(row.person, play) == [] and not Organisation.objects.filter(code=CODE).exists()
    assert row.licence.owner_stream in ("upload:somebody", stream_of(row))
    assert Attachment.objects.get(pk=row.licence_id).owner_stream == stream_of(row)
    entry = Entry.objects.get(stream=stream_of(row))
    assert (entry.act, entry.capacity, entry.person) == ("register", "registrant", row.person.ref.hex)
    assert entry.data["code"] == CODE and "13800000001" not in str(entry.data)


@pytest.mark.parametrize(
    ("region", "office", "expected"),
    [
        ("211421", "", "suizhong"),
        ("211400", "", "huludao"),
        ("211224", "", "changtu"),
        ("210500", "education", "education"),
        ("", "rural", "rural"),
    ],
)
def test_the_competent_office(play: Stage, region: str, office: str, expected: str) -> None:
    assert registered(play, region=region, office=office).office.code == expected


@pytest.mark.parametrize(
    ("more", "field", "says"),
    [
        ({"code": CODE[:-1]}, "code", "18位"),
        ({"code": CODE[:-1] + ("0" if CODE[-1] != "0" else "1")}, "code", "校验不符"),
        ({"code": ""}, "code", "18位"),
        ({"code": make_code("210500", 901, "92")}, "licence_type", "个体工商户"),
        ({"licence_type": "none"}, "licence_type", "证照种类"),
        ({"region": ""}, "office", "哪个机关"),
        ({"region": "110100"}, "region", "哪个机关"),
        ({"office": "benxi"}, "office", "哪个机关"),
        ({"office": "lead"}, "office", "哪个机关"),
        ({"licence": None}, "licence", "证照"),
        ({"name": " "}, "organisation", "单位名称"),
        ({"domicile": ""}, "domicile", "住所"),
        ({"legal_representative": ""}, "legal_representative", "法定代表人"),
        ({"ends_former": True}, "authorisation", "授权书"),
    ],
)
def test_particulars_are_refused_at_their_field(
    play: Stage, more: dict[str, Any], field: str, says: str
) -> None:
    given = filing(play, **more)
    refusal = refused(says, lambda: actions.register(given, account=new(), on=play.day))
    assert fields(refusal) == {field}


def test_account_and_organisation_are_refused_together(play: Stage) -> None:
    given = filing(play, code="1")
    refusal = refused("18位", lambda: actions.register(given, account=new("a b"), on=play.day))
    assert fields(refusal) == {"code", "username"}


def test_branches_and_sole_traders_register_too(play: Stage) -> None:
    sole = registered(play, code=make_code("210500", 902, "92"), licence_type="sole_trader")
    branch = registered(play, "branch", "13800000002", code=make_code("210500", 903), licence_type="branch")
    assert confirm(play, sole).organisation and confirm(play, branch).organisation


def test_the_same_person_twice(play: Stage) -> None:
    row = registered(play)
    again = filing(play)
    refused("已为该单位提交过", lambda: actions.register(again, person=row.person, on=play.day))
    twin = new("second", phone="13800000001")
    refused("已为该单位提交过", lambda: actions.register(again, account=twin, on=play.day))
    confirm(play, row)
    refused("已是该单位的人员", lambda: actions.register(again, person=row.person, on=play.day))


def test_two_who_claim_one_code_are_the_offices_to_tell_apart(play: Stage) -> None:
    first, second = registered(play), registered(play, "other", "13800000002")
    confirm(play, first)
    with pytest.raises(Exception, match="没有授权书"):
        confirm(play, second)


def test_an_organisation_that_has_its_contact(play: Stage) -> None:
    ice = play.world.people["ice-clerk"].appointments.get().organisation_id
    Organisation.objects.filter(pk=ice).update(code=CODE, code_status=CodeStatus.CHECKED)
    given = filing(play)
    refusal = refused("已有经核验的联系人", lambda: actions.register(given, account=new(), on=play.day))
    assert fields(refusal) == {"authorisation"}
    assert "邀请" in refusal.verdict.reasons[0].mend and "授权书" in refusal.verdict.reasons[0].mend


def test_the_same_form_registers_once(play: Stage) -> None:
    given = filing(play)
    actions.register(given, account=new(), on=play.day, once="e" * 32)
    with nothing_written(), pytest.raises(actions.PartyRepeated):
        actions.register(given, account=new(), on=play.day, once="e" * 32)


# ---- confirming --------------------------------------------------------------------------------------------------


def test_confirmation_makes_the_organisation_and_its_contact(play: Stage) -> None:
    row = confirm(play, registered(play))
    made = Organisation.objects.get(code=CODE)
    assert (made.code_status, made.region, made.legal_representative) == (
        "checked",
        "210500",
        "法人甲（演示）",
    )
    assert held_by(row.person, play) == [("applicant_clerk", made.name)]
    assert Entry.objects.filter(stream=f"party:organisation:{made.pk}", act="confirm_registration").exists()


def test_an_organisation_on_record_is_taken_and_filled(play: Stage) -> None:
    known = actions.add_organisation("旧名有限公司（演示）", "company", code=CODE)
    row = confirm(play, registered(play))
    known.refresh_from_db()
    assert row.organisation == known and known.name == "旧名有限公司（演示）"
    assert (known.region, known.domicile) == ("210500", "本溪市（演示）")


def test_a_name_on_record_without_code_gets_it(play: Stage) -> None:
    known = actions.add_organisation("新样例有限公司（演示）", "company")
    assert confirm(play, registered(play)).organisation == known
    known.refresh_from_db()
    assert (known.code, known.code_status) == (CODE, CodeStatus.CHECKED)


@pytest.mark.parametrize("by", ["lead-clerk", "ice-clerk", "benxi-registry", "expert-1", "director"])
def test_others_confirm_nothing(play: Stage, by: str) -> None:
    row, actor = registered(play), play.actor(by)
    assert not queries.registrations_for(actor).exists()
    refused("不能核验", lambda: confirm(play, row, by))
    more = {"by": actor, "on": play.day, "seen": row.version, "reason": "试"}
    refused("不能核验", lambda: actions.refuse_registration(row, **more))


def test_another_citys_office_sees_nothing(play: Stage) -> None:
    play.hire("other-clerk", "prelim_clerk", "shenyang", 902)
    row = registered(play)
    assert not queries.registrations_for(play.actor("other-clerk")).exists()
    refused("不能核验", lambda: confirm(play, row, "other-clerk"))


def test_nobody_confirms_oneself(play: Stage) -> None:
    person = play.world.people["benxi-clerk"]
    row = actions.register(filing(play), person=person, on=play.day)
    refused("自己的注册", lambda: confirm(play, row))
    assert confirm(play, row, "benxi-head").organisation


def test_returned_corrected_confirmed(play: Stage) -> None:
    row = registered(play)
    by = play.actor("benxi-head")
    blank = {"by": by, "on": play.day, "seen": row.version, "reason": " "}
    assert fields(refused("原因", lambda: actions.refuse_registration(row, **blank))) == {"reason"}
    back = actions.refuse_registration(row, **(blank | {"reason": "公章不清（演示）"}))
    assert (back.state, back.reason) == (RegistrationState.REFUSED, "公章不清（演示）")
    refused("最新情况", lambda: confirm(play, back))
    again = actions.register_again(
        back, filing(play, domicile="新址（演示）"), person=row.person, on=play.day, seen=back.version
    )
    assert (again.state, again.reason, again.domicile) == (RegistrationState.PENDING, "", "新址（演示）")
    acts = Entry.objects.filter(stream=stream_of(row)).values_list("act", flat=True)
    assert list(acts) == ["register", "refuse_registration", "register_again"]
    refused("最新情况", lambda: confirm(play, again, seen=row.version))
    assert confirm(play, again).state == RegistrationState.CONFIRMED


def test_a_confirmation_sent_twice_does_nothing_twice(play: Stage) -> None:
    row = registered(play)
    confirm(play, row, once="d" * 32)
    with nothing_written(), pytest.raises(actions.PartyRepeated):
        confirm(play, row, once="d" * 32)
    refused("最新情况", lambda: confirm(play, row))


# ---- change of contact ---------------------------------------------------------------------------------------------


def test_an_authorisation_replaces_the_contact_at_once(play: Stage) -> None:
    old = confirm(play, registered(play))
    assert old.organisation is not None
    by = queries.actor_of(queries.appointments_of(old.person, play.day)[0])
    left = actions.invite("applicant_head", "某（演示）", organisation=old.organisation, by=by, on=play.day)
    row = registered(play, "next", "13800000002", authorisation=paper(play), ends_former=True)
    confirm(play, row)
    assert held_by(old.person, play) == []
    assert held_by(row.person, play) == [("applicant_clerk", old.organisation.name)]
    refused("撤销", lambda: actions.accept_invitation(left.token, account=new("late"), on=play.day))


def test_an_authorisation_may_leave_the_contact(play: Stage) -> None:
    old = confirm(play, registered(play))
    row = confirm(play, registered(play, "next", "13800000002", authorisation=paper(play)))
    assert held_by(old.person, play) == held_by(row.person, play) != []


# ---- lost accounts -------------------------------------------------------------------------------------------------


def enter(play: Stage, by: str = "benxi-clerk", **more: Any) -> Any:
    values: dict[str, Any] = {"contact": "新人（演示）", "phone": "13900000001", "ends_former": True}
    values |= {"letter": paper(play), "by": play.actor(by), "on": play.day}
    code = more.pop("code", CODE)
    return actions.enter_recovery(code, **(values | more))


def test_a_lost_account_needs_a_letter_and_two_officials(play: Stage) -> None:
    old = confirm(play, registered(play))
    found = enter(play)
    assert Attachment.objects.get(pk=found.letter_id).owner_stream == f"party:recovery:{found.pk}"
    issued = actions.approve_recovery(found, by=play.actor("benxi-head"), on=play.day)
    assert held_by(old.person, play) == []
    held = actions.accept_invitation(issued.token, account=new("recovered"), on=play.day)
    assert (held.capacity, held.organisation) == ("applicant_clerk", old.organisation)
    acts = Entry.objects.filter(stream=f"party:recovery:{found.pk}").values_list("act", flat=True)
    assert list(acts) == ["enter_recovery", "approve_recovery"]
    refused("已经审核", lambda: actions.approve_recovery(found, by=play.actor("benxi-head"), on=play.day))


def test_two_accounts_of_one_official_are_one(play: Stage) -> None:
    confirm(play, registered(play))
    found = enter(play)
    clerk = play.actor("benxi-clerk")
    twin = replace(play.actor("benxi-head"), natural=clerk.natural)
    refused("两人", lambda: actions.approve_recovery(found, by=twin, on=play.day))
    refused("不能审核", lambda: actions.approve_recovery(found, by=clerk, on=play.day))


def test_a_letter_is_refused_at_its_field(play: Stage) -> None:
    confirm(play, registered(play))
    wrong = {"code": "1", "contact": "", "phone": "x", "letter": None}
    assert fields(refused("18位", lambda: enter(play, **wrong))) == {"code", "contact", "phone", "letter"}
    assert fields(refused("没有受理过", lambda: enter(play, code=make_code("210100", 5)))) == {"code"}
    refused("不能登记", lambda: enter(play, "benxi-head"))
    play.hire("other-clerk", "prelim_clerk", "shenyang", 902)
    assert fields(refused("没有受理过", lambda: enter(play, "other-clerk"))) == {"code"}
    enter(play)
    assert fields(refused("待审核", lambda: enter(play))) == {"code"}


def test_a_letter_returned_may_be_entered_again(play: Stage) -> None:
    old = confirm(play, registered(play))
    head = play.actor("benxi-head")
    found = enter(play)
    refused("原因", lambda: actions.return_recovery(found, by=head, on=play.day, reason=""))
    actions.return_recovery(found, by=head, on=play.day, reason="印章不符（演示）")
    assert held_by(old.person, play) != []
    first = actions.approve_recovery(enter(play), by=head, on=play.day)
    second = actions.approve_recovery(enter(play), by=head, on=play.day + timedelta(days=1))
    late = play.day + timedelta(days=1)
    refused("撤销", lambda: actions.accept_invitation(first.token, account=new("x-first"), on=late))
    assert actions.accept_invitation(second.token, account=new("x-second"), on=late)
    assert Appointment.objects.filter(organisation=old.organisation).count() == 2
