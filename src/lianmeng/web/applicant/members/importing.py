"""The members as a workbook: the template out, the filled one in, previewed before anything is kept."""

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianmeng.alliances import adapters
from lianmeng.alliances import queries as alliances
from lianmeng.alliances.actions import sheets
from lianmeng.alliances.actions.sections import SectionStale
from lianmeng.alliances.actions.sheets import Plan, RollRefused
from lianmeng.alliances.models import Alliance
from lianmeng.files import actions as files
from lianmeng.files import queries as kept_files
from lianmeng.files.kinds import FileRefused
from lianmeng.files.models import Attachment
from lianmeng.files.workbooks import MEDIA_TYPE, SIZE_LIMIT, WorkbookRefused
from lianmeng.record.people import Actor
from lianmeng.web import clock
from lianmeng.web.applicant.alliances.pages import against_editing
from lianmeng.web.applicant.members import pages
from lianmeng.web.applicant.members.posting import AGAIN, once_of
from lianmeng.web.identity.current import acting, needs

DOOR = "applicant"
KIND = "members_sheet"
SEEN = "seen-"


@dataclass(frozen=True)
class Trouble:
    """Why an upload was not taken: words and mend, or the marked table of what was uploaded."""

    text: str = ""
    mend: str = ""
    refused: RollRefused | None = None


@dataclass(frozen=True)
class Row:
    """What changes in one line, cell by cell, in words."""

    name: str
    cells: list[tuple[str, str, str]]
    lapses: bool


@dataclass(frozen=True)
class Preview:
    """What the import will do, and what the form sends back to have it done."""

    plan: Plan
    rows: list[Row]
    file: Attachment
    remove: bool
    seen: dict[str, int]
    once: str = field(default_factory=lambda: uuid4().hex)


@never_cache
@require_safe
@needs(DOOR)
def template(request: HttpRequest, number: int) -> HttpResponse:
    """/apply/alliances/<n>/members.xlsx: the workbook with the present members."""
    alliance = pages.own_alliance(acting(request), number)
    content = adapters.template(pages.pack_now(), alliances.members_of(alliance))
    answer = HttpResponse(content, content_type=MEDIA_TYPE)
    name = quote(f"{alliance.name}成员名单.xlsx")
    answer["Content-Disposition"] = f"attachment; filename=\"members.xlsx\"; filename*=UTF-8''{name}"
    answer["Cache-Control"] = "private, no-store"
    return answer


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(DOOR)
def upload(request: HttpRequest, number: int) -> HttpResponse:
    """/apply/alliances/<n>/members/import: the upload is checked cell by cell, then previewed."""
    actor = acting(request)
    alliance = pages.own_alliance(actor, number)
    if request.method != "POST":
        return _page(request, alliance, actor)
    if against_editing(alliance, actor):
        return _page(request, alliance, actor, status=409)
    file, remove = request.FILES.get("file"), "remove" in request.POST
    try:
        if file is None:
            raise WorkbookRefused("没有选择文件。", "请选择填好的名单后上传。")
        if (file.size or 0) > SIZE_LIMIT:
            text = f"文件超过{SIZE_LIMIT // 2**20} MB。"
            trouble = Trouble(text, "名单只含文字，请删去图片和多余的工作表。")
            return _page(request, alliance, actor, trouble, status=413)
        content, name = file.read(), file.name or ""
        roll = adapters.read_roll(pages.pack_now(), content, name)
        plan = sheets.rehearse(alliance, roll, remove=remove, by=actor, on=clock.today())
        kept = _keep(content, name, actor)
    except (WorkbookRefused, FileRefused) as refused:
        return _page(request, alliance, actor, Trouble(refused.text, refused.mend), status=422)
    except RollRefused as refused:
        return _page(request, alliance, actor, Trouble(refused=refused), status=422)
    return _page(request, alliance, actor, preview=_preview(alliance, plan, kept, remove))


