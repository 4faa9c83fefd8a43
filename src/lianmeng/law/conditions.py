"""The closed set of conditions under which an act is open, each answering with reasons.

A condition reads the pack, the case's frozen view and the day; nothing else. ``judge`` looks one up by
its name. Adding one means adding a function here and a line to ``CONDITIONS``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from lianmeng.law import criteria, panels
from lianmeng.law.dates import words
from lianmeng.law.history import CaseView, Happened, Who
from lianmeng.law.pack import Pack
from lianmeng.law.schema import Desk, Stands
from lianmeng.law.verdicts import Reason

Reasons = list[Reason]
Values = Mapping[str, Any]


@dataclass(frozen=True)
class Question:
    """What is asked: may ``who`` do ``act`` on this case on this day?

    ``whose``: entered for this natural person; "" while it is not said for which; None when for nobody in person.
    """

    pack: Pack
    view: CaseView
    act: str
    who: Who
    on: date
    whose: str | None = None
    entered_on: date | None = None

    @property
    def party(self) -> str:
        """The natural person whose act it is; "" while that is not known yet."""
        return self.who.natural if self.whose is None else self.whose

    def is_party(self, item: Happened) -> bool:
        """Whether an earlier act was the same person's, as far as is known."""
        return item.party == self.party

    @property
    def today(self) -> date:
        """The day on which it is asked: for an act that is entered from paper, the day of entering."""
        return self.entered_on or self.on

    def refuse(self, text: str, **more: Any) -> Reason:
        """A reason that rests on the act's own articles."""
        return Reason(text=text, articles=self.pack.act(self.view.kind, self.act).articles, **more)

    def name(self, deadline: str) -> str:
        """A deadline's name for people."""
        return self.pack.terms.deadlines.get(deadline, deadline)

    def act_name(self, act: str) -> str:
        """An act's name for people."""
        return self.pack.act_label(self.view.kind, act)


def _criteria(q: Question, values: Values) -> Reasons:
    if q.view.facts is None:
        return [q.refuse("没有可供判断的申报内容", mend="先填写联盟和申报内容")]
    return [
        finding.reason() for finding in criteria.judge(q.pack, q.view.facts, q.on, q.act) if finding.stops
    ]


def _within(q: Question, values: Values) -> Reasons:
    opens, closes = q.view.parent_deadlines.get(values["after"]), q.view.parent_deadlines.get(values["until"])
    grace = q.view.deadlines.get(values.get("or_until", ""))
    if grace and q.on <= grace:
        return []
    if opens is None or closes is None:
        return [q.refuse("本批次尚未发布申报通知", mend="等通知发布后办理")]
    if q.on < opens:
        return [q.refuse("尚未开始申报", fact=f"自{words(opens)}起", earliest_on=opens)]
    if q.on > closes:
        return [q.refuse("申报已截止", fact=f"截至{words(closes)}", mend="请申报下一批次")]
    return []


def _in_time(q: Question, values: Values) -> Reasons:
    due = q.view.deadlines.get(values["deadline"])
    if due is not None and q.on > due:
        return [q.refuse(f"已过“{q.name(values['deadline'])}”的期限", fact=f"期限至{words(due)}")]
    return []


def _over(q: Question, values: Values) -> Reasons:
    due = q.view.deadlines.get(values["deadline"])
    if due is None:
        return [q.refuse(f"尚未起算{q.name(values['deadline'])}")]
    if q.on <= due:
        return [
            q.refuse(
                f"{q.name(values['deadline'])}未满",
                fact=f"至{words(due)}止",
                earliest_on=due + timedelta(days=1),
            )
        ]
    return []


def _times(q: Question, values: Values) -> Reasons:
    count = sum(1 for _ in q.view.performed(*values["acts"]))
    if count >= values["at_most"]:
        return [q.refuse(f"“{q.act_name(q.act)}”至多{values['at_most']}次", fact=f"已办{count}次")]
    return []


def _untouched(q: Question, values: Values) -> Reasons:
    opened = (
        i
        for i in q.view.since_entered
        if (not i.entered or q.pack.entered_late(q.view.kind, i.act))
        and not q.pack.is_everyday(q.view.kind, i.act)
    )
    if any(item.who.capacity in values["by"] for item in opened):
        return [q.refuse("对方已经开办，不能撤回修改", mend="可请对方退回，或撤回申报")]
    return []


def _support(q: Question, values: Values) -> Reasons:
    has = panels.supported(q.pack.opinions, panels.opinions(q.pack, q.view).values())
    if has == (values["is"] == "some"):
        return []
    return [q.refuse("已有处室推荐" if has else "尚无处室推荐")]


def _consulted(q: Question, values: Values) -> Reasons:
    silent = panels.silent(q.pack, q.view)
    due = q.view.deadlines.get(values["or_over"])
    if not silent or (due is not None and q.on > due):
        return []
    names = "、".join(
        q.pack.offices[office].name if office in q.pack.offices else office for office in silent
    )
    reason = q.refuse(
        "还有处室未反馈意见",
        fact=names,
        mend="催办，或待反馈期满后汇总并注明",
        earliest_on=due + timedelta(days=1) if due else None,
    )
    return [reason]


