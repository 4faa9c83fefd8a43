"""Personal links of members' lines: made, taken back, answered. The token is told once, its hash is kept.

A stranger who answers by a link acts for the member under the link's own reference; name and post stand in
the ledger, the telephone number only masked.
"""

import secrets
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction

from lianmeng.alliances import rules
from lianmeng.alliances.actions.founding import confirm_part
from lianmeng.alliances.models import Alliance, Member, MemberLink
from lianmeng.files import actions as files
from lianmeng.files.actions import Readable
from lianmeng.files.models import Attachment
from lianmeng.law.verdicts import Verdict
from lianmeng.record import actions as ledger
from lianmeng.record import queries as ledger_queries
from lianmeng.record.people import Actor

TOKEN_BYTES = 16  # 128 bits
PAPER_LIMIT = 20 * 2**20  # bytes of one paper that comes by a link
BY_LINK, BY_ACCOUNT, ENTERED = "link", "account", "entered"


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A paper that comes with an answer: its content and the name it was uploaded under."""

    content: Readable | bytes
    name: str


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Who has opened a link, as far as known: what they call themselves, where they hold appointments.

    ``line``: digest of the line as they saw it; ``capacity``: the pack's capacity of a member.
    """

    name: str
    post: str
    phone: str
    capacity: str
    line: str
    organisations: Sequence[int] = ()


