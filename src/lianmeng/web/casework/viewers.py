"""Who looks at cases, through which query, and how much of what was done each may read."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404

from lianmeng.cases import queries as cases
from lianmeng.cases.models import Case
from lianmeng.law import panels, turns
from lianmeng.law.history import CaseView, whole
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


def sees(actor: Actor, case: Case) -> bool:
    """Whether cases of this kind are shown to the capacity at all; else it has a hand in single acts alone."""
    return case.kind not in policies.current_pack().hidden_from(actor.capacity)


def asked(actor: Actor) -> QuerySet[Case]:
    """Cases of kinds that this actor does not see, in some act of which the capacity has a hand."""
    pack = policies.current_pack()
    kinds = [kind for kind in pack.hidden_from(actor.capacity) if _has_hand(pack, kind, actor.capacity)]
    rows = Case.objects.exclude(state="").filter(kind__in=kinds).select_related("applicant", "parent")
    capacity = pack.capacities[actor.capacity]
    if capacity.stands is Stands.APPLICANT:
        return rows.filter(applicant=actor.organisation)
    whole = capacity.door is Door.OFFICE and capacity.stands is Stands.ANYONE
    return rows if whole else rows.none()


def _has_hand(pack: Pack, kind: str, capacity: str) -> bool:
    acts = pack.procedures[kind].acts.values()
    return any(capacity in hand.by for act in acts for hand in act.hands)


def is_asked(pack: Pack, view: CaseView, act: str) -> bool:
    """Whether an act is before those who do not see its case: it was begun, or what precedes it is done."""
    after = [earlier.act for earlier in pack.act(view.kind, act).after]
    known = {item.act for item in view.history}
    return act in known or bool(after) and set(after) <= {item.act for item in view.history if item.performed}


def is_answered(pack: Pack, view: CaseView, act: str) -> bool:
    """Whether what was asked for last has been given."""
    recent = view.since_acts(tuple(earlier.act for earlier in pack.act(view.kind, act).after))
    return any(item.performed and item.act == act for item in recent)


def find_to_do(actor: Actor, number: int, act: str) -> Case:
    """One case on which this actor may have something to do: visible, or asked for that very act."""
    case = _whole(visible(actor)).filter(pk=number).first()
    if case is None:
        case = asked(actor).filter(pk=number).first()
        pack = cases.pack_of(case) if case else None
        if case is None or pack is None or act not in pack.procedures[case.kind].acts:
            raise Http404
        if not is_asked(pack, cases.view(case), act):
            raise Http404
    return case


def find_entered(actor: Actor, number: int) -> Case:
    """One visible case, or one that is just being entered from paper and does not yet exist in law."""
    pack = policies.current_pack()
    seen = [kind for kind, one in pack.procedures.items() if actor.capacity in one.seen_by]
    unborn = (
        Case.objects.filter(pk=number, state="", kind__in=seen).select_related("applicant", "parent").first()
    )
    return unborn or find(actor, number)


def find(actor: Actor, number: int) -> Case:
    """One visible case with all that its page reads. Raises Http404."""
    case = _whole(visible(actor)).filter(pk=number).first()
    if case is None:
        raise Http404
    return case


def _whole(rows: QuerySet[Case]) -> QuerySet[Case]:
    children = Case.objects.filter(parent=OuterRef("pk")).exclude(state="")
    whole = rows.select_related("application", "designation__document", "alliance__lead", "revision")
    return whole.annotate(has_children=Exists(children))


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
