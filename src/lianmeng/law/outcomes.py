"""Outcome tables: named situations with what must come of them, for a lawyer to read and for tests to run.

A table holds under the positions of its ``switches`` (defaults for the rest): ``failures`` loads the pack
anew for each set of positions. A situation that cannot be run is itself a failure, never an exception.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from lianmeng.law import avoidance, conditions, criteria, deadlines, entering, forms, panels, procedures
from lianmeng.law.avoidance import Body, ExpertFacts, Tie
from lianmeng.law.conditions import Question
from lianmeng.law.dates import WorkCalendar
from lianmeng.law.facts import FactSheet
from lianmeng.law.history import CaseView, Happened, Linked, Who
from lianmeng.law.pack import Pack, build, read_trees
from lianmeng.law.schema import OutcomeTable

Given = Mapping[str, Any]
Positions = tuple[tuple[str, str], ...]
ANY_DAY = date(2016, 4, 21)  # where a situation names no day, none matters to it


@dataclass(frozen=True)
class Failure:
    """A situation whose outcome differs. ``table`` and ``row`` are the names that the lawyer reads."""

    table: str
    row: str
    expected: Any
    got: Any

    def __str__(self) -> str:
        return f"{self.table}：{self.row}　应为 {self.expected}，实为 {self.got}"


def run(pack: Pack, table: OutcomeTable, calendar: WorkCalendar) -> list[Failure]:
    """The situations of one table that do not come out as written, under the pack's own positions."""
    failed = []
    for row in table.rows:
        try:
            got = _RUNNERS[table.table](pack, table.about, row.given, row.expect, calendar)
        except (LookupError, ValueError, TypeError, AttributeError) as error:
            got = f"无法判断：{type(error).__name__} {error}"
        if got != row.expect:
            failed.append(Failure(table.title, row.name, row.expect, got))
    return failed


def tables_by_switches(pack: Pack) -> dict[Positions, tuple[OutcomeTable, ...]]:
    """The pack's tables by the switch positions under which they hold."""
    grouped: dict[Positions, tuple[OutcomeTable, ...]] = {}
    for table in pack.outcomes.values():
        positions = tuple(sorted(table.switches.items()))
        grouped[positions] = (*grouped.get(positions, ()), table)
    return grouped


def run_all(pack: Pack, calendar: WorkCalendar) -> list[Failure]:
    """Failures of every table that holds under the pack's own positions."""
    held = [
        table
        for positions, tables in tables_by_switches(pack).items()
        if all(pack.positions.get(name) == position for name, position in positions)
        for table in tables
    ]
    return [failure for table in held for failure in run(pack, table, calendar)]


def failures(files: Mapping[str, bytes], calendar: WorkCalendar) -> list[Failure]:
    """Failures of every table, each under its own positions. Raises ``PackRefused``."""
    trees = read_trees(files)
    failed: list[Failure] = []
    for positions, tables in tables_by_switches(build(files, trees, {})).items():
        pack = build(files, trees, dict(positions))
        failed += [failure for table in tables for failure in run(pack, table, calendar)]
    return failed


def _criteria(pack: Pack, about: str, given: Given, expect: Any, calendar: WorkCalendar) -> dict[str, Any]:
    findings = criteria.judge(pack, _facts(given.get("facts", {})), given["on"], given.get("act"))
    by_rule = {finding.rule: finding for finding in findings}
    named = [by_rule[name] for name in (*expect, about) if name in by_rule]
    meant = named or list(findings)
    got: dict[str, Any] = {}
    for name in expect:
        if name == "stops":
            got[name] = any(finding.stops for finding in meant)
        elif name == "earliest_on":
            got[name] = next((finding.earliest_on for finding in meant if finding.earliest_on), None)
        else:
            got[name] = by_rule[name].met.value if name in by_rule else "not_judged"
    return got


def _facts(given: Given) -> FactSheet:
    """The facts as written; members need no name of their own."""
    members = [
        {"name": f"成员{number}", **member} for number, member in enumerate(given.get("members", ()), 1)
    ]
    return FactSheet.model_validate({**given, "members": members})


def _deadline(pack: Pack, about: str, given: Given, expect: Any, calendar: WorkCalendar) -> date | None:
    try:
        return deadlines.due(
            pack,
            about,
            on=given.get("on", ANY_DAY),
            answers=given.get("fields", {}),
            parent_deadlines=given.get("deadlines", {}),
            begun=given.get("deadlines", {}),
            calendar=calendar,
        )
    except deadlines.NotBegun:
        return None


def _routing(pack: Pack, about: str, given: Given, expect: Any, calendar: WorkCalendar) -> str | None:
    return pack.office_for_region(str(given["region"]))


def _working_days(pack: Pack, about: str, given: Given, expect: Any, calendar: WorkCalendar) -> int:
    return calendar.working_days(given["from"], given["to"])


def _support(pack: Pack, about: str, given: Given, expect: Any, calendar: WorkCalendar) -> str:
    return "some" if panels.supported(pack.opinions, given["opinions"]) else "none"


