"""The title: which alliance, by which document, from when to when."""

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint

from lianmeng.alliances.models import Alliance
from lianmeng.cases.models import Case
from lianmeng.documents.models import Document


class Designation(models.Model):
    """One term of a title. In force while its dates say so; nothing else is stored of its standing.

    As granted, for finding it: ``names`` of alliance, lead and members in small letters, a line each; ``place``: the pack's
    local office in whose region the applicant sits, "" outside; ``focus``: the pack's main focus.
    """

    case = models.OneToOneField(Case, models.PROTECT, related_name="designation", verbose_name="办件")
    alliance = models.ForeignKey(Alliance, models.PROTECT, related_name="designations", verbose_name="联盟")
    document = models.ForeignKey(Document, models.PROTECT, related_name="+", verbose_name="批复")
    period = models.PositiveIntegerField("期次", default=1)
    starts_on = models.DateField("起始日")
    ends_on = models.DateField("届满日")
    names = models.TextField("可查名称", blank=True)
    place = models.CharField("地区", max_length=60, blank=True)
    focus = models.CharField("主要方向", max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "试点称号"
        ordering: ClassVar = ["-starts_on", "-id"]
        constraints: ClassVar = [
            UniqueConstraint(fields=["alliance", "period"], name="designation_period_once"),
            CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="designation_days_in_order"),
            CheckConstraint(condition=Q(period__gte=1), name="designation_period_from_one"),
        ]
        indexes: ClassVar = [
            Index(fields=["starts_on", "ends_on"], name="designation_days"),
            # the register in its order; what counting asks of a title stands behind it, so that it reads no row
            Index(fields=["-starts_on", "-id", "ends_on", "case"], name="designation_newest"),
            Index(fields=["place", "-starts_on", "-id", "case"], name="designation_place"),
            Index(fields=["focus", "-starts_on", "-id", "case"], name="designation_focus"),
        ]

    def __str__(self) -> str:
        return f"{self.alliance_id} {self.starts_on}"