def _panel_ready(q: Question, values: Values) -> Reasons:
    seats = panels.seated(q.view)
    if not seats:
        return [q.refuse("尚未组建专家组", mend="先组建专家组")]
    declared = len(panels.declarations(q.view))
    reviewed = len(panels.reviews(q.view))
    wanted = panels.quorum(q.pack.panel, len(seats))
    reasons = []
    if panels.recused(q.view):
        reasons.append(q.refuse("有专家提出回避，尚未递补", mend="先递补"))
    elif declared < len(seats):
        reasons.append(q.refuse("有专家未签承诺与回避书", fact=f"{len(seats)}人中已签{declared}人"))
    if reviewed < wanted:
        reasons.append(q.refuse("独立评议未达人数", fact=f"须{wanted}人，已评{reviewed}人"))
    return reasons


def _votes(q: Question, values: Values) -> Reasons:
    carried = panels.vote_passes(q.pack, q.view)
    if carried == (values["are"] == "for"):
        return []
    return [q.refuse("专家票数已达到通过线" if carried else "专家票数未达到通过线", fact=_tally(q))]


def _tally(q: Question) -> str:
    reviews = panels.reviews(q.view)
    for_it = sum(item.answers.get(q.pack.panel.vote_field) in q.pack.panel.votes_for for item in reviews)
    return f"评议{len(reviews)}人，通过{for_it}票"


def _none_open(q: Question, values: Values) -> Reasons:
    if any(case.open and case.kind in values["kinds"] for case in q.view.linked):
        kinds = "、".join(q.pack.terms.kinds.get(kind, kind) for kind in values["kinds"])
        return [q.refuse(f"本件有未结的{kinds}", mend="先办结，名单中其他联盟不受影响")]
    return []


def _carried_out(q: Question, values: Values) -> Reasons:
    kind, acts = values["kind"], values["acts"]
    for case in q.view.linked:
        standing = case.kind == kind and case.state in values["standing"]
        if standing and not case.followed.intersection(acts):
            state = q.pack.state_label(kind, case.state)
            mend = "、".join(f"“{q.act_name(act)}”" for act in acts)
            mend = f"由有权人员先办理{mend}" if acts else "须以新的决定处理，本件不再往下办"
            return [q.refuse(f"本件有“{state}”的{q.pack.terms.kinds.get(kind, kind)}，尚未落实", mend=mend)]
    return []


def _parent_stands(q: Question, values: Values) -> Reasons:
    if q.view.parent_state in values["at"]:
        return []
    return [q.refuse("所涉事项现在不在可以办理的环节", mend="看公示公告页正在公示的名单")]


def _parent_until(q: Question, values: Values) -> Reasons:
    begins, due = q.view.parent_answers.get(values["from"]), q.view.parent_deadlines.get(values["deadline"])
    if due is None or not begins:
        return [q.refuse(f"尚未起算{q.name(values['deadline'])}")]
    first = date.fromisoformat(begins)
    if q.on < first:
        return [
            q.refuse(f"{q.name(values['deadline'])}尚未开始", fact=f"自{words(first)}起", earliest_on=first)
        ]
    if q.on > due:
        mend = "期内寄出的信函，由收信的机关登记"
        return [q.refuse(f"已过{q.name(values['deadline'])}", fact=f"截至{words(due)}", mend=mend)]
    return []


def _begun_by(q: Question, values: Values) -> Reasons:
    if q.view.history and q.view.history[0].act in values["acts"]:
        return []
    began = q.act_name(q.view.history[0].act) if q.view.history else ""
    return [q.refuse(f"本件由“{began}”而来，不能办“{q.act_name(q.act)}”", mend="按页面所列的其他办法办理")]


def _answered(q: Question, values: Values) -> Reasons:
    last = q.view.last(values["act"])
    if last is not None and last.answers.get(values["field"]) in values["is"]:
        return []
    return [q.refuse(f"与“{q.act_name(values['act'])}”时所填不符")]


def _parent_named(q: Question, values: Values) -> Reasons:
    named = q.view.parent_answers.get(values["field"])
    if named in (None, "", q.view.subject):
        return []
    return [q.refuse("此次申报只对指明的一个联盟开放", mend="请申报其他批次")]


def _only_live(q: Question, values: Values) -> Reasons:
    if q.view.rivals:
        return [q.refuse("本联盟另有在办申报", mend="先撤回另一件，或待其办结")]
    return []


def _not_yet(q: Question, values: Values) -> Reasons:
    recent = q.view.since_acts(tuple(values["since"]))
    if values.get("by_same"):
        recent = tuple(item for item in recent if q.is_party(item))
    if any(item.performed and item.act in values["acts"] for item in recent):
        names = "、".join(f"“{q.act_name(act)}”" for act in values["acts"])
        mend = "" if values.get("by_same") else "程序有瑕疵的，待结论作出后按论证无效办理"
        return [q.refuse(f"已有{names}，不能再办“{q.act_name(q.act)}”", mend=mend)]
    return []