def _panel(pack: Pack, about: str, given: Given, expect: Any, calendar: WorkCalendar) -> Any:
    kind = about or next(kind for kind, rule in pack.procedures.items() if panels.FORMS in rule.acts)
    if panels.size_fault(pack.panel, given["seated"]):
        return {"size": "refused"}
    view = CaseView(kind, None, history=tuple(_panel_history(pack, given)))
    question = Question(pack, view, panels.FORMS, Who("", ""), ANY_DAY)
    if conditions.judge(question, ({"panel_ready": {}},)):
        return "not_ready"
    return "for" if panels.vote_passes(pack, view) else "against"


def _panel_history(pack: Pack, given: Given) -> Iterable[Happened]:
    """A panel formed, declared and reviewed as the numbers say; a score stands in the sheet's first item."""
    seats = [f"expert-{number}" for number in range(1, given["seated"] + 1)]
    yield _happened(panels.FORMS, Who("", ""), {"experts": seats, "chair": seats[0]})
    for seat in seats[: given.get("declared", len(seats))]:
        yield _happened("declare", Who(seat, ""), {})
    scores = given.get("scores", ())
    for number, vote in enumerate(given.get("votes", ())):
        score = {pack.panel.scores[0]: scores[number]} if scores and pack.panel.scores else {}
        yield _happened("review", Who(seats[number], ""), {pack.panel.vote_field: vote, **score})


def _avoidance(pack: Pack, about: str, given: Given, expect: Any, calendar: WorkCalendar) -> str:
    """Whether a tie of this ``kind`` to a member, ended ``until`` a day if it has, excludes an expert ``on`` a day."""
    member = Body(("成员单位",))
    expert = ExpertFacts("", "", ties=(Tie(member, given["kind"], given.get("until")),))
    return "excluded" if avoidance.conflicts(pack.panel, expert, [member], given["on"]) else "free"


def _happened(act: str, who: Who, answers: Given) -> Happened:
    return Happened(act, f"{act}-{who.natural}", 0, True, False, "", "", who, ANY_DAY, answers)


def _form(pack: Pack, about: str, given: Given, expect: Any, calendar: WorkCalendar) -> Any:
    """``accepted``, or the refused fields: ``{refused: [field, …]}``. Choices come from ``terms.lists``."""
    options = {**pack.terms.lists, **given.get("options", {})}
    _, errors = forms.validate(pack.forms[about].fields, given.get("fields", {}), options)
    return {"refused": sorted(errors)} if errors else "accepted"


def _act(pack: Pack, about: str, given: Given, expect: Any, calendar: WorkCalendar) -> str:
    """Whether the first person with a hand in ``act`` may begin it, after the acts of ``done``."""
    rule = pack.act(about, given["act"])
    done = given.get("done", ())
    view = CaseView(
        about,
        given.get("state"),
        history=tuple(_done(step, given) for step in done),
        deadlines=given.get("deadlines", {}),
        parent_deadlines=given.get("parent_deadlines", {}),
        parent_answers=given.get("parent_answers", {}),
        facts=_facts(given["facts"]) if "facts" in given else None,
        parent_state=given.get("parent_state"),
        linked=tuple(_linked(one) for one in given.get("linked", ())),
        rivals=given.get("rivals", 0),
    )
    entered_on = given.get("entered_on")
    if entered_on:
        rule = entering.rule_of(pack, about, given["act"], entered=True)
    who = Who(str(given.get("person", "")), given.get("by", rule.hands[0].by[0]))
    on = given.get("on", ANY_DAY)
    step = procedures.judge(pack, view, given["act"], who, on, entered_on, str(given.get("whose", "")))
    return "allowed" if step.verdict.allowed else "refused"


def _linked(given: Given) -> Linked:
    """Another case: ``{kind, open, state, followed}``."""
    followed = frozenset(given.get("followed", ()))
    return Linked(given["kind"], given.get("open", False), given.get("state", ""), followed)


def _done(step: Any, given: Given) -> Happened:
    """An act of the past: its name, or ``{act, person, by, answers, from, to, on, entered, whose}``."""
    more: dict[str, Any] = {"act": step} if isinstance(step, str) else dict(step)
    who = Who(
        str(more.get("person", f"{more['act']}-someone")), more.get("by", ""), office=more.get("office")
    )
    state: Any = given.get("state") or ""
    attempt = f"{more['act']}-{who.natural}"
    came, went = more.get("from", state), more.get("to", state)
    on, entered = more.get("on", ANY_DAY), bool(more.get("entered"))
    return Happened(
        *(more["act"], attempt, 0, True, False, came, went, who, on, more.get("answers", {}), entered),
        whose=str(more.get("whose", "")),
    )


_RUNNERS: dict[str, Callable[[Pack, str, Given, Any, WorkCalendar], Any]] = {
    "criteria": _criteria,
    "deadline": _deadline,
    "routing": _routing,
    "working_days": _working_days,
    "panel": _panel,
    "avoidance": _avoidance,
    "support": _support,
    "form": _form,
    "act": _act,
}
