"""The copies of the members' licences (article 9)."""

from datetime import date

from django.db import transaction

from lianmeng.alliances.models import Member
from lianmeng.files.models import Attachment
from lianmeng.parties.models import Organisation


@transaction.atomic
def keep_licence(member: Member, *, copy: Attachment | None = None, valid_until: date | None = None) -> None:
    """Keep the copy of a member's licence, the last day that it bears, or both."""
    if copy is not None:
        Member.objects.filter(pk=member.pk).update(licence_copy=copy)
    if valid_until is not None:
        Organisation.objects.filter(pk=member.organisation_id).update(valid_until=valid_until)


def drop_licence(member: Member) -> None:
    """Take the copy of a licence from a member; the file itself stays with the alliance."""
    Member.objects.filter(pk=member.pk).update(licence_copy=None)
