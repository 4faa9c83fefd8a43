"""The pages of invitations: taken, spent, foreign; the administrator's table; the command."""

from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from lianmeng.files.models import Attachment
from lianmeng.parties import actions, queries, rules
from lianmeng.parties.models import Appointment, Invitation, Office, Person
from lianmeng.parties.samplecodes import make_identity_number
from lianmeng.policies.actions import installer
from lianmeng.web import clock
from tests.stories.stage import Stage, nothing_written
from tests.web.accounts import visits
from tests.web.accounts.visits import ACCOUNT, NUMBER, PASSWORD, address_shown, administrator, fill, read

pytestmark = pytest.mark.django_db
Browser = Callable[[str], Client]


def invited(admin: Client, office: str = "benxi", capacity: str = "prelim_clerk") -> str:
    """Invite through the page; the address."""
    answer = fill(admin, f"/office/people/invite/{office}", name="来人（演示）", capacity=capacity)
    assert answer.status_code == 302
    return address_shown(admin, "/office/people/")


def test_from_the_command_to_an_official_at_work(play: Stage) -> None:
    admin, client = administrator(play), Client()
    address = invited(admin)
    page = read(client, address)
    assert "本溪市科学技术局" in page and "初审经办人" in page and "居民身份证号码" in page
    answer = fill(client, address, **ACCOUNT, identity_number=NUMBER)
    assert (answer.status_code, answer["Location"]) == (302, "/office/")
    assert "工作台" in read(client, "/office/") and "单位核验" in read(client, "/office/")
    client.post("/logout")
    assert client.post("/login", {"username": "contact", "password": PASSWORD})["Location"] == "/office/"
    assert "联系人（演示）" in read(admin, "/office/people/")


def test_a_forwarded_address_opens_nothing_after_use(play: Stage) -> None:
    address = invited(administrator(play))
    fill(Client(), address, **ACCOUNT, identity_number=NUMBER)
    with nothing_written():
        late = Client()
        answer = late.get(address)
        assert answer.status_code == 410 and "只能用一次" in answer.content.decode()
        given = {**ACCOUNT, "username": "second", "identity_number": NUMBER, "once": "a" * 32}
        assert late.post(address, given).status_code == 410


def test_the_same_form_twice_joins_once(play: Stage) -> None:
    address, client = invited(administrator(play)), Client()
    sent = {**visits.hidden(client.get(address)), **ACCOUNT, "identity_number": NUMBER}
    assert client.post(address, sent).status_code == 302
    with nothing_written():
        assert client.post(address, sent).status_code == 302
        assert Client().post(address, sent).status_code == 302
    assert "未重复办理" in client.get("/office/").content.decode()


def test_unknown_expired_revoked(play: Stage) -> None:
    client, admin = Client(), administrator(play)
    unknown = client.get("/join/" + "0" * 32)
    assert unknown.status_code == 404 and "没有找到这个邀请" in unknown.content.decode()
    assert client.post("/join/x", ACCOUNT).status_code == 404
    address = invited(admin)
    number = Invitation.objects.latest("pk").pk
    assert admin.post(f"/office/people/revoke/{number}").status_code == 302
    assert client.get(address).status_code == 410
    address = invited(admin)
    clock.move_to(play.day.replace(year=play.day.year + 1))
    gone = client.get(address)
    assert gone.status_code == 410 and "到期" in gone.content.decode()


def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost(play: Stage) -> None:
    address, client = invited(administrator(play)), Client()
    wrong = {**ACCOUNT, "username": "ice-clerk", "identity_number": "1", "again": "other"}
    with nothing_written():
        answer = fill(client, address, **wrong)
        page = answer.content.decode()
        assert answer.status_code == 422 and "两次填写的密码不同" in page and 'value="ice-clerk"' in page
        answer = fill(client, address, **{**wrong, "again": PASSWORD, "password": PASSWORD})
        page = answer.content.decode()
    assert answer.status_code == 422 and "已被使用" in page and "18位" in page
    assert PASSWORD not in page and 'id="id_username_error"' in page and 'value="13800000001"' in page


def test_a_known_person_accepts_with_the_account(play: Stage, browser: Browser) -> None:
    address, client = invited(administrator(play), "benxi", "prelim_registry"), browser("benxi-clerk")
    assert "id_password" not in read(client, address)
    assert fill(client, address)["Location"] == "/office/"
    held = queries.appointments_of(play.world.people["benxi-clerk"], play.day)
    assert {one.capacity for one in held} == {"prelim_clerk", "prelim_registry"}
    again = invited(administrator_of(play), "benxi", "prelim_registry")
    answer = fill(client, again)
    assert answer.status_code == 409 and "已有相同任职" in answer.content.decode()


def administrator_of(play: Stage) -> Client:
    client = Client()
    client.force_login(visits.person("administrator"))
    return client


# ---- the administrator's table -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["ice-clerk", "benxi-head", "lead-head", "director", "expert-1", None])
def test_only_the_administrator_sees_the_table(play: Stage, browser: Browser, name: str | None) -> None:
    client = browser(name) if name else Client()
    held = Appointment.objects.get(person__username="benxi-clerk")
    with nothing_written():
        for page in ("/office/people/", "/office/people/invite/benxi", f"/office/people/end/{held.pk}"):
            assert client.get(page).status_code == (403 if name else 302)
            sent = {"name": "某", "capacity": "prelim_clerk", "reason": "试"}
            assert client.post(page, sent).status_code in (302, 403, 405)


