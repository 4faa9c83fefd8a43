"""/apply/: what applicants and members do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lianmeng.applications.queries import KIND
from lianmeng.applications.rules import is_editable
from lianmeng.cases import queries
from lianmeng.policies import queries as policies
from lianmeng.web import clock
from lianmeng.web.applicant import pages
from lianmeng.web.applicant.alliances import pages as own
from lianmeng.web.casework import doing, lists, tasks, viewers
from lianmeng.web.casework import views as casework
from lianmeng.web.casework.addresses import begin_address, case_address
from lianmeng.web.identity.current import acting, needs
from lianmeng.web.portal.pages import open_calls

DOOR = "applicant"
case = needs(DOOR)(casework.case)
act = needs(DOOR)(casework.act)
begin = needs(DOOR)(casework.begin)
dossier = needs(DOOR)(casework.dossier)
compare = needs(DOOR)(casework.compare)


@never_cache
@require_safe
@needs(DOOR)
def home(request: HttpRequest) -> HttpResponse:
    """/apply/: what waits for this person, then alliances, drafts and the calls that are open."""
    actor, today = acting(request), clock.today()
    calls, drafts = open_calls(today, every := queries.calls()), pages.drafts(actor)
    may_begin = pages.may_begin(actor) and any(call.is_open for call in calls)
    alliances = own.wholes(policies.current_pack(), actor)
    stored = {one.alliance.pk: one.alliance for one in alliances}
    context = {
        "alliances": alliances,
        "may_found": own.may_write(actor),
        "drafts": drafts,
        "jobs": pages.jobs(actor, drafts, stored, {call.pk: days for call, days in every}, today),
        "calls": calls,
        "start": begin_address(DOOR, KIND, "start") if may_begin else "",
    }
    return render(request, "applicant/home.html", context)


@never_cache
@require_safe
@needs(DOOR)
def cases(request: HttpRequest) -> HttpResponse:
    """/apply/cases/."""
    found = lists.case_list(request, acting(request), KIND, DOOR)
    return render(request, "casework/list.html", {"list": found, "head": "申报", "party": True})


@never_cache
@require_safe
@needs(DOOR)
def draft(request: HttpRequest, number: int) -> HttpResponse:
    """/apply/drafts/<number>: the conditions judged live, and what is missing; once submitted, the case."""
    actor = acting(request)
    application = tasks.find_draft(actor, number)
    submitted = application.case
    if submitted and not is_editable(application) and viewers.visible(actor).filter(pk=submitted.pk).exists():
        return redirect(case_address(DOOR, submitted.pk))
    page = pages.draft_page(application, actor, clock.today())
    return render(request, "applicant/draft.html", {"page": page, "pack": page.pack, "draft": application})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(DOOR)
def draft_act(request: HttpRequest, number: int, act: str) -> HttpResponse:
    """/apply/drafts/<number>/do/<act>."""
    return doing.answer(request, tasks.on_draft(acting(request), number, act, clock.today()))
