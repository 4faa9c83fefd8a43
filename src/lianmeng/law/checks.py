"""The closed set of checks on the answers of an act: each ties what it refuses to a field."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from lianmeng.law import avoidance, criteria, panels
from lianmeng.law.conditions import Question
from lianmeng.law.dates import words
from lianmeng.law.verdicts import Reason

Answers = Mapping[str, Any]
DIGITS = 7  # of the shortest number of a telephone without its area code


def _day(answers: Answers, field: str) -> date | None:
    value = answers.get(field)
    return date.fromisoformat(value) if isinstance(value, str) and value else None


def _not_before(q: Question, values: Mapping[str, Any], answers: Answers) -> str:
    day, due = _day(answers, values["field"]), q.view.deadlines.get(values["deadline"])
    if day is None or due is None or day > due or answers.get(values.get("unless", "")):
        return ""
    if day == due and values.get("or_equal"):
        return ""
    mend = "请更正日期或写明原因" if "unless" in values else "请更正日期"
    return f"早于“{q.name(values['deadline'])}”届满之日（{words(due)}），{mend}"


def _not_after_today(q: Question, values: Mapping[str, Any], answers: Answers) -> str:
    day = _day(answers, values["field"])
    return "" if day is None or day <= q.today else f"不能晚于办理当日（{words(q.today)}）"


def _parent_day(q: Question, values: Mapping[str, Any], answers: Answers) -> str:
    day, due = _day(answers, values["field"]), q.view.parent_deadlines.get(values["deadline"])
    if day is None or due is None or day <= due:
        return ""
    return f"{q.name(values['deadline'])}至{words(due)}已满，不能再收；迟到的来件登记为线索"


def _not_before_today(q: Question, values: Mapping[str, Any], answers: Answers) -> str:
    return "不能早于今天" if date.fromisoformat(answers[values["field"]]) < q.on else ""


def _not_before_field(q: Question, values: Mapping[str, Any], answers: Answers) -> str:
    day, other = _day(answers, values["field"]), _day(answers, values["other"])
    if day is None or other is None or day >= other:
        return ""
    return f"不能早于“{_label(q, values['other'])}”（{words(other)}）"


def _label(q: Question, field: str) -> str:
    """What the form of some hand of the act calls a field; the field's id where none asks for it."""
    forms = [q.pack.forms[hand.form].fields for hand in q.pack.act(q.view.kind, q.act).hands if hand.form]
    return next((fields[field].label for fields in forms if field in fields), field)


def _not_before_state(q: Question, values: Mapping[str, Any], answers: Answers) -> str:
    day, entered = _day(answers, values["field"]), q.view.since_entered
    if day is None or not entered or day >= entered[0].on:
        return ""
    return f"不能早于上一步办结之日（{words(entered[0].on)}）"


def _not_before_act(q: Question, values: Mapping[str, Any], answers: Answers) -> str:
    day, done = _day(answers, values["field"]), q.view.last(values["act"])
    if day is None or done is None or day >= done.on:
        return ""
    return f"不能早于“{q.act_name(done.act)}”之日（{words(done.on)}）"


def _all_offices(q: Question, values: Mapping[str, Any], answers: Answers) -> str:
    asking = q.pack.act(q.view.kind, values["act"]).hands
    kinds = {kind for hand in asking for name in hand.by for kind in q.pack.capacities[name].office_kinds}
    chosen = answers.get(values["field"], ())
    left = [one.name for name, one in q.pack.offices.items() if one.kind in kinds and name not in chosen]
    return f"须征求各处室意见，未选：{'、'.join(left)}" if left else ""


def _only_if(q: Question, values: Mapping[str, Any], answers: Answers) -> str:
    if answers.get(values["field"]) not in values["is"]:
        return ""
    last = q.view.last(values["act"])
    given = last is not None and last.answers.get(values["answer"]) in values["equals"]
    return "" if given else "申报单位没有同意这种方式，请改用其他方式"


def _web_address(q: Question, values: Mapping[str, Any], answers: Answers) -> str:
    parts = urlsplit(str(answers.get(values["field"], "")))
    good = parts.scheme in ("http", "https") and "." in parts.netloc and " " not in parts.netloc
    return "" if good else "请填写完整网址，以 http:// 或 https:// 开头"


def _telephone(q: Question, values: Mapping[str, Any], answers: Answers) -> str:
    figures = sum(one.isdecimal() for one in str(answers.get(values["field"], "")))
    return "" if figures >= DIGITS else "请填写完整的电话号码，座机加区号，如 024-12345678"


def _with_reason(q: Question, values: Mapping[str, Any], answers: Answers) -> str:
    if answers.get(values["field"]) in values["is"] and not answers.get(values["other"]):
        return "这一意见须写明理由或条件"
    return ""


def _criteria_on(q: Question, values: Mapping[str, Any], answers: Answers) -> str:
    day = _day(answers, values["field"])
    if day is None or q.view.facts is None:
        return ""
    stopping = [finding for finding in criteria.judge(q.pack, q.view.facts, day, q.act) if finding.stops]
    return "；".join(f"按这一天计算，{finding.title}未满足（{finding.value}）" for finding in stopping)


