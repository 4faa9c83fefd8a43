"""Reading notices, resolutions and objections."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet

from lianmeng.cases.models import Case, SealedAnswer
from lianmeng.decisions.models import (
    Inquiry,
    Meeting,
    MeetingItem,
    Notice,
    Objection,
    Resolution,
    Ruling,
)


def public_notices(on: date) -> QuerySet[Notice]:
    """The notices that stand on a day, first and last day included, without those replaced by then."""
    running = Notice.objects.filter(posted_on__lte=on, closes_on__gte=on).exclude(
        replaced_by__posted_on__lte=on
    )
    return running.select_related("case__alliance", "case__applicant", "case__recommender").order_by(
        "posted_on", "id"
    )


def public_notice(number: int, on: date) -> Notice | None:
    """One notice that has been posted by a day, running, over or replaced."""
    posted = Notice.objects.filter(pk=number, posted_on__lte=on)
    case = ("case__alliance", "case__applicant", "case__recommender", "case__revision", "replaced_by")
    return posted.select_related(*case).first()


def notices_of(cases: Iterable[int], on: date) -> list[Notice]:
    """The notices of these cases that were posted by a day, oldest first."""
    return list(Notice.objects.filter(case__in=list(cases), posted_on__lte=on).order_by("posted_on", "id"))


def granting_resolution(case: Case) -> Resolution | None:
    """The resolution by which the case was granted last."""
    return Resolution.objects.filter(case=case, act="resolve_pass").order_by("-id").first()


def cases_numbered(numbers: Iterable[int]) -> dict[int, Case]:
    """Cases by their numbers, with what rules read of them (one query)."""
    rows = Case.objects.filter(pk__in=list(numbers)).select_related(
        "recommender", "alliance", "applicant", "parent"
    )
    return {row.pk: row for row in rows}


def open_items(found: Iterable[Case], but: Meeting | None = None) -> dict[int, MeetingItem]:
    """The place of each case on an agenda where it is not yet decided, by case; not those of ``but``."""
    rows = MeetingItem.objects.filter(case__in=list(found), resolution=None).select_related("meeting")
    return {row.case_id: row for row in rows if but is None or row.meeting_id != but.pk}


def last_notice(case: Case) -> Notice | None:
    """The last notice of the case."""
    return Notice.objects.filter(case=case).order_by("-id").first()


def notice(number: int) -> Notice | None:
    """One notice with its case."""
    return Notice.objects.select_related("case__alliance", "case__applicant").filter(pk=number).first()


def has_objected(target: Case, given: Mapping[str, Any], *, but: Case) -> bool:
    """Whether one of the objections to ``target`` has exactly these sealed answers."""
    rows = SealedAnswer.objects.filter(case__parent=target, field__in=given).exclude(case=but)
    found: dict[int, dict[str, Any]] = {}
    for row in rows:
        found.setdefault(row.case_id, {})[row.field] = row.value
    return any(one == given for one in found.values())


def objection_by_hash(code_hash: str) -> Objection | None:
    """The objection to which this query code belongs, its case with it."""
    rows = Objection.objects.select_related("case__parent").exclude(code_hash="")
    return rows.filter(code_hash=code_hash).first()


def objection_of(number: int) -> Objection | None:
    """The objection that is this case."""
    return Objection.objects.select_related("case__parent").filter(case=number).first()


def inquiries_of(target: Case) -> QuerySet[Inquiry]:
    """The letters by which the applicant of ``target`` was asked and that it has not answered, oldest first."""
    rows = Inquiry.objects.filter(case__parent=target, answered_on=None)
    return rows.select_related("case").order_by("id")


def rulings_on(targets: list[int]) -> dict[int, list[Ruling]]:
    """What was ruled on objections to these cases, by case, oldest first (one query)."""
    found: dict[int, list[Ruling]] = {number: [] for number in targets}
    for row in Ruling.objects.filter(case__parent__in=targets).select_related("case").order_by("id"):
        found[row.case.parent_id or 0].append(row)
    return found
