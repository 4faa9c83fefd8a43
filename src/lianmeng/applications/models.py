"""Tables of calls, drafts and letters."""

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from lianmeng.alliances.models import Alliance
from lianmeng.cases.models import Case
from lianmeng.documents.models import Document
from lianmeng.parties.models import Office, Organisation


class Call(models.Model):
    """A call for applications, or the admission of one named alliance (article 7)."""

    case = models.OneToOneField(
        Case, models.PROTECT, primary_key=True, related_name="call", verbose_name="办件"
    )
    foci = models.JSONField("方向", default=list)
    alliance = models.ForeignKey(
        Alliance, models.PROTECT, null=True, related_name="+", verbose_name="指明的联盟"
    )
    notice_no = models.CharField("通知文号", max_length=100, blank=True)
    opens_on = models.DateField("开始日", null=True)
    closes_on = models.DateField("截止日", null=True)
    recommend_by = models.DateField("推荐截止日", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "申报批次"
        constraints: ClassVar = [
            CheckConstraint(
                condition=Q(closes_on=None) | Q(closes_on__gte=F("opens_on")), name="call_opens_first"
            ),
            CheckConstraint(
                condition=Q(recommend_by=None) | Q(recommend_by__gte=F("closes_on")),
                name="call_recommends_last",
            ),
        ]

    def __str__(self) -> str:
        return self.case.title


class Application(models.Model):
    """A draft: one mutable row, later tied to the case that its submission made."""

    alliance = models.ForeignKey(Alliance, models.PROTECT, related_name="applications", verbose_name="联盟")
    call = models.ForeignKey(Case, models.PROTECT, related_name="applications", verbose_name="批次")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="申报单位")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="初审机关")
    case = models.OneToOneField(
        Case, models.PROTECT, null=True, related_name="application", verbose_name="办件"
    )
    started_on = models.DateField("建立日期")

    class Meta:
        verbose_name = verbose_name_plural = "申报"
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            UniqueConstraint(fields=["alliance", "call"], name="application_once_per_call")
        ]

    def __str__(self) -> str:
        return self.alliance.name

    @property
    def stream(self) -> str:
        """The stream that owns its papers until they are submitted."""
        return f"draft:{self.pk}"


class Letter(models.Model):
    """The document by which an office recommends one or several applications (article 10)."""

    document = models.OneToOneField(Document, models.PROTECT, related_name="+", verbose_name="公文")
    office = models.ForeignKey(Office, models.PROTECT, related_name="letters", verbose_name="推荐单位")

    class Meta:
        verbose_name = verbose_name_plural = "推荐文件"

    def __str__(self) -> str:
        return str(self.document)


class Incoming(models.Model):
    """A letter registered by the department under a number of its own; several when it was sent again."""

    number = models.CharField("收文号", max_length=60, unique=True)
    letter = models.ForeignKey(Letter, models.PROTECT, related_name="incoming", verbose_name="推荐文件")
    letter_dated_on = models.DateField("来文日期")
    received_on = models.DateField("收到日期")

    class Meta:
        verbose_name = verbose_name_plural = "收文"
        constraints: ClassVar = [
            CheckConstraint(
                condition=Q(received_on__gte=F("letter_dated_on")), name="incoming_received_after"
            )
        ]

    def __str__(self) -> str:
        return self.number


class LetterItem(models.Model):
    """One application on a letter; ``taken_back_on`` when the office withdrew just this one."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="items", verbose_name="推荐文件")
    case = models.ForeignKey(Case, models.PROTECT, related_name="letter_items", verbose_name="办件")
    incoming = models.ForeignKey(
        Incoming, models.PROTECT, null=True, related_name="items", verbose_name="收文"
    )
    taken_back_on = models.DateField("撤回日期", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "推荐名单"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [UniqueConstraint(fields=["letter", "case"], name="letter_item_once")]

    def __str__(self) -> str:
        return f"{self.letter_id}/{self.case_id}"
