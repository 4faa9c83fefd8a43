"""What the pages of an argument print: for the expert who sits, and for those who enter and check for him."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from lianmeng.applications.queries import KIND
from lianmeng.cases import queries as cases
from lianmeng.cases import sources
from lianmeng.cases.models import Case
from lianmeng.law import panels, procedures
from lianmeng.law.history import CaseView
from lianmeng.law.pack import Pack
from lianmeng.law.procedures import Step
from lianmeng.law.schema import FieldType, FormField
from lianmeng.policies import queries as policies
from lianmeng.record.people import Actor
from lianmeng.web.casework import viewers
from lianmeng.web.casework.addresses import act_address, case_address
from lianmeng.web.casework.contents import Contents, contents
from lianmeng.web.casework.rows import Posted, Trouble, row_fields
from lianmeng.web.ui import packforms

DECLARE, REVIEW, RECUSE, SUPPLEMENT = "declare", "review", "recuse", "ask_supplement"
PASS, FAIL = "pass_panel", "fail_panel"
CONCLUSION = "conclusion"
MOST = 200


@dataclass(frozen=True)
class Score:
    """One item of a sheet: its control and its full marks."""

    control: packforms.Control
    full: int


@dataclass(frozen=True)
class Row:
    """One alliance on the panel day, as far as this person has come with it."""

    case: Case
    address: str
    meets_on: date | None
    step: Step
    contents: Contents | None = None
    scores: tuple[Score, ...] = ()
    controls: tuple[packforms.Control, ...] = ()
    act: str = ""
    recusal: str = ""
    total: int = 0
    vote: str = ""
    comment: str = ""
    chosen: bool = True

    @property
    def allowed(self) -> bool:
        """Whether it may be signed today."""
        return self.step.verdict.allowed

    @property
    def wrong(self) -> list[packforms.Control]:
        """What is wrong with what was typed."""
        return [one for one in (*self.controls, *(score.control for score in self.scores)) if one.error]


@dataclass(frozen=True)
class Ending:
    """One alliance whose argument may be concluded: votes, what they come to, who has still to sign."""

    case: Case
    address: str
    act: str
    words: str
    carried: bool
    votes: tuple[tuple[str, int], ...]
    seated: int
    average: str
    step: Step
    alone: str = ""
    control: packforms.Control | None = None
    text: str = ""
    waits: str = ""
    supplement: str = ""
    chosen: bool = True

    @property
    def allowed(self) -> bool:
        """Whether this person may sign it now."""
        return self.step.verdict.allowed


@dataclass(frozen=True)
class Day:
    """All of one person's arguments."""

    pack: Pack
    articles: tuple[str, ...]
    promise: tuple[Row, ...]
    sheets: tuple[Row, ...]
    done: tuple[Row, ...]
    recused: tuple[Row, ...]
    endings: tuple[Ending, ...]
    form: packforms.PackForm
    full: int
    trouble: Trouble
    once: str

    @property
    def signing(self) -> list[Ending]:
        """The conclusions that this person may sign or propose now."""
        return [one for one in self.endings if one.allowed]

    @property
    def commons(self) -> dict[str, str]:
        """Which results the chair may write one common text for, in words: those of several alliances."""
        acts = [one.act for one in self.signing if one.control]
        return {one.act: one.words for one in self.signing if acts.count(one.act) > 1}

    @property
    def reviewed(self) -> list[Ending]:
        """The conclusions of cases on which this person has nothing else to do."""
        elsewhere = {row.case.pk for row in (*self.promise, *self.sheets, *self.recused)}
        return [one for one in self.endings if one.case.pk not in elsewhere]


def fields_of(pack: Pack, act: str) -> dict[str, FormField]:
    """What the first hand of an act fills."""
    return dict(pack.forms[pack.act(KIND, act).hands[0].form or ""].fields)


def arguing(actor: Actor, pack: Pack) -> list[Case]:
    """The visible cases that are being argued."""
    states = pack.from_states(KIND, REVIEW)
    return list(viewers.visible(actor).filter(kind=KIND, state__in=states).order_by("pk")[:MOST])


