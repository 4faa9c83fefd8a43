"""Options of choice fields: lists of the pack, and what the installation holds under the sources' names."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from lianmeng.alliances.models import Alliance, Member
from lianmeng.cases import queries
from lianmeng.cases.models import Case
from lianmeng.law import panels
from lianmeng.law.pack import Pack
from lianmeng.law.schema import FormField
from lianmeng.parties import queries as parties
from lianmeng.record.people import Actor

Choices = dict[str, str]


@dataclass(frozen=True)
class Asked:
    """For whom and on what the options are wanted; ``case`` is None before there is one."""

    pack: Pack
    actor: Actor
    case: Case | None = None
    alliance: int | None = None


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
    return {name: office.name for name, office in asked.pack.offices.items() if office.kind in kinds}


def _experts(asked: Asked) -> Choices:
    return {row.person.natural: f"{row.person.name}　{row.employer.name}" for row in parties.experts()}


def _seated(asked: Asked) -> Choices:
    seats = panels.seated(queries.view(asked.case)) if asked.case else ()
    return {natural: name for natural, name in _experts(asked).items() if natural in seats}


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


_SOURCES: dict[str, Callable[[Asked], Choices]] = {
    "recommenders": _recommenders,
    "divisions": _divisions,
    "experts": _experts,
    "seated": _seated,
    "open_calls": _open_calls,
    "my_alliances": _my_alliances,
    "all_alliances": _all_alliances,
    "members": _members,
}
