"""An objection by the public pages, and that nobody but the few learns who lodged it (article 10, fourth sentence)."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lianmeng.cases.models import Case
from lianmeng.decisions.models import Objection
from lianmeng.files.models import Attachment
from lianmeng.record.models import Entry
from lianmeng.web import clock
from lianmeng.web.portal import objecting
from tests.attack.browse import SCRIPT, anybody, browser
from tests.stories.stage import Stage
from tests.stories.test_objections import noticed

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n% nothing\n"
NAME, CONTACT, FACTS, FILE = "实名某人甲", "13812345678", "第三家没有签字", "举报证据.pdf"
SECRETS = (NAME, CONTACT, FACTS, FILE)
TYPED = {
    "facts": FACTS,
    "objector_kind": "person",
    "objector_name": NAME,
    "contact": CONTACT,
    "truthful": "truthful",
}
CHECKERS = ["integrity", "integrity-head"]


@pytest.fixture
def play(stage: Any) -> Stage:
    """Both alliances in 公示, the clock with them; nobody has tried anything yet."""
    cache.clear()
    made = noticed(stage)
    clock.establish("demonstration", made.day)
    clock.move_to(made.day)
    return made


def address(play: Stage, name: str = "ice") -> str:
    return f"/notices/{play.case(name).notices.latest('pk').pk}/objection"


def sent(play: Stage, client: Client, name: str = "ice", **more: Any) -> Any:
    """The form fetched and sent."""
    page = client.get(address(play, name)).content.decode()
    once = re.search(r'name="once" value="([0-9a-f]{32})"', page)
    assert once
    file = SimpleUploadedFile(FILE, PDF)
    typed = {**TYPED, "once": once[1], "exhibits": file, **more}
    return client.post(address(play, name), {key: value for key, value in typed.items() if value is not None})


def lodged(play: Stage) -> tuple[Client, str]:
    """An objection to the ice wine, its author's browser and the query code."""
    client = anybody()
    answer = sent(play, client)
    assert answer.status_code == 302 and answer["Location"] == "/objection/receipt"
    page = client.get(answer["Location"]).content.decode()
    code = re.search(r'id="code">([\w-]{22})<', page)
    assert code
    play.made["doubt"] = Case.objects.get(kind="objection")
    return client, code[1]


def opened(code: str) -> Client:
    """Another browser in which the code was typed."""
    client = anybody()
    assert client.post("/objection/", {"code": code})["Location"] == "/objection/mine"
    return client


# ---- lodging --------------------------------------------------------------------------------------------------


def test_a_stranger_lodges_and_follows_by_a_code_told_once(play: Stage) -> None:
    notice = address(play).removesuffix("/objection")
    assert notice in anybody().get("/notices/").content.decode()
    assert address(play) in anybody().get(notice).content.decode()
    client, code = lodged(play)
    assert code not in client.get("/objection/receipt").content.decode()
    assert code not in str(list(Objection.objects.values())) + str(list(Entry.objects.values("data")))
    play.hand("objection.ask_more", "integrity", "doubt", wanted="请写明是哪一家")
    other = opened(code)
    page = other.get("/objection/mine").content.decode()
    assert "待补充材料" in page and "请写明是哪一家" in page and NAME not in page
    once = re.search(
        r'name="once" value="([0-9a-f]{32})"', other.get("/objection/mine/supply").content.decode()
    )
    assert once
    supplied = {"more": "即名单第三家", "once": once[1]}
    for _ in range(2):  # a second time it is not done again
        assert other.post("/objection/mine/supply", supplied).status_code in (302, 409)
    assert play.state("doubt") == "lodged" and Entry.objects.filter(act="supply").count() == 1
    assert other.post("/objection/mine/withdraw", {"willing": "willing"}).status_code == 302
    assert play.state("doubt") == "withdrawn"
    other.post("/objection/leave")
    assert other.get("/objection/mine")["Location"] == "/objection/"


