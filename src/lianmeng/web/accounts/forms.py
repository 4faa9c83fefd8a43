"""The forms of these pages. What they cannot know is judged by the action and comes back by field."""

import re
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import uuid4

from django import forms
from django.http import QueryDict

from lianmeng.files.models import Attachment
from lianmeng.law.pack import Pack
from lianmeng.parties import codes
from lianmeng.parties.actions import Filing, NewAccount
from lianmeng.web.accounts.uploads import ACCEPTED, HINT
from lianmeng.web.accounts.words import LICENCES, NO_LEGAL_PERSON

MARK = re.compile(r"[0-9a-f]{32}")
ELSEWHERE = "-"  # a place outside the measure's own
Choices = Iterable[tuple[str, str]]


def line(
    label: str, hint: str = "", *, must: str = "", most: int = 200, **attributes: str
) -> forms.CharField:
    """One line; ``must`` is what to say when it is empty."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=bool(must),
        max_length=most,
        error_messages={"required": must, "max_length": f"最多{most}个字。"},
        widget=forms.TextInput(attrs=attributes),
    )


def words(label: str, hint: str = "", *, must: str = "") -> forms.CharField:
    """Several lines."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=bool(must),
        max_length=2000,
        error_messages={"required": must, "max_length": "最多2000个字。"},
        widget=forms.Textarea(attrs={"rows": "3"}),
    )


def choice(label: str, choices: Choices, hint: str = "", *, must: str = "", radio: bool = False) -> Any:
    """One of several."""
    said = must or "请选择所列的一项。"
    return forms.ChoiceField(
        label=label,
        help_text=hint,
        required=bool(must),
        choices=list(choices),
        error_messages={"required": said, "invalid_choice": "请选择所列的一项。"},
        widget=forms.RadioSelect if radio else forms.Select,
    )


def secret(label: str, hint: str = "", *, must: str) -> forms.CharField:
    """A password that is being made."""
    return forms.CharField(
        label=label,
        help_text=hint,
        strip=False,
        max_length=200,
        error_messages={"required": must, "max_length": "最多200个字。"},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


def paper(label: str, hint: str, kept: Attachment | None, *, must: str = "") -> forms.FileField:
    """A file; one uploaded before is named and need not be chosen again."""
    said = f"已上传“{kept.name}”，不更换的不必再选。" if kept else ""
    return forms.FileField(
        label=label,
        help_text=f"{said}{hint}{HINT}",
        required=bool(must) and kept is None,
        error_messages={"required": must},
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )


class OnceForm(forms.Form):
    """Every form of these pages carries a mark of its own, so that a double click does nothing twice."""

    once = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, **more: Any) -> None:
        more.setdefault("initial", {}).setdefault("once", uuid4().hex)
        super().__init__(data, **more)

    @property
    def mark(self) -> str:
        """The mark that came with the form, or a fresh one for a form that lost it."""
        said = str(self.data.get("once", ""))
        return said if MARK.fullmatch(said) else uuid4().hex


class AccountForm(OnceForm):
    """What a new account needs."""

    name = line("姓名", must="请填写姓名。", most=60, autocomplete="name")
    username = line(
        "用户名",
        "登录用。3至60个字，可用汉字、字母、数字和 . _ - @。",
        must="请填写用户名。",
        most=60,
        autocomplete="username",
        autocapitalize="none",
        spellcheck="false",
    )
    password = secret("密码", "至少10个字符，不能全是数字，也不要用常见的密码。", must="请填写密码。")
    again = secret("再填一次密码", must="请再填一次密码。")
    phone = line(
        "联系电话", "手机号码，或带区号的固定电话。", must="请填写联系电话。", most=30, autocomplete="tel"
    )

    ACCOUNT = ("name", "username", "password", "again", "phone")

    def clean(self) -> dict[str, Any]:
        """The password is typed twice alike."""
        data = super().clean() or {}
        if data.get("again") and data.get("password") and data["again"] != data["password"]:
            self.add_error("again", "两次填写的密码不同，请重新填写。")
        return data

    def account(self) -> NewAccount:
        """The account as the action takes it."""
        data = self.cleaned_data
        number = data.get("identity_number", "")
        return NewAccount(data["username"], data["name"], data["phone"], data["password"], number)


