"""The panel of experts (article 10): forming, declaring, reviewing, concluding."""

from collections.abc import Sequence

from lianmeng.cases.guard import Acting, Answers, Sent, acting, sign
from lianmeng.cases.models import Case
from lianmeng.reviews import queries
from lianmeng.reviews.models import Conclusion, Panel, Seat, Sheet


def form_panel(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """组建专家组: a new panel with its seats and chair."""
    with acting(cases, "form_panel", answers, sent) as doing:
        for case in doing.performed:
            panel = Panel.objects.create(
                case=case,
                no=case.panels.count() + 1,
                chair=queries.expert_by_natural(doing.answers["chair"]),
                meets_on=doing.day("meets_on"),
                formed_on=doing.on,
            )
            for natural in doing.answers["experts"]:
                Seat.objects.create(panel=panel, expert=queries.expert_by_natural(natural))
    return doing


def declare(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """签承诺与回避书: before the file opens."""
    with acting(cases, "declare", answers, sent) as doing:
        for case in doing.performed:
            seat = _seat(case, sent.by.natural)
            seat.declared_on = doing.on
            seat.save(update_fields=["declared_on"])
    return doing


def replace_expert(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """递补: the seat of one who leaves ends, a new one begins; a chair's successor takes the chair."""
    with acting(cases, "replace_expert", answers, sent) as doing:
        for case in doing.performed:
            old = _seat(case, doing.answers["leaving"])
            old.left_on = doing.on
            old.save(update_fields=["left_on"])
            joining = queries.expert_by_natural(doing.answers["joining"])
            Seat.objects.create(panel=old.panel, expert=joining)
            if old.panel.chair_id == old.expert_id:
                old.panel.chair = joining
                old.panel.save(update_fields=["chair"])
    return doing


def review(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """独立评议: one sheet per expert; scores rank and explain, votes decide."""
    with acting(cases, "review", answers, sent) as doing:
        for case in doing.performed:
            panel = doing.pack.panel
            scores = {name: int(doing.answers[name]) for name in panel.scores}
            Sheet.objects.create(
                seat=_seat(case, sent.by.natural),
                scores=scores,
                total=sum(scores.values()),
                vote=doing.answers[panel.vote_field],
                comment=doing.answers["comment"],
                reviewed_on=doing.on,
            )
    return doing


def pass_panel(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """论证通过: signed by chair and every expert."""
    return _conclude(cases, "pass_panel", answers, sent)


def fail_panel(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """论证不通过."""
    return _conclude(cases, "fail_panel", answers, sent)


def ask_supplement(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """补充后再论证（一次）."""
    return _conclude(cases, "ask_supplement", answers, sent)


def lapse_supplement(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """逾期按现有材料论证."""
    return sign(cases, "lapse_supplement", answers, sent)


def void_panel(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """论证无效重组: a fault of procedure; old sheets are kept."""
    return sign(cases, "void_panel", answers, sent)


def close_not_passed(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """审批论证未通过."""
    return sign(cases, "close_not_passed", answers, sent)


def _seat(case: Case, natural: str) -> Seat:
    return Seat.objects.select_related("panel").get(
        panel=queries.panel_of(case), expert__person__identity__ref=natural, left_on=None
    )


def _conclude(cases: Sequence[Case], act: str, answers: Answers, sent: Sent) -> Acting:
    with acting(cases, act, answers, sent) as doing:
        for case in doing.performed:
            Conclusion.objects.create(
                panel=case.panels.order_by("-no")[0],
                act=act,
                text=doing.answers["conclusion"],
                concluded_on=doing.on,
            )
    return doing
