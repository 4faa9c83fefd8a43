"""Times, panels and procedures: calendar.yaml, panels.yaml, procedures/, outcomes/."""

from enum import StrEnum
from typing import Any, Literal

from pydantic import ConfigDict, Field, model_validator

from lianmeng.law.schema.part import Name, Part

EVERYDAY = "everyday"  # stands for every kind of case, in the place of a kind


class TimeUnit(StrEnum):
    """In what a time is counted."""

    WORKING_DAYS = "working_days"
    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"


class DeadlineRule(Part):
    """A time: so many units from the act or from a date in its form, or that date itself."""

    amount: int | None = None
    unit: TimeUnit | None = None
    count_first: bool = False
    from_field: str | None = None
    from_deadline: str | None = None
    no_later_than: str | None = None
    lasting: bool = False
    kind: Literal["text", "internal", "promise"]
    cites: tuple[Name, ...] = Field(min_length=1)
    interpretation: str | None = None

    @model_validator(mode="after")
    def _countable(self) -> "DeadlineRule":
        if (self.amount is None) != (self.unit is None):
            raise ValueError("期限的数量和单位须同时写明")
        if self.amount is None and not self.from_field:
            raise ValueError("没有数量的期限须指明取自哪个日期栏")
        return self


class CalendarFile(Part):
    """calendar.yaml."""

    deadlines: dict[str, DeadlineRule]


class Opinions(Part):
    """Which answers of a division support a case, and which say that it is not concerned."""

    field: Name
    support: tuple[Name, ...] = Field(min_length=1)
    unconcerned: tuple[Name, ...] = ()
    cites: tuple[Name, ...] = Field(min_length=1)


class Panel(Part):
    """How a panel is made and how it concludes.

    ``avoidance``: which ties to a member exclude an expert, and for how many years after they ended.
    """

    size: int
    odd: bool
    quorum_percent: int
    votes_for: tuple[Name, ...] = Field(min_length=1)
    vote_field: Name
    share_for: tuple[int, int]
    average: int | None
    scores: tuple[Name, ...]
    avoidance: dict[str, int] = {}
    cites: tuple[Name, ...] = Field(min_length=1)
    interpretation: str | None = None


class Experts(Part):
    """Who keeps the register of experts, who besides reads it, and as what an expert acts."""

    capacity: Name
    keeps: tuple[Name, ...] = Field(min_length=1)
    reads: tuple[Name, ...] = ()
    cites: tuple[Name, ...] = Field(min_length=1)
    interpretation: str | None = None


class Panels(Part):
    """panels.yaml."""

    opinions: Opinions
    panel: Panel
    experts: Experts | None = None


class StateKind(StrEnum):
    """Where a state stands in the life of a case."""

    START = "start"
    OPEN = "open"
    END = "end"
    REOPENABLE = "end_reopenable"


class Desk(StrEnum):
    """On whose desk the file lies."""

    APPLICANT = "applicant"
    RECOMMENDER = "recommender"
    DEPARTMENT = "department"


class State(Part):
    """One state of a procedure."""

    kind: StateKind
    desk: Desk
    portal: bool = False
    road: str | None = None


class Hand(Part):
    """One hand of an act: who signs, as what, filling which form."""

    by: tuple[Name, ...] = Field(min_length=1)
    role: Name
    form: str | None = None
    every: bool = False
    chair: bool = False
    same_office: bool = False
    when: tuple[dict[str, Any], ...] = ()


