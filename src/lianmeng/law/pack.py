"""A policy pack, read and frozen: the only form in which a measure is used by anything.

``read_files`` turns bytes into trees with line numbers, ``build`` applies switches and validates the
schema, ``lianmeng.law.checking`` judges soundness. ``load`` does all three.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path as FilePath
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from lianmeng.law import schema, switches, yamlfile
from lianmeng.law.faults import Fault, PackRefused

ONE_FILE: dict[str, type[BaseModel]] = {
    "pack.yaml": schema.Head,
    "articles.yaml": schema.Articles,
    "terms.yaml": schema.Terms,
    "capacities.yaml": schema.Capacities,
    "criteria.yaml": schema.CriteriaFile,
    "materials.yaml": schema.Materials,
    "calendar.yaml": schema.CalendarFile,
    "panels.yaml": schema.Panels,
    "interpretations.yaml": schema.Interpretations,
    "unmodelled.yaml": schema.UnmodelledFile,
    "everyday.yaml": schema.EverydayFile,
}
OPTIONAL = frozenset({"everyday.yaml"})
MANY_FILES: dict[str, type[BaseModel]] = {
    "procedures": schema.Procedure,
    "forms": schema.Form,
    "outcomes": schema.OutcomeTable,
}
M = TypeVar("M", bound=BaseModel)
Trees = dict[str, yamlfile.Tree]


STYLE = "style.typ"  # what all papers of a pack share; absent in packs whose templates stand alone


@dataclass(frozen=True, eq=False)
class Pack:
    """One measure under chosen switches. ``digest`` is the SHA-256 of its files and positions."""

    head: schema.Head
    articles: tuple[schema.Article, ...]
    terms: schema.Terms
    offices: dict[str, schema.Office]
    recommender_kinds: dict[str, str]
    capacities: dict[str, schema.Capacity]
    registration: schema.Registration | None
    criteria: dict[str, schema.Criterion]
    materials: dict[str, schema.Material]
    checklist: schema.Checklist | None
    effort: schema.Effort | None
    forms: dict[str, schema.Form]
    procedures: dict[str, schema.Procedure]
    everyday: dict[str, schema.Act]
    everyday_tells: schema.Tells | None
    deadlines: dict[str, schema.DeadlineRule]
    opinions: schema.Opinions
    panel: schema.Panel
    experts: schema.Experts | None
    interpretations: dict[str, schema.Interpretation]
    unmodelled: tuple[schema.Unmodelled, ...]
    outcomes: dict[str, schema.OutcomeTable]
    templates: dict[str, bytes]
    source: bytes
    positions: dict[str, str]
    digest: str
    trees: Trees = field(repr=False)

    @cached_property
    def units(self) -> dict[str, schema.Unit]:
        """Every sentence or clause by id, in the order of the text."""
        return {unit.id: unit for article in self.articles for unit in article.units}

    @cached_property
    def listed(self) -> dict[str, str]:
        """The words of every value of a list by its id; of one that stands in several lists, those of the first."""
        lists = reversed(self.terms.lists.values())
        return {name: words for listed in lists for name, words in listed.items()}

    @cached_property
    def article_labels(self) -> dict[str, str]:
        """第N条 by article id."""
        return {article.id: article.label for article in self.articles}

    def covered(self, citation: str) -> tuple[str, ...]:
        """The units that a citation means: itself, or all below a clause or an article."""
        if citation in self.units:
            return (citation,)
        return tuple(unit for unit in self.units if unit.startswith(citation + "-"))

    def label(self, citation: str) -> str:
        """How people call what is cited: 第八条②. Raises ``KeyError`` when it does not exist."""
        if citation in self.article_labels:
            return self.article_labels[citation]
        if citation in self.units:
            return self.units[citation].label
        first = self.covered(citation)[:1]
        if not first:
            raise KeyError(citation)
        return self.units[first[0]].label.split(" ")[0]

    def words(self, citation: str) -> str:
        """The exact words that are cited."""
        return "".join(self.units[unit].text for unit in self.covered(citation))

    def template(self, document: str) -> bytes:
        """The source of a paper: the pack's shared style in front of its own template. Raises ``KeyError``."""
        return self.templates.get(STYLE, b"") + self.templates[f"{document}.typ"]

    def act(self, kind: str, act: str) -> schema.Act:
        """One act of one kind; what is common to every kind goes for each. Raises ``KeyError``."""
        if kind == schema.EVERYDAY:
            return self.everyday[act]
        acts = self.procedures[kind].acts
        return acts[act] if act in acts or act not in self.everyday else self.everyday[act]

    def is_everyday(self, kind: str, act: str) -> bool:
        """Whether the act is one of those that every case has, and not one of the kind's own."""
        return act in self.everyday and act not in self.procedures[kind].acts

    def knows(self, kind: str, act: str) -> bool:
        """Whether the act may be done on cases of this kind at all."""
        return act in self.procedures[kind].acts or act in self.everyday

    def act_label(self, kind: str, act: str) -> str:
        """The act's name as officials write it."""
        own = self.terms.acts.get(kind, {})
        return own[act] if act in own or act not in self.everyday else self.terms.acts[schema.EVERYDAY][act]

    def task_label(self, kind: str, act: str) -> str:
        """The name of the work that ends in this act or another, as somebody chooses; "" for an act that has none."""
        return self.terms.tasks.get(kind, {}).get(act, "")

    def state_label(self, kind: str, state: str, *, party: bool = False) -> str:
        """The state's name for offices, or for the applicant and the public."""
        term = self.terms.states[kind][state]
        return term.party if party else term.office

    def start_state(self, kind: str) -> str:
        """The state in which a case of this kind begins."""
        states = self.procedures[kind].states
        return next(name for name, state in states.items() if state.kind is schema.StateKind.START)

    def is_open(self, kind: str, state: str) -> bool:
        """True while a case in this state has not ended."""
        return self.procedures[kind].states[state].kind in (schema.StateKind.START, schema.StateKind.OPEN)

    def from_states(self, kind: str, act: str) -> tuple[str, ...]:
        """The states in which an act may be done; none for an act that makes the case."""
        return self._from_states[kind, act]

    @cached_property
    def _from_states(self) -> dict[tuple[str, str], tuple[str, ...]]:
        """The states of every act of every kind, worked out once: each judgement asks for them."""
        acts = {(kind, act) for kind, procedure in self.procedures.items() for act in procedure.acts}
        acts |= {(kind, act) for kind in self.procedures for act in self.everyday}
        return {(kind, act): self._states_of(kind, act) for kind, act in acts}

    def _states_of(self, kind: str, act: str) -> tuple[str, ...]:
        states = self.act(kind, act).from_states
        if states == "new":
            return ()
        known = self.procedures[kind].states
        if states == "any_open":
            return tuple(name for name in known if self.is_open(kind, name))
        if states == "ended":
            return tuple(name for name in known if not self.is_open(kind, name))
        if states == "any":
            return tuple(name for name in known if not self._is_own_draft(kind, name))
        return tuple(states)

    def _is_own_draft(self, kind: str, state: str) -> bool:
        """Whether a case in this state is nobody's but its applicant's, who still writes it."""
        found = self.procedures[kind].states[state]
        return found.kind is schema.StateKind.START and found.desk is schema.Desk.APPLICANT

    def next_state(self, kind: str, act: str, state: str) -> str:
        """Where an act leads from a state."""
        to = self.act(kind, act).to
        return state if to == "unchanged" else to

    def field_of(self, kind: str, act: str) -> dict[str, schema.FormField]:
        """All fields of all hands of an act."""
        forms = (hand.form for hand in self.act(kind, act).hands if hand.form)
        return {name: item for form in forms for name, item in self.forms[form].fields.items()}

    def entered_late(self, kind: str, act: str) -> bool:
        """Whether whoever enters this act from paper enters what the own office did (补录)."""
        way = self.procedures[kind].entering.get(self.act(kind, act).entered or "")
        return way is not None and way.own

    def told(self, kind: str, act: str, *, recommender: bool = False, asked: bool = False) -> tuple[str, ...]:
        """The answers of an act that the applicant reads, the recommending office, or who is ``asked``."""
        tells = self.everyday_tells if self.is_everyday(kind, act) else self.procedures[kind].tells
        if tells is None:
            return ()
        listed = {**tells.applicant, **tells.recommender} if recommender else tells.applicant
        listed = tells.asked if asked else listed
        fields = listed.get(act, ())
        return tuple(self.field_of(kind, act)) if fields == "all" else tuple(fields)

    def office_for_region(self, region: str) -> str | None:
        """The competent local office: the longest region code that holds ``region`` wins (article 9)."""
        held = [
            (len(office.region.rstrip("0")), name)
            for name, office in self.offices.items()
            if office.region
            and self.recommender_kinds.get(office.kind) == "by_region"
            and _holds(office.region, region)
        ]
        return max(held)[1] if held else None

    def in_province(self, region: str) -> bool:
        """Whether a region lies within the measure's own."""
        return _holds(self.head.region, region)

    def watched(self, kind: str) -> frozenset[str]:
        """The kinds of linked case on which some act of this kind waits."""
        conditions = [c for act in self.procedures[kind].acts.values() for c in act.when]
        named = [name for c in conditions if "none_open" in c for name in c["none_open"]["kinds"]]
        named += [c["carried_out"]["kind"] for c in conditions if "carried_out" in c]
        return frozenset(named)

    def binding(self, kind: str) -> frozenset[tuple[str, str]]:
        """The (kind, state) of linked cases that have ended and hold an act of this kind until it is followed."""
        conditions = [c for act in self.procedures[kind].acts.values() for c in act.when]
        held = [c["carried_out"] for c in conditions if "carried_out" in c]
        return frozenset((one["kind"], state) for one in held for state in one["standing"])

    def places(self, kind: str) -> frozenset[str] | None:
        """The states of its parent in which a case of this kind begins; None when the measure does not know it."""
        procedure = self.procedures.get(kind)
        if procedure is None:
            return None
        when = (c for act in procedure.acts.values() for c in act.when if "parent_stands" in c)
        return frozenset(state for c in when for state in c["parent_stands"]["at"])

    def reads_parent(self, kind: str) -> bool:
        """Whether some act of this kind depends on where its parent stands."""
        return any("parent_stands" in c for act in self.procedures[kind].acts.values() for c in act.when)

    def reads_rivals(self, kind: str, state: str) -> bool:
        """Whether an act that is open here, or begins a case, depends on other live cases for the subject."""
        return not state or (kind, state) in self._with_rivals

    @cached_property
    def _with_rivals(self) -> frozenset[tuple[str, str]]:
        return frozenset(
            (kind, state)
            for kind, procedure in self.procedures.items()
            for name, act in procedure.acts.items()
            if any("only_live" in condition for condition in act.when)
            for state in self.from_states(kind, name)
        )

    def hidden_from(self, capacity: str) -> frozenset[str]:
        """The kinds of case of which a capacity sees nothing."""
        kinds = self.procedures.items()
        return frozenset(kind for kind, one in kinds if one.seen_by and capacity not in one.seen_by)

    @property
    def confirmed(self) -> bool:
        """Whether the authority confirmed the defaults by a document of its own."""
        return bool(self.head.confirmed_by)


