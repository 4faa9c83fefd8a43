"""Members confirm by their own account; the lead enters a signed page for them; the overview tells who and how."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lianmeng.alliances import queries as alliances
from lianmeng.alliances.models import Member
from lianmeng.record import queries as record
from lianmeng.web import clock
from tests.alliances.factories import MemberFactory
from tests.parties.factories import OrganisationFactory
from tests.web.casework.pages import PagePlay
from tests.web.members.pagework import PDF, hidden, ice, others, text_of
from tests.web.members.test_links import hire

pytestmark = pytest.mark.django_db
Pages = Callable[[str], PagePlay]


def sent(shown: Any, **more: Any) -> dict[str, Any]:
    return {"once": hidden(shown, "once"), "line": hidden(shown, "line"), **more}


def state(member: Member) -> str:
    found = alliances.members_of(member.alliance).get(pk=member.pk)
    return alliances.parts([found], clock.today())[0].state


@pytest.fixture
def play(pages: Pages) -> PagePlay:
    return pages("called")


@pytest.fixture
def member(play: PagePlay) -> Member:
    found = others(ice(play))[0]
    hire(play, "member-clerk", found.organisation_id, "member")
    return found


def test_a_member_finds_and_confirms_its_own_line(play: PagePlay, member: Member) -> None:
    client = play.client("member-clerk")
    assert member.alliance.name in text_of(client.get("/apply/parts/"))
    address = f"/apply/parts/{member.pk}"
    page = client.get(address)
    assert member.task in text_of(page)
    answer = client.post(address, sent(page, **{"confirm-agree": "on"}))
    assert answer.status_code == 302 and state(member) == "confirmed"
    entry = record.stream(member.alliance.stream)[-1]
    assert entry.data["way"] == "account" and entry.data["entered_for"] is None
    assert "本单位已确认" in text_of(client.get(address))
    assert "单位账户" in text_of(client.get("/apply/parts/"))


def test_its_signed_page_can_be_read_by_the_lead(play: PagePlay, member: Member) -> None:
    client, address = play.client("member-clerk"), f"/apply/parts/{member.pk}"
    page = SimpleUploadedFile("签署页.pdf", PDF)
    sent_ = sent(client.get(address), **{"confirm-agree": "on", "confirm-page": page})
    assert client.post(address, sent_).status_code == 302
    number = Member.objects.get(pk=member.pk).signed_page_id
    assert play.client("ice-clerk").get(f"/files/{number}").status_code == 200


def test_without_the_tick_nothing_is_confirmed(play: PagePlay, member: Member) -> None:
    client, address = play.client("member-clerk"), f"/apply/parts/{member.pk}"
    answer = client.post(address, sent(client.get(address)))
    assert answer.status_code == 422 and "请勾选后确认" in text_of(answer) and state(member) == "open"


def test_a_member_says_what_is_wrong(play: PagePlay, member: Member) -> None:
    client, address = play.client("member-clerk"), f"/apply/parts/{member.pk}"
    wrong = sent(client.get(address), **{"object": "1", "object-words": "我单位不是发起成员"})
    assert client.post(address, wrong).status_code == 302
    overview = play.client("ice-clerk").get(f"/apply/alliances/{member.alliance_id}/members/confirmations")
    assert "我单位不是发起成员" in text_of(overview)
    assert "已提出有误" in text_of(client.get("/apply/parts/"))


def test_a_line_that_changed_meanwhile_is_read_again(play: PagePlay, member: Member) -> None:
    client, address = play.client("member-clerk"), f"/apply/parts/{member.pk}"
    page = client.get(address)
    Member.objects.filter(pk=member.pk).update(input="改过的投入")
    answer = client.post(address, sent(page, **{"confirm-agree": "on"}))
    assert answer.status_code == 409 and "改过的投入" in text_of(answer) and state(member) == "open"


def test_nobody_reads_anothers_line(play: PagePlay, member: Member) -> None:
    other = others(ice(play))[1]
    assert play.client("member-clerk").get(f"/apply/parts/{other.pk}").status_code == 404
    assert play.client("ice-clerk").get(f"/apply/parts/{member.pk}").status_code == 404
    assert play.client("benxi-clerk").get("/apply/parts/").status_code == 403
    address = f"/apply/alliances/{member.alliance_id}/members/confirmations"
    assert play.client("member-clerk").get(address).status_code == 404
    assert play.client("herb-clerk").get(address).status_code == 404


def test_the_lead_enters_a_signed_page_for_the_member(play: PagePlay, member: Member) -> None:
    client = play.client("ice-clerk")
    address = f"/apply/alliances/{member.alliance_id}/members/{member.pk}/page"
    answer = client.post(address, sent(client.get(address)))
    assert answer.status_code == 422 and "请上传“签字盖章的签署页”" in text_of(answer)
    wrong = SimpleUploadedFile("签署页.pdf", b"no pdf")
    answer = client.post(address, sent(client.get(address), page=wrong))
    assert answer.status_code == 422 and state(member) == "open"
    page = SimpleUploadedFile("签署页.pdf", PDF)
    assert client.post(address, sent(client.get(address), page=page)).status_code == 302
    assert state(member) == "confirmed"
    overview = client.get(f"/apply/alliances/{member.alliance_id}/members/confirmations")
    assert "盟主单位代录签署页" in text_of(overview)
    assert "无须代录" in text_of(client.get(address))
    again = client.post(address, sent(overview_page(client, address), page=SimpleUploadedFile("a.pdf", PDF)))
    assert again.status_code == 409 and "该成员单位已确认" in text_of(again)


def overview_page(client: Any, address: str) -> Any:
    """The page of another member's line, whose hidden fields stand in for those that are gone."""
    number = int(address.split("/")[-2])
    other = Member.objects.get(pk=number + 1)
    found = client.get(address.replace(f"/{number}/", f"/{other.pk}/"))
    line = alliances.line_digest(alliances.members_of(other.alliance).get(pk=number))
    return type("Page", (), {"content": found.content.replace(hidden(found, "line").encode(), line.encode())})