class Entering(Part):
    """A way of doing acts: what was done on paper is entered by two of an office, for another (代录) or late (补录).

    ``hands`` stand in place of those of ``for``; the first fills ``form`` besides the act's own forms. Where
    the party is one of many, the form's field ``whose`` says which.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    for_whom: tuple[Name, ...] = Field(alias="for", min_length=1)
    hands: tuple[Hand, ...] = Field(min_length=2)
    form: Name
    whose: Name | None = None
    cites: tuple[Name, ...] = Field(min_length=1)
    interpretation: str | None = None

    @property
    def own(self) -> bool:
        """Whether those who enter do so for themselves, afterwards (补录), and not for another (代录)."""
        return any(one in self.for_whom for hand in self.hands for one in hand.by)


class Tells(Part):
    """What those outside the department read of an office's performed acts: of each act, which answers.

    ``recommender`` reads besides all that the ``applicant`` reads; ``asked`` is who has a hand in one act of a
    case that it does not otherwise see. What is not listed stays inside.
    """

    applicant: dict[str, Literal["all"] | tuple[Name, ...]]
    recommender: dict[str, Literal["all"] | tuple[Name, ...]] = {}
    asked: dict[str, Literal["all"] | tuple[Name, ...]] = {}
    interpretation: str | None = None


class Earlier(Part):
    """An act that must have been done before: ever, since the state was entered, or since other acts."""

    act: Name
    since: Literal["entered"] | tuple[Name, ...] | None = None
    by_same: bool = False
    only_in: tuple[Name, ...] = ()


class Sheet(Part):
    """A paper that an act writes by itself: its title and addressees, with places for names.

    Places: ``{name}`` of the case, ``{applicant}``, ``{recommender}``, ``{authority}`` that issues it.
    ``together``: one paper for all cases of a batch.
    """

    title: Name
    to: str = ""
    copies_to: str = ""
    together: bool = False


class Act(Part):
    """One legal act as this measure allows it."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    articles: tuple[Name, ...] = Field(min_length=1)
    from_states: tuple[Name, ...] | Literal["new", "any_open", "any", "ended"] = Field(alias="from")
    to: Name
    hands: tuple[Hand, ...] = Field(min_length=1)
    per: Literal["case", "office", "person"] = "case"
    when: tuple[dict[str, Any], ...] = ()
    checks: tuple[dict[str, Any], ...] = ()
    after: tuple[Earlier, ...] = ()
    not_same_person_as: tuple[Name, ...] = ()
    starts: tuple[str | dict[str, str], ...] = ()
    due: str | None = None
    papers: tuple[Name, ...] = ()
    documents: tuple[Name, ...] = ()
    documents_for: dict[str, Name] = {}  # by kind of recommender, in place of the first of ``documents``
    sheets: dict[str, Sheet] = {}
    batch: bool = False
    numbering: Literal["registered", "own"] | None = None
    entered: str | None = None
    on_hold: bool = False
    interpretation: str | None = None

    def document_for(self, recommender_kind: str) -> str:
        """The document that answers a recommender of this kind."""
        return self.documents_for.get(recommender_kind, self.documents[0])

    def papers_made(self) -> tuple[str, ...]:
        """Every document and sheet that this act may make."""
        return tuple(dict.fromkeys((*self.documents, *self.documents_for.values(), *self.sheets)))

    def begun(self) -> tuple[tuple[str, str], ...]:
        """The deadlines this act starts, as (name on the case, rule in the calendar)."""
        pairs: list[tuple[str, str]] = []
        for item in self.starts:
            pairs += [(item, item)] if isinstance(item, str) else list(item.items())
        return tuple(pairs)


class Procedure(Part):
    """procedures/<kind>.yaml: a kind of case.

    ``seen_by``: the capacities that see cases of this kind at all; empty for the usual ways of seeing.
    """

    parent: str | None = None
    seen_by: tuple[Name, ...] = ()
    success: tuple[Name, ...]
    entering: dict[str, Entering] = {}
    tells: Tells | None = None
    states: dict[str, State]
    acts: dict[str, Act]


class EverydayFile(Part):
    """everyday.yaml: acts of every case that leave its state as it is (批示登记, 催办, 中止办理 and the like)."""

    acts: dict[str, Act]
    tells: Tells | None = None


class Outcome(Part):
    """One named situation and what must come of it."""

    name: Name
    given: dict[str, Any]
    expect: Any


class OutcomeTable(Part):
    """outcomes/*.yaml: situations of one kind, for a lawyer to read and sign."""

    title: Name
    table: Literal[
        "criteria", "deadline", "routing", "working_days", "panel", "support", "act", "form", "avoidance"
    ]
    about: str = ""
    switches: dict[str, str] = {}
    cites: tuple[Name, ...] = Field(min_length=1)
    rows: tuple[Outcome, ...] = Field(min_length=1)
