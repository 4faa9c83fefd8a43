"""Calls: drafting, publishing, admitting one alliance, amending, closing (article 7)."""

from collections.abc import Sequence

from django.db import transaction

from lianmeng.alliances.models import Alliance
from lianmeng.applications.models import Call
from lianmeng.cases.actions import open_case
from lianmeng.cases.guard import Acting, Answers, Sent, acting, sign
from lianmeng.cases.models import Case
from lianmeng.policies import queries as policies

KIND = "call"


def draft_call(answers: Answers, sent: Sent) -> Acting:
    """起草: make the call's case in its first state. Raises as ``acting`` does."""
    with transaction.atomic():
        title = str(answers.get("title") or "").strip() or "未命名批次"
        case = open_case(KIND, title[:300], revision=policies.current_revision(), on=sent.on)
        with acting([case], "draft_call", answers, sent) as doing:
            for made in doing.performed:
                Call.objects.create(case=made, foci=doing.answers["foci"])
        return doing


def publish_call(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """发布申报通知: the last hand opens the call; its window begins."""
    return _open(cases, "publish_call", answers, sent)


def admit_special(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """Admission of a special case: opens for one named alliance on a leader's instruction or minutes."""
    return _open(cases, "admit_special", answers, sent)


def amend_call(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """延期或更正通知: new days for everyone, while the call is open."""
    return _open(cases, "amend_call", answers, sent)


def drop_call(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """不予开放或撤稿."""
    return sign(cases, "drop_call", answers, sent)


def close_call(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """截止: by the calendar; that it comes late prolongs nothing, the window is judged by its days."""
    return sign(cases, "close_call", answers, sent)


def _open(cases: Sequence[Case], act: str, answers: Answers, sent: Sent) -> Acting:
    with acting(cases, act, answers, sent) as doing:
        for case in doing.performed:
            due = doing.due[case.pk]
            call = Call.objects.get(case=case)
            call.notice_no = doing.answers.get("notice_no") or doing.answers.get("basis_no") or call.notice_no
            named = doing.answers.get("alliance")
            call.alliance = Alliance.objects.get(pk=named) if named else call.alliance
            call.opens_on = due.get("opening", call.opens_on)
            call.closes_on = due.get("closing", call.closes_on)
            call.recommend_by = due.get("recommending", call.recommend_by)
            call.save()
    return doing
