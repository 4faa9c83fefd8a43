"""A case in memory, moved only through ``procedures``: what the guard does, without a database."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from lianmeng.law import deadlines, procedures
from lianmeng.law.dates import WorkCalendar
from lianmeng.law.history import CaseView, Happened, Who
from lianmeng.law.pack import Pack
from lianmeng.law.procedures import Step
from lianmeng.law.verdicts import Verdict


class Refused(Exception):
    """A signature was refused; ``verdict`` says why."""

    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict
        super().__init__("；".join(reason.text for reason in verdict.reasons))


class Case:
    """One case under one pack. ``view`` is its frozen state, ``on`` the legal day of the next signature."""

    def __init__(self, pack: Pack, kind: str, on: date, calendar: WorkCalendar, **more: Any) -> None:
        self.pack, self.on, self.calendar = pack, on, calendar
        self.view = CaseView(kind, None, **more)

    @property
    def state(self) -> str | None:
        return self.view.state

    def step(self, act: str, who: Who) -> Step:
        return procedures.judge(self.pack, self.view, act, who, self.on)

    def sign(self, act: str, who: Who, **answers: Any) -> Step:
        """One hand of an act. Raises ``Refused``."""
        step = self.step(act, who)
        verdict = step.verdict
        if verdict.allowed:
            verdict = procedures.check_answers(self.pack, self.view, step, who, self.on, answers)
        if not verdict.allowed:
            raise Refused(verdict)
        self._enter(step, who, answers)
        return step

    def send_back(self, act: str, who: Who) -> None:
        """The next hand sends an act back to the hand before. Raises ``Refused``."""
        step = self.step(act, who)
        verdict = procedures.may_send_back(self.pack, self.view, step, who, self.on)
        if not verdict.allowed:
            raise Refused(verdict)
        self._enter(replace(step, last=False), who, {}, back=True)

    def _enter(self, step: Step, who: Who, answers: Mapping[str, Any], back: bool = False) -> None:
        came = self.view.state or ""
        went = self.pack.next_state(self.view.kind, step.act, came) if step.last else came
        attempt = step.thread.attempt if step.thread else f"attempt-{len(self.view.history)}"
        said = {**(step.thread.answers if step.thread and step.last else {}), **answers}
        entry = Happened(step.act, attempt, step.index, step.last, back, came, went, who, self.on, said)
        self.view = self.view.then(entry)
        if step.last:
            self._times(entry)

    def _times(self, entry: Happened) -> None:
        kept = dict(self.view.deadlines)
        if entry.moved:
            rules = {
                name: rule
                for procedure in self.pack.procedures.values()
                for act in procedure.acts.values()
                for name, rule in act.begun()
            }
            kept = {name: day for name, day in kept.items() if self.pack.deadlines[rules[name]].lasting}
        begun = deadlines.begin(
            self.pack,
            self.view.kind,
            entry.act,
            on=self.on,
            answers=entry.answers,
            parent_deadlines=self.view.parent_deadlines,
            calendar=self.calendar,
        )
        self.view = replace(self.view, deadlines={**kept, **begun})


def workdays() -> WorkCalendar:
    """The arrangements of the State Council as chinesecalendar holds them."""
    import chinese_calendar.constants as known  # noqa: PLC0415  reads its whole table: only where it is needed

    years = frozenset(day.year for day in known.holidays)
    return WorkCalendar(frozenset(known.holidays), frozenset(known.workdays), years, "chinesecalendar")
