"""Doors and names of capacities, as the pack in force gives them; and the administrator, whom none knows."""

from lianmeng.law.pack import Pack
from lianmeng.law.schema import Door, Stands
from lianmeng.parties.rules import ADMINISTRATOR
from lianmeng.policies import queries as policies

ADMINISTRATION = "administration"  # the administrator's door: people of offices, and nothing else
ADMINISTRATOR_WORDS = "系统管理员"


def is_known(capacity: str) -> bool:
    """Whether the measure in force knows a capacity."""
    return capacity in policies.current_pack().capacities


def door(capacity: str) -> str:
    """The door through which a capacity enters; ``portal`` for one that the pack in force does not know."""
    if capacity == ADMINISTRATOR:
        return ADMINISTRATION
    found = policies.current_pack().capacities.get(capacity)
    return found.door if found else Door.PORTAL


def label(capacity: str) -> str:
    """What people call a capacity."""
    if capacity == ADMINISTRATOR:
        return ADMINISTRATOR_WORDS
    return policies.current_pack().terms.capacities.get(capacity, capacity)


def closed_to(capacity: str) -> frozenset[str]:
    """The routes of a door that are for some of its capacities only, and not for this one."""
    pack = policies.current_pack()
    rule, objections = pack.registration, pack.procedures.get("objection")
    for_some = {
        "office:calls": tuple(
            name for name, one in pack.capacities.items() if one.stands is not Stands.RECOMMENDER
        ),
        "office:objections": objections.seen_by if objections else (),
        "office:opinions": _hands(pack, "give_opinion"),
        "office:opinions-sheet": _hands(pack, "close_consultation"),
        "office:panels": _hands(pack, "form_panel"),
        "office:meetings": _hands(pack, "resolve_pass"),
        "office:recommend": _hands(pack, "forward"),
        "accounts:colleagues": rule.invites if rule else (),
        "accounts:queue": (*rule.confirms, *rule.enters, *rule.approves) if rule else (),
    }
    return frozenset(route for route, capacities in for_some.items() if capacity not in capacities)


def opens(capacity: str, route: str) -> bool:
    """Whether a route of its door is for this capacity: what the header leaves out is not there either."""
    return route not in closed_to(capacity)


def _hands(pack: Pack, act: str) -> tuple[str, ...]:
    """Who signs an act, in any procedure that knows it."""
    acts = [procedure.acts[act] for procedure in pack.procedures.values() if act in procedure.acts]
    return tuple(name for rule in acts for hand in rule.hands for name in hand.by)