def _draw_size(q: Question, values: Mapping[str, Any], answers: Answers) -> str:
    return panels.size_fault(q.pack.panel, int(answers[values["field"]]))


def _drawn_again(q: Question, values: Mapping[str, Any], answers: Answers) -> str:
    again = panels.draws(q.view)
    if not again or answers.get(values["other"]):
        return ""
    return f"本件已抽取过{len(again)}次，再抽须写明原因；每次抽取都留存备查"


def _drawn(q: Question, values: Mapping[str, Any], answers: Answers) -> str:
    if answers.get(values["unless"]):
        return ""
    order, chosen = panels.ranking(q.view), answers.get(values["field"], ())
    if not order:
        return "还没有抽取凭证；先抽取专家，或在抽取说明中写明在哪里抽取和凭证号"
    if set(chosen) == set(order[: len(chosen)]):
        return ""
    return f"与抽取次序不符，按次序是{_names(q, order[: len(chosen)])}；有人不能参加的，在抽取说明中写明"


def _next_drawn(q: Question, values: Mapping[str, Any], answers: Answers) -> str:
    turn = panels.next_drawn(q.view)
    if turn is None or answers[values["field"]] == turn or answers.get(values["unless"]):
        return ""
    return f"按抽取次序应由{_names(q, [turn])}递补；跳过的须写明原因"


def _names(q: Question, naturals: Iterable[str]) -> str:
    return "、".join(q.view.experts[one].name if one in q.view.experts else "（不在库）" for one in naturals)


def _untied(q: Question, values: Mapping[str, Any], answers: Answers) -> str:
    chosen = answers.get(values["field"], ())
    kinds = q.pack.terms.lists.get(avoidance.KINDS, {})
    members = avoidance.bodies(q.view.facts)
    said = []
    for natural in [chosen] if isinstance(chosen, str) else chosen:
        expert = q.view.experts.get(natural)
        found = avoidance.conflicts(q.pack.panel, expert, members, q.on) if expert else ()
        said += [f"{expert.name}{avoidance.said(one, kinds)}" for one in found if expert]
    return "；".join(said)


def _panel_size(q: Question, values: Mapping[str, Any], answers: Answers) -> str:
    return panels.size_fault(q.pack.panel, len(answers.get(values["field"], ())))


def _one_of(q: Question, values: Mapping[str, Any], answers: Answers) -> str:
    value = answers.get(values["field"])
    return "" if value is None or value in answers.get(values["other"], ()) else "须在所选名单之内"


def _seated(q: Question, values: Mapping[str, Any], answers: Answers) -> str:
    return "" if answers.get(values["field"]) in panels.seated(q.view) else "不在本专家组"


def _not_seated(q: Question, values: Mapping[str, Any], answers: Answers) -> str:
    return "已在本专家组" if answers.get(values["field"]) in panels.seated(q.view) else ""


CHECKS: dict[str, tuple[Callable[[Question, Mapping[str, Any], Answers], str], frozenset[str]]] = {
    "not_before": (_not_before, frozenset({"field", "deadline", "unless", "or_equal"})),
    "not_after_today": (_not_after_today, frozenset({"field"})),
    "not_before_today": (_not_before_today, frozenset({"field"})),
    "parent_day": (_parent_day, frozenset({"field", "deadline"})),
    "not_before_field": (_not_before_field, frozenset({"field", "other"})),
    "not_before_state": (_not_before_state, frozenset({"field"})),
    "not_before_act": (_not_before_act, frozenset({"field", "act"})),
    "all_offices": (_all_offices, frozenset({"field", "act"})),
    "only_if": (_only_if, frozenset({"field", "is", "act", "answer", "equals"})),
    "web_address": (_web_address, frozenset({"field"})),
    "telephone": (_telephone, frozenset({"field"})),
    "with_reason": (_with_reason, frozenset({"field", "is", "other"})),
    "criteria_on": (_criteria_on, frozenset({"field"})),
    "draw_size": (_draw_size, frozenset({"field"})),
    "drawn_again": (_drawn_again, frozenset({"field", "other"})),
    "drawn": (_drawn, frozenset({"field", "unless"})),
    "next_drawn": (_next_drawn, frozenset({"field", "unless"})),
    "untied": (_untied, frozenset({"field"})),
    "panel_size": (_panel_size, frozenset({"field"})),
    "one_of": (_one_of, frozenset({"field", "other"})),
    "seated": (_seated, frozenset({"field"})),
    "not_seated": (_not_seated, frozenset({"field"})),
}


TIED_TO_OTHER = frozenset({"with_reason", "drawn_again"})  # what is missing is the other field


def judge(question: Question, checks: tuple[Mapping[str, Any], ...], answers: Answers) -> list[Reason]:
    """What the answers are refused for, field by field; a check waits until its field is answered."""
    reasons = []
    for check in checks:
        ((name, values),) = check.items()
        if values["field"] not in answers:
            continue
        said = CHECKS[name][0](question, values, answers)
        if said:
            reasons.append(
                question.refuse(said, field=values["other"] if name in TIED_TO_OTHER else values["field"])
            )
    return reasons
