"""Tables of the spine. States, names of deadlines and kinds are data of the case's own policy revision."""

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint

from lianmeng.alliances.models import Alliance
from lianmeng.documents.models import Document
from lianmeng.parties.models import Office, Organisation, Person
from lianmeng.policies.models import Revision


class Case(models.Model):
    """One case (办件), pinned to the policy revision under which it began.

    ``state`` is empty until the act that makes the case is performed; ``version`` counts its ledger
    entries and is what a page posts as ``seen``. ``at_department`` stays true once the file has lain there.
    ``ended`` says of the state what the case's policy says of it, so that lists need not ask it row by row.
    """

    kind = models.CharField("种类", max_length=40)
    number = models.CharField("编号", max_length=60, blank=True)
    title = models.CharField("名称", max_length=300)
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+", verbose_name="办法版本")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="children", verbose_name="所属批次"
    )
    alliance = models.ForeignKey(
        Alliance, models.PROTECT, null=True, related_name="cases", verbose_name="联盟"
    )
    applicant = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="+", verbose_name="申报单位"
    )
    recommender = models.ForeignKey(
        Office, models.PROTECT, null=True, related_name="+", verbose_name="推荐单位"
    )
    state = models.CharField("状态", max_length=60, blank=True)
    version = models.PositiveIntegerField("版次", default=0)
    at_department = models.BooleanField("曾到主管部门", default=False)
    ended = models.BooleanField("已办结", default=False)
    opened_on = models.DateField("建立日期")
    moved_on = models.DateField("状态日期")

    class Meta:
        verbose_name = verbose_name_plural = "办件"
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            UniqueConstraint(fields=["kind", "number"], condition=~Q(number=""), name="case_number_once"),
            CheckConstraint(condition=Q(moved_on__gte=F("opened_on")), name="case_moved_after_opened"),
            CheckConstraint(condition=~Q(kind="") & ~Q(title=""), name="case_named"),
        ]
        indexes: ClassVar = [
            # lists in their order; what they are narrowed by stands behind it, so that counting reads no row
            Index(fields=["kind", "state", "-id", "at_department"], name="case_kind_state"),
            Index(fields=["applicant", "-id"], name="case_applicant"),
            Index(fields=["recommender", "-id", "kind", "state", "at_department"], name="case_recommender"),
            Index(fields=["ended", "-id"], name="case_ended"),
            Index(
                fields=["kind", "-id", "state", "at_department", "ended"],
                condition=Q(at_department=True),
                name="case_department",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def stream(self) -> str:
        """The ledger stream that holds this case's history."""
        return f"case:{self.pk}"


class Submission(models.Model):
    """What was submitted, frozen: facts, papers and their digest. Nothing after it reads editable tables."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="submissions", verbose_name="办件")
    no = models.PositiveIntegerField("次序")
    facts = models.JSONField("事实")
    papers = models.JSONField("材料")
    digest = models.CharField("校验码", max_length=64)
    submitted_on = models.DateField("提交日期")

    class Meta:
        verbose_name = verbose_name_plural = "提交件"
        ordering: ClassVar = ["no"]
        constraints: ClassVar = [
            UniqueConstraint(fields=["case", "no"], name="submission_no_once"),
            CheckConstraint(condition=Q(no__gte=1), name="submission_no_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.no}"


class SealedAnswer(models.Model):
    """One answer of a form that stands apart from the ledger, found there by a random reference alone."""

    ref = models.UUIDField("凭证号", unique=True)
    case = models.ForeignKey(Case, models.PROTECT, related_name="sealed_answers", verbose_name="办件")
    field = models.CharField("栏", max_length=60)
    value = models.JSONField("内容")
    salt = models.CharField(max_length=32)

    class Meta:
        verbose_name = verbose_name_plural = "密封内容"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            CheckConstraint(condition=~Q(field="") & ~Q(salt=""), name="sealed_answer_salted")
        ]

    def __str__(self) -> str:
        return self.ref.hex


class Deadline(models.Model):
    """A time computed once, at the act that began it; only an act ends or replaces it."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="deadlines", verbose_name="办件")
    name = models.CharField("名称", max_length=60)
    rule = models.CharField("规则", max_length=60)
    starts_on = models.DateField("起算日")
    due_on = models.DateField("届满日")
    calendar = models.CharField("节假日安排", max_length=60)
    provisional = models.BooleanField("暂定", default=False)
    lasting = models.BooleanField("跨状态", default=False)
    begun_by = models.PositiveBigIntegerField("起算记录")
    ended_by = models.PositiveBigIntegerField("终结记录", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "期限"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            UniqueConstraint(
                fields=["case", "name"], condition=Q(ended_by=None), name="deadline_one_running"
            ),
            CheckConstraint(
                condition=Q(ended_by=None) | Q(ended_by__gte=F("begun_by")), name="deadline_ends_after"
            ),
        ]
        indexes: ClassVar = [
            Index(fields=["name", "due_on", "id"], condition=Q(ended_by=None), name="deadline_running"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.due_on}"


class Sheet(models.Model):
    """A paper that an act wrote on a case, with the number of the act's entry in the case's stream."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="sheets", verbose_name="办件")
    document = models.ForeignKey(Document, models.PROTECT, related_name="sheets", verbose_name="公文")
    act = models.CharField("动作", max_length=60)
    entry = models.PositiveIntegerField("留痕序号")

    class Meta:
        verbose_name = verbose_name_plural = "办理文书"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            UniqueConstraint(fields=["case", "document"], name="sheet_once_per_case"),
            CheckConstraint(condition=Q(entry__gte=1), name="sheet_of_an_entry"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.document_id}"


class Turn(models.Model):
    """What a capacity has to do on a case: the index that desks are read from, made anew by every act.

    ``office`` is the pack's id; where several offices may do it, each has a row. ``order_on`` is the last day, or
    one behind all others.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="turns", verbose_name="办件")
    capacity = models.CharField("身份", max_length=60)
    office = models.CharField("处室", max_length=60)
    act = models.CharField("动作", max_length=60)
    hand = models.PositiveSmallIntegerField("第几手")
    returned = models.BooleanField("退回", default=False)
    entered = models.BooleanField("代录", default=False)
    opens_on = models.DateField("可办日期")
    due_on = models.DateField("届满日", null=True)
    order_on = models.DateField("排序日期")

    class Meta:
        verbose_name = verbose_name_plural = "轮到谁"
        constraints: ClassVar = [
            UniqueConstraint(fields=["case", "capacity", "office"], name="turn_once"),
            CheckConstraint(condition=Q(due_on=None) | Q(order_on=F("due_on")), name="turn_in_order"),
        ]
        indexes: ClassVar = [
            Index(fields=["capacity", "office", "order_on", "case", "opens_on"], name="turn_desk"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.capacity} {self.act}"


class Circulated(models.Model):
    """A case put before somebody to read (传阅); ``entry`` is the ledger's number of the act."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="circulated", verbose_name="办件")
    entry = models.PositiveBigIntegerField("传阅记录")
    reader = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="阅件人")
    sent_on = models.DateField("传阅日期")
    read_on = models.DateField("阅毕日期", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "传阅件"
        constraints: ClassVar = [
            UniqueConstraint(fields=["entry", "reader"], name="circulated_once"),
            CheckConstraint(
                condition=Q(read_on=None) | Q(read_on__gte=F("sent_on")), name="circulated_then_read"
            ),
        ]
        indexes: ClassVar = [Index(fields=["reader", "read_on", "-id"], name="circulated_desk")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.reader_id}"


class Charge(models.Model):
    """Who of an office is in charge of a case in one capacity; nobody named means everybody of it."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="charges", verbose_name="办件")
    office = models.CharField("处室", max_length=60)
    capacity = models.CharField("身份", max_length=60)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="承办人")
    since = models.DateField("起始日期")
    entry = models.PositiveBigIntegerField("交办记录")

    class Meta:
        verbose_name = verbose_name_plural = "承办人"
        constraints: ClassVar = [
            UniqueConstraint(fields=["case", "office", "capacity"], name="charge_once"),
        ]
        indexes: ClassVar = [Index(fields=["person", "capacity"], name="charge_person")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.person_id}"
