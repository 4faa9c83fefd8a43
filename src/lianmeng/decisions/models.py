"""Tables of decision: topics, resolutions, notices, objections, publication, delivery (article 10)."""

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint

from lianmeng.cases.models import Case
from lianmeng.files.models import StoredFile


class Topic(models.Model):
    """A case tabled for the meeting; anew after each return."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="topics", verbose_name="办件")
    brief = models.TextField("汇报要点")
    approved_on = models.DateField("批准日期")

    class Meta:
        verbose_name = verbose_name_plural = "议题"
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.approved_on}"


class Resolution(models.Model):
    """What the meeting decided: kind, day, minutes' number, extract. No votes, no full minutes."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="resolutions", verbose_name="办件")
    act = models.CharField("决定", max_length=40)
    meeting_kind = models.CharField("会议类别", max_length=60)
    held_on = models.DateField("会议日期")
    minutes_no = models.CharField("纪要文号", max_length=100)
    extract = models.TextField("决定事项摘录")
    avoided = models.TextField("回避人员", blank=True)
    recorded_on = models.DateField("登记日期")

    class Meta:
        verbose_name = verbose_name_plural = "会议决定"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            CheckConstraint(condition=Q(recorded_on__gte=F("held_on")), name="resolution_recorded_after")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.minutes_no}"


class Meeting(models.Model):
    """A meeting with its agenda; known by the number of its minutes once that was registered.

    ``version`` counts changes of the agenda; ``arranged_by``: the name of who made it last, "" for a
    meeting of which only the decisions were recorded.
    """

    kind = models.CharField("会议类别", max_length=60)
    held_on = models.DateField("会议日期")
    minutes_no = models.CharField("纪要文号", max_length=100, blank=True)
    version = models.PositiveIntegerField("议程版次", default=0)
    arranged_by = models.CharField("议程编排人", max_length=200, blank=True)
    arranged_on = models.DateField("编排日期")

    class Meta:
        verbose_name = verbose_name_plural = "会议"
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            UniqueConstraint(
                fields=["minutes_no"], condition=~Q(minutes_no=""), name="meeting_minutes_no_once"
            ),
            CheckConstraint(condition=~Q(kind=""), name="meeting_has_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.held_on} {self.minutes_no}"

    @property
    def stream(self) -> str:
        """The ledger stream that holds who arranged its agenda; it owns its book."""
        return f"meeting:{self.pk}"


class MeetingItem(models.Model):
    """A case on the agenda of a meeting, in its place; with the resolution once that was recorded."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="items", verbose_name="会议")
    case = models.ForeignKey(Case, models.PROTECT, related_name="meeting_items", verbose_name="办件")
    position = models.PositiveIntegerField("次序")
    resolution = models.OneToOneField(
        Resolution, models.PROTECT, null=True, related_name="item", verbose_name="会议决定"
    )

    class Meta:
        verbose_name = verbose_name_plural = "议程"
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            UniqueConstraint(fields=["case"], condition=Q(resolution=None), name="meeting_item_open_once"),
            CheckConstraint(condition=Q(position__gte=1), name="meeting_item_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}/{self.position}"


class Notice(models.Model):
    """A public notice (公示) of a case on its days; a renewed one replaces the one before."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="notices", verbose_name="办件")
    posted_on = models.DateField("发布日期")
    closes_on = models.DateField("公示截止")
    grace_until = models.DateField("候邮件至")
    url = models.URLField("网址", max_length=500)
    phone = models.CharField("监督电话", max_length=100)
    address = models.CharField("来信地址", max_length=300, blank=True)
    note = models.TextField("更正说明", blank=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="replaced_by", verbose_name="前次"
    )

    class Meta:
        verbose_name = verbose_name_plural = "公示"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            CheckConstraint(
                condition=Q(closes_on__gte=F("posted_on"), grace_until__gte=F("closes_on")),
                name="notice_days_in_order",
            )
        ]
        indexes: ClassVar = [Index(fields=["posted_on", "closes_on"], name="notice_days")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.posted_on}"


class Publication(models.Model):
    """The result as published (政府信息公开条例 26), with the document as the public reads it."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="publications", verbose_name="办件")
    published_on = models.DateField("公布日期")
    url = models.URLField("网址", max_length=500)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", verbose_name="公开版")

    class Meta:
        verbose_name = verbose_name_plural = "结果公布"
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [Index(fields=["case", "published_on"], name="publication_case_day")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.published_on}"


class Delivery(models.Model):
    """A decision delivered, with its way and receipt."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="deliveries", verbose_name="办件")
    way = models.CharField("方式", max_length=60)
    delivered_on = models.DateField("送达日期")

    class Meta:
        verbose_name = verbose_name_plural = "送达"
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.delivered_on}"


class RefusalNotice(models.Model):
    """The reasoned notice of a refusal: facts and remedy."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="refusal_notices", verbose_name="办件")
    facts = models.TextField("事实和理由")
    remedy = models.TextField("救济途径")
    notified_on = models.DateField("日期")

    class Meta:
        verbose_name = verbose_name_plural = "未予认定告知"
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.notified_on}"


class Objection(models.Model):
    """An objection to a case in 公示. Who lodged it stands in the case's sealed answers, not here.

    ``reference``: the random reference under which its author acts, of this objection alone; ``code_hash``:
    of the query code, told once; empty for what came on paper.
    """

    case = models.OneToOneField(Case, models.PROTECT, related_name="objection", verbose_name="办件")
    reference = models.CharField("异议人凭证号", max_length=64)
    code_hash = models.CharField("查询码校验码", max_length=64, blank=True)
    came_on = models.DateField("提出日期")

    class Meta:
        verbose_name = verbose_name_plural = "异议"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            UniqueConstraint(fields=["code_hash"], condition=~Q(code_hash=""), name="objection_code_once"),
            CheckConstraint(condition=~Q(reference=""), name="objection_has_reference"),
        ]

    def __str__(self) -> str:
        return str(self.case_id)


class Inquiry(models.Model):
    """The letter by which the one objected to is asked for an answer: a summary, never the original."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="inquiries", verbose_name="异议")
    summary = models.TextField("摘要")
    sent_on = models.DateField("函告日期")
    due_on = models.DateField("答复期限")
    answered_on = models.DateField("说明日期", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "异议函告"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            CheckConstraint(condition=Q(due_on__gte=F("sent_on")), name="inquiry_due_after_sent")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.sent_on}"


class Ruling(models.Model):
    """What the leaders or the meeting ruled on an objection."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="rulings", verbose_name="异议")
    act = models.CharField("审定", max_length=40)
    decided_by = models.CharField("审定方式", max_length=60)
    minutes_no = models.CharField("纪要文号", max_length=100, blank=True)
    reason = models.TextField("审定意见")
    requirement = models.TextField("改正要求", blank=True)
    ruled_on = models.DateField("审定日期")

    class Meta:
        verbose_name = verbose_name_plural = "异议审定"
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.act}"
