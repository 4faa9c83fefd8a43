"""Headers, errors, health, the regulation, and what no template may hold."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.db import OperationalError
from django.template import engines
from django.test import Client

import lianmeng.web
from lianmeng.law.verdicts import Reason
from lianmeng.record import queries as record
from lianmeng.web.ui import errors, navigation

WEB = Path(lianmeng.web.__file__).parent
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/law/", "/login", "/healthz", "/no-such-page"])
def test_security_headers(client: Client, address: str) -> None:
    answer = client.get(address)
    policy = answer["Content-Security-Policy"]
    assert "script-src 'self'" in policy and "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: str(file.relative_to(WEB / "templates")))
def test_templates_hold_no_inline_script_or_style(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    for script in re.findall(r"<script\b[^>]*>", text):
        assert " src=" in script
    assert "<style" not in text
    assert not re.search(r"<[^>]*\s(?:on[a-z]+|style)\s*=", text)
    assert "javascript:" not in text


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: str(file.relative_to(WEB / "templates")))
def test_templates_compile(file: Path) -> None:
    engines["django"].get_template(str(file.relative_to(WEB / "templates")))


def test_style_and_script_stay_small_and_old() -> None:
    style = (WEB / "static/look.css").read_bytes()
    assert len(style) < 40 * 1024
    assert len((WEB / "static/look.js").read_bytes()) < 15 * 1024
    assert b"@layer" not in style and b"&" not in style


def test_healthy(client: Client) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok" and answer.json()["ledger"] == 0


def test_unhealthy(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> int:
        raise OperationalError("gone")

    monkeypatch.setattr(record, "count", fail)
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["status"] == "failing"


def test_the_regulation_has_an_anchor_for_every_citation(client: Client) -> None:
    page = client.get("/law/").content.decode()
    for anchor in ("art-1", "art-1-1", "art-1-1-1", "art-1-1-2"):
        assert page.count(f'id="{anchor}"') == 1
    assert "甲应当提出申请。" in page and "何时答复？" in page and "待省科技厅确认" in page


def test_the_sentence_beside_the_page(client: Client) -> None:
    page = client.get("/law/unit/art-1-1-1").content.decode()
    assert "甲应当提出申请。" in page and "乙" not in page and "<html" not in page
    assert "乙应当答复。" in client.get("/law/unit/art-1-1").content.decode()
    assert client.get("/law/unit/art-9").status_code == 404


def test_lost_page_shows_a_way_on(client: Client) -> None:
    answer = client.get("/no-such-page")
    assert answer.status_code == 404
    assert "没有找到这一页" in answer.content.decode() and 'href="/law/"' in answer.content.decode()


def test_ended_session_says_that_nothing_is_lost() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/login", {"username": "jia"}, headers={"Referer": "http://testserver/apply/7"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "也没有丢失" in page and "/login?next=%2Fapply%2F7" in page


def test_refusal_says_article_fact_mend_and_day(client: Client, pack: object) -> None:
    request = client.get("/law/").wsgi_request
    reason = Reason("太早", ("art-1-1-1",), "昨天才成立", "等一等", date(2016, 6, 1))
    answer = errors.conflict(request, [reason], pack)
    page = answer.content.decode()
    assert answer.status_code == 409
    for words in ("太早", "第一条①第一句", "昨天才成立", "等一等", "2016年6月1日", "/law/#art-1-1-1"):
        assert words in page


def test_server_error_page_needs_nothing() -> None:
    page = engines["django"].get_template("500.html").render()
    assert "系统出了差错" in page and "data-back" in page


def test_header_marks_the_present_page() -> None:
    shown = navigation.links("office", "/law/unit/art-1")
    assert [link.words for link in shown if link.here] == ["办法原文与执行对照"]
