"""/office/experts/: the register of experts, kept by the lead office; what binds each, and since when no more."""

import re
from typing import Any

from django import forms
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lianmeng.law import avoidance
from lianmeng.parties import actions as parties
from lianmeng.parties import queries
from lianmeng.parties.actions import NewTie, Particulars
from lianmeng.parties.enums import TieKind
from lianmeng.parties.models import Expert, ExpertTie, Person
from lianmeng.policies import queries as policies
from lianmeng.record.people import Actor
from lianmeng.web import clock
from lianmeng.web.accounts import answering, issued
from lianmeng.web.accounts.forms import ConfirmForm, OnceForm, ReasonForm, line
from lianmeng.web.accounts.people import Invited
from lianmeng.web.identity.current import acting, needs

DOOR, PAGE = "office", 50


class ExpertForm(OnceForm):
    """What the register says of an expert."""

    employer = line("所在单位", "填全称或统一社会信用代码。", must="请填写所在单位。")
    specialty = line("专长", "抽取时按专长选范围。", must="请填写专长。", most=100)
    title = line("职称、职务", most=60)
    available = forms.BooleanField(label="可以抽取", required=False, initial=True)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    @property
    def said(self) -> Particulars:
        """As the action takes it."""
        data = self.cleaned_data
        return Particulars(data["employer"], data["specialty"], data["title"], data["available"])


class TieForm(OnceForm):
    """One tie of an expert to an organisation."""

    organisation = line("单位", "填全称或统一社会信用代码。", must="请填写单位名称。")
    kind = forms.ChoiceField(label="关系", error_messages={"required": "请选择关系。"})
    until = forms.DateField(
        label="结束日期",
        required=False,
        help_text="仍然存续或不清楚的不填。",
        error_messages={"invalid": "请按2016-04-21的格式填写日期。"},
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    note = line("说明", most=300)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, **more: Any) -> None:
        super().__init__(data, **more)
        kinds = policies.current_pack().terms.lists.get(avoidance.KINDS, {})
        choices = [(one, kinds.get(one, one)) for one in TieKind.values if one != TieKind.EMPLOYER]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined] # it is a choice

    @property
    def said(self) -> NewTie:
        """As the action takes it."""
        data = self.cleaned_data
        return NewTie(data["organisation"], data["kind"], data["until"], data["note"])


class InviteExpertForm(OnceForm):
    """Whom to invite."""

    name = line("姓名", must="请填写被邀请人的姓名。", most=60, autocomplete="off")


def _reader(request: HttpRequest) -> Actor:
    actor = acting(request)
    if not queries.reads_experts(actor):
        raise Http404
    return actor


def _keeper(request: HttpRequest) -> Actor:
    actor = acting(request)
    if not queries.keeps_experts(actor):
        raise Http404
    return actor


