"""Doors and names of capacities, as the pack in force gives them."""

from lianmeng.law.schema import Door
from lianmeng.policies import queries as policies


def door(capacity: str) -> str:
    """The door through which a capacity enters; ``portal`` for one that the pack in force does not know."""
    found = policies.current_pack().capacities.get(capacity)
    return found.door if found else Door.PORTAL


def label(capacity: str) -> str:
    """What people call a capacity."""
    return policies.current_pack().terms.capacities.get(capacity, capacity)
