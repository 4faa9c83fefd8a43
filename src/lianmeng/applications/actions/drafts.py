"""What the applicant does: begin, confirm, submit, answer corrections, withdraw (articles 7, 8, 9)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction

from lianmeng.alliances import actions as alliances
from lianmeng.alliances import queries as alliance_queries
from lianmeng.alliances.models import Alliance, Member
from lianmeng.alliances.rules import AllianceRefused
from lianmeng.applications import queries, rules
from lianmeng.applications.actions import papers as drafted
from lianmeng.applications.models import Application
from lianmeng.cases import actions as spine
from lianmeng.cases import queries as cases
from lianmeng.cases import sources
from lianmeng.cases.guard import Acting, Answers, Sent, acting, sign
from lianmeng.cases.models import Case
from lianmeng.cases.refusals import Invalid, Refused
from lianmeng.documents import actions as documents
from lianmeng.files.models import Attachment
from lianmeng.law import forms, procedures
from lianmeng.law.facts import FactSheet
from lianmeng.law.history import CaseView
from lianmeng.law.pack import Pack
from lianmeng.law.schema import FieldType
from lianmeng.law.verdicts import Reason
from lianmeng.parties.models import Office, Organisation
from lianmeng.policies import queries as policies

KIND = queries.KIND


def start(answers: Answers, sent: Sent) -> Application:
    """新建申报: the draft row; a draft begun before for the same alliance and call is given back.

    Raises ``Invalid`` or ``Refused``; writes no ledger entry (design, decision 4).
    """
    pack = policies.current_pack()
    clean = _checked(pack, "start", answers, sources.Asked(pack, sent.by))
    alliance = Alliance.objects.get(pk=clean["alliance"])
    call = Case.objects.get(pk=clean["call"])
    organisation = Organisation.objects.filter(pk=sent.by.organisation or 0).first()
    if organisation is None or not rules.may_apply_for(organisation, alliance):
        raise Invalid({"alliance": "只能由盟主单位或常设机构所在单位申报"})
    fault = rules.office_fault(pack, organisation.region, clean["office"])
    if fault:
        raise Invalid({"office": fault})
    _permit(pack, cases.view_before(KIND, call, alliance, organisation, None), "start", sent)
    begun = {
        "organisation": organisation,
        "started_on": sent.on,
        "office": Office.objects.get(code=clean["office"]),
    }
    return Application.objects.get_or_create(alliance=alliance, call=call, defaults=begun)[0]


def _permit(pack: Pack, view: CaseView, act: str, sent: Sent) -> None:
    verdict = procedures.judge(pack, view, act, cases.who(sent.by), sent.on).verdict
    if not verdict.allowed:
        raise Refused(*verdict.reasons)


def _checked(pack: Pack, act: str, answers: Answers, asked: sources.Asked) -> dict[str, Any]:
    fields = pack.field_of(KIND, act)
    clean, errors = forms.validate(fields, answers, sources.options(asked, fields.values()))
    if errors:
        raise Invalid(errors)
    return clean


def confirm_part(application: Application, answers: Answers, sent: Sent) -> Member:
    """成员确认（选用）: an entry in the alliance's stream; the lead enters a signed page for the member."""
    view = queries.view_of(application, None)
    pack = cases.pack_of(application.case) if application.case else policies.current_pack()
    _permit(pack, view, "confirm_part", sent)
    asked = sources.Asked(pack, sent.by, alliance=application.alliance_id)
    clean = _checked(pack, "confirm_part", answers, asked)
    member = application.alliance.members.select_related("organisation").get(pk=clean["member"])
    page = Attachment.objects.filter(pk__in=clean["page"], owner_stream=f"upload:{sent.by.person}").first()
    if page is None:
        raise Invalid({"page": "文件已不在，请重新上传"})
    articles = pack.act(KIND, "confirm_part").articles
    try:
        alliances.confirm_part(
            member, page_file=page, by=sent.by, on=sent.on, once=sent.once, articles=articles
        )
    except AllianceRefused as refused:
        raise Refused(*(replace(one, articles=articles) for one in refused.verdict.reasons)) from refused
    return member


def submit(application: Application, answers: Answers, sent: Sent) -> Acting:
    """提交初审申请: the first hand makes the case, the last one freezes the submission.

    What the head signs is what the clerk sent: a change between the two is refused.
    """
    with transaction.atomic():
        row = (
            Application.objects.select_for_update(of=("self",))
            .select_related("alliance", "call")
            .get(pk=application.pk)
        )
        case = row.case or _make_case(row, sent)
        begun = cases.begun(case, "submit", sent.by, entered=sent.entered)
        pack = cases.pack_of(case)
        if begun is None or begun.reached < 0:
            answers = drafted.taken_along(row, pack, answers, sent)
        known = {**(begun.answers if begun else {}), **answers}
        facts = queries.fact_sheet(row, _listed(known.get("declarations")), _papers(pack, known))
        members = _members(row.alliance)
        licences = drafted.licences(pack, members)
        with acting([case], "submit", answers, sent, facts={case.pk: facts}, files_of=row.stream) as doing:
            _same_content(doing, facts, licences)
            for submitted in doing.performed:
                if not submitted.number:
                    submitted.number = _number(doing)
                    submitted.save(update_fields=["number"])
                drafted.own_licences(pack, members, submitted)
                enclosed = [*papers(doing.pack, doing.answers), *licences]
                spine.freeze(submitted, facts, enclosed, doing.on)
        return doing