def _holds(region: str, inner: str) -> bool:
    significant = region.rstrip("0")
    return inner.startswith(significant + "0" * (len(significant) % 2))


def files_of(folder: FilePath) -> dict[str, bytes]:
    """The files of a pack's folder by relative name. Raises ``FileNotFoundError``."""
    if not (folder / "pack.yaml").is_file():
        raise FileNotFoundError(folder / "pack.yaml")
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def digest_of(files: Mapping[str, bytes], positions: Mapping[str, str]) -> str:
    """SHA-256 over names, contents and switch positions, in order."""
    total = sha256()
    for name in sorted(files):
        total.update(f"{name}\0{sha256(files[name]).hexdigest()}\n".encode())
    for name in sorted(positions):
        total.update(f"{name}={positions[name]}\n".encode())
    return total.hexdigest()


def read_trees(files: Mapping[str, bytes]) -> Trees:
    """All YAML files as trees. Raises ``PackRefused``."""
    trees, faults = {}, []
    for name, content in files.items():
        if name.endswith(".yaml"):
            try:
                trees[name] = yamlfile.read(name, content.decode())
            except yamlfile.YamlRefused as error:
                faults.append(Fault(name, error.line, f"读不懂：{error}", "改正 YAML 写法"))
            except UnicodeDecodeError:
                faults.append(Fault(name, 1, "不是 UTF-8 文本", "另存为 UTF-8"))
    missing = [
        Fault(name, 1, "缺少此文件", "补上文件")
        for name in ONE_FILE
        if name not in files and name not in OPTIONAL
    ]
    if faults or missing:
        raise PackRefused(faults + missing)
    return trees


