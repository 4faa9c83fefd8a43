"""The meeting (article 10): topics approved, resolutions recorded as decided; reopening and ending a case."""

from collections.abc import Sequence

from lianmeng.cases.guard import Acting, Answers, Sent, acting, sign
from lianmeng.cases.models import Case
from lianmeng.decisions.models import Resolution, Topic


def table(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """议题报批: approved hand by hand, anew after each return to the agenda."""
    with acting(cases, "table", answers, sent) as doing:
        for case in doing.performed:
            Topic.objects.create(case=case, brief=doing.answers["brief"], approved_on=doing.on)
    return doing


def resolve_pass(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """会议通过."""
    return _resolve(cases, "resolve_pass", answers, sent)


def resolve_defer(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """会议缓议."""
    return _resolve(cases, "resolve_defer", answers, sent)


def resolve_back(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """会议要求再论证: a new panel follows."""
    return _resolve(cases, "resolve_back", answers, sent)


def resolve_refuse(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """会议不通过: with reasons."""
    return _resolve(cases, "resolve_refuse", answers, sent)


def redo(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """重新办理: on a review decision, a judgment or the office's own correction."""
    return sign(cases, "redo", answers, sent)


def terminate(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """终止办理: by two persons, with the ground."""
    return sign(cases, "terminate", answers, sent)


def _resolve(cases: Sequence[Case], act: str, answers: Answers, sent: Sent) -> Acting:
    with acting(cases, act, answers, sent) as doing:
        for case in doing.performed:
            Resolution.objects.create(
                case=case,
                act=act,
                meeting_kind=doing.answers["meeting_kind"],
                held_on=doing.day("held_on"),
                minutes_no=doing.answers["minutes_no"],
                extract=doing.answers["extract"],
                avoided=str(doing.answers.get("avoided") or ""),
                recorded_on=doing.on,
            )
    return doing
