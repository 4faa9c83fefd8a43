"""A forgotten password, without e-mail: an address for the same account, by those who know its holder."""

from typing import Any

import pytest
from django.test import Client

from lianmeng.parties.models import Appointment, PasswordReset
from lianmeng.parties.samplecodes import make_identity_number
from lianmeng.record import queries as record
from lianmeng.record.verify import verify
from tests.stories.stage import Stage
from tests.web.accounts.visits import PASSWORD, administrator, fill, hidden, read

pytestmark = pytest.mark.django_db
FRESH = "chang-bai-shan-9"
NEW = {"password": FRESH, "again": FRESH}
BENXI_CLERK = make_identity_number("210000", 11)


def held(play: Stage, key: str) -> Appointment:
    return Appointment.objects.get(person=play.world.people[key])


def issue(client: Client, page: str, back: str) -> str:
    """The address for a new password, which the next page shows once."""
    answer = fill(client, page)
    assert answer.status_code == 302, answer.content.decode()
    shown = read(client, back)
    start = shown.index("/reset/", shown.index('id="issued-address"'))
    assert "issued-address" not in read(client, back)
    return shown[start : start + len("/reset/") + 32]


def of_official(play: Stage, admin: Client) -> str:
    return issue(admin, f"/office/people/reset/{held(play, 'benxi-clerk').pk}", "/office/people/")


def signed_in(username: str, password: str) -> bool:
    answer = Client().post("/login", {"username": username, "password": password})
    return answer.status_code == 302


def test_an_official_sets_a_new_password_and_the_old_sessions_end(play: Stage) -> None:
    person = play.world.people["benxi-clerk"]
    person.set_password(PASSWORD)
    person.save()
    elsewhere, guest = Client(), Client()
    fill(elsewhere, "/login", username=person.username, password=PASSWORD)
    assert elsewhere.get("/office/").status_code == 200
    address = of_official(play, administrator(play))
    assert "3天内" in read(administrator_page(play), f"/office/people/reset/{held(play, 'benxi-clerk').pk}")
    wrong = fill(guest, address, **NEW, identity_number=make_identity_number("210000", 12))
    assert wrong.status_code == 422 and "与本账户登记的不同" in wrong.content.decode()
    weak = fill(guest, address, password="123", again="123", identity_number=BENXI_CLERK)
    assert weak.status_code == 422
    assert fill(guest, address, **NEW, identity_number=BENXI_CLERK).status_code == 302
    assert not signed_in(person.username, PASSWORD)
    assert elsewhere.get("/office/").status_code == 302
    assert guest.get(address).status_code == 410
    acts = [entry.act for entry in record.stream(f"party:{person.ref.hex}")]
    assert acts[-2:] == ["issue_reset", "reset_password"] and verify(record.rows()) == []
    assert FRESH not in str(list(record.rows()))


def administrator_page(play: Stage) -> Client:
    client = Client()
    client.force_login(Appointment.objects.get(capacity="administrator").person)
    return client


def test_a_colleague_helps_a_colleague_and_nobody_else(play: Stage) -> None:
    clerk = Client()
    clerk.force_login(play.world.people["ice-clerk"])
    page = f"/apply/people/reset/{held(play, 'ice-head').pk}"
    address = issue(clerk, page, "/apply/people/")
    assert fill(Client(), address, **NEW).status_code == 302
    assert signed_in("ice-head", FRESH)
    own = fill(clerk, f"/apply/people/reset/{held(play, 'ice-clerk').pk}")
    assert own.status_code == 409 and "不能为自己制发" in own.content.decode()
    for other in ("herb-head", "benxi-clerk"):
        assert clerk.get(f"/apply/people/reset/{held(play, other).pk}").status_code == 404
    assert clerk.get(f"/office/people/reset/{held(play, 'benxi-clerk').pk}").status_code in (302, 403)


def test_an_organisation_cannot_take_over_an_account_that_also_works_elsewhere(play: Stage) -> None:
    official = play.world.people["benxi-clerk"]
    mine = held(play, "ice-head")
    Appointment.objects.filter(pk=mine.pk).update(person=official)
    clerk = Client()
    clerk.force_login(play.world.people["ice-clerk"])
    answer = fill(clerk, f"/apply/people/reset/{mine.pk}")
    assert answer.status_code == 409 and "还有本单位以外的身份" in answer.content.decode()
    assert not PasswordReset.objects.exists()


def test_a_new_address_voids_the_old_one_and_time_ends_it(play: Stage) -> None:
    admin = administrator(play)
    first, second = of_official(play, admin), of_official(play, admin)
    old = Client().get(first)
    assert old.status_code == 410 and "作废" in old.content.decode()
    PasswordReset.objects.filter(revoked_on=None).update(made_on="2016-01-01", last_day="2016-01-02")
    late = Client().get(second)
    assert late.status_code == 410 and "到期" in late.content.decode()
    sent: dict[str, Any] = {**NEW, "identity_number": BENXI_CLERK, "once": "f" * 32}
    assert Client().post(second, sent).status_code == 410
    assert Client().get("/reset/" + "0" * 32).status_code == 404


def test_sent_twice_it_is_done_once(play: Stage) -> None:
    admin, page = administrator(play), f"/office/people/reset/{held(play, 'benxi-clerk').pk}"
    marks = hidden(admin.get(page))
    assert admin.post(page, marks).status_code == admin.post(page, marks).status_code == 302
    assert PasswordReset.objects.count() == 1
