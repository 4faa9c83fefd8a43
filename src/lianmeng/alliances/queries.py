"""Questions about alliances. None of them writes."""

from collections.abc import Sequence

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Q, QuerySet

from lianmeng.alliances import rules
from lianmeng.alliances.models import Agreement, Alliance, Funds, Member
from lianmeng.law import facts
from lianmeng.parties.models import Organisation


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


def whole(alliance_id: int) -> Alliance:
    """An alliance with all its parts, read in four queries. Raises ``Alliance.DoesNotExist``."""
    alliances = Alliance.objects.select_related("lead", "host", "agreement", "funds")
    parts = ("members__organisation", "organs", "earlier_recognitions")
    return alliances.prefetch_related(*parts).get(pk=alliance_id)


def fact_sheet(
    alliance: Alliance,
    *,
    applicant: Organisation | None = None,
    office: str = "",
    declarations: Sequence[str] = (),
    papers: Sequence[str] = (),
) -> facts.FactSheet:
    """All that a judgement may know of the alliance now, freshly read (five queries).

    ``office``: pack id of the office competent for the applicant; ``declarations`` and ``papers``: pack ids
    of what the application declares and encloses.
    """
    stored = whole(alliance.pk)
    return facts.FactSheet(
        name=stored.name,
        foci=tuple(stored.foci),
        main_focus=stored.main_focus,
        goals=stored.goals,
        applicant=_applicant(applicant, office),
        agreement=_agreement(stored),
        members=tuple(_member(member) for member in stored.members.all()),
        organs=tuple(
            facts.Organ(kind=organ.kind, name=organ.name, head=organ.head, full_time=organ.full_time)
            for organ in stored.organs.all()
        ),
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
        task=member.task,
        signed=member.signed_on is not None,
        confirmed=rules.confirmed(member),
        licence_copy=member.licence_copy_id is not None,
        licence_until=organisation.valid_until,
    )


def _funds(alliance: Alliance) -> facts.Funds:
    funds = funds_of(alliance)
    if funds is None:
        return facts.Funds()
    return facts.Funds(daily=funds.daily, joint=funds.joint, rules=funds.rules_id is not None)
