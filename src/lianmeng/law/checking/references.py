"""References between the files of a pack: labels, lists, offices, facts, interpretations."""

from collections.abc import Iterable, Iterator, Mapping

from lianmeng.law import acts as known_acts
from lianmeng.law import avoidance, facts
from lianmeng.law.faults import Fault
from lianmeng.law.pack import Pack
from lianmeng.law.schema import EVERYDAY, Criterion, CriterionKind, Door, FieldType, FormField
from lianmeng.law.yamlfile import Path

NEEDED: dict[CriterionKind, tuple[str, ...]] = {
    CriterionKind.AT_LEAST: ("value",),
    CriterionKind.EVERY: ("holds",),
    CriterionKind.SOME_OF: ("of", "value"),
    CriterionKind.MONTHS_SINCE: ("months",),
    CriterionKind.SHARE: ("percent",),
}
SOURCES = frozenset(
    {
        "open_calls",
        "my_alliances",
        "all_alliances",
        "recommenders",
        "divisions",
        "experts",
        "seated",
        "leaders",
        "specialties",
        "members",
        "turns",
        "readers",
        "colleagues",
        "entries",
    }
)


def faults(pack: Pack) -> list[Fault]:
    """All broken references that no switch can make."""
    return [
        *_labels(pack),
        *_tasks(pack),
        *_criteria(pack),
        *_forms(pack),
        *_deadlines(pack),
        *_interpretations(pack),
        *_panels(pack),
        *_experts(pack),
        *_offices(pack),
        *_checklist(pack),
        *_effort(pack),
        *_registration(pack),
    ]


def _fault(pack: Pack, name: str, path: Path, text: str, mend: str) -> Fault:
    return Fault(name, pack.trees[name].line(path), text, mend)


def _labels(pack: Pack) -> Iterator[Fault]:
    terms = pack.terms
    wanted: list[tuple[str, Mapping[str, object], Iterable[str]]] = [
        ("kinds", terms.kinds, pack.procedures),
        ("capacities", terms.capacities, pack.capacities),
        ("deadlines", terms.deadlines, pack.deadlines),
        ("papers", terms.papers, pack.materials),
    ]
    for kind, procedure in pack.procedures.items():
        wanted.append((f"states.{kind}", terms.states.get(kind, {}), procedure.states))
        wanted.append((f"acts.{kind}", terms.acts.get(kind, {}), procedure.acts))
    wanted.append((f"acts.{EVERYDAY}", terms.acts.get(EVERYDAY, {}), pack.everyday))
    for where, labels, names in wanted:
        for name in names:
            if name not in labels:
                yield _fault(
                    pack, "terms.yaml", (where.split(".")[0],), f"{where} 缺少“{name}”的名称", "补上名称"
                )


def _tasks(pack: Pack) -> Iterator[Fault]:
    """Works that are named for acts which the kind does not have."""
    for kind, tasks in pack.terms.tasks.items():
        known = pack.procedures[kind].acts if kind in pack.procedures else {}
        for act in tasks:
            if act not in known:
                path: Path = ("tasks", kind, act)
                yield _fault(pack, "terms.yaml", path, f"没有动作“{kind}.{act}”", "改正名称，或删去这一行")


def _criteria(pack: Pack) -> Iterator[Fault]:
    known = facts.paths()
    every_act = {act for kind, act in known_acts.ACTS}
    for name, criterion in pack.criteria.items():
        path: Path = ("criteria", name)
        if criterion.fact not in known:
            yield _fault(
                pack, "criteria.yaml", (*path, "fact"), f"没有事实“{criterion.fact}”", "见 law.facts"
            )
        for parameter in NEEDED.get(criterion.kind, ()):
            if not getattr(criterion, parameter):
                yield _fault(pack, "criteria.yaml", path, f"{criterion.kind} 须写明 {parameter}", "补上参数")
        for path_given in criterion.given:
            if path_given not in known:
                yield _fault(pack, "criteria.yaml", path, f"没有事实“{path_given}”", "见 law.facts")
        for part in (*criterion.where, *([criterion.holds] if criterion.holds else [])):
            if f"{criterion.fact}.{part}" not in known:
                yield _fault(
                    pack, "criteria.yaml", path, f"没有事实“{criterion.fact}.{part}”", "见 law.facts"
                )
        for act in criterion.weights:
            if act not in every_act:
                yield _fault(pack, "criteria.yaml", (*path, "weights"), f"没有动作“{act}”", "见 law.acts")
        yield from _interpreted(pack, "criteria.yaml", path, criterion)


