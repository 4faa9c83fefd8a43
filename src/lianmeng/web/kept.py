"""Forms not yet sent: kept by account and place, taken up again on any device, gone when the form is done.

A form posted after its session has ended is not carried out: what was typed is kept for the account that
this browser was signed in with last, known by a signed cookie, and shown to nobody else.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.utils.datastructures import MultiValueDict

from lianmeng.parties.models import Person
from lianmeng.web import clock
from lianmeng.web.models import KeptForm
from lianmeng.web.ui.links import page_of
from lianmeng.web.ui.words import day_words, moment_words

LAST = "last-here"  # the cookie: whose session was in this browser last
SALT = "lianmeng.web.kept"
AGE = 30 * 24 * 60 * 60
KEEP = "keep"  # the button, and the field that look.js sends
BY_ITSELF = "X-Keep"  # the header with which look.js saves a form by itself
LOST = "lost"  # in the session: places of forms that came when another session had ended
CLEAR = "clear-kept"
HAND = "hand"
PLACE_LENGTH, FORMS_AT_MOST = 1000, 200
NEVER = re.compile(r"csrfmiddlewaretoken|once|seen-.*|hand|keep|clear-kept|sign|send-back|.*password.*", re.I)


@dataclass(frozen=True)
class Taken:
    """A form taken up again, as the page says it."""

    values: QueryDict
    when: str
    lost: bool

    @property
    def typed(self) -> list[tuple[str, str]]:
        """What was typed, field by field."""
        return [(name, value) for name, values in self.values.lists() for value in values if value]


def back(request: HttpRequest) -> str:
    """The page on which a form stands: its own address for an act, else the page that showed it."""
    shown = request.get_full_path() if HAND in request.POST else page_of(request)
    return request.get_full_path() if shown == "/" else shown


def onward(request: HttpRequest) -> str:
    """Where to come back to after signing in: the page, and on the page of an act its form."""
    return f"{back(request)}#act-form" if HAND in request.POST else back(request)


def place_of(request: HttpRequest, hand: str = "") -> str:
    """Where a form stands: its page and the hand of its act; "" when too long to be kept."""
    hand = hand or request.POST.get(HAND, "")
    place = f"{back(request)}#{hand if re.fullmatch(r'[0-9]{1,3}', hand) else ''}"
    return place if len(place) <= PLACE_LENGTH and "\0" not in place else ""


def keep(request: HttpRequest, person: Person, *, lost: bool = False) -> KeptForm | None:
    """Keep what this request brings; None when there is nothing to keep."""
    place, values = place_of(request), _typed(request.POST)
    if not place or not values:
        return None
    row, _ = KeptForm.objects.update_or_create(
        person=person, place=place, defaults={"values": values, "on": clock.today(), "lost": lost}
    )
    _let_go(person)
    return row


def keep_lost(request: HttpRequest) -> None:
    """Keep a form whose session has ended: for who is signed in, else for the account that was here last."""
    person = request.user if isinstance(request.user, Person) else None
    ref = request.get_signed_cookie(LAST, default="", salt=SALT, max_age=AGE)
    if person is None and ref:
        person = Person.objects.filter(ref=UUID(ref), is_active=True).first()
    if person is not None:
        keep(request, person, lost=True)


def note_lost(request: HttpRequest, person: Person) -> None:
    """At sign-in: on which pages something waits that was typed when a session had ended."""
    rows = KeptForm.objects.filter(person=person, lost=True)
    request.session[LOST] = list(rows.values_list("place", flat=True))


def look_for_lost(request: HttpRequest) -> None:
    """Give the page what was lost on it, unless its own form takes that up (see ``parts/lost.html``)."""
    if request.method == "GET" and place_of(request) in request.session.get(LOST, ()):
        request.lost = taken(request)  # type: ignore[attr-defined] # the request carries it


def after(request: HttpRequest, response: HttpResponseBase, person: Person) -> None:
    """After a page: a form that led on is done; the browser remembers whose session it has."""
    if request.method == "POST" and response.status_code in (302, 303) and KEEP not in request.POST:
        forget(request)
    if request.get_signed_cookie(LAST, default="", salt=SALT, max_age=AGE // 2) != person.ref.hex:
        response.set_signed_cookie(
            LAST,
            person.ref.hex,
            salt=SALT,
            max_age=AGE,
            httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Lax",
        )


def taken(request: HttpRequest, hand: str = "") -> Taken | None:
    """What is kept of the form on this page, for the person signed in (one query)."""
    row = _rows(request, hand)
    found = row.first() if row is not None else None
    if found is None:
        return None
    return Taken(_as_posted(found.values), said(found), found.lost)


def forget(request: HttpRequest, hand: str = "") -> None:
    """Let go of what is kept of this form."""
    rows = _rows(request, hand)
    if rows is not None:
        rows.delete()


def said(row: KeptForm) -> str:
    """When it was kept, in words: the day by the clock, the time of the machine."""
    return f"{day_words(row.on)} {time_of(row.saved_at)}"


def time_of(moment: datetime) -> str:
    """14:03."""
    return moment_words(moment).rpartition(" ")[2]


def _rows(request: HttpRequest, hand: str) -> QuerySet[KeptForm] | None:
    place = place_of(request, hand)
    if not place or not isinstance(request.user, Person):
        return None
    return KeptForm.objects.filter(person=request.user, place=place)


def _typed(posted: MultiValueDict[str, str]) -> dict[str, list[str]]:
    """Every field that was typed in; NUL, which databases cannot hold, is left out."""
    return {
        name.replace("\0", ""): [value.replace("\0", "") for value in values]
        for name, values in posted.lists()
        if not NEVER.fullmatch(name)
    }


def _as_posted(values: Mapping[str, list[str]]) -> QueryDict:
    found = QueryDict(mutable=True)
    for name, one in values.items():
        found.setlist(name, one)
    return found


def _let_go(person: Person) -> None:
    """Keep so many forms of one account, the newest."""
    rows = KeptForm.objects.filter(person=person).order_by("-saved_at").values_list("pk", flat=True)
    KeptForm.objects.filter(pk__in=list(rows[FORMS_AT_MOST : 2 * FORMS_AT_MOST])).delete()
