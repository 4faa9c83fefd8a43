"""What happened to a case, as one viewer may read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from lianmeng.cases.models import Case
from lianmeng.law import entering
from lianmeng.law.pack import Pack
from lianmeng.law.schema import Stands
from lianmeng.record.models import Entry
from lianmeng.record.people import Actor
from lianmeng.web.casework import wording
from lianmeng.web.casework.viewers import Viewer, is_own, is_shut, meant_for, readable, withheld

CORRECT = "correct"
NOTE = "note"  # the reason given when an act is sent back


@dataclass(frozen=True)
class Made:
    """A paper that an act wrote: what it is called, and its check code."""

    words: str
    code: str


@dataclass(frozen=True)
class Told:
    """One entry as the viewer reads it; ``given`` are the answers that may be read.

    ``entered_for`` names the party for which an office entered it from paper, ``entered_on`` says when;
    ``entered_late``: the office entered what it had done itself; ``corrected``: what a later entry says instead.
    """

    act: str
    title: str
    said: str
    who: str
    articles: tuple[str, ...]
    on: date
    recorded_at: datetime
    no: int
    note: str
    performed: bool
    given: Mapping[str, Any]
    answers: tuple[wording.Answer, ...] = ()
    entered_for: str = ""
    entered_on: date | None = None
    entered_late: bool = False
    made: tuple[Made, ...] = ()
    corrected: str = ""

    @property
    def late(self) -> bool:
        """Entered on another day than the legal one."""
        return timezone.localtime(self.recorded_at).date() != self.on


@dataclass(frozen=True)
class Reading:
    """Who reads the story of which case under which pack; ``file_names`` of the case's own stream.

    ``made``: the papers that acts wrote, by number of the act's entry.
    """

    viewer: Viewer
    actor: Actor
    pack: Pack
    case: Case
    file_names: Mapping[int, str]
    made: Mapping[int, tuple[Made, ...]] = field(default_factory=dict)


def tell(reading: Reading, entries: Sequence[Entry]) -> list[Told]:
    """The readable entries, newest first, with their answers in words."""
    return tell_all([(reading, entries)])[0]


def tell_all(many: Sequence[tuple[Reading, Sequence[Entry]]]) -> list[list[Told]]:
    """The stories of cases of one kind and policy; names are looked up once for all of them."""
    found = [
        [told for told in (_told(reading, entries, entry) for entry in entries) if told]
        for reading, entries in many
    ]
    if not many:
        return []
    first = many[0][0]
    files = {number: name for reading, _ in many for number, name in reading.file_names.items()}
    given = [(told.act, told.given) for lines in found for told in lines]
    names = wording.names(first.pack, first.case.kind, given, files)
    return [
        [
            replace(told, answers=names.answers(told.act, told.given), corrected=mended.get(told.no, ""))
            for told in reversed(lines)
        ]
        for lines, mended in ((lines, _corrected(lines)) for lines in found)
    ]


def _corrected(lines: Sequence[Told]) -> dict[int, str]:
    """What corrections say instead, by the number of the entry that each corrects."""
    mending = (told.given for told in lines if told.act == CORRECT and told.given)
    return {int(given["entry"]): str(given["text"]) for given in mending}


def readable_files(reading: Reading, entries: Sequence[Entry]) -> set[int]:
    """Numbers of the attachments that stand in readable answers."""
    return {
        link.number for told in tell(reading, entries) for answer in told.answers for link in answer.files
    }


def readable_papers(reading: Reading, entries: Sequence[Entry]) -> set[str]:
    """Check codes of the papers written by acts that the viewer may read."""
    return {made.code for told in tell(reading, entries) for made in told.made}


def _told(reading: Reading, entries: Sequence[Entry], entry: Entry) -> Told | None:
    if reading.case.kind in reading.pack.hidden_from(reading.actor.capacity):
        own = reading.actor.capacity == entry.capacity and reading.actor.office == entry.office
        mine = own and reading.actor.organisation == entry.organisation
        return _line(reading, entry, _label(reading, entry), entry.data["answers"]) if mine else None
    if _is_unsent(reading, entries, entry):
        return None
    if withheld(reading.viewer, reading.actor, reading.pack, entry):
        return _moved(reading, entry, party=False)
    if reading.viewer is Viewer.DEPARTMENT and is_shut(entries, entry):
        return replace(_line(reading, entry, _label(reading, entry), {}), made=())
    if reading.viewer is Viewer.DEPARTMENT or is_own(reading.viewer, reading.actor, reading.pack, entry):
        return _line(reading, entry, _label(reading, entry), entry.data["answers"])
    if reading.viewer is Viewer.EXPERT or not entry.data["performed"]:
        return None
    fields = meant_for(reading.viewer, reading.pack, reading.case.kind, entry.act, entry.data["answers"])
    if fields:
        given = readable(fields, _whole(entries, entry))
        return _line(reading, entry, _label(reading, entry), given)
    return _moved(reading, entry)


def _is_unsent(reading: Reading, entries: Sequence[Entry], entry: Entry) -> bool:
    """Whether the applicant's own head has not signed it yet: then it is none of the office's business."""
    capacity = reading.pack.capacities.get(entry.capacity)
    if reading.viewer is not Viewer.RECOMMENDER or "entered" in entry.data or capacity is None:
        return False
    mine = [one for one in entries if one.data["attempt"] == entry.data["attempt"]]
    sent = any(one.data["performed"] or (one.data["hand"] and not one.data["back"]) for one in mine)
    return capacity.stands is Stands.APPLICANT and not sent


def _moved(reading: Reading, entry: Entry, *, party: bool = True) -> Told | None:
    """An act that stays inside shows only as the state that it led to, where that reads differently."""
    pack, kind = reading.pack, reading.case.kind
    came_from, went_to = entry.data["from"], entry.data["to"]
    before = pack.state_label(kind, came_from, party=party) if came_from else ""
    after = pack.state_label(kind, went_to, party=party)
    return replace(_line(reading, entry, after, {}), made=()) if before != after else None


def _whole(entries: Sequence[Entry], last: Entry) -> dict[str, Any]:
    """The answers of all hands of the act that ``last`` performed."""
    attempt = last.data["attempt"]
    hands = [e for e in entries if e.data["attempt"] == attempt and not e.data["back"]]
    return {name: value for entry in hands for name, value in entry.data["answers"].items()}


def _label(reading: Reading, entry: Entry) -> str:
    return reading.pack.act_label(reading.case.kind, entry.act)


def _line(reading: Reading, entry: Entry, title: str, given: Mapping[str, Any]) -> Told:
    entered = entry.data.get("entered", {})
    return Told(
        act=entry.act,
        title=title,
        said=_said(reading, entry),
        who=_who(reading, entry),
        articles=tuple(entry.articles),
        on=entry.on,
        recorded_at=entry.recorded_at,
        no=entry.no,
        note=str(given.get(NOTE, "")) if entry.data["back"] else "",
        performed=entry.data["performed"],
        given={} if entry.data["back"] else given,
        entered_for=entered.get("for", ""),
        entered_on=date.fromisoformat(entered["on"]) if entered else None,
        entered_late=bool(entered) and reading.pack.entered_late(reading.case.kind, entry.act),
        made=reading.made.get(entry.no, ()),
    )


def _said(reading: Reading, entry: Entry) -> str:
    entered = "entered" in entry.data
    hands = entering.hands(reading.pack, reading.case.kind, entry.act, entered=entered)
    if entry.data["back"]:
        return "退回上一手"
    if len(hands) == 1 or not _sees_hands(reading, entry):
        return ""
    return reading.pack.terms.hands[hands[entry.data["hand"]].role]


def _sees_hands(reading: Reading, entry: Entry) -> bool:
    return reading.viewer is Viewer.DEPARTMENT or is_own(reading.viewer, reading.actor, reading.pack, entry)


def _who(reading: Reading, entry: Entry) -> str:
    """Offices read who it was; everybody else from which office it came, the department's rooms as one."""
    place = entry.office_name or entry.organisation_name
    if reading.viewer in (Viewer.DEPARTMENT, Viewer.RECOMMENDER) and _sees_hands(reading, entry):
        label = reading.pack.terms.capacities.get(entry.capacity, "")
        return " · ".join(dict.fromkeys(part for part in (place, label, entry.name) if part))
    capacity = reading.pack.capacities.get(entry.capacity)
    return place if capacity and capacity.stands is not Stands.ANYONE else reading.pack.head.authority
