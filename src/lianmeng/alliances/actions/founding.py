"""Founding an alliance, keeping it as a revision, confirming a member's line."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from lianmeng.alliances import queries, rules, sections
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
    tasks: Sequence[str] = ()
    seal_kind: str = ""
    contact: str = ""
    contact_phone: str = ""


@dataclass(frozen=True, kw_only=True)
class NewAgreement:
    """The agreement to be entered; ``clauses`` are ids of the pack's list."""

    effective_on: date | None
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
    brief: str = "",
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
        brief=brief,
        demonstration=demonstration,
        created_on=on,
    )
    Member.objects.bulk_create(
        Member(alliance=alliance, position=place, **(vars(member) | {"tasks": list(member.tasks)}))
        for place, member in enumerate(members, 1)
    )
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
def save_revision(alliance: Alliance, *, by: Actor, on: date, note: str = "") -> Revision:
    """Keep the alliance as it stands as a numbered revision; unchanged since the last, that one is returned.

    ``note``: what is said about it, at most 500 characters.
    """
    Alliance.objects.select_for_update().get(pk=alliance.pk)
    facts = queries.fact_sheet(alliance).model_dump(mode="json")
    content = sections.everything(queries.whole(alliance.pk))
    sha256 = rules.digest_of({"facts": facts, "content": content})
    last = alliance.revisions.order_by("-no").first()
    if last and last.sha256 == sha256:
        return last
    return Revision.objects.create(
        alliance=alliance,
        no=last.no + 1 if last else 1,
        facts=facts,
        content=content,
        note=note,
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
    licence: Attachment | None = None,
    said: Mapping[str, Any] | None = None,
) -> Member:
    """Confirm a member's line (成员确认), or enter its signed and sealed page for it (代录).

    ``articles``: what the pack cites for the act; ``licence``: a copy of its licence that comes with it;
    ``said``: what else the entry keeps, such as the way in which it was confirmed. The confirmation pins the
    line's digest and lapses when the line changes. Raises ``rules.AllianceRefused``; IntegrityError when ``once`` has been used.
    """
    locked = Member.objects.select_for_update().get(pk=member.pk)
    _require(rules.may_confirm(locked, by, page_file is not None))
    locked.signed_page = page_file or locked.signed_page
    locked.licence_copy = licence or locked.licence_copy
    locked.confirmed_on = on
    locked.confirmed_digest = rules.line_digest(locked)
    locked.save(update_fields=["signed_page", "licence_copy", "confirmed_on", "confirmed_digest"])
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
            "licence": licence.file.sha256 if licence else None,
            "line": locked.confirmed_digest,
            **(said or {}),
        },
        articles=list(articles),
    )
    return locked


def _require(verdict: Verdict) -> None:
    if not verdict.allowed:
        raise rules.AllianceRefused(verdict)
