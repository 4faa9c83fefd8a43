"""Made-up people, organisations and offices for tests of every room. Nobody living, no code ever issued."""

from datetime import date

import factory
from django.conf import settings
from django.utils.encoding import force_bytes
from factory.django import DjangoModelFactory

from lianmeng.parties import codes
from lianmeng.parties.enums import CodeStatus, LicenceType
from lianmeng.parties.models import Appointment, Expert, ExpertTie, Identity, Office, Organisation, Person
from lianmeng.parties.samplecodes import make_code, make_identity_number
from lianmeng.record.people import Actor

LONG_AGO = date(2016, 1, 1)
PROVINCE, CITY = "210000", "210500"


class IdentityFactory(DjangoModelFactory[Identity]):
    """A natural person of a sample identity number."""

    class Meta:
        model = Identity

    key = factory.Sequence(
        lambda n: codes.identity_key(make_identity_number(PROVINCE, n), force_bytes(settings.IDENTITY_KEY))
    )


class PersonFactory(DjangoModelFactory[Person]):
    """An account with an identity; ``identity=None`` for one without."""

    class Meta:
        model = Person

    username = factory.Sequence(lambda n: f"person{n}")
    name = factory.Sequence(lambda n: f"经办{n}（演示）")
    password = "!"
    identity = factory.SubFactory(IdentityFactory)
    joined_on = LONG_AGO


class OrganisationFactory(DjangoModelFactory[Organisation]):
    """A company with a valid code that belongs to nobody."""

    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"样例企业{n}有限公司（演示）")
    code = factory.Sequence(lambda n: make_code(CITY, n))
    code_status = CodeStatus.CHECKED
    licence_type = LicenceType.COMPANY
    region = CITY
    demonstration = True


class OfficeFactory(DjangoModelFactory[Office]):
    """An office of no organisation."""

    class Meta:
        model = Office

    code = factory.Sequence(lambda n: f"office_{n}")
    name = factory.Sequence(lambda n: f"样例处室{n}")
    kind = "division"
    position = factory.Sequence(lambda n: n)


class AppointmentFactory(DjangoModelFactory[Appointment]):
    """An open appointment in an office. For a firm: ``office=None, organisation=…``."""

    class Meta:
        model = Appointment

    person = factory.SubFactory(PersonFactory)
    office = factory.SubFactory(OfficeFactory)
    capacity = "clerk"
    valid_from = LONG_AGO
    appointed_by = "样例机关（演示）"


class ExpertFactory(DjangoModelFactory[Expert]):
    """An available expert with an employer."""

    class Meta:
        model = Expert

    person = factory.SubFactory(PersonFactory, name=factory.Sequence(lambda n: f"专家{n}（演示）"))
    employer = factory.SubFactory(OrganisationFactory, licence_type=LicenceType.UNIVERSITY)
    specialty = "材料"


class ExpertTieFactory(DjangoModelFactory[ExpertTie]):
    """A tie that still holds."""

    class Meta:
        model = ExpertTie

    expert = factory.SubFactory(ExpertFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    kind = "adviser"


class ActorFactory(factory.Factory[Actor]):
    """An actor without rows: enough for the ``by`` of an action."""

    class Meta:
        model = Actor

    person = factory.Sequence(lambda n: f"{n:032x}")
    natural = factory.Sequence(lambda n: f"{n + 2**64:032x}")
    name = "管理员甲（演示）"
    capacity = "administrator"
