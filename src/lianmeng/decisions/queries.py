"""Reading notices and resolutions."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from lianmeng.cases.models import Case
from lianmeng.decisions.models import Meeting, MeetingItem, Notice, Resolution


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