@never_cache
@require_safe
@needs(DOOR)
def experts(request: HttpRequest) -> HttpResponse:
    """The register by name, field or organisation; who is invited, and who joined and is not entered yet."""
    actor, text = _reader(request), request.GET.get("q", "").replace("\0", "").strip()[:60]
    after = request.GET.get("after", "")
    found = queries.register()
    if text:
        named = Q(person__name__icontains=text) | Q(specialty__icontains=text)
        tied = Q(ties__organisation__name__icontains=text) | Q(ties__name__icontains=text)
        found = found.filter(named | Q(employer__name__icontains=text) | tied).distinct()
    total = found.count()
    if re.fullmatch(r"\d{1,18}", after):
        found = found.filter(pk__gt=int(after))
    rows = list(found[: PAGE + 1])
    context = {
        "rows": rows[:PAGE],
        "next": rows[PAGE - 1].pk if len(rows) > PAGE else "",
        "total": total,
        "text": text,
        "kinds": policies.current_pack().terms.lists.get(avoidance.KINDS, {}),
        "new": queries.unregistered(),
        "invited": [Invited.of(one) for one in queries.invited_experts(clock.today())],
        "keeps": queries.keeps_experts(actor),
        "issued": issued.take(request),
        "pack": policies.current_pack(),
    }
    return render(request, "office/experts/list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(DOOR)
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody as an expert."""
    actor, form, status = _keeper(request), InviteExpertForm(), 200
    if request.method == "POST":
        form = InviteExpertForm(request.POST)
        name = form.data.get("name", "")
        outcome = answering.perform(
            request, form, lambda: parties.invite_expert(name, by=actor, on=clock.today(), once=form.mark)
        )
        if outcome.over:
            if outcome.done:
                issued.keep(request, outcome.done)
            return redirect("office:experts")
        status = outcome.status
    return _form(request, form, "邀请专家", "生成邀请地址", status)


@never_cache
@require_POST
@needs(DOOR)
def revoke(request: HttpRequest, number: int) -> HttpResponse:
    """Take the invitation of an expert back."""
    actor = _keeper(request)
    found, form = (
        get_object_or_404(queries.invited_experts(clock.today()), pk=number),
        ConfirmForm(request.POST),
    )
    outcome = answering.perform(
        request, form, lambda: parties.revoke_invitation(found, by=actor, on=clock.today(), once=form.mark)
    )
    answering.tell(request, form, outcome, f"已撤销对{found.name}的邀请。")
    return redirect("office:experts")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(DOOR)
def enter(request: HttpRequest, number: int) -> HttpResponse:
    """Enter a person who has joined as an expert."""
    actor, form, status = _keeper(request), ExpertForm(), 200
    person = get_object_or_404(queries.unregistered(), pk=number)
    if request.method == "POST":
        form = ExpertForm(request.POST)
        outcome = answering.perform(request, form, lambda: _enter(person, form, actor))
        if outcome.over:
            return _back(outcome.done)
        status = outcome.status
    return _form(request, form, f"登记专家：{person.name}", "登记", status)


def _enter(person: Person, form: ExpertForm, actor: Actor) -> Expert:
    return parties.enter_expert(person, form.said, by=actor, on=clock.today(), once=form.mark)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(DOOR)
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Change what the register says of an expert."""
    actor, expert, status = _keeper(request), get_object_or_404(queries.register(), pk=number), 200
    known = {"employer": expert.employer.name, "specialty": expert.specialty, "title": expert.title}
    form = ExpertForm(initial={**known, "available": expert.available, "seen": expert.version})
    if request.method == "POST":
        form = ExpertForm(request.POST)
        outcome = answering.perform(request, form, lambda: _change(expert, form, actor))
        if outcome.over:
            return _back(expert)
        status = outcome.status
    return _form(request, form, f"变更：{expert.person.name}", "保存", status)


def _change(expert: Expert, form: ExpertForm, actor: Actor) -> Expert:
    seen = form.cleaned_data["seen"] or 0
    return parties.change_expert(expert, form.said, by=actor, on=clock.today(), seen=seen, once=form.mark)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(DOOR)
def tie(request: HttpRequest, number: int) -> HttpResponse:
    """Note a tie of an expert."""
    actor, expert, status = _keeper(request), get_object_or_404(queries.register(), pk=number), 200
    form = TieForm(initial={"seen": expert.version})
    if request.method == "POST":
        form = TieForm(request.POST)
        outcome = answering.perform(request, form, lambda: _tie(expert, form, actor))
        if outcome.over:
            return _back(expert)
        status = outcome.status
    return _form(request, form, f"登记关系：{expert.person.name}", "登记", status)


def _tie(expert: Expert, form: TieForm, actor: Actor) -> ExpertTie:
    seen = form.cleaned_data["seen"] or 0
    return parties.add_tie(expert, form.said, by=actor, on=clock.today(), seen=seen, once=form.mark)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(DOOR)
def untie(request: HttpRequest, number: int) -> HttpResponse:
    """Take back a tie that was entered in error."""
    actor, status = _keeper(request), 200
    found = get_object_or_404(ExpertTie.objects.select_related("expert__person"), pk=number, withdrawn=False)
    form = ReasonForm(initial={"seen": found.expert.version})
    if request.method == "POST":
        form = ReasonForm(request.POST)
        outcome = answering.perform(request, form, lambda: _untie(found, form, actor))
        if outcome.over:
            return _back(found.expert)
        status = outcome.status
    return _form(request, form, f"撤销登记错误的关系：{found.expert.person.name}", "撤销", status)


def _untie(found: ExpertTie, form: ReasonForm, actor: Actor) -> ExpertTie:
    data = form.cleaned_data
    return parties.withdraw_tie(
        found, data["reason"], by=actor, on=clock.today(), seen=data["seen"] or 0, once=form.mark
    )


def _back(expert: Expert | None) -> HttpResponse:
    return redirect(f"{reverse('office:experts')}#expert-{expert.pk if expert else ''}")


def _form(request: HttpRequest, form: forms.Form, head: str, button: str, status: int) -> HttpResponse:
    context = {"form": form, "head": head, "button": button}
    return render(request, "office/experts/form.html", context, status=status)
