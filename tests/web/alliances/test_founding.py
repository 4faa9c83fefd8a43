"""Founding an alliance, its overview, its revisions and what differs between two of them."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from lianmeng.alliances.models import Alliance, Revision
from lianmeng.parties import actions as parties
from lianmeng.parties.models import Person
from lianmeng.parties.samplecodes import make_code
from lianmeng.policies import actions as policies
from lianmeng.record.models import Entry
from lianmeng.web import clock
from tests.stories.stage import BY, measure_files
from tests.web.alliances.forms import posted, send, text_of

pytestmark = pytest.mark.django_db
NEW = "/apply/alliances/new"


@pytest.fixture
def clerk(pages: Callable[[str], Any], enter: Callable[..., Client]) -> tuple[Client, Any]:
    play = pages("called")
    return enter(play, "ice-clerk"), play


def found(client: Client, **changes: Any) -> Any:
    sent = posted(client.get(NEW), "found-form") | {"name": "新材料联盟（演示）", "place": "both"}
    return client.post(NEW, sent | {"kind": "enterprise"} | changes)


def test_an_alliance_needs_a_name_and_a_place_and_stands_on_its_overview(clerk: Any) -> None:
    client, play = clerk
    answer = found(client)
    made = Alliance.objects.get(name="新材料联盟（演示）")
    assert answer["Location"] == f"/apply/alliances/{made.pk}/"
    own = play.world.organisations["ice-lead"]
    assert (made.lead, made.host, made.members.get().organisation) == (own, own, own)
    page = text_of(client.get(answer["Location"]))
    assert "约定生效日" in page and "其他成员单位" in page and "还没有版次" in page
    assert Entry.objects.get(act="found_alliance").data["name"] == made.name


def test_the_page_sent_twice_founds_once(clerk: Any) -> None:
    client, _ = clerk
    mark = {"once": "a" * 32}
    assert found(client, **mark)["Location"] == found(client, **mark)["Location"]
    assert Alliance.objects.filter(name="新材料联盟（演示）").count() == 1


def test_the_same_name_under_the_same_lead_is_refused(clerk: Any) -> None:
    client, _ = clerk
    found(client)
    answer = found(client)
    assert answer.status_code == 422 and "已有同名联盟" in text_of(answer)


def test_the_host_of_the_standing_office_enters_the_lead(clerk: Any) -> None:
    client, play = clerk
    answer = found(client, place="host", lead_name="某盟主有限公司", lead_code=make_code("210100", 77))
    assert answer.status_code == 422 and "请选择" in text_of(answer)
    more = {"lead_licence": "company", "lead_kind": "enterprise"}
    code = make_code("210100", 77)
    answer = found(client, place="host", lead_name="某盟主有限公司", lead_code=code, **more)
    made = Alliance.objects.get(name="新材料联盟（演示）")
    assert answer.status_code == 302 and made.lead.code == code
    assert made.host == play.world.organisations["ice-lead"] and made.members.count() == 2
    assert client.get(answer["Location"]).status_code == 200


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"name": "长" * 201}, {"place": "king"}, {"kind": ""}, {"name": "空\0字"}]
)
def test_what_does_not_found_an_alliance_is_told_and_stays(clerk: Any, wrong: dict[str, str]) -> None:
    client, _ = clerk
    answer = found(client, **wrong)
    assert answer.status_code == 422 and not Alliance.objects.filter(name__startswith="新材料").exists()


def test_home_lists_what_is_missing_with_as_many_queries_for_many(
    clerk: Any, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    client, _ = clerk
    for number in range(30):
        found(client, name=f"联盟{number}")
    with django_assert_max_num_queries(16):
        page = text_of(client.get("/apply/"))
    assert "新建联盟" in page and "联盟29" in page and "目标和任务：" in page


def test_a_revision_is_kept_with_its_note_and_compared_with_now(clerk: Any) -> None:
    client, play = clerk
    root = f"/apply/alliances/{play.world.alliances['ice-wine'].pk}"
    send(client, f"{root}/basics", brief="第二版的简介", main_focus="", foci=["agriculture", "upgrading"])
    page = text_of(client.get(f"{root}/"))
    assert "此后有改动" in page
    answer = client.post(f"{root}/revisions", {"note": "理事会通过"}, follow=True)
    assert "已保存为第2版" in text_of(answer) and "理事会通过" in text_of(answer)
    again = client.post(f"{root}/revisions", {"note": "再来"}, follow=True)
    assert "没有另存版次" in text_of(again) and Revision.objects.count() == 3  # two alliances had one each
    send(client, f"{root}/members", members__1__name="桓仁甲葡萄有限公司", members__2__contact="联系人")
    send(client, f"{root}/earlier", earlier__0__kind="support", earlier__0__title="市级支持")
    one = text_of(client.get(f"{root}/compare?from=1&to=2"))
    assert "第二版的简介" in one and "传统产业改造提升" in one and "删除" in one
    two = text_of(client.get(f"{root}/compare?from=2&to=now"))
    assert "桓仁甲葡萄种植有限公司（演示） 桓仁甲葡萄有限公司" in two and "增加" in two and "市级支持" in two
    assert "没有不同的部分：基本情况" in two
    assert "经办甲（演示）" in two


def test_rows_that_came_and_went(clerk: Any) -> None:
    client, play = clerk
    root = f"/apply/alliances/{play.world.alliances['ice-wine'].pk}"
    page = client.post(f"{root}/members", posted(client.get(f"{root}/members")) | {"do": "members-remove-8"})
    client.post(f"{root}/members", posted(page))
    told = text_of(client.get(f"{root}/compare?from=1&to=now"))
    assert "删除 桓仁冰葡萄种植专业合作社（演示）" in told


def test_since_the_last_submission(pages: Callable[[str], Any], enter: Callable[..., Client]) -> None:
    play = pages("submitted")
    client = enter(play, "ice-clerk")
    root = f"/apply/alliances/{play.world.alliances['ice-wine'].pk}"
    page = client.get(f"{root}/revisions").content.decode()
    assert "最近一次提交以后改了什么" in page
    key = page.split("?from=s")[1].split("&")[0]
    told = text_of(client.get(f"{root}/compare?from=s{key}&to=now"))
    assert "没有不同" in told and "这里只对照两边都有的项目" in told


@pytest.mark.parametrize("pair", ["from=99&to=now", "from=1&to=x", "from=s99999&to=now", "from=1%00&to=now"])
def test_states_that_are_none_are_not_found(clerk: Any, pair: str) -> None:
    client, play = clerk
    root = f"/apply/alliances/{play.world.alliances['ice-wine'].pk}"
    assert client.get(f"{root}/compare?{pair}").status_code == 404


def test_a_note_too_long_is_refused_and_stays(clerk: Any) -> None:
    client, play = clerk
    root = f"/apply/alliances/{play.world.alliances['ice-wine'].pk}"
    answer = client.post(f"{root}/revisions", {"note": "长" * 501})
    assert answer.status_code == 422 and "说明最多500字，现为501字" in text_of(answer)


def test_on_an_empty_real_database_a_first_clerk_founds_and_fills_in(db: None, client: Client) -> None:
    policies.publish(measure_files(), by="测试")
    clock.establish("real")
    code = make_code("210200", 5)
    firm = parties.add_organisation("大连某材料有限公司", "company", code=code, region="210200")
    since = date(2016, 4, 21)
    person = parties.add_person("first", "经办人", by=BY, on=since)
    parties.appoint(
        person, "applicant_clerk", by=BY, valid_from=since, identity_required=False, organisation=firm
    )
    client.force_login(Person.objects.get(pk=person.pk))
    assert "还没有联盟" in text_of(client.get("/apply/"))
    root = found(client)["Location"].rstrip("/")
    page = client.post(f"{root}/members", posted(client.get(f"{root}/members")) | {"do": "members-add-20"})
    sent = posted(page)
    for place in range(1, 12):
        row = {"code": make_code("210200", 100 + place), "name": f"第{place}成员", "kind": "enterprise"}
        row |= {"licence_type": "company", "contact": "联系人"}
        sent |= {f"members-{place}-{name}": value for name, value in row.items()}
    assert client.post(f"{root}/members", sent).status_code == 302
    answer = send(
        client, f"{root}/agreement", effective_on="2016-03-01", signatures__0__signed_on="2016-03-01"
    )
    assert answer.status_code == 302
    for section in ("", "basics", "agreement", "members", "goals", "organs", "funds", "earlier", "revisions"):
        assert client.get(f"{root}/{section}").status_code == 200
    assert "已保存为第1版" in text_of(client.post(f"{root}/revisions", {"note": ""}, follow=True))
    assert Alliance.objects.get().members.count() == 12


def test_a_member_without_code_that_is_renamed_is_one_changed_row(clerk: Any) -> None:
    client, play = clerk
    root = f"/apply/alliances/{play.world.alliances['ice-wine'].pk}"
    send(client, f"{root}/members", members__0__name="桓仁北江集团有限公司")
    told = text_of(client.get(f"{root}/compare?from=1&to=now"))
    assert "改动 桓仁北江集团有限公司 单位名称 桓仁北江葡萄酒产业发展有限公司" in told
    assert "删除" not in told.split("没有不同的部分")[0].split("对调")[1]
