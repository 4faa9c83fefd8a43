"""Reading panels and opinions, narrowed to the viewer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import QuerySet

from lianmeng.cases import queries as spine
from lianmeng.cases.models import Case
from lianmeng.files.models import Attachment
from lianmeng.law import checklist
from lianmeng.law.history import CaseView
from lianmeng.parties.models import Expert, Office
from lianmeng.record.people import Actor
from lianmeng.reviews.models import DivisionOpinion, Draw, Panel, ReviewItem, Seat


def expert_by_natural(natural: str) -> Expert:
    """The expert whose natural person is meant. Raises ``Expert.DoesNotExist``."""
    return Expert.objects.get(person__identity__ref=natural)


def experts_by_natural(naturals: Iterable[str]) -> dict[str, Expert]:
    """The experts of these natural persons (one query)."""
    known = [UUID(one) for one in naturals]
    rows = Expert.objects.filter(person__identity__ref__in=known).select_related("person__identity")
    return {row.person.natural: row for row in rows}


def draws_of(cases: Iterable[Case]) -> QuerySet[Draw]:
    """Every draw for any of these cases, newest first."""
    found = Draw.objects.filter(cases__in=list(cases)).distinct()
    return found.prefetch_related("cases").order_by("-pk")


def seated_cases(actor: Actor) -> QuerySet[Case]:
    """The cases on whose panel the expert sits."""
    seats = Seat.objects.filter(expert__person__identity__ref=actor.natural, left_on=None)
    return Case.objects.filter(panels__seats__in=seats).select_related(
        "alliance", "applicant", "recommender", "parent"
    )


def last_opinions(cases: Sequence[Case], office: Office) -> dict[int, DivisionOpinion]:
    """The last opinion of a division on each of the cases on which it gave one (one query)."""
    rows = DivisionOpinion.objects.filter(case__in=list(cases), office=office).order_by("pk")
    return {row.case_id: row for row in rows}


def panel_of(case: Case) -> Panel | None:
    """The case's last panel."""
    return Panel.objects.filter(case=case).order_by("-no").first()


@dataclass(frozen=True)
class Judgements:
    """The latest judgement on every item: those that count, and two sorts that do not.

    ``former``: of former reviewers; ``mended``: defects that were told before the applicant sent its papers
    again, as the ``sent``-th submission. ``last``: the number of the latest judgement of any sort, by item.
    """

    sent: int
    counting: dict[str, ReviewItem] = field(default_factory=dict)
    former: dict[str, ReviewItem] = field(default_factory=dict)
    mended: dict[str, ReviewItem] = field(default_factory=dict)
    last: dict[str, int] = field(default_factory=dict)


def judgements(case: Case, view: CaseView | None = None) -> Judgements:
    """What was judged on the checklist (two queries, besides those of the view)."""
    pack = spine.pack_of(case)
    before, wrong = checklist.former(pack, view or spine.view(case)), checklist.wrong(pack)
    found = Judgements(case.submissions.count())
    for row in ReviewItem.objects.filter(case=case).order_by("no"):
        (found.former if row.natural in before else found.counting)[row.item] = row
        found.last[row.item] = row.no
    for row in [
        one for one in found.counting.values() if one.verdict in wrong and one.submission < found.sent
    ]:
        found.mended[row.item] = found.counting.pop(row.item)
    return found


def last_no(case: Case, item: str) -> int:
    """The number of the latest judgement on an item; 0 without one."""
    return ReviewItem.objects.filter(case=case, item=item).count()


def papers_of(case: Case) -> QuerySet[Attachment]:
    """The files of the case that stand in its submissions: what a judgement may point into."""
    shas = {paper["sha256"] for row in case.submissions.all() for paper in row.papers}
    rows = Attachment.objects.filter(owner_stream=case.stream, file__sha256__in=shas)
    return rows.select_related("file").order_by("pk")


def consulted_calls() -> tuple[Case, ...]:
    """The calls of cases on which divisions were asked, newest first (one query)."""
    return tuple(Case.objects.filter(children__consultations__isnull=False).distinct().order_by("-pk"))
