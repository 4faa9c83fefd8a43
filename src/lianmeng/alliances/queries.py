"""Questions about alliances. None of them writes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Prefetch, Q, QuerySet
from django.db.models.functions import Now

from lianmeng.alliances import rules
from lianmeng.alliances.models import (
    Agreement,
    Alliance,
    EarlierRecognition,
    Funds,
    Member,
    MemberLink,
    Organ,
    Presence,
    Revision,
    SectionVersion,
)
from lianmeng.law import facts
from lianmeng.parties.models import Organisation
from lianmeng.record import queries as record
from lianmeng.record.models import Entry

HERE = timedelta(seconds=60)
LONG_GONE = timedelta(hours=1)


def alliances_of(organisation_id: int) -> QuerySet[Alliance]:
    """The alliances for which an organisation may apply: those it leads or hosts."""
    mine = Q(lead_id=organisation_id) | Q(host_id=organisation_id)
    return Alliance.objects.filter(mine).select_related("lead", "host")


def memberships_of(organisation_id: int) -> QuerySet[Member]:
    """An organisation's lines in all alliances."""
    return Member.objects.filter(organisation_id=organisation_id).select_related(
        "organisation", "alliance__lead"
    )


def members_of(alliance: Alliance) -> QuerySet[Member]:
    """The members in the order of entry, with all that a line shows (one query)."""
    return alliance.members.select_related(
        "organisation", "alliance", "licence_copy__file", "signed_page__file"
    )


def whole(alliance_id: int, *, former_names: bool = False) -> Alliance:
    """An alliance with all its parts, read in four queries. Raises ``Alliance.DoesNotExist``.

    With ``former_names`` also those of its members (one more).
    """
    more = ["members__organisation__former_names"] if former_names else []
    return wholes().prefetch_related(*more).get(pk=alliance_id)


def wholes(*, short: bool = False) -> QuerySet[Alliance]:
    """Alliances with all their parts: four queries, however many; three as if there were no earlier recognition."""
    alliances = Alliance.objects.select_related("lead", "host", "agreement", "funds")
    members = Prefetch("members", Member.objects.select_related("organisation"))
    earlier = EarlierRecognition.objects.none() if short else EarlierRecognition.objects.all()
    return alliances.prefetch_related(members, "organs", Prefetch("earlier_recognitions", earlier))


def versions_of(alliances: Iterable[int]) -> dict[int, dict[str, SectionVersion]]:
    """Who saved which section last, and how often, by alliance (one query)."""
    found: dict[int, dict[str, SectionVersion]] = {}
    for one in SectionVersion.objects.filter(alliance__in=list(alliances)):
        found.setdefault(one.alliance_id, {})[one.section] = one
    return found


def present(alliance: Alliance, section: str, but: str) -> list[str]:
    """Who else has the section open now; a page renews its mark every 20 seconds."""
    since = Now() - HERE
    here = Presence.objects.filter(alliance=alliance, section=section, seen_at__gte=since)
    return list(here.exclude(person=but).order_by("name").values_list("name", flat=True))


def gone() -> QuerySet[Presence]:
    """Marks of those who left long ago."""
    return Presence.objects.filter(seen_at__lt=Now() - LONG_GONE)


def revisions_of(alliance: Alliance) -> QuerySet[Revision]:
    """The saved revisions, newest first."""
    return alliance.revisions.order_by("-no")


def fact_sheet(
    alliance: Alliance,
    *,
    applicant: Organisation | None = None,
    office: str = "",
    declarations: Sequence[str] = (),
    papers: Sequence[str] = (),
    stored: Alliance | None = None,
) -> facts.FactSheet:
    """All that a judgement may know of the alliance now, freshly read (four queries) unless ``stored`` is given.

    ``office``: pack id of the office competent for the applicant; ``declarations`` and ``papers``: pack ids
    of what the application declares and encloses.
    """
    return _sheet(stored or whole(alliance.pk), applicant, office, declarations, papers)


def present_facts(numbers: Iterable[int]) -> dict[int, facts.FactSheet]:
    """The fact sheets of alliances as they stand now, without an application, by number (four queries)."""
    rows = wholes().filter(pk__in=list(numbers))
    return {row.pk: _sheet(row, None, "", (), ()) for row in rows}