def test_sent_twice_it_is_lodged_once_and_the_code_is_not_lost(play: Stage) -> None:
    client = anybody()
    page = client.get(address(play)).content.decode()
    once = re.search(r'name="once" value="([0-9a-f]{32})"', page)
    assert once
    for _ in range(2):
        typed = {**TYPED, "once": once[1], "exhibits": SimpleUploadedFile(FILE, PDF)}
        assert client.post(address(play), typed)["Location"] == "/objection/receipt"
    assert Objection.objects.count() == 1
    assert 'id="code"' in client.get("/objection/receipt").content.decode()


def test_two_objections_of_one_browser_do_not_show_that_they_are_one_person_s(play: Stage) -> None:
    client, _ = lodged(play)
    assert sent(play, client, "herb").status_code == 302
    assert sent(play, client, "ice", facts="另一件事").status_code == 302
    assert len(set(Objection.objects.values_list("reference", flat=True))) == 3
    owners = {
        row.owner_stream for row in Attachment.objects.filter(owner_stream__startswith="upload:", name=FILE)
    }
    assert len(owners) == 3


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("facts", ""),
        ("objector_name", None),
        ("exhibits", None),
        ("exhibits", SimpleUploadedFile("a.pdf", b"")),
        ("exhibits", SimpleUploadedFile("a.html", b"<script>alert(1)</script>")),
        ("exhibits", SimpleUploadedFile("a.pdf", b"PK\x03\x04not a pdf")),
        ("facts", "x" * 20_001),
        ("contact", "a\0b"),
        ("objector_kind", "minister"),
    ],
)
def test_what_does_not_fit_comes_back_on_its_field(play: Stage, field: str, value: Any) -> None:
    before = Entry.objects.count()
    answer = sent(play, anybody(), **{field: value})
    page = answer.content.decode()
    assert answer.status_code == 422 and f'id="id_{field}_error"' in page
    assert field == "facts" or FACTS in page  # nothing typed is lost
    assert (Entry.objects.count(), Objection.objects.count()) == (before, 0)


