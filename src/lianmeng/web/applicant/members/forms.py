"""What is typed to confirm a line, or to say that it is wrong."""

from django import forms

from lianmeng.web.ui.packforms import accepted

WORDS = 2000
REPEATED = {"required": "请填写“{0}”", "max_length": "不能超过{1}字"}


def _said(label: str, limit: int) -> dict[str, str]:
    return {key: text.format(label, limit) for key, text in REPEATED.items()}


class Storable(forms.CharField):
    """A line of text without signs that databases cannot hold."""

    def to_python(self, value: object) -> str:
        text = str(super().to_python(value) or "").replace("\0", "")
        return "".join(sign for sign in text if not "\ud800" <= sign <= "\udfff")


def _line(label: str, limit: int, required: bool = True, **more: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": more.get("autocomplete", "off")})
    return Storable(
        label=label,
        max_length=limit,
        required=required,
        widget=widget,
        help_text=more.get("help_text", ""),
        error_messages=_said(label, limit),
    )


class PhoneField(forms.CharField):
    """A telephone number: figures, and what people write between them."""

    def validate(self, value: str) -> None:
        super().validate(value)
        figures = sum(sign.isdigit() for sign in value)
        if value and (not 7 <= figures <= 20 or set(value) - set("0123456789+-()（） 转")):
            raise forms.ValidationError("请填手机号或带区号的电话")


def _phone(required: bool = True) -> PhoneField:
    return PhoneField(
        label="联系电话",
        max_length=30,
        required=required,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        error_messages=_said("联系电话", 30),
    )


def _paper(label: str, required: bool = False, help_text: str = "") -> forms.FileField:
    return forms.FileField(
        label=label,
        required=required,
        help_text=help_text,
        error_messages={"required": f"请上传“{label}”", "empty": "文件是空的，请检查后重新上传"},
    )


def _agree() -> forms.BooleanField:
    return forms.BooleanField(
        label="已核对以上内容，本单位确认参加该联盟并承担所列任务分工",
        error_messages={"required": "请勾选后确认"},
    )


class ByLink(forms.Form):
    """Confirming by a personal link."""

    prefix = "confirm"
    name = _line("姓名", 60, autocomplete="name")
    post = _line("职务", 60, autocomplete="organization-title")
    phone = _phone()
    page = _paper("签字盖章的签署页", help_text="选传。扫描件或照片")
    licence = _paper(
        "证照复印件", help_text="选传。加盖本单位公章；" + "申报时须由盟主单位提交每家成员的证照"
    )
    agree = _agree()


class ObjectionByLink(forms.Form):
    """Saying by a personal link that the line is wrong."""

    prefix = "object"
    words = Storable(
        label="哪里有误",
        max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages=_said("哪里有误", WORDS),
    )
    name = _line("姓名", 60, autocomplete="name")
    phone = _phone()


class ByAccount(forms.Form):
    """Confirming by an account of the member."""

    prefix = "confirm"
    page = _paper("签字盖章的签署页", help_text="选传。" + accepted())
    agree = _agree()


class ObjectionByAccount(forms.Form):
    """Saying by an account that the line is wrong."""

    prefix = "object"
    words = Storable(
        label="哪里有误",
        max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages=_said("哪里有误", WORDS),
    )


class SignedPage(forms.Form):
    """代录: the member's signed and sealed page."""

    page = _paper("签字盖章的签署页", required=True, help_text=accepted())
