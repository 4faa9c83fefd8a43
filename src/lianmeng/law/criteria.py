"""Criteria: conditions of the measure judged on a fact sheet, one finding each.

``judge`` is ``(pack, facts, on, act) → findings``: same input, same answer, nothing else read.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from lianmeng.law.dates import add_months, words
from lianmeng.law.facts import Facts, FactSheet, value_at
from lianmeng.law.pack import Pack
from lianmeng.law.schema import Criterion, CriterionKind
from lianmeng.law.verdicts import Finding, Met, Weight

Judged = tuple[Met, str, date | None]


def judge(pack: Pack, facts: FactSheet, on: date, act: str | None = None) -> tuple[Finding, ...]:
    """Findings of every criterion that weighs at ``act``; of all, by their greatest weight, when None."""
    return tuple(
        judge_one(pack, name, facts, on, criterion.heaviest if act is None else criterion.weights[act])
        for name, criterion in pack.criteria.items()
        if act is None or act in criterion.weights
    )


def judge_one(pack: Pack, name: str, facts: FactSheet, on: date, weight: Weight) -> Finding:
    """The finding of one criterion."""
    criterion = pack.criteria[name]
    arises = not criterion.given or _arises(criterion, facts)
    way = _KINDS[criterion.kind] if arises else _needless
    fact = value_at(facts, criterion.fact)
    met, value, earliest = way(pack, criterion, fact, on)
    return Finding(
        rule=name,
        title=criterion.title,
        met=met,
        weight=weight,
        articles=criterion.cites,
        value=value,
        mend=criterion.mend if met is not Met.MET else "",
        earliest_on=earliest,
        facts={criterion.fact: fact},
    )


def _arises(criterion: Criterion, facts: FactSheet) -> bool:
    """Whether the facts under which the condition is asked are there; always without such facts."""
    return all(_occurs(value_at(facts, path), values) for path, values in criterion.given.items())


def _occurs(value: Any, values: tuple[Any, ...]) -> bool:
    found = value if isinstance(value, tuple) else (value,)
    return any(item in values for item in found)


def _needless(pack: Pack, criterion: Criterion, fact: Any, on: date) -> Judged:
    return Met.MET, "不涉及", None


def _answer(is_met: bool, value: str) -> Judged:
    return (Met.MET if is_met else Met.NOT_MET), value, None


def _chosen(criterion: Criterion, fact: Any) -> tuple[Any, ...]:
    if not isinstance(fact, tuple):
        return (fact,)
    for name, allowed in criterion.where.items():
        fact = tuple([item for item in fact if getattr(item, name) in allowed])
    return fact


def _names(items: tuple[Any, ...]) -> str:
    names = [str(getattr(item, "name", "") or getattr(item, "kind", item)) for item in items]
    return "、".join(names[:10]) + (f"等{len(names)}家" if len(names) > 10 else "")


def _present(pack: Pack, criterion: Criterion, fact: Any, on: date) -> Judged:
    return _answer(bool(fact), _shown(pack, fact))


def _shown(pack: Pack, value: Any) -> str:
    """A fact as people read it: ids of the pack's lists and offices by their names."""
    if isinstance(value, tuple):
        counted: dict[str, int] = {}
        for word in [_word(pack, item) for item in value if not isinstance(item, Facts)]:
            counted[word] = counted.get(word, 0) + 1
        words = (f"{word}{number}" if number > 1 else word for word, number in counted.items())
        return "、".join(words) or _names(value) or "尚无"
    return "未填写" if value in ("", None) else _word(pack, value)


def _word(pack: Pack, value: Any) -> str:
    if isinstance(value, bool):
        return "有" if value else "无"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}万元" if value else "尚无"
    if isinstance(value, Facts):
        return "已填写，见申报内容"
    listed = pack.listed.get(value)
    return listed or (pack.offices[value].name if value in pack.offices else str(value))


def _asks(criterion: Criterion, wanted: str) -> str:
    """How firmly the condition is put: what stops an act nowhere is no must, what only informs not even advice."""
    if criterion.heaviest is Weight.INFORMS:
        return "可有，不作要求"
    return f"{'须' if criterion.heaviest is Weight.BLOCKS else '建议'}{wanted}"


def _at_least(pack: Pack, criterion: Criterion, fact: Any, on: date) -> Judged:
    wanted = criterion.value or Decimal(0)
    asked = _asks(criterion, f"不少于{wanted}")
    if not isinstance(fact, tuple):
        return _answer(Decimal(fact or 0) >= wanted, f"现有{fact or 0}，{asked}")
    chosen = _chosen(criterion, fact)
    numbers = [item for item in chosen if isinstance(item, int | Decimal) and not isinstance(item, bool)]
    total = sum(numbers) if numbers and len(numbers) == len(chosen) else len(chosen)
    return _answer(total >= wanted, f"现有{total}，{asked}")


def _every(pack: Pack, criterion: Criterion, fact: Any, on: date) -> Judged:
    chosen = _chosen(criterion, fact)
    missing = tuple(item for item in chosen if not _holds(item, criterion, on))
    if not chosen:
        return _answer(False, "尚无")
    return _answer(not missing, f"还不符合：{_names(missing)}" if missing else f"全部{len(chosen)}家")


def _holds(item: Any, criterion: Criterion, on: date) -> bool:
    value = getattr(item, criterion.holds) if criterion.holds else item
    if criterion.not_before_today:
        return value is None or value >= on
    return bool(value)


def _some_of(pack: Pack, criterion: Criterion, fact: Any, on: date) -> Judged:
    found = [name for name in criterion.of if name in fact]
    wanted = int(criterion.value or 1)
    return _answer(len(found) >= wanted, f"有{len(found)}类，{_asks(criterion, f'有{wanted}类')}")


def _months_since(pack: Pack, criterion: Criterion, fact: Any, on: date) -> Judged:
    if not isinstance(fact, date):
        return Met.NOT_MET, "未填写起算日", None
    full = add_months(fact, criterion.months or 0)
    said = f"{words(fact)}起算，{words(full)}满{criterion.months}个月"
    return (Met.MET, said, None) if on >= full else (Met.NOT_MET, said, full)


def _unique(pack: Pack, criterion: Criterion, fact: Any, on: date) -> Judged:
    values = [value for value in fact if value]
    twice = sorted({str(value) for value in values if values.count(value) > 1})
    return _answer(not twice, f"重复：{'、'.join(twice)}" if twice else "无重复")


def _share(pack: Pack, criterion: Criterion, fact: Any, on: date) -> Judged:
    percent = 100 * len(_chosen(criterion, fact)) / len(fact) if fact else 0
    asked = _asks(criterion, f"不少于{criterion.percent}%")
    return _answer(percent >= (criterion.percent or 0), f"占{percent:.0f}%，{asked}")


def _judged(pack: Pack, criterion: Criterion, fact: Any, on: date) -> Judged:
    whole = isinstance(fact, tuple) and any(isinstance(item, Facts) for item in fact)
    return Met.NEEDS_PERSON, _shown(pack, _chosen(criterion, fact) if whole else fact), None


_KINDS: dict[CriterionKind, Callable[[Pack, Criterion, Any, date], Judged]] = {
    CriterionKind.PRESENT: _present,
    CriterionKind.AT_LEAST: _at_least,
    CriterionKind.EVERY: _every,
    CriterionKind.SOME_OF: _some_of,
    CriterionKind.MONTHS_SINCE: _months_since,
    CriterionKind.UNIQUE: _unique,
    CriterionKind.SHARE: _share,
    CriterionKind.JUDGED: _judged,
}
