"""Acts of a pack against the closed sets: names, hands, forms, conditions, deadlines."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from lianmeng.law import entering
from lianmeng.law.acts import ACTS
from lianmeng.law.checks import CHECKS
from lianmeng.law.conditions import CONDITIONS
from lianmeng.law.faults import Fault
from lianmeng.law.pack import Pack
from lianmeng.law.schema import EVERYDAY, Act, Tells
from lianmeng.law.yamlfile import Path

PLACES = (
    "name",
    "applicant",
    "recommender",
    "authority",
)  # names that titles and addressees of sheets may hold
ALL = "all"


def faults(pack: Pack) -> list[Fault]:
    """All faults of all acts under the pack's positions."""
    return (
        [
            fault
            for kind, procedure in pack.procedures.items()
            for name, act in procedure.acts.items()
            for fault in _Act(pack, kind, name, act).faults()
        ]
        + [fault for kind in pack.procedures for fault in (*_entering(pack, kind), *_seen_by(pack, kind))]
        + list(_told(pack))
        + _everyday(pack)
    )


def _everyday(pack: Pack) -> list[Fault]:
    """Faults of the acts that every case has, told once."""
    found: dict[Fault, None] = {}
    for kind in pack.procedures:
        for name, act in pack.everyday.items():
            found.update(dict.fromkeys(_Everyday(pack, kind, name, act).faults()))
    return list(found)


def _seen_by(pack: Pack, kind: str) -> Iterator[Fault]:
    """Capacities that see cases of a kind and do not exist."""
    file = f"procedures/{kind}.yaml"
    for name in pack.procedures[kind].seen_by:
        if name not in pack.capacities:
            line = pack.trees[file].line(("seen_by",))
            yield Fault(file, line, f"seen_by：没有身份“{name}”", "改正名称，或补上定义")


def _entering(pack: Pack, kind: str) -> Iterator[Fault]:
    """Faults of the ways in which acts are entered for others."""
    file = f"procedures/{kind}.yaml"
    for name, way in pack.procedures[kind].entering.items():
        line = pack.trees[file].line(("entering", name))
        capacities = [*way.for_whom, *(one for hand in way.hands for one in hand.by)]
        named: list[tuple[str, Iterable[str], Iterable[str]]] = [
            ("身份", capacities, pack.capacities),
            ("办理方式", [hand.role for hand in way.hands], pack.terms.hands),
            ("表单", [way.form], pack.forms),
            ("说明", [way.interpretation] if way.interpretation else [], pack.interpretations),
        ]
        for what, names, known in named:
            for one in names:
                if one not in set(known):
                    yield Fault(file, line, f"{name}：没有{what}“{one}”", "改正名称，或补上定义")
        fields = pack.forms[way.form].fields if way.form in pack.forms else {}
        for field, kind_of in entering.ASKED.items():
            if field not in fields or fields[field].type is not kind_of:
                yield Fault(file, line, f"{name}：表单缺少“{field}”栏", f"补上 {kind_of} 类型的“{field}”")


def _told(pack: Pack) -> Iterator[Fault]:
    """Faults of what those outside read: acts and fields that there are not."""
    for kind, procedure in pack.procedures.items():
        yield from _tells(pack, f"procedures/{kind}.yaml", procedure.tells, procedure.acts)
    yield from _tells(pack, "everyday.yaml", pack.everyday_tells, pack.everyday)


def _tells(pack: Pack, file: str, tells: Tells | None, acts: Mapping[str, Act]) -> Iterator[Fault]:
    if tells is None:
        return
    if tells.interpretation and tells.interpretation not in pack.interpretations:
        line = pack.trees[file].line(("tells", "interpretation"))
        yield Fault(file, line, f"没有说明“{tells.interpretation}”", "见 interpretations.yaml")
    readers = {"applicant": tells.applicant, "recommender": tells.recommender, "asked": tells.asked}
    for reader, listed in readers.items():
        for act, fields in listed.items():
            line = pack.trees[file].line(("tells", reader, act))
            if act not in acts:
                yield Fault(file, line, f"没有动作“{act}”", "改正名称，或删去这一行")
                continue
            forms = {hand.form for hand in acts[act].hands if hand.form in pack.forms}
            known = {name for form in forms for name in pack.forms[str(form)].fields}
            for field in () if fields == ALL else fields:
                if field not in known:
                    yield Fault(file, line, f"动作“{act}”没有“{field}”栏", "改正栏的名称，或删去")


