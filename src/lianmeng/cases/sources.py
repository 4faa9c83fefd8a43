"""Options of choice fields: lists of the pack, and what the installation holds under the sources' names."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from lianmeng.alliances.models import Alliance, Member
from lianmeng.cases import queries
from lianmeng.cases.models import Case
from lianmeng.law import panels, turns
from lianmeng.law.history import CaseView
from lianmeng.law.pack import Pack
from lianmeng.law.schema import FormField, Stands
from lianmeng.parties import queries as parties
from lianmeng.parties.models import Appointment, Expert
from lianmeng.record import queries as record
from lianmeng.record.people import Actor

Choices = dict[str, str]


@dataclass(frozen=True)
class Asked:
    """For whom and on what the options are wanted; ``case`` is None before there is one.

    ``on``: the day on which people must hold their posts; without it, those whose posts have no end.
    """

    pack: Pack
    actor: Actor
    case: Case | None = None
    alliance: int | None = None
    on: date | None = None
    view: CaseView | None = None

    @property
    def day(self) -> date:
        """The day that counts."""
        return self.on or date.max


def options(asked: Asked, fields: Iterable[FormField]) -> Mapping[str, Choices]:
    """The choices of every list and source that the fields name."""
    found: dict[str, Choices] = {}
    for field in fields:
        if field.options:
            found[field.options] = dict(asked.pack.terms.lists[field.options])
        if field.source and field.source not in found:
            found[field.source] = _SOURCES[field.source](asked)
        found.update(options(asked, field.columns.values()))
    return found


def _recommenders(asked: Asked) -> Choices:
    kinds = asked.pack.recommender_kinds
    return {name: office.name for name, office in asked.pack.offices.items() if office.kind in kinds}


def _divisions(asked: Asked) -> Choices:
    asking = asked.pack.act("recognition", "give_opinion").hands
    capacities = [asked.pack.capacities[name] for hand in asking for name in hand.by]
    kinds = {kind for capacity in capacities for kind in capacity.office_kinds}
    named = {name for hand in asking for name in hand.by}
    staffed = set(
        parties.in_force(asked.day).filter(capacity__in=named).values_list("office__code", flat=True)
    )
    return {
        name: office.name if name in staffed else f"{office.name}（尚无办理人员）"
        for name, office in asked.pack.offices.items()
        if office.kind in kinds
    }


def _experts(asked: Asked) -> Choices:
    """Who may be named; after a draw in its order, with everybody's place."""
    known = _names(parties.experts())
    view = _view(asked)
    order = panels.ranking(view) if view else ()
    if not order:
        return known
    return {one: f"{known[one]}　抽取第{place}位" for place, one in enumerate(order, 1) if one in known}


def _view(asked: Asked) -> CaseView | None:
    """The case's view, read unless whoever asks has it."""
    return asked.view or (queries.view(asked.case) if asked.case else None)


def _names(rows: Iterable[Expert]) -> Choices:
    return {row.person.natural: f"{row.person.name}　{row.employer.name}" for row in rows}


def _seated(asked: Asked) -> Choices:
    view = _view(asked)
    seats = panels.seated(view) if view else ()
    known = _names(parties.register()) if seats else {}
    return {one: known[one] for one in seats if one in known}


def _specialties(asked: Asked) -> Choices:
    return {name: name for name in parties.specialties()}


def leader_kinds(pack: Pack) -> set[str]:
    """The kinds of office in which those sit who approve a topic of the meeting last."""
    last = pack.act("recognition", "table").hands[-1]
    return {kind for name in last.by for kind in pack.capacities[name].office_kinds}


def _leaders(asked: Asked) -> Choices:
    return {one.natural: one.name for one in parties.staff_of(leader_kinds(asked.pack))}


def _open_calls(asked: Asked) -> Choices:
    return {str(call.pk): call.title for call in queries.open_calls()}


def _my_alliances(asked: Asked) -> Choices:
    own = Alliance.objects.filter(lead=asked.actor.organisation) | Alliance.objects.filter(
        host=asked.actor.organisation
    )
    return {str(row.pk): row.name for row in own.order_by("name")}


def _all_alliances(asked: Asked) -> Choices:
    return {str(row.pk): row.name for row in Alliance.objects.order_by("name")}


def _members(asked: Asked) -> Choices:
    number = asked.alliance or (asked.case.alliance_id if asked.case else None)
    rows = Member.objects.filter(alliance=number).select_related("organisation").order_by("pk")
    return {str(row.pk): row.organisation.name for row in rows}


def _turns(asked: Asked) -> Choices:
    """Whom the case waits for, but the own office."""
    if asked.case is None:
        return {}
    found = turns.awaited(asked.pack, queries.view(asked.case), asked.day)
    return {name: words for name, words in found.items() if name != asked.actor.office}


def _readers(asked: Asked) -> Choices:
    """Colleagues before whom a case may be put: of the own office, or of all offices of the authority."""
    local = asked.pack.capacities[asked.actor.capacity].stands is Stands.RECOMMENDER
    rows = parties.officials(asked.day).filter(office__isnull=False)
    if local:
        rows = rows.filter(office__code=asked.actor.office)
    else:
        rows = rows.exclude(office__kind__in=list(asked.pack.recommender_kinds))
    seen_by = asked.pack.procedures[asked.case.kind].seen_by if asked.case else ()
    rows = rows.filter(capacity__in=seen_by) if seen_by else rows
    others = [row for row in rows.order_by("office", "pk") if row.person.ref.hex != asked.actor.person]
    return {row.person.ref.hex: f"{row.person.name}　{_post(asked.pack, row)}" for row in others}


def colleagues(asked: Asked) -> Choices:
    """The people of the own office with the post in which each would do the work."""
    rows = parties.officials(asked.day).filter(office__code=asked.actor.office or "-").order_by("pk")
    return {
        f"{row.person.ref.hex}:{row.capacity}": f"{row.person.name}　{_post(asked.pack, row)}" for row in rows
    }


def _post(pack: Pack, row: Appointment) -> str:
    return pack.terms.capacities.get(row.capacity, row.office.name if row.office else "")


def _entries(asked: Asked) -> Choices:
    """What the own side entered on this case."""
    if asked.case is None:
        return {}
    pack, kind, found = asked.pack, asked.case.kind, {}
    own = pack.capacities[asked.actor.capacity].stands
    for entry in record.stream(asked.case.stream):
        capacity = pack.capacities.get(entry.capacity)
        same = capacity is not None and capacity.stands is own
        if same and (own is Stands.ANYONE or entry.office == asked.actor.office):
            day = f"{entry.on.year}年{entry.on.month}月{entry.on.day}日"
            found[str(entry.no)] = f"第{entry.no}条　{pack.act_label(kind, entry.act)}　{day}　{entry.name}"
    return found


_SOURCES: dict[str, Callable[[Asked], Choices]] = {
    "recommenders": _recommenders,
    "divisions": _divisions,
    "experts": _experts,
    "seated": _seated,
    "leaders": _leaders,
    "specialties": _specialties,
    "open_calls": _open_calls,
    "my_alliances": _my_alliances,
    "all_alliances": _all_alliances,
    "members": _members,
    "turns": _turns,
    "readers": _readers,
    "colleagues": colleagues,
    "entries": _entries,
}
