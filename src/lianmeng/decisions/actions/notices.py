"""公示, its close, and what follows a result: delivery, refusal (article 10)."""

from collections.abc import Sequence

from lianmeng.cases.guard import Acting, Answers, Sent, acting, sign
from lianmeng.cases.models import Case
from lianmeng.decisions import queries
from lianmeng.decisions.models import Delivery, Notice, RefusalNotice


def clear_release(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """公开审查: secrecy and personal data, before anything is shown to the public."""
    return sign(cases, "clear_release", answers, sent)


def open_notice(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """发布公示: address and picture of the department's own site are kept."""
    with acting(cases, "open_notice", answers, sent) as doing:
        _post(doing, renewed=False)
    return doing


def renew_notice(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """更正重新公示: the days are counted anew."""
    with acting(cases, "renew_notice", answers, sent) as doing:
        _post(doing, renewed=True)
    return doing


def _post(doing: Acting, *, renewed: bool) -> None:
    for case in doing.performed:
        due = doing.due[case.pk]
        Notice.objects.create(
            case=case,
            posted_on=doing.day("posted_on"),
            closes_on=due["notice"],
            grace_until=due["mail_grace"],
            url=doing.answers["url"],
            phone=doing.answers["phone"],
            address=str(doing.answers.get("address") or ""),
            note=str(doing.answers.get("reason") or ""),
            replaces=queries.last_notice(case) if renewed else None,
        )


def close_notice(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """公示期满确认: by a person, countersigned by the integrity division."""
    return sign(cases, "close_notice", answers, sent)


def reconsider(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """异议后重新审议."""
    return sign(cases, "reconsider", answers, sent)


def deliver(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """送达: electronically only with consent."""
    with acting(cases, "deliver", answers, sent) as doing:
        for case in doing.performed:
            Delivery.objects.create(
                case=case, way=doing.answers["way"], delivered_on=doing.day("delivered_on")
            )
    return doing


def notify_refusal(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """未予认定告知: facts, articles, remedies."""
    with acting(cases, "notify_refusal", answers, sent) as doing:
        for case in doing.performed:
            RefusalNotice.objects.create(
                case=case, facts=doing.answers["facts"], remedy=doing.answers["remedy"], notified_on=doing.on
            )
    return doing
