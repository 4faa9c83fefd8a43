"""/apply/alliances/…: founding an alliance, its overview, its sections."""

import re
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianmeng.alliances import actions, queries, sections
from lianmeng.alliances.actions.beginning import FORM
from lianmeng.alliances.models import Alliance
from lianmeng.alliances.sections import Errors, Values
from lianmeng.law.verdicts import Reason
from lianmeng.policies import queries as policies
from lianmeng.record.people import Actor
from lianmeng.web import clock, kept
from lianmeng.web.applicant.alliances import merging, pages, sheet
from lianmeng.web.identity.current import acting, actor, needs
from lianmeng.web.ui import packforms

DOOR = "applicant"
SEEN = "version-seen"  # kept with a form that was lost, so that a race stays one
AGAIN = "此前已经保存，未重复保存。"
SAME = "内容没有变化，仍为已保存的内容。"


@dataclass(frozen=True)
class Trouble:
    """Why a form comes back: what is wrong by field, why nothing may be changed, what somebody else saved."""

    errors: Errors = field(default_factory=dict)
    reasons: tuple[Reason, ...] = ()
    stale: actions.SectionStale | None = None
    differences: tuple[merging.Difference, ...] = ()
    dirty: bool = True
    taken: kept.Taken | None = None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(DOOR)
def found(request: HttpRequest) -> HttpResponse:
    """/apply/alliances/new."""
    by, pack = acting(request), policies.current_pack()
    if not pages.may_write(by):
        raise PermissionDenied
    fields = pack.forms[FORM].fields
    if request.method != "POST":
        return _founding_page(request, packforms.draw(fields, pack.terms.lists))
    typed = packforms.read(fields, request.POST)
    try:
        made = actions.begin(typed, by=by, on=clock.today(), once=_once(request))
    except actions.FoundingInvalid as invalid:
        form = packforms.draw(fields, pack.terms.lists, typed, invalid.errors)
        return _founding_page(request, form, 422)
    kept.forget(request)
    messages.success(request, f"联盟“{made.name}”已建立。请逐部分填写，每部分单独保存。")
    return redirect("applicant:alliance", made.pk)


def _founding_page(request: HttpRequest, form: packforms.PackForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "pack": policies.current_pack(), "once": _once(request)}
    return render(request, "applicant/alliances/new.html", context, status=status)


