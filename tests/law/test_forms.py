"""Forms: every type of field, what it gives and what it refuses."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lianmeng.law import forms
from lianmeng.law.schema import FieldType, FormField

OPTIONS = {"colours": {"red": "红", "blue": "蓝", "green": "绿"}, "people": {"7": "某人"}}


def field(kind: str, **more: Any) -> FormField:
    return FormField.model_validate({"label": "栏目", "type": kind, **more})


def read(item: FormField, typed: Any) -> Any:
    return forms.read_value(item, typed, OPTIONS)


@pytest.mark.parametrize(
    ("item", "typed", "value"),
    [
        (field("line"), "  一 行\n字 ", "一 行 字"),
        (field("text"), " 两行\r\n字 ", "两行\n字"),
        (field("integer"), " 12 ", 12),
        (field("integer", at_least=1), "１", 1),
        (field("money"), "12.50", "12.50"),
        (field("money"), "0", "0"),
        (field("date"), "2016-02-29", "2016-02-29"),
        (field("choice", options="colours"), "red", "red"),
        (field("choice", source="people"), 7, "7"),
        (field("choices", options="colours"), ["blue", "red", "blue"], ["blue", "red"]),
        (field("choices", options="colours"), "red", ["red"]),
        (field("choices", source="people"), 7, ["7"]),
        (field("organisation"), "某 公司", "某 公司"),
        (field("file"), ["3", 4], [3, 4]),
        (field("file"), "3", [3]),
        (field("table", columns={"n": {"label": "数", "type": "integer"}}), [{"n": "1"}], [{"n": 1}]),
        (field("date"), "", None),
    ],
)
def test_a_field_gives_a_plain_value(item: FormField, typed: Any, value: Any) -> None:
    assert read(item, typed) == value


@pytest.mark.parametrize(
    ("item", "typed", "said"),
    [
        (field("line"), "字" * 301, "300字"),
        (field("line"), "a\0b", "不能保存"),
        (field("text"), "字" * 20_001, "20000字"),
        (field("text"), "\ud800", "不能保存"),
        (field("money"), "-0", "金额"),
        (field("money"), "1e3", "金额"),
        (field("integer"), "1.5", "整数"),
        (field("integer", at_least=1), "0", "不能小于1"),
        (field("integer", at_most=9), "10", "不能大于9"),
        (field("integer"), "9" * 40, "过大"),
        (field("money"), "很多", "万元"),
        (field("money"), "-1", "不小于零"),
        (field("money"), "0.0000001", "六位小数"),
        (field("money"), "1e30", "不小于零"),
        (field("money"), "NaN", "不小于零"),
        (field("date"), "2016年4月21日", "格式"),
        (field("date"), "2015-02-29", "没有这一天"),
        (field("choice", options="colours"), "black", "所列选项"),
        (field("choices", options="colours"), ["red", "black"], "所列选项"),
        (field("choices", options="colours", at_least=2), ["red"], "至少选2项"),
        (field("choices", options="colours", at_most=1), ["red", "blue"], "至多选1项"),
        (field("file"), "x", "重新选择"),
        (field("file"), [None], "重新选择"),
        (
            field("table", columns={"n": {"label": "数", "type": "integer"}}),
            [{"n": 1}, {"n": "x"}],
            "第2行“数”",
        ),
        (field("table", columns={"n": {"label": "数", "type": "integer"}}), [{"n": 1, "m": 2}], "第1行“m”"),
        (field("table", columns={"n": {"label": "数", "type": "integer"}}), "x", "逐行"),
        (field("table", columns={"n": {"label": "数", "type": "integer"}}), [1], "逐行"),
    ],
)
def test_a_field_refuses_in_words(item: FormField, typed: Any, said: str) -> None:
    with pytest.raises(forms.FieldRefused, match=said):
        read(item, typed)


def test_every_type_of_field_is_read() -> None:
    assert set(forms._READERS) == set(FieldType)


def test_a_form_names_every_fault_at_once() -> None:
    fields = {"a": field("line"), "b": field("integer"), "c": field("line", required=False)}
    clean, errors = forms.validate(fields, {"b": "x", "d": "1"}, OPTIONS)
    assert clean == {}
    assert errors == {"a": "请填写“栏目”", "b": "请填整数", "d": "本表没有这一栏"}


def test_a_field_that_is_not_required_may_be_left_empty() -> None:
    assert forms.validate({"c": field("line", required=False)}, {"c": " "}, OPTIONS) == ({}, {})


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.decimals() | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


@example(FieldType.FILE, Decimal("Infinity"))
@given(st.sampled_from(list(FieldType)), ANYTHING)
def test_whatever_is_typed_is_read_or_refused_in_words(kind: FieldType, typed: Any) -> None:
    columns = {"n": {"label": "数", "type": "integer"}} if kind is FieldType.TABLE else {}
    options = {"options": "colours"} if kind in (FieldType.CHOICE, FieldType.CHOICES) else {}
    clean, errors = forms.validate({"x": field(kind, columns=columns, **options)}, {"x": typed}, OPTIONS)
    assert bool(clean) != bool(errors)
    assert all(errors.values())


@given(st.decimals(0, 10**11, places=6))
def test_money_is_kept_to_the_last_place(amount: Decimal) -> None:
    assert Decimal(read(field("money"), str(amount))) == amount