def test_a_huge_file_is_refused(play: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lianmeng.web.portal.visitor.LIMIT", 1000)
    answer = sent(play, anybody(), exhibits=SimpleUploadedFile("a.pdf", PDF.ljust(2000, b"x")))
    assert answer.status_code == 422 and "文件超过" in answer.content.decode()


def test_after_the_notice_the_page_says_why_and_how_else(play: Stage) -> None:
    clock.move_to(play.day.replace(day=15))
    page = anybody().get(address(play)).content.decode()
    assert "已过公示期" in page and "邮戳" in page and "objection-form" not in page
    assert anybody().post(address(play), TYPED).status_code == 409
    assert anybody().get("/notices/999999/objection").status_code == 404
    assert not Objection.objects.exists()


def test_a_programme_in_every_field_runs_nowhere(play: Stage) -> None:
    client = anybody()
    texts = dict.fromkeys(("facts", "objector_name", "contact", "address", "contact_person"), SCRIPT)
    assert sent(play, client, **texts).status_code == 302
    case = Case.objects.get(kind="objection")
    for address_ in (f"/office/cases/{case.pk}", "/office/objections/", f"/office/cases/{case.pk}/do/accept"):
        page = browser(play, "integrity").get(address_).content.decode()
        assert "<script>alert" not in page and "<img src=x" not in page


def test_forms_and_guesses_are_counted(play: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(objecting, "GUESSED_MOST", 5)
    _, code = lodged(play)
    client = anybody()
    answers = [client.post("/objection/", {"code": f"guess{n}"}).status_code for n in range(6)]
    assert answers == [422] * 5 + [429]
    assert client.post("/objection/", {"code": code}).status_code == 429
    monkeypatch.setattr(objecting, "LODGED_MOST", 1)
    answer = sent(play, anybody(), facts="又一件")
    assert answer.status_code == 429 and "又一件" in answer.content.decode()


@pytest.mark.parametrize("code", ["", "\0", "é" * 22, "x" * 5000, "' OR 1=1 --"])
def test_a_wrong_code_is_told(play: Stage, code: str) -> None:
    lodged(play)
    assert anybody().post("/objection/", {"code": code}).status_code == 422


# ---- who may know ---------------------------------------------------------------------------------------------

KNOW = ("integrity", "integrity-head", "deputy", "director")
OTHERS = ("ice-clerk", "ice-head", "herb-clerk", "benxi-clerk", "benxi-head", "lead-clerk", "lead-head")
OTHERS += ("planning-clerk", "agriculture-head", "registry", "secretary", "office-head", "publisher", "legal")
OTHERS += ("auditor", "expert-1")


def begun(play: Stage) -> int:
    """An objection on which everybody has been asked who ever is; the number of its case."""
    lodged(play)
    play.act("objection.accept", CHECKERS, "doubt", summary="摘要甲。")
    play.act("objection.ask_answer", CHECKERS, "doubt", summary="摘要乙。")
    play.hand("objection.answer", "ice-clerk", "doubt", statement="已签。")
    play.hand("objection.propose", "integrity", "doubt", finding="reject", report="核查甲。")
    return play.case("doubt").pk


def looked_at(play: Stage, number: int) -> list[str]:
    """Every address at which somebody might look."""
    ice = play.case("ice").pk
    pages = ["/", "/notices/", address(play), "/objection/", "/objection/mine", "/office/objections/"]
    for door in ("apply", "office", "expert"):
        pages += [f"/{door}/", f"/{door}/cases/", f"/{door}/cases/?q=异议", f"/{door}/cases/{ice}"]
        pages += [f"/{door}/cases/{number}", f"/{door}/cases/{number}/dossier.pdf"]
        acts = ("propose", "answer", "accept", "uphold", "lodge", "reply")
        pages += [f"/{door}/cases/{number}/do/{act}" for act in acts]
    pages += [f"/office/cases/{ice}/do/close_notice", f"/office/cases/{number}/enter/withdraw"]
    pages += [f"/office/objections/{way}/{ice}" for way in ("letter", "clue")]
    return pages + [f"/files/{file.pk}" for file in Attachment.objects.filter(name=FILE)]


def test_nobody_else_learns_who_objected(play: Stage) -> None:
    number = begun(play)
    for name in (*OTHERS, None):
        client = browser(play, name) if name else anybody()
        for one in looked_at(play, number):
            hold_shut(name, one, client.get(one), number)


def hold_shut(name: str | None, address: str, answer: Any, number: int) -> None:
    """What somebody who may not know who objected reads at an address."""
    assert answer.status_code < 500, (name, address)
    if address.startswith("/files/"):
        assert answer.status_code == 404, (name, address)
        return
    page = b"".join(answer.streaming_content) if answer.streaming else answer.content
    told = [*SECRETS, "异〔2016〕"]
    if name not in ("ice-clerk", "ice-head"):  # who is asked reads the summary for the answer
        told.append("摘要乙")
        told += ["摘要甲"] if name != "lead-head" else []
    assert [secret for secret in told if secret.encode() in page] == [], (name, address)
    if f"/cases/{number}" in address and "/do/" not in address:
        assert answer.status_code in (302, 403, 404), (name, address)


@pytest.mark.parametrize("name", KNOW)
def test_the_few_who_may_know_read_it_whole(play: Stage, name: str) -> None:
    number = begun(play)
    client = browser(play, name)
    page = client.get(f"/office/cases/{number}").content.decode()
    assert all(secret in page for secret in SECRETS)
    assert "有未结异议1件" in client.get(f"/office/cases/{play.case('ice').pk}").content.decode()
    assert "异〔2016〕1号" in client.get("/office/objections/").content.decode()
    shown = Attachment.objects.get(name=FILE, owner_stream=f"case:{number}")
    assert client.get(f"/files/{shown.pk}").status_code == 200


def test_each_who_is_asked_finds_the_way_and_reads_the_summary(play: Stage) -> None:
    number = begun(play)
    applicant, lead = browser(play, "ice-clerk"), browser(play, "lead-head")
    answering, signing = f"/apply/cases/{number}/do/answer", f"/office/cases/{number}/do/propose"
    assert answering not in applicant.get("/apply/").content.decode()  # it has answered
    page = applicant.get(answering).content.decode()
    assert "摘要乙" in page and "摘要甲" not in page and "核查甲" not in page
    assert signing in lead.get("/office/").content.decode()
    page = lead.get(signing).content.decode()
    assert "摘要甲" in page and "核查甲" in page and "已签。" in page
    assert lead.get(f"/office/cases/{number}/do/accept").status_code == 404
    assert browser(play, "lead-clerk").get(signing).status_code == 404
    assert browser(play, "herb-clerk").get(answering).status_code == 404


def test_the_applicant_is_told_until_it_has_answered(play: Stage) -> None:
    lodged(play)
    play.act("objection.accept", CHECKERS, "doubt", summary="摘要甲。")
    ice, client = play.case("ice").pk, browser(play, "ice-clerk")
    assert "异议" not in client.get(f"/apply/cases/{ice}").content.decode().replace("提出异议", "")
    play.act("objection.ask_answer", CHECKERS, "doubt", summary="摘要乙。")
    page = client.get(f"/apply/cases/{ice}").content.decode()
    answering = f"/apply/cases/{play.case('doubt').pk}/do/answer"
    assert "摘要乙" in page and answering in page and answering in client.get("/apply/").content.decode()
    once = re.search(r'name="once" value="([0-9a-f]{32})"', client.get(answering).content.decode())
    assert once
    seen = {f"seen-{play.case('doubt').pk}": play.case("doubt").version, "once": once[1]}
    assert client.post(answering, {**seen, "statement": "已签"})["Location"] == "/apply/"
    assert answering not in client.get("/apply/").content.decode()


def test_a_letter_is_entered_by_one_and_checked_by_another_on_the_pages(play: Stage) -> None:
    first, ice = browser(play, "integrity"), play.case("ice").pk
    there = f"/office/objections/letter/{ice}"
    once = re.search(r'name="once" value="([0-9a-f]{32})"', first.get(there).content.decode())
    assert once
    letter = {"done_on": "2016-07-08", "received_on": "2016-07-08", "came_by": "post", "once": once[1]}
    scan = {"sealed_paper": SimpleUploadedFile(FILE, PDF)}
    assert first.post(there, {**TYPED, **letter, **scan})["Location"] == "/office/objections/"
    case = Case.objects.get(kind="objection")
    second = browser(play, "integrity-head")
    checking = f"/office/cases/{case.pk}/enter/lodge"
    assert checking in second.get("/office/objections/").content.decode()
    desks = {name: browser(play, name).get("/office/").content.decode() for name in (*KNOW, "lead-head")}
    assert [name for name, page in desks.items() if checking in page] == ["integrity-head"]
    assert NAME in second.get(checking).content.decode()
    for other in ("lead-head", "deputy", "registry"):
        assert browser(play, other).get(checking).status_code == 404
    assert second.post(checking, {f"seen-{case.pk}": case.version, "once": "b" * 32}).status_code == 302
    assert Case.objects.get(pk=case.pk).state == "lodged"
    assert checking not in second.get("/office/").content.decode()


def test_the_list_asks_as_many_questions_for_one_as_for_thirty(play: Stage) -> None:
    lodged(play)
    client = browser(play, "integrity")
    counts = []
    for number in (0, 29):
        for n in range(number):
            play.hand(
                "objection.lodge",
                f"stranger-{n}",
                "ice",
                f"n{n}",
                **{
                    **TYPED,
                    "facts": f"事{n}",
                    "truthful": ["truthful"],
                    "exhibits": {"file": "证据（演示）.pdf"},
                },
            )
        client.get("/office/objections/")
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert client.get("/office/objections/").status_code == 200
        counts.append(len(found))
    assert counts[0] == counts[1] <= 12


def test_a_case_objected_to_asks_a_few_questions_more(play: Stage) -> None:
    ice = play.case("ice").pk
    people = (("lead-clerk", "office"), ("integrity", "office"), ("ice-clerk", "apply"))
    before = [asked(browser(play, name), f"/{door}/cases/{ice}") for name, door in people]
    begun(play)
    after = [asked(browser(play, name), f"/{door}/cases/{ice}") for name, door in people]
    assert max(before) <= 15 and max(after) <= 18


def asked(client: Client, where: str) -> int:
    client.get(where)
    with CaptureQueriesContext(connection) as found:
        assert client.get(where).status_code == 200
    return len(found)