@never_cache
@require_safe
@needs(DOOR)
def overview(request: HttpRequest, number: int) -> HttpResponse:
    """/apply/alliances/<n>/: the sections, what each lacks, the revisions."""
    by, pack = acting(request), policies.current_pack()
    alliance = pages.own(by, number)
    last = pages.last_revision(alliance)
    context = {
        "alliance": alliance,
        "parts": pages.parts(pack, alliance),
        "pack": pack,
        "last": last,
        "behind": pages.is_behind(alliance, last, clock.today()),
        "reasons": pages.against_editing(alliance, by),
        "once": uuid4().hex,
    }
    return render(request, "applicant/alliances/overview.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(DOOR)
def section(request: HttpRequest, number: int, section: str) -> HttpResponse:
    """/apply/alliances/<n>/<section>: shown, or saved."""
    by = acting(request)
    alliance = pages.own(by, number, former_names=section == "members")
    if kept.CLEAR in request.POST:
        kept.forget(request)
        return redirect("applicant:alliance-section", alliance.pk, section)
    if request.method == "POST":
        return _posted(request, alliance, section, by)
    taken = kept.taken(request)
    request.lost = None  # type: ignore[attr-defined] # this form takes it up itself
    if taken is None:
        return _show(request, alliance, section, sections.values(alliance, section), Trouble(dirty=False))
    values = sheet.typed(policies.current_pack(), section, taken.values)
    return _show(request, alliance, section, values, Trouble(taken=taken))


def _posted(request: HttpRequest, alliance: Alliance, section: str, by: Actor) -> HttpResponse:
    pack, today = policies.current_pack(), clock.today()
    typed, faults = sheet.read(pack, section, request, by=by, on=today)
    if sheet.DO in request.POST:
        return _show(request, alliance, section, sheet.changed_rows(section, typed, request.POST[sheet.DO]))
    reasons = pages.against_editing(alliance, by)
    if reasons:
        return _show(request, alliance, section, typed, Trouble(reasons=reasons), 409)
    values = merging.apply(section, typed, sections.values(alliance, section), request.POST)
    try:
        saved = _save(request, alliance, section, values, faults)
    except actions.SectionInvalid as invalid:
        return _show(request, alliance, section, values, Trouble(invalid.errors), 422)
    except actions.SectionStale as stale:
        return _conflict(request, alliance, section, values, stale)
    kept.forget(request)
    label = pages.label_of(pack, section)
    said = AGAIN if saved.again else f"“{label}”已保存。" if saved.changed else SAME
    messages.success(request, said)
    return redirect("applicant:alliance-section", alliance.pk, section)


def _save(
    request: HttpRequest, alliance: Alliance, section: str, values: Values, faults: Errors
) -> actions.Saved:
    if faults:
        _, errors = sections.check(policies.current_pack(), section, alliance, values)
        raise actions.SectionInvalid(errors | faults)
    return actions.save(
        alliance,
        section,
        values,
        by=acting(request),
        on=clock.today(),
        seen=_seen(request.POST),
        once=_once(request),
    )


def _conflict(
    request: HttpRequest, alliance: Alliance, section: str, values: Values, stale: actions.SectionStale
) -> HttpResponse:
    """Both versions side by side; the form stands on what is saved now and keeps all that was typed."""
    pack, by = policies.current_pack(), acting(request)
    now = pages.own(by, alliance.pk, former_names=section == "members")
    numbers = sections.files_in({"mine": values, "theirs": stale.now})
    files = {key: one.name for key, one in sections.attachments(now, by.person, numbers).items()}
    found = merging.differences(pack, section, now, values, stale.now, files)
    trouble = Trouble(stale=stale, differences=tuple(found))
    return _show(request, now, section, values, trouble, 409)


def _show(
    request: HttpRequest,
    alliance: Alliance,
    section: str,
    values: Values,
    trouble: Trouble | None = None,
    status: int = 200,
) -> HttpResponse:
    trouble = trouble or Trouble()
    pack, by = policies.current_pack(), acting(request)
    drawn = sheet.draw(
        pack,
        section,
        alliance,
        sheet.with_spare_rows(section, values),
        trouble.errors,
        by=by,
        on=clock.today(),
        badges=pages.badges(pack, alliance) if section == "members" else None,
    )
    tabs = pages.parts(pack, alliance, section)
    at = next(place for place, tab in enumerate(tabs) if tab.here)
    context: dict[str, Any] = {
        "alliance": alliance,
        "sheet": drawn,
        "tabs": tabs,
        "part": tabs[at],
        "following": tabs[at + 1] if at + 1 < len(tabs) else None,
        "seen": _seen_now(tabs[at], trouble, request),
        "trouble": trouble,
        "reasons": trouble.reasons or pages.against_editing(alliance, by),
        "warnings": _field_warnings(alliance, section, drawn),
        "rows_template": f"applicant/alliances/rows-{drawn.table}.html",
        "here_address": reverse("applicant:alliance-here", args=[alliance.pk, section]),
        "others": queries.present(alliance, section, by.person),
        "once": uuid4().hex,
        "pack": pack,
    }
    return render(request, "applicant/alliances/section.html", context, status=status)


def _seen_now(part: pages.Part, trouble: Trouble, request: HttpRequest) -> int:
    """The version on which the form stands: the one shown before, unless both versions have been shown."""
    if trouble.stale is not None:
        return trouble.stale.no
    if request.method == "POST":
        return _seen(request.POST)
    if trouble.taken is not None:
        return _seen(trouble.taken.values)
    return part.version.no if part.version else 0


def _field_warnings(alliance: Alliance, section: str, drawn: sheet.Sheet) -> list[tuple[str, str]]:
    labels = {one.name: one.label for one in drawn.form.controls}
    found = sections.warnings(alliance, section, clock.today())
    return [(labels[name], said) for name, said in found.items() if name in labels]


@never_cache
@require_POST
def here(request: HttpRequest, number: int, section: str) -> HttpResponse:
    """…/<section>/here: I have this section open; who else has, and has it been saved meanwhile?

    A session that has ended is told on the page, which must not be left: it holds what was typed.
    """
    by = actor(request)
    if by is None:
        return render(request, "applicant/alliances/here.html", {"ended": True})
    alliance = pages.own(by, number)
    actions.be_seen(alliance, section, by=by)
    version = queries.versions_of([alliance.pk]).get(alliance.pk, {}).get(section)
    context = {
        "address": reverse("applicant:alliance-here", args=[number, section]),
        "trigger": "every 20s",
        "others": queries.present(alliance, section, by.person),
        "seen": _seen(request.POST),
        "newer": version if version and version.no > _seen(request.POST) else None,
    }
    return render(request, "applicant/alliances/here.html", context)


def _seen(posted: QueryDict) -> int:
    text = posted.get(SEEN, "")
    return int(text) if re.fullmatch(r"\d{1,9}", text) else -1


def _once(request: HttpRequest) -> str:
    mark = request.POST.get("once", "")
    return mark if re.fullmatch(r"[0-9a-f]{32}", mark) else uuid4().hex