def hash_of(token: str) -> str:
    """What is kept of a token."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


@transaction.atomic
def make_link(
    member: Member, *, by: Actor, on: date, once: str, articles: Sequence[str] = ()
) -> tuple[MemberLink, str]:
    """A new link for one line and its token, told only here; links of the line made before end.

    Raises ``rules.AllianceRefused``; IntegrityError when ``once`` has been used.
    """
    locked = Member.objects.select_for_update().get(pk=member.pk)
    _require(rules.may_make_link(locked, by))
    locked.links.filter(used_on=None, revoked_on=None).update(revoked_on=on)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link = MemberLink.objects.create(
        member=locked,
        token_hash=hash_of(token),
        made_by=by.person,
        made_on=on,
        expires_on=on + timedelta(days=rules.LINK_DAYS),
        line_digest=rules.line_digest(locked),
    )
    data = {"link": link.pk, "expires_on": link.expires_on.isoformat()}
    _enter(locked, "make_link", by, on, once, data, articles)
    return link, token


@transaction.atomic
def revoke_link(
    link: MemberLink, *, by: Actor, on: date, once: str, articles: Sequence[str] = ()
) -> MemberLink:
    """End a link before its day; one that has ended stays as it is. Raises as ``make_link``."""
    link = MemberLink.objects.select_for_update().get(pk=link.pk)
    _require(rules.may_make_link(link.member, by))
    if link.used_on is None and link.revoked_on is None:
        link.revoked_on = on
        link.save(update_fields=["revoked_on"])
        _enter(link.member, "revoke_link", by, on, once, {"link": link.pk}, articles)
    return link


@transaction.atomic
def confirm_by_link(
    link: MemberLink,
    reader: Reader,
    *,
    page: Upload | None,
    licence: Upload | None,
    on: date,
    once: str,
    articles: Sequence[str] = (),
) -> Member:
    """成员确认 by a link: the line as it was read; the link is used up.

    Raises ``rules.AllianceRefused``, ``files.FileRefused``, IntegrityError when ``once`` has been used.
    """
    link, member = _locked(link)
    _require(rules.may_answer_by_link(link, on, reader.organisations, reader.line))
    _require(rules.is_nobody_elses(member, reader.phone, _lines_of(member, reader.phone)))
    by = _actor(link, member, reader)
    papers = [_kept(member, paper, kind, by, on) for paper, kind in ((page, "page"), (licence, "licence"))]
    done = confirm_part(
        member,
        page_file=papers[0],
        licence=papers[1],
        by=by,
        on=on,
        once=once,
        articles=articles,
        said={"way": BY_LINK, "link": link.pk, "post": reader.post, "phone": masked(reader.phone)},
    )
    _fill_contact(done, reader.name, reader.phone)
    MemberLink.objects.filter(pk=link.pk).update(used_on=on)
    return done


@transaction.atomic
def object_by_link(
    link: MemberLink, reader: Reader, words: str, *, on: date, once: str, articles: Sequence[str] = ()
) -> Member:
    """有误: what the member finds wrong goes to the lead; the link stays open. Raises as ``confirm_by_link``."""
    link, member = _locked(link)
    _require(rules.may_answer_by_link(link, on, reader.organisations, reader.line))
    data = {"way": BY_LINK, "link": link.pk, "words": words, "post": reader.post}
    data["phone"] = masked(reader.phone)
    _enter(member, "object_part", _actor(link, member, reader), on, once, data, articles)
    return member


@transaction.atomic
def confirm_own(
    member: Member,
    *,
    page_file: Attachment | None,
    by: Actor,
    on: date,
    once: str,
    line: str,
    articles: Sequence[str] = (),
) -> Member:
    """成员确认 by an account of the member, or 代录 of its signed page by the applicant.

    ``line``: digest of the line as it was read. Raises as ``confirm_by_link``.
    """
    locked = Member.objects.select_for_update().get(pk=member.pk)
    _require(rules.is_line(locked, line))
    way = BY_ACCOUNT if rules.entered_for(locked, by) is None else ENTERED
    page = _claimed(locked, page_file) if page_file else None
    return confirm_part(locked, page_file=page, by=by, on=on, once=once, articles=articles, said={"way": way})


@transaction.atomic
def object_own(
    member: Member, words: str, *, by: Actor, on: date, once: str, articles: Sequence[str] = ()
) -> Member:
    """有误, by an account of the member. Raises as ``make_link``."""
    locked = Member.objects.select_for_update().get(pk=member.pk)
    _require(rules.may_object(locked, by))
    _enter(locked, "object_part", by, on, once, {"way": BY_ACCOUNT, "words": words}, articles)
    return locked


def masked(phone: str) -> str:
    """A number as the ledger keeps it: the first three and last four signs of a long one, else the last two."""
    if len(phone) >= 11:
        return f"{phone[:3]}****{phone[-4:]}"
    return f"****{phone[-2:]}" if phone else ""


def _locked(link: MemberLink) -> tuple[MemberLink, Member]:
    """The link and its line, locked in this order everywhere: alliance, line, link.

    What is confirmed elsewhere in the alliance counts too, so that two answers come one after the other.
    """
    Alliance.objects.select_for_update().get(pk=link.member.alliance_id)
    member = Member.objects.select_for_update().get(pk=link.member_id)
    return MemberLink.objects.select_for_update().get(pk=link.pk), member


def _lines_of(member: Member, phone: str) -> list[str]:
    """The other members of the alliance whose contact, or who confirmed by link, has this telephone number."""
    lines = member.alliance.members.exclude(organisation=member.organisation_id)
    names = list(lines.filter(contact_phone=phone).values_list("organisation__name", flat=True))
    confirmed = [
        one.data for one in ledger_queries.stream(member.alliance.stream) if one.act == "confirm_part"
    ]
    for said in (one for one in confirmed if one.get("way") == BY_LINK and one["phone"] == masked(phone)):
        if said["organisation"] != member.organisation_id:
            names.append(said["organisation_name"])
    return sorted(set(names))


def _actor(link: MemberLink, member: Member, reader: Reader) -> Actor:
    reference = link.token_hash[:32]
    return Actor(
        person=reference,
        natural=reference,
        name=reader.name,
        capacity=reader.capacity,
        organisation=member.organisation_id,
        organisation_name=member.organisation.name,
        office=None,
        office_name="",
    )


def _kept(member: Member, paper: Upload | None, kind: str, by: Actor, on: date) -> Attachment | None:
    if paper is None:
        return None
    stored = files.store(paper.content, paper.name, PAPER_LIMIT)
    return files.attach(
        stored, name=paper.name, owner_stream=member.alliance.stream, kind=kind, by=by.person, added_on=on
    )


def _claimed(member: Member, page: Attachment) -> Attachment:
    """The upload copied into the alliance's stream, where both sides may read it."""
    return files.attach(
        page.file,
        name=page.name,
        owner_stream=member.alliance.stream,
        kind="page",
        by=page.by,
        added_on=page.added_on,
    )


def _fill_contact(member: Member, name: str, phone: str) -> None:
    """Whoever confirmed is the contact of a line that has none."""
    if not member.contact and not member.contact_phone:
        Member.objects.filter(pk=member.pk).update(contact=name, contact_phone=phone)


def _enter(
    member: Member,
    act: str,
    by: Actor,
    on: date,
    once: str,
    data: Mapping[str, Any],
    articles: Iterable[str],
) -> None:
    whole = {
        "member": member.pk,
        "organisation": member.organisation_id,
        "organisation_name": member.organisation.name,
        **data,
    }
    ledger.append(
        stream=member.alliance.stream,
        act=act,
        act_id=uuid.uuid4(),
        once=once or None,
        actor=by,
        on=on,
        data=whole,
        articles=list(articles),
    )


def _require(verdict: Verdict) -> None:
    if not verdict.allowed:
        raise rules.AllianceRefused(verdict)
