"""/office/…export.xlsx: a list exactly as the address narrows it, as a workbook, written row by row."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lianmeng.applications.actions.calls import KIND as CALL
from lianmeng.applications.queries import KIND
from lianmeng.files.workbooks import MEDIA_TYPE, Listing, write_list
from lianmeng.policies import queries as policies
from lianmeng.record.people import Actor
from lianmeng.web import clock
from lianmeng.web.casework import lists
from lianmeng.web.identity import capacities
from lianmeng.web.identity.current import acting, needs
from lianmeng.web.office import desk as desks
from lianmeng.web.office import tabs
from lianmeng.web.ui.words import day_words

DOOR = "office"
CHUNK = 500  # rows whose times are looked up at once
CASES = (
    ("序号", 6), ("名称", 36), ("申报编号", 16), ("申报单位", 28), ("推荐单位", 22), ("批次", 28), ("状态", 16),
    ("轮到谁", 20), ("已停留工作日", 8), ("期限", 14), ("届满日", 14), ("推荐截止", 14),
)  # fmt: skip
CALLS = (("序号", 6), ("名称", 48), ("状态", 16), ("状态日期", 14), ("建立日期", 14))
DESK = (
    ("序号", 6), ("事项", 24), ("环节", 14), ("联盟或批次", 36), ("申报单位", 28), ("推荐单位", 22), ("状态", 16),
    ("日期", 14), ("期限情况", 14), ("催办", 24),
)  # fmt: skip
T = TypeVar("T")


@never_cache
@require_safe
@needs(DOOR)
def cases(request: HttpRequest) -> FileResponse:
    """/office/cases/export.xlsx."""
    actor, on = acting(request), clock.today()
    wanted = lists.wanted_of(request.GET.dict(), actor, KIND)
    found = lists.found(actor, KIND, wanted)
    listing = Listing("申报认定", _about(actor, on, _basis(actor, KIND, wanted), found.count()), CASES)
    return _answer(listing, _case_rows(found, actor, on), on)


@never_cache
@require_safe
@needs(DOOR)
def calls(request: HttpRequest) -> FileResponse:
    """/office/calls/export.xlsx."""
    actor, on = acting(request), clock.today()
    if not capacities.opens(actor.capacity, "office:calls"):
        raise Http404
    wanted = lists.wanted_of(request.GET.dict(), actor, CALL)
    found = lists.found(actor, CALL, wanted)
    listing = Listing("申报批次", _about(actor, on, _basis(actor, CALL, wanted), found.count()), CALLS)
    return _answer(listing, _call_rows(found), on)


@never_cache
@require_safe
@needs(DOOR)
def desk(request: HttpRequest) -> FileResponse:
    """/office/export.xlsx?tab=…."""
    actor, on = acting(request), clock.today()
    asked = tabs.asked_of(request.GET.dict(), actor)
    found = tabs.found(actor, asked, on)
    title, unit = tabs.TABS[asked.tab], tabs.UNITS.get(asked.tab, "件")
    listing = Listing(title, _about(actor, on, _narrowed(actor, asked), found.count(), unit), DESK)
    return _answer(listing, _desk_rows(found, actor, asked.tab, on), on)


def _answer(listing: Listing, rows: Iterable[Sequence[str]], on: date) -> FileResponse:
    """The workbook, written to disk and sent from there."""
    target = tempfile.TemporaryFile()  # noqa: SIM115  the answer closes it
    write_list(target, listing, rows)
    target.seek(0)
    name = f"{listing.title}{on:%Y%m%d}.xlsx"
    return FileResponse(target, as_attachment=True, filename=name, content_type=MEDIA_TYPE)


def _about(actor: Actor, on: date, basis: str, count: int, unit: str = "件") -> tuple[str, ...]:
    office = actor.office_name or actor.organisation_name
    return f"制表单位：{office}", f"口径：{basis}，共{count}{unit}", f"日期：{day_words(on)}"


def _basis(actor: Actor, kind: str, wanted: lists.Wanted) -> str:
    """What the list holds, in words."""
    pack, parts = policies.current_pack(), ["本单位可见"]
    if wanted.text:
        parts.append(f"名称、单位或编号含“{wanted.text}”")
    if wanted.state:
        parts.append(f"状态为“{pack.state_label(kind, wanted.state)}”")
    if wanted.recommender:
        parts.append(f"推荐单位为{lists.recommenders(actor)[wanted.recommender]}")
    if wanted.call is not None:
        parts.append("所选批次")
    return "，".join(parts)


def _narrowed(actor: Actor, asked: tabs.Asked) -> str:
    pack = policies.current_pack()
    parts = [f"{pack.terms.capacities.get(actor.capacity, '')}{tabs.TABS[asked.tab]}"]
    if asked.text:
        parts.append(f"名称、单位或编号含“{asked.text}”")
    if asked.stage:
        parts.append(f"状态为“{tabs.stages(pack, actor)[asked.stage]}”")
    if asked.recommender:
        parts.append(f"推荐单位为{tabs.recommenders(pack, actor)[asked.recommender]}")
    if asked.due:
        parts.append(tabs.DUES[asked.due])
    return "，".join(parts)


# ---- rows ----------------------------------------------------------------------------------------------------


def _chunks(rows: QuerySet[Any]) -> Iterator[list[Any]]:
    """The rows some hundred at a time, read from the database as they are written."""
    stream = rows.iterator(chunk_size=CHUNK)
    while some := list(islice(stream, CHUNK)):
        yield some


def _case_rows(found: QuerySet[Any], actor: Actor, on: date) -> Iterator[Sequence[str]]:
    number = 0
    for some in _chunks(found.order_by("-pk")):
        for line in lists.timed([lists.row(case, DOOR, party=False) for case in some], actor, on):
            number += 1
            case, times = line.case, line.times
            call = case.parent.title if case.parent else ""
            named = (line.title, case.number, line.applicant, line.recommender, call, line.state)
            told = ("", "", "", "", "")
            if times:
                days = str(times.days) if times.turn else ""
                told = (times.turn, days, times.words, day_words(times.due_on), day_words(times.recommend_by))
            yield (str(number), *named, *told)


def _call_rows(found: QuerySet[Any]) -> Iterator[Sequence[str]]:
    number = 0
    for some in _chunks(found.order_by("-pk")):
        for case in some:
            number += 1
            line = lists.row(case, DOOR, party=False)
            yield str(number), case.title, line.state, day_words(case.moved_on), day_words(case.opened_on)


def _desk_rows(found: QuerySet[Any], actor: Actor, tab: str, on: date) -> Iterator[Sequence[str]]:
    number = 0
    ordered = desks.with_case(found, tab).order_by(*tabs.ORDERS[tab].by(turned=False))
    for some in _chunks(ordered):
        for line in desks.lines_of(actor, tab, some, on):
            number += 1
            case = line.case
            yield (
                str(number),
                line.words,
                line.sub,
                case.title,
                case.applicant.name if case.applicant else "",
                case.recommender.name if case.recommender else "",
                line.state,
                day_words(line.on),
                line.left_words,
                line.urged,
            )
