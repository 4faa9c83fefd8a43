"""The lead office's pages of panels: the proof of a draw, the register of experts, papers entered for experts."""

import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lianmeng.parties.models import Expert, ExpertTie, Invitation, Person
from lianmeng.record.models import Entry
from lianmeng.reviews.models import Draw, Seat, Sheet
from tests.attack.browse import PDF, browser
from tests.browsers import queries
from tests.stories.many import many
from tests.stories.stage import Stage
from tests.web.panel_day import EXPERTS, formed, opened, page, reviewed, send, sheet

pytestmark = pytest.mark.django_db
PANELS, PAPERS, REGISTER = "/office/panels/", "/office/panels/papers/", "/office/panels/experts/"
OUTSIDE = ("planning-head", "registry", "publisher", "legal", "benxi-head")


@pytest.fixture
def play(stage) -> Stage:
    return formed(stage)


def test_the_proof_of_a_draw_is_reckoned_anew_and_shown_to_those_who_form_panels(play: Stage) -> None:
    row = Draw.objects.get()
    address = f"/office/panels/draws/{row.pk}"
    for who in ("lead-clerk", "integrity", "lead-head"):
        shown = page(play, who, address)
        assert "已重新计算，相符" in shown and row.seed in shown and "候补" in shown
    Draw.objects.update(ranking=list(reversed(row.ranking)))
    assert "与重新计算的不符" in page(play, "integrity", address)
    for who in OUTSIDE:
        assert browser(play, who).get(address).status_code == 404
        assert browser(play, who).get(PANELS).status_code == 404


def test_names_and_scores_of_experts_stay_with_those_who_form_panels(play: Stage) -> None:
    reviewed(play, *EXPERTS, comment="只给论证看的评语")
    ice = play.case("ice").pk
    assert "专家甲" in page(play, "lead-clerk", f"/office/cases/{ice}")
    for who in OUTSIDE:
        shown = page(play, who, f"/office/cases/{ice}")
        assert "专家甲" not in shown and "只给论证看的评语" not in shown, who
    shown = browser(play, "ice-clerk").get(f"/apply/cases/{ice}").content.decode()
    assert "专家甲" not in shown and "评语" not in shown
    for who in ("planning-head", "registry"):
        book = browser(play, who).get("/office/cases/export.xlsx")
        sheets = zipfile.ZipFile(io.BytesIO(b"".join(book.streaming_content)))
        told = "".join(sheets.read(name).decode() for name in sheets.namelist())
        assert play.case("ice").title in told and "专家" not in told.replace("专家论证", "")


def test_the_page_takes_the_same_queries_for_one_and_for_many(stage) -> None:
    play, counts = stage("called"), {"lead-clerk": [], "integrity": [], "lead-head": []}
    for first, count in ((1, 1), (2, 5)):
        many(play, count, until="formed", first=first)
        opened(play)
        for who, found in counts.items():
            found.append(queries(browser(play, who), PANELS))
    assert page(play, "lead-clerk", PANELS).count("产业技术创新战略联盟") >= 6
    for who, found in counts.items():
        assert found[0] == found[1] <= 14, who


def test_the_head_is_led_to_the_conclusions_in_the_offices_own_door(play: Stage) -> None:
    reviewed(play, *EXPERTS)
    play.act("pass_panel", EXPERTS, "ice", "herb", conclusion="通过。（演示）")
    ice, herb = play.case("ice").pk, play.case("herb").pk
    home = page(play, "lead-head", "/office/")
    assert f'href="{PANELS}">一并办理' in home and "/expert/" not in home
    together = browser(play, "lead-head").get(f"/office/cases/{ice}/do/pass_panel?with={herb}")
    assert together.status_code == 302 and together["Location"] == PANELS
    assert "所选复核" in page(play, "lead-head", PANELS)


