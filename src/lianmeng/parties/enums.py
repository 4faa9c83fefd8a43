"""Closed sets of this room. Identifiers only: Chinese words for them stand in the pack and templates."""

from django.db import models


class LicenceType(models.TextChoices):
    """The paper an organisation exists by. It, not the code's prefix, tells whether it is a legal person."""

    COMPANY = "company", "company"
    BRANCH = "branch", "branch"
    SOLE_TRADER = "sole_trader", "sole_trader"
    INSTITUTION = "institution", "institution"
    UNIVERSITY = "university", "university"
    INSTITUTE = "institute", "institute"
    ASSOCIATION = "association", "association"
    PRIVATE_NONPROFIT = "private_nonprofit", "private_nonprofit"
    COOPERATIVE = "cooperative", "cooperative"
    GOVERNMENT = "government", "government"
    FOREIGN = "foreign", "foreign"
    OTHER = "other", "other"


class CodeStatus(models.TextChoices):
    """How far an organisation's code is known; ``old`` and ``none`` are shown as still to be checked."""

    CHECKED = "checked", "checked"
    OLD = "old", "old"
    NONE = "none", "none"


class TieKind(models.TextChoices):
    """How an expert is bound to an organisation."""

    EMPLOYER = "employer", "employer"
    FORMER = "former", "former"
    ADVISER = "adviser", "adviser"
    DECLARED = "declared", "declared"


class RegistrationState(models.TextChoices):
    """Where a registration, or the recovery of a lost account, stands."""

    PENDING = "pending", "pending"
    CONFIRMED = "confirmed", "confirmed"
    REFUSED = "refused", "refused"