def _interpreted(pack: Pack, name: str, path: Path, part: Criterion | object) -> Iterator[Fault]:
    interpretation = getattr(part, "interpretation", None)
    if interpretation and interpretation not in pack.interpretations:
        yield _fault(pack, name, path, f"没有说明“{interpretation}”", "见 interpretations.yaml")


def _forms(pack: Pack) -> Iterator[Fault]:
    for form, model in pack.forms.items():
        for name, field in model.fields.items():
            yield from _field(pack, f"forms/{form}.yaml", ("fields", name), field)


def _field(pack: Pack, file: str, path: Path, field: FormField) -> Iterator[Fault]:
    choosing = field.type in (FieldType.CHOICE, FieldType.CHOICES)
    if choosing and bool(field.options) == bool(field.source):
        yield _fault(pack, file, path, "选择栏须且只须写明 options 或 source 之一", "补上，或删去其一")
    if field.options and field.options not in pack.terms.lists:
        yield _fault(pack, file, path, f"没有选项表“{field.options}”", "在 terms.yaml 的 lists 中补上")
    if field.source and field.source not in SOURCES:
        yield _fault(pack, file, path, f"没有来源“{field.source}”", f"可用：{'、'.join(sorted(SOURCES))}")
    if field.type is FieldType.TABLE and not field.columns:
        yield _fault(pack, file, path, "表格栏须写明 columns", "补上各列")
    for name, column in field.columns.items():
        yield from _field(pack, file, (*path, "columns", name), column)


def _deadlines(pack: Pack) -> Iterator[Fault]:
    for name, rule in pack.deadlines.items():
        path: Path = ("deadlines", name)
        if rule.from_deadline and rule.from_deadline not in pack.deadlines:
            yield _fault(pack, "calendar.yaml", path, f"没有期限“{rule.from_deadline}”", "改正名称")
        yield from _interpreted(pack, "calendar.yaml", path, rule)


def _interpretations(pack: Pack) -> Iterator[Fault]:
    for number, item in enumerate(pack.interpretations.values()):
        path: Path = ("interpretations", number)
        for capacity in item.changed_by:
            if capacity not in pack.capacities:
                yield _fault(
                    pack, "interpretations.yaml", path, f"没有身份“{capacity}”", "见 capacities.yaml"
                )
        settings = [alternative.sets for alternative in item.alternatives.values()]
        if item.kind == "switch" and not any(settings):
            yield _fault(
                pack, "interpretations.yaml", path, "各种做法都不改变任何参数", "写明 sets，或改为 reading"
            )


def _panels(pack: Pack) -> Iterator[Fault]:
    opinion_field = _asked(pack, "give_opinion").get(pack.opinions.field)
    review = _asked(pack, "review")
    chosen = [
        (opinion_field, (*pack.opinions.support, *pack.opinions.unconcerned)),
        (review.get(pack.panel.vote_field), pack.panel.votes_for),
    ]
    for field, values in chosen:
        known = pack.terms.lists.get(field.options or "", {}) if field else {}
        for value in values:
            if value not in known:
                yield _fault(pack, "panels.yaml", (), f"“{value}”不在选项之中", "改为 terms.yaml 中的选项")
    ties = pack.terms.lists.get(avoidance.KINDS, {})
    for name in pack.panel.avoidance:
        if name not in ties:
            text = f"没有关系种类“{name}”"
            yield _fault(pack, "panels.yaml", ("panel", "avoidance"), text, "在 terms.yaml 的 lists 中补上")
    for name in pack.panel.scores:
        if name not in review or review[name].type is not FieldType.INTEGER or review[name].at_most is None:
            yield _fault(
                pack, "panels.yaml", ("panel", "scores"), f"评议表没有计分项“{name}”", "补上整数栏和满分"
            )