def _not_recused(q: Question, values: Values) -> Reasons:
    if q.party and q.party in panels.recused(q.view):
        return [q.refuse("已提出回避，不再参加本件论证", mend="由牵头处室递补")]
    return []


def _unsigned(q: Question, values: Values) -> Reasons:
    hands = q.pack.act(q.view.kind, values["act"]).hands
    begun = [item for item in q.view.threads if item.act == values["act"]]
    if any(hands[item.hand].role == values["role"] for thread in begun for item in thread.signed):
        return [q.refuse(f"“{q.act_name(values['act'])}”已经{q.pack.terms.hands[values['role']]}")]
    return []


def _held(q: Question, values: Values) -> Reasons:
    held = q.view.held
    if (held is not None) == values["is"]:
        return []
    if held is not None:
        return [
            q.refuse(
                "本件已经中止办理", fact=f"自{words(held.on)}起", mend="不必再办；要继续办理的，先恢复办理"
            )
        ]
    return [q.refuse("本件没有中止办理", mend="不必恢复，直接办理")]


def _own_file(q: Question, values: Values) -> Reasons:
    """The file lies with the own side, or was last there before it went back to the applicant."""
    states = q.pack.procedures[q.view.kind].states
    passed = [
        states[name].desk for name in (*(i.went_to for i in q.view.history), q.view.state) if name in states
    ]
    last = next((desk for desk in reversed(passed) if desk is not Desk.APPLICANT), Desk.APPLICANT)
    local = q.pack.capacities[q.who.capacity].stands is Stands.RECOMMENDER
    if (last is Desk.RECOMMENDER) == local:
        return []
    return [q.refuse("本件现在不由您所在的机关办理", mend="由现在承办的机关办理")]


def _others_turn(q: Question, values: Values) -> Reasons:
    desk = q.pack.procedures[q.view.kind].states[q.view.state or ""].desk
    if desk is Desk.RECOMMENDER and q.pack.capacities[q.who.capacity].stands is Stands.RECOMMENDER:
        return [q.refuse("现在轮到本机关办理，不能催办自己", mend="直接办理")]
    return []


def _in_state(q: Question, values: Values) -> Reasons:
    if q.view.state in values["in"]:
        return []
    return [q.refuse("这一步不在现在的环节办理")]


def _measure_in_force(q: Question, values: Values) -> Reasons:
    head = q.pack.head
    ended = head.effective_to is not None and q.on > head.effective_to
    if head.status.value in ("repealed", "lapsed") or ended:
        return [q.refuse("本办法已不再施行，不收新的申报", fact=head.status.source or "")]
    if q.on < head.effective_from:
        return [q.refuse("本办法尚未施行", earliest_on=head.effective_from)]
    return []


CONDITIONS: dict[str, tuple[Callable[[Question, Values], Reasons], frozenset[str]]] = {
    "criteria": (_criteria, frozenset()),
    "within": (_within, frozenset({"after", "until", "or_until"})),
    "in_time": (_in_time, frozenset({"deadline"})),
    "over": (_over, frozenset({"deadline"})),
    "times": (_times, frozenset({"acts", "at_most"})),
    "untouched": (_untouched, frozenset({"by"})),
    "support": (_support, frozenset({"is"})),
    "consulted": (_consulted, frozenset({"or_over"})),
    "panel_ready": (_panel_ready, frozenset()),
    "votes": (_votes, frozenset({"are"})),
    "none_open": (_none_open, frozenset({"kinds"})),
    "carried_out": (_carried_out, frozenset({"kind", "standing", "acts"})),
    "parent_stands": (_parent_stands, frozenset({"at"})),
    "parent_until": (_parent_until, frozenset({"from", "deadline"})),
    "begun_by": (_begun_by, frozenset({"acts"})),
    "answered": (_answered, frozenset({"act", "field", "is"})),
    "parent_named": (_parent_named, frozenset({"field"})),
    "only_live": (_only_live, frozenset()),
    "not_yet": (_not_yet, frozenset({"acts", "since", "by_same"})),
    "not_recused": (_not_recused, frozenset()),
    "unsigned": (_unsigned, frozenset({"act", "role"})),
    "held": (_held, frozenset({"is"})),
    "own_file": (_own_file, frozenset()),
    "others_turn": (_others_turn, frozenset()),
    "in_state": (_in_state, frozenset({"in"})),
    "measure_in_force": (_measure_in_force, frozenset()),
}


def judge(question: Question, conditions: tuple[Mapping[str, Any], ...]) -> Reasons:
    """Every reason that the conditions give against the act."""
    reasons: Reasons = []
    for condition in conditions:
        ((name, values),) = condition.items()
        reasons += CONDITIONS[name][0](question, values or {})
    return reasons
