"""The panel of experts (article 10): forming, declaring, reviewing, concluding."""

from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction

from lianmeng.cases.guard import Acting, Answers, Sent, acting, sign
from lianmeng.cases.models import Case
from lianmeng.reviews import queries
from lianmeng.reviews.models import Conclusion, Panel, Seat, Sheet


def form_panel(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """组建专家组: a new panel with its seats and chair."""
    with acting(cases, "form_panel", answers, sent) as doing:
        experts = queries.experts_by_natural(doing.answers["experts"] if doing.performed else ())
        for case in doing.performed:
            panel = Panel.objects.create(
                case=case,
                no=case.panels.count() + 1,
                chair=experts[doing.answers["chair"]],
                meets_on=doing.day("meets_on"),
                formed_on=doing.on,
            )
            Seat.objects.bulk_create(
                Seat(panel=panel, expert=experts[natural]) for natural in doing.answers["experts"]
            )
    return doing


def declare(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """签承诺与回避书: before the file opens."""
    with acting(cases, "declare", answers, sent) as doing:
        for case in doing.performed:
            seat = _seat(case, doing.party)
            seat.declared_on = doing.on
            seat.save(update_fields=["declared_on"])
    return doing


def recuse(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """申请回避: an expert says to be tied to this alliance; the file is shut to him until another fills in."""
    with acting(cases, "recuse", answers, sent) as doing:
        for case in doing.performed:
            seat = _seat(case, doing.party)
            seat.recused_on = doing.on
            seat.save(update_fields=["recused_on"])
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
            panel, said = doing.pack.panel, doing.answers_of(case)
            scores = {name: int(said[name]) for name in panel.scores}
            Sheet.objects.create(
                seat=_seat(case, doing.party),
                scores=scores,
                total=sum(scores.values()),
                vote=said[panel.vote_field],
                comment=said["comment"],
                reviewed_on=doing.on,
            )
    return doing


def pass_panel(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """论证通过: signed by chair and every expert."""
    return _conclude(cases, "pass_panel", answers, sent)


def fail_panel(cases: Sequence[Case], answers: Answers, sent: Sent) -> Acting:
    """论证不通过."""
    return _conclude(cases, "fail_panel", answers, sent)


def conclude(groups: Sequence[tuple[str, Sequence[Case], Answers]], sent: Sent) -> list[Acting]:
    """Sign the conclusions of many cases, which end in different ways, under one signing: all or none.

    ``groups``: act, cases, answers. Raises as the acts do.
    """
    with transaction.atomic():
        return [
            _conclude(
                cases, act, answers, replace(sent, once=f"{sent.once}-{number}" if number else sent.once)
            )
            for number, (act, cases, answers) in enumerate(groups)
        ]


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
                text=doing.answers_of(case)["conclusion"],
                concluded_on=doing.on,
            )
    return doing
