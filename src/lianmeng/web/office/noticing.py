"""What the office's page of notices prints: what may be posted, what is posted, what was stopped."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from lianmeng.applications.queries import KIND
from lianmeng.cases import queries as cases
from lianmeng.cases.models import Case
from lianmeng.decisions import notice_list
from lianmeng.decisions.models import Notice
from lianmeng.law import procedures
from lianmeng.law.history import CaseView, Who
from lianmeng.law.pack import Pack
from lianmeng.law.verdicts import Reason
from lianmeng.policies import queries as policies
from lianmeng.record.people import Actor
from lianmeng.web.casework import lists, viewers
from lianmeng.web.casework.addresses import case_address

DOOR = "office"
RELEASE, OPEN, RENEW, CLOSE = "clear_release", "open_notice", "renew_notice", "close_notice"
ACTS = (RELEASE, OPEN, RENEW, CLOSE)
MOST = 400
BACK = 30  # notices of cases that have left, at most


@dataclass(frozen=True)
class Row:
    """A case that may be posted or is; ``reasons``: why its closing may not be begun today."""

    case: Case
    address: str
    cells: tuple[tuple[str, str], ...]
    released: bool
    begun: str
    objected: bool
    reasons: tuple[Reason, ...]
    state: str
    notice: Notice | None

    @property
    def closable(self) -> bool:
        """Whether the end of its notice may be confirmed."""
        return not self.reasons


@dataclass(frozen=True)
class Posting:
    """What was posted together: one address, one day; ``left`` are the working days after today."""

    notice: Notice
    rows: tuple[Row, ...]
    left: int
    grace_left: int
    screenshot: int
    over: bool

    @property
    def objected(self) -> int:
        """How many have an open objection."""
        return sum(row.objected for row in self.rows)

    @property
    def closable(self) -> int:
        """How many may be closed today."""
        return sum(row.closable for row in self.rows)


@dataclass(frozen=True)
class Choice:
    """An act that this actor may do on what is ticked."""

    act: str
    words: str


@dataclass(frozen=True)
class Page:
    """All that the template prints."""

    pack: Pack
    articles: tuple[str, ...]
    heads: tuple[str, ...]
    ready: tuple[Row, ...]
    postings: tuple[Posting, ...]
    stopped: tuple[Row, ...]
    ready_acts: tuple[Choice, ...]
    posted_acts: tuple[Choice, ...]
    today: date


def sees(actor: Actor) -> bool:
    """Whether this capacity has a hand in posting, correcting or closing a notice, or only reads."""
    pack = policies.current_pack()
    own = pack.capacities.get(actor.capacity)
    if own is None or viewers.viewer_of(actor) is not viewers.Viewer.DEPARTMENT:
        return False
    hands = [hand for act in ACTS for hand in pack.act(KIND, act).hands]
    return own.reads_only or any(actor.capacity in hand.by for hand in hands)


def page(actor: Actor, on: date) -> Page:
    """Gather the page in a fixed number of queries."""
    pack = policies.current_pack()
    before, during = pack.from_states(KIND, OPEN), pack.from_states(KIND, CLOSE)
    visible = viewers.visible(actor).filter(kind=KIND)
    found = list(visible.filter(state__in={*before, *during}).order_by("pk")[:MOST])
    last = _last(found)
    since = min((last[one.pk].posted_on for one in found if one.pk in last), default=on)
    stopped = _stopped(actor, pack, {*before, *during}, min(since, on), on)
    views = cases.views([*found, *(one.case for one in stopped)])
    rows = {case.pk: _row(case, views[case.pk], last.get(case.pk), on) for case in found}
    posted = [row for row in rows.values() if row.case.state in during and row.notice is not None]
    return Page(
        pack=pack,
        articles=pack.act(KIND, OPEN).articles,
        heads=tuple(notice_list.columns().values()),
        ready=tuple(row for row in rows.values() if row.case.state in before),
        postings=tuple(_postings(posted, views, on)),
        stopped=tuple(_row(one.case, views[one.case_id], one, on) for one in stopped),
        ready_acts=_choices(pack, actor, (RELEASE, OPEN)),
        posted_acts=_choices(pack, actor, (RELEASE, RENEW, CLOSE)),
        today=on,
    )


def _choices(pack: Pack, actor: Actor, acts: Iterable[str]) -> tuple[Choice, ...]:
    return tuple(
        Choice(act, pack.act_label(KIND, act))
        for act in acts
        if any(actor.capacity in hand.by for hand in pack.act(KIND, act).hands)
    )


def _last(found: Iterable[Case]) -> dict[int, Notice]:
    return {row.case_id: row for row in Notice.objects.filter(case__in=list(found)).order_by("pk")}


def _stopped(actor: Actor, pack: Pack, states: set[str], since: date, on: date) -> list[Notice]:
    """The notices whose case left without success while they stood: withdrawn, terminated, sent back.

    As long as letters are waited for, or anything posted at that time is still being dealt with.
    """
    away = viewers.visible(actor).filter(kind=KIND).exclude(state__in=states)
    shown = Q(grace_until__gte=on) | Q(posted_on__gte=since)
    rows = Notice.objects.filter(shown, case__in=away, replaced_by=None).select_related(
        "case__alliance", "case__applicant", "case__recommender", "case__parent"
    )
    procedure = pack.procedures[KIND]
    public = [name for name, state in procedure.states.items() if state.portal]
    return list(rows.exclude(case__state__in=public).order_by("-pk")[:BACK])


def _row(case: Case, view: CaseView, notice: Notice | None, on: date) -> Row:
    pack = cases.pack_of(case)
    heads = notice_list.columns().values()
    closes = case.state in pack.from_states(KIND, CLOSE)
    return Row(
        case=case,
        address=case_address(DOOR, case.pk),
        cells=tuple(zip(heads, notice_list.cells(pack, case, view.facts), strict=True)),
        released=_released(pack, view),
        begun=_begun(pack, view),
        objected=any(one.open for one in view.linked),
        reasons=tuple(_against(pack, view, CLOSE, on)) if closes else (),
        state=pack.state_label(KIND, case.state),
        notice=notice,
    )


def _against(pack: Pack, view: CaseView, act: str, on: date) -> tuple[Reason, ...]:
    """What stands against an act, whoever of those entitled would do it."""
    who = Who("", pack.act(KIND, act).hands[0].by[0])
    return procedures.judge(pack, view, act, who, on).verdict.reasons


def _released(pack: Pack, view: CaseView) -> bool:
    """Whether secrecy and personal data were looked at for what is to be posted next."""
    last = [item.act for item in view.since_entered if item.performed and item.act in (RELEASE, OPEN, RENEW)]
    return bool(last) and last[-1] == RELEASE


def _begun(pack: Pack, view: CaseView) -> str:
    """What was begun on the case and waits for its next hand, in words."""
    begun = next((one for one in view.threads if one.act in ACTS and one.signed), None)
    return pack.act_label(KIND, begun.act) if begun else ""


def _postings(rows: list[Row], views: Mapping[int, CaseView], on: date) -> Iterable[Posting]:
    """What was posted together, latest first."""
    calendar = policies.work_calendar()
    groups: dict[tuple[date, str], list[Row]] = {}
    for row in rows:
        if row.notice is not None:
            groups.setdefault((row.notice.posted_on, row.notice.url), []).append(row)
    for _, group in sorted(groups.items(), reverse=True):
        notice = group[0].notice
        assert notice is not None
        told = views[group[0].case.pk].last(OPEN, RENEW)
        pictures = (told.answers.get("screenshot") if told else None) or [0]
        yield Posting(
            notice=notice,
            rows=tuple(group),
            left=lists.left_until(notice.closes_on, calendar, on),
            grace_left=lists.left_until(notice.grace_until, calendar, on),
            screenshot=int(pictures[0]),
            over=notice.closes_on < on,
        )
