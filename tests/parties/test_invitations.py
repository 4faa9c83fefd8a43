"""Invitations: once, until a day, revoked; whom they let in, and who may make them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from lianmeng.parties import actions, queries, rules
from lianmeng.parties.actions.invitations import Issued
from lianmeng.parties.models import Appointment, Invitation, Office, Person
from lianmeng.parties.rules import PartyRefused
from lianmeng.parties.samplecodes import make_identity_number
from lianmeng.policies.actions import installer
from lianmeng.record.models import Entry
from lianmeng.record.people import Actor
from tests.stories.stage import Stage, nothing_written

pytestmark = pytest.mark.django_db
ADMINISTRATOR = Actor("a" * 32, "b" * 32, "管理员甲（演示）", rules.ADMINISTRATOR)
NUMBER = make_identity_number("210000", 200_000)


def account(username: str = "newcomer", **more: Any) -> actions.NewAccount:
    values = {
        "name": "来人（演示）",
        "phone": "024-2345678",
        "password": "tian-shan-8",
        "identity_number": NUMBER,
    }
    return actions.NewAccount(username=username, **(values | more))


def invited(play: Stage, capacity: str = "prelim_clerk", office: str = "benxi", **more: Any) -> Issued:
    place = Office.objects.get(code=office)
    return actions.invite(capacity, "来人（演示）", office=place, by=ADMINISTRATOR, on=play.day, **more)


def refused(says: str, act: Any) -> PartyRefused:
    with nothing_written(), pytest.raises(PartyRefused, match=says) as caught:
        act()
    return caught.value


def fields(refusal: PartyRefused) -> set[str]:
    return {reason.field for reason in refusal.verdict.reasons}


def test_an_invitation_makes_an_account_with_its_appointment_once(play: Stage) -> None:
    issued = invited(play)
    held = actions.accept_invitation(issued.token, account=account(), on=play.day)
    assert held.person.check_password("tian-shan-8") and held.person.identity is not None
    assert (held.capacity, held.office and held.office.code) == ("prelim_clerk", "benxi")
    assert list(queries.appointments_of(held.person, play.day)) == [held]
    acts = Entry.objects.filter(stream="party:office:benxi").values_list("act", flat=True)
    assert list(acts) == ["invite", "accept_invitation"]
    used = lambda: actions.accept_invitation(issued.token, account=account("other"), on=play.day)  # noqa: E731
    refused("只能用一次", used)


def test_the_token_is_kept_nowhere(play: Stage) -> None:
    issued = invited(play)
    row = Invitation.objects.values_list().get()
    assert issued.token not in str(row) and queries.token_digest(issued.token) in str(row)
    assert not any(issued.token in str(entry.data) for entry in Entry.objects.all())
    assert len(bytes.fromhex(issued.token)) * 8 == 128


def test_it_lasts_thirty_days(play: Stage) -> None:
    issued = invited(play)
    last = play.day + timedelta(days=30)
    late = last + timedelta(days=1)
    refused("到期", lambda: actions.accept_invitation(issued.token, account=account(), on=late))
    assert actions.accept_invitation(issued.token, account=account(), on=last)


def test_a_revoked_one_opens_nothing_and_is_revoked_once(play: Stage) -> None:
    issued = invited(play)
    actions.revoke_invitation(issued.invitation, by=ADMINISTRATOR, on=play.day)
    refused("撤销", lambda: actions.accept_invitation(issued.token, account=account(), on=play.day))
    refused("撤销", lambda: actions.revoke_invitation(issued.invitation, by=ADMINISTRATOR, on=play.day))


def test_an_unknown_token(play: Stage) -> None:
    with pytest.raises(Invitation.DoesNotExist):
        actions.accept_invitation("0" * 32, account=account(), on=play.day)


@pytest.mark.parametrize(
    ("more", "field", "says"),
    [
        ({"username": "ice-clerk"}, "username", "已被使用"),
        ({"username": "ICE-clerk"}, "username", "已被使用"),
        ({"username": "a b"}, "username", "用户名"),
        ({"username": "ab"}, "username", "用户名"),
        ({"password": "short"}, "password", "密码"),
        ({"password": "1234567890123"}, "password", "数字"),
        ({"password": "password1234"}, "password", "常见"),
        ({"password": "newcomer12"}, "password", "用户名|相似"),
        ({"phone": "abc"}, "phone", "电话"),
        ({"name": "  "}, "name", "姓名"),
        ({"identity_number": ""}, "identity_number", "身份证"),
        ({"identity_number": NUMBER[:-1]}, "identity_number", "18位"),
    ],
)
def test_particulars_are_refused_at_their_field(
    play: Stage, more: dict[str, str], field: str, says: str
) -> None:
    issued = invited(play)
    given = account(**{"username": "newcomer", **more})
    refusal = refused(says, lambda: actions.accept_invitation(issued.token, account=given, on=play.day))
    assert fields(refusal) == {field}
    assert NUMBER not in str(refusal)


def test_all_that_is_wrong_is_told_at_once(play: Stage) -> None:
    issued = invited(play)
    given = account("a b", password="1", phone="", name="", identity_number="")
    refusal = refused("用户名", lambda: actions.accept_invitation(issued.token, account=given, on=play.day))
    assert fields(refusal) == {"username", "password", "phone", "name", "identity_number"}


def test_a_known_person_just_gets_the_appointment(play: Stage) -> None:
    person = play.world.people["benxi-clerk"]
    issued = invited(play, "prelim_registry")
    held = actions.accept_invitation(issued.token, person=person, on=play.day)
    assert held.person == person and Person.objects.filter(name="来人（演示）").count() == 0


def test_a_known_person_without_identity_is_asked_for_it(play: Stage) -> None:
    person = play.world.people["ice-clerk"]
    issued = invited(play)
    refused("身份证", lambda: actions.accept_invitation(issued.token, person=person, on=play.day))
    actions.accept_invitation(issued.token, person=person, identity_number=NUMBER, on=play.day)
    person.refresh_from_db()
    assert person.identity is not None


def test_nobody_holds_the_same_twice(play: Stage) -> None:
    person = play.world.people["benxi-clerk"]
    issued = invited(play)
    refused("已有相同任职", lambda: actions.accept_invitation(issued.token, person=person, on=play.day))
    assert issued.invitation.used_on is None


def test_what_was_accepted_is_not_accepted_again_by_the_same_form(play: Stage) -> None:
    issued = invited(play)
    actions.accept_invitation(issued.token, account=account(), on=play.day, once="f" * 32)
    with nothing_written(), pytest.raises(actions.PartyRepeated):
        actions.accept_invitation(issued.token, account=account(), on=play.day, once="f" * 32)
    with nothing_written(), pytest.raises(actions.PartyRepeated):
        invited(play, once="f" * 32)


def test_an_office_gives_only_what_the_measure_allows_there(play: Stage) -> None:
    assert fields(refused("不能邀请", lambda: invited(play, "lead_head"))) == {"capacity"}
    assert fields(refused("不能邀请", lambda: invited(play, "applicant_clerk"))) == {"capacity"}
    assert fields(refused("不能邀请", lambda: invited(play, rules.ADMINISTRATOR))) == {"capacity"}


def test_officials_are_invited_by_the_administrator_alone(play: Stage) -> None:
    place = Office.objects.get(code="benxi")
    for name in ("benxi-head", "ice-clerk", "lead-head", "director"):
        by = play.actor(name)
        refused(
            "不能管理",
            lambda by=by: actions.invite("prelim_clerk", "某（演示）", office=place, by=by, on=play.day),
        )


def test_an_administrator_comes_from_the_command_alone(play: Stage) -> None:
    refused("不能邀请", lambda: actions.invite(rules.ADMINISTRATOR, "某", by=ADMINISTRATOR, on=play.day))
    issued = actions.invite(rules.ADMINISTRATOR, "某", by=installer("安装"), on=play.day)
    held = actions.accept_invitation(issued.token, account=account(), on=play.day)
    assert held.personal and held.capacity == rules.ADMINISTRATOR
    assert Entry.objects.filter(stream="party:administration").count() == 2


def test_an_organisations_people_invite_for_their_own(play: Stage) -> None:
    clerk = play.actor("ice-clerk")
    own = play.world.people["ice-clerk"].appointments.get().organisation
    other = play.world.people["herb-clerk"].appointments.get().organisation
    issued = actions.invite("applicant_head", "负责人（演示）", organisation=own, by=clerk, on=play.day)
    held = actions.accept_invitation(issued.token, account=account(identity_number=""), on=play.day)
    assert held.organisation == own and held.person.identity is None
    refused(
        "不能管理", lambda: actions.invite("applicant_head", "某", organisation=other, by=clerk, on=play.day)
    )
    refused("不能邀请", lambda: actions.invite("prelim_head", "某", organisation=own, by=clerk, on=play.day))
    stranger = replace(clerk, capacity="member")
    refused(
        "不能管理", lambda: actions.invite("applicant_head", "某", organisation=own, by=stranger, on=play.day)
    )


# ---- ending ------------------------------------------------------------------------------------------------------


def test_an_end_takes_effect_at_once_and_once(play: Stage) -> None:
    held = play.world.people["benxi-clerk"].appointments.get()
    actions.dismiss(held, by=ADMINISTRATOR, on=play.day, reason="调离（演示）")
    assert not queries.appointments_of(held.person, play.day)
    assert queries.appointments_of(held.person, play.day - timedelta(days=1))
    held.refresh_from_db()
    assert not rules.may_act(held, play.day).allowed
    refused("已于", lambda: actions.dismiss(held, by=ADMINISTRATOR, on=play.day, reason="调离"))


def test_who_came_today_may_go_and_come_back_today(play: Stage) -> None:
    held = actions.accept_invitation(invited(play).token, account=account(), on=play.day)
    actions.dismiss(held, by=ADMINISTRATOR, on=play.day, reason="邀错（演示）")
    again = actions.accept_invitation(invited(play).token, person=held.person, on=play.day)
    assert list(queries.appointments_of(held.person, play.day)) == [again]


def test_an_end_says_why(play: Stage) -> None:
    held = play.world.people["benxi-clerk"].appointments.get()
    refusal = refused("原因", lambda: actions.dismiss(held, by=ADMINISTRATOR, on=play.day, reason=" "))
    assert fields(refusal) == {"reason"}


def test_the_last_one_of_an_organisation_stays(play: Stage) -> None:
    clerk, head = (play.world.people[name].appointments.get() for name in ("ice-clerk", "ice-head"))
    by = play.actor("ice-clerk")
    actions.dismiss(head, by=by, on=play.day, reason="调离（演示）")
    refused("最后一个", lambda: actions.dismiss(clerk, by=by, on=play.day, reason="调离"))


def test_nobody_ends_another_organisations_people(play: Stage) -> None:
    head = play.world.people["ice-head"].appointments.get()
    official = play.world.people["benxi-clerk"].appointments.get()
    for name in ("herb-clerk", "benxi-head"):
        by = play.actor(name)
        for held in (head, official):
            refused(
                "不能管理", lambda held=held, by=by: actions.dismiss(held, by=by, on=play.day, reason="试")
            )
    refused("不能管理", lambda: actions.dismiss(head, by=ADMINISTRATOR, on=play.day, reason="试"))


def test_the_last_administrator_stays(play: Stage) -> None:
    held = []
    for serial in range(2):
        issued = actions.invite(rules.ADMINISTRATOR, "某", by=installer("安装"), on=play.day)
        number = make_identity_number("210000", 200_001 + serial)
        given = account(f"admin{serial}", identity_number=number)
        held.append(actions.accept_invitation(issued.token, account=given, on=play.day))
    actions.dismiss(held[0], by=ADMINISTRATOR, on=play.day, reason="换人（演示）")
    refused("最后一个", lambda: actions.dismiss(held[1], by=ADMINISTRATOR, on=play.day, reason="换人"))
    assert Appointment.objects.filter(capacity=rules.ADMINISTRATOR).count() == 2
