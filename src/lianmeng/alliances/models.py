"""An alliance and its parts, as its people keep them; after a submission only the frozen copy is read.

Kinds, foci and clauses are ids of the policy pack's lists; money is in 万元.
"""

from typing import ClassVar

from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, UniqueConstraint

from lianmeng.files.models import Attachment
from lianmeng.parties.models import Organisation

LEAD, HOST, MEMBER = "lead", "host", "member"


class Alliance(models.Model):
    """An alliance. ``lead`` is 盟主单位, ``host`` the organisation in which the standing office sits.

    ``focus_note``: what 其他 among the foci means; ``version`` counts the saves of any section.
    """

    name = models.CharField("名称", max_length=200, db_index=True)
    lead = models.ForeignKey(Organisation, models.PROTECT, related_name="led", verbose_name="盟主单位")
    host = models.ForeignKey(
        Organisation, models.PROTECT, null=True, related_name="hosted", verbose_name="常设机构所在单位"
    )
    foci = models.JSONField("产业方向", default=list)
    main_focus = models.CharField("主要方向", max_length=60, blank=True)
    focus_note = models.CharField("方向说明", max_length=200, blank=True)
    brief = models.TextField("联盟简介", blank=True)
    goals = models.TextField("技术创新目标", blank=True)
    version = models.PositiveIntegerField("保存次数", default=0)
    demonstration = models.BooleanField("演示", default=False)
    created_on = models.DateField("录入日期")

    class Meta:
        verbose_name = verbose_name_plural = "联盟"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            CheckConstraint(condition=~Q(name=""), name="alliance_named"),
            UniqueConstraint(fields=["name", "lead"], name="alliance_once_per_lead"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def stream(self) -> str:
        """Its stream in the ledger, which also owns its files."""
        return f"alliance:{self.pk}"


class Agreement(models.Model):
    """The alliance agreement: the day from which it is agreed to hold, its last day, the clauses it has.

    Entered part by part: the day may still be unknown.
    """

    alliance = models.OneToOneField(Alliance, models.CASCADE, related_name="agreement", verbose_name="联盟")
    effective_on = models.DateField("约定生效日", null=True)
    valid_until = models.DateField("有效期至", null=True)
    clauses = models.JSONField("主要条款", default=list)

    class Meta:
        verbose_name = verbose_name_plural = "联盟协议"
        constraints: ClassVar = [
            CheckConstraint(
                condition=Q(valid_until__isnull=True)
                | Q(effective_on__isnull=True)
                | Q(effective_on__lte=F("valid_until")),
                name="agreement_begins_before_it_ends",
            )
        ]

    def __str__(self) -> str:
        return f"{self.alliance_id} {self.effective_on}"


class Member(models.Model):
    """A member and its line in the agreement.

    ``founding``: one of those whose signatures made the alliance. ``legal_person``: what somebody read in
    the certificate; None where the licence type alone tells. ``confirmed_digest`` pins the line as it was
    confirmed: a line changed since counts as not confirmed. ``tasks``: ids of the pack's list of tasks
    (article 3); ``seal_kind``: id of its list of seals, "" while unknown; ``position``: place in the list.
    """

    alliance = models.ForeignKey(Alliance, models.CASCADE, related_name="members", verbose_name="联盟")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="memberships", verbose_name="单位"
    )
    kind = models.CharField("类型", max_length=60)
    founding = models.BooleanField("发起成员", default=True)
    task = models.TextField("任务分工", blank=True)
    tasks = models.JSONField("任务类别", default=list)
    input = models.TextField("投入", blank=True)
    seal_kind = models.CharField("用印", max_length=60, blank=True)
    contact = models.CharField("联系人", max_length=60, blank=True)
    contact_phone = models.CharField("联系电话", max_length=30, blank=True)
    position = models.PositiveIntegerField("次序", default=0)
    signed_on = models.DateField("签署日期", null=True)
    legal_person = models.BooleanField("独立法人", null=True)
    licence_copy = models.ForeignKey(
        Attachment, models.PROTECT, null=True, related_name="+", verbose_name="证照复印件"
    )
    signed_page = models.ForeignKey(
        Attachment, models.PROTECT, null=True, related_name="+", verbose_name="签署页"
    )
    confirmed_on = models.DateField("确认日期", null=True)
    confirmed_digest = models.CharField("确认内容校验码", max_length=64, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "成员单位"
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            UniqueConstraint(fields=["alliance", "organisation"], name="member_once"),
            CheckConstraint(condition=~Q(kind=""), name="member_has_kind"),
            CheckConstraint(
                condition=Q(confirmed_on__isnull=True, confirmed_digest="")
                | (Q(confirmed_on__isnull=False) & ~Q(confirmed_digest="")),
                name="member_confirmation_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.alliance_id} {self.organisation_id}"

    @property
    def role(self) -> str:
        """``lead``, ``host`` or ``member``, as the alliance says; reads ``alliance``."""
        if self.organisation_id == self.alliance.lead_id:
            return LEAD
        return HOST if self.organisation_id == self.alliance.host_id else MEMBER


class Organ(models.Model):
    """A body of the alliance with its head and its full-time staff: their number, their names and posts.

    ``minutes``: the paper that proves that it meets (理事会会议纪要).
    """

    alliance = models.ForeignKey(Alliance, models.CASCADE, related_name="organs", verbose_name="联盟")
    kind = models.CharField("类型", max_length=60)
    name = models.CharField("名称", max_length=200, blank=True)
    head = models.CharField("负责人", max_length=60, blank=True)
    full_time = models.PositiveIntegerField("专职人数", default=0)
    staff = models.TextField("人员姓名和职务", blank=True)
    minutes = models.ForeignKey(
        Attachment, models.PROTECT, null=True, related_name="+", verbose_name="会议纪要"
    )

    class Meta:
        verbose_name = verbose_name_plural = "机构"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            UniqueConstraint(fields=["alliance", "kind", "name"], name="organ_once"),
            CheckConstraint(condition=~Q(kind=""), name="organ_has_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.alliance_id} {self.kind}"


class Funds(models.Model):
    """Budgets in 万元: daily running and joint projects; where they come from; the rules of their management.

    ``rules_name`` names the rules; ``rules`` is their text, which article 9 does not ask for.
    """

    alliance = models.OneToOneField(Alliance, models.CASCADE, related_name="funds", verbose_name="联盟")
    daily = models.DecimalField("日常运行经费", max_digits=14, decimal_places=4, default=0)
    joint = models.DecimalField("合作创新项目经费", max_digits=14, decimal_places=4, default=0)
    sources = models.TextField("经费来源", blank=True)
    rules_name = models.CharField("制度名称", max_length=200, blank=True)
    rules = models.ForeignKey(
        Attachment, models.PROTECT, null=True, related_name="+", verbose_name="经费管理制度"
    )

    class Meta:
        verbose_name = verbose_name_plural = "经费"
        constraints: ClassVar = [
            CheckConstraint(condition=Q(daily__gte=0, joint__gte=0), name="funds_not_negative")
        ]

    def __str__(self) -> str:
        return f"{self.alliance_id} {self.daily} {self.joint}"


class EarlierRecognition(models.Model):
    """A recognition or support that another authority gave before: its title, who gave it, when.

    ``kind``: id of the pack's list; ``evidence``: the paper that shows it.
    """

    alliance = models.ForeignKey(
        Alliance, models.CASCADE, related_name="earlier_recognitions", verbose_name="联盟"
    )
    kind = models.CharField("类别", max_length=60, blank=True)
    title = models.CharField("名称", max_length=200)
    by = models.CharField("认定机关", max_length=200)
    on = models.DateField("认定日期", null=True)
    evidence = models.ForeignKey(
        Attachment, models.PROTECT, null=True, related_name="+", verbose_name="证明材料"
    )

    class Meta:
        verbose_name = verbose_name_plural = "已获认定及支持"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            UniqueConstraint(fields=["alliance", "title", "by"], name="earlier_recognition_once"),
            CheckConstraint(condition=~Q(title=""), name="earlier_recognition_titled"),
        ]

    def __str__(self) -> str:
        return self.title


class Revision(models.Model):
    """The alliance as it was when its people saved it: the fact sheet, its digest, who and when.

    ``by``: random reference of the account; ``by_name``: the name at that time. ``content``: every section
    as it was typed, which comparisons read; empty in revisions of before.
    """

    alliance = models.ForeignKey(Alliance, models.CASCADE, related_name="revisions", verbose_name="联盟")
    no = models.PositiveIntegerField("版次")
    facts = models.JSONField("事实")
    sha256 = models.CharField("校验码", max_length=64)
    by = models.CharField("保存人标识", max_length=64)
    by_name = models.CharField("保存人", max_length=200)
    saved_on = models.DateField("保存日期")
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True, null=True)
    content = models.JSONField("各部分内容", default=dict)
    note = models.CharField("说明", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "联盟版次"
        ordering: ClassVar = ["alliance", "no"]
        constraints: ClassVar = [
            UniqueConstraint(fields=["alliance", "no"], name="alliance_revision_number_unique"),
            CheckConstraint(condition=Q(no__gte=1), name="alliance_revision_from_one"),
        ]
        indexes: ClassVar = [Index(fields=["saved_on"], name="alliance_revision_saved_on")]

    def __str__(self) -> str:
        return f"{self.alliance_id} {self.no}"


class SectionVersion(models.Model):
    """How often a section of an alliance was saved, who saved it last and when.

    ``once``: the mark of the form that saved it last, by which the same form sent again is known.
    """

    alliance = models.ForeignKey(Alliance, models.CASCADE, related_name="sections", verbose_name="联盟")
    section = models.CharField("部分", max_length=30)
    no = models.PositiveIntegerField("保存次数", default=0)
    digest = models.CharField("校验码", max_length=64, blank=True)
    by = models.CharField("保存人标识", max_length=64, blank=True)
    by_name = models.CharField("保存人", max_length=200, blank=True)
    at = models.DateTimeField("保存时间", auto_now=True)
    once = models.CharField("表单标记", max_length=64, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "联盟资料部分"
        constraints: ClassVar = [UniqueConstraint(fields=["alliance", "section"], name="section_once")]

    def __str__(self) -> str:
        return f"{self.alliance_id} {self.section} {self.no}"


class Presence(models.Model):
    """Somebody has a section open; the page renews ``seen_at``, an old row means that they have gone."""

    alliance = models.ForeignKey(Alliance, models.CASCADE, related_name="+", verbose_name="联盟")
    section = models.CharField("部分", max_length=30)
    person = models.CharField("账号标识", max_length=64)
    name = models.CharField("姓名", max_length=200)
    seen_at = models.DateTimeField("最近在场", auto_now=True)

    class Meta:
        verbose_name = verbose_name_plural = "在编辑"
        constraints: ClassVar = [
            UniqueConstraint(fields=["alliance", "section", "person"], name="presence_once")
        ]

    def __str__(self) -> str:
        return f"{self.alliance_id} {self.section} {self.name}"


class MemberLink(models.Model):
    """A personal link for one member's line. Only the hash of its token is kept.

    ``expires_on`` is its last day; ``line_digest`` pins the line as it was when the link was made.
    """

    member = models.ForeignKey(Member, models.CASCADE, related_name="links", verbose_name="成员单位")
    token_hash = models.CharField("令牌校验值", max_length=64, unique=True)
    made_by = models.CharField("制发人标识", max_length=64)
    made_on = models.DateField("制发日期")
    expires_on = models.DateField("有效期至")
    revoked_on = models.DateField("作废日期", null=True)
    used_on = models.DateField("使用日期", null=True)
    line_digest = models.CharField("内容校验码", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "成员确认链接"
        constraints: ClassVar = [
            CheckConstraint(
                condition=Q(expires_on__gte=F("made_on")), name="member_link_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.made_on}"
