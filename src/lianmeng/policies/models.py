"""Published measures, which the database itself refuses to change, and the arrangement of working days."""

import base64
from collections.abc import Mapping
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint


class Content(models.Model):
    """The files of a pack, byte for byte; revisions that differ in switches only share them.

    ``files``: name → {"text": …} for UTF-8 text, {"base64": …} for everything else.
    """

    sha256 = models.CharField("校验码", max_length=64, unique=True)
    files = models.JSONField("文件")

    class Meta:
        verbose_name = verbose_name_plural = "方案包内容"
        constraints: ClassVar = [CheckConstraint(condition=~Q(sha256=""), name="policy_content_hashed")]

    def __str__(self) -> str:
        return self.sha256

    @classmethod
    def of(cls, sha256: str, files: Mapping[str, bytes]) -> Self:
        """An unsaved row holding these bytes."""
        return cls(sha256=sha256, files={name: _held(content) for name, content in files.items()})

    def bytes(self) -> dict[str, bytes]:
        """The files as they were published."""
        return {name: _given(held) for name, held in self.files.items()}


def _held(content: bytes) -> dict[str, str]:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:  # PostgreSQL keeps no NUL in JSON
        return {"base64": base64.b64encode(content).decode("ascii")}
    return {"text": text}


def _given(held: Mapping[str, Any]) -> bytes:
    if "text" in held:
        return str(held["text"]).encode("utf-8")
    return base64.b64decode(held["base64"], validate=True)


class Revision(models.Model):
    """One measure as published: content, chosen positions of its switches, and why. Never changed.

    ``positions`` holds the choices that differ from the pack's own defaults or were once chosen;
    ``sha256`` is ``law.pack.Pack.digest`` over content and all positions; ``schema`` is the pack's schema.
    """

    pack_id = models.CharField("办法标识", max_length=60)
    no = models.PositiveIntegerField("版次")
    sha256 = models.CharField("校验码", max_length=64)
    content = models.ForeignKey(Content, models.PROTECT, related_name="revisions", verbose_name="内容")
    positions = models.JSONField("开关", default=dict)
    base = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="changed_by", verbose_name="前版"
    )
    reason = models.TextField("理由", blank=True)
    published_on = models.DateField("发布日期")
    published_at = models.DateTimeField("登记时间", auto_now_add=True)
    published_by = models.CharField("发布人", max_length=200)
    schema = models.PositiveSmallIntegerField("格式")

    class Meta:
        verbose_name = verbose_name_plural = "办法版次"
        ordering: ClassVar = ["pack_id", "no"]
        constraints: ClassVar = [
            UniqueConstraint(fields=["pack_id", "no"], name="policy_revision_number_unique"),
            CheckConstraint(
                condition=Q(no=1, base__isnull=True) | Q(no__gt=1, base__isnull=False),
                name="policy_revision_first_or_based",
            ),
            CheckConstraint(
                condition=~Q(pack_id="") & ~Q(sha256="") & ~Q(published_by=""),
                name="policy_revision_says_what",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pack_id} {self.no}"


class CalendarArrangement(models.Model):
    """How one year is worked. ``provisional``: not published yet, Monday to Friday is counted.

    ``revision`` follows from the year's days, so that a corrected arrangement has another one; ``of_all``,
    the same in every row, from the revisions of all years, so that one row tells whether any has changed.
    """

    year = models.PositiveSmallIntegerField("年份", unique=True)
    revision = models.CharField("版次", max_length=30)
    provisional = models.BooleanField("暂定")
    source = models.CharField("来源", max_length=200)
    of_all = models.CharField("各年合计版次", max_length=30, default="")

    class Meta:
        verbose_name = verbose_name_plural = "工作日安排"
        ordering: ClassVar = ["year"]
        constraints: ClassVar = [CheckConstraint(condition=~Q(revision=""), name="calendar_has_revision")]

    def __str__(self) -> str:
        return f"{self.year} {self.revision}"


class SpecialDay(models.Model):
    """A day that the arrangement names: rest, or make-up work (``working``)."""

    arrangement = models.ForeignKey(
        CalendarArrangement, models.CASCADE, related_name="days", verbose_name="安排"
    )
    date = models.DateField("日期", unique=True)
    working = models.BooleanField("上班")
    name = models.CharField("名称", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "放假和调休日"
        ordering: ClassVar = ["date"]
        constraints: ClassVar = [CheckConstraint(condition=~Q(name=""), name="special_day_named")]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"
