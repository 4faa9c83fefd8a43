"""Addresses of cases and acts in the door through which somebody has come in."""

from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from lianmeng.acts import BEGIN, ON_DRAFT
from lianmeng.cases.models import Case

# Acts whose answers differ from case to case: many of them at once are done on a page with a row for each.
ROWS = {
    ("office", "give_opinion"): "office:opinions",
    ("office", "pass_panel"): "office:panels",
    ("office", "fail_panel"): "office:panels",
    ("expert", "declare"): "expert:promise",
    ("expert", "review"): "expert:sheets",
    ("expert", "pass_panel"): "expert:conclusions",
    ("expert", "fail_panel"): "expert:conclusions",
}
APART = {act for _, act in ROWS}  # so they are not offered for several cases on the page of one
TOGETHER = 50  # at most so many cases are done in one act


# Where one goes on after an act that was done for many cases at once.
AFTER = {"draw_experts": "office:panels", "form_panel": "office:panels"}


def door_of(request: HttpRequest) -> str:
    """The namespace of the page: applicant, office or expert."""
    match = request.resolver_match
    return match.namespace if match else ""


def case_address(door: str, number: int) -> str:
    """The page of a case."""
    return reverse(f"{door}:case", args=[number])


def act_address(door: str, case: Case, act: str, others: tuple[int, ...] = ()) -> str:
    """Where an act on a case is done; with ``others`` for several cases at once."""
    application = getattr(case, "application", None) if (case.kind, act) in ON_DRAFT else None
    if application is not None:
        return draft_act_address(application.pk, act)
    if others and (door, act) in ROWS:
        return reverse(ROWS[door, act])
    address = reverse(f"{door}:act", args=[case.pk, act])
    return f"{address}?{urlencode({'with': ','.join(map(str, others))})}" if others else address


def enter_address(case: Case, act: str, others: tuple[int, ...] = ()) -> str:
    """Where an act is entered for its party, in the offices' door; with ``others`` one paper for several cases."""
    address = reverse("office:enter", args=[case.pk, act])
    return f"{address}?{urlencode({'with': ','.join(map(str, others))})}" if others else address


def results_address(entry: int) -> str:
    """What came of an act on several cases, row by row, by the number of its first entry."""
    return reverse("office:results", args=[entry])


def draft_act_address(number: int, act: str) -> str:
    """Where an act on a draft is done."""
    return reverse("applicant:draft-act", args=[number, act])


def begin_address(door: str, kind: str, act: str) -> str:
    """Where something new is begun."""
    return reverse(f"{door}:begin", args=[kind, act])


def begins(kind: str, act: str) -> bool:
    """Whether the act begins something and stands on no case."""
    return (kind, act) in BEGIN


def draft_address(number: int) -> str:
    """The page of a draft."""
    return reverse("applicant:draft", args=[number])


def dossier_address(door: str, number: int) -> str:
    """A submission as one bound paper."""
    return reverse(f"{door}:dossier", args=[number])


def others_of(request: HttpRequest) -> list[int]:
    """The numbers of further cases that the address names for doing an act together."""
    texts = ",".join(request.GET.getlist("with")).split(",")
    return [int(text) for text in texts if text.isdecimal() and len(text) < 19][:TOGETHER]


def draft_paper_address(door: str, case: Case, act: str, others: tuple[int, ...] = ()) -> str:
    """The draft of the document that an act issues, for its hands."""
    address = reverse(f"{door}:act-draft", args=[case.pk, act])
    return f"{address}?{urlencode({'with': ','.join(map(str, others))})}" if others else address