def _experts(pack: Pack) -> Iterator[Fault]:
    if pack.experts is None:
        return
    path: Path = ("experts",)
    yield from _interpreted(pack, "panels.yaml", path, pack.experts)
    for name in (pack.experts.capacity, *pack.experts.keeps, *pack.experts.reads):
        if name not in pack.capacities:
            yield _fault(pack, "panels.yaml", path, f"没有身份“{name}”", "见 capacities.yaml")


def _asked(pack: Pack, act: str) -> dict[str, FormField]:
    """The fields that an act asks for in any procedure; unknown forms are faults told elsewhere."""
    rules = [procedure.acts[act] for procedure in pack.procedures.values() if act in procedure.acts]
    forms = [hand.form for rule in rules for hand in rule.hands if hand.form in pack.forms]
    return {name: field for form in forms for name, field in pack.forms[str(form)].fields.items()}


def _checklist(pack: Pack) -> Iterator[Fault]:
    if pack.checklist is None:
        return
    path: Path = ("checklist",)
    words = pack.terms.lists.get(pack.checklist.verdicts)
    if words is None:
        text = f"没有选项表“{pack.checklist.verdicts}”"
        yield _fault(pack, "materials.yaml", path, text, "在 terms.yaml 的 lists 中补上")
    for name in pack.checklist.defects:
        if words is not None and name not in words:
            yield _fault(pack, "materials.yaml", path, f"“{name}”不在选项之中", "改为 terms.yaml 中的选项")
    for act, filled in pack.checklist.fills.items():
        field = _asked(pack, act).get(filled.field)
        if field is None or field.type is not FieldType.TEXT:
            text = f"动作“{act}”没有多行栏“{filled.field}”"
            yield _fault(pack, "materials.yaml", (*path, "fills"), text, "改正动作或栏的名称")


def _effort(pack: Pack) -> Iterator[Fault]:
    if pack.effort is None:
        return
    path: Path = ("effort",)
    yield from _interpreted(pack, "materials.yaml", path, pack.effort)
    for name, minutes in pack.effort.sections.items():
        if f"alliance_{name}" not in pack.forms:
            text = f"联盟资料没有“{name}”一节"
            yield _fault(
                pack, "materials.yaml", (*path, "sections"), text, "改为有 forms/alliance_*.yaml 的一节"
            )
        if minutes <= 0:
            yield _fault(pack, "materials.yaml", (*path, "sections"), f"“{name}”的分钟数须大于零", "改正")


def _offices(pack: Pack) -> Iterator[Fault]:
    regions: dict[str, str] = {}
    for name, office in pack.offices.items():
        path: Path = ("offices", name)
        if office.region and office.region in regions:
            text = f"地区 {office.region} 已属“{regions[office.region]}”"
            yield _fault(pack, "capacities.yaml", path, text, "一个地区只归一个单位")
        regions[office.region or name] = name
        if pack.recommender_kinds.get(office.kind) == "by_region" and not office.region:
            yield _fault(pack, "capacities.yaml", path, "按地区受理的单位须写明地区", "补上 region")


def _registration(pack: Pack) -> Iterator[Fault]:
    rule = pack.registration
    if rule is None:
        return
    path: Path = ("registration",)
    yield from _interpreted(pack, "capacities.yaml", path, rule)
    sides = {
        Door.APPLICANT: {"registers": (rule.registers,), "invites": rule.invites},
        Door.OFFICE: {"confirms": rule.confirms, "enters": rule.enters, "approves": rule.approves},
    }
    for door, keys in sides.items():
        for key, names in keys.items():
            for name in names:
                known = pack.capacities.get(name)
                if known is None:
                    text, mend = f"没有身份“{name}”", "见 capacities"
                elif known.door is not door:
                    text, mend = f"“{name}”不从 {door} 门进", "改为这一门的身份"
                else:
                    continue
                yield _fault(pack, "capacities.yaml", (*path, key), text, mend)
    if rule.registers not in rule.invites:
        yield _fault(pack, "capacities.yaml", path, "invites 没有列入 registers 的身份", "补上")
