"""Several cases in one act from a page of one's own: what was chosen and typed, row by row, and how it went."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from django.http import HttpRequest
from django.urls import reverse

from lianmeng.cases.guard import EACH
from lianmeng.cases.models import Case
from lianmeng.cases.refusals import Invalid, Refused, Repeated, Stale
from lianmeng.law import forms
from lianmeng.law.forms import Options
from lianmeng.law.pack import Pack
from lianmeng.law.schema import FieldType, FormField
from lianmeng.law.verdicts import Reason
from lianmeng.web.ui import packforms
from lianmeng.web.ui.context import nav

AGAIN = "此前已经办理，未重复办理。"
Fields = Mapping[str, FormField]


@dataclass(frozen=True)
class Typed:
    """What somebody chose and typed, and what was wrong with it, of all rows and of each."""

    chosen: tuple[int, ...] = ()
    answers: Mapping[str, Any] = field(default_factory=dict)
    rows: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    row_errors: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    reasons: tuple[Reason, ...] = ()

    @property
    def seen(self) -> bool:
        """Whether anything was posted: else the page is fresh."""
        return bool(self.rows)

    def failed(
        self,
        errors: Mapping[str, str] | None = None,
        row_errors: Mapping[int, Mapping[str, str]] | None = None,
        reasons: tuple[Reason, ...] = (),
    ) -> "Typed":
        """The same, with what was wrong."""
        return Typed(self.chosen, self.answers, self.rows, errors or {}, row_errors or {}, reasons)


def under(request: HttpRequest) -> dict[str, Any]:
    """The header for a page that lies under the list of applications."""
    return {"nav": nav(request, reverse("office:cases"))}


def shared(fields: Fields) -> dict[str, FormField]:
    """The fields that are the same for all cases."""
    return {name: item for name, item in fields.items() if item.same or item.type is FieldType.FILE}


def own(fields: Fields) -> dict[str, FormField]:
    """The fields that each case answers for itself."""
    return {name: item for name, item in fields.items() if name not in shared(fields)}


def read(request: HttpRequest, fields: Fields) -> Typed:
    """What was posted: ``case`` chosen, shared fields by their names, a row's own as ``<name>-<number>``."""
    posted = request.POST
    chosen = tuple(
        dict.fromkeys(int(one) for one in posted.getlist("case") if re.fullmatch(r"\d{1,18}", one))
    )
    listed = {int(key[5:]) for key in posted if re.fullmatch(r"seen-\d{1,18}", key)}
    rows = {
        number: {name: _own(posted, f"{name}-{number}", item) for name, item in own(fields).items()}
        for number in listed | set(chosen)
    }
    return Typed(chosen, packforms.read(shared(fields), posted), rows)


def _own(posted: Any, name: str, item: FormField) -> Any:
    if item.type is FieldType.CHOICES:
        return posted.getlist(name)
    return posted.get(name, "").replace("\0", "").strip()


def answers(typed: Typed) -> dict[str, Any]:
    """The answers as the guard takes them, each case's own among them; what a row left empty is left out."""
    each = {
        str(number): {name: value for name, value in typed.rows.get(number, {}).items() if value}
        for number in typed.chosen
    }
    return {**typed.answers, EACH: each}


def faults(typed: Typed, fields: Fields, options: Options) -> Typed:
    """The same with what is wrong by field and by row; "cases" where nothing was chosen."""
    errors = forms.validate(shared(fields), typed.answers, options)[1]
    found = {
        number: forms.validate(own(fields), typed.rows.get(number, {}), options)[1] for number in typed.chosen
    }
    if not typed.chosen:
        errors["cases"] = "请至少选一件"
    return typed.failed(errors, {number: said for number, said in found.items() if said})


def is_sound(typed: Typed) -> bool:
    """Whether nothing was found wrong."""
    return not (typed.errors or typed.row_errors or typed.reasons)


def seen(request: HttpRequest, numbers: Iterable[int]) -> dict[int, int]:
    """The versions that the page showed; a case that it did not show counts as not seen."""
    shown = {number: request.POST.get(f"seen-{number}", "") for number in numbers}
    return {n: int(text) if re.fullmatch(r"\d{1,9}", text) else -1 for n, text in shown.items()}


def once(request: HttpRequest) -> str:
    """The page's own mark, or a fresh one."""
    mark = request.POST.get("once", "")
    return mark if re.fullmatch(r"[0-9a-f]{32}", mark) else uuid4().hex


def chosen_of(rows: Iterable[Case], typed: Typed) -> list[Case]:
    """The chosen cases in their order. Raises ``Refused`` when one is not, or no longer, among these."""
    known = {case.pk: case for case in rows}
    if any(number not in known for number in typed.chosen):
        raise Refused(Reason("所选事项中有的已不在此列", mend="看过最新名单再办"))
    return [known[number] for number in typed.chosen]


@dataclass(frozen=True)
class Tried:
    """How an attempt went: ``done``, or with what was wrong and the status to answer with."""

    done: Any = None
    again: bool = False
    typed: Typed = field(default_factory=Typed)
    status: int = 200


def attempt(typed: Typed, work: Callable[[], Any]) -> Tried:
    """Do the work; every way in which it may be turned down comes back with everything that was typed."""
    try:
        return Tried(done=work())
    except Repeated:
        return Tried(again=True)
    except (Stale, Refused) as refused:
        return Tried(typed=typed.failed(reasons=refused.reasons), status=409)
    except Invalid as invalid:
        return Tried(typed=_told(typed, invalid.errors), status=422)


def _told(typed: Typed, errors: Mapping[str, str]) -> Typed:
    """What the guard found wrong: of all rows under the field, of one under its number (``row_field``)."""
    common, rows = {}, dict[int, dict[str, str]]()
    for name, said in errors.items():
        found = re.fullmatch(r"(.+)-(\d{1,18})", name)
        if found and int(found[2]) in typed.chosen:
            rows.setdefault(int(found[2]), {})[found[1]] = said.partition("：")[2] or said
        else:
            common[name] = said
    return typed.failed(common, rows)


def next_hand(pack: Pack, kind: str, act: str, index: int) -> str:
    """Who signs an act after the hand of this number, and as what."""
    hand = pack.act(kind, act).hands[index + 1]
    return f"{'、'.join(pack.terms.capacities[name] for name in hand.by)}{pack.terms.hands[hand.role]}"


def wrong(typed: Typed, rows: Iterable[Case], fields: Fields) -> tuple[tuple[str, str], ...]:
    """Everything to mend, with where it stands on the page: a field, or the row of a case; both are named."""
    named = {case.pk: case.title for case in rows}
    labels = {name: f"{item.label}：" for name, item in fields.items()}
    found = [(f"id_{name}", f"{labels.get(name, '')}{said}") for name, said in typed.errors.items()]
    for number, errors in typed.row_errors.items():
        found += [(f"row-{number}", f"{named.get(number, '')}：{said}") for said in errors.values()]
    return tuple(found)


def titles(rows: Sequence[Case]) -> str:
    """The titles of the first cases and how many there are."""
    names = "、".join(case.title for case in rows[:3])
    return names if len(rows) <= 3 else f"{names}等{len(rows)}件"
