"""The written form of document numbers and check codes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianmeng.documents.numbers import (
    NumberRefused,
    check_number,
    format_number,
    new_check_code,
    number_year,
    tidy_check_code,
)


@pytest.mark.parametrize(
    "text", ["辽科发〔2020〕6号", "国科发政〔2008〕770号", "辽科发〔2015〕46号", "本科发〔2016〕12号"]
)
def test_real_numbers_pass(text: str) -> None:
    assert check_number(f" {text}\n") == text


@pytest.mark.parametrize(
    ("text", "fault", "mended"),
    [
        ("辽科发[2020]6号", "六角括号", "辽科发〔2020〕6号"),
        ("辽科发（2020）6号", "六角括号", "辽科发〔2020〕6号"),
        ("辽科发(2020)06号", "六角括号", "辽科发〔2020〕6号"),
        ("辽科发【2020】6号", "六角括号", "辽科发〔2020〕6号"),
        ("辽科发〔2020〕06号", "多了“0”", "辽科发〔2020〕6号"),
        ("辽科发〔2020〕第6号", "“第”", "辽科发〔2020〕6号"),
        ("辽科发〔２０２０〕６号", "全角", "辽科发〔2020〕6号"),
        ("辽科发〔2020〕 6号", "空格", "辽科发〔2020〕6号"),
        ("辽科发〔2020〕6", "缺“号”", "辽科发〔2020〕6号"),
        ("辽科发2020年6号", "格式", "辽科发〔2020〕6号"),
        ("辽科发〔20〕6号", "四位数", None),
        ("辽科发〔2020〕0号", "多了“0”", None),
        ("〔2020〕6号", "格式", None),
        ("6号", "格式", None),
        ("LKF〔2020〕6号", "格式", None),
        ("辽科发〔2020〕6号、7号", "缺", None),
        ("   ", "未填写", None),
    ],
)
def test_other_forms_are_refused_with_advice(text: str, fault: str, mended: str | None) -> None:
    with pytest.raises(NumberRefused) as refused:
        check_number(text)
    assert refused.value.field == "number"
    assert fault in refused.value.text or mended is None
    assert refused.value.mend.endswith("。")
    if mended:
        assert mended in refused.value.mend


@given(st.sampled_from(["甲乙发", "甲办函"]), st.integers(1949, 2099), st.integers(1, 9999))
def test_what_is_formatted_passes(prefix: str, year: int, n: int) -> None:
    number = format_number(prefix, year, n)
    assert number == f"{prefix}〔{year}〕{n}号" == check_number(number)
    assert number_year(number) == year


@given(st.text(max_size=30))
def test_any_text_passes_or_is_refused_in_words(text: str) -> None:
    try:
        assert check_number(text) == text.strip()
    except NumberRefused as refused:
        assert refused.text and refused.mend


@pytest.mark.parametrize(("prefix", "year", "n"), [("甲乙发", 20, 1), ("甲乙发", 2020, 0), ("", 2020, 1)])
def test_improper_parts_make_no_number(prefix: str, year: int, n: int) -> None:
    with pytest.raises(NumberRefused):
        format_number(prefix, year, n)


def test_check_code_is_found_however_it_is_typed() -> None:
    code = new_check_code()
    assert len(code) == 19 and code != new_check_code()
    assert tidy_check_code(code) == tidy_check_code(f" {code.lower().replace('-', ' ')}") == code
    assert tidy_check_code("7F3C-91D2") == tidy_check_code("") == ""