def day(
    actor: Actor, door: str, on: date, posted: Posted | None = None, trouble: Trouble | None = None
) -> Day:
    """Gather an expert's day in a fixed number of queries."""
    pack = policies.current_pack()
    found = arguing(actor, pack)
    drawn = _Day(actor, door, on, pack, posted or Posted(), trouble or Trouble())
    views = cases.views(found)
    seats = [(case, views[case.pk]) for case in found if actor.natural in panels.seated(views[case.pk])]
    return drawn.gather(seats)


class _Day:
    """An expert's rows, drawn with what was typed."""

    def __init__(
        self, actor: Actor, door: str, on: date, pack: Pack, posted: Posted, trouble: Trouble
    ) -> None:
        self.actor, self.door, self.on, self.pack = actor, door, on, pack
        self.posted, self.trouble, self.who = posted, trouble, cases.who(actor)
        self.fields = fields_of(pack, REVIEW)
        promise = fields_of(pack, DECLARE)
        asked = {**self.fields, **promise}
        self.options = sources.options(sources.Asked(pack, actor), asked.values())
        shared = {name: text for name, text in self.trouble.errors.items() if name in promise}
        self.form = packforms.draw(promise, self.options, {}, shared)

    def gather(self, seats: Sequence[tuple[Case, CaseView]]) -> Day:
        """Every row where it belongs."""
        promise, sheets, done, recused = [], [], [], []
        for case, view in seats:
            mine = {one.party: one for one in panels.reviews(view)}
            if self.actor.natural in panels.recused(view):
                recused.append(self.row(case, view, DECLARE))
            elif self.actor.natural not in {one.party for one in panels.declarations(view)}:
                promise.append(self.row(case, view, DECLARE))
            elif self.actor.natural in mine:
                done.append(self.given(case, view, mine[self.actor.natural].answers))
            else:
                sheets.append(self.sheet(case, view))
        endings = [ending(self, case, view) for case, view in seats if panels.reviews(view)]
        return Day(
            pack=self.pack,
            articles=self.pack.act(KIND, REVIEW).articles,
            promise=tuple(promise),
            sheets=tuple(sheets),
            done=tuple(done),
            recused=tuple(recused),
            endings=tuple(endings),
            form=self.form,
            full=full_marks(self.pack),
            trouble=self.trouble,
            once=uuid4().hex,
        )

    def row(self, case: Case, view: CaseView, act: str) -> Row:
        """A row without controls."""
        step = procedures.judge(self.pack, view, act, self.who, self.on)
        recuse = procedures.judge(self.pack, view, RECUSE, self.who, self.on)
        return Row(
            case=case,
            address=case_address(self.door, case.pk),
            meets_on=panels.meets_on(view),
            step=step,
            contents=contents(self.pack, view.facts),
            act=act_address(self.door, case, act) if step.verdict.allowed else "",
            recusal=act_address(self.door, case, RECUSE) if recuse.verdict.allowed else "",
            chosen=not self.posted.once or case.pk in self.posted.chosen,
        )

    def sheet(self, case: Case, view: CaseView) -> Row:
        """A row with the sheet to be filled."""
        plain = self.row(case, view, REVIEW)
        return with_sheet(plain, self.pack, self.fields, self.options, self.posted, self.trouble)

    def given(self, case: Case, view: CaseView, said: Mapping[str, Any]) -> Row:
        """A row with the sheet that was signed."""
        plain, rule = self.row(case, view, REVIEW), self.pack.panel
        known = self.options.get(self.fields[rule.vote_field].options or "", {})
        return Row(
            **{**vars(plain), "total": sum(int(said.get(name, 0)) for name in rule.scores)}
            | {"vote": known.get(str(said.get(rule.vote_field)), ""), "comment": str(said.get("comment", ""))}
        )


def full_marks(pack: Pack) -> int:
    """The marks of a sheet without a fault."""
    fields = fields_of(pack, REVIEW)
    return int(sum(fields[name].at_most or 0 for name in pack.panel.scores))


def with_sheet(
    row: Row,
    pack: Pack,
    fields: Mapping[str, FormField],
    options: Mapping[str, Any],
    posted: Posted,
    trouble: Trouble,
) -> Row:
    """A row with its sheet as typed: scored items apart from vote and comment."""
    number = row.case.pk
    typed = {f"{name}-{number}": value for name, value in posted.rows.get(number, {}).items()}
    drawn = packforms.draw(row_fields(fields, number), options, typed, trouble.errors).controls
    scored = {f"{name}-{number}": fields[name] for name in pack.panel.scores}
    scores = tuple(Score(one, int(scored[one.name].at_most or 0)) for one in drawn if one.name in scored)
    total = sum(int(one.control.value) for one in scores if one.control.value.isdecimal())
    return Row(
        **{**vars(row), "scores": scores, "total": total}
        | {"controls": tuple(one for one in drawn if one.name not in scored)}
    )


