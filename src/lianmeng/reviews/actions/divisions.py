"""Form check by the lead office and the opinions of the divisions (article 10)."""

from collections.abc import Sequence

from lianmeng.cases import queries as cases_
from lianmeng.cases.guard import Acting, Answers, Sent, acting, sign
from lianmeng.cases.models import Case
from lianmeng.law import panels
from lianmeng.parties.models import Office
from lianmeng.reviews import queries
from lianmeng.reviews.actions import corrections
from lianmeng.reviews.models import Consultation, DivisionOpinion


def ask_correction(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """退回补正（经推荐单位）."""
    with acting(cases, "ask_correction", answers, sent) as doing:
        corrections.ask(doing)
    return doing


def lapse(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """逾期未补正处理: by a leader's decision."""
    return sign(cases, "lapse", answers, sent)


def accept(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """形式审查通过并征求意见: the divisions named are asked."""
    with acting(cases, "accept", answers, sent) as doing:
        for case in doing.performed:
            Consultation.objects.create(
                case=case,
                divisions=doing.answers["divisions"],
                check_sheet=doing.answers_of(case)["check"],
                asked_on=doing.on,
            )
    return doing


def reject_form(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """不符合申报条件: objective conditions only, with the leaders' approval."""
    return sign(cases, "reject_form", answers, sent)


def give_opinion(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """反馈处室意见: by two persons of one division, on one case or case by case on many (article 10)."""
    return _opinion(cases, "give_opinion", answers, sent)


def add_opinion(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """补充处室意见: a new row, the earlier one stays."""
    return _opinion(cases, "add_opinion", answers, sent)


def _opinion(cases: Sequence[Case], act: str, answers: Answers, sent: Sent) -> Acting:
    with acting(cases, act, answers, sent) as doing:
        if doing.performed:
            office = Office.objects.get(code=sent.by.office)
            before = queries.last_opinions(doing.performed, office)
            DivisionOpinion.objects.bulk_create(
                _row(doing, case, office, before.get(case.pk)) for case in doing.performed
            )
    return doing


def _row(doing: Acting, case: Case, office: Office, before: DivisionOpinion | None) -> DivisionOpinion:
    said = doing.answers_of(case)
    return DivisionOpinion(
        case=case,
        office=office,
        verdict=said["verdict"],
        reason=said.get("reason") or "",
        given_on=doing.on,
        supplements=before,
    )


def close_consultation(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """汇总处室意见: says who did not answer; silence is never consent."""
    with acting(cases, "close_consultation", answers, sent) as doing:
        for case in doing.performed:
            asked = Consultation.objects.filter(case=case).order_by("-id")[0]
            asked.summary = doing.answers_of(case)["summary"]
            asked.silent = list(panels.silent(doing.pack, cases_.view(case)))
            asked.closed_on = doing.on
            asked.save(update_fields=["summary", "silent", "closed_on"])
    return doing


def halt_no_support(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """全无推荐不提交论证（选用）: by leaders and meeting, only when no division recommends."""
    return sign(cases, "halt_no_support", answers, sent)
