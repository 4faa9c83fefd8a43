"""/office/panels/: experts drawn, panels formed, arguments followed, conclusions checked; the proof of each draw."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lianmeng.cases.guard import Sent
from lianmeng.cases.refusals import Invalid
from lianmeng.reviews import actions as reviews
from lianmeng.reviews.models import Draw
from lianmeng.web import clock
from lianmeng.web.casework import arguing, rows, viewers
from lianmeng.web.casework.rows import Posted
from lianmeng.web.identity.current import acting, needs
from lianmeng.web.office import panelling

DOOR = "office"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(DOOR)
def index(request: HttpRequest) -> HttpResponse:
    """Every argument under way; by post the head checks the conclusions that all have signed."""
    actor, today = acting(request), clock.today()
    if not panelling.may_open(actor):
        raise Http404
    if request.method != "POST":
        return _show(request, panelling.page(actor, today))
    posted = rows.read(request, {}, ())
    trouble = rows.attempt(request, lambda: _check(request, posted))
    if trouble is None:
        return redirect("office:panels")
    return _show(request, panelling.page(actor, today, posted, trouble))


def _check(request: HttpRequest, posted: Posted) -> str:
    actor, today = acting(request), clock.today()
    found = [one for one in panelling.page(actor, today).endings if one.case.pk in posted.chosen]
    if not found:
        raise Invalid({"case": "请至少选一件"})
    cases = [one.case for one in found]
    sent = Sent(actor, today, rows.seen(request, cases), posted.once)
    reviews.conclude([(act, held, {}) for act, held in arguing.conclusions(found)], sent)
    return f"论证意见已复核，共{len(found)}件。"


def _show(request: HttpRequest, page: panelling.Page) -> HttpResponse:
    context = {"page": page, "pack": page.pack}
    return render(request, "office/panels/index.html", context, status=page.trouble.status)


@never_cache
@require_safe
@needs(DOOR)
def draw(request: HttpRequest, number: int) -> HttpResponse:
    """/office/panels/draws/<number>: 抽取凭证."""
    actor = acting(request)
    if not panelling.may_open(actor):
        raise Http404
    mine = viewers.visible(actor)
    found = get_object_or_404(Draw.objects.filter(cases__in=mine).distinct(), pk=number)
    proof = panelling.proof(found)
    return render(request, "office/panels/draw.html", {"proof": proof, "draw": found, "pack": proof.pack})
