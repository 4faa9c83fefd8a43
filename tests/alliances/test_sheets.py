"""Members by workbook: what is exported imports unchanged, every fault is told by its cell, all or nothing."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from lianmeng.alliances import adapters, queries, sections
from lianmeng.alliances.actions import sheets
from lianmeng.alliances.actions.sections import SectionStale, save
from lianmeng.alliances.actions.sheets import Plan, RollRefused
from lianmeng.alliances.models import Alliance, Member
from lianmeng.files.workbooks import WorkbookRefused
from lianmeng.law.pack import Pack
from lianmeng.parties.models import Organisation
from lianmeng.parties.samplecodes import make_code
from lianmeng.policies import queries as policies
from lianmeng.record.people import Actor
from tests.alliances.factories import MemberFactory, make_alliance
from tests.parties.factories import ActorFactory, OrganisationFactory
from tests.stories.stage import stage

__all__ = ["stage"]
pytestmark = pytest.mark.django_db
DAY = date(2016, 6, 1)
HEADS = [
    *(
        "单位名称",
        "统一社会信用代码",
        "原代码",
        "证照类型",
        "独立法人",
        "类型",
        "发起成员",
        "签署日期",
        "用印",
    ),
    *("任务类别", "任务分工", "投入", "证照有效期至", "联系人", "联系电话"),
]


@pytest.fixture
def pack(stage: Any) -> Pack:
    """The real measure, published."""
    stage("")
    return policies.current_pack()


@pytest.fixture
def alliance(pack: Pack) -> Alliance:
    """The lead, a university and a firm."""
    OrganisationFactory.reset_sequence(7000)  # past the codes of the stage
    return make_alliance()


def lead_of(alliance: Alliance) -> Actor:
    return ActorFactory(organisation=alliance.lead_id, organisation_name=alliance.lead.name)


def template(pack: Pack, alliance: Alliance) -> bytes:
    return adapters.template(pack, queries.members_of(alliance))


def filled(*rows: Sequence[Any], heads: Sequence[str] = HEADS, name: str = adapters.SHEET) -> bytes:
    """A workbook as somebody fills it: text, numbers, days, formulas."""
    target = BytesIO()
    book = Workbook(target, {"in_memory": True})
    page, day = book.add_worksheet(name), book.add_format({"num_format": "yyyy/m/d"})
    for number, row in enumerate([heads, *rows]):
        for place, value in enumerate(row):
            if isinstance(value, date):
                page.write_datetime(number, place, value, day)
            elif isinstance(value, int | float):
                page.write_number(number, place, value)
            elif isinstance(value, str) and value.startswith("=="):
                page.write_formula(number, place, value[1:], None, "算出来的")
            elif value:
                page.write_string(number, place, str(value))
    book.close()
    return target.getvalue()


def line(name: str, code: Any = "", **cells: Any) -> list[Any]:
    values = {"单位名称": name, "统一社会信用代码": code, "证照类型": "公司等企业法人", "类型": "企业"}
    values |= {"发起成员": "是", **cells}
    return [values.get(head, "") for head in HEADS]


def present(alliance: Alliance) -> list[list[Any]]:
    return [
        line(one.organisation.name, one.organisation.code, 证照类型="", 类型="企业", 任务分工="样例分工")
        for one in queries.members_of(alliance)
    ]


def read(pack: Pack, content: bytes) -> adapters.Roll:
    return adapters.read_roll(pack, content, "名单.xlsx")


def faults(pack: Pack, content: bytes) -> dict[str, str]:
    return {fault.address: fault.text for fault in read(pack, content).faults}


def bring(alliance: Alliance, content: bytes, remove: bool = False, once: str = "") -> Plan:
    roll = read(policies.current_pack(), content)
    given_ = {"remove": remove, "by": lead_of(alliance), "on": DAY}
    sheets.rehearse(alliance, roll, **given_)
    return sheets.carry_out(alliance, roll, seen=sheets.versions(alliance), once=once, **given_)


def all_values(alliance: Alliance) -> dict[str, Any]:
    return sections.everything(queries.whole(alliance.pk, former_names=True))


def names(alliance: Alliance) -> list[str]:
    return [one.organisation.name for one in queries.members_of(alliance)]


def test_the_columns_are_those_of_the_sections(pack: Pack) -> None:
    assert [field.label for field in adapters.columns(pack).values()] == HEADS


def test_the_template_imports_unchanged(pack: Pack, alliance: Alliance) -> None:
    before = all_values(alliance)
    plan = bring(alliance, template(pack, alliance), remove=True)
    assert not plan.changes_anything and plan.same == 3
    assert all_values(alliance) == before


words = st.text(
    st.characters(
        blacklist_categories=("Cs", "Cc", "Cf", "Zl", "Zp", "Zs"), blacklist_characters="\ufffe\uffff"
    ),
    max_size=30,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_whatever_the_members_hold_the_export_imports_unchanged(
    pack: Pack, alliance: Alliance, data: st.DataObject
) -> None:
    lists = pack.terms.lists
    with transaction.atomic():
        for member in alliance.members.all():
            member.task, member.input = data.draw(words), data.draw(words)
            member.contact, member.contact_phone = data.draw(words), data.draw(words)
            member.tasks = data.draw(st.lists(st.sampled_from(list(lists["task_kind"])), unique=True))
            member.seal_kind = data.draw(st.sampled_from(["", *lists["seal_kind"]]))
            member.founding = data.draw(st.booleans())
            member.legal_person = data.draw(st.sampled_from([None, True, False]))
            member.signed_on = data.draw(st.none() | st.dates(date(1990, 1, 1), DAY))
            member.save()
        before = {one.pk: vars(one) for one in Member.objects.filter(alliance=alliance)}
        plan = bring(alliance, template(pack, alliance), remove=True)
        after = {one.pk: vars(one) for one in Member.objects.filter(alliance=alliance)}
        for rows in (before, after):
            for row in rows.values():
                row.pop("_state")
                row.pop("position")
        assert after == before and not plan.changes_anything
        transaction.set_rollback(True)


def test_members_are_added_and_changed_but_not_removed_unless_asked(pack: Pack, alliance: Alliance) -> None:
    lead, university, firm = queries.members_of(alliance)
    code = make_code("210100", 9077)
    rows = [line(lead.organisation.name, lead.organisation.code, 任务分工="牵头攻关", 发起成员="否")]
    rows.append(
        line("沈阳样例仪器有限公司", code, 任务类别="联合培养人才和人员交流", 签署日期="2016年1月21日")
    )
    plan = bring(alliance, filled(*rows))
    assert plan.added == ("沈阳样例仪器有限公司",) and not plan.removed
    assert set(plan.absent) == {university.organisation.name, firm.organisation.name}
    assert [one.name for one in plan.changed] == [lead.organisation.name]
    assert {cell.field for cell in plan.changed[0].changes} >= {"task", "founding"}
    added = Member.objects.get(organisation__code=code)
    assert (added.tasks, added.signed_on, added.founding) == (["talent"], date(2016, 1, 21), True)
    assert names(alliance)[-1] == "沈阳样例仪器有限公司"
    gone = bring(alliance, filled(*rows), remove=True)
    assert set(gone.removed) == {university.organisation.name, firm.organisation.name}
    assert len(names(alliance)) == 2


def test_days_are_read_however_people_write_them(pack: Pack, alliance: Alliance) -> None:
    forms = ["2016-01-21", "2016/1/21", "2016.1.21", "2016年1月21日", "２０１６年１月２１日", "20160121"]
    rows = [line(f"样例{n}公司", make_code("210100", n), 签署日期=day) for n, day in enumerate(forms, 80)]
    rows.append(line("样例日期公司", make_code("210100", 90), 签署日期=date(2016, 1, 21)))
    rows.append(line("样例整数公司", make_code("210100", 91), 签署日期=20160121, 证照有效期至="长期"))
    found = read(pack, filled(*rows))
    assert not found.faults
    assert {one.values["signed_on"] for one in found.lines} == {"2016-01-21"}
    assert found.lines[-1].values["valid_until"] == ""


def test_every_fault_of_every_cell_is_told_at_once(pack: Pack, alliance: Alliance) -> None:
    rows = [
        line("甲公司", 912101000000000000.0, 类型="企业家", 签署日期="2016年13月1日"),
        line("乙公司", "91210000000000000I", 用印="萝卜章", 任务类别="技术合作；搬砖"),
        line("丙公司", make_code("210100", 9005), 签署日期="去年", 任务分工="==A1"),
        line("丁公司", "", 证照有效期至=42390),
    ]
    found = faults(pack, filled(*rows))
    assert set(found) == {"B2", "F2", "H2", "I3", "J3", "H4", "K4", "M5"}
    assert "15位以后" in found["B2"] and "可填：企业；大学" in found["F2"]
    assert "没有这一天" in found["H2"] and "公式" in found["K4"]
    with pytest.raises(RollRefused):
        bring(alliance, filled(*rows))


def test_what_the_sections_refuse_is_told_in_the_cell_too(pack: Pack, alliance: Alliance) -> None:
    others = present(alliance)
    wrong = line("乙公司", "91210000000000000X", 任务分工="分工")
    late = line("丙公司", make_code("210100", 9005), 签署日期="2016-07-01")
    nameless = line("", make_code("210100", 9006))
    before = all_values(alliance)
    with pytest.raises(RollRefused) as caught:
        bring(alliance, filled(*others, wrong, late, nameless))
    found = {fault.address: fault.text for fault in caught.value.roll.faults}
    assert set(found) == {"B5", "H6", "A7"}
    assert "校验不符" in found["B5"] and "晚于今天" in found["H6"] and "单位名称" in found["A7"]
    marked = {cell.address for _, row in caught.value.roll.rows for cell in row if cell.fault}
    assert marked == set(found)
    assert all_values(alliance) == before
    assert not Organisation.objects.filter(name="丙公司").exists()


def test_the_same_organisation_twice_is_refused_on_its_row(pack: Pack, alliance: Alliance) -> None:
    code = make_code("210100", 9005)
    found = faults(
        pack, filled(line("甲公司", code), line("甲公司", ""), line("乙公司", f" {code.lower()} "))
    )
    assert set(found) == {"A3", "B4"} and "第2行" in found["B4"]


def test_the_lead_stays_a_member(pack: Pack, alliance: Alliance) -> None:
    content = filled(line("甲公司", make_code("210100", 9005)))
    with pytest.raises(RollRefused) as caught:
        bring(alliance, content, remove=True)
    assert alliance.lead.name in caught.value.others[0]
    assert len(names(alliance)) == 3


def test_an_old_code_of_fewer_signs_is_taken_as_one(pack: Pack, alliance: Alliance) -> None:
    bring(alliance, filled(*present(alliance), line("老厂", "71234567-8", 证照类型="其他证照")))
    assert Organisation.objects.get(name="老厂").code_status == "old"
    before = all_values(alliance)
    assert not bring(alliance, template(pack, alliance)).changes_anything
    assert all_values(alliance) == before


def test_columns_may_stand_in_any_order_with_spaces_and_marks(pack: Pack, alliance: Alliance) -> None:
    heads = [f" {head}* " if head == "单位名称" else f"{head[0]} {head[1:]}" for head in reversed(HEADS)]
    row = list(reversed(line("甲公司", make_code("210100", 9005))))
    assert read(pack, filled(row, heads=heads)).lines[0].values["name"] == "甲公司"


@pytest.mark.parametrize(
    ("heads", "said"),
    [
        ([*HEADS, "备注"], "不认识的列：P1“备注”"),
        (HEADS[:-2], "缺少的列：联系人、联系电话"),
        ([*HEADS, "类型"], "重复的列：类型"),
        (["甲", "乙", "丙"], "没有找到表头"),
    ],
)
def test_strange_missing_and_double_columns_are_refused(pack: Pack, heads: list[str], said: str) -> None:
    with pytest.raises(WorkbookRefused, match=said):
        read(pack, filled(line("甲公司"), heads=heads))


def test_too_many_rows_and_none_are_refused(pack: Pack) -> None:
    rows = [line(f"公司{n}") for n in range(adapters.ROW_LIMIT + 1)]
    with pytest.raises(WorkbookRefused, match="一次最多500行"):
        read(pack, filled(*rows))
    with pytest.raises(WorkbookRefused, match="没有填写任何单位"):
        read(pack, filled([" ", "\u3000"]))


def test_an_import_previewed_before_somebody_saved_is_stale(pack: Pack, alliance: Alliance) -> None:
    roll = read(pack, filled(*present(alliance), line("甲公司", make_code("210100", 9005))))
    seen = sheets.versions(alliance)
    values = sections.values(queries.whole(alliance.pk), "goals") | {"goals": "新目标"}
    save(alliance, "goals", values, by=lead_of(alliance), on=DAY, seen=seen["goals"])
    before = all_values(alliance)
    with pytest.raises(SectionStale):
        sheets.carry_out(alliance, roll, remove=False, by=lead_of(alliance), on=DAY, seen=seen, once="")
    assert all_values(alliance) == before


def test_the_same_import_sent_twice_does_nothing_twice(pack: Pack, alliance: Alliance) -> None:
    content = filled(*present(alliance), line("甲公司", make_code("210100", 9005)))
    seen = sheets.versions(alliance)
    bring(alliance, content, once="a" * 32)
    roll = read(pack, content)
    again = sheets.carry_out(
        alliance, roll, remove=False, by=lead_of(alliance), on=DAY, seen=seen, once="a" * 32
    )
    assert again.again and len(names(alliance)) == 4


def test_a_confirmation_that_will_lapse_is_told(pack: Pack, alliance: Alliance) -> None:
    member = queries.members_of(alliance)[1]
    member.confirmed_on, member.confirmed_digest = DAY, queries.line_digest(member)
    member.save()
    rows = present(alliance)
    rows[1][HEADS.index("任务分工")] = "另一分工"
    rows[1][HEADS.index("类型")] = "大学"
    roll = read(pack, filled(*rows))
    plan = sheets.rehearse(alliance, roll, remove=False, by=lead_of(alliance), on=DAY)
    assert {one.name: one.lapses for one in plan.changed}[member.organisation.name]


def test_a_rehearsal_keeps_nothing(pack: Pack, alliance: Alliance) -> None:
    before = all_values(alliance)
    roll = read(pack, filled(*present(alliance), line("甲公司", make_code("210100", 9005))))
    sheets.rehearse(alliance, roll, remove=True, by=lead_of(alliance), on=DAY)
    assert all_values(alliance) == before and not Organisation.objects.filter(name="甲公司").exists()


def test_twelve_members_come_in_a_bounded_number_of_queries(
    pack: Pack, alliance: Alliance, django_assert_max_num_queries: Any
) -> None:
    rows = [line(f"样例{n}公司", make_code("210200", n)) for n in range(200, 212)]
    roll = read(pack, filled(*present(alliance), *rows))
    with django_assert_max_num_queries(150):
        sheets.rehearse(alliance, roll, remove=False, by=lead_of(alliance), on=DAY)


def test_a_member_of_many_alliances_keeps_its_name(pack: Pack, alliance: Alliance) -> None:
    shared = OrganisationFactory()
    MemberFactory(organisation=shared)
    with pytest.raises(RollRefused) as caught:
        bring(alliance, filled(*present(alliance), line("另一个名称", shared.code)))
    assert {fault.address for fault in caught.value.roll.faults} == {"A5"}


def test_what_cannot_be_read_and_what_the_sections_refuse_are_told_together(
    pack: Pack, alliance: Alliance
) -> None:
    wrong_code = line("甲公司（演示）", "91210500DEM00021XX")
    wrong_kind = line("乙公司（演示）", make_code("210500", 7301), 类型="公司")
    nameless = line("", make_code("210500", 7302))
    wrong_day = line("丙公司（演示）", make_code("210500", 7303), 签署日期="去年八月", 用印="章")
    content = filled(*present(alliance), wrong_code, wrong_kind, nameless, wrong_day)
    rows = len(present(alliance)) + 2
    with pytest.raises(RollRefused) as refused:
        sheets.rehearse(alliance, read(pack, content), remove=False, by=lead_of(alliance), on=DAY)
    told = {fault.address: fault.text for fault in refused.value.roll.faults}
    assert f"B{rows}" in told and "校验不符" in told[f"B{rows}"]
    assert told[f"F{rows + 1}"].count("类型") <= 1 and "不在选项之中" in told[f"F{rows + 1}"]
    assert any(address.endswith(str(rows + 2)) for address in told)
    assert "不是日期" in told[f"H{rows + 3}"] and "不在选项之中" in told[f"I{rows + 3}"]
    assert alliance.members.count() == len(present(alliance))
