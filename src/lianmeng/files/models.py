"""Stored contents and their attachments. A content is stored once, however often it is attached."""

from typing import ClassVar

from django.db import models


class StoredFile(models.Model):
    """One content, named by its SHA-256 and never changed; the bytes stand under FILES_ROOT.

    ``pages``: how many it has on paper, None where that cannot be told.
    """

    sha256 = models.CharField("校验码", max_length=64, unique=True)
    size = models.PositiveBigIntegerField("字节数")
    media_type = models.CharField("类型", max_length=100)
    pages = models.PositiveIntegerField("页数", null=True)
    created_at = models.DateTimeField("存入时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "文件"
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(size__gt=0), name="stored_file_not_empty"),
        ]

    def __str__(self) -> str:
        return self.sha256


class Attachment(models.Model):
    """A content under a name, belonging to one owner: a stream such as "case:12" or "draft:5".

    kind: the paper it is, an identifier of the policy pack or of the room above; by: random reference of
    the account; added_on: legal date; position: its place among those of one kind.
    """

    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="attachments", verbose_name="文件")
    name = models.CharField("文件名", max_length=200)
    owner_stream = models.CharField("所属", max_length=100, db_index=True)
    kind = models.CharField("种类", max_length=100)
    by = models.CharField("上传人标识", max_length=64)
    added_on = models.DateField("上传日期")
    position = models.PositiveIntegerField("次序", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "附件"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(owner_stream="") & ~models.Q(name=""), name="attachment_owned_and_named"
            ),
        ]

    def __str__(self) -> str:
        return self.name
