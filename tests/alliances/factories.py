"""Made-up alliances for tests of every room."""

from datetime import date
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from lianmeng.alliances.models import Agreement, Alliance, EarlierRecognition, Funds, Member, Organ
from lianmeng.files.models import Attachment, StoredFile
from lianmeng.parties.enums import LicenceType
from tests.parties.factories import OrganisationFactory

SIGNED = date(2016, 3, 1)


class StoredFileFactory(DjangoModelFactory[StoredFile]):
    """The row of a content that no disk holds."""

    class Meta:
        model = StoredFile

    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    size = 1
    media_type = "application/pdf"


class AttachmentFactory(DjangoModelFactory[Attachment]):
    """A scanned page."""

    class Meta:
        model = Attachment

    file = factory.SubFactory(StoredFileFactory)
    name = "签署页.pdf"
    owner_stream = "draft:1"
    kind = "agreement"
    by = "p"
    added_on = SIGNED


class AllianceFactory(DjangoModelFactory[Alliance]):
    """An alliance without members; see ``make_alliance`` for a whole one."""

    class Meta:
        model = Alliance

    name = factory.Sequence(lambda n: f"样例{n}产业技术创新战略联盟（演示）")
    lead = factory.SubFactory(OrganisationFactory)
    goals = "样例目标"
    demonstration = True
    created_on = SIGNED


class MemberFactory(DjangoModelFactory[Member]):
    """A founding member that has signed."""

    class Meta:
        model = Member

    alliance = factory.SubFactory(AllianceFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    kind = "enterprise"
    task = "样例分工"
    signed_on = SIGNED


class AgreementFactory(DjangoModelFactory[Agreement]):
    """An agreement that holds from its signing."""

    class Meta:
        model = Agreement

    alliance = factory.SubFactory(AllianceFactory)
    effective_on = SIGNED
    clauses = factory.LazyFunction(lambda: ["goals", "division"])


class OrganFactory(DjangoModelFactory[Organ]):
    """A body with a head."""

    class Meta:
        model = Organ

    alliance = factory.SubFactory(AllianceFactory)
    kind = "executive"
    name = "秘书处"
    head = "负责人甲（演示）"
    full_time = 2


class FundsFactory(DjangoModelFactory[Funds]):
    """Budgets in 万元."""

    class Meta:
        model = Funds

    alliance = factory.SubFactory(AllianceFactory)
    daily = Decimal("30.5")
    joint = Decimal("200")


class EarlierRecognitionFactory(DjangoModelFactory[EarlierRecognition]):
    """A recognition by a city."""

    class Meta:
        model = EarlierRecognition

    alliance = factory.SubFactory(AllianceFactory)
    title = "市级联盟（演示）"
    by = "样例市科技局"
    on = SIGNED


def make_alliance(others: int = 2, **fields: object) -> Alliance:
    """A whole alliance: the lead, a university and ``others - 1`` firms as members, and every other part."""
    alliance = AllianceFactory(**fields)
    MemberFactory(alliance=alliance, organisation=alliance.lead)
    for number in range(others):
        university = {"kind": "university", "organisation__licence_type": LicenceType.UNIVERSITY}
        MemberFactory(alliance=alliance, **(university if number == 0 else {}))
    for part in (AgreementFactory, OrganFactory, FundsFactory, EarlierRecognitionFactory):
        part(alliance=alliance)
    return alliance
