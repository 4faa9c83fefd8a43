"""Step by step through the pages of an empty real database: from no account at all to a recommended alliance.

A firm's clerk founds an alliance of twelve members from a workbook, sees what stops it, applies, answers one
correction, and the city's office recommends it by a numbered letter.
"""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from lianmeng.alliances.models import Alliance, Member
from lianmeng.applications.models import Application, Letter
from lianmeng.cases.models import Case
from lianmeng.parties.models import Organisation
from lianmeng.parties.samplecodes import make_code, make_identity_number
from lianmeng.policies import queries as policies
from lianmeng.record import queries as record
from lianmeng.record.verify import verify
from lianmeng.web import clock
from tests.alliances.test_sheets import filled, line
from tests.web.accounts import visits
from tests.web.accounts.visits import ACCOUNT, address_shown, fill, read, register, scan
from tests.web.alliances.forms import posted, send, text_of

pytestmark = pytest.mark.django_db
OFFICIALS = {
    "city-clerk": ("benxi", "prelim_clerk"),
    "city-head": ("benxi", "prelim_head"),
    "city-registry": ("benxi", "prelim_registry"),
    "lead-clerk": ("lead", "lead_clerk"),
    "lead-head": ("lead", "lead_head"),
    "deputy": ("leaders", "deputy"),
}
KINDS = ["企业"] * 5 + ["关键用户", "大学", "大学", "科研机构", "检测机构", "农民专业合作社"]


@pytest.fixture
def browsers() -> dict[str, Client]:
    """An empty real database; the administrator has come, and the officials by invitations of theirs."""
    policies.forget()
    call_command("serve", real=True, prepare_only=True, stdout=StringIO())
    out = StringIO()
    call_command("invite", "管理员（演示）", administrator=True, stdout=out)
    found = re.search(r"/join/[0-9a-f]{32}", out.getvalue())
    assert found
    admin = come(found[0], "admin", 1)
    everyone = {"admin": admin}
    for number, (name, (office, capacity)) in enumerate(OFFICIALS.items(), 2):
        fill(admin, f"/office/people/invite/{office}", name="某（演示）", capacity=capacity)
        everyone[name] = come(address_shown(admin, "/office/people/"), name, number)
    return everyone


def come(address: str, username: str, serial: int | None = None) -> Client:
    """Somebody opens the address that was handed over."""
    client, more = Client(), {"username": username}
    if serial:
        more["identity_number"] = make_identity_number("210000", serial)
    assert fill(client, address, **{**ACCOUNT, **more}).status_code == 302
    return client


def sign(client: Client, address: str, **answers: Any) -> str:
    """One hand on an act's page; where it leads to."""
    typed = posted(client.get(address), "act-form") | {"sign": "1"} | answers
    answer = client.post(address, typed)
    assert answer.status_code == 302, (address, answer.status_code, text_of(answer)[:1500])
    return str(answer.headers["Location"])


def published_call(everyone: Mapping[str, Client], today: date) -> Case:
    """A call that opens today."""
    typed = {
        "title": "试点申报（演示）",
        "window": "batch",
        "foci": ["agriculture"],
        "office": "产学研合作处",
    }
    sign(everyone["lead-clerk"], "/office/new/call/draft_call", **typed, phone="024-00000000")
    call = Case.objects.get()
    days = {"opens_on": today, "closes_on": today + timedelta(40), "recommend_by": today + timedelta(60)}
    page = f"/office/cases/{call.pk}/do/publish_call"
    notice = {"notice_no": "演示通知1号", **{name: day.isoformat() for name, day in days.items()}}
    sign(everyone["lead-clerk"], page, **notice)
    for name in ("lead-head", "deputy"):
        sign(everyone[name], page)
    return call


def firm(everyone: dict[str, Client]) -> Organisation:
    """A firm's first clerk registers and is confirmed; the clerk invites the head."""
    everyone["clerk"] = Client()
    row = register(everyone["clerk"])
    page, office = f"/office/registrations/{row.pk}", everyone["city-clerk"]
    office.post(f"{page}/confirm", visits.hidden(office.get(page), "confirm-form"))
    fill(everyone["clerk"], "/apply/people/", name="负责人（演示）", capacity="applicant_head")
    everyone["head"] = come(address_shown(everyone["clerk"], "/apply/people/"), "firm-head")
    return Organisation.objects.get(code=visits.CODE)


def roll(signed_on: date) -> bytes:
    """Eleven further members as somebody types them into the workbook."""
    first = line(visits.ORGANISATION["organisation"], visits.CODE, **row_of(signed_on, "企业"))
    others = [
        line(f"成员{n}（演示）", make_code("210500", 910 + n), **row_of(signed_on, kind))
        for n, kind in enumerate(KINDS)
    ]
    return filled(first, *others)


def row_of(signed_on: date, kind: str) -> dict[str, Any]:
    return {"类型": kind, "签署日期": signed_on, "用印": "公章", "任务分工": "关键技术研究", "投入": "设备"}


def brought(client: Client, alliance: Alliance, content: bytes) -> None:
    """The workbook uploaded, previewed and carried out."""
    page = f"/apply/alliances/{alliance.pk}/members/import"
    preview = client.post(page, {"file": scan("名单.xlsx", content)})
    assert preview.status_code == 200 and "增加11家" in text_of(preview), text_of(preview)[:3000]
    form = re.search(r'<form[^>]*action="([^"]*carry)"[^>]*>', preview.content.decode())
    assert form
    typed = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', preview.content.decode()))
    typed.pop("csrfmiddlewaretoken", None)
    assert client.post(f"{page}/carry", typed).status_code == 302


