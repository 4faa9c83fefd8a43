"""Tables of the ledger. Entries and seals are append-only; the database itself refuses changes."""

from typing import ClassVar

from django.db import models

from .people import CALENDAR, Actor


class Entry(models.Model):
    """One act, as it was done. `chain` says what each digest covers; `actions.append` is the only writer."""

    seq = models.PositiveBigIntegerField("总序号", primary_key=True)
    stream = models.CharField("所属", max_length=100)
    no = models.PositiveIntegerField("序号")
    act = models.CharField("行为", max_length=100)
    act_id = models.UUIDField("行为编号")
    once = models.CharField("防重标记", max_length=100, null=True, unique=True)  # noqa: DJ001  many have none

    person = models.CharField("账户标识", max_length=64, blank=True)
    natural = models.CharField("自然人标识", max_length=64)
    name = models.CharField("姓名", max_length=200)
    capacity = models.CharField("身份", max_length=100)
    organisation = models.PositiveBigIntegerField("单位标识", null=True)
    organisation_name = models.CharField("单位名称", max_length=300, blank=True)
    office = models.CharField("处室标识", max_length=100, null=True)  # noqa: DJ001  kept as the actor had it
    office_name = models.CharField("处室名称", max_length=300, blank=True)

    on = models.DateField("日期")
    recorded_at = models.DateTimeField("登记时间")
    data = models.JSONField("内容")
    articles = models.JSONField("依据条款")

    actor_salt = models.CharField(max_length=32)
    actor_digest = models.CharField(max_length=64)
    data_salt = models.CharField(max_length=32)
    data_digest = models.CharField(max_length=64)
    previous = models.CharField("上一条校验码", max_length=64, blank=True)
    digest = models.CharField("校验码", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "记录"
        ordering: ClassVar = ["seq"]
        indexes: ClassVar = [models.Index(fields=["person", "-seq"], name="entry_by_person")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["stream", "no"], name="entry_stream_no"),
            models.CheckConstraint(condition=models.Q(seq__gte=1, no__gte=1), name="entry_numbers_from_one"),
            models.CheckConstraint(
                condition=(models.Q(no=1) & models.Q(previous=""))
                | (models.Q(no__gt=1) & ~models.Q(previous="")),
                name="entry_chained",
            ),
            models.CheckConstraint(
                condition=~models.Q(stream="") & ~models.Q(act="") & ~models.Q(capacity=""),
                name="entry_says_what",
            ),
            models.CheckConstraint(
                condition=(models.Q(person="") & models.Q(natural=CALENDAR))
                | (~models.Q(person="") & ~models.Q(natural__in=["", CALENDAR])),
                name="entry_person_or_calendar",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.stream}/{self.no} {self.act}"

    @property
    def actor(self) -> Actor:
        """Who acted, rebuilt from the snapshot."""
        return Actor(
            person=self.person,
            natural=self.natural,
            name=self.name,
            capacity=self.capacity,
            organisation=self.organisation,
            organisation_name=self.organisation_name,
            office=self.office,
            office_name=self.office_name,
        )


class Head(models.Model):
    """The single row that counts all entries; its lock makes the numbers gapless."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    count = models.PositiveBigIntegerField("总条数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "记录总数"
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(id=1), name="head_is_single")]

    def __str__(self) -> str:
        return str(self.count)


class Seal(models.Model):
    """State of the whole ledger on one day. heads: stream → [no, digest] of its last entry."""

    day = models.DateField("封存日期", unique=True)
    count = models.PositiveBigIntegerField("总条数")
    heads = models.JSONField("各所属末条")
    digest = models.CharField("封存校验码", max_length=64)
    sealed_at = models.DateTimeField("封存时间")

    class Meta:
        verbose_name = verbose_name_plural = "封存"
        ordering: ClassVar = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.count} {self.digest}"
