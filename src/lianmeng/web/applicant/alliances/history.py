"""The revisions of an alliance, and what differs between two states of it."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lianmeng.alliances import actions, compare, queries, sections
from lianmeng.alliances.compare import Content
from lianmeng.alliances.models import Alliance, Revision
from lianmeng.applications.queries import KIND
from lianmeng.cases.models import Submission
from lianmeng.law.facts import FactSheet
from lianmeng.policies import queries as policies
from lianmeng.record.people import Actor
from lianmeng.web import clock
from lianmeng.web.applicant.alliances import pages
from lianmeng.web.identity.current import acting, needs
from lianmeng.web.ui.errors import conflict
from lianmeng.web.ui.words import day_words

DOOR = "applicant"
NOW = "now"
NOTE_LIMIT = 500
SIGNS = {compare.ADDED: "增加", compare.REMOVED: "删除", compare.CHANGED: "改动"}


@dataclass(frozen=True)
class State:
    """One state that can be compared: a revision, a submission, or the alliance now."""

    key: str
    label: str
    who: str
    on: date | None
    content: Content
    whole: bool = True
    facts: FactSheet | None = None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(DOOR)
def revisions(request: HttpRequest, number: int) -> HttpResponse:
    """/apply/alliances/<n>/revisions: listed, or one more made of what is saved."""
    by = acting(request)
    alliance = pages.own(by, number)
    if request.method == "POST":
        return _keep(request, alliance, by)
    states = _states(alliance, by)
    context = {
        "alliance": alliance,
        "rows": queries.revisions_of(alliance),
        "behind": pages.is_behind(alliance, pages.last_revision(alliance), clock.today()),
        "states": states,
        "reasons": pages.against_editing(alliance, by),
        "last_submission": next((one for one in reversed(states) if not one.whole), None),
        "pack": policies.current_pack(),
    }
    return render(request, "applicant/alliances/revisions.html", context)


def _keep(request: HttpRequest, alliance: Alliance, by: Actor) -> HttpResponse:
    note = sections.readable(request.POST.get("note", "").replace("\0", ""))
    if not pages.may_write(by):
        return conflict(request, [pages.READ_ONLY], policies.current_pack())
    if len(note) > NOTE_LIMIT:
        states = _states(alliance, by)
        context = {
            "alliance": alliance,
            "rows": queries.revisions_of(alliance),
            "behind": True,
            "states": states,
            "note": note,
            "error": f"说明最多{NOTE_LIMIT}字，现为{len(note)}字",
        }
        return render(request, "applicant/alliances/revisions.html", context, status=422)
    before = pages.last_revision(alliance)
    kept = actions.save_revision(alliance, by=by, on=clock.today(), note=note)
    if before == kept:
        messages.info(request, f"内容与第{kept.no}版相同，没有另存版次。")
    else:
        messages.success(request, f"已保存为第{kept.no}版。")
    return redirect("applicant:alliance-revisions", alliance.pk)


@never_cache
@require_safe
@needs(DOOR)
def compared(request: HttpRequest, number: int) -> HttpResponse:
    """/apply/alliances/<n>/compare?from=1&to=now."""
    by, pack = acting(request), policies.current_pack()
    alliance = pages.own(by, number)
    states = _states(alliance, by)
    by_key = {one.key: one for one in states}
    start, end = _chosen(request, "from", states, by_key), _chosen(request, "to", states, by_key)
    before, after = _alike(alliance, start, end)
    numbers = sections.files_in(before) | sections.files_in(after)
    files = {key: one.name for key, one in sections.attachments(alliance, by.person, numbers).items()}
    found = compare.compare(pack, before, after, files)
    context = {
        "alliance": alliance,
        "states": states,
        "start": start,
        "end": end,
        "changes": [one for one in found if one.differs],
        "same": [one.label for one in found if not one.differs],
        "partial": not (start.whole and end.whole),
        "signs": SIGNS,
        "swap": f"{reverse('applicant:alliance-compare', args=[number])}?from={end.key}&to={start.key}",
        "pack": pack,
    }
    return render(request, "applicant/alliances/compare.html", context)


def _alike(alliance: Alliance, start: State, end: State) -> tuple[Content, Content]:
    """Both contents; beside a submission, which knows only facts, the other side's facts as well."""
    if start.whole and end.whole:
        return start.content, end.content
    known = [one.facts or queries.fact_sheet(alliance) for one in (start, end)]
    return compare.content_of(known[0]), compare.content_of(known[1])


def _chosen(request: HttpRequest, name: str, states: list[State], by_key: dict[str, State]) -> State:
    preset = states[-1].key if name == "to" else states[max(len(states) - 2, 0)].key
    found = by_key.get(request.GET.get(name, preset))
    if found is None:
        raise Http404
    return found


def _states(alliance: Alliance, by: Actor) -> list[State]:
    """Everything that can be compared: revisions, own submissions, and now, oldest first (two queries)."""
    kept = [_revision(one) for one in alliance.revisions.order_by("no")]
    rows = Submission.objects.filter(case__alliance=alliance, case__kind=KIND).select_related("case")
    sent = [_submission(one) for one in rows.filter(case__applicant=by.organisation).order_by("pk")]
    now = State(NOW, "现在", "", clock.today(), sections.everything(alliance))
    return [*kept, *sent, now]


def _revision(row: Revision) -> State:
    facts = FactSheet.model_validate(row.facts)
    content = row.content or compare.content_of(facts)
    return State(str(row.no), f"第{row.no}版", row.by_name, row.saved_on, content, bool(row.content), facts)


def _submission(row: Submission) -> State:
    label = f"{row.case.number or row.case.title} 第{row.no}次提交"
    facts = FactSheet.model_validate(row.facts)
    words = f"{label}（{day_words(row.submitted_on)}）"
    return State(f"s{row.pk}", words, "", row.submitted_on, compare.content_of(facts), False, facts)
