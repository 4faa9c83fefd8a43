"""A measure under other names: states, labels, list values and offices, in the pack, its world and its story.

Acts, capacities, deadlines, forms, fields, papers and the ids of lists are the program's interface: they stay. So do
the values of ``member_role``, for the program itself knows who leads and who hosts an alliance: they may apply;
and those of ``expert_tie``, the kinds of ties that the register of experts knows.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

import yaml

from lianmeng.law.pack import Pack, read_trees
from lianmeng.web.demonstration.story import Expect, Signature, Step

Files = dict[str, bytes]
PACK_ID = "renamed-1999"
KEPT_LISTS = {"member_role", "expert_tie"}
FACTS_OF_LISTS = {  # which list gives the values of a fact
    "members.kind": "member_kind",
    "members.role": "member_role",
    "organs.kind": "organ_kind",
    "agreement.clauses": "clauses",
}
WORDS = {"label", "hint", "title", "mend", "name", "office", "party", "question", "answer", "reason"}
CHINESE = re.compile("[\u4e00-\u9fff]")


def state(name: str) -> str:
    """The other name of a state."""
    return name if name in ("", "new", "any_open", "unchanged") else f"stand_{name[::-1]}"


def choice(list_id: str, value: str) -> str:
    """The other name of a value of a list."""
    return value if list_id in KEPT_LISTS else f"value_{value[::-1]}"


def office(name: str) -> str:
    """The other id of an office."""
    return f"bureau-{name[::-1]}"


def office_kind(name: str) -> str:
    """The other name of a kind of office."""
    return f"sort_{name}"


def word(text: str) -> str:
    """The other wording of what people read."""
    return f"别称{text}"


def pack_files(files: Mapping[str, bytes], months: int) -> Files:
    """The files of the pack under other names and another pack id, with another number of months.

    Outcome tables are left out: they are written in the old names.
    """
    trees = {name: deepcopy(tree.data) for name, tree in read_trees(files).items()}
    trees = {name: data for name, data in trees.items() if not name.startswith("outcomes/")}
    for name, change in _CHANGES.items():
        for file in [file for file in trees if file.partition("/")[0] == name]:
            change(trees, trees[file])
    trees["pack.yaml"]["id"] = PACK_ID
    for criterion in trees["criteria.yaml"]["criteria"].values():
        if "months" in criterion:
            criterion["months"] = months
    kept = {name: content for name, content in files.items() if not name.endswith(".yaml")}
    written = {
        name: yaml.safe_dump(data, allow_unicode=True, sort_keys=False) for name, data in trees.items()
    }
    return kept | {name: text.encode() for name, text in written.items()}


def _keys(data: Mapping[str, Any], new: Callable[[str], str]) -> dict[str, Any]:
    return {new(key): value for key, value in data.items()}


def _worded(data: Any) -> Any:
    """Every word for people of a tree, whatever holds it."""
    if isinstance(data, dict):
        return {key: _said(key, value) for key, value in data.items()}
    return [_worded(item) for item in data] if isinstance(data, list) else data


def _said(key: str, value: Any) -> Any:
    return (
        word(value) if key in WORDS and isinstance(value, str) and CHINESE.search(value) else _worded(value)
    )


def _all_worded(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _all_worded(value) for key, value in data.items()}
    return word(data)


def _terms(trees: dict[str, Any], terms: dict[str, Any]) -> None:
    terms.update(_all_worded(terms))
    terms["states"] = {kind: _keys(states, state) for kind, states in terms["states"].items()}
    terms["lists"] = {
        name: _keys(values, lambda v, n=name: choice(n, v)) for name, values in terms["lists"].items()
    }


def _capacities(trees: dict[str, Any], data: dict[str, Any]) -> None:
    data["recommender_kinds"] = _keys(data["recommender_kinds"], office_kind)
    offices = {
        office(name): _worded({**item, "kind": office_kind(item["kind"])})
        for name, item in data["offices"].items()
    }
    data["offices"] = offices
    for capacity in data["capacities"].values():
        if "office_kinds" in capacity:
            capacity["office_kinds"] = [office_kind(kind) for kind in capacity["office_kinds"]]


def _criteria(trees: dict[str, Any], data: dict[str, Any]) -> None:
    for criterion in data["criteria"].values():
        fact = criterion["fact"]
        if "of" in criterion:
            criterion["of"] = [choice(FACTS_OF_LISTS[fact], value) for value in criterion["of"]]
        for part, values in criterion.get("where", {}).items():
            if (named := FACTS_OF_LISTS.get(f"{fact}.{part}")) is not None:
                criterion["where"][part] = [choice(named, value) for value in values]
    data["criteria"] = _worded(data["criteria"])


def _panels(trees: dict[str, Any], data: dict[str, Any]) -> None:
    given, vote = data["opinions"], data["panel"]
    for key in ("support", "unconcerned"):
        given[key] = [choice("opinion", value) for value in given[key]]
    vote["votes_for"] = [choice("vote", value) for value in vote["votes_for"]]


def _materials(trees: dict[str, Any], data: dict[str, Any]) -> None:
    said = data["checklist"]
    said["defects"] = [choice(said["verdicts"], value) for value in said["defects"]]


def _forms(trees: dict[str, Any], form: dict[str, Any]) -> None:
    form["fields"] = _worded(form["fields"])


def _procedures(trees: dict[str, Any], data: dict[str, Any]) -> None:
    data["success"] = [state(name) for name in data["success"]]
    data["states"] = {state(name): _road(item) for name, item in data["states"].items()}
    for act in data["acts"].values():
        act["from"], act["to"] = _states(act["from"]), state(act["to"])
        if "documents_for" in act:
            act["documents_for"] = _keys(act["documents_for"], office_kind)
        for earlier in act.get("after", ()):
            if "only_in" in earlier:
                earlier["only_in"] = _states(earlier["only_in"])
        for condition in [
            *act.get("when", ()),
            *(one for hand in act["hands"] for one in hand.get("when", ())),
        ]:
            _condition(trees, data, condition)


def _condition(trees: dict[str, Any], data: dict[str, Any], condition: dict[str, Any]) -> None:
    for name, key in (("in_state", "in"), ("parent_stands", "at"), ("carried_out", "standing")):
        if name in condition:
            condition[name][key] = _states(condition[name][key])
    if "answered" in condition:
        rule = condition["answered"]
        forms = [hand["form"] for hand in data["acts"][rule["act"]]["hands"] if "form" in hand]
        fields = {
            name: item for form in forms for name, item in trees[f"forms/{form}.yaml"]["fields"].items()
        }
        rule["is"] = [choice(fields[rule["field"]]["options"], value) for value in rule["is"]]


def _road(item: dict[str, Any]) -> dict[str, Any]:
    return {**item, "road": choice("road", item["road"])} if "road" in item else item


def _states(value: Any) -> Any:
    return state(value) if isinstance(value, str) else [state(name) for name in value]


def _interpretations(trees: dict[str, Any], data: dict[str, Any]) -> None:
    for item in data["interpretations"]:
        for alternative in item.get("alternatives", {}).values():
            sets = alternative.pop("sets", {})
            alternative.update(_worded(alternative))
            alternative["sets"] = dict(_setting(dotted, value) for dotted, value in sets.items())
        alternatives = {"alternatives": item["alternatives"]} if "alternatives" in item else {}
        item.update(
            _worded({key: value for key, value in item.items() if key != "alternatives"}) | alternatives
        )


def _setting(dotted: str, value: Any) -> tuple[str, Any]:
    parts = dotted.split(".")
    if parts[:2] == ["terms", "lists"]:
        return dotted, {choice(parts[2], key): word(said) for key, said in value.items()}
    if "states" in parts:
        place = parts.index("states") + (2 if parts[0] == "terms" else 1)
        parts[place] = state(parts[place])
    if parts[0] == "terms":
        return ".".join(parts), _all_worded(value)
    if parts[-1] in ("from", "to"):
        value = _states(value)
    if parts[-1] == "road":
        value = choice("road", value)
    return ".".join(parts), word(value) if parts[-1] == "hint" else value


_CHANGES: dict[str, Callable[[dict[str, Any], dict[str, Any]], None]] = {
    "terms.yaml": _terms,
    "capacities.yaml": _capacities,
    "criteria.yaml": _criteria,
    "panels.yaml": _panels,
    "materials.yaml": _materials,
    "procedures": _procedures,
    "forms": _forms,
    "interpretations.yaml": _interpretations,
}


def world(data: dict[str, Any], offices: Iterable[str]) -> dict[str, Any]:
    """The world of the demonstration in the other names."""
    known, data = set(offices), deepcopy(data)
    for person in data["people"].values():
        person["holds"] = [
            [capacity, office(place) if place in known else place] for capacity, place in person["holds"]
        ]
    for alliance in data["alliances"].values():
        alliance["foci"] = [choice("focus", value) for value in alliance["foci"]]
        alliance["main_focus"] = choice("focus", alliance["main_focus"])
        alliance["clauses"] = [choice("clauses", value) for value in alliance["clauses"]]
        alliance["members"] = [
            [who, choice("member_kind", kind), task, [choice("task_kind", one) for one in tasks], given]
            for who, kind, task, tasks, given in alliance["members"]
        ]
    return data


@dataclass(frozen=True)
class Names:
    """The names that a story uses: those of the pack it was written for, or the other ones."""

    pack: Pack
    other: bool

    def steps(self, steps: Iterable[Step]) -> tuple[Step, ...]:
        """The steps of a story in these names."""
        return tuple(self.step(step) for step in steps) if self.other else tuple(steps)

    def step(self, step: Step) -> Step:
        """One step in the other names."""
        if isinstance(step, Expect):
            return replace(step, state=state(step.state))
        if isinstance(step, Signature):
            fields = self.pack.field_of(step.kind, step.act)
            said = {name: self._answer(fields[name], value) for name, value in step.answers.items()}
            return replace(step, answers=said)
        return step

    def _answer(self, field: Any, value: Any) -> Any:
        if isinstance(value, list):
            return [self._answer(field, item) for item in value]
        if not isinstance(value, str):
            return value
        if field.options:
            return choice(field.options, value)
        return office(value) if field.source in ("recommenders", "divisions") else value