def _sheet(
    stored: Alliance,
    applicant: Organisation | None,
    office: str,
    declarations: Sequence[str],
    papers: Sequence[str],
) -> facts.FactSheet:
    return facts.FactSheet(
        name=stored.name,
        foci=tuple(stored.foci),
        main_focus=stored.main_focus,
        focus_note=stored.focus_note,
        goals=stored.goals,
        applicant=_applicant(applicant, office),
        agreement=_agreement(stored),
        members=tuple(_member(member) for member in stored.members.all()),
        organs=tuple(_organ(organ) for organ in stored.organs.all()),
        funds=_funds(stored),
        papers=tuple(papers),
        declarations=tuple(declarations),
        earlier_recognition=tuple(each.title for each in stored.earlier_recognitions.all()),
    )


def agreement_of(alliance: Alliance) -> Agreement | None:
    """The agreement, if it has been entered."""
    try:
        return alliance.agreement
    except ObjectDoesNotExist:
        return None


def funds_of(alliance: Alliance) -> Funds | None:
    """The funds, if they have been entered."""
    try:
        return alliance.funds
    except ObjectDoesNotExist:
        return None


def line_digest(member: Member) -> str:
    """Digest of a member's line as it stands; ``confirm_part`` pins it."""
    return rules.line_digest(member)


def _applicant(applicant: Organisation | None, office: str) -> facts.Applicant:
    if applicant is None:
        return facts.Applicant(office=office)
    return facts.Applicant(name=applicant.name, region=applicant.region, office=office)


def _agreement(alliance: Alliance) -> facts.Agreement:
    agreement, members = agreement_of(alliance), alliance.members.all()
    signed_on = rules.founding_signatures(members)
    if agreement is None:
        return facts.Agreement(signed_on=signed_on)
    return facts.Agreement(
        effective_on=rules.effective_on(agreement, members),
        signed_on=signed_on,
        valid_until=agreement.valid_until,
        clauses=tuple(agreement.clauses),
    )


def _member(member: Member) -> facts.Member:
    organisation = member.organisation
    return facts.Member(
        name=organisation.name,
        code=organisation.code,
        kind=member.kind,
        region=organisation.region,
        role=member.role,
        counted=rules.counted(member),
        tasks=tuple(member.tasks),
        task=member.task,
        seal=member.seal_kind,
        signed=member.signed_on is not None,
        confirmed=rules.confirmed(member),
        licence_copy=member.licence_copy_id is not None,
        licence_until=organisation.valid_until,
    )


def _organ(organ: Organ) -> facts.Organ:
    return facts.Organ(
        kind=organ.kind,
        name=organ.name,
        head=organ.head,
        full_time=organ.full_time,
        minutes=organ.minutes_id is not None,
    )


def _funds(alliance: Alliance) -> facts.Funds:
    funds = funds_of(alliance)
    if funds is None:
        return facts.Funds()
    return facts.Funds(
        daily=funds.daily, joint=funds.joint, rules=bool(funds.rules_name) or funds.rules_id is not None
    )


@dataclass(frozen=True)
class Part:
    """A member's line and what was done about its confirmation.

    ``state``: confirmed, lapsed (the line changed since) or open; ``entry``: the confirmation that counts;
    ``objection``: the last words of the member that the line is wrong, if nothing was confirmed after them.
    """

    member: Member
    state: str
    entry: Entry | None
    objection: Entry | None
    link: MemberLink | None
    link_state: str


def parts(members: Sequence[Member], on: date) -> list[Part]:
    """The confirmations of these lines (two queries): who confirmed how and when, what links there are."""
    entries = record.streams({member.alliance.stream for member in members})
    links = {link.member_id: link for link in MemberLink.objects.filter(member__in=members).order_by("pk")}
    return [_part(member, entries[member.alliance.stream], links.get(member.pk), on) for member in members]


def _part(member: Member, entries: Iterable[Entry], link: MemberLink | None, on: date) -> Part:
    mine = [entry for entry in entries if entry.data.get("member") == member.pk]
    said = [entry for entry in mine if entry.act in ("confirm_part", "object_part")]
    done = [entry for entry in said if entry.act == "confirm_part"]
    last = said[-1] if said else None
    state = "open" if member.confirmed_on is None else "confirmed" if rules.confirmed(member) else "lapsed"
    return Part(
        member=member,
        state=state,
        entry=done[-1] if done else None,
        objection=last if last and last.act == "object_part" else None,
        link=link,
        link_state=rules.link_state(link, on) if link else "",
    )


def link_of(token_hash: str) -> MemberLink | None:
    """The personal link with this hash, with its line and alliance (one query)."""
    found = MemberLink.objects.select_related(
        "member__organisation",
        "member__alliance__lead",
        "member__alliance__host",
        "member__alliance__agreement",
    )
    return found.filter(token_hash=token_hash).first()