def identity_field() -> forms.CharField:
    """The number of a natural person, which is kept nowhere."""
    return line(
        "居民身份证号码",
        "用来认出同一个人的两个账户。系统只保存加密校验值，不保存、不显示号码。",
        must="请填写居民身份证号码。",
        most=30,
        autocomplete="off",
    )


class JoinForm(AccountForm):
    """A new account by invitation; ``identity`` asks for the natural person."""

    def __init__(self, data: QueryDict | None, *, identity: bool, **more: Any) -> None:
        super().__init__(data, **more)
        if identity:
            self.fields["identity_number"] = identity_field()


class TakeForm(OnceForm):
    """The signed-in person takes an invitation."""

    def __init__(self, data: QueryDict | None, *, identity: bool, **more: Any) -> None:
        super().__init__(data, **more)
        if identity:
            self.fields["identity_number"] = identity_field()


class NewPasswordForm(OnceForm):
    """A new password for an account; ``identity`` asks for the natural person's number."""

    password = secret("新密码", "至少10个字符，不能全是数字，也不要用常见的密码。", must="请填写新密码。")
    again = secret("再填一次新密码", must="请再填一次新密码。")

    def __init__(self, data: QueryDict | None, *, identity: bool, **more: Any) -> None:
        super().__init__(data, **more)
        if identity:
            self.fields["identity_number"] = identity_field()
            self.fields["identity_number"].help_text = "与本账户登记的核对，确认是您本人。"

    def clean(self) -> dict[str, Any]:
        """The password is typed twice alike."""
        data = super().clean() or {}
        if data.get("again") and data.get("password") and data["again"] != data["password"]:
            self.add_error("again", "两次填写的密码不同，请重新填写。")
        return data


