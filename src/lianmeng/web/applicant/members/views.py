"""Confirmation of members' lines, seen by the applicant and by the members themselves."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lianmeng.alliances import rules
from lianmeng.alliances.actions import links
from lianmeng.alliances.models import Member
from lianmeng.files import actions as files
from lianmeng.files.kinds import FileRefused
from lianmeng.files.models import Attachment
from lianmeng.record.people import Actor
from lianmeng.web import clock
from lianmeng.web.applicant.members import forms, pages
from lianmeng.web.applicant.members.posting import AGAIN, once_of, refuse_other_capacity
from lianmeng.web.identity.current import acting, needs

DOOR = "applicant"
MADE = "链接已经生成过。出于安全，链接只在生成时显示一次；没有留下的，请再生成一个，原来的随即失效。"


@never_cache
@require_safe
@needs(DOOR)
def confirmations(request: HttpRequest, number: int) -> HttpResponse:
    """/apply/alliances/<n>/members/confirmations."""
    actor, pack = acting(request), pages.pack_now()
    alliance = pages.own_alliance(actor, number)
    found = pages.overview(pack, alliance, actor, clock.today())
    context = {"alliance": alliance, "page": found, "pack": pack}
    return render(request, "applicant/members/confirmations.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(DOOR)
def link(request: HttpRequest, number: int, member: int) -> HttpResponse:
    """/apply/alliances/<n>/members/<m>/link: made, shown once, taken back."""
    actor = acting(request)
    line = pages.own_member(actor, number, member)
    if request.method != "POST":
        return _link_page(request, line, actor)
    refuse_other_capacity(pages.pack_now(), actor)
    given: dict[str, Any] = {"by": actor, "on": clock.today(), "once": once_of(request)}
    try:
        if "revoke" in request.POST:
            return _revoke(request, line, given)
        made, token = links.make_link(line, articles=pages.articles(pages.pack_now()), **given)
    except IntegrityError:
        messages.warning(request, MADE)
        return redirect("applicant:member-link", number, member)
    except rules.AllianceRefused as refused:
        return _link_page(request, line, actor, reasons=refused.verdict.reasons, status=409)
    address = request.build_absolute_uri(reverse("member-part", args=[token]))
    shown = {"address": address, "qr": pages.qr(address), "letter": pages.letter(made, address), "made": made}
    return _link_page(request, line, actor, shown=shown)


def _link_page(
    request: HttpRequest, line: Member, actor: Actor, status: int = 200, **more: Any
) -> HttpResponse:
    pack = pages.pack_now()
    context = {
        "alliance": line.alliance,
        "member": line,
        "row": pages.row_of(pack, line, actor, clock.today()),
        "line": pages.line_words(pack, line),
        "pack": pack,
        "once": uuid4().hex,
        "may_act": pages.may_act(pack, actor),
        "days": rules.LINK_DAYS,
    }
    return render(request, "applicant/members/link.html", context | more, status=status)


def _revoke(request: HttpRequest, line: Member, given: dict[str, Any]) -> HttpResponse:
    for one in line.links.filter(used_on=None, revoked_on=None):
        links.revoke_link(one, articles=pages.articles(pages.pack_now()), **given)
    messages.success(request, f"{line.organisation.name}的链接已撤销，不能再打开。")
    return redirect("applicant:members-confirmations", line.alliance_id)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(DOOR)
def page(request: HttpRequest, number: int, member: int) -> HttpResponse:
    """/apply/alliances/<n>/members/<m>/page: the signed and sealed page, entered for the member (代录)."""
    actor = acting(request)
    line = pages.own_member(actor, number, member)
    form = forms.SignedPage(request.POST or None, request.FILES or None)
    after = reverse("applicant:members-confirmations", args=[number])
    context = {"template": "applicant/members/page.html", "form": form, "after": after}
    return _own(request, line, actor, context, lambda upload: _confirm(request, line, actor, upload))


@never_cache
@require_safe
@needs(DOOR)
def parts(request: HttpRequest) -> HttpResponse:
    """/apply/parts/: the lines of this person's organisation in all alliances."""
    actor, pack = acting(request), pages.pack_now()
    context = {"rows": pages.own_rows(pack, actor, clock.today()), "pack": pack}
    return render(request, "applicant/members/parts.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(DOOR)
def part(request: HttpRequest, member: int) -> HttpResponse:
    """/apply/parts/<m>: one's own line: confirm it, or say that it is wrong."""
    actor = acting(request)
    line = pages.own_part(actor, member)
    objecting = "object" in request.POST
    typed = (request.POST, request.FILES)
    confirm = forms.ByAccount(*typed) if request.method == "POST" and not objecting else forms.ByAccount()
    other = forms.ObjectionByAccount(request.POST) if objecting else forms.ObjectionByAccount()
    context = {
        "template": "applicant/members/part.html",
        "form": other if objecting else confirm,
        "confirm": confirm,
        "objection": other,
        "after": reverse("applicant:parts"),
    }
    if objecting:
        return _own(request, line, actor, context, lambda upload: _object(request, line, actor, other))
    return _own(request, line, actor, context, lambda upload: _confirm(request, line, actor, upload))


def _own(
    request: HttpRequest,
    line: Member,
    actor: Actor,
    context: dict[str, Any],
    act: Callable[[Attachment | None], str],
) -> HttpResponse:
    """Show the page, or carry out what it asks and go on; every refusal comes back on the page."""
    form = context["form"]
    if request.method != "POST":
        return _shown(request, line, actor, context)
    refuse_other_capacity(pages.pack_now(), actor)
    if not form.is_valid():
        return _shown(request, line, actor, context, 422)
    try:
        said = act(_kept(form.cleaned_data.get("page"), actor))
    except FileRefused as refused:
        form.add_error("page", str(refused))
        return _shown(request, line, actor, context, 422)
    except rules.AllianceRefused as refused:
        return _shown(request, line, actor, {**context, "reasons": refused.verdict.reasons}, 409)
    except IntegrityError:
        messages.warning(request, AGAIN)
        return redirect(context["after"])
    messages.success(request, said)
    return redirect(context["after"])


def _shown(
    request: HttpRequest, line: Member, actor: Actor, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    pack = pages.pack_now()
    more = {
        "member": line,
        "alliance": line.alliance,
        "row": pages.row_of(pack, line, actor, clock.today()),
        "line": pages.line_words(pack, line),
        "agreement": pages.agreement_words(pack, line),
        "digest": pages.digest(line),
        "once": uuid4().hex,
        "may_act": pages.may_act(pack, actor),
        "articles": pages.articles(pack),
        "pack": pack,
    }
    return render(request, context["template"], {**more, **context}, status=status)


def _kept(file: Any, actor: Actor) -> Attachment | None:
    if file is None:
        return None
    stored = files.store(file, file.name)
    stream = f"upload:{actor.person}"
    return files.attach(
        stored, name=file.name, owner_stream=stream, kind="page", by=actor.person, added_on=clock.today()
    )


def _confirm(request: HttpRequest, line: Member, actor: Actor, upload: Attachment | None) -> str:
    links.confirm_own(
        line,
        page_file=upload,
        by=actor,
        on=clock.today(),
        once=once_of(request),
        line=request.POST.get("line", ""),
        articles=pages.articles(pages.pack_now()),
    )
    entered = rules.entered_for(line, actor) is not None
    return f"{line.organisation.name}的签署页已代录。" if entered else f"已确认参加{line.alliance.name}。"


def _object(request: HttpRequest, line: Member, actor: Actor, form: forms.ObjectionByAccount) -> str:
    links.object_own(
        line,
        form.cleaned_data["words"],
        by=actor,
        on=clock.today(),
        once=once_of(request),
        articles=pages.articles(pages.pack_now()),
    )
    return "已把意见转给盟主单位。资料改正后，请再核对确认。"
