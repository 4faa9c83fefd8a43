"""Template tags: words, icons, chips, findings, fields."""

from datetime import UTC, date, datetime

import pytest
from django import forms
from django.template import Context, Template

from lianmeng.law.verdicts import Finding, Met, Weight
from lianmeng.web.templatetags import ui
from lianmeng.web.ui import icons
from lianmeng.web.ui.words import day_words, masked_phone, moment_words


def _render(text: str, **values: object) -> str:
    return Template("{% load ui %}" + text).render(Context(values))


def test_day_words() -> None:
    assert day_words(date(2016, 4, 21)) == "2016年4月21日"
    assert day_words(None) == ""
    late = datetime(2016, 4, 20, 17, 5, tzinfo=UTC)  # already the 21st in Shanghai
    assert (day_words(late), moment_words(late)) == ("2016年4月21日", "2016年4月21日 01:05")


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("13812345678", "138****5678"),
        ("024-23983456", "024*****3456"),
        ("1234", "**34"),
        ("12", "**"),
        ("", ""),
    ],
)
def test_masked_phone(number: str, masked: str) -> None:
    assert masked_phone(number) == masked


def test_every_kept_icon_is_whole() -> None:
    for file in icons.FOLDER.glob("*.svg"):
        assert icons.paths_of(file.stem).startswith("<")
    with pytest.raises(LookupError):
        icons.paths_of("../LICENSE")


def test_icon_is_hidden_unless_named() -> None:
    assert 'aria-hidden="true"' in _render('{% icon "check" %}')
    assert 'aria-label="满足"' in _render('{% icon "check" "满足" %}')


def test_chip_is_a_link_without_script(pack: object) -> None:
    chip = _render('{% article "art-1-1-1" pack %}', pack=pack)
    assert chip == '<a class="art" href="/law/#art-1-1-1" data-unit="art-1-1-1">第一条①第一句</a>'


def test_chip_escapes() -> None:
    assert "<b>" not in _render("{% article unit %}", unit="<b>")


@pytest.mark.parametrize(
    ("met", "weight", "tone"),
    [
        (Met.MET, Weight.BLOCKS, "good"),
        (Met.NEEDS_PERSON, Weight.BLOCKS, "warn"),
        (Met.NOT_MET, Weight.BLOCKS, "bad"),
        (Met.NOT_MET, Weight.WARNS, "mind"),
        (Met.NOT_MET, Weight.INFORMS, "info"),
    ],
)
def test_finding_has_sign_and_word(met: Met, weight: Weight, tone: str) -> None:
    finding = Finding("rule", "title", met, weight, (), "")
    shown = _render("{% finding one %}", one=finding)
    assert ui.SIGNS[tone][1] in shown and "<svg" in shown


class _Form(forms.Form):
    name = forms.CharField(label="名称", help_text="与协议一致")
    answer = forms.ChoiceField(
        label="意见", widget=forms.RadioSelect, choices=[("y", "同意"), ("n", "不同意")]
    )
    ok = forms.BooleanField(label="已核对")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def test_errors_and_hints_are_tied_to_their_field() -> None:
    page = _render("{% form_errors form %}{% for one in form %}{% field one %}{% endfor %}", form=_Form({}))
    assert 'aria-describedby="id_name_helptext id_name_error"' in page
    for name in ("id_name_helptext", "id_name_error", "id_answer_error", "id_ok_error"):
        assert page.count(f'id="{name}"') == 1
    assert 'href="#id_name"' in page
    assert "<legend>意见" in page and page.count("<label") == 4


def test_term_bar_has_words_and_no_inline_style() -> None:
    bar = _render("{% term_bar a b c %}", a=date(2016, 1, 1), b=date(2021, 1, 1), c=date(2018, 7, 2))
    assert "已满2年6个月，共5年" in bar
    assert "style=" not in bar