@never_cache
@require_POST
@needs(DOOR)
def carry(request: HttpRequest, number: int) -> HttpResponse:
    """…/import/carry: what was previewed is done, unless the sections have moved since."""
    actor = acting(request)
    alliance = pages.own_alliance(actor, number)
    if against_editing(alliance, actor):
        return _page(request, alliance, actor, status=409)
    kept = _kept(request, actor)
    if kept is None:
        trouble = Trouble("所传的文件已不在。", "请重新上传。")
        return _page(request, alliance, actor, trouble, status=422)
    remove = request.POST.get("remove") == "1"
    try:
        roll = _read_again(kept)
        plan = sheets.carry_out(
            alliance,
            roll,
            remove=remove,
            by=actor,
            on=clock.today(),
            seen=_seen(request),
            once=once_of(request),
        )
    except SectionStale as stale:
        text = f"预览之后，{stale.by_name or '他人'}保存过成员资料，这次没有导入。"
        trouble = Trouble(text, "下面是按最新资料重新作的预览，核对后再导入。")
        return _previewed_again(request, alliance, actor, kept, remove, trouble)
    except RollRefused as refused:
        return _page(request, alliance, actor, Trouble(refused=refused), status=422)
    if plan.again:
        messages.warning(request, AGAIN)
    else:
        messages.success(request, _said(plan))
    return redirect("applicant:alliance-section", number, "members")


def _previewed_again(
    request: HttpRequest, alliance: Alliance, actor: Actor, kept: Attachment, remove: bool, trouble: Trouble
) -> HttpResponse:
    try:
        plan = sheets.rehearse(alliance, _read_again(kept), remove=remove, by=actor, on=clock.today())
    except RollRefused as refused:
        return _page(request, alliance, actor, Trouble(trouble.text, trouble.mend, refused), status=409)
    preview = _preview(alliance, plan, kept, remove)
    return _page(request, alliance, actor, trouble, preview, status=409)


def _read_again(kept: Attachment) -> adapters.Roll:
    with files.open_file(kept.file.sha256) as content:
        return adapters.read_roll(pages.pack_now(), content.read(), kept.name)


def _page(
    request: HttpRequest,
    alliance: Alliance,
    actor: Actor,
    trouble: Trouble | None = None,
    preview: Preview | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "alliance": alliance,
        "trouble": trouble,
        "preview": preview,
        "reasons": against_editing(alliance, actor),
        "limit": SIZE_LIMIT // 2**20,
        "rows": adapters.ROW_LIMIT,
        "pack": pages.pack_now(),
    }
    return render(request, "applicant/members/import.html", context, status=status)


def _preview(alliance: Alliance, plan: Plan, kept: Attachment, remove: bool) -> Preview:
    pack = pages.pack_now()
    labels = {name: column.label for name, column in adapters.columns(pack).items()}
    rows = [
        Row(
            one.name,
            [
                (
                    labels[cell.field],
                    adapters.said(pack, cell.field, cell.before),
                    adapters.said(pack, cell.field, cell.after),
                )
                for cell in one.changes
            ],
            one.lapses,
        )
        for one in plan.changed
    ]
    return Preview(plan, rows, kept, remove, sheets.versions(alliance))


def _keep(content: bytes, name: str, actor: Actor) -> Attachment:
    stored = files.store(content, name, SIZE_LIMIT)
    stream = f"upload:{actor.person}"
    return files.attach(
        stored, name=name, owner_stream=stream, kind=KIND, by=actor.person, added_on=clock.today()
    )


def _kept(request: HttpRequest, actor: Actor) -> Attachment | None:
    text = request.POST.get("file", "")
    if not re.fullmatch(r"\d{1,18}", text):
        return None
    found = kept_files.attachment_for(int(text), [f"upload:{actor.person}"])
    return found if found and found.kind == KIND else None


def _seen(request: HttpRequest) -> dict[str, int]:
    """The versions that the preview was made of; one that did not come back counts as not seen."""
    shown = {part: request.POST.get(f"{SEEN}{part}", "") for part in sheets.PARTS}
    return {part: int(text) if re.fullmatch(r"\d{1,9}", text) else -1 for part, text in shown.items()}


def _said(plan: Plan) -> str:
    told: list[tuple[Any, str]] = [
        (plan.added, "增加{}家"),
        (plan.changed, "改动{}家"),
        (plan.removed, "移出{}家"),
    ]
    words = "，".join(text.format(len(found)) for found, text in told if found)
    return f"名单已导入：{words}。" if words else "名单与现有资料相同，没有改动。"
