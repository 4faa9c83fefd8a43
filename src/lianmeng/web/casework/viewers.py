"""Who looks at cases, through which query, and how much of what was done each may read."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from lianmeng.cases import queries as cases
from lianmeng.cases.models import Case
from lianmeng.law import panels, turns
from lianmeng.law.history import whole
from lianmeng.law.pack import Pack
from lianmeng.law.schema import Door, Stands
from lianmeng.policies import queries as policies
from lianmeng.record.models import Entry
from lianmeng.record.people import Actor
from lianmeng.reviews import queries as reviews
from lianmeng.reviews import rules


class Viewer(StrEnum):
    """From where a case is looked at."""

    APPLICANT = "applicant"
    RECOMMENDER = "recommender"
    DEPARTMENT = "department"
    EXPERT = "expert"


URGE = "urge"  # read by those who are urged
_URGED = {Viewer.APPLICANT: turns.APPLICANT, Viewer.RECOMMENDER: turns.RECOMMENDER}


def viewer_of(actor: Actor) -> Viewer:
    """From where this actor looks, by the capacity's place in the pack in force."""
    capacity = policies.current_pack().capacities[actor.capacity]
    if capacity.door is Door.EXPERT:
        return Viewer.EXPERT
    if capacity.door is Door.OFFICE:
        return Viewer.RECOMMENDER if capacity.stands is Stands.RECOMMENDER else Viewer.DEPARTMENT
    return Viewer.APPLICANT


def visible(actor: Actor) -> QuerySet[Case]:
    """The cases that this actor may see."""
    if viewer_of(actor) is Viewer.EXPERT:
        return reviews.seated_cases(actor).distinct()
    return cases.visible_to(actor, policies.current_pack())


def find(actor: Actor, number: int) -> Case:
    """One visible case with all that its page reads. Raises Http404."""
    found = visible(actor).select_related(
        "application", "designation__document", "alliance__lead", "revision"
    )
    case = found.filter(pk=number).first()
    if case is None:
        raise Http404
    return case


def is_own(viewer: Viewer, actor: Actor, pack: Pack, entry: Entry) -> bool:
    """Whether the viewer's own side did this, or another did it for that side from its paper."""
    capacity = pack.capacities.get(entry.capacity)
    stands = capacity.stands if capacity else Stands.ANYONE
    if viewer is Viewer.EXPERT:
        return entry.natural == actor.natural
    if viewer is Viewer.APPLICANT:
        return stands is Stands.APPLICANT or _for_applicant(pack, entry)
    return stands is Stands.APPLICANT or (stands is Stands.RECOMMENDER and entry.office == actor.office)


def _for_applicant(pack: Pack, entry: Entry) -> bool:
    """Whether an office entered this for the applicant, and not for somebody else such as an expert."""
    entered = entry.data.get("entered")
    if entered is None:
        return False
    ways = [
        kind.entering[way]
        for kind in pack.procedures.values()
        if (way := entered.get("way")) in kind.entering
    ]
    capacities = {name for way in ways for name in way.for_whom}
    return all(pack.capacities[name].stands is Stands.APPLICANT for name in capacities)


def meant_for(viewer: Viewer, pack: Pack, kind: str, act: str, answers: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields of an office's performed act that this viewer may read; none unless the pack lists the act."""
    if viewer not in _URGED or (act == URGE and _URGED[viewer] not in answers.get("to", ())):
        return ()
    return pack.told(kind, act, recommender=viewer is Viewer.RECOMMENDER)


def readable(fields: tuple[str, ...], answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers in these fields."""
    return {name: value for name, value in answers.items() if name in fields}


def withheld(viewer: Viewer, actor: Actor, pack: Pack, entry: Entry) -> bool:
    """Whether an act stays with those in the department whose work rests on it, and the viewer is none of them.

    A division reads its own opinion and no other's; panels are read by those who form them and decide on them.
    """
    if viewer is not Viewer.DEPARTMENT or entry.natural == actor.natural:
        return False
    if entry.act in rules.OPINIONS:
        own = actor.office is not None and entry.office == actor.office
        return not own and not rules.reads_opinions(pack, actor)
    return entry.act in rules.PANEL and not rules.reads_panel(pack, actor)


def is_shut(entries: Sequence[Entry], entry: Entry) -> bool:
    """Whether a sheet is closed to view: not all have submitted, or its panel was void (article 10)."""
    if entry.act != panels.REVIEWS or not entries:
        return False
    history = whole(cases.happened(one) for one in entries)
    return not panels.is_sheet_open(history, [one.pk for one in entries].index(entry.pk))