def build(files: Mapping[str, bytes], trees: Trees, chosen: Mapping[str, str]) -> Pack:
    """A pack from its trees under the chosen positions; the schema is validated, soundness is not.

    Raises ``PackRefused`` with every fault of schema.
    """
    read_interpretations = _model(trees["interpretations.yaml"], trees, schema.Interpretations)
    try:
        raw = switches.apply({name: tree.data for name, tree in trees.items()}, chosen)
    except switches.SwitchRefused as error:
        raise PackRefused(
            [Fault("interpretations.yaml", 1, str(error), "改正开关的名称、做法或参数路径")]
        ) from error
    parts = _parts(raw, trees)
    everything = {item.id: item for item in read_interpretations.interpretations}
    positions = {
        name: chosen.get(name, item.default or "")
        for name, item in everything.items()
        if item.kind == "switch"
    }
    return _assemble(files, trees, parts, everything, positions)


def _parts(raw: Mapping[str, Any], trees: Trees) -> dict[str, Any]:
    parts: dict[str, Any] = {}
    faults: list[Fault] = []
    for name, data in raw.items():
        folder, _, rest = name.partition("/")
        model = ONE_FILE.get(name) or MANY_FILES.get(folder)
        if model is None:
            faults.append(Fault(name, 1, "方案包中不应有此文件", "删去，或改名"))
            continue
        try:
            parts[name] = _model(trees[name], trees, model, data)
        except PackRefused as refused:
            faults += refused.faults
    if faults:
        raise PackRefused(faults)
    return parts


