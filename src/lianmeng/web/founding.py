"""Founding an installation: what every new database needs before anybody signs in."""

from datetime import date

from lianmeng.parties import actions as parties
from lianmeng.policies import queries as policies


def adopt_offices(on: date) -> None:
    """Make the offices say what the published measure says; names that changed are closed and kept."""
    offices = policies.current_pack().offices.items()
    rows = [
        {"id": name, "name": office.name, "kind": office.kind, "region": office.region or ""}
        for name, office in offices
    ]
    parties.adopt_offices(rows, on=on)