def _make_case(row: Application, sent: Sent) -> Case:
    revision = policies.current_revision()
    row.case = spine.open_case(
        KIND,
        row.alliance.name,
        revision=revision,
        on=sent.on,
        state=policies.pack(revision.pk).start_state(KIND),
        parent=row.call,
        alliance=row.alliance,
        applicant=row.organisation,
        recommender=row.office,
    )
    row.save(update_fields=["case"])
    return row.case


def _listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value or ())


def _papers(pack: Pack, answers: Mapping[str, Any]) -> list[str]:
    return [name for name in pack.materials if answers.get(name)]


def _same_content(doing: Acting, facts: FactSheet, licences: list[spine.Paper]) -> None:
    """What the head signs is what the clerk sent; a member that confirms meanwhile changes nothing of it."""
    members = tuple(member.model_copy(update={"confirmed": False}) for member in facts.members)
    content = spine.digest(facts.model_copy(update={"members": members}).model_dump(mode="json"), licences)
    signed = doing.answers.get("content")
    if signed and doing.step.index and signed != content:
        said = "联盟资料在经办提交后有改动"
        raise Refused(Reason(said, articles=doing.rule.articles, mend="退回经办，核对后重新提交"))
    doing.typed["content"] = content


def _number(doing: Acting) -> str:
    form = doing.pack.head.numbers.application
    return form.format(year=doing.on.year, n=documents.next_number("application", doing.on.year))


def papers(pack: Pack, answers: Mapping[str, Any]) -> list[spine.Paper]:
    """The papers among the answers: which paper, file name, SHA-256."""
    return _enclosed(pack.materials, answers)


def recall(cases_: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """撤回修改: before the office has begun; the draft is open again and the submission is kept."""
    return sign(cases_, "recall", answers, sent)


def withdraw(cases_: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """撤回申报: applying is voluntary (article 7)."""
    return sign(cases_, "withdraw", answers, sent)


def redirect(cases_: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """退转: the case does not belong to this office; the draft opens again for the office named."""
    with acting(cases_, "redirect", answers, sent) as doing:
        for case in doing.performed:
            office = Office.objects.get(code=doing.answers["office"])
            Application.objects.filter(case=case).update(office=office)
            Case.objects.filter(pk=case.pk).update(recommender=office)
    return doing


def ask_review(cases_: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """申请复核: once; other persons then review."""
    return sign(cases_, "ask_review", answers, sent)


def resubmit_pre(cases_: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """补正提交 to the reviewing office."""
    return _resubmit(cases_, "resubmit_pre", answers, sent)


def resubmit(cases_: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """补正提交 to the department, checked by the recommender."""
    return _resubmit(cases_, "resubmit", answers, sent)


def resubmit_supplement(cases_: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """补充材料 for a second argument."""
    return _resubmit(cases_, "resubmit_supplement", answers, sent)


def _resubmit(cases_: Sequence[Case], act: str, answers: Answers, sent: Sent) -> Acting:
    with transaction.atomic():
        facts = {case.pk: _facts_now(case) for case in cases_ if case.submissions.exists()}
        with acting(cases_, act, answers, sent, facts=facts) as doing:
            members = {case.pk: _members(case.alliance) for case in cases_}
            licences = {number: drafted.licences(doing.pack, rows) for number, rows in members.items()}
            _same_content(doing, facts[doing.cases[0].pk], licences[doing.cases[0].pk])
            for case in doing.performed:
                last = case.submissions.order_by("-no")[0]
                before = [paper for paper in last.papers if "member" not in paper]
                drafted.own_licences(doing.pack, members[case.pk], case)
                enclosed = [*before, *_supplied(doing), *licences[case.pk]]
                spine.freeze(case, facts[case.pk], enclosed, doing.on)
        return doing


def _members(alliance: Alliance | None) -> list[Member]:
    return list(alliance_queries.members_of(alliance)) if alliance else []


def _facts_now(case: Case) -> FactSheet:
    last = case.submissions.order_by("-no")[0]
    return queries.facts_now(case, FactSheet.model_validate(last.facts))


def _supplied(doing: Acting) -> list[spine.Paper]:
    fields = doing.pack.field_of(KIND, doing.act)
    return _enclosed((name for name, field in fields.items() if field.type is FieldType.FILE), doing.answers)


def _enclosed(names: Iterable[str], answers: Mapping[str, Any]) -> list[spine.Paper]:
    wanted = {number: name for name in names for number in answers.get(name) or ()}
    rows = Attachment.objects.filter(pk__in=list(wanted)).select_related("file").order_by("pk")
    return [{"paper": wanted[row.pk], "name": row.name, "sha256": row.file.sha256} for row in rows]