class _Act:
    """One act under examination."""

    def __init__(self, pack: Pack, kind: str, name: str, act: Act) -> None:
        self.pack, self.kind, self.name, self.act = pack, kind, name, act
        self.file = f"procedures/{kind}.yaml"

    def faults(self) -> Iterator[Fault]:
        """Everything wrong with it."""
        if self.name not in self.allowed():
            yield self.fault("", f"没有动作“{self.name}”", "见 law.acts")
            return
        yield from self._states()
        yield from self._hands()
        yield from self._shape()
        yield from self._conditions()
        yield from self._names()

    def allowed(self) -> set[str]:
        """The names that acts may have in this file."""
        return {name for kind, name in ACTS if kind == self.kind}

    def fault(self, key: str, text: str, mend: str) -> Fault:
        """A fault at one key of the act."""
        path: Path = ("acts", self.name, key) if key else ("acts", self.name)
        return Fault(self.file, self.pack.trees[self.file].line(path), f"{self.name}：{text}", mend)

    def place(self) -> str:
        """Under which kind the closed set names the act."""
        return self.kind

    def unknown(self, key: str, what: str, names: Iterable[str], known: Iterable[str]) -> Iterator[Fault]:
        """A fault for each name that is not known."""
        allowed = set(known)
        for name in names:
            if name not in allowed:
                yield self.fault(key, f"没有{what}“{name}”", "改正名称，或补上定义")

    def _states(self) -> Iterator[Fault]:
        states = self.pack.procedures[self.kind].states
        if not isinstance(self.act.from_states, str):
            yield from self.unknown("from", "状态", self.act.from_states, states)
        yield from self.unknown("to", "状态", [self.act.to], [*states, "unchanged"])

    def _hands(self) -> Iterator[Fault]:
        for hand in self.act.hands:
            yield from self.unknown("hands", "身份", hand.by, self.pack.capacities)
            yield from self.unknown("hands", "办理方式", [hand.role], self.pack.terms.hands)
            yield from self.unknown("hands", "表单", [hand.form] if hand.form else [], self.pack.forms)
            readers = [
                name
                for name in hand.by
                if name in self.pack.capacities and self.pack.capacities[name].reads_only
            ]
            for name in readers:
                yield self.fault("hands", f"“{name}”只能查看", "换一个身份")

    def _shape(self) -> Iterator[Fault]:
        shape = ACTS[self.place(), self.name]
        forms = [hand.form for hand in self.act.hands if hand.form in self.pack.forms]
        fields = {name: field for form in forms for name, field in self.pack.forms[str(form)].fields.items()}
        for name, kind in shape.fields.items():
            if name not in fields:
                yield self.fault("hands", f"表单缺少“{name}”栏", f"补上 {kind} 类型的“{name}”")
            elif fields[name].type is not kind:
                yield self.fault("hands", f"“{name}”栏须为 {kind}", "改正类型")
        way = self.pack.procedures[self.kind].entering.get(self.act.entered or "")
        if way and way.form in self.pack.forms:  # a day that only the paper's form asks for
            fields = {**self.pack.forms[way.form].fields, **fields}
        begun = self.act.begun()
        yield from self.unknown("starts", "期限", (rule for _, rule in begun), self.pack.deadlines)
        for name in shape.deadlines:
            if name not in dict(begun):
                yield self.fault("starts", f"未起算期限“{name}”", "在 starts 中补上")
        for _, rule in begun:
            field = self.pack.deadlines[rule].from_field if rule in self.pack.deadlines else None
            if field and field not in fields:
                yield self.fault("starts", f"期限“{rule}”取自“{field}”栏，表单没有此栏", "补上日期栏")

    def _conditions(self) -> Iterator[Fault]:
        groups = [("when", self.act.when), *(("hands", hand.when) for hand in self.act.hands)]
        for key, conditions in groups:
            yield from self._closed(key, conditions, CONDITIONS)
        yield from self._closed("checks", self.act.checks, CHECKS)

    def _closed(
        self, key: str, items: tuple[Mapping[str, Any], ...], known: Mapping[str, Any]
    ) -> Iterator[Fault]:
        for item in items:
            name = next(iter(item), "")
            if len(item) != 1 or name not in known:
                yield self.fault(key, f"没有条件“{'、'.join(item)}”", f"可用：{'、'.join(sorted(known))}")
                continue
            values = item[name] or {}
            yield from self.unknown(key, "条件参数", values, known[name][1])
            yield from self._values(key, values)

    def _values(self, key: str, values: Mapping[str, Any]) -> Iterator[Fault]:
        acts = {*self.pack.procedures[self.kind].acts, *self.pack.everyday}
        deadline_keys = ("deadline", "until", "or_until", "or_over")
        deadlines = [values[name] for name in deadline_keys if name in values]
        if "field" not in values and "after" in values:
            deadlines.append(values["after"])
        begun = {
            name
            for acts in (*(p.acts for p in self.pack.procedures.values()), self.pack.everyday)
            for act in acts.values()
            for name, _ in act.begun()
        }
        yield from self.unknown(key, "起算的期限", deadlines, begun)
        named = [*values.get("acts", ()), *([values["act"]] if "act" in values else [])]
        yield from self.unknown(key, "动作", named, acts)
        states = self.pack.procedures[self.kind].states
        if key != "checks" and set(values) == {"in"}:
            yield from self.unknown(key, "状态", values["in"], states)
        if "at" in values:
            parent = self.pack.procedures.get(self.pack.procedures[self.kind].parent or "")
            yield from self.unknown(key, "上级办件的状态", values["at"], parent.states if parent else ())
        if "standing" in values:
            linked = self.pack.procedures.get(values.get("kind", ""))
            yield from self.unknown(
                key, "关联办件的状态", values["standing"], linked.states if linked else ()
            )
        if isinstance(values.get("by"), list):
            yield from self.unknown(key, "身份", values["by"], self.pack.capacities)

    def _names(self) -> Iterator[Fault]:
        acts = {*self.pack.procedures[self.kind].acts, *self.pack.everyday}
        yield from self.unknown("after", "动作", (earlier.act for earlier in self.act.after), acts)
        for earlier in self.act.after:
            yield from self.unknown("after", "状态", earlier.only_in, self.pack.procedures[self.kind].states)
            if isinstance(earlier.since, tuple):
                yield from self.unknown("after", "动作", earlier.since, acts)
        begun = {
            name
            for acts in (*(p.acts for p in self.pack.procedures.values()), self.pack.everyday)
            for act in acts.values()
            for name, _ in act.begun()
        }
        yield from self.unknown("due", "起算的期限", [self.act.due] if self.act.due else [], begun)
        yield from self.unknown("not_same_person_as", "动作", self.act.not_same_person_as, acts)
        ways = self.pack.procedures[self.kind].entering
        yield from self.unknown("entered", "代录办法", [self.act.entered] if self.act.entered else [], ways)
        yield from self.unknown("papers", "材料", self.act.papers, self.pack.terms.papers)
        yield from self.unknown("documents", "公文", self.act.papers_made(), self.pack.terms.documents)
        kinds = self.pack.recommender_kinds
        yield from self.unknown("documents_for", "推荐单位种类", self.act.documents_for, kinds)
        templates = [f"{name}.typ" for name in self.act.sheets]
        yield from self.unknown("sheets", "公文模板", templates, self.pack.templates)
        for name, sheet in self.act.sheets.items():
            places = re.findall(r"{(.*?)}", sheet.title + sheet.to + sheet.copies_to)
            yield from self.unknown(f"sheets.{name}", "可填的名称", places, PLACES)
        interpretations = [self.act.interpretation] if self.act.interpretation else []
        yield from self.unknown("interpretation", "说明", interpretations, self.pack.interpretations)


class _Everyday(_Act):
    """An act that every case has, as one kind would have it."""

    def __init__(self, pack: Pack, kind: str, name: str, act: Act) -> None:
        super().__init__(pack, kind, name, act)
        self.file = "everyday.yaml"

    def allowed(self) -> set[str]:
        """The names that acts may have in this file."""
        return {name for kind, name in ACTS if kind == self.place()}

    def place(self) -> str:
        """Under which kind the closed set names the act."""
        return EVERYDAY

    def _states(self) -> Iterator[Fault]:
        """It leaves every state as it is, and knows none by name."""
        if not isinstance(self.act.from_states, str) or self.act.to != "unchanged":
            yield self.fault(
                "to", "日常动作不改变状态，也不指名状态", "from 写 any、any_open 或 ended，to 写 unchanged"
            )