class OrganisationForm(OnceForm):
    """What a contact says of the organisation; ``kept`` are the papers uploaded before."""

    organisation = line("单位全称", "与证照一致。", must="请填写单位全称。", autocomplete="organization")
    code = line(
        "统一社会信用代码", "18位，见证照。", must="请填写统一社会信用代码。", most=40, spellcheck="false"
    )
    licence_type = choice(
        "证照种类", [("", "请选择"), *LICENCES.items()], NO_LEGAL_PERSON, must="请选择证照种类。"
    )
    domicile = line("住所", "与证照一致。", must="请填写住所。", most=300)
    legal_representative = line("法定代表人或负责人", must="请填写法定代表人或负责人。", most=60)
    electronic_delivery = forms.BooleanField(
        label="同意电子送达",
        required=False,
        help_text="勾选的，办理中的文书在本系统送达即为送达；不勾选的，寄送纸质件。",
    )
    ends_former = forms.BooleanField(
        label="授权书写明原联系人不再办理，核验通过时即终止其身份",
        required=False,
        help_text="只在办理联系人变更、并上传了授权书时勾选。",
    )

    WHICH = (
        *("organisation", "code", "licence_type", "region", "office", "domicile"),
        "legal_representative",
    )
    PAPERS = ("licence", "electronic_delivery")
    CHANGE = ("authorisation", "ends_former")

    def __init__(
        self, data: QueryDict | None, *, pack: Pack, kept: Mapping[str, Attachment], **more: Any
    ) -> None:
        super().__init__(data, **more)
        self.kept = kept
        self.fields["region"] = choice(
            "所在地", regions(pack), "住所所在的市；县单列的选县。", must="请选择所在地。"
        )
        self.fields["office"] = choice("由谁核验", line_offices(pack), "申报时也可另选初审机关。")
        self.fields["licence"] = paper(
            "证照复印件", "加盖公章的扫描件或照片。", kept.get("licence"), must="请上传加盖公章的证照复印件。"
        )
        self.fields["authorisation"] = paper(
            "授权书", "写明新联系人姓名、原联系人是否继续办理，加盖公章。", kept.get("authorisation")
        )
        self.order_fields([*self.WHICH, *self.PAPERS, *AccountForm.ACCOUNT, *self.CHANGE])

    def clean_code(self) -> str:
        """The code, checked at once, so that all that is wrong is told together."""
        try:
            return codes.check_code(self.cleaned_data["code"])
        except codes.CodeRefused as refused:
            raise forms.ValidationError(f"{refused.text}。{refused.mend}。") from refused

    def filing(self) -> Filing:
        """The particulars as the action takes them."""
        data = self.cleaned_data
        return Filing(
            name=data["organisation"],
            code=data["code"],
            licence_type=data["licence_type"],
            region="" if data["region"] == ELSEWHERE else data["region"],
            office=data["office"],
            domicile=data["domicile"],
            legal_representative=data["legal_representative"],
            licence=self.kept.get("licence"),
            authorisation=self.kept.get("authorisation"),
            ends_former=data["ends_former"],
            electronic_delivery=data["electronic_delivery"],
        )

    def group(self, names: Iterable[str]) -> list[forms.BoundField]:
        """Fields of one part of the page, in its order."""
        return [self[name] for name in names if name in self.fields]

    @property
    def parts(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """The parts of the page: head, hint, fields."""
        found = [
            ("单位", "", self.group(self.WHICH)),
            ("证照和送达", "", self.group(self.PAPERS)),
            ("联系人", "以下用户名和密码供今后登录使用。", self.group(AccountForm.ACCOUNT)),
            (
                "联系人变更",
                "本单位没有其他联系人的，这一部分不填。已有联系人的，可向其索取邀请，不必注册；"
                "原联系人离开或失去联系的，在此上传授权书。",
                self.group(self.CHANGE),
            ),
        ]
        return [part for part in found if part[2]]


class RegisterForm(OrganisationForm, AccountForm):
    """The first contact's account and organisation together."""


def regions(pack: Pack) -> list[tuple[str, str]]:
    """The places of the offices that receive by region, and elsewhere."""
    local = [
        (office.region, office.place or office.name)
        for office in pack.offices.values()
        if office.region and pack.recommender_kinds.get(office.kind) == "by_region"
    ]
    return [("", "请选择"), *local, (ELSEWHERE, "其他地区")]


def line_offices(pack: Pack) -> list[tuple[str, str]]:
    """By region, or one of the offices that an applicant may choose."""
    chosen = [
        (name, office.name)
        for name, office in pack.offices.items()
        if pack.recommender_kinds.get(office.kind) == "by_choice"
    ]
    return [("", "所在地的科技管理部门"), *chosen]


class InviteForm(OnceForm):
    """Whom to invite as what."""

    name = line("姓名", must="请填写被邀请人的姓名。", most=60, autocomplete="off")

    def __init__(self, data: QueryDict | None, *, capacities: Choices, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["capacity"] = choice("身份", capacities, must="请选择身份。", radio=True)
        self.order_fields(["capacity", "name"])


class ReasonForm(OnceForm):
    """Why; and which version of the thing was seen."""

    reason = words("原因", must="请填写原因。")
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)


class ConfirmForm(OnceForm):
    """Nothing to fill in."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)


class RecoveryForm(OnceForm):
    """A letter that names a new contact."""

    code = line("单位的统一社会信用代码", must="请填写统一社会信用代码。", most=40, spellcheck="false")
    contact = line("新联系人姓名", "见来函。", must="请填写新联系人的姓名。", most=60)
    phone = line("新联系人电话", must="请填写电话。", most=30)
    ends_former = forms.BooleanField(label="来函写明原有人员不再办理，同意后即终止其身份", required=False)
    note = words("说明", "怎样核实来函属实，如回拨单位电话。选填。")

    def __init__(
        self, data: QueryDict | None, *, kept: Mapping[str, Attachment] | None = None, **more: Any
    ) -> None:
        super().__init__(data, **more)
        self.kept = kept or {}
        must = "请上传单位来函的扫描件。"
        self.fields["letter"] = paper("来函扫描件", "加盖公章。", self.kept.get("letter"), must=must)
        self.order_fields(["code", "contact", "phone", "letter", "ends_former", "note"])
