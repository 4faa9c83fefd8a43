"""Performing what a form asks for: refusals come back onto the form, a repeated form is told."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from lianmeng.law.verdicts import Reason
from lianmeng.parties.actions import PartyRepeated
from lianmeng.parties.codes import CodeRefused
from lianmeng.parties.rules import PartyRefused
from lianmeng.web.accounts.words import AGAIN

T = TypeVar("T")
OK, WRONG, CONFLICT = 200, 422, 409


@dataclass(frozen=True)
class Outcome(Generic[T]):
    """What came of a form: ``done`` if it was carried out, ``over`` also if it had been before."""

    done: T | None
    over: bool
    status: int


def perform(request: HttpRequest, form: forms.Form, act: Callable[[], T]) -> Outcome[T]:
    """Carry out ``act`` if the form is sound; else the form says what is wrong (422, or 409 beyond fields)."""
    if not form.is_valid():
        return Outcome(None, False, WRONG)
    try:
        return Outcome(act(), True, OK)
    except PartyRepeated:
        messages.warning(request, AGAIN)
        return Outcome(None, True, OK)
    except CodeRefused as refused:
        form.add_error("identity_number", f"{refused.text}。{refused.mend}。")
        return Outcome(None, False, WRONG)
    except PartyRefused as refused:
        reasons = refused.verdict.reasons
        for reason in reasons:
            form.add_error(reason.field if reason.field in form.fields else None, told(reason))
        return Outcome(None, False, WRONG if all(r.field in form.fields for r in reasons) else CONFLICT)


def told(reason: Reason) -> str:
    """A reason as one line: what, on which fact, how to mend."""
    fact = f"（{reason.fact}）" if reason.fact else ""
    return f"{reason.text}{fact}。" + (f"{reason.mend}。" if reason.mend else "")


def tell(request: HttpRequest, form: forms.Form, outcome: Outcome[T], said: str) -> None:
    """Say on the next page what came of a form that is only a button."""
    if outcome.done is not None:
        messages.success(request, said)
    for errors in [] if outcome.over else form.errors.values():
        messages.error(request, "没有办成。" + "".join(str(error) for error in errors))