def _model(tree: yamlfile.Tree, trees: Trees, model: type[M], data: Any = None) -> M:
    try:
        return model.model_validate(tree.data if data is None else data)
    except ValidationError as error:
        faults = [
            Fault(
                tree.name,
                tree.line(_plain(item["loc"])),
                f"{_where(item['loc'])}：{_said(item)}",
                _mend(item),
            )
            for item in error.errors()
        ]
        raise PackRefused(faults) from error


def _plain(loc: Iterable[str | int]) -> yamlfile.Path:
    return tuple("from" if part == "from_states" else part for part in loc)


def _where(loc: Iterable[str | int]) -> str:
    return ".".join(str(part) for part in loc) or "全文"


def _said(item: Any) -> str:
    said = {"extra_forbidden": "不认识的键", "missing": "缺少此键"}
    return said.get(item["type"], item["msg"].removeprefix("Value error, "))


def _mend(item: Any) -> str:
    mend = {"extra_forbidden": "删去或改正拼写", "missing": "补上此键"}
    return mend.get(item["type"], "按方案包手册改正取值")


def _assemble(
    files: Mapping[str, bytes],
    trees: Trees,
    parts: Mapping[str, Any],
    interpretations: dict[str, schema.Interpretation],
    positions: dict[str, str],
) -> Pack:
    def many(folder: str) -> dict[str, Any]:
        begin = folder + "/"
        return {
            name.removeprefix(begin).removesuffix(".yaml"): p
            for name, p in parts.items()
            if name.startswith(begin)
        }

    head, capacities, panels = parts["pack.yaml"], parts["capacities.yaml"], parts["panels.yaml"]
    return Pack(
        head=head,
        articles=parts["articles.yaml"].articles,
        terms=parts["terms.yaml"],
        offices=capacities.offices,
        recommender_kinds=capacities.recommender_kinds,
        capacities=capacities.capacities,
        registration=capacities.registration,
        criteria=parts["criteria.yaml"].criteria,
        materials=parts["materials.yaml"].materials,
        checklist=parts["materials.yaml"].checklist,
        effort=parts["materials.yaml"].effort,
        forms=many("forms"),
        procedures=many("procedures"),
        everyday=parts["everyday.yaml"].acts if "everyday.yaml" in parts else {},
        everyday_tells=parts["everyday.yaml"].tells if "everyday.yaml" in parts else None,
        deadlines=parts["calendar.yaml"].deadlines,
        opinions=panels.opinions,
        panel=panels.panel,
        experts=panels.experts,
        interpretations=interpretations,
        unmodelled=parts["unmodelled.yaml"].sentences,
        outcomes=many("outcomes"),
        templates={
            name.removeprefix("documents/"): c for name, c in files.items() if name.startswith("documents/")
        },
        source=files.get(head.source.file, b""),
        positions=positions,
        digest=digest_of(files, positions),
        trees=dict(trees),
    )


def load(files: Mapping[str, bytes], chosen: Mapping[str, str] | None = None) -> Pack:
    """Read and build a pack whose soundness was checked when it was published. Raises ``PackRefused``."""
    return build(files, read_trees(files), chosen or {})