def test_by_default_a_missing_confirmation_warns_and_is_shown(play: PagePlay, member: Member) -> None:
    client = play.client("ice-clerk")
    overview = text_of(client.get(f"/apply/alliances/{member.alliance_id}/members/confirmations"))
    assert "没有确认不妨碍提交申请" in overview
    readiness = text_of(client.get(f"/apply/alliances/{member.alliance_id}/readiness"))
    assert "成员单位已确认" in readiness and "项建议" in readiness


def test_where_the_pack_requires_it_the_pages_say_so(stage: Any, pages: Pages) -> None:
    played = stage("called", member_confirmation="required")
    clock.establish("demonstration", played.day)
    play = PagePlay(played.world, played.day, played.made)
    client = play.client("ice-clerk")
    overview = text_of(client.get(f"/apply/alliances/{ice(play).pk}/members/confirmations"))
    assert "全体成员确认后才能提交申请" in overview
    readiness = text_of(client.get(f"/apply/alliances/{ice(play).pk}/readiness"))
    assert "未满足不能提交初审申请" in readiness


def test_lists_ask_the_same_for_one_member_and_for_thirty(
    play: PagePlay, member: Member, django_assert_max_num_queries: Any
) -> None:
    client, alliance = play.client("ice-clerk"), ice(play)
    own = play.client("member-clerk")
    OrganisationFactory.reset_sequence(8000)
    for number in (0, 30):
        MemberFactory.create_batch(number, alliance=alliance)
        MemberFactory.create_batch(number, organisation=member.organisation)
        with django_assert_max_num_queries(10):
            client.get(f"/apply/alliances/{alliance.pk}/members/confirmations")
        with django_assert_max_num_queries(8):
            own.get("/apply/parts/")
