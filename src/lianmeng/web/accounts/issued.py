"""The address of an invitation: shown once, to whoever made it, on the page that comes next."""

from dataclasses import asdict, dataclass

from django.http import HttpRequest
from django.urls import reverse

from lianmeng.parties.actions import Issued
from lianmeng.web.ui.words import day_words

KEY = "issued"


@dataclass(frozen=True)
class Shown:
    """What is handed over."""

    name: str
    address: str
    until: str


def keep(request: HttpRequest, issued: Issued) -> None:
    """Remember the address until the next page shows it."""
    address = request.build_absolute_uri(reverse("accounts:join", args=[issued.token]))
    invitation = issued.invitation
    request.session[KEY] = asdict(Shown(invitation.name, address, day_words(invitation.last_day)))


def take(request: HttpRequest) -> Shown | None:
    """The address that is to be shown now; it is forgotten."""
    kept = request.session.pop(KEY, None)
    return Shown(**kept) if kept else None
