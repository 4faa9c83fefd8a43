"""Reading calls, drafts and letters, already narrowed to the viewer."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import cast

from django.db.models import QuerySet

from lianmeng.alliances import queries as alliances
from lianmeng.alliances.models import Alliance
from lianmeng.applications.models import Application, Call, LetterItem
from lianmeng.cases import queries as cases
from lianmeng.cases.models import Case
from lianmeng.files import queries as files
from lianmeng.files.models import Attachment
from lianmeng.law.facts import FactSheet
from lianmeng.law.history import CaseView
from lianmeng.policies import queries as policies
from lianmeng.record.people import Actor

KIND = "recognition"


def drafts_of(actor: Actor) -> QuerySet[Application]:
    """The applications of the actor's organisation, newest first."""
    found = Application.objects.select_related("alliance", "call", "office", "case", "organisation")
    return found.filter(organisation=actor.organisation)


def calls() -> QuerySet[Call]:
    """All calls, newest first."""
    return Call.objects.select_related("case", "alliance").order_by("-case_id")


def calls_for(alliance: Alliance) -> list[tuple[Case, dict[str, date]]]:
    """The open calls that this alliance may answer, with their days, newest first (two queries).

    art-7-4: a call that names one alliance is for that one alone.
    """
    named = dict(Call.objects.exclude(alliance=None).values_list("case", "alliance"))
    found = [(call, days) for call, days in cases.calls() if cases.receives(call)]
    return [(call, days) for call, days in found if named.get(call.pk) in (None, alliance.pk)]


def view_of(application: Application, facts: FactSheet | None) -> CaseView:
    """The view by which an application is judged before it has a case."""
    if application.case is not None:
        return cases.view(application.case, facts)
    start = policies.current_pack().start_state(KIND)
    return cases.view_before(
        KIND,
        application.call,
        application.alliance,
        application.organisation,
        facts,
        start,
        application.office.code,
    )


def views_of(
    rows: Sequence[Application], days: Mapping[int, dict[str, date]] | None = None
) -> dict[int, CaseView]:
    """The views of many applications by number, without facts; six queries at most.

    ``days``: the running days of the calls, by number, if they are known.
    """
    kept = [_with_its_own(row) for row in rows if row.case is not None]
    views = cases.views(kept, dict.fromkeys((case.pk for case in kept), FactSheet())) if kept else {}
    fresh = [row for row in rows if row.case is None]
    start = policies.current_pack().start_state(KIND)
    before = cases.views_before(
        [
            cases.Before(KIND, one.call, one.alliance, one.organisation, None, start, one.office.code)
            for one in fresh
        ],
        days,
    )
    found = {row.pk: view for row, view in zip(fresh, before, strict=True)}
    return {row.pk: views[row.case.pk] if row.case else found[row.pk] for row in rows}


def _with_its_own(row: Application) -> Case:
    """The case of an application with what the application's row holds already, so that it is not read again."""
    case = cast(Case, row.case)
    case.alliance, case.applicant, case.recommender = row.alliance, row.organisation, row.office
    case.parent = row.call
    return case


def fact_sheet(
    application: Application,
    declarations: Iterable[str],
    papers: Iterable[str],
    stored: Alliance | None = None,
) -> FactSheet:
    """Everything that is judged about the application as it stands now; ``stored``: its alliance, if read."""
    return alliances.fact_sheet(
        application.alliance,
        applicant=application.organisation,
        office=application.office.code,
        declarations=tuple(declarations),
        papers=tuple(papers),
        stored=stored,
    )


def facts_now(case: Case, before: FactSheet) -> FactSheet:
    """The alliance as it stands, with what was declared and enclosed ``before``, at the last submission."""
    if case.alliance is None:
        return before
    return alliances.fact_sheet(
        case.alliance,
        applicant=case.applicant,
        office=case.recommender.code if case.recommender else "",
        declarations=before.declarations,
        papers=before.papers,
    )


def papers_of(application: Application) -> dict[str, list[Attachment]]:
    """The papers uploaded to a draft, by paper, each in its order (one query)."""
    found: dict[str, list[Attachment]] = {}
    for one in sorted(files.attachments_of(application.stream), key=lambda one: (one.position, one.pk)):
        found.setdefault(one.kind, []).append(one)
    return found


def last_items(found: Iterable[Case]) -> dict[int, LetterItem]:
    """The letter by which each case came last, by case (one query)."""
    items = LetterItem.objects.filter(case__in=list(found)).select_related(
        "letter__document", "letter__office", "incoming"
    )
    return {item.case_id: item for item in items.order_by("pk")}


def last_item(case: Case) -> LetterItem | None:
    """The letter by which the case came last."""
    items = LetterItem.objects.filter(case=case).select_related("letter__document", "incoming")
    return items.order_by("-id").first()
