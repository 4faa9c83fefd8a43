"""Addresses, headers, bodies and files made to break something: nothing answers with a fault of the server."""

import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lianmeng.files.models import Attachment, StoredFile
from lianmeng.parties import queries as parties
from lianmeng.parties.models import Appointment
from lianmeng.web import clock
from tests.attack.browse import PDF, SCRIPT, anybody, browser, marks, opened, written

pytestmark = pytest.mark.django_db
BIG = "9" * 30
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
AWAY = ["//evil.example", "/\\evil.example", "http:///evil.example", "https:evil.example", "http://["]
AWAY += ["javascript:alert(1)", "\thttp://evil.example", "http://evil.example@testserver.evil.example/"]
ADDRESSES = [f"cases/{BIG}", f"cases/{'9' * 5000}", "cases/0", "cases/1/do/start", "cases/1/do/" + "a" * 3000]
ADDRESSES += ["new/recognition/submit", "new/x/y", "cases/?q=%00", "cases/?q=%ED%A0%80", "cases/?before=-1"]
ADDRESSES += ["cases/?before=999999999999999999&after=0", "cases/?before=%D9%A1", "cases/?state=%00"]
ADDRESSES += [f"cases/1/do/table?with=x,,-1,{BIG}", f"drafts/{BIG}", "drafts/1/do/submit", "drafts/1/do/x"]
ELSEWHERE = [f"/files/{BIG}", "/files/0", f"/documents/{'x' * 5000}", "/documents/%00", "/documents/a%00b"]
ELSEWHERE += ["/law/unit/" + "a" * 9000, "/?q=" + "x" * 60_000, "/?q=%00&standing=%00", "/%00", "/static/"]
ELSEWHERE += ["/static/..%2f..%2fsettings.py", "/static/../settings.py", "/static/%2e%2e/keys.py"]


@pytest.mark.parametrize("name", ["ice-clerk", "lead-clerk", "expert-1", None])
def test_no_address_breaks_anything(stage: Any, name: str | None) -> None:
    play = opened(stage, "resolved")
    client = browser(play, name) if name else anybody()
    for address in [
        f"/{door}/{one}" for door in ("apply", "office", "expert") for one in ADDRESSES
    ] + ELSEWHERE:
        assert client.get(address).status_code < 500, address
        assert client.post(address, {"seen-1": BIG, "once": "x\0"}).status_code < 500, address
        if address.startswith("/static"):
            assert client.get(address).status_code == 404


@pytest.mark.parametrize("wanted", AWAY)
def test_no_form_leads_to_another_site(stage: Any, wanted: str) -> None:
    play = opened(stage, "submitted")
    client = browser(play, "ice-clerk")
    number = parties.appointments_of(play.world.people["ice-clerk"], play.day)[0].pk
    for address in (f"/identity/{number}", f"/demonstration/enter/{number}", "/demonstration/date"):
        answer = client.post(address, {"next": wanted})
        assert answer.status_code == 302 and answer["Location"] in ("/", "/apply/"), address
    assert 'name="next" value=""' in anybody().get("/login", {"next": wanted}).content.decode()


def test_a_line_break_in_an_address_makes_no_header(stage: Any) -> None:
    opened(stage, "called")
    answer = anybody().post("/demonstration/date", {"next": "/\r\nSet-Cookie: a=b"})
    assert answer.status_code == 302 and "a" not in answer.cookies
    assert "\n" not in answer["Location"]


def test_every_form_wants_its_token(stage: Any) -> None:
    play = opened(stage, "submitted")
    number = Appointment.objects.values_list("pk", flat=True)[0]
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(play.world.people["benxi-clerk"])
    before = written()
    for address in (
        "/login",
        "/logout",
        f"/identity/{number}",
        f"/demonstration/enter/{number}",
        "/demonstration/date",
        f"/office/cases/{play.case('ice').pk}/do/clear",
    ):
        assert strict.post(address, {"day": "2017-01-01"}).status_code == 403, address
    assert written() == before and clock.today() == play.day


def test_signing_in_takes_a_new_session(stage: Any) -> None:
    play = opened(stage, "called")
    person = play.world.people["ice-clerk"]
    person.set_password("only-for-this-test-1")
    person.save()
    client = Client()
    client.cookies["sessionid"] = fixed = "a" * 32
    client.post("/login", {"username": person.username, "password": "only-for-this-test-1"})
    entered = client.cookies["sessionid"].value
    assert entered != fixed
    client.post("/logout")
    client.cookies["sessionid"] = entered
    assert client.get("/apply/").status_code == 302


def test_guessing_passwords_is_stopped(stage: Any) -> None:
    play = opened(stage, "called")
    name, client = play.world.people["ice-clerk"].username, anybody()
    sent = {"username": name, "password": "x", "next": "\0"}
    codes = [client.post("/login?next=%00", sent).status_code for _ in range(6)]
    assert codes[0] == 422 and codes[-1] == 429


def test_other_hosts_are_not_served(db: None) -> None:
    assert anybody().get("/login", HTTP_HOST="evil.example").status_code == 400
    answer = anybody().get("/apply/", HTTP_X_FORWARDED_HOST="evil.example")
    assert "evil.example" not in answer["Location"]


