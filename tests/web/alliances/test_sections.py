"""The sections of an alliance, through the pages: filled in, refused, lost races, rows."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lianmeng.alliances.models import Alliance, Member, SectionVersion
from lianmeng.parties.models import Appointment, FormerName, Organisation, Person
from lianmeng.parties.samplecodes import make_code
from tests.web.alliances.forms import named, posted, send, text_of

pytestmark = pytest.mark.django_db
LONG = "长" * 20_001


@pytest.fixture
def ice(pages: Callable[[str], Any], enter: Callable[..., Client]) -> tuple[Client, str, Any]:
    """The clerk of the ice wine alliance, and where its pages lie."""
    play = pages("called")
    return enter(play, "ice-clerk"), f"/apply/alliances/{play.world.alliances['ice-wine'].pk}", play


def alliance(play: Any) -> Alliance:
    return Alliance.objects.get(pk=play.world.alliances["ice-wine"].pk)


def test_every_page_of_an_alliance_of_the_demonstration_shows_it_filled_in(ice: Any) -> None:
    client, root, _ = ice
    for page in ("/", "/revisions", "/compare", "/basics", "/agreement", "/members", "/goals", "/organs"):
        assert client.get(root + page).status_code == 200
    assert "建立标准化种植示范基地" in client.get(f"{root}/goals").content.decode()
    assert "桓仁乙酒庄有限公司（演示）" in text_of(client.get(f"{root}/agreement"))


def test_what_a_section_holds_is_saved_and_said(ice: Any) -> None:
    client, root, play = ice
    answer = send(
        client, f"{root}/basics", brief="组建背景。", foci=["agriculture", "other"], focus_note="冰雪经济"
    )
    assert answer.status_code == 302
    page = text_of(client.get(f"{root}/basics"))
    assert "已保存" in page and "经办甲（演示）" in page
    row = alliance(play)
    assert (row.brief, row.focus_note, row.version) == ("组建背景。", "冰雪经济", 1)


def test_the_same_page_sent_twice_is_saved_once(ice: Any) -> None:
    client, root, play = ice
    sent = posted(client.get(f"{root}/basics")) | {"brief": "一次"}
    client.post(f"{root}/basics", sent)
    again = client.post(f"{root}/basics", sent, follow=True)
    assert "未重复保存" in text_of(again)
    assert SectionVersion.objects.get(alliance=alliance(play), section="basics").no == 1


def test_a_main_focus_outside_the_foci_is_refused_on_its_field(ice: Any) -> None:
    client, root, play = ice
    answer = send(client, f"{root}/basics", foci=["emerging"], main_focus="agriculture", brief="留着")
    assert answer.status_code == 422
    assert "主要方向不在所选产业方向之中" in text_of(answer) and "留着" in text_of(answer)
    assert alliance(play).foci == ["agriculture"]


@pytest.mark.parametrize("bad", [LONG, "有\0空字符"])
def test_text_that_cannot_be_kept_is_refused_and_stays_typed(ice: Any, bad: str) -> None:
    client, root, play = ice
    answer = send(client, f"{root}/basics", brief=bad)
    assert answer.status_code == 422
    assert alliance(play).brief != bad


def test_characters_that_nobody_sees_are_left_out(ice: Any) -> None:
    client, root, play = ice
    send(client, f"{root}/basics", brief="甲\x07乙\u202e丙\x0b")
    assert alliance(play).brief == "甲乙丙"


def test_a_name_longer_than_its_column_is_refused(ice: Any) -> None:
    client, root, _ = ice
    answer = send(client, f"{root}/basics", name="长" * 201)
    assert answer.status_code == 422 and "最多200字，现为201字" in text_of(answer)


def test_another_firms_alliance_is_not_found(ice: Any, pages: Any) -> None:
    client, _, play = ice
    other = play.world.alliances["herbal"].pk
    for page in ("/", "/basics", "/members", "/revisions", "/compare", "/members/here"):
        assert client.get(f"/apply/alliances/{other}{page}").status_code in (404, 405)
    assert client.post(f"/apply/alliances/{other}/basics", {"name": "别人的"}).status_code == 404
    assert client.post(f"/apply/alliances/{other}/basics/here", {}).status_code == 404


def test_two_clerks_on_one_section(ice: Any) -> None:
    client, root, play = ice
    second = Client()
    second.force_login(Person.objects.get(pk=play.world.people["ice-head"].pk))
    mine = posted(client.get(f"{root}/basics")) | {"brief": "甲的简介", "focus_note": "甲写的"}
    assert send(second, f"{root}/basics", brief="乙的简介").status_code == 302
    answer = client.post(f"{root}/basics", mine)
    assert answer.status_code == 409
    page = text_of(answer)
    assert "负责人甲（演示）刚刚保存过这一部分" in page
    assert "甲的简介" in page and "乙的简介" in page and "甲写的" in page
    assert alliance(play).brief == "乙的简介"
    chosen = posted(answer) | {"take:brief": "theirs", "take:focus_note": "mine"}
    assert client.post(f"{root}/basics", chosen).status_code == 302
    assert (alliance(play).brief, alliance(play).focus_note) == ("乙的简介", "甲写的")


def test_rows_that_the_other_clerk_added_are_kept_unless_let_go(ice: Any) -> None:
    client, root, play = ice
    second = Client()
    second.force_login(Person.objects.get(pk=play.world.people["ice-head"].pk))
    mine = posted(client.get(f"{root}/earlier")) | named(
        {"earlier__0__kind": "recognition", "earlier__0__title": "市级联盟"}
    )
    send(second, f"{root}/earlier", earlier__0__kind="support", earlier__0__title="县级项目支持")
    answer = client.post(f"{root}/earlier", mine)
    assert answer.status_code == 409 and "县级项目支持" in text_of(answer)
    assert client.post(f"{root}/earlier", posted(answer)).status_code == 302
    assert {one.title for one in alliance(play).earlier_recognitions.all()} == {"市级联盟", "县级项目支持"}


def test_who_else_has_the_section_open_is_told(ice: Any) -> None:
    client, root, play = ice
    second = Client()
    second.force_login(Person.objects.get(pk=play.world.people["ice-head"].pk))
    second.post(f"{root}/basics/here", {"version-seen": "0"})
    assert "负责人甲（演示）也正打开着这一部分" in text_of(client.get(f"{root}/basics"))
    send(second, f"{root}/basics", brief="乙的")
    told = client.post(f"{root}/basics/here", {"version-seen": "0"})
    assert "保存过这一部分" in text_of(told)
    assert "登录已失效" in text_of(Client().post(f"{root}/basics/here", {"version-seen": "0"}))


def test_a_form_whose_session_ended_comes_back_and_overwrites_nobody(ice: Any) -> None:
    client, root, play = ice
    sent = posted(client.get(f"{root}/basics")) | {"brief": "登录失效前写的"}
    del client.cookies["sessionid"]
    answer = client.post(f"{root}/basics", sent)
    assert answer.status_code == 302 and answer["Location"].startswith("/login")
    second = Client()
    second.force_login(Person.objects.get(pk=play.world.people["ice-head"].pk))
    send(second, f"{root}/basics", brief="别人写的")
    client.force_login(Person.objects.get(pk=play.world.people["ice-clerk"].pk))
    page = client.get(f"{root}/basics")
    assert "登录失效前写的" in text_of(page) and "已放回下面" in text_of(page)
    assert client.post(f"{root}/basics", posted(page)).status_code == 409
    assert alliance(play).brief == "别人写的"


def test_while_an_office_has_the_application_nothing_is_changed_and_the_page_says_what_to_do(
    pages: Callable[[str], Any], enter: Callable[..., Client]
) -> None:
    play = pages("submitted")
    client = enter(play, "ice-clerk")
    root = f"/apply/alliances/{play.world.alliances['ice-wine'].pk}"
    page = client.get(f"{root}/basics")
    assert "资料暂不能修改" in text_of(page) and "撤回修改" in text_of(page)
    assert '<fieldset class="bare stack" disabled>' in page.content.decode()
    answer = client.post(f"{root}/basics", posted(page) | {"brief": "晚了"})
    assert answer.status_code == 409 and "晚了" in text_of(answer)
    assert '<fieldset class="bare stack">' in answer.content.decode()  # what was typed may still be copied
    assert alliance(play).brief != "晚了"


# ---- agreement ---------------------------------------------------------------------------------------------


def test_a_signature_of_tomorrow_is_refused_in_its_row(ice: Any) -> None:
    client, root, _ = ice
    answer = send(client, f"{root}/agreement", signatures__1__signed_on="2016-05-04")
    assert answer.status_code == 422 and "第2行签署日期：签署日期晚于今天" in text_of(answer)


def test_an_agreement_in_force_before_all_have_signed_is_warned_of(ice: Any) -> None:
    client, root, play = ice
    answer = send(client, f"{root}/agreement", effective_on="2016-01-01", signatures__2__seal_kind="college")
    assert answer.status_code == 302
    assert "成立时间从2016年1月21日起算" in text_of(client.get(f"{root}/agreement"))
    assert alliance(play).members.all()[2].seal_kind == "college"


def test_an_agreement_that_ends_before_it_begins_is_refused(ice: Any) -> None:
    client, root, _ = ice
    answer = send(client, f"{root}/agreement", effective_on="2016-02-01", valid_until="2016-01-01")
    assert answer.status_code == 422 and "早于约定生效日" in text_of(answer)


def test_empty_cells_are_filled_as_in_the_first_row_and_nothing_is_saved(ice: Any) -> None:
    client, root, play = ice
    sent = posted(client.get(f"{root}/agreement")) | named(
        {"signatures__0__signed_on": "2016-02-02", "signatures__3__signed_on": "", "do": "signatures-fill"}
    )
    filled = posted(client.post(f"{root}/agreement", sent))
    assert (filled["signatures-3-signed_on"], filled["signatures-4-signed_on"]) == (
        "2016-02-02",
        "2016-01-21",
    )
    assert str(alliance(play).members.all()[0].signed_on) == "2016-01-21"


def test_a_wrong_code_and_a_missing_kind_are_told_together(ice: Any) -> None:
    client, root, _ = ice
    answer = add(client, root, code="91210522DEM000022A", name="某公司", kind="")
    assert answer.status_code == 422
    assert "第10行统一社会信用代码" in text_of(answer) and "第10行类型" in text_of(answer)


# ---- organs, funds, earlier --------------------------------------------------------------------------------


def test_organs_with_minutes(ice: Any) -> None:
    client, root, play = ice
    sent = posted(client.get(f"{root}/organs")) | named({"organs__0__staff": "秘书长（演示）"})
    sent["organs-0-minutes"] = SimpleUploadedFile("纪要.pdf", b"%PDF-1.4\n%%EOF", "application/pdf")
    assert client.post(f"{root}/organs", sent).status_code == 302
    organ = alliance(play).organs.first()
    assert organ and organ.minutes and organ.minutes.name == "纪要.pdf"
    assert client.get(f"/files/{organ.minutes_id}").status_code == 200
    assert send(client, f"{root}/organs", organs__1__head="另一人").status_code == 302
    assert alliance(play).organs.first().minutes.name == "纪要.pdf"


def test_a_file_of_somebody_else_cannot_be_named_by_hand(ice: Any) -> None:
    client, root, play = ice
    foreign = play.world.alliances["herbal"].members.first().licence_copy_id
    answer = send(client, f"{root}/organs", **{"kept-organs-0-minutes": [str(foreign)]})
    assert answer.status_code == 422 and "文件已不在" in text_of(answer)


@pytest.mark.parametrize("sum_", ["-5", "五十", "1e9", "99999999999", "1.23456", "NaN"])
def test_silly_sums_are_refused(ice: Any, sum_: str) -> None:
    client, root, _ = ice
    answer = send(client, f"{root}/funds", daily=sum_)
    assert answer.status_code == 422 and sum_ in answer.content.decode()


def test_a_sum_that_looks_like_yuan_is_warned_of(ice: Any) -> None:
    client, root, _ = ice
    assert send(client, f"{root}/funds", joint="9000000").status_code == 302
    assert "请核对单位是否为万元" in text_of(client.get(f"{root}/funds"))


def test_the_same_organ_twice_is_refused(ice: Any) -> None:
    client, root, _ = ice
    answer = send(client, f"{root}/organs", organs__1__kind="decision", organs__1__name="决策机构")
    assert answer.status_code == 422 and "同类机构已有同名的一行" in text_of(answer)


# ---- members -----------------------------------------------------------------------------------------------


def add(client: Client, root: str, **cells: str) -> Any:
    """Add one row by the button, fill it in, save."""
    page = client.post(f"{root}/members", posted(client.get(f"{root}/members")) | {"do": "members-add-1"})
    assert page.status_code == 200
    sent = posted(page)
    place = max(int(name.split("-")[1]) for name in sent if name.endswith("-id"))
    given = {"kind": "enterprise", "licence_type": "company"} | cells
    return client.post(
        f"{root}/members", sent | {f"members-{place}-{name}": value for name, value in given.items()}
    )


def test_a_member_is_added_by_its_code(ice: Any) -> None:
    client, root, play = ice
    code = make_code("210100", 901)
    answer = add(client, root, code=f" {code[:9]} {code[9:].lower()}", name="新成员有限公司")
    assert answer.status_code == 302, text_of(answer)[:900]
    made = alliance(play).members.last()
    assert made.organisation.code == code and made.organisation.region == "210100" and made.position == 10


def test_a_known_code_needs_no_name(ice: Any) -> None:
    client, root, play = ice
    known = play.world.organisations["herb-2"]
    assert add(client, root, code=known.code, licence_type="").status_code == 302
    assert alliance(play).members.last().organisation == known


@pytest.mark.parametrize(
    ("code", "said"),
    [("91210522DEM000022A", "校验不符"), ("123", "应为18位"), ("AB-中文" * 4, "不是代码允许的字符")],
)
def test_a_wrong_code_is_told_in_its_cell(ice: Any, code: str, said: str) -> None:
    client, root, _ = ice
    answer = add(client, root, code=code, name="某公司")
    assert answer.status_code in (422,) and ("第10行统一社会信用代码" in text_of(answer))
    assert said in text_of(answer) or "应为18位" in text_of(answer)


def test_the_code_of_another_firm_with_another_name_is_refused(ice: Any) -> None:
    client, root, play = ice
    known = play.world.organisations["herb-2"]
    answer = add(client, root, code=known.code, name="冒名有限公司")
    assert answer.status_code == 422 and f"登记的单位名称是“{known.name}”" in text_of(answer)
    known.refresh_from_db()
    assert known.name == "本溪甲药业有限公司（演示）"


def test_the_same_member_twice_is_refused_on_its_row(ice: Any) -> None:
    client, root, play = ice
    code = play.world.organisations["ice-2"].code
    answer = add(client, root, code=code)
    assert answer.status_code == 422 and "与第2行是同一单位" in text_of(answer)


def test_old_codes_and_none_are_still_to_be_checked(ice: Any) -> None:
    client, root, _ = ice
    assert add(client, root, code="210500004012345", old_code="yes", name="老单位").status_code == 302
    assert add(client, root, name="没有代码的单位").status_code == 302
    page = text_of(client.get(f"{root}/members"))
    assert page.count("代码待核") >= 3


def test_a_branch_stands_as_participant_and_is_not_counted(ice: Any) -> None:
    client, root, play = ice
    assert add(client, root, name="某公司沈阳分公司", licence_type="branch").status_code == 302
    assert "参与单位（不计入）" in text_of(client.get(f"{root}/members"))


def test_a_former_name_finds_its_bearer_and_is_shown(ice: Any) -> None:
    client, root, play = ice
    known = play.world.organisations["herb-3"]
    FormerName.objects.create(organisation=known, name="沈阳老制药厂", until=date(2010, 1, 1))
    assert add(client, root, name="沈阳老制药厂", licence_type="").status_code == 302
    assert alliance(play).members.last().organisation == known
    assert "曾用名：沈阳老制药厂（用至2010年1月1日）" in text_of(client.get(f"{root}/members"))


def test_a_former_name_is_entered(ice: Any) -> None:
    client, root, play = ice
    changes = {"members__1__former_name": "桓仁老葡萄园", "members__1__former_until": "2009-12-31"}
    assert send(client, f"{root}/members", **changes).status_code == 302
    assert play.world.organisations["ice-2"].former_names.get().name == "桓仁老葡萄园"


def test_a_member_with_people_of_its_own_keeps_its_name(ice: Any) -> None:
    client, root, play = ice
    Appointment.objects.create(
        person=play.world.people["herb-clerk"],
        organisation=play.world.organisations["ice-2"],
        capacity="member",
        valid_from=date(2016, 4, 21),
    )
    answer = send(client, f"{root}/members", members__1__name="改了名的公司")
    assert answer.status_code == 422 and "该单位在本系统有自己的人员" in text_of(answer)
    assert send(client, f"{root}/members", members__1__contact="新联系人").status_code == 302


def test_a_wrong_name_of_a_member_that_nobody_else_has_is_corrected(ice: Any) -> None:
    client, root, play = ice
    assert send(client, f"{root}/members", members__1__name="桓仁甲葡萄有限公司").status_code == 302
    assert Organisation.objects.get(pk=play.world.organisations["ice-2"].pk).name == "桓仁甲葡萄有限公司"


def test_a_licence_out_of_date_is_warned_of_and_saved(ice: Any) -> None:
    client, root, _ = ice
    assert send(client, f"{root}/members", members__1__valid_until="2015-12-31").status_code == 302
    assert "已过有效期" in text_of(client.get(f"{root}/members"))


def test_rows_are_moved_and_removed_without_saving(ice: Any) -> None:
    client, root, play = ice
    first = posted(client.get(f"{root}/members"))
    moved = client.post(f"{root}/members", first | {"do": "members-down-0"})
    assert posted(moved)["members-1-name"] == first["members-0-name"]
    removed = client.post(f"{root}/members", posted(moved) | {"do": "members-remove-8"})
    assert "members-8-name" not in posted(removed)
    assert Member.objects.filter(alliance=alliance(play)).count() == 9
    assert client.post(f"{root}/members", posted(removed)).status_code == 302
    names = [one.organisation.name for one in alliance(play).members.all()]
    assert len(names) == 8 and names[1] == first["members-0-name"]


def test_the_lead_cannot_be_removed(ice: Any) -> None:
    client, root, play = ice
    page = client.post(f"{root}/members", posted(client.get(f"{root}/members")) | {"do": "members-remove-0"})
    answer = client.post(f"{root}/members", posted(page))
    assert answer.status_code == 422 and "须列在成员单位中" in text_of(answer)
    assert alliance(play).members.count() == 9


def test_tasks_and_inputs_of_members(ice: Any) -> None:
    client, root, play = ice
    changes = {"lines__1__tasks": ["cooperation", "talent"], "lines__1__input": "场地 20 亩"}
    assert send(client, f"{root}/goals", **changes).status_code == 302
    member = alliance(play).members.all()[1]
    assert (member.tasks, member.input) == (["cooperation", "talent"], "场地 20 亩")


def test_five_hundred_members_are_saved_and_shown(
    ice: Any, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    client, root, play = ice
    sent = posted(client.get(f"{root}/members"))
    for place in range(9, 500):
        row = {"code": make_code("210100", 1000 + place), "name": f"第{place}单位", "kind": "enterprise"}
        row |= {"licence_type": "company", "id": ""}
        sent |= {f"members-{place}-{name}": value for name, value in row.items()}
    assert client.post(f"{root}/members", sent).status_code == 302
    assert alliance(play).members.count() == 500
    with django_assert_max_num_queries(20):
        page = client.get(f"{root}/members")
    assert "第499单位" in page.content.decode()


@pytest.mark.parametrize("section", ["basics", "agreement", "members", "goals", "organs", "funds", "earlier"])
def test_pages_ask_as_much_for_many_members_as_for_one(
    ice: Any, section: str, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    client, root, _ = ice
    with django_assert_max_num_queries(20):
        assert client.get(f"{root}/{section}").status_code == 200
