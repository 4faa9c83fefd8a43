"""Preliminary review by the local or line office (articles 9, 10)."""

from collections.abc import Sequence

from lianmeng.cases.guard import Acting, Answers, Sent, acting, sign
from lianmeng.cases.models import Case
from lianmeng.reviews.actions import checklist, corrections
from lianmeng.reviews.models import PreliminaryReview


def ask_correction_pre(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """一次性告知补正: all defects at once, at most the pack's rounds."""
    with acting(cases, "ask_correction_pre", answers, sent) as doing:
        checklist.freeze(doing)
        corrections.ask(doing)
    return doing


def lapse_pre(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """逾期未补正处理: by a person, after the day has passed."""
    return sign(cases, "lapse_pre", answers, sent)


def clear(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """初审通过."""
    return _decide(cases, "clear", answers, sent, favourable=True, field="opinion")


def not_recommend(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """不予推荐: with reasons and articles; the applicant may ask for a review once."""
    return _decide(cases, "not_recommend", answers, sent, favourable=False, field="reason")


def reopen_preliminary(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """收回初审意见: before the recommending letter is signed."""
    return sign(cases, "reopen_preliminary", answers, sent)


def _decide(
    cases: Sequence[Case], act: str, answers: Answers, sent: Sent, *, favourable: bool, field: str
) -> Acting:
    with acting(cases, act, answers, sent) as doing:
        checklist.freeze(doing)
        for case in doing.performed:
            PreliminaryReview.objects.create(
                case=case, favourable=favourable, text=doing.answers[field], decided_on=doing.on
            )
    return doing