def test_the_sheets_of_a_void_panel_are_kept_and_closed(play: Stage) -> None:
    reviewed(play, *EXPERTS, comment="封存的评语")
    play.act("pass_panel", [*EXPERTS, "lead-head"], "ice", conclusion="通过。（演示）")
    play.act("void_panel", ["lead-head", "deputy"], "ice", reason="应回避而未回避。（演示）")
    ice = play.case("ice").pk
    assert "封存的评语" not in page(play, "lead-clerk", f"/office/cases/{ice}")
    assert "封存的评语" in page(play, "lead-clerk", f"/office/cases/{play.case('herb').pk}")
    assert Sheet.objects.filter(comment="封存的评语").count() == 10


# ---- the register --------------------------------------------------------------------------------------------


def test_the_register_is_kept_by_the_lead_office_and_read_by_integrity(play: Stage) -> None:
    expert = Expert.objects.order_by("pk")[0]
    lead, before = browser(play, "lead-clerk"), Entry.objects.count()
    tie = f"{REGISTER}{expert.pk}/tie"
    typed = {"organisation": "辽东甲农业大学（演示）", "kind": "former", "until": "2014-06-30", "seen": "1"}
    assert send(lead, tie, **typed | {"kind": "employer"}).status_code == 422
    assert send(lead, tie, **typed | {"until": "2018-01-01"}).status_code == 422
    assert send(lead, tie, **typed).status_code == 302
    assert send(lead, tie, **typed).status_code == 409  # changed since: the form is told
    assert Entry.objects.count() == before + 1
    shown = page(play, "integrity", REGISTER)
    assert "辽东甲农业大学" in shown and "原工作单位" in shown and "登记关系</a>" not in shown
    assert browser(play, "integrity").get(tie).status_code == 404
    for who in OUTSIDE:
        assert browser(play, who).get(REGISTER).status_code == 404


def test_a_changed_employer_becomes_a_former_one_and_an_error_is_taken_back(play: Stage) -> None:
    expert = Expert.objects.order_by("pk")[0]
    lead, old = browser(play, "lead-clerk"), expert.employer
    said = {
        "employer": "北方丙大学（演示）",
        "specialty": "食品",
        "title": "教授",
        "available": "on",
        "seen": "1",
    }
    assert send(lead, f"{REGISTER}{expert.pk}/change", **said).status_code == 302
    expert.refresh_from_db()
    assert (expert.employer.name, expert.title, expert.version) == ("北方丙大学（演示）", "教授", 2)
    tie = ExpertTie.objects.get(expert=expert)
    assert (tie.organisation, tie.kind, tie.until) == (old, "former", play.day)
    back = f"{REGISTER}ties/{tie.pk}/withdraw"
    assert send(lead, back, reason="", seen="2").status_code == 422
    assert send(lead, back, reason="登记有误", seen="2").status_code == 302
    assert old.name not in page(play, "lead-clerk", REGISTER).split("北方丙大学")[1].split("</tr>")[0]


def test_an_expert_joins_by_invitation_and_is_entered(play: Stage) -> None:
    lead = browser(play, "lead-clerk")
    assert send(lead, f"{REGISTER}invite", name="").status_code == 422
    assert send(lead, f"{REGISTER}invite", name="专家庚（演示）").status_code == 302
    shown = lead.get(REGISTER).content.decode()
    address = re.search(r'value="(http[^"]+/join/[^"]+)"', shown)
    waits = Invitation.objects.get(name="专家庚（演示）")
    assert "已邀请，尚未接受" in shown and f"{REGISTER}invitations/{waits.pk}/revoke" in shown
    assert address
    play.hire("new-expert", "expert", "school-1", 900)
    person = Person.objects.get(pk=play.world.people["new-expert"].pk)
    typed = {"employer": "北方甲大学（演示）", "specialty": "机械", "title": "", "available": "on"}
    assert person.name in lead.get(REGISTER).content.decode()
    assert send(lead, f"{REGISTER}enter/{person.pk}", **typed).status_code == 302
    assert Expert.objects.get(person=person).specialty == "机械"