def ending(day: Any, case: Case, view: CaseView) -> Ending:
    """How one argument stands that somebody has reviewed. ``day`` says who looks, when and with what typed."""
    pack: Pack = day.pack
    carried = panels.vote_passes(pack, view)
    begun = next((act for act in (PASS, FAIL) if _thread(day, view, act)), None)
    act = begun or (PASS if carried else FAIL)
    step = procedures.judge(pack, view, act, day.who, day.on)
    proposes = begun is None or (step.thread is not None and step.index == 0)
    supplement = procedures.judge(pack, view, SUPPLEMENT, day.who, day.on)
    cast = [str(one.answers.get(pack.panel.vote_field)) for one in panels.reviews(view)]
    known = pack.terms.lists.get(fields_of(pack, REVIEW)[pack.panel.vote_field].options or "", {})
    counted = supplement.index == 0 and (step.verdict.allowed or begun is not None)
    return Ending(
        case=case,
        address=case_address(day.door, case.pk),
        act=act,
        words=pack.act_label(KIND, act),
        carried=carried,
        votes=tuple((words, cast.count(name)) for name, words in known.items()) if counted else (),
        seated=len(panels.seated(view)),
        average=_average(pack, view),
        step=step,
        alone=act_address(day.door, case, act) if step.verdict.allowed else "",
        control=_control(day, case, step) if proposes and step.verdict.allowed else None,
        text=str((step.thread.drafted if step.thread else {}).get(CONCLUSION, "")),
        waits=_waits(pack, view, step),
        supplement=act_address(day.door, case, SUPPLEMENT)
        if supplement.verdict.allowed and begun is None
        else "",
        chosen=not day.posted.once or case.pk in day.posted.chosen,
    )


def _thread(day: Any, view: CaseView, act: str) -> bool:
    thread = procedures.judge(day.pack, view, act, day.who, day.on).thread
    return thread is not None and bool(thread.signed)


def _control(day: Any, case: Case, step: Step) -> packforms.Control:
    fields = {CONCLUSION: fields_of(day.pack, PASS)[CONCLUSION]}
    typed = day.posted.rows.get(case.pk, step.thread.drafted if step.thread else {})
    answers = {f"{CONCLUSION}-{case.pk}": typed.get(CONCLUSION, "")}
    return packforms.draw(row_fields(fields, case.pk), {}, answers, day.trouble.errors).controls[0]


def _average(pack: Pack, view: CaseView) -> str:
    """The average of the scores, once they may be read."""
    if not panels.sheets_open(view):
        return ""
    totals = [panels.total(pack.panel, one) for one in panels.reviews(view)]
    return f"{sum(totals) / len(totals):.1f}".removesuffix(".0")


def _waits(pack: Pack, view: CaseView, step: Step) -> str:
    """For what it waits, where this person cannot go on."""
    if step.verdict.allowed:
        return ""
    signed = step.thread is not None and any(one.hand == step.index for one in step.thread.signed)
    if signed or (step.thread is not None and step.thread.signed):
        return "已签，等其他专家签名" if signed else "等其他人签名"
    left = len(panels.seated(view)) - len(panels.reviews(view))
    if left > 0:
        return f"还有{left}位专家没有提交评议表"
    return step.verdict.reasons[0].text if step.verdict.reasons else ""


def conclusions(found: Iterable[Ending]) -> list[tuple[str, list[Case]]]:
    """Conclusions to be signed together, by act and by what the signature brings about."""
    groups: dict[tuple[str, int, bool], list[Ending]] = {}
    for one in found:
        groups.setdefault((one.act, one.step.index, one.step.last), []).append(one)
    return [(act, [one.case for one in rows]) for (act, _, _), rows in groups.items()]


def sheet_fields(pack: Pack) -> dict[str, FormField]:
    """The fields of a sheet that are typed in a row."""
    return {name: item for name, item in fields_of(pack, REVIEW).items() if item.type is not FieldType.FILE}
