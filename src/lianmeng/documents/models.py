"""Documents and the series their numbers come from."""

from django.db import models
from django.db.models import F, Q


class Document(models.Model):
    """A paper with legal effect, as issued or as received: registered once, never changed.

    `body` is everything the template was given, so the same template makes the same file again.
    `amends`: the document that this one corrects; the corrected one stays as it was issued.
    `check_code` is printed on papers of our own; a scanned paper has one too, for finding it.
    """

    kind = models.CharField("种类", max_length=64)
    # null and not "": papers without a number must not collide
    number = models.CharField("文号", max_length=64, null=True, blank=True)  # noqa: DJ001
    number_year = models.PositiveSmallIntegerField("文号年份", null=True, blank=True)
    dated_on = models.DateField("成文日期", null=True, blank=True)
    title = models.CharField("标题", max_length=300)
    addressee = models.TextField("主送", blank=True)
    copies_to = models.TextField("抄送", blank=True)
    body = models.JSONField("内容", default=dict)
    template_sha256 = models.CharField("模板校验值", max_length=64, blank=True)
    file = models.ForeignKey(
        "files.StoredFile",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="文件",
    )
    amends = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="amended_by",
        verbose_name="更正",
    )
    check_code = models.CharField("校验码", max_length=19)
    issued_on = models.DateField("印发日期", null=True, blank=True)

    class Meta:
        verbose_name = "公文"
        verbose_name_plural = "公文"
        constraints = [
            models.UniqueConstraint(fields=["number"], name="document_number_unique"),
            models.UniqueConstraint(fields=["check_code"], name="document_check_code_unique"),
            models.CheckConstraint(
                condition=Q(number__isnull=True, number_year__isnull=True)
                | Q(number__isnull=False, number_year__isnull=False, dated_on__isnull=False),
                name="document_number_with_date",
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=True) | ~Q(number=""), name="document_number_not_empty"
            ),
            models.CheckConstraint(
                condition=Q(issued_on__isnull=True) | Q(dated_on__isnull=False, issued_on__gte=F("dated_on")),
                name="document_dated_before_issue",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}（{self.number}）" if self.number else self.title


class NumberSeries(models.Model):
    """The last number given in one series of ours in one year."""

    name = models.CharField("名称", max_length=64)
    year = models.PositiveSmallIntegerField("年份")
    last = models.PositiveIntegerField("已用到", default=0)

    class Meta:
        verbose_name = "编号序列"
        verbose_name_plural = "编号序列"
        constraints = [models.UniqueConstraint(fields=["name", "year"], name="number_series_year_unique")]

    def __str__(self) -> str:
        return f"{self.name} {self.year}"
