"""Nothing of the measure is dead: each switch and each number, changed, changes some outcome.

A mutant is told by an outcome table that fails, by the soundness check, or by a walk in memory that leads elsewhere.
Those that nothing can tell are named here with the reason: they mean the same.
"""

from collections.abc import Callable, Sequence
from itertools import groupby

import pytest

from lianmeng.law import outcomes
from lianmeng.law.pack import Pack
from tests.articles import measure, road
from tests.law.casework import Refused
from tests.policies import mutants
from tests.policies.mutants import Mutant

FILES, TREES = measure.content()
CHUNKS = 6

EQUIVALENT = {
    "calendar: deadlines.special_opening.amount = -1": "the day itself already: no time runs backwards",
    "calendar: deadlines.special_opening.unit = working_days": "nought of any unit is the day itself",
    "panels: panel.size = 4": "a panel is odd: five is still the smallest",
    "procedures/recognition: acts.halt_no_support.when.2.times.at_most = -1": "nought times is never already",
    "mail-grace=none: calendar.deadlines.mail_grace.amount = -1": "nought days is the last day of the notice itself",
}
WORDS = {  # they only change what people read
    "special-basis=minutes_only: procedures.call.acts.admit_special.papers left out",
    "notice-place=before_meeting: terms.states.recognition.proposed left out",
    "notice-place=before_meeting: terms.states.recognition.issuing.party left out",
    "notice-place=after_approval: terms.states.recognition.proposed left out",
    "notice-place=after_approval: terms.states.recognition.issuing.party left out",
    "numbering=own: forms.approval_number.fields.number.hint left out",
    "numbering=own: forms.correction_number.fields.number.hint left out",
}

ASKED_IN = {
    "issue": "approval_number",
    "correct_document": "correction_number",
}  # the form that asks for a number


def chunks(kind: Callable[[mutants.Trees], list[Mutant]], count: int = CHUNKS) -> list[Sequence[Mutant]]:
    found = kind(TREES)
    return [found[number::count] for number in range(count)]


def alive(chunk: Sequence[Mutant], *more: mutants.Check) -> list[str]:
    """The mutants of a chunk that nothing tells."""
    told = [mutant for mutant in chunk if mutant.name not in EQUIVALENT and mutant.name not in WORDS]
    return [m.name for m in told if not mutants.noticed(FILES, TREES, m, measure.calendar(), *more)]


def leads_on(pack: Pack) -> bool:
    """The acts around 公示 lead where the switch says, and the road that people see has that order.

    What a state shows the public begins with the notice, wherever it stands.
    """
    order, expected = road.PLACES[pack.positions["notice-place"]]
    try:
        leads, passed = road.led(pack, order)
    except Refused:
        return False
    states = pack.procedures["recognition"].states
    milestones = [milestone for milestone, _ in groupby(states[name].road for name in passed)]
    shown = [states[name].portal for name in passed]
    return (
        leads == expected
        and milestones == list(pack.terms.lists["road"])
        and not any(shown[: passed.index("notice")])
    )


def numbered_once(pack: Pack) -> bool:
    """The number of a document is asked for exactly where the measure's own office does not draw it."""
    return all(
        (pack.act("recognition", act).numbering == "own") != pack.forms[form].fields["number"].required
        for act, form in ASKED_IN.items()
    )


@pytest.mark.parametrize("chunk", chunks(mutants.numbers), ids=range(CHUNKS))
def test_every_number_of_the_rules_changes_an_outcome(chunk: Sequence[Mutant]) -> None:
    assert alive(chunk) == []


def test_every_switch_changes_an_outcome() -> None:
    found = mutants.positions(TREES)
    assert {mutant.name.split(" = ")[0] for mutant in found} == set(measure.pack().positions)
    assert alive(found) == []


@pytest.mark.parametrize("chunk", chunks(mutants.settings, 3), ids=range(3))
def test_every_parameter_that_a_switch_sets_changes_an_outcome(chunk: Sequence[Mutant]) -> None:
    assert alive(chunk, leads_on, numbered_once) == []


def test_the_equivalent_mutants_are_such() -> None:
    everything = {
        mutant.name: mutant for kind in (mutants.numbers, mutants.settings) for mutant in kind(TREES)
    }
    assert set(EQUIVALENT) | WORDS <= set(everything)
    for name in [*EQUIVALENT, *WORDS]:
        more = (leads_on, numbered_once) if everything[name].under else ()
        assert not mutants.noticed(FILES, TREES, everything[name], measure.calendar(), *more), name


def test_a_pack_without_mutation_leads_on() -> None:
    for place in road.PLACES:
        assert leads_on(measure.pack(f"notice-place={place}"))
    assert numbered_once(measure.pack("numbering=own")) and numbered_once(measure.pack())


@pytest.mark.parametrize(
    "switch",
    [item for item in measure.pack().interpretations.values() if item.kind == "switch"],
    ids=lambda i: i.id,
)
def test_every_alternative_stands_in_an_outcome_table(switch: measure.Interpretation) -> None:
    spoken = {chosen for positions in outcomes.tables_by_switches(measure.pack()) for chosen in positions}
    for position in switch.alternatives:
        assert position == switch.default or (switch.id, position) in spoken