def test_the_demonstrations_doors_are_shut_in_a_real_database(stage: Any) -> None:
    play = stage("submitted")
    clock.establish("real")
    number = Appointment.objects.values_list("pk", flat=True)[0]
    client = anybody()
    assert client.post(f"/demonstration/enter/{number}").status_code == 404
    assert client.post("/demonstration/date", {"day": "2030-01-01"}).status_code == 404
    shown = client.get("/login").content.decode()
    assert "demonstration" not in shown and play.world.people["ice-clerk"].name not in shown
    assert "_auth_user_id" not in client.session


# ---- files -----------------------------------------------------------------------------------------------------


def zipped(size: int) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", b"0" * size)
    return made.getvalue()


REFUSED = {
    "an SVG as PDF": ("a.pdf", SVG),
    "an SVG": ("a.svg", SVG),
    "a PDF as page": ("a.html", PDF),
    "nothing": ("a.pdf", b""),
    "a byte too much": ("a.pdf", PDF.ljust(200_001, b"x")),
    "a large archive": ("a.zip", zipped(1000) + b"\0" * 200_001),
    "an archive as document": ("a.docx", zipped(10)),
    "an archive as PDF": ("a.pdf", zipped(10)),
    "half an archive": ("a.zip", b"PK\x03\x04"),
    "a name that is only an ending": (".pdf", PDF),
}


@pytest.mark.parametrize("name, content", REFUSED.values(), ids=list(REFUSED))
def test_hostile_files_are_refused(stage: Any, settings: Any, name: str, content: bytes) -> None:
    settings.LIANMENG_UPLOAD_LIMIT = 200_000
    play = opened(stage, "submitted")
    client, address = browser(play, "ice-clerk"), f"/apply/cases/{play.case('ice').pk}/do/withdraw"
    kept, before = (Attachment.objects.count(), StoredFile.objects.count()), written()
    sent = {**marks(client, address), "reason": "试", "letter": SimpleUploadedFile(name, content)}
    assert client.post(address, sent).status_code == 422
    assert (Attachment.objects.count(), StoredFile.objects.count()) == kept and written() == before


NAMES = [
    "../../etc/passwd.pdf",
    "a\\..\\b.pdf",
    "x\ty.pdf",
    "\u202efdp.exe.pdf",
    "a%00.pdf",
    "名" * 255 + ".pdf",
]
NAMES += [SCRIPT.replace('"', "&quot;").replace("/", "") + ".pdf", "a;b=c.pdf"]


@pytest.mark.parametrize("name", NAMES)
def test_no_file_name_becomes_a_path_or_a_header(stage: Any, name: str) -> None:
    play = opened(stage, "submitted")
    client, address = browser(play, "ice-clerk"), f"/apply/cases/{play.case('ice').pk}/do/withdraw"
    disposition = f'Content-Disposition: form-data; name="letter"; filename="{name}"'.encode()
    body = b"--B\r\n%b\r\nContent-Type: text/html\r\n\r\n%b\r\n--B--\r\n" % (disposition, PDF)
    answer = client.generic("POST", address, body, content_type="multipart/form-data; boundary=B")
    assert answer.status_code == 409 and "<script>alert" not in answer.content.decode()
    stored = Attachment.objects.latest("pk")
    assert "/" not in stored.name and "\\" not in stored.name and stored.name.isprintable()
    served = client.get(f"/files/{stored.pk}")
    assert served["Content-Type"] == "application/pdf" and served["X-Content-Type-Options"] == "nosniff"
    plain = served["Content-Disposition"].split('"')[1]
    assert set(plain) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-")


BODIES = [
    (b"--x\r\nbad", "multipart/form-data; boundary=x"),
    (b"", "multipart/form-data"),
    (b"a=1", "multipart/form-data; boundary=x; charset=bogus"),
    (b"{}", "application/json"),
    (b"a=%ff%fe\0&reason=%ED%A0%80", "application/x-www-form-urlencoded"),
    (b"a=1", "application/x-www-form-urlencoded; charset=bogus"),
    (b"a=1", "application/x-www-form-urlencoded; charset=utf-16"),
    (b"reason=" + b"r" * 3_000_000, "application/x-www-form-urlencoded"),
    ("&".join(f"x{n}=1" for n in range(1500)).encode(), "application/x-www-form-urlencoded"),
]


@pytest.mark.parametrize("body, kind", BODIES)
def test_no_body_breaks_an_act(stage: Any, body: bytes, kind: str) -> None:
    play = opened(stage, "submitted")
    address, before = f"/apply/cases/{play.case('ice').pk}/do/withdraw", written()
    answer = browser(play, "ice-clerk").generic("POST", address, body, content_type=kind)
    assert answer.status_code in (400, 409, 422) and written() == before


def test_a_hundred_files_and_one_are_too_many(stage: Any) -> None:
    play = opened(stage, "submitted")
    client, address = browser(play, "ice-clerk"), f"/apply/cases/{play.case('ice').pk}/do/withdraw"
    sent = {**marks(client, address), "letter": [SimpleUploadedFile("a.pdf", PDF) for _ in range(101)]}
    assert client.post(address, sent).status_code == 400


@pytest.mark.parametrize("text", ["\0", "a\0b", "x" * 300_000])
def test_text_that_cannot_be_kept_is_refused(stage: Any, text: str) -> None:
    play = opened(stage, "submitted")
    client, address = browser(play, "ice-clerk"), f"/apply/cases/{play.case('ice').pk}/do/withdraw"
    sent, before = marks(client, address), written()
    assert client.post(address, {**sent, "reason": text}).status_code == 422
    assert client.post(address, {**sent, "send-back": "1", "back-note": text}).status_code == 409
    assert written() == before
