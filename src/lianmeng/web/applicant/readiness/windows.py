"""Whether the calls that are open leave room for the first day on which an alliance may apply."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from lianmeng.applications.queries import KIND
from lianmeng.cases.models import Case
from lianmeng.law.pack import Pack
from lianmeng.law.verdicts import Finding, Weight
from lianmeng.web.ui.words import day_words

SUBMIT = "submit"


@dataclass(frozen=True)
class Window:
    """One call: its days, and what they mean for this alliance. ``tone``: good, warn or bad."""

    title: str
    opens_on: date | None
    closes_on: date | None
    recommend_by: date | None
    tone: str
    words: str


def windows(
    pack: Pack,
    calls: Iterable[tuple[Case, Mapping[str, date]]],
    first: Finding | None,
    on: date,
    *,
    unknown: bool = False,
    lacking: bool = False,
) -> list[Window]:
    """The calls whose last day has not passed, each with its meaning.

    ``first``: the condition with the first day to come; ``unknown``: its day cannot be told yet;
    ``lacking``: something else still stops the submission.
    """
    found = []
    for call, days in calls:
        opens, closes, last = days.get("opening"), days.get("closing"), days.get("recommending")
        if closes is None or on <= closes:
            tone, words = _meaning(pack, opens, closes, last or closes, first, on, lacking)
            if unknown:
                tone, words = "warn", f"{words}；最早哪一天能推荐上报，填写协议后才算得出"
            found.append(Window(call.title, opens, closes, last, tone, words))
    return found


def _meaning(
    pack: Pack,
    opens: date | None,
    closes: date | None,
    last: date | None,
    first: Finding | None,
    on: date,
    lacking: bool,
) -> tuple[str, str]:
    submit = pack.act_label(KIND, SUBMIT)
    begins = _begins(submit, opens if opens and on < opens else None, lacking)
    day = first.earliest_on if first else None
    if first is None or day is None:
        return "warn" if lacking else "good", begins
    at_once = pack.criteria[first.rule].weights.get(SUBMIT) is Weight.BLOCKS
    limit = closes if at_once else last
    if limit is not None and day > limit:
        ends = "申报截止" if at_once else "推荐截止"
        return "bad", f"{day_words(day)}才满足，晚于{ends}日，这一批次来不及"
    if at_once:
        return "warn", f"{day_words(day)}起才能{submit}，{day_words(closes)}截止"
    late = f"；推荐上报最早{day_words(day)}"
    return "warn", f"{begins}，{day_words(closes)}截止{late}" + (f"，{day_words(last)}截止" if last else "")


def _begins(submit: str, opens: date | None, lacking: bool) -> str:
    if opens is not None:
        return f"{'补齐必须的各项后，' if lacking else ''}{day_words(opens)}起可以{submit}"
    return f"补齐必须的各项后即可{submit}" if lacking else f"现在可以{submit}"
