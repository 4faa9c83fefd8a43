"""/office/panels/papers/: what experts signed on paper, entered by one and checked by another (代录)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lianmeng.acts import ACTS
from lianmeng.applications.queries import KIND
from lianmeng.cases import guard, sources
from lianmeng.cases import queries as cases
from lianmeng.cases.guard import EACH, Sent
from lianmeng.cases.models import Case
from lianmeng.cases.refusals import Invalid
from lianmeng.files.workbooks import MEDIA_TYPE, WorkbookRefused
from lianmeng.law import entering, panels, procedures
from lianmeng.law.history import CaseView, Pending
from lianmeng.law.pack import Pack
from lianmeng.law.schema import FormField
from lianmeng.parties import queries as parties
from lianmeng.policies import queries as policies
from lianmeng.record.people import Actor
from lianmeng.web import clock
from lianmeng.web.casework import arguing, rows
from lianmeng.web.casework.addresses import TOGETHER, case_address, enter_address
from lianmeng.web.casework.arguing import DECLARE, FAIL, PASS, REVIEW, Row
from lianmeng.web.casework.rows import Posted, Trouble
from lianmeng.web.identity.current import acting, needs
from lianmeng.web.office import panelling, score_sheets
from lianmeng.web.ui import packforms

DOOR, BACK, FILL = "office", "send-back", "fill"
ENTERED = (DECLARE, REVIEW)
ENDINGS = (PASS, FAIL)


@dataclass(frozen=True)
class Batch:
    """Papers of one expert, entered and waiting to be checked."""

    act: str
    words: str
    whose: str
    name: str
    rows: tuple[tuple[Case, str, str], ...]
    files: tuple[int, ...]
    done_on: str
    may: bool


@dataclass(frozen=True)
class Ending:
    """Conclusions that everybody signed on paper: what is to be done, by which hand, on how many cases, and where."""

    words: str
    hand: str
    count: int
    address: str


@dataclass(frozen=True)
class Page:
    """All that the template prints."""

    pack: Pack
    act: str
    acts: tuple[tuple[str, str], ...]
    experts: tuple[tuple[str, str], ...]
    whose: str
    form: packforms.PackForm
    rows: tuple[Row, ...]
    batches: tuple[Batch, ...]
    endings: tuple[Ending, ...]
    enters: bool
    full: int
    trouble: Trouble
    once: str


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(DOOR)
def papers(request: HttpRequest) -> HttpResponse:
    """One expert's promises or sheets at a time; below, what waits for the second person."""
    actor, pack = acting(request), policies.current_pack()
    if not panelling.may_enter(pack, actor):
        raise Http404
    act = request.GET.get("act", REVIEW)
    desk = _Desk(actor, clock.today(), pack, act if act in ENTERED else REVIEW, request.GET.get("expert", ""))
    if request.method != "POST":
        return _show(request, desk.page())
    if FILL in request.POST:
        desk.fill(request)
        return _show(request, desk.page())
    posted = rows.read(request, desk.row_fields, [case.pk for case in desk.found])
    trouble = rows.attempt(request, lambda: desk.sign(request, posted))
    if trouble is None:
        return redirect("office:panel-papers")
    desk.posted, desk.trouble = posted, trouble
    return _show(request, desk.page())


@never_cache
@require_safe
@needs(DOOR)
def score_sheet(request: HttpRequest) -> HttpResponse:
    """…/sheet.xlsx?expert=…: one expert's score sheets to be filled in a workbook."""
    actor, pack = acting(request), policies.current_pack()
    if not panelling.may_enter(pack, actor):
        raise Http404
    desk = _Desk(actor, clock.today(), pack, REVIEW, request.GET.get("expert", ""))
    found = [row.case for row in desk.rows(desk.whose)] if desk.enters else []
    if not found:
        raise Http404
    answer = HttpResponse(score_sheets.template(pack, desk.row_fields, found), content_type=MEDIA_TYPE)
    name = f"{score_sheets.SHEET}（{desk.names()[desk.whose]}）.xlsx"
    answer["Content-Disposition"] = content_disposition_header(True, name)
    return answer


def _show(request: HttpRequest, page: Page) -> HttpResponse:
    context = {"page": page, "pack": page.pack}
    return render(request, "office/panels/papers.html", context, status=page.trouble.status)