def test_the_administrator_sees_nothing_else(play: Stage) -> None:
    admin = administrator(play)
    for page in ("/office/", "/office/cases/", "/office/registrations/", "/apply/", "/expert/"):
        assert admin.get(page).status_code == 403
    file = Attachment.objects.all()[0]
    assert admin.get(f"/files/{file.pk}").status_code == 404
    assert "系统管理员" in read(admin, "/office/people/") and read(admin, "/law/") and read(admin, "/")


def test_the_form_offers_what_the_measure_allows(play: Stage) -> None:
    admin = administrator(play)
    page = read(admin, "/office/people/invite/lead")
    assert "牵头处室" in page and "初审经办人" not in page
    answer = fill(admin, "/office/people/invite/lead", name="某", capacity="prelim_clerk")
    assert answer.status_code == 422 and "请选择所列的一项" in answer.content.decode()
    assert admin.get("/office/people/invite/none").status_code == 404


def test_an_invitation_sent_twice_is_one(play: Stage) -> None:
    admin, page = administrator(play), "/office/people/invite/benxi"
    sent = {**visits.hidden(admin.get(page)), "name": "某（演示）", "capacity": "prelim_head"}
    for _ in range(2):
        assert admin.post(page, sent).status_code == 302
    assert Invitation.objects.filter(office__code="benxi").count() == 1


def test_ending_an_official(play: Stage, browser: Browser) -> None:
    admin, client = administrator(play), browser("benxi-clerk")
    held = Appointment.objects.get(person__username="benxi-clerk")
    page = f"/office/people/end/{held.pk}"
    assert fill(admin, page, reason="").status_code == 422
    assert fill(admin, page, reason="调离（演示）").status_code == 302
    assert client.get("/office/")["Location"].startswith("/identity")
    assert "没有在任的身份" in read(client, "/identity")
    assert admin.get(page).status_code == 404


def test_finding_somebody_in_the_table(play: Stage) -> None:
    admin = administrator(play)
    assert "大连市科学技术局" not in read(admin, "/office/people/?q=本溪")
    assert "本溪市科学技术局" in read(admin, "/office/people/?q=初审经办甲")
    assert "没有找到" in read(admin, "/office/people/?q=%00〇〇")


def test_the_table_has_a_fixed_number_of_queries(play: Stage, django_assert_max_num_queries: Any) -> None:
    admin = administrator(play)
    by = queries.actor_of(Appointment.objects.get(capacity=rules.ADMINISTRATOR))
    office = Office.objects.get(code="benxi")
    for amount in (0, 30):
        for number in range(amount):
            person = Person.objects.create(username=f"p{number}", name="某（演示）", joined_on=play.day)
            actions.invite("prelim_clerk", "某（演示）", office=office, by=by, on=play.day)
            place = {"office": office, "capacity": "prelim_head", "valid_from": play.day}
            Appointment.objects.create(person=person, **place)
        with django_assert_max_num_queries(8):
            page = read(admin, "/office/people/")
    assert page.count("初审负责人") > 30


# ---- the command -------------------------------------------------------------------------------------------------


def test_the_command_prints_an_address(play: Stage, settings: Any) -> None:
    settings.LIANMENG_SITE = "https://lianmeng.example:8443"
    for words in (["benxi", "prelim_clerk"], ["本溪市科学技术局", "初审负责人"]):
        out = StringIO()
        call_command("invite", *words, "来人（演示）", stdout=out)
        address = out.getvalue().strip().splitlines()[-1]
        assert address.startswith("https://lianmeng.example:8443/") and "来人" in out.getvalue()
        token = address.rpartition("/")[2]
        made = queries.invitation_of(token)
        assert made and made.office and made.office.code == "benxi"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["nowhere", "prelim_clerk", "某"], "没有“nowhere”"),
        (["benxi", "lead_clerk", "某"], "prelim_clerk"),
        (["benxi", "某"], "写法"),
        (["benxi", "prelim_clerk", " "], "姓名"),
    ],
)
def test_the_command_says_what_there_is(play: Stage, words: list[str], says: str) -> None:
    with nothing_written(), pytest.raises(CommandError, match=says):
        call_command("invite", *words)


def test_two_accounts_of_one_official_are_known_as_one(play: Stage) -> None:
    admin = administrator(play)
    for name, capacity in (("first", "prelim_clerk"), ("second", "prelim_head")):
        fill(
            Client(),
            invited(admin, "benxi", capacity),
            **{**ACCOUNT, "username": name, "identity_number": NUMBER},
        )
    assert visits.person("first").natural == visits.person("second").natural
    assert make_identity_number("210000", 1) not in read(admin, "/office/people/")


def test_invitations_of_an_organisation_are_not_the_administrators(play: Stage) -> None:
    firm = play.world.people["ice-clerk"].appointments.get().organisation
    by = play.actor("ice-clerk")
    issued = actions.invite("applicant_head", "某", organisation=firm, by=by, on=play.day)
    admin = administrator(play)
    assert admin.post(f"/office/people/revoke/{issued.invitation.pk}").status_code == 404
    held = play.world.people["ice-clerk"].appointments.get()
    assert admin.get(f"/office/people/end/{held.pk}").status_code == 404
    assert installer("x").capacity == "installer"