def founded(client: Client, signed_on: date) -> Alliance:
    """An alliance of twelve, every section filled."""
    typed = {"name": "新样例联盟（演示）", "place": "both", "kind": "enterprise"}
    client.post("/apply/alliances/new", posted(client.get("/apply/alliances/new"), "found-form") | typed)
    alliance = Alliance.objects.get()
    base = f"/apply/alliances/{alliance.pk}"
    stops = text_of(client.get(f"{base}/readiness"))
    assert "成员中有大学或科研机构" in stops and "未满足" in stops
    brought(client, alliance, roll(signed_on))
    clauses = list(policies.current_pack().terms.lists["clauses"])
    for section, values in {
        "agreement": {"effective_on": signed_on.isoformat(), "clauses": clauses},
        "basics": {"foci": ["agriculture"], "main_focus": "agriculture"},
        "goals": {"goals": "成套技术和标准（演示）"},
        "funds": {"daily": "60", "joint": "480"},
    }.items():
        assert send(client, f"{base}/{section}", **values).status_code == 302, section
    return alliance


def papers_sent(client: Client, draft: Application) -> None:
    """The four papers of article 9, licences told by the names of their files."""
    page = f"/apply/drafts/{draft.pk}/papers"
    for paper in ("agreement", "application_form", "necessity"):
        file = scan(f"{paper}.pdf", f"%PDF-1.4\n% {paper}\n".encode())
        assert client.post(page, {"do": "upload", "paper": paper, "files": file}).status_code == 302
    names = Member.objects.values_list("organisation__name", flat=True)
    files = [scan(f"{name}.pdf", f"%PDF-1.4\n% {name}\n".encode()) for name in names]
    assert client.post(page, {"do": "licences", "files": files}).status_code == 302
    assert not Member.objects.filter(licence_copy=None).exists()


def submitted(everyone: Mapping[str, Client], call: Case, alliance: Alliance) -> Case:
    """Begun by the clerk, stopped for want of papers, sent by clerk and head."""
    clerk = everyone["clerk"]
    start = {"call": call.pk, "alliance": alliance.pk, "office": "benxi"}
    page = sign(clerk, "/apply/new/recognition/start", **start)
    assert "全部成员的证照复印件齐全" in text_of(clerk.get(page))
    papers_sent(clerk, Application.objects.get())
    declarations = list(policies.current_pack().terms.lists["declarations"])
    sign(clerk, f"{page}/do/submit", declarations=declarations, delivery_consent="electronic")
    sign(everyone["head"], f"{page}/do/submit")
    return Case.objects.get(kind="recognition")


def test_from_an_empty_database_to_a_recommended_alliance(browsers: dict[str, Client]) -> None:
    today = clock.today()
    call = published_call(browsers, today)
    organisation = firm(browsers)
    alliance = founded(browsers["clerk"], today - timedelta(120))
    assert alliance.lead == organisation and alliance.members.count() == 12
    case = submitted(browsers, call, alliance)
    assert case.state == "preliminary"
    office = f"/office/cases/{case.pk}"
    checklist = text_of(browsers["city-clerk"].get(f"{office}/checklist"))
    assert "决策、执行、咨询机构齐全" in checklist and "风险共担" in checklist
    for name, answers in (("city-clerk", {"defects": "缺组织机构，请补列（第八条③）"}), ("city-head", {})):
        sign(browsers[name], f"{office}/do/ask_correction_pre", **answers)
    mine = f"/apply/cases/{case.pk}"
    assert "缺组织机构" in text_of(browsers["clerk"].get(mine))
    organs = {}
    for number, kind in enumerate(("decision", "executive", "advisory")):
        organs |= {f"organs-{number}-kind": kind, f"organs-{number}-head": "某（演示）"}
    page = f"/apply/alliances/{alliance.pk}/organs"
    saved = browsers["clerk"].post(page, posted(browsers["clerk"].get(page)) | organs)
    assert saved.status_code == 302, text_of(saved)[:1500]
    sign(browsers["clerk"], f"{mine}/do/resubmit_pre", changes="补列三个机构")
    sign(browsers["head"], f"{mine}/do/resubmit_pre")
    for name, answers in (("city-clerk", {"opinion": "符合第八条、第九条（演示）"}), ("city-head", {})):
        sign(browsers[name], f"{office}/do/clear", **answers)
    recommended(browsers, case)
    case.refresh_from_db()
    assert case.state == "forwarded" and case.at_department
    assert "演科发" in text_of(browsers["lead-clerk"].get(office))
    assert verify(record.rows()) == []
    policies.forget()


def recommended(everyone: Mapping[str, Client], case: Case) -> None:
    """The head opens the letter on its own page, the registry numbers it."""
    head, page = everyone["city-head"], "/office/recommend/"
    typed = posted(head.get(page), "recommend-form") | {"case": [str(case.pk)], "letter_kind": "request"}
    answer = head.post(page, typed | {"title": "关于推荐的请示（演示）", "sign": "1"})
    assert answer.status_code == 302, text_of(answer)[:1500]
    number = {
        "number": "演科发〔2026〕1号",
        "dated_on": clock.today().isoformat(),
        "letter": scan("请示.pdf"),
    }
    sign(everyone["city-registry"], f"/office/cases/{case.pk}/do/forward", **number)
    assert Letter.objects.get().items.get().case == case
    assert "演科发" in read(head, "/office/letters/")
