"""/member/<token>: one member's line, for whoever holds its personal link. No account is needed."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from lianmeng.alliances import queries as alliances
from lianmeng.alliances import rules
from lianmeng.alliances.actions import links
from lianmeng.alliances.models import MemberLink
from lianmeng.files.kinds import FileRefused
from lianmeng.law.verdicts import Reason
from lianmeng.web import clock
from lianmeng.web.applicant.members import forms, pages
from lianmeng.web.applicant.members.posting import once_of
from lianmeng.web.identity.current import appointments

TOKEN_LENGTH = 22
STATUS = {"used": 200, "revoked": 410, "expired": 410, "open": 200}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def part(request: HttpRequest, token: str) -> HttpResponse:
    """Show the line; confirm it, or say that it is wrong. 410 for a link that has ended, 404 for none."""
    link = alliances.link_of(links.hash_of(token)) if len(token) == TOKEN_LENGTH else None
    if link is None:
        raise Http404
    reader = _reader(request, link)
    reasons = rules.may_answer_by_link(
        link, clock.today(), reader.organisations, pages.digest(link.member)
    ).reasons
    state = rules.link_state(link, clock.today())
    if reasons or request.method != "POST":
        ended = STATUS[state] if request.method != "POST" else 409
        status = 403 if reasons and state == "open" else ended
        return _page(request, link, token, status, reasons=reasons)
    return _object(request, link, token) if "object" in request.POST else _confirm(request, link, token)


def _confirm(request: HttpRequest, link: MemberLink, token: str) -> HttpResponse:
    form = forms.ByLink(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, link, token, 422, confirm=form)
    try:
        links.confirm_by_link(
            link,
            _reader(request, link, form.cleaned_data),
            page=_upload(form.cleaned_data["page"]),
            licence=_upload(form.cleaned_data["licence"]),
            **_given(request),
        )
    except FileRefused as refused:
        form.add_error(None, str(refused))
        return _page(request, link, token, 422, confirm=form)
    except rules.AllianceRefused as refused:
        return _again(request, token, refused.verdict.reasons, confirm=form)
    except IntegrityError:
        pass  # the same form again: it has been done
    return redirect("member-part", token)


def _object(request: HttpRequest, link: MemberLink, token: str) -> HttpResponse:
    form = forms.ObjectionByLink(request.POST)
    if not form.is_valid():
        return _page(request, link, token, 422, objection=form)
    try:
        links.object_by_link(
            link,
            _reader(request, link, form.cleaned_data),
            form.cleaned_data["words"],
            **_given(request),
        )
    except rules.AllianceRefused as refused:
        return _again(request, token, refused.verdict.reasons, objection=form)
    except IntegrityError:
        pass  # the same form again: it has been done
    return redirect("member-part", token)


def _again(request: HttpRequest, token: str, reasons: Sequence[Reason], **typed: Any) -> HttpResponse:
    """The page as it stands now, with why nothing was done and what was typed."""
    link = alliances.link_of(links.hash_of(token))
    if link is None:
        raise Http404
    return _page(request, link, token, 409, reasons=reasons, **typed)


def _page(request: HttpRequest, link: MemberLink, token: str, status: int, **more: Any) -> HttpResponse:
    pack, today, member = pages.pack_now(), clock.today(), link.member
    found = alliances.parts([member], today)[0]
    context = {
        "link": link,
        "token": token,
        "member": member,
        "alliance": member.alliance,
        "state": rules.link_state(link, today),
        "part": found,
        "line": pages.line_words(pack, member),
        "agreement": pages.agreement_words(pack, member),
        "digest": pages.digest(member),
        "changed": link.line_digest != pages.digest(member),
        "articles": pages.articles(pack),
        "pack": pack,
        "once": uuid4().hex,
        "confirm": more.pop("confirm", None) or forms.ByLink(),
        "objection": more.pop("objection", None) or forms.ObjectionByLink(),
    }
    answer = render(request, "applicant/members/public.html", context | more, status=status)
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _reader(request: HttpRequest, link: MemberLink, typed: dict[str, Any] | None = None) -> links.Reader:
    said = typed or {}
    return links.Reader(
        name=said.get("name", ""),
        post=said.get("post", ""),
        phone=said.get("phone", ""),
        capacity=pages.member_capacity(pages.pack_now()),
        line=request.POST.get("line", ""),
        organisations=pages.organisations([one.organisation_id for one in appointments(request)]),
    )


def _given(request: HttpRequest) -> dict[str, Any]:
    return {
        "on": clock.today(),
        "once": once_of(request),
        "articles": pages.articles(pages.pack_now()),
    }


def _upload(file: UploadedFile | None) -> links.Upload | None:
    return links.Upload(content=file, name=file.name or "") if file else None