class _Desk:
    """What one person enters or checks today."""

    def __init__(self, actor: Actor, on: date, pack: Pack, act: str, whose: str) -> None:
        self.actor, self.on, self.pack, self.act, self.whose = actor, on, pack, act, whose
        self.posted, self.trouble, self.typed = Posted(), Trouble(), {}  # type: ignore[var-annotated]
        self.found = arguing.arguing(actor, pack)
        self.views: Mapping[int, CaseView] = cases.views(self.found)
        fields = entering.fields(pack, KIND, act, 0, entered=True)
        own = arguing.fields_of(pack, act)
        self.row_fields = dict(own) if act == REVIEW else {}
        self.shared: dict[str, FormField] = {
            n: item for n, item in fields.items() if n not in self.row_fields
        }
        self.way = entering.way_of(pack, KIND, act)

    def page(self) -> Page:
        """Gather the page."""
        names = self.names()
        whose = self.whose if self.whose in names else ""
        asked = {n: item for n, item in self.shared.items() if self.way is None or n != self.way.whose}
        options = self.options()
        form = packforms.draw(asked, options, self.typed, self.trouble.errors)
        return Page(
            pack=self.pack,
            act=self.act,
            acts=tuple((one, self.pack.act_label(KIND, one)) for one in ENTERED),
            experts=tuple(sorted(names.items(), key=lambda item: item[1])),
            whose=whose,
            form=form,
            rows=tuple(self.rows(whose)) if whose and self.enters else (),
            batches=tuple(self.batches(names)),
            endings=tuple(self.endings()),
            enters=self.enters,
            full=arguing.full_marks(self.pack),
            trouble=self.trouble,
            once=uuid4().hex,
        )

    def names(self) -> dict[str, str]:
        """Everybody who sits on one of the panels (one query)."""
        seats = {one for view in self.views.values() for one in panels.seated(view)}
        return {one.natural: one.name for one in parties.expert_facts(seats)} if seats else {}

    def fill(self, request: HttpRequest) -> None:
        """Take a workbook's sheets into the form; nothing is signed by it."""
        found = [row.case for row in self.rows(self.whose)] if self.enters and self.row_fields else []
        file = request.FILES.get(score_sheets.FILE)
        try:
            said = score_sheets.read(self.pack, self.row_fields, found, file)
        except WorkbookRefused as refused:
            self.trouble = Trouble(errors={score_sheets.FILE: f"{refused.text}{refused.mend}"})
            return
        self.posted, self.trouble = Posted(rows=said.rows), said.trouble
        if not said.errors:
            messages.info(
                request, f"已读入{len(said.rows)}件，尚未录入；核对后填签名日期、上传扫描件再录入。"
            )

    @property
    def enters(self) -> bool:
        """Whether this capacity is the first hand."""
        return self.way is not None and self.actor.capacity in self.way.hands[0].by

    def options(self) -> Mapping[str, Mapping[str, str]]:
        """The choices of all fields; the seats are those of every case at hand."""
        asked = sources.Asked(self.pack, self.actor, on=self.on)
        return sources.options(asked, {**self.shared, **self.row_fields}.values())

    def rows(self, whose: str) -> list[Row]:
        """The cases on which this expert's paper may be entered."""
        found, options = [], self.options()
        for case in self.found:
            view, who = self.views[case.pk], cases.who(self.actor)
            step = procedures.judge(self.pack, view, self.act, who, self.on, self.on, whose)
            if step.verdict.allowed and step.index == 0:
                row = Row(case, case_address(DOOR, case.pk), panels.meets_on(view), step)
                if self.row_fields:
                    row = arguing.with_sheet(
                        row, self.pack, self.row_fields, options, self.posted, self.trouble
                    )
                found.append(row)
        return found

    def endings(self) -> list[Ending]:
        """The conclusions whose paper may be entered or checked now, those of one hand together."""
        ready: dict[tuple[str, int], list[Case]] = {}
        for case in self.found:
            for act in ENDINGS:
                view, who = self.views[case.pk], cases.who(self.actor)
                step = procedures.judge(self.pack, view, act, who, self.on, self.on)
                if step.verdict.allowed:
                    ready.setdefault((act, step.index), []).append(case)
        found = []
        for (act, index), held in ready.items():
            first, *others = held[:TOGETHER]
            role = self.pack.terms.hands[entering.hands(self.pack, KIND, act, entered=True)[index].role]
            address = enter_address(first, act, tuple(one.pk for one in others))
            found.append(Ending(self.pack.act_label(KIND, act), role, 1 + len(others), address))
        return found

    def batches(self, names: Mapping[str, str]) -> list[Batch]:
        """What has been entered and waits for the second person, expert by expert."""
        begun: dict[tuple[str, str], list[tuple[Case, Pending]]] = {}
        for case in self.found:
            for thread in self.views[case.pk].threads:
                if thread.entered and thread.signed and thread.whose and thread.act in ENTERED:
                    begun.setdefault((thread.act, thread.whose), []).append((case, thread))
        return [self.batch(act, whose, names, held) for (act, whose), held in begun.items()]

    def batch(
        self, act: str, whose: str, names: Mapping[str, str], held: list[tuple[Case, Pending]]
    ) -> Batch:
        """Papers of one expert in words."""
        rule, first = self.pack.panel, held[0][1]
        vote = arguing.fields_of(self.pack, REVIEW)[rule.vote_field]
        known = self.pack.terms.lists.get(vote.options or "", {})
        told = []
        for case, thread in held:
            said = thread.answers
            total = sum(int(said.get(name, 0)) for name in rule.scores)
            words = f"{total}分，{known.get(str(said.get(rule.vote_field)), '')}" if act == REVIEW else "已签"
            told.append((case, words, str(said.get("comment", ""))))
        return Batch(
            act=act,
            words=self.pack.act_label(KIND, act),
            whose=whose,
            name=names.get(whose, ""),
            rows=tuple(told),
            files=tuple(one for _, thread in held for one in thread.answers.get(entering.SCAN, ()))[:1],
            done_on=str(first.answers.get(entering.DAY, "")),
            may=self.way is not None
            and self.actor.capacity in self.way.hands[-1].by
            and all(item.who.natural != self.actor.natural for _, t in held for item in t.signed),
        )

    def sign(self, request: HttpRequest, posted: Posted) -> str:
        """The first hand enters the filled or ticked rows; the second checks all of one expert, or sends back."""
        if "check" in request.POST or BACK in request.POST:
            return self._check(request, posted)
        wanted = posted.rows if self.row_fields else posted.chosen
        chosen = [row.case for row in self.rows(self.whose) if row.case.pk in wanted]
        typed = packforms.read(self.shared, request.POST)
        stored, faults = packforms.upload(self.shared, request.FILES, by=self.actor, on=self.on)
        self.typed = {**typed, **stored}
        if faults or not chosen:
            raise Invalid(faults or {"case": "没有填写任何一件"})
        answers: dict[str, Any] = {
            **self.typed,
            **({self.way.whose: self.whose} if self.way and self.way.whose else {}),
        }
        if self.row_fields:
            answers[EACH] = {str(case.pk): posted.rows[case.pk] for case in chosen}
        sent = self._sent(request, posted, chosen)
        ACTS[KIND, self.act](chosen, answers, sent)
        return f"已代录{len(chosen)}件，等另一人复核。"

    def _check(self, request: HttpRequest, posted: Posted) -> str:
        act, whose = request.POST.get("act", ""), request.POST.get("whose", "")
        found = next((one for one in self.batches({}) if (one.act, one.whose) == (act, whose)), None)
        if found is None:
            raise Invalid({"case": "这些已经办过，请刷新页面"})
        chosen = [case for case, _, _ in found.rows]
        sent = self._sent(request, posted, chosen, whose)
        if BACK in request.POST:
            guard.send_back(chosen, act, posted.note, sent)
            return f"已退回录入人，共{len(chosen)}件。"
        ACTS[KIND, act](chosen, {}, sent)
        return f"已复核{len(chosen)}件。"

    def _sent(self, request: HttpRequest, posted: Posted, chosen: list[Case], whose: str = "") -> Sent:
        seen = rows.seen(request, chosen)
        return Sent(self.actor, self.on, seen, posted.once, entered=True, whose=whose or self.whose)
