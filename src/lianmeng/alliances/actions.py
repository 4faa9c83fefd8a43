"""The only writes of this room. Editing leaves no entry in the ledger; confirming a line does."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from lianmeng.alliances import queries, rules
from lianmeng.alliances.models import (
    Agreement,
    Alliance,
    EarlierRecognition,
    Funds,
    Member,
    Organ,
    Revision,
)
from lianmeng.files.models import Attachment
from lianmeng.law.verdicts import Verdict
from lianmeng.parties.models import Organisation
from lianmeng.record import actions as ledger
from lianmeng.record.people import Actor


@dataclass(frozen=True, kw_only=True)
class NewMember:
    """A member to be entered; ``kind`` is an id of the pack's list."""

    organisation: Organisation
    kind: str
    task: str = ""
    input: str = ""
    signed_on: date | None = None
    founding: bool = True
    legal_person: bool | None = None
    licence_copy: Attachment | None = None


@dataclass(frozen=True, kw_only=True)
class NewAgreement:
    """The agreement to be entered; ``clauses`` are ids of the pack's list."""

    effective_on: date
    valid_until: date | None = None
    clauses: Sequence[str] = ()


@transaction.atomic
def found(
    name: str,
    *,
    lead: Organisation,
    members: Sequence[NewMember],
    on: date,
    host: Organisation | None = None,
    foci: Sequence[str] = (),
    main_focus: str = "",
    goals: str = "",
    agreement: NewAgreement | None = None,
    organs: Sequence[Mapping[str, Any]] = (),
    funds: Mapping[str, Decimal | Attachment | None] | None = None,
    earlier_recognitions: Sequence[Mapping[str, Any]] = (),
    demonstration: bool = False,
) -> Alliance:
    """Enter an alliance with all its parts on a day.

    ``organs``: kind, name, head, full_time; ``funds``: daily and joint in 万元, rules; ``earlier_recognitions``:
    title, by, on. Raises ``rules.AllianceRefused``.
    """
    name = name.strip()
    everyone = [member.organisation.pk for member in members]
    _require(rules.may_be_founded(name, lead.pk, everyone, foci, main_focus))
    alliance = Alliance.objects.create(
        name=name,
        lead=lead,
        host=host,
        foci=list(foci),
        main_focus=main_focus,
        goals=goals,
        demonstration=demonstration,
        created_on=on,
    )
    Member.objects.bulk_create(Member(alliance=alliance, **vars(member)) for member in members)
    if agreement:
        terms = vars(agreement) | {"clauses": list(agreement.clauses)}
        Agreement.objects.create(alliance=alliance, **terms)
    Organ.objects.bulk_create(Organ(alliance=alliance, **organ) for organ in organs)
    if funds:
        Funds.objects.create(alliance=alliance, **funds)
    EarlierRecognition.objects.bulk_create(
        EarlierRecognition(alliance=alliance, **each) for each in earlier_recognitions
    )
    return alliance


@transaction.atomic
def save_revision(alliance: Alliance, *, by: Actor, on: date) -> Revision:
    """Keep the alliance as it stands as a numbered revision; unchanged since the last, that one is returned."""
    Alliance.objects.select_for_update().get(pk=alliance.pk)
    content = queries.fact_sheet(alliance).model_dump(mode="json")
    sha256 = rules.digest_of(content)
    last = alliance.revisions.order_by("-no").first()
    if last and last.sha256 == sha256:
        return last
    return Revision.objects.create(
        alliance=alliance,
        no=last.no + 1 if last else 1,
        facts=content,
        sha256=sha256,
        by=by.person,
        by_name=by.name,
        saved_on=on,
    )


@transaction.atomic
def confirm_part(
    member: Member,
    *,
    page_file: Attachment | None,
    by: Actor,
    on: date,
    once: str,
    articles: Sequence[str] = (),
) -> Member:
    """Confirm a member's line (成员确认), or enter its signed and sealed page for it (代录).

    ``articles``: what the pack cites for the act. The confirmation pins the line's digest and lapses when
    the line changes. Raises ``rules.AllianceRefused``; IntegrityError when ``once`` has been used.
    """
    locked = Member.objects.select_for_update().get(pk=member.pk)
    _require(rules.may_confirm(locked, by, page_file is not None))
    locked.signed_page = page_file or locked.signed_page
    locked.confirmed_on = on
    locked.confirmed_digest = rules.line_digest(locked)
    locked.save(update_fields=["signed_page", "confirmed_on", "confirmed_digest"])
    ledger.append(
        stream=locked.alliance.stream,
        act="confirm_part",
        act_id=uuid.uuid4(),
        once=once or None,
        actor=by,
        on=on,
        data={
            "member": locked.pk,
            "organisation": locked.organisation_id,
            "organisation_name": locked.organisation.name,
            "entered_for": rules.entered_for(locked, by),
            "page": page_file.file.sha256 if page_file else None,
            "line": locked.confirmed_digest,
        },
        articles=list(articles),
    )
    return locked


def _require(verdict: Verdict) -> None:
    if not verdict.allowed:
        raise rules.AllianceRefused(verdict)
