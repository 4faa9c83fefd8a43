"""What the pages of registrations print, and who may read their papers."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase

from lianmeng.files.models import Attachment, StoredFile
from lianmeng.parties import queries, rules
from lianmeng.parties.models import Organisation, Person, Recovery, Registration
from lianmeng.policies import queries as policies
from lianmeng.web import clock
from lianmeng.web.accounts.words import LICENCES, RECOVERY_STATES, STATES

Serve = Callable[[StoredFile, str], HttpResponseBase]


@dataclass(frozen=True)
class Shown:
    """A registration as people read it."""

    row: Registration
    state: str
    tone: str
    licence: str
    place: str
    legal_person: bool | None
    change: bool


@dataclass(frozen=True)
class Judged:
    """What the office is told beside a registration."""

    known: Organisation | None
    other_name: str
    contacts: list[str]
    rivals: int


def person_of(request: HttpRequest) -> Person:
    """The signed-in person. Raises PermissionDenied for anybody else."""
    if not isinstance(request.user, Person):
        raise PermissionDenied
    return request.user


def shown(row: Registration) -> Shown:
    """A registration in words."""
    state, tone = STATES[row.state]
    places = {one.region: one.place or one.name for one in policies.current_pack().offices.values()}
    return Shown(
        row=row,
        state=state,
        tone=tone,
        licence=LICENCES[row.licence_type],
        place=places.get(row.region, "其他地区") if row.region else "其他地区",
        legal_person=rules.is_legal_person(row.licence_type),
        change=row.authorisation_id is not None,
    )


def judged(row: Registration) -> Judged:
    """What is on record about the same organisation, for who confirms (four queries)."""
    known = queries.known_as(row)
    held = queries.contacts_of(known, clock.today()) if known else []
    rivals = Registration.objects.filter(code=row.code).exclude(pk=row.pk).filter(decided_on=None)
    return Judged(
        known=known,
        other_name=known.name if known and known.name != row.name else "",
        contacts=[one.person.name for one in held if one.person_id != row.person_id],
        rivals=rivals.count(),
    )


def recovery_state(row: Recovery) -> tuple[str, str]:
    """The word and the tone of a recovery."""
    return RECOVERY_STATES[row.state]


def papers_of(registration: Registration | None) -> dict[str, Attachment]:
    """The papers of a registration by field."""
    if registration is None:
        return {}
    found = {"licence": registration.licence, "authorisation": registration.authorisation}
    return {name: paper for name, paper in found.items() if paper is not None}


def serve_paper(registration: Registration, name: str, serve: Serve) -> HttpResponseBase:
    """One paper of a registration that the reader may see. Raises Http404."""
    found = papers_of(registration).get(name)
    if found is None:
        raise Http404
    return serve(found.file, found.name)


def seen(request: HttpRequest) -> int:
    """The version that the page showed; -1 counts as not seen."""
    said = request.POST.get("seen", "")
    return int(said) if re.fullmatch(r"\d{1,9}", said) else -1


def options(names: Iterable[str]) -> list[tuple[str, str]]:
    """Capacities to choose from, as the measure calls them."""
    labels = policies.current_pack().terms.capacities
    return [(name, labels[name]) for name in names]
