"""Two members' links answered at one moment from one telephone: one confirms, the other is refused (article 8)."""

from datetime import date
from functools import partial

import pytest

from lianmeng.alliances.actions.links import Reader, confirm_by_link, make_link
from lianmeng.alliances.models import Member, MemberLink
from lianmeng.alliances.rules import AllianceRefused, line_digest
from tests.alliances.factories import make_alliance
from tests.cases.test_at_once import asked, at_once
from tests.parties.factories import ActorFactory

DAY = date(2016, 6, 1)


def links() -> list[tuple[MemberLink, Reader]]:
    """A link for each of the two other members, read by the same person."""
    alliance = make_alliance()
    lead = ActorFactory(organisation=alliance.lead_id, organisation_name=alliance.lead.name)
    found = []
    for member in alliance.members.exclude(organisation=alliance.lead).order_by("pk"):
        link, _ = make_link(member, by=lead, on=DAY, once=f"make {member.pk}")
        said = {"name": "王样例（演示）", "post": "科研处", "phone": "13800000001", "capacity": "member"}
        reader = Reader(**said, line=line_digest(member))
        found.append((link, reader))
    return found


@pytest.mark.usefixtures("separate_database")
def test_one_telephone_confirms_one_member_even_at_one_moment() -> None:
    both = asked(links)
    confirm = partial(confirm_by_link, page=None, licence=None, on=DAY)
    came = at_once(*(partial(confirm, link, reader, once=f"{link.pk}") for link, reader in both))
    refused = [one for one in came if isinstance(one, Exception)]
    assert [type(one) for one in refused] == [AllianceRefused], came
    assert asked(lambda: Member.objects.exclude(confirmed_on=None).count()) == 1
