"""The invented world: what is a public fact, what is marked 演示, and that each person fits the capacity held."""

import pytest

from lianmeng.alliances import queries as alliances
from lianmeng.files import actions as files
from lianmeng.files.models import Attachment
from lianmeng.parties import codes
from lianmeng.parties.models import Person
from lianmeng.record import queries as ledger
from lianmeng.record import verify
from tests.stories.stage import Stage

FACTS = {"ice-lead", "herb-lead"}


@pytest.fixture
def world(stage) -> Stage:
    """The world in which nobody has acted."""
    return stage("")


def test_only_the_two_leads_are_facts(world: Stage) -> None:
    made = world.world.organisations
    assert {key for key, row in made.items() if "演示" not in row.name} == FACTS
    assert {key for key, row in made.items() if not row.demonstration} == FACTS
    assert all("演示" in person.name for person in world.world.people.values() if person.name)


def test_invented_codes_pass_every_check_and_facts_claim_none(world: Stage) -> None:
    for key, row in world.world.organisations.items():
        if key in FACTS:
            assert row.code == ""
        else:
            assert codes.check_code(row.code) == row.code


def test_everyone_holds_one_capacity_and_officials_are_known_persons(world: Stage) -> None:
    for key, person in world.world.people.items():
        actor = world.actor(key)
        capacity = world.world.pack.capacities[actor.capacity]
        assert person.appointments.count() == 1
        assert not capacity.identity or person.identity is not None
        if capacity.office_kinds:
            assert world.world.pack.offices[actor.office].kind in capacity.office_kinds


def test_nobody_has_a_password(world: Stage) -> None:
    people = Person.objects.filter(pk__in=[person.pk for person in world.world.people.values()])
    assert people and not [person for person in people if person.has_usable_password()]


def test_no_two_people_are_one(world: Stage) -> None:
    naturals = [person.natural for person in world.world.people.values()]
    assert len(naturals) == len(set(naturals))


def test_both_alliances_meet_what_the_measure_asks(world: Stage) -> None:
    for alliance in world.world.alliances.values():
        facts = alliances.fact_sheet(alliance, applicant=alliance.lead, office="benxi")
        assert {"enterprise"} < {member.kind for member in facts.members}
        assert all(member.signed and member.licence_copy for member in facts.members)


def test_every_paper_bears_the_mark_in_its_name_and_can_be_opened(world: Stage) -> None:
    papers = Attachment.objects.select_related("file")
    assert papers and all("演示" in paper.name for paper in papers)
    for paper in papers:
        with files.open_file(paper.file.sha256) as content:
            assert content.read(5) == b"%PDF-"


def test_the_making_of_the_world_stands_in_the_ledger(world: Stage) -> None:
    assert ledger.count() > len(world.world.people)
    assert verify.verify(ledger.rows(), count=ledger.count()) == []
