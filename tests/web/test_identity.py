"""Sign-in, its lock, choice of capacity, doors, the demonstration's roles."""

from collections.abc import Callable
from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from lianmeng.parties.models import Appointment, Person
from lianmeng.web.identity import current

PASSWORD = "eine-lange-Losung"
pytestmark = pytest.mark.django_db
Make = Callable[..., Person]


def _sign_in(client: Client, username: str, password: str = PASSWORD, **more: str) -> HttpResponse:
    return client.post("/login", {"username": username, "password": password, **more})


def _request(client: Client, person: Person | None, method: str = "get", **headers: str) -> HttpRequest:
    request = getattr(RequestFactory(), method)("/office/cases?page=2", headers=headers)
    SessionMiddleware(lambda _: HttpResponse()).process_request(request)
    request.session.update(client.session)
    request.user = person or AnonymousUser()
    return request  # type: ignore[no-any-return]  # the factory's method is found by name


def test_sign_in_and_out(client: Client, person: Make) -> None:
    person("jia", "maker", password=PASSWORD)
    assert _sign_in(client, "jia", next="/law/")["Location"] == "/law/"
    page = client.get("/law/").content.decode()
    assert "jia公司" in page and "经办人" in page
    assert client.post("/logout").status_code == 302
    assert "jia公司" not in client.get("/law/").content.decode()


def test_sign_out_needs_post(client: Client) -> None:
    assert client.get("/logout").status_code == 405


def test_wrong_password_is_told_in_chinese(client: Client, person: Make) -> None:
    person("jia", "maker", password=PASSWORD)
    answer = _sign_in(client, "jia", "falsch")
    assert answer.status_code == 422
    assert "用户名或密码不对" in answer.content.decode()
    assert "falsch" not in answer.content.decode()


def test_missing_fields_are_told_at_the_field(client: Client) -> None:
    page = _sign_in(client, "", "").content.decode()
    assert 'aria-describedby="id_username_error"' in page and 'id="id_username_error"' in page
    assert "请填写密码。" in page


def test_locked_after_too_many_failures(client: Client, person: Make) -> None:
    person("jia", "maker", password=PASSWORD)
    answers = [_sign_in(client, "jia", "falsch") for _ in range(5)]
    assert answers[-1].status_code == 429
    locked = _sign_in(client, "jia")
    assert locked.status_code == 429
    assert "已暂停登录" in locked.content.decode() and "15分钟" in locked.content.decode()


def test_foreign_next_is_not_followed(client: Client, person: Make) -> None:
    person("jia", "maker", password=PASSWORD)
    assert "example.org" not in _sign_in(client, "jia", next="https://example.org/")["Location"]


def test_several_capacities_are_asked_for(client: Client, person: Make) -> None:
    jia = person("jia", "maker", "judge", password=PASSWORD)
    assert _sign_in(client, "jia", next="/law/")["Location"] == "/identity?next=%2Flaw%2F"
    page = client.get("/identity?next=/law/").content.decode()
    assert "经办人" in page and "审核人" in page
    key = client.session.session_key
    judge = Appointment.objects.get(person=jia, capacity="judge")
    assert client.post(f"/identity/{judge.pk}", {"next": "/law/"})["Location"] == "/law/"
    assert client.session[current.KEY] == judge.pk
    assert client.session.session_key != key
    assert "审核人" in client.get("/law/").content.decode()


def test_nobody_takes_anothers_capacity(client: Client, person: Make) -> None:
    person("jia", "maker", password=PASSWORD)
    yi = person("yi", "judge")
    _sign_in(client, "jia")
    assert client.post(f"/identity/{yi.appointments.get().pk}").status_code == 404


def test_an_ended_appointment_gives_no_actor(client: Client, person: Make) -> None:
    jia = person("jia", "maker", password=PASSWORD)
    jia.appointments.update(valid_to=date(2015, 12, 31))
    _sign_in(client, "jia")
    assert "没有在任的身份" in client.get("/identity").content.decode()
    assert current.actor(_request(client, jia)) is None


def test_actor_and_door(client: Client, person: Make) -> None:
    jia = person("jia", "judge")
    request = _request(client, jia)
    assert current.door_of(request) == "office"
    acting = current.acting(request)
    assert (acting.name, acting.capacity, acting.organisation_name) == ("jia（演示）", "judge", "jia公司")
    assert current.door_of(_request(client, None)) == "portal"
    with pytest.raises(PermissionDenied):
        current.acting(_request(client, None))


@current.needs("office")
def _page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("inside")


def test_doors_are_kept(client: Client, person: Make) -> None:
    assert _page(_request(client, person("jia", "judge"))).content == b"inside"
    with pytest.raises(PermissionDenied):
        _page(_request(client, person("yi", "maker")))
    assert _page(_request(client, person("bing", "judge", "maker")))["Location"].startswith("/identity?next=")


def test_strangers_come_back_after_signing_in(client: Client) -> None:
    assert _page(_request(client, None))["Location"] == "/login?next=%2Foffice%2Fcases%3Fpage%3D2"
    sent = _page(_request(client, None, "post", Referer="http://testserver/office/case/7"))
    assert sent["Location"] == "/login?next=%2Foffice%2Fcase%2F7"
    part = _page(_request(client, None, **{"HX-Request": "true"}))
    assert part["HX-Redirect"].startswith("/login")


def test_demonstration_offers_roles_by_door(client: Client, person: Make, demonstration: None) -> None:
    jia = person("jia", "judge")
    page = client.get("/login").content.decode()
    assert "管理机关" in page and "审核人" in page and "演示日期" in page
    number = jia.appointments.get().pk
    key = client.session.session_key
    answer = client.post(f"/demonstration/enter/{number}", {"next": "/law/"})
    assert answer["Location"] == "/law/"
    assert client.session[current.KEY] == number and client.session.session_key != key
    assert "审核人" in client.get("/law/").content.decode()


def test_entering_changes_the_person_at_once(client: Client, person: Make, demonstration: None) -> None:
    one, two = person("jia", "maker"), person("yi", "judge")
    client.post(f"/demonstration/enter/{one.appointments.get().pk}")
    client.post(f"/demonstration/enter/{two.appointments.get().pk}")
    page = client.get("/law/").content.decode()
    assert "yi公司" in page and "jia公司" not in page


def test_a_real_database_offers_and_allows_no_such_thing(client: Client, person: Make) -> None:
    jia = person("jia", "maker")
    page = client.get("/login").content.decode()
    assert "以此身份进入" not in page and "演示" not in page
    assert client.post(f"/demonstration/enter/{jia.appointments.get().pk}").status_code == 404
    assert "_auth_user_id" not in client.session
    assert _sign_in(client, "jia", "").status_code == 422


def test_entering_an_ended_role_is_404(client: Client, person: Make, demonstration: None) -> None:
    jia = person("jia", "maker")
    jia.appointments.update(valid_to=date(2015, 12, 31))
    assert client.post(f"/demonstration/enter/{jia.appointments.get().pk}").status_code == 404
