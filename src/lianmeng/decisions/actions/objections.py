"""异议 to a case in 公示 (article 10): lodged, checked by the integrity division, ruled upon, answered.

Who objected and what was sent with it are sealed answers (``cases.sealing``): nothing here copies them.
"""

import secrets
from collections.abc import Sequence
from hashlib import sha256

from django.db import transaction

from lianmeng.cases.actions import open_case
from lianmeng.cases.guard import Acting, Answers, Sent, acting, sign
from lianmeng.cases.models import Case
from lianmeng.cases.refusals import Invalid
from lianmeng.decisions import queries
from lianmeng.decisions.models import Inquiry, Objection, Ruling
from lianmeng.documents import actions as documents
from lianmeng.policies import queries as policies

KIND = "objection"
CODE_BYTES = 16  # 128 bits


def hash_of(code: str) -> str:
    """What is kept of a query code."""
    return sha256(code.encode("utf-8", "surrogatepass")).hexdigest()


def lodge(target: Case, answers: Answers, sent: Sent) -> Acting:
    """提出异议 to ``target``, the case in 公示; for a letter being entered, its second hand on its own case.

    Raises as ``acting`` does; ``Invalid`` when the same person has sent the same before.
    """
    return _begin(target, "lodge", answers, sent)


def register_clue(target: Case, answers: Answers, sent: Sent) -> Acting:
    """登记匿名或逾期来件 concerning ``target``: only a clue can come of it."""
    return _begin(target, "register_clue", answers, sent)


def _begin(target: Case, act: str, answers: Answers, sent: Sent) -> Acting:
    with transaction.atomic():
        made = target.kind != KIND
        case = _open(target, sent) if made else target
        with acting([case], act, answers, sent) as doing:
            if made:
                _not_sent_before(doing, target)
                came_on = doing.on
                Objection.objects.create(case=case, reference=sent.by.natural, came_on=came_on)
            for one in doing.performed:
                _number(doing, one)
        return doing


def _open(target: Case, sent: Sent) -> Case:
    """The row of the objection; its parent stays where it stands until this is done or undone."""
    Case.objects.select_for_update(of=("self",)).get(pk=target.pk)
    title = f"对“{target.title}”的异议"[:300]
    revision = policies.current_revision()
    return open_case(KIND, title, revision=revision, on=sent.on, parent=target, applicant=target.applicant)


def _not_sent_before(doing: Acting, target: Case) -> None:
    """The same words about the same case by the same name: sent twice, and not two objections."""
    own = {name: doing.answers.get(name) for name in ("objector_name", "facts")}
    if all(own.values()) and queries.has_objected(target, own, but=doing.cases[0]):
        raise Invalid({"facts": "同样的异议已经提交过，不必重复；要补充的，请用查询码办理"})


def _number(doing: Acting, case: Case) -> None:
    form, year = doing.pack.head.numbers.objection, doing.sent.on.year
    if form and not case.number:
        case.number = form.format(year=year, n=documents.next_number(KIND, year))
        case.save(update_fields=["number"])


@transaction.atomic
def give_code(case: Case) -> str:
    """A fresh query code for whoever lodged this objection online, told only here; an older one ends."""
    code = secrets.token_urlsafe(CODE_BYTES)
    Objection.objects.filter(case=case).update(code_hash=hash_of(code))
    return code


def ask_more(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """要求补充."""
    return sign(cases, "ask_more", answers, sent)


def supply(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """补充材料, by the objector."""
    return sign(cases, "supply", answers, sent)


def refuse(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """不予受理, with the reason."""
    return sign(cases, "refuse", answers, sent)


def turn_clue(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """转作线索; what concerns officials leaves the system."""
    return sign(cases, "turn_clue", answers, sent)


def accept(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """受理并分办, by the integrity division and not by the division objected to."""
    return sign(cases, "accept", answers, sent)


def ask_answer(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """函告被异议单位: it reads the summary alone."""
    with acting(cases, "ask_answer", answers, sent) as doing:
        for case in doing.performed:
            Inquiry.objects.create(
                case=case,
                summary=doing.answers["summary"],
                sent_on=doing.on,
                due_on=doing.due[case.pk]["objection_answering"],
            )
    return doing


def answer(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """就异议作出说明, by the applicant objected to."""
    with acting(cases, "answer", answers, sent) as doing:
        for case in doing.performed:
            Inquiry.objects.filter(case=case, answered_on=None).update(answered_on=doing.on)
    return doing


def propose(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """提出处理意见, countersigned by the lead division."""
    return sign(cases, "propose", answers, sent)


def uphold(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """审定异议成立: the case objected to waits until that has been carried out."""
    return _rule(cases, "uphold", answers, sent)


def uphold_part(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """审定部分成立, with what is to be put right."""
    return _rule(cases, "uphold_part", answers, sent)


def reject(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """审定异议不成立."""
    return _rule(cases, "reject", answers, sent)


def back(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """退回再查."""
    return sign(cases, "back", answers, sent)


def reply(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """答复异议人: the objector reads it by the query code."""
    return sign(cases, "reply", answers, sent)


def withdraw(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """撤回异议, by the objector."""
    return sign(cases, "withdraw", answers, sent)


def _rule(cases: Sequence[Case], act: str, answers: Answers, sent: Sent) -> Acting:
    with acting(cases, act, answers, sent) as doing:
        for case in doing.performed:
            Ruling.objects.create(
                case=case,
                act=act,
                decided_by=str(doing.answers.get("decided_by") or ""),
                minutes_no=str(doing.answers.get("minutes_no") or ""),
                reason=doing.answers["reason"],
                requirement=str(doing.answers.get("requirement") or ""),
                ruled_on=doing.on,
            )
    return doing
