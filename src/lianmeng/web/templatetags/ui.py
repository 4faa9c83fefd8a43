"""Template tags of the look: icons, article chips, findings, fields, dates, masked numbers."""

from datetime import date
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from lianmeng.law.verdicts import Finding, Met, Weight
from lianmeng.web.ui import icons
from lianmeng.web.ui.words import day_words, full_months, masked_phone, moment_words, numeral, span_words

register = template.Library()

register.filter("day", day_words)
register.filter("moment", moment_words)
register.filter("masked", masked_phone)
register.filter("numeral", numeral)
register.filter("percent", lambda units: f"{units // 10}%")  # of a thousand units

# sign, word and tone of a finding
SIGNS = {
    "good": ("check", "满足"),
    "warn": ("circle-alert", "需人工判断"),
    "bad": ("circle-x", "待补"),
    "mind": ("circle-alert", "请留意"),
    "info": ("info", "供参考"),
}


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name: str, label: str = "") -> SafeString:
    """An icon, 18 px; hidden from screen readers unless it has a label of its own."""
    spoken = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    drawn = mark_safe(icons.paths_of(name))  # our own files, see icons/
    return format_html('<svg class="icon" viewBox="0 0 24 24" {}>{}</svg>', spoken, drawn)


@register.simple_tag
def article(unit: str, pack: Any = None) -> SafeString:
    """The chip of an article, clause or sentence: opens its words beside the page.

    ``pack`` says what the unit is called; without one, or one that lacks the unit, the chip shows the id.
    """
    try:
        label = pack.label(unit) if pack is not None else unit
    except KeyError:
        label = unit
    return _chip(unit, label)


@lru_cache(maxsize=4096)
def _chip(unit: str, label: str) -> SafeString:
    """The chip as drawn; a page of a case bears a hundred of them."""
    address = f"{reverse('law')}#{unit}"
    return format_html('<a class="art" href="{}" data-unit="{}">{}</a>', address, unit, label)


@register.simple_tag
def articles(units: Any, pack: Any = None) -> SafeString:
    """A row of chips."""
    return format_html_join(" ", "{}", ((article(unit, pack),) for unit in units or ()))


def tone_of(finding: Finding) -> str:
    """good, warn, bad, mind or info: never said by colour alone, see ``SIGNS``."""
    if finding.met is Met.MET:
        return "good"
    if finding.met is Met.NEEDS_PERSON:
        return "warn"
    return {Weight.BLOCKS: "bad", Weight.WARNS: "mind", Weight.INFORMS: "info"}[finding.weight]


@register.simple_tag(name="finding")
def finding_verdict(finding: Finding, decided: bool | str | None = False) -> SafeString:
    """The verdict of one finding as sign and word; once ``decided``, nothing is asked of a person again."""
    tone = tone_of(finding)
    if decided and finding.met is Met.NEEDS_PERSON:
        return format_html('<span class="verdict plain">{}由人判断</span>', icon("info"))
    sign, word = SIGNS[tone]
    colour = {"mind": "warn", "info": "plain"}.get(tone, tone)
    return format_html('<span class="verdict {}">{}{}</span>', colour, icon(sign), word)


@register.simple_tag
def standing(finding: Finding) -> SafeString:
    """How a finding stands before anything is submitted: 已满足, 未满足 or 需人工判断, as sign and word."""
    tone = tone_of(finding)
    word = {Met.MET: "已满足", Met.NOT_MET: "未满足", Met.NEEDS_PERSON: "需人工判断"}[finding.met]
    colour = {"mind": "warn", "info": "plain"}.get(tone, tone)
    return format_html('<span class="verdict {}">{}{}</span>', colour, icon(SIGNS[tone][0]), word)


@register.inclusion_tag("parts/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """One form field: label, hint, control, errors, tied to each other."""
    kind = bound.widget_type
    return {
        "field": bound,
        "kind": kind,
        "group": bound.use_fieldset,
        "tick": kind == "checkbox",
        "hidden": bound.is_hidden,
    }


@register.inclusion_tag("parts/form_errors.html")
def form_errors(form: BaseForm, head: str = "") -> dict[str, Any]:
    """The list of what must be mended, on top of a form, each line leading to its field."""
    secret = any(bound.widget_type == "password" for bound in form)
    kept = "请先改正以下内容，您填写的都还在" + ("；密码不保留，请重新填写" if secret else "")
    return {"form": form, "head": head or kept, "wrong": [bound for bound in form if bound.errors]}


@register.simple_tag
def term_bar(begin: date, end: date, on: date) -> SafeString:
    """How many full months of a term have passed, in words and as a bar drawn without inline style."""
    length = max((end - begin).days, 1)
    percent = min(max((on - begin).days * 100 // length, 0), 100)
    past = full_months(begin, on)
    tone = "warn" if (end - on).days * 100 < length * 30 and on <= end else ""
    return format_html(
        '<svg class="bar {}" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="bar-all" width="100" height="6"/><rect class="bar-past" width="{}" height="6"/></svg>'
        '<span class="sub">{}，共{}</span>',
        tone,
        percent,
        f"已满{span_words(past)}" if past else "未满1个月",
        span_words(full_months(begin, end)),
    )
