"""Rules of meetings that need tables: who arranges one, which cases it may take, what was begun on it."""

from datetime import date

from lianmeng.cases import queries as cases
from lianmeng.cases.models import Case
from lianmeng.decisions.models import Meeting, MeetingItem
from lianmeng.law import procedures
from lianmeng.law.dates import words
from lianmeng.law.history import CaseView, Pending, Who
from lianmeng.law.pack import Pack
from lianmeng.law.verdicts import Reason
from lianmeng.record.people import Actor

KIND, TABLE = "recognition", "table"
RESOLVES = ("resolve_pass", "resolve_defer", "resolve_back", "resolve_refuse")


def may_arrange(pack: Pack, by: Actor) -> bool:
    """Whether this capacity records what a meeting decides, and so arranges its agenda."""
    return by.capacity in pack.act(KIND, RESOLVES[0]).hands[0].by


def may_be_heard(
    pack: Pack,
    case: Case,
    view: CaseView,
    elsewhere: MeetingItem | None,
    on: date,
    held_on: date | None = None,
) -> list[Reason]:
    """Every reason against a case on an agenda; each names it (article 10)."""
    articles = pack.act(KIND, RESOLVES[0]).articles
    if elsewhere is not None:
        said = f"已列入{words(elsewhere.meeting.held_on)}会议的议程"
        return [Reason(said, articles=articles, fact=case.title, mend="先从那次会议的议程中撤下")]
    if begun_of(view):
        return []
    if held_on is not None and held_on < case.moved_on:
        said = f"会议日期早于本件提请审议之日（{words(case.moved_on)}）"
        return [Reason(said, articles=articles, fact=case.title, mend="更正会议日期，或撤下本件")]
    own = cases.pack_of(case)
    who = Who("", own.act(KIND, RESOLVES[0]).hands[0].by[0])
    faults = procedures.judge(own, view, RESOLVES[0], who, on).verdict.reasons
    return [Reason(one.text, articles=one.articles, fact=case.title, mend=one.mend) for one in faults]


def begun_of(view: CaseView) -> Pending | None:
    """The resolution that was recorded and waits for its check, if any."""
    return next((one for one in view.threads if one.act in RESOLVES and one.signed), None)


def recording(meeting: Meeting) -> Case | None:
    """A case of the meeting whose resolution was recorded, checked or not; None while nothing was."""
    items = list(meeting.items.select_related("case"))
    done = next((one.case for one in items if one.resolution_id), None)
    if done is not None:
        return done
    views = cases.views([one.case for one in items])
    return next((one.case for one in items if begun_of(views[one.case_id])), None)