def test_an_invitation_of_an_expert_is_taken_back_by_the_keeper_alone(play: Stage) -> None:
    lead = browser(play, "lead-clerk")
    send(lead, f"{REGISTER}invite", name="专家庚（演示）")
    waits = Invitation.objects.get(name="专家庚（演示）")
    back = f"{REGISTER}invitations/{waits.pk}/revoke"
    assert browser(play, "integrity").post(back).status_code == 404
    assert lead.post(back, {"once": "ab" * 16}).status_code == 302
    assert "已撤销对专家庚（演示）的邀请" in lead.get(REGISTER).content.decode()
    waits.refresh_from_db()
    assert waits.revoked_on == play.day and back not in lead.get(REGISTER).content.decode()


# ---- papers --------------------------------------------------------------------------------------------------


def papers(play: Stage, act: str, name: str = "expert-1") -> str:
    return f"{PAPERS}?act={act}&expert={play.actor(name).natural}"


def scan() -> dict[str, object]:
    return {
        "done_on": "2016-06-24",
        "came_by": "meeting",
        "sealed_paper": SimpleUploadedFile("签名.pdf", PDF),
    }


def both(play: Stage) -> list[int]:
    return [play.case(name).pk for name in ("ice", "herb")]


def test_papers_of_an_expert_are_entered_by_one_and_checked_by_another(play: Stage) -> None:
    clerk, head = browser(play, "lead-clerk"), browser(play, "lead-head")
    natural = play.actor("expert-1").natural
    declare, review = papers(play, "declare"), papers(play, "review")
    promises = {"promises": ["impartial", "secret", "no_tie", "no_gift"]}
    assert send(clerk, review, **sheet(play, "ice"), **scan(), sign="1").status_code == 422  # no promise yet
    assert send(clerk, declare, case=both(play), **promises, **scan(), sign="1").status_code == 302
    assert Seat.objects.exclude(declared_on=None).count() == 0
    check = {"act": "declare", "whose": natural, "check": "1"}
    assert send(clerk, PAPERS, **check).status_code in (409, 422)  # the same person alone
    assert send(head, PAPERS, **check).status_code == 302
    assert Seat.objects.exclude(declared_on=None).count() == 2
    typed = sheet(play, "ice", "herb", comment="纸质评语")
    assert send(clerk, review, **typed, **scan() | {"sealed_paper": ""}, sign="1").status_code == 422
    assert send(clerk, review, **typed, **scan(), sign="1").status_code == 302
    assert "纸质评语" in page(play, "lead-head", PAPERS)
    assert send(head, PAPERS, act="review", whose=natural, check="1").status_code == 302
    assert Sheet.objects.filter(seat__expert__person__identity__ref=natural).count() == 2
    assert "纸质评语" not in page(play, "ice-clerk", f"/apply/cases/{play.case('ice').pk}")


def test_an_expert_of_another_panel_and_others_cannot_be_entered_for(play: Stage) -> None:
    clerk = browser(play, "lead-clerk")
    assert "可以代录的" not in clerk.get(papers(play, "declare")).content.decode()
    stranger = papers(play, "declare", "expert-6")
    answer = send(clerk, stranger, case=both(play), promises=["impartial"], **scan(), sign="1")
    assert answer.status_code == 422
    for who in OUTSIDE:
        assert browser(play, who).get(PAPERS).status_code == 404


def test_conclusions_signed_on_paper_are_entered_for_all_at_once(play: Stage) -> None:
    reviewed(play, *EXPERTS)
    seen = page(play, "lead-clerk", PAPERS)
    assert "论证通过" in seen and "2件" in seen
    address = re.findall(r'href="(/office/cases/\d+/enter/pass_panel\?with=\d+)"', seen)[0]
    typed = {"conclusion": "必要、可行。（演示）", **scan(), "sign": "1"}
    entered = send(browser(play, "lead-clerk"), address, hand="0", **typed)
    assert entered.status_code == 302, entered.content.decode()
    assert {play.state(name) for name in ("ice", "herb")} == {"argument"}
    again = page(play, "lead-head", PAPERS)
    address = re.findall(r'href="(/office/cases/\d+/enter/pass_panel\?with=\d+)"', again)[0]
    assert address in page(play, "lead-head", "/office/")  # as one on the desk, too
    assert send(browser(play, "lead-head"), address, hand="1", sign="1").status_code == 302
    assert {play.state(name) for name in ("ice", "herb")} == {"agenda"}
