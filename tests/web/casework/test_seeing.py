"""Who sees what: leaks looked for in pages and files, queries counted."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianmeng.alliances.models import Member
from lianmeng.cases.models import Case
from lianmeng.designations.models import Designation
from lianmeng.files.models import Attachment
from lianmeng.parties.models import Expert
from lianmeng.web import clock
from lianmeng.web.demonstration.story import Signature, Step
from tests.stories.answers import ICE, SUBMISSION
from tests.stories.stage import between
from tests.web.casework.pages import PagePlay

pytestmark = pytest.mark.django_db
Pages = Callable[[str], PagePlay]


def page(play: PagePlay, who: str, address: str) -> str:
    answer = play.client(who).get(address)
    assert answer.status_code == 200, (who, address)
    return answer.content.decode()


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_the_page_of_a_call_says_what_it_asks_for(pages: Pages) -> None:
    play = pages("called")
    shown = page(play, "lead-head", f"/office/cases/{play.case('call').pk}")
    before = shown[: shown.index("<h2>办理过程</h2>")]
    assert all(words in before for words in ("演示通知〔2016〕1号", "现代农业", "024-00000000（演示）"))


@pytest.mark.parametrize("stop", ["consulted", "argued", "resolved", "published"])
def test_applicants_see_nothing_of_the_inside(pages: Pages, stop: str) -> None:
    play = pages(stop)
    case = play.case("ice")
    shown = page(play, "ice-clerk", f"/apply/cases/{case.pk}")
    inside = ("处室意见", "独立评议", "论证通过", "会议通过", "议题报批", "专家甲", "牵头经办甲", "内部要求")
    assert [words for words in inside if words in shown] == []
    department = page(play, "lead-clerk", f"/office/cases/{case.pk}")
    assert "处室意见" in department and "牵头经办甲" in department


def test_applicants_open_their_own_files_and_no_others(pages: Pages) -> None:
    play = pages("published")
    ice, herb = play.case("ice"), play.case("herb")
    clerk = play.client("ice-clerk")
    own = {
        a.pk: clerk.get(f"/files/{a.pk}").status_code
        for a in Attachment.objects.filter(owner_stream=ice.stream)
    }
    papers = {a.pk for a in Attachment.objects.filter(owner_stream=ice.stream, kind="agreement")}
    assert all(own[number] == 200 for number in papers)
    for number in Attachment.objects.filter(owner_stream=ice.stream, kind="letter").values_list(
        "pk", flat=True
    ):
        assert own[number] == 404  # the office's own scan
    for other in Attachment.objects.filter(owner_stream=herb.stream):
        assert clerk.get(f"/files/{other.pk}").status_code == 404
    assert Client().get(f"/files/{min(papers)}").status_code == 404


def test_files_come_under_safe_headers(pages: Pages) -> None:
    play = pages("submitted")
    number = Attachment.objects.filter(owner_stream=play.case("ice").stream).first().pk  # type: ignore[union-attr] # there is one
    answer = play.client("benxi-clerk").get(f"/files/{number}")
    assert (
        answer["X-Content-Type-Options"] == "nosniff"
        and "default-src 'none'" in answer["Content-Security-Policy"]
    )
    assert answer["Content-Type"] == "application/pdf" and answer["Content-Disposition"].startswith("inline")
    assert "no-store" in answer["Cache-Control"]


def until(begin: str, end: str, act: str) -> tuple[list[Step], list[Step]]:
    """The steps between two stops, cut behind the last signature of an act."""
    steps = list(between(begin, end))
    last = max(n for n, step in enumerate(steps) if isinstance(step, Signature) and step.act == act)
    return steps[: last + 1], steps[last + 1 :]


def test_the_approval_is_public_once_published(pages: Pages) -> None:
    play = pages("noticed")
    issuing, publishing = until("noticed", "published", "issue")
    play.run(issuing)
    address = f"/documents/{Designation.objects.get(case=play.case('ice')).document.check_code}"
    assert Client().get(address).status_code == 404
    assert play.client("ice-clerk").get(address)["Content-Type"] == "application/pdf"
    assert play.client("expert-1").get(address).status_code == 404
    assert play.case("ice").title not in Client().get("/").content.decode()
    play.run(publishing)
    assert Client().get(address).status_code == 200 and address in Client().get("/").content.decode()
    assert Client().get("/documents/0000-0000-0000-0000").status_code == 404


def test_experts_open_the_file_after_their_declaration(pages: Pages) -> None:
    play = pages("consulted")
    forming, _ = until("consulted", "argued", "form_panel")
    play.run(forming)
    case, name = play.case("ice"), "expert-1"
    paper = Attachment.objects.filter(owner_stream=case.stream, kind="agreement").values_list(
        "pk", flat=True
    )[0]
    shown = page(play, name, f"/expert/cases/{case.pk}")
    assert "申报材料尚未开启" in shown and f"/files/{paper}" not in shown
    assert play.client(name).get(f"/files/{paper}").status_code == 404
    promises = list(play.world.pack.terms.lists["promises"])
    play.sign(Signature("recognition", "declare", name, ("ice",), answers={"promises": promises}))
    shown = page(play, name, f"/expert/cases/{case.pk}")
    assert f"/files/{paper}" in shown and "处室意见" not in shown and "内部要求" not in shown
    assert play.client(name).get(f"/files/{paper}").status_code == 200


def test_a_public_notice_stands_on_its_days(pages: Pages) -> None:
    play = pages("resolved")
    posting, _ = until("resolved", "noticed", "open_notice")
    assert play.case("ice").title not in Client().get("/notices/").content.decode()
    play.run(posting)
    shown = Client().get("/notices/").content.decode()
    assert play.case("ice").title in shown and "提出异议" in shown and "个工作日" in shown
    clock.move_to(date(2016, 12, 1))
    assert play.case("ice").title not in Client().get("/notices/").content.decode()


def test_a_case_is_told_in_a_fixed_number_of_queries(pages: Pages) -> None:
    play = pages("published")
    case = play.case("ice")
    assert queries(play.client("ice-clerk"), f"/apply/cases/{case.pk}") <= 15
    assert queries(play.client("lead-clerk"), f"/office/cases/{case.pk}") <= 15


@pytest.mark.parametrize(
    ("who", "address"), [("ice-clerk", "/apply/cases/"), ("lead-clerk", "/office/cases/")]
)
def test_lists_take_the_same_queries_for_one_and_thirty(pages: Pages, who: str, address: str) -> None:
    play = pages("recommended")
    client, first = play.client(who), play.case("ice")
    one = queries(client, address)
    Case.objects.bulk_create(
        Case(
            kind=first.kind,
            title=f"联盟{number:02d}（演示）",
            revision=first.revision,
            applicant=first.applicant,
            recommender=first.recommender,
            state=first.state,
            at_department=True,
            opened_on=first.opened_on,
            moved_on=first.moved_on,
        )
        for number in range(30)
    )
    assert queries(client, address) == one <= 8
    text = client.get(address).content.decode()
    assert "联盟29" in text and "联盟05" not in text
    older = text.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    following = client.get(address + older).content.decode()
    assert "联盟05" in following and "联盟29" not in following
    found = client.get(f"{address}?q=联盟07&state={first.state}").content.decode()
    assert "联盟07" in found and "联盟08" not in found


def test_the_desk_takes_a_fixed_number_of_queries(pages: Pages) -> None:
    play = pages("recommended")
    assert queries(play.client("registry"), "/office/") <= 12


def test_what_only_the_firms_clerk_has_signed_is_not_the_offices_to_see(pages: Pages) -> None:
    play = pages("called")
    play.day = play.day.replace(day=9)
    clock.move_to(play.day)
    play.sign(Signature("recognition", "start", "ice-clerk", makes="ice", answers=ICE))
    play.sign(Signature("recognition", "submit", "ice-clerk", draft="ice", answers=SUBMISSION))
    case, office = play.application("ice").case, play.client("benxi-clerk")
    name = case.title
    for address in ("/office/", "/office/cases/"):
        assert name not in office.get(address).content.decode()
    for rest in ("", "/checklist", "/dossier.pdf", "/compare", "/do/clear"):
        assert office.get(f"/office/cases/{case.pk}{rest}").status_code == 404
    assert name in play.client("ice-head").get("/apply/").content.decode()
    play.sign(Signature("recognition", "submit", "ice-head", draft="ice"))
    assert name in office.get("/office/").content.decode()


def test_a_correction_is_read_by_the_office_once_the_firms_head_has_signed(pages: Pages) -> None:
    play = pages("submitted")
    page = f"/office/cases/{play.case('ice').pk}"
    for by in ("benxi-clerk", "benxi-head"):
        play.sign(
            Signature("recognition", "ask_correction_pre", by, ("ice",), answers={"defects": "缺页（演示）"})
        )
    answer = {"changes": "只写了一半（演示）"}
    play.sign(Signature("recognition", "resubmit_pre", "ice-clerk", ("ice",), answers=answer))
    assert answer["changes"] not in play.client("benxi-clerk").get(page).content.decode()
    play.sign(Signature("recognition", "resubmit_pre", "ice-head", ("ice",)))
    assert answer["changes"] in play.client("benxi-clerk").get(page).content.decode()


def test_whoever_checks_ties_reads_where_the_experts_work(pages: Pages) -> None:
    play = pages("consulted")
    steps, _ = until("consulted", "argued", "form_panel")
    signed = [n for n, one in enumerate(steps) if isinstance(one, Signature) and one.act == "form_panel"]
    play.run(steps[: signed[0] + 1])
    check = steps[signed[1]]
    assert isinstance(check, Signature) and check.by == "integrity"
    shown = page(play, "integrity", play.address(check))
    for expert in Expert.objects.filter(person__in=[play.world.people[f"expert-{n}"] for n in range(1, 6)]):
        assert f"{expert.person.name}（{expert.employer.name}）" in shown
    beside = shown[shown.index("成员单位，对照专家的单位和关系") :]
    for name in Member.objects.filter(alliance=play.case("ice").alliance_id).values_list(
        "organisation__name", flat=True
    ):
        assert f"<li>{name}" in beside
