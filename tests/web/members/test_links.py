"""A member's personal link: who may open it, what it shows, how it ends; and every way in which it is refused."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lianmeng.alliances import queries as alliances
from lianmeng.alliances.models import Member, MemberLink
from lianmeng.parties import actions as parties
from lianmeng.policies.actions import installer
from lianmeng.record import queries as record
from lianmeng.web import clock
from tests.web.casework.pages import PagePlay
from tests.web.members.pagework import PDF, confirm, day_after, hidden, ice, make_link, others, text_of

pytestmark = pytest.mark.django_db
Pages = Callable[[str], PagePlay]


@pytest.fixture
def play(pages: Pages) -> PagePlay:
    return pages("called")


@pytest.fixture
def member(play: PagePlay) -> Member:
    return others(ice(play))[0]


@pytest.fixture
def path(play: PagePlay, member: Member) -> str:
    return make_link(play, member)


def fresh(member: Member) -> Member:
    return alliances.members_of(member.alliance).get(pk=member.pk)


def state(member: Member) -> str:
    return alliances.parts([fresh(member)], clock.today())[0].state


def hire(play: PagePlay, key: str, organisation: int, capacity: str = "applicant_clerk") -> None:
    """An account at this organisation."""
    by, since = installer("测试"), date(2016, 4, 21)
    person = parties.add_person(key, f"{key}（演示）", by=by, on=since)
    found = next(one for one in play.world.organisations.values() if one.pk == organisation)
    parties.appoint(person, capacity, by=by, valid_from=since, identity_required=False, organisation=found)
    play.world.people[key] = person


def test_the_token_is_kept_only_as_a_hash(path: str) -> None:
    token = path.rpartition("/")[2]
    link = MemberLink.objects.get()
    assert len(token) == 22 and token not in link.token_hash and len(link.token_hash) == 64
    assert (link.expires_on - link.made_on).days == 30
    for entry in record.stream(link.member.alliance.stream):
        assert token not in str(entry.data)


def test_it_shows_one_line_and_no_other_member(path: str, member: Member) -> None:
    words = text_of(Client().get(path))
    assert member.organisation.name in words and member.task in words and member.alliance.lead.name in words
    for other in others(member.alliance)[1:]:
        assert other.organisation.name not in words


def test_a_stranger_confirms_and_the_ledger_tells_who_and_how(
    path: str, member: Member, play: PagePlay
) -> None:
    answer = confirm(Client(), path)
    assert answer.status_code == 302 and state(member) == "confirmed"
    entry = record.stream(member.alliance.stream)[-1]
    assert (entry.act, entry.name, entry.organisation) == (
        "confirm_part",
        "王样例（演示）",
        member.organisation_id,
    )
    assert entry.data["way"] == "link" and entry.data["post"] == "副总经理"
    assert entry.data["phone"] == "138****1234" and entry.articles
    page = play.client("ice-clerk").get(f"/apply/alliances/{member.alliance_id}/members/confirmations")
    assert "个人链接 王样例（演示），副总经理 2016年5月3日" in text_of(page)
    assert (fresh(member).contact, fresh(member).contact_phone) == ("王样例（演示）", "13800001234")


def test_papers_that_come_with_it_belong_to_the_alliance(path: str, member: Member) -> None:
    page = SimpleUploadedFile("签署页.pdf", PDF)
    licence = SimpleUploadedFile("营业执照.pdf", PDF + b"\n")
    answer = confirm(Client(), path, **{"confirm-page": page, "confirm-licence": licence})
    found = fresh(member)
    assert answer.status_code == 302 and found.signed_page and found.licence_copy
    assert {found.signed_page.owner_stream, found.licence_copy.owner_stream} == {member.alliance.stream}


def test_a_paper_that_is_not_what_it_says_is_refused_and_nothing_is_written(
    path: str, member: Member
) -> None:
    before = record.count()
    wrong = SimpleUploadedFile("签署页.pdf", b"MZ\x90\x00")
    answer = confirm(Client(), path, **{"confirm-page": wrong})
    assert answer.status_code == 422 and "不接收这种类型" in text_of(answer)
    assert 'value="王样例（演示）"' in answer.content.decode()
    assert record.count() == before and state(member) == "open"


def test_name_post_phone_and_tick_are_asked_for(path: str, member: Member) -> None:
    blank = {"confirm-name": "", "confirm-post": " ", "confirm-phone": "abc", "confirm-agree": ""}
    answer = confirm(Client(), path, **blank)
    words = text_of(answer)
    assert answer.status_code == 422 and state(member) == "open"
    for said in ("请填写“姓名”", "请填写“职务”", "请填手机号或带区号的电话", "请勾选后确认"):
        assert said in words


def test_used_it_confirms_no_second_time(path: str, member: Member) -> None:
    client = Client()
    page = client.get(path)
    assert confirm(client, path).status_code == 302
    before = record.count()
    assert "已经确认" in text_of(client.get(path))
    again = client.post(
        path,
        {
            "once": "f" * 32,
            "line": hidden(page, "line"),
            "confirm-name": "李样例",
            "confirm-post": "经理",
            "confirm-phone": "13900001234",
            "confirm-agree": "on",
        },
    )
    assert again.status_code == 409 and record.count() == before


def test_the_same_form_sent_twice_does_nothing_twice(path: str, member: Member) -> None:
    client = Client()
    once = hidden(client.get(path), "once")
    said = {"once": once, "line": hidden(client.get(path), "line"), "object": "1"}
    said |= {"object-words": "投入有误", "object-name": "王样例", "object-phone": "13800001234"}
    assert client.post(path, said).status_code == 302
    before = record.count()
    assert client.post(path, said).status_code == 302 and record.count() == before


def test_expired_it_is_gone(path: str, member: Member) -> None:
    last = MemberLink.objects.get().expires_on
    clock.move_to(last)
    assert Client().get(path).status_code == 200
    clock.move_to(day_after(1, last))
    answer = Client().get(path)
    assert answer.status_code == 410 and "已过有效期" in text_of(answer)
    assert member.task not in text_of(answer)
    assert Client().post(path, {"confirm-agree": "on"}).status_code == 409 and state(member) == "open"


def test_revoked_it_is_gone(path: str, member: Member, play: PagePlay) -> None:
    address = f"/apply/alliances/{member.alliance_id}/members/{member.pk}/link"
    client = play.client("ice-clerk")
    sent = {"once": hidden(client.get(address), "once"), "revoke": "1"}
    assert client.post(address, sent).status_code == 302
    answer = Client().get(path)
    assert answer.status_code == 410 and "已被撤销" in text_of(answer)
    assert Client().post(path, {}).status_code == 409


def test_a_new_link_ends_the_old_one(path: str, member: Member, play: PagePlay) -> None:
    new = make_link(play, member)
    assert Client().get(path).status_code == 410 and Client().get(new).status_code == 200


@pytest.mark.parametrize("token", ["A" * 22, "kurz", "x" * 200, "%00" * 22, "…" * 22])
def test_guessed_it_is_not_found(play: PagePlay, path: str, token: str) -> None:
    assert Client().get(f"/member/{token}").status_code == 404
    assert Client().post(f"/member/{token}", {}).status_code == 404


def test_the_lead_may_not_use_it_for_the_member(path: str, member: Member, play: PagePlay) -> None:
    client, before = play.client("ice-clerk"), record.count()
    answer = client.get(path)
    assert answer.status_code == 403 and "不能用链接替成员单位确认" in text_of(answer)
    typed = {
        "line": alliances.line_digest(fresh(member)),
        "confirm-name": "经办甲",
        "confirm-post": "经办",
        "confirm-phone": "13800001234",
        "confirm-agree": "on",
    }
    answer = client.post(path, typed)
    assert answer.status_code == 403 and record.count() == before and state(member) == "open"


def test_forwarded_to_another_member_with_an_account_it_is_refused(
    path: str, member: Member, play: PagePlay
) -> None:
    other = others(ice(play))[1]
    hire(play, "other-clerk", other.organisation_id)
    answer = play.client("other-clerk").get(path)
    assert answer.status_code == 403 and "只供该成员单位使用" in text_of(answer)


def test_one_person_does_not_confirm_for_several_members(path: str, member: Member, play: PagePlay) -> None:
    assert confirm(Client(), path).status_code == 302
    second = others(ice(play))[1]
    other, before = make_link(play, second), record.count()
    answer = confirm(
        Client(), other, **{"confirm-name": "另一人（演示）"}
    )  # under another name, from another browser
    assert answer.status_code == 409 and record.count() == before and state(second) == "open"
    assert "已用它替该单位确认" in text_of(answer) and "另一人（演示）" in answer.content.decode()
    assert confirm(Client(), other, **{"confirm-phone": "13900005678"}).status_code == 302
    assert state(second) == "confirmed"


def test_the_leads_contact_does_not_confirm_by_a_forwarded_link(
    path: str, member: Member, play: PagePlay
) -> None:
    lead = ice(play).members.get(organisation=ice(play).lead)
    Member.objects.filter(pk=lead.pk).update(contact="经办甲", contact_phone="13800001234")
    answer = confirm(Client(), path)
    assert answer.status_code == 409 and lead.organisation.name in text_of(answer) and state(member) == "open"


def test_the_members_own_people_may_use_it_signed_in(path: str, member: Member, play: PagePlay) -> None:
    hire(play, "own-clerk", member.organisation_id)
    assert confirm(play.client("own-clerk"), path).status_code == 302
    assert state(member) == "confirmed"


def test_a_line_changed_while_it_was_read_is_told(path: str, member: Member) -> None:
    client = Client()
    line = hidden(client.get(path), "line")
    Member.objects.filter(pk=member.pk).update(task="改过的分工")
    answer = confirm(client, path, line=line)
    assert answer.status_code == 409 and "刚有改动" in text_of(answer) and "改过的分工" in text_of(answer)
    assert 'value="王样例（演示）"' in answer.content.decode()
    assert state(member) == "open" and "链接发出后这一行有改动" in text_of(client.get(path))


def test_a_confirmation_lapses_when_the_line_changes(path: str, member: Member, play: PagePlay) -> None:
    confirm(Client(), path)
    Member.objects.filter(pk=member.pk).update(task="改过的分工")
    assert state(member) == "lapsed"
    page = play.client("ice-clerk").get(f"/apply/alliances/{member.alliance_id}/members/confirmations")
    assert "确认已失效" in text_of(page) and "确认已失效1家" in text_of(page)
    assert "有改动，请等候" in text_of(Client().get(path))


def test_what_is_wrong_goes_to_the_lead_and_the_link_stays(path: str, member: Member, play: PagePlay) -> None:
    client = Client()
    page = client.get(path)
    said = {"once": hidden(page, "once"), "line": hidden(page, "line"), "object": "1"}
    said |= {"object-words": "任务分工写错了", "object-name": "王样例", "object-phone": "0414-2345678"}
    assert client.post(path, said).status_code == 302
    assert "已转给盟主单位" in text_of(client.get(path))
    overview = play.client("ice-clerk").get(f"/apply/alliances/{member.alliance_id}/members/confirmations")
    assert "任务分工写错了" in text_of(overview) and "提出有误1家" in text_of(overview)
    assert confirm(client, path).status_code == 302
    overview = play.client("ice-clerk").get(f"/apply/alliances/{member.alliance_id}/members/confirmations")
    assert "任务分工写错了" not in text_of(overview)


def test_words_are_asked_for_when_something_is_wrong(path: str) -> None:
    client = Client()
    page = client.get(path)
    said = {"once": hidden(page, "once"), "line": hidden(page, "line"), "object": "1"}
    answer = client.post(path, said | {"object-words": " ", "object-name": "王样例"})
    assert answer.status_code == 422 and "请填写“哪里有误”" in text_of(answer)
    assert 'value="王样例"' in answer.content.decode()


def test_only_the_leads_clerk_makes_one(play: PagePlay, member: Member) -> None:
    address = f"/apply/alliances/{member.alliance_id}/members/{member.pk}/link"
    assert play.client("herb-clerk").get(address).status_code == 404
    assert play.client("herb-clerk").post(address, {}).status_code == 404
    assert play.client("ice-head").get(address).status_code == 200
    assert play.client("ice-head").post(address, {}).status_code == 403
    assert play.client("benxi-clerk").get(address).status_code == 403
    assert not MemberLink.objects.exists()


def test_none_is_made_for_ones_own_line(play: PagePlay) -> None:
    lead = next(one for one in ice(play).members.all() if one.role == "lead")
    address = f"/apply/alliances/{lead.alliance_id}/members/{lead.pk}/link"
    answer = play.client("ice-clerk").post(address, {})
    assert answer.status_code == 409 and "本单位的一行不用链接" in text_of(answer)


def test_a_link_made_twice_by_one_form_is_told(play: PagePlay, member: Member) -> None:
    address = f"/apply/alliances/{member.alliance_id}/members/{member.pk}/link"
    client = play.client("ice-clerk")
    once = hidden(client.get(address), "once")
    assert client.post(address, {"once": once}).status_code == 200
    answer = client.post(address, {"once": once}, follow=True)
    assert "链接已经生成过" in text_of(answer) and MemberLink.objects.count() == 1


def test_the_page_of_a_new_link_has_words_and_a_code_to_scan(play: PagePlay, member: Member) -> None:
    address = f"/apply/alliances/{member.alliance_id}/members/{member.pk}/link"
    client = play.client("ice-clerk")
    answer = client.post(address, {"once": hidden(client.get(address), "once")})
    page = answer.content.decode()
    assert 'src="data:image/svg+xml' in page and "请勿转发给其他单位" in page
    assert answer.headers["Cache-Control"].count("no-store")
    assert not re.search(r"/member/[\w-]{22}", client.get(address).content.decode())
