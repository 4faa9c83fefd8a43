"""The pages of registration: register, wait, correct, confirm; colleagues; change of contact; lost accounts."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from lianmeng.files.models import Attachment
from lianmeng.parties import queries
from lianmeng.parties.enums import CodeStatus
from lianmeng.parties.models import Organisation, Person, Recovery, Registration
from lianmeng.parties.samplecodes import make_code
from tests.stories.stage import Stage, nothing_written
from tests.web.accounts import visits
from tests.web.accounts.visits import ACCOUNT, CODE, ORGANISATION, PASSWORD, fill, read, register, scan

pytestmark = pytest.mark.django_db
Browser = Callable[[str], Client]
QUEUE = "/office/registrations/"


def confirm(office: Client, row: Registration) -> None:
    page = f"{QUEUE}{row.pk}"
    sent = visits.hidden(office.get(page), "confirm-form")
    assert office.post(f"{page}/confirm", sent).status_code == 302


def send_back(office: Client, row: Registration, reason: str = "公章不清，请重传。") -> None:
    page = f"{QUEUE}{row.pk}"
    sent = visits.hidden(office.get(page), "return-form")
    assert office.post(f"{page}/return", {**sent, "reason": reason}).status_code == 302


def test_a_firm_registers_waits_and_works(play: Stage, browser: Browser) -> None:
    firm, office = Client(), browser("benxi-clerk")
    assert 'href="/register"' in read(firm, "/login")
    row = register(firm)
    waiting = read(firm, "/registration")
    assert "待核验" in waiting and "本溪市科学技术局" in waiting and "证照.pdf" in waiting
    assert firm.get("/apply/")["Location"].startswith("/identity")
    assert "单位核验" in read(office, "/office/") and CODE in read(office, QUEUE)
    page = read(office, f"{QUEUE}{row.pk}")
    assert "法人甲（演示）" in page and "13800000001" in page
    confirm(office, row)
    assert "已核验" in read(firm, "/registration")
    assert "我的联盟" in read(firm, "/apply/")
    firm.post("/logout")
    assert firm.post("/login", {"username": "contact", "password": PASSWORD})["Location"] == "/apply/"


def test_signing_in_without_capacity_leads_to_what_to_do(play: Stage) -> None:
    person = Person.objects.create(username="alone", name="某（演示）", joined_on=play.day)
    person.set_password(PASSWORD)
    person.save()
    client = Client()
    assert client.post("/login", {"username": "alone", "password": PASSWORD})["Location"] == "/registration"
    page = read(client, "/registration")
    assert "没有可以办理的身份" in page and 'href="/register"' in page and "邀请" in page
    assert "单位注册" in read(client, "/")
    assert Client().get("/registration")["Location"].startswith("/login")


def test_returned_with_reason_and_sent_again_with_nothing_lost(play: Stage, browser: Browser) -> None:
    firm, office = Client(), browser("benxi-head")
    row = register(firm)
    page = f"{QUEUE}{row.pk}"
    assert office.post(f"{page}/return", {"reason": "", "seen": 1}).status_code == 422
    send_back(office, row)
    assert "公章不清" in read(firm, "/registration")
    form = read(firm, f"/registration/{row.pk}")
    for typed in ("新样例有限公司（演示）", CODE, "本溪市（演示）", "证照.pdf"):
        assert typed in form
    kept = visits.hidden(form)
    sent = {**kept, **ORGANISATION, "domicile": "新址（演示）"}
    assert firm.post(f"/registration/{row.pk}", sent).status_code == 302
    with nothing_written():
        assert firm.post(f"/registration/{row.pk}", sent).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.domicile, row.reason) == ("pending", "新址（演示）", "")
    assert firm.get(f"/registration/{row.pk}").status_code == 302
    confirm(office, row)


def test_what_was_seen_has_changed(play: Stage, browser: Browser) -> None:
    row, office = register(Client()), browser("benxi-clerk")
    page = f"{QUEUE}{row.pk}"
    old = visits.hidden(office.get(page), "confirm-form")
    send_back(browser("benxi-head"), row)
    with nothing_written():
        answer = office.post(f"{page}/confirm", old)
        assert answer.status_code == 409 and "最新情况" in answer.content.decode()
        assert office.post(f"{page}/confirm", {**old, "seen": "x"}).status_code in (409, 422)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"code": CODE[:-1] + ("0" if CODE[-1] != "0" else "1")}, "校验不符"),
        ({"code": "9121"}, "18位"),
        ({"code": make_code("210500", 7, "92")}, "个体工商户"),
        ({"licence_type": ""}, "请选择证照种类"),
        ({"licence_type": "x"}, "请选择所列的一项"),
        ({"region": "-"}, "哪个机关"),
        ({"region": "110000"}, "请选择所列的一项"),
        ({"office": "lead"}, "请选择所列的一项"),
        ({"username": "ice-clerk"}, "已被使用"),
        ({"password": "1234567890", "again": "1234567890"}, "不能全是数字"),
        ({"again": "x"}, "两次填写的密码不同"),
        ({"phone": "1"}, "电话号码不对"),
        ({"organisation": "\0"}, "空字符|字符"),
        ({"name": ""}, "请填写姓名"),
        ({"ends_former": "on"}, "授权书"),
        ({"licence": scan("证照.exe", b"MZ")}, "不接收这种类型"),
        ({"licence": scan("证照.zip", b"PK\x05\x06" + b"\0" * 18)}, "不接收|不收|损坏"),
        ({"licence": scan("证照.png")}, "扩展名与内容不符"),
        ({"licence": ""}, "请上传加盖公章"),
    ],
)
def test_every_refusal_of_the_form(play: Stage, typed: dict[str, Any], says: str) -> None:
    client = Client()
    with nothing_written():
        answer = fill(client, "/register", **{**ACCOUNT, **ORGANISATION, "licence": scan(), **typed})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(says, page), re.findall(r'class="error".*?</div>', page)
    assert PASSWORD not in page
    kept = {**ORGANISATION, **{name: value for name, value in typed.items() if isinstance(value, str)}}
    for name in ("domicile", "legal_representative"):
        assert f'value="{kept[name]}"' in page


def test_a_paper_sent_with_a_faulty_form_is_kept(play: Stage) -> None:
    client = Client()
    answer = fill(client, "/register", **{**ACCOUNT, **ORGANISATION, "code": "1", "licence": scan()})
    page = answer.content.decode()
    assert "已上传“证照.pdf”" in page
    sent = {**visits.hidden(page), **ACCOUNT, **ORGANISATION}
    stranger = Client()
    stranger.get("/register")
    assert stranger.post("/register", {**sent, "once": "b" * 32}).status_code == 422
    assert client.post("/register", sent).status_code == 302
    assert Registration.objects.get().licence.name == "证照.pdf"


def test_a_paper_of_another_registration_is_not_taken(play: Stage, browser: Browser) -> None:
    row = register(Client())
    sent = {
        **ACCOUNT,
        **ORGANISATION,
        "username": "thief",
        "kept-licence": row.licence_id,
        "phone": "13800000009",
    }
    answer = fill(Client(), "/register", **sent)
    assert answer.status_code == 422 and "请上传加盖公章" in answer.content.decode()
    other = Client()
    mine = register(other, username="other", phone="13800000003", code=make_code("210500", 11))
    assert other.get(f"/registration/{row.pk}/files/licence").status_code == 404
    assert other.get(f"/registration/{mine.pk}/files/licence").status_code == 200
    assert other.get(f"/registration/{mine.pk}/files/authorisation").status_code == 404
    assert other.get(f"/files/{row.licence_id}").status_code == 404
    assert browser("lead-clerk").get(f"/files/{row.licence_id}").status_code == 404


def test_too_large(play: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lianmeng.web.accounts.uploads.LIMIT", 10)
    answer = fill(Client(), "/register", **{**ACCOUNT, **ORGANISATION, "licence": scan()})
    assert answer.status_code == 422 and "文件超过" in answer.content.decode()


def test_the_same_form_twice_registers_once(play: Stage) -> None:
    client = Client()
    sent = {**visits.hidden(client.get("/register")), **ACCOUNT, **ORGANISATION}
    assert client.post("/register", {**sent, "licence": scan()}).status_code == 302
    assert Client().post("/register", {**sent, "licence": scan()})["Location"] == "/registration"
    assert Registration.objects.count() == 1 and Person.objects.filter(username="contact").count() == 1


@pytest.mark.parametrize("name", ["other-clerk", "benxi-registry", "lead-clerk", "ice-clerk", None])
def test_others_see_no_registration_of_ours(play: Stage, browser: Browser, name: str | None) -> None:
    row = register(Client())
    play.hire("other-clerk", "prelim_clerk", "shenyang", 902)
    client = browser(name) if name else Client()
    page = f"{QUEUE}{row.pk}"
    assert CODE not in client.get(QUEUE).content.decode()
    with nothing_written():
        for address in (page, f"{page}/files/licence", f"/registration/{row.pk}"):
            assert client.get(address).status_code in (302, 403, 404)
        for address in (f"{page}/confirm", f"{page}/return"):
            assert client.post(address, {"seen": 1, "reason": "试"}).status_code in (302, 403, 404)


def test_the_queue_has_a_fixed_number_of_queries(
    play: Stage, browser: Browser, django_assert_max_num_queries: Any
) -> None:
    office = browser("benxi-clerk")
    row = register(Client())
    for amount in (1, 30):
        assert Registration.objects.count() == amount
        with django_assert_max_num_queries(8):
            read(office, QUEUE)
        for number in range(30 - amount):
            person = Person.objects.create(username=f"p{number}", name="某（演示）", joined_on=play.day)
            row.pk, row.person, row.code = None, person, make_code("210500", 2000 + number)
            row.save()
    with django_assert_max_num_queries(15):
        read(office, f"{QUEUE}{row.pk}")


def test_branches_are_told_what_they_cannot(play: Stage, browser: Browser) -> None:
    firm = Client()
    row = register(firm, licence_type="branch")
    assert "不能作申报单位" in read(firm, "/registration")
    assert "不能作申报单位" in read(browser("benxi-clerk"), f"{QUEUE}{row.pk}")


def test_somebody_signed_in_registers_a_further_organisation(play: Stage, browser: Browser) -> None:
    client = browser("ice-clerk")
    assert "id_password" not in read(client, "/register")
    answer = fill(client, "/register", **ORGANISATION, licence=scan())
    assert answer.status_code == 302
    confirm(browser("benxi-clerk"), Registration.objects.get())
    held = queries.appointments_of(play.world.people["ice-clerk"], play.day)
    assert len(held) == 2


# ---- change of contact -------------------------------------------------------------------------------------------


def test_a_contact_is_there_already(play: Stage, browser: Browser) -> None:
    old, office = Client(), browser("benxi-clerk")
    confirm(office, register(old))
    given = {**ACCOUNT, **ORGANISATION, "username": "next", "phone": "13800000002", "licence": scan()}
    answer = fill(Client(), "/register", **given)
    page = answer.content.decode()
    assert answer.status_code == 422 and "已有经核验的联系人" in page and "索取邀请" in page
    new = Client()
    row = register(
        new, username="next", phone="13800000002", authorisation=scan("授权书.pdf"), ends_former="on"
    )
    page = read(office, f"{QUEUE}{row.pk}")
    assert "身份立即终止" in page and "授权书.pdf" in page
    confirm(office, row)
    assert old.get("/apply/")["Location"].startswith("/identity")
    assert "身份已经终止" in read(old, "/registration")
    assert "本单位人员" in read(new, "/apply/")


# ---- colleagues --------------------------------------------------------------------------------------------------


def test_colleagues_invite_and_end(play: Stage, browser: Browser) -> None:
    clerk, head = browser("ice-clerk"), Client()
    answer = fill(clerk, "/apply/people/", "invite-form", name="负责人（演示）", capacity="applicant_head")
    assert answer.status_code == 302
    address = visits.address_shown(clerk, "/apply/people/")
    assert "id_identity_number" not in read(head, address)
    assert fill(head, address, **ACCOUNT)["Location"] == "/apply/"
    held = visits.person("contact").appointments.get()
    page = f"/apply/people/end/{held.pk}"
    assert "立即" in read(clerk, page)
    assert fill(clerk, page, "end-form", reason="调离（演示）")["Location"] == "/apply/people/"
    assert head.get("/apply/people/").status_code == 302


def test_the_last_colleague_stays(play: Stage, browser: Browser) -> None:
    clerk = browser("ice-clerk")
    for name in ("ice-head", "ice-clerk"):
        held = play.world.people[name].appointments.get()
        last = fill(clerk, f"/apply/people/end/{held.pk}", "end-form", reason="调离（演示）")
    assert last.status_code == 409 and "最后一个" in last.content.decode()


def test_an_invitation_of_colleagues_is_revoked_once(play: Stage, browser: Browser) -> None:
    clerk = browser("ice-clerk")
    fill(clerk, "/apply/people/", "invite-form", name="某（演示）", capacity="applicant_clerk")
    page = read(clerk, "/apply/people/")
    address = re.search(r"/apply/people/revoke/\d+", page)
    assert address
    assert browser("herb-clerk").post(address[0]).status_code == 404
    for said in ("已撤销对某（演示）的邀请", "没有办成"):
        clerk.post(address[0])
        assert said in read(clerk, "/apply/people/")


@pytest.mark.parametrize("name", ["member", "benxi-clerk", "expert-1", None])
def test_others_manage_no_colleagues(play: Stage, browser: Browser, name: str | None) -> None:
    play.hire("member", "member", "ice-2")
    client = browser(name) if name else Client()
    assert client.get("/apply/people/").status_code in (302, 403)
    if name == "member":
        assert "本单位人员" not in read(client, "/apply/")
    held = play.world.people["ice-head"].appointments.get()
    with nothing_written():
        assert client.post(f"/apply/people/end/{held.pk}", {"reason": "试"}).status_code in (302, 403, 404)
    assert browser("herb-clerk").get(f"/apply/people/end/{held.pk}").status_code == 404


def test_colleagues_have_a_fixed_number_of_queries(
    play: Stage, browser: Browser, django_assert_max_num_queries: Any
) -> None:
    clerk = browser("ice-clerk")
    for amount in (0, 30):
        with django_assert_max_num_queries(8):
            read(clerk, "/apply/people/")
        for number in range(30 - amount):
            play.hire(f"more-{number}", "applicant_clerk", "ice-lead")


# ---- lost accounts -----------------------------------------------------------------------------------------------


def lost(play: Stage, office: Client, **more: Any) -> Any:
    firm = play.world.people["ice-clerk"].appointments.get().organisation_id
    Organisation.objects.filter(pk=firm).update(code=CODE, code_status=CodeStatus.CHECKED)
    given = {
        "code": CODE,
        "contact": "新人（演示）",
        "phone": "13900000001",
        "ends_former": "on",
        "letter": scan(),
    }
    return fill(office, "/office/registrations/recoveries/new", "recovery-form", **{**given, **more})


def test_a_lost_account_is_recovered_by_two(play: Stage, browser: Browser) -> None:
    clerk, head, new = browser("benxi-clerk"), browser("benxi-head"), Client()
    assert lost(play, clerk).status_code == 302
    found = Recovery.objects.get()
    page = f"/office/registrations/recoveries/{found.pk}"
    assert "approve-form" not in read(clerk, page)
    assert clerk.post(f"{page}/approve", {"once": "a" * 32}).status_code == 409
    assert "1件" in read(head, "/office/") and "身份立即终止" in read(head, page)
    assert head.get(f"{page}/letter").status_code == 200
    sent = visits.hidden(head.get(page), "approve-form")
    for _ in range(2):
        assert head.post(f"{page}/approve", sent).status_code == 302
    address = visits.address_shown(head, QUEUE)
    assert browser("ice-clerk").get("/apply/").status_code == 302
    assert fill(new, address, **ACCOUNT)["Location"] == "/apply/"


def test_a_letter_with_faults_loses_nothing(play: Stage, browser: Browser) -> None:
    clerk = browser("benxi-clerk")
    with nothing_written():
        firm = play.world.people["ice-clerk"].appointments.get().organisation
        assert firm
        answer = fill(
            clerk,
            "/office/registrations/recoveries/new",
            "recovery-form",
            code=make_code("210100", 3),
            contact="新人（演示）",
            phone="x",
            letter=scan(),
        )
    page = answer.content.decode()
    assert answer.status_code == 422 and "没有受理过" in page and "电话号码不对" in page
    assert 'value="新人（演示）"' in page and "已上传“证照.pdf”" in page


def test_other_offices_see_no_letter(play: Stage, browser: Browser) -> None:
    lost(play, browser("benxi-clerk"))
    play.hire("other-head", "prelim_head", "shenyang", 903)
    page = f"/office/registrations/recoveries/{Recovery.objects.get().pk}"
    for name in ("other-head", "lead-clerk", "ice-head"):
        client = browser(name)
        with nothing_written():
            for address in (page, f"{page}/letter"):
                assert client.get(address).status_code in (403, 404)
            for address in (f"{page}/approve", f"{page}/return"):
                assert client.post(address, {"reason": "试"}).status_code in (403, 404)
    letter = Attachment.objects.latest("pk")
    assert browser("other-head").get(f"/files/{letter.pk}").status_code == 404


def test_a_letter_is_returned(play: Stage, browser: Browser) -> None:
    lost(play, browser("benxi-clerk"))
    head, page = browser("benxi-head"), f"/office/registrations/recoveries/{Recovery.objects.get().pk}"
    assert head.post(f"{page}/return", {"reason": ""}).status_code == 422
    sent = visits.hidden(head.get(page), "return-form")
    assert head.post(f"{page}/return", {**sent, "reason": "印章不符"}).status_code == 302
    assert "印章不符" in read(browser("benxi-clerk"), page)


def test_too_many_registrations_from_one_address_are_put_off_with_what_was_typed(play: Stage) -> None:
    client = Client()
    for _ in range(20):
        assert client.post("/register", {"name": ""}).status_code == 422
    answer = client.post("/register", {**ACCOUNT, **ORGANISATION})
    said = answer.content.decode()
    assert answer.status_code == 429 and "一小时后再提交" in said
    assert ORGANISATION["organisation"] in said and not Registration.objects.exists()


def test_a_file_of_another_kind_is_told_what_is_taken_here(play: Stage) -> None:
    odd = scan("证照.exe", b"MZ nothing")
    said = fill(Client(), "/register", **{**ACCOUNT, **ORGANISATION, "licence": odd}).content.decode()
    error = said[said.index("不接收这种类型") :][:120]
    assert "PDF、OFD、PNG、JPG" in error and "DOCX" not in error
