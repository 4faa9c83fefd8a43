"""Forms save themselves, a lost session loses nothing, and nobody reads what another has typed."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from lianmeng.parties.models import Appointment, Person
from lianmeng.record import queries as record
from lianmeng.web.demonstration.story import Signature
from lianmeng.web.models import KeptForm
from tests.web.casework.pages import PagePlay, hidden

pytestmark = pytest.mark.django_db
Pages = Callable[[str], PagePlay]
TYPED = {"opinion": "写到一半的意见（演示）"}
LOST = "登录已失效，刚才这一步没有办理"


def clear(by: str = "benxi-clerk") -> Signature:
    return Signature("recognition", "clear", by, ("ice",))


def page(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def enter(client: Client, name: str, onward: str = "/") -> Any:
    number = Appointment.objects.get(person__username=name).pk
    return client.post(f"/demonstration/enter/{number}", {"next": onward})


def test_what_is_typed_is_kept_and_taken_up_on_another_device(pages: Pages) -> None:
    play = pages("submitted")
    address, desk, phone = play.address(clear()), play.client("benxi-clerk"), Client()
    phone.force_login(play.world.people["benxi-clerk"])
    sent = {**hidden(page(desk, address)), **TYPED, "keep": "1"}
    before = record.count()
    saved = desk.post(address, sent, headers={"X-Keep": "1"})
    assert saved.status_code == 200 and saved.content.decode().count(":") == 1
    assert record.count() == before and play.case("ice").state == "preliminary"
    found = page(phone, address)
    assert "写到一半的意见（演示）</textarea>" in found and "已恢复2016年5月9日" in found
    assert KeptForm.objects.get().values == {"opinion": [TYPED["opinion"]]}  # no marks, no tokens


def test_the_button_saves_without_javascript(pages: Pages) -> None:
    play = pages("submitted")
    address, client = play.address(clear()), play.client("benxi-clerk")
    answer = client.post(address, {**hidden(page(client, address)), **TYPED, "keep": "1"}, follow=True)
    assert "草稿已保存" in answer.content.decode() and "写到一半" in answer.content.decode()
    cleared = client.post(address, {**hidden(page(client, address)), "clear-kept": "1"}, follow=True)
    assert "草稿已清除" in cleared.content.decode() and "写到一半" not in cleared.content.decode()
    assert not KeptForm.objects.exists()


def test_it_goes_when_the_act_is_done_and_stays_when_it_is_refused(pages: Pages) -> None:
    play = pages("submitted")
    address, client = play.address(clear()), play.client("benxi-clerk")
    sent = {**hidden(page(client, address)), **TYPED}
    client.post(address, {**sent, "keep": "1"}, headers={"X-Keep": "1"})
    assert client.post(address, {**sent, "opinion": ""}).status_code == 422
    assert KeptForm.objects.count() == 1
    assert client.post(address, sent).status_code == 302
    assert not KeptForm.objects.exists()
    late = client.post(address, {**sent, "keep": "1"}, headers={"X-Keep": "1"})
    assert (
        late.status_code == 200 and not KeptForm.objects.exists()
    )  # it was on its way when the act was done


def test_nobody_else_finds_it(pages: Pages) -> None:
    play = pages("submitted")
    address, client = play.address(clear()), play.client("benxi-clerk")
    client.post(address, {**hidden(page(client, address)), **TYPED, "keep": "1"}, headers={"X-Keep": "1"})
    play.sign_on_page(
        Signature("recognition", "clear", "benxi-clerk", ("ice",), answers={"opinion": "同意（演示）"})
    )
    assert "写到一半" not in page(play.client("benxi-head"), address)


@pytest.mark.parametrize("session", ["ended", "logged out"])
def test_a_session_that_ended_while_writing_loses_nothing(pages: Pages, session: str) -> None:
    play = pages("submitted")
    address, client = play.address(clear()), Client()
    enter(client, "benxi-clerk")
    sent = {**hidden(page(client, address)), **TYPED}
    if session == "ended":
        client.session.flush()
    else:
        client.post("/logout")
    before = record.count()
    answer = client.post(address, sent)
    assert answer.status_code == 302 and answer["Location"].startswith("/login?next=")
    assert record.count() == before and LOST in page(client, answer["Location"])
    assert enter(client, "benxi-clerk", address)["Location"] == address
    again = page(client, address)
    assert "写到一半的意见（演示）</textarea>" in again and "登录失效前填写的内容，尚未办理" in again
    assert play.case("ice").version == 2 and record.count() == before
    assert client.post(address, {**hidden(again), **TYPED}).status_code == 302
    assert record.count() == before + 1 and not KeptForm.objects.exists()


def test_another_person_who_signs_in_sees_nothing_of_it(pages: Pages) -> None:
    play = pages("submitted")
    first = Appointment.objects.get(person__username="benxi-clerk")
    second = Person.objects.create(username="second", name="初审经办丙（演示）", joined_on=first.valid_from)
    Appointment.objects.create(
        person=second, capacity=first.capacity, office=first.office, valid_from=first.valid_from
    )
    address, client = play.address(clear()), Client()
    enter(client, "benxi-clerk")
    sent = {**hidden(page(client, address)), **TYPED}
    client.session.flush()
    client.post(address, sent)
    enter(client, "second", address)
    found = page(client, address)
    assert 'id="act-form"' in found and "写到一半" not in found and "已恢复" not in found


def test_a_form_that_saves_itself_is_told_that_the_session_has_ended(pages: Pages) -> None:
    play = pages("submitted")
    address, client = play.address(clear()), Client()
    enter(client, "benxi-clerk")
    sent = {**hidden(page(client, address)), **TYPED, "keep": "1"}
    client.session.flush()
    assert client.post(address, sent, headers={"X-Keep": "1"}).status_code == 401
    assert not KeptForm.objects.exists()


def test_any_other_form_is_kept_and_shown_on_its_page(pages: Pages) -> None:
    play = pages("submitted")
    client, shown = Client(), "http://testserver/apply/cases/"
    enter(client, "ice-clerk")
    client.get("/apply/")
    client.session.flush()
    typed = {"name": "新成员（演示）", "password": "秘密", "kind": ["a", "b"], "nul": "\0"}
    answer = client.post(f"/apply/cases/{play.case('ice').pk}", typed, headers={"Referer": shown})
    assert answer["Location"] == "/login?next=%2Fapply%2Fcases%2F"
    enter(client, "ice-clerk", "/apply/cases/")
    found = page(client, "/apply/cases/")
    assert "填写的内容没有提交" in found and "新成员（演示）" in found and "秘密" not in found


def test_a_stranger_s_form_is_kept_for_nobody(pages: Pages) -> None:
    play = pages("submitted")
    answer = Client().post(play.address(clear()), TYPED)
    assert answer.status_code == 302 and not KeptForm.objects.exists()
    forged = Client()
    forged.cookies["last-here"] = play.world.people["benxi-clerk"].ref.hex
    forged.post(play.address(clear()), TYPED)
    assert not KeptForm.objects.exists()


def test_so_many_forms_are_kept_at_most(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lianmeng.web.kept.FORMS_AT_MOST", 2)
    play = pages("submitted")
    client = Client()
    enter(client, "benxi-clerk")
    client.get("/office/")
    client.session.flush()
    for number in range(4):
        client.post(f"/office/cases/{number}", {"a": "b"})
    assert KeptForm.objects.count() == 2
    assert client.post(f"/office/cases/1?q={'x' * 2000}", {"a": "b"}).status_code == 302
    assert play.day and KeptForm.objects.count() == 2
