"""What changed since submission, told from the frozen facts and the present ones (article 8)."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from lianmeng.law.changes import grave, since
from lianmeng.law.facts import Agreement, FactSheet, Funds, Member, Organ

SENT, TODAY = date(2016, 5, 9), date(2016, 7, 1)
LEAD = Member(name="甲公司", code="1", kind="enterprise", role="lead", licence_until=date(2016, 6, 1))
OTHER = Member(name="乙大学", code="2", kind="university")
SHEET = FactSheet(
    name="联盟",
    foci=("agriculture",),
    members=(LEAD, OTHER),
    agreement=Agreement(effective_on=date(2016, 1, 1), valid_until=date(2016, 6, 30)),
    organs=(Organ(kind="executive", name="秘书处", head="赵某"),),
    funds=Funds(daily=Decimal(10)),
)


def told(**changed: Any) -> list[str]:
    now = SHEET.model_copy(update={"members": (licensed(LEAD), OTHER), **changed})
    return [one.text for one in since(SHEET, SENT, now, date(2016, 6, 30))]


def licensed(member: Member) -> Member:
    return member.model_copy(update={"licence_until": date(2026, 6, 1)})


def test_nothing_changed_is_nothing_told() -> None:
    assert told() == []


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name": "新联盟"}, "联盟名称由“联盟”改为“新联盟”"),
        ({"members": (licensed(LEAD),)}, "成员单位“乙大学”已不在成员名单"),
        (
            {"members": (licensed(LEAD).model_copy(update={"name": "甲集团"}), OTHER)},
            "盟主单位更名：“甲公司”现为“甲集团”",
        ),
        (
            {"members": (licensed(LEAD), OTHER, Member(name="丙院", code="3"))},
            "新增成员单位“丙院”",
        ),
        ({"members": (licensed(LEAD), OTHER.model_copy(update={"counted": False}))}, "不再计入成员构成"),
        ({"organs": ()}, "“秘书处”已不在组织机构中"),
        ({"organs": (Organ(kind="executive", name="秘书处", head="钱某"),)}, "由“赵某”换为“钱某”"),
        ({"funds": Funds(daily=Decimal(5))}, "联盟经费比提交时减少"),
    ],
)
def test_each_change_is_told_in_words(changed: dict[str, Any], words: str) -> None:
    (only,) = told(**changed)
    assert words in only


def test_a_new_lead_is_told_besides_the_members() -> None:
    now = SHEET.model_copy(
        update={
            "members": (
                OTHER.model_copy(update={"role": "lead"}),
                licensed(LEAD).model_copy(update={"role": "member"}),
            )
        }
    )
    assert "盟主单位由“甲公司”换为“乙大学”" in [one.text for one in since(SHEET, SENT, now, SENT)]


def test_what_ran_out_since_is_told_with_its_day_and_counts() -> None:
    found = since(SHEET, SENT, SHEET, TODAY)
    assert [one.text for one in found] == [
        "“甲公司”的证照已于2016年6月1日到期",
        "联盟协议已于2016年6月30日到期",
    ]
    assert grave(found) == 2
    # what had run out before it was submitted stood in the file already
    assert since(SHEET, date(2016, 7, 1), SHEET, date(2016, 7, 2)) == ()
