"""The title of a letter that recommends, as the pack proposes it."""

from collections.abc import Mapping, Sequence
from typing import Any

from lianmeng.cases.models import Case
from lianmeng.law.pack import Pack

TITLE, SORT = "title", "letter_kind"  # of the letter that recommends
TITLES = "letter_title"  # the pack's list of proposed titles, by kind of letter


def titled(pack: Pack, answers: Mapping[str, Any], rows: Sequence[Case]) -> dict[str, Any]:
    """A letter's answers, with the title that the pack proposes where none was typed (article 10)."""
    form = pack.terms.lists.get(TITLES, {}).get(str(answers.get(SORT, "")), "")
    if answers.get(TITLE) or not form or not rows:
        return dict(answers)
    first = rows[0].title
    names = f"“{first}”" if len(rows) == 1 else f"“{first}”等{len(rows)}家联盟"
    return {**answers, TITLE: form.format(names=names)}
