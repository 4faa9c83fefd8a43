"""Tables of review. Every judgement is a new row; a correction refers to the old one."""

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint

from lianmeng.cases.models import Case
from lianmeng.parties.models import Expert, Office


class Correction(models.Model):
    """A request to correct: all defects at once, in numbered rounds, with a day (articles 8, 9)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="corrections", verbose_name="办件")
    act = models.CharField("环节", max_length=40)
    round = models.PositiveIntegerField("轮次")
    defects = models.TextField("缺项")
    due_on = models.DateField("补正期限")
    asked_on = models.DateField("告知日期")

    class Meta:
        verbose_name = verbose_name_plural = "补正通知"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            UniqueConstraint(fields=["case", "act", "round"], name="correction_round_once"),
            CheckConstraint(condition=Q(due_on__gte=F("asked_on")), name="correction_due_after"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} 第{self.round}轮"


class PreliminaryReview(models.Model):
    """The opinion of the reviewing office (articles 9, 10)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="preliminary_reviews", verbose_name="办件")
    favourable = models.BooleanField("通过")
    text = models.TextField("意见")
    decided_on = models.DateField("日期")

    class Meta:
        verbose_name = verbose_name_plural = "初审意见"
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.decided_on}"


class ReviewItem(models.Model):
    """One judgement on one item of the checklist; a later one is a new row with the next ``no``.

    ``pages``: places in the papers, as {file, name, paper, page}; ``submission``: the number of what was looked at.
    Whose judgement it is stands as references and text, as in the ledger.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="review_items", verbose_name="办件")
    item = models.CharField("核对项", max_length=100)
    no = models.PositiveIntegerField("次序")
    verdict = models.CharField("判断", max_length=60)
    note = models.TextField("说明", blank=True)
    pages = models.JSONField("页码", default=list)
    submission = models.PositiveIntegerField("所核提交件")
    natural = models.CharField("自然人标识", max_length=64)
    name = models.CharField("姓名", max_length=200)
    office_name = models.CharField("处室名称", max_length=300)
    judged_on = models.DateField("日期")
    saved_at = models.DateTimeField("保存时间", auto_now_add=True)
    once = models.CharField("防重标记", max_length=100, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "核对"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            UniqueConstraint(fields=["case", "item", "no"], name="review_item_no_once"),
            CheckConstraint(condition=Q(no__gte=1) & ~Q(verdict=""), name="review_item_judged"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.item}/{self.no}"


class Consultation(models.Model):
    """The divisions asked for one case, and the summary that closed it (article 10)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="consultations", verbose_name="办件")
    divisions = models.JSONField("征求处室")
    check_sheet = models.TextField("形式审查表")
    asked_on = models.DateField("发出日期")
    summary = models.TextField("汇总", blank=True)
    silent = models.JSONField("逾期未反馈", default=list)
    closed_on = models.DateField("汇总日期", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "征求意见"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("asked_on")), name="consultation_closes"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.asked_on}"


class DivisionOpinion(models.Model):
    """One division's opinion; a later one is a new row that names the one before (article 10)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="opinions", verbose_name="办件")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", verbose_name="处室")
    verdict = models.CharField("意见", max_length=60)
    reason = models.TextField("理由")
    given_on = models.DateField("日期")
    supplements = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", verbose_name="补充")

    class Meta:
        verbose_name = verbose_name_plural = "处室意见"
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [Index(fields=["case", "office"], name="opinion_case_office")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.office_id}"


class Draw(models.Model):
    """One draw of experts for one or many cases: what was drawn from, by which seed, with which outcome.

    All that it depends on stands in the row, so that it can be drawn again and compared (``panel replay``). A
    further draw for the same case is a new row and says why.
    """

    cases: ClassVar = models.ManyToManyField(Case, related_name="draws", verbose_name="办件")
    seed = models.CharField("抽取码", max_length=64)
    size = models.PositiveIntegerField("拟组人数")
    fields = models.JSONField("抽取范围", default=list)
    experts = models.JSONField("备选专家")
    members = models.JSONField("成员单位")
    avoidance = models.JSONField("回避年限")
    digest = models.CharField("校验码", max_length=64)
    ranking = models.JSONField("抽取次序")
    excluded = models.JSONField("回避")
    reason = models.TextField("重新抽取的原因", blank=True)
    drawn_on = models.DateField("日期")
    natural = models.CharField("自然人标识", max_length=64)
    name = models.CharField("抽取人", max_length=200)
    drawn_at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "抽取凭证"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            CheckConstraint(condition=~Q(seed="") & ~Q(digest=""), name="draw_has_seed_and_digest"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.drawn_on}"


class Panel(models.Model):
    """A panel of experts; a new one is a new row (article 10)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="panels", verbose_name="办件")
    no = models.PositiveIntegerField("次序")
    chair = models.ForeignKey(Expert, models.PROTECT, related_name="+", verbose_name="组长")
    meets_on = models.DateField("论证日期")
    formed_on = models.DateField("组建日期")

    class Meta:
        verbose_name = verbose_name_plural = "专家组"
        ordering: ClassVar = ["no"]
        constraints: ClassVar = [UniqueConstraint(fields=["case", "no"], name="panel_no_once")]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.no}"


class Seat(models.Model):
    """One expert's seat; ``left_on`` when replaced, ``recused_on`` when the expert said to have to stay away."""

    panel = models.ForeignKey(Panel, models.PROTECT, related_name="seats", verbose_name="专家组")
    expert = models.ForeignKey(Expert, models.PROTECT, related_name="seats", verbose_name="专家")
    declared_on = models.DateField("签承诺日期", null=True)
    recused_on = models.DateField("提出回避日期", null=True)
    left_on = models.DateField("递补日期", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "席位"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [UniqueConstraint(fields=["panel", "expert"], name="seat_once")]

    def __str__(self) -> str:
        return f"{self.panel_id} {self.expert_id}"


class Sheet(models.Model):
    """One expert's sheet: scores by item, vote, comment. A second argument is a new row."""

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="sheets", verbose_name="席位")
    scores = models.JSONField("各项得分")
    total = models.PositiveIntegerField("总分")
    vote = models.CharField("表决", max_length=60)
    comment = models.TextField("评语")
    reviewed_on = models.DateField("日期")

    class Meta:
        verbose_name = verbose_name_plural = "评议表"
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.seat_id} {self.total}"


class Conclusion(models.Model):
    """What the panel concluded, signed by all (article 10). ``act`` says which way."""

    panel = models.ForeignKey(Panel, models.PROTECT, related_name="conclusions", verbose_name="专家组")
    act = models.CharField("结论", max_length=40)
    text = models.TextField("论证意见")
    concluded_on = models.DateField("日期")

    class Meta:
        verbose_name = verbose_name_plural = "论证意见"
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.panel_id} {self.act}"
