"""Codes and identity numbers: what passes, what is refused, and what a refusal never repeats."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from lianmeng.parties import codes
from lianmeng.parties.samplecodes import make_code, make_identity_number

SECRET = b"a secret of the tests"

# The examples of domain.md d.2, public codes of firms.
PUBLISHED = ["914403001922038216", "9144030071526726XG", "91110000802100433B", "91440300192317458F"]


@pytest.mark.parametrize("code", PUBLISHED)
def test_a_published_code_passes(code: str) -> None:
    assert codes.check_code(code) == code
    assert codes.registered_region(code) == code[2:8]


@pytest.mark.parametrize(
    "written",
    [
        "9144 0300 7152 6726 XG",
        " 9144030071526726xg ",
        "91440300-71526726XG",
        "９１４４０３００７１５２６７２６ＸＧ",
        "\t9144030071526726XG\n",
    ],
)
def test_the_compact_form_comes_out(written: str) -> None:
    assert codes.check_code(written) == "9144030071526726XG"


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("", "现为0位"),
        ("9144030071526726X", "现为17位"),
        ("9144030071526726XGG", "现为19位"),
        ("9144030071526726OG", "第17位“O”"),
        ("9144030071526726X企", "第18位“企”"),
        ("B144030071526726XG", "第1位“B”"),
        ("91A4030071526726XG", "第3至8位"),
        ("9144030071526726XH", "校验不符"),
        ("9144030071526727XG", "校验不符"),
    ],
)
def test_a_wrong_code_is_refused_with_a_mend(written: str, says: str) -> None:
    with pytest.raises(codes.CodeRefused, match=re.escape(says)) as refused:
        codes.check_code(written)
    assert refused.value.mend


@given(serial=st.integers(0, 99_999), region=st.sampled_from(["210500", "211421", "110000"]))
def test_sample_codes_pass_and_one_changed_character_does_not(serial: int, region: str) -> None:
    code = make_code(region, serial)
    assert codes.check_code(code) == code
    assert codes.registered_region(code) == region
    for place in range(len(code)):
        following = codes.ALPHABET[(codes.ALPHABET.index(code[place]) + 1) % len(codes.ALPHABET)]
        with pytest.raises(codes.CodeRefused):
            codes.check_code(code[:place] + following + code[place + 1 :])


def test_authorities_with_letters_and_other_classes_pass() -> None:
    for prefix in ("12", "52", "93", "N2", "A1", "Y1"):
        assert codes.check_code(make_code("210500", 7, prefix)).startswith(prefix)


def test_the_body_of_a_sample_code_has_its_own_check() -> None:
    """GB 11714: the ninth character is computed from the eight before it."""
    assert make_code("210500", 1)[8:16] == "DEM00001"
    assert len({make_code("210500", n)[16] for n in range(50)}) > 5


def test_serials_out_of_range() -> None:
    for serial in (-1, 100_000):
        with pytest.raises(ValueError, match="out of range"):
            make_code("210500", serial)
    for serial in (-1, 365_000):
        with pytest.raises(ValueError, match="out of range"):
            make_identity_number("210000", serial)


@pytest.mark.parametrize("text", ["", "2105", "21050a", "21050 0", "2105000"])
def test_a_region_is_six_digits(text: str) -> None:
    assert codes.check_region(" ２１０５００") == "210500"
    with pytest.raises(codes.CodeRefused, match="6位数字"):
        codes.check_region(text)


@given(st.integers(0, 364_999))
def test_sample_identity_numbers_pass(serial: int) -> None:
    number = make_identity_number("210000", serial)
    assert codes.identity_number(f" {number.lower()} ") == number


def test_a_wrong_identity_number_is_refused_and_not_repeated() -> None:
    good = make_identity_number("210000", 1)
    last = "0" if good[-1] != "0" else "1"
    wrong = {
        good[:-1]: "应为18位",
        good[:-1] + last: "校验不符",
        "A" + good[1:]: "只能由数字",
        make_identity_number("990000", 1): "省份或出生日期",
        good[:6] + " " + good[6:]: "应为18位",
    }
    for number, says in wrong.items():
        with pytest.raises(codes.CodeRefused, match=says) as refused:
            codes.identity_number(number)
        assert number not in refused.value.text + refused.value.mend + str(refused.value)


@pytest.mark.parametrize("head", ["21050219710312", "21010219601001", "21142119880229", "83000019900101"])
def test_people_born_before_their_county_had_its_name_pass(head: str) -> None:
    """平山区 (210502) bears its code since 1983; who was born in 1971 got the number after that."""
    number = head + "004"
    number += ric.calc_check_digit(number + "0")
    assert codes.identity_number(number) == number


def test_a_day_that_never_was_is_refused() -> None:
    number = "21050219710230004"
    with pytest.raises(codes.CodeRefused, match="省份或出生日期"):
        codes.identity_number(number + ric.calc_check_digit(number + "0"))


def test_the_key_depends_on_the_secret() -> None:
    number = make_identity_number("210000", 1)
    key = codes.identity_key(number, SECRET)
    assert re.fullmatch("[0-9a-f]{64}", key)
    assert key == codes.identity_key(number, SECRET) != codes.identity_key(number, b"another")
    assert key != codes.identity_key(make_identity_number("210000", 2), SECRET)
