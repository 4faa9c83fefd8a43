"""What the style guide shows in its components: words and values for the eye, of no case."""

from dataclasses import dataclass
from datetime import date, timedelta

from django import forms

from lianmeng.law.nextsteps import Milestone
from lianmeng.law.pack import Pack
from lianmeng.law.verdicts import Finding, Met, Reason, Weight

TOKENS = {
    "文字": ("ink", "muted"),
    "底与线": ("desk", "paper", "line", "line-strong"),
    "办理": ("action", "action-soft", "action-deep"),
    "满足": ("good", "good-soft"),
    "留意": ("warn", "warn-soft"),
    "待补与危险": ("bad", "bad-soft"),
}
SPACES = {"s1": 4, "s2": 8, "s3": 12, "s4": 16, "s5": 24, "s6": 32, "s7": 48}


class SampleForm(forms.Form):
    """A form with each kind of control."""

    name = forms.CharField(
        label="联盟名称", help_text="与协议书上的名称一致。", error_messages={"required": "请填写“联盟名称”"}
    )
    kind = forms.ChoiceField(
        label="单位类别", choices=[("", "请选择"), ("firm", "企业"), ("university", "高校")]
    )
    opinion = forms.ChoiceField(
        label="处室意见",
        choices=[("for", "推荐"), ("conditional", "有条件推荐"), ("against", "不推荐")],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="理由",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "有条件推荐的，请写明理由"},
    )
    consent = forms.BooleanField(label="同意电子送达", error_messages={"required": "不同意的，改用纸质送达"})


def wrong_form() -> SampleForm:
    """The form as it comes back: nothing typed is lost, each error stands at its field."""
    return SampleForm({"name": "", "kind": "firm", "opinion": "conditional", "reason": ""})


@dataclass(frozen=True)
class Step:
    """One entry of a timeline."""

    on: date
    title: str
    who: str
    articles: tuple[str, ...]
    note: str = ""
    late: bool = False


def findings(units: list[str], day: date) -> list[Finding]:
    """One finding of each kind."""
    told = [
        (Met.MET, Weight.BLOCKS, "成员单位数", "12家", "", None),
        (Met.NOT_MET, Weight.BLOCKS, "协议书生效满期", "2个月零5天", "期满后提交", day + timedelta(days=26)),
        (Met.NEEDS_PERSON, Weight.BLOCKS, "产业带动作用", "申报书第三部分", "由初审机关判断", None),
        (Met.NOT_MET, Weight.WARNS, "成员确认", "9家已确认", "催请其余3家确认，或上传签章页", None),
        (Met.NOT_MET, Weight.INFORMS, "财务管理办法", "未上传", "可以不传", None),
    ]
    return [
        Finding(
            rule="",
            title=title,
            met=met,
            weight=weight,
            value=value,
            articles=(unit,),
            mend=mend,
            earliest_on=earliest,
        )
        for unit, (met, weight, title, value, mend, earliest) in zip(units, told, strict=True)
    ]


def reasons(units: list[str], day: date) -> list[Reason]:
    """A refusal with all that one says."""
    return [
        Reason(
            "联盟协议书生效未满期",
            articles=(units[0],),
            fact="协议书自2026年9月20日起生效",
            mend="期满后提交，已填内容保留",
            earliest_on=day + timedelta(days=26),
        )
    ]


def road() -> list[Milestone]:
    """A case half-way."""
    return [
        Milestone("提交", "3月2日", "done"),
        Milestone("初审", "3月9日", "done"),
        Milestone("推荐", "第2天", "now"),
        Milestone("论证", "", ""),
        Milestone("公示", "", ""),
        Milestone("批复", "", ""),
    ]


def steps(pack: Pack, day: date) -> list[Step]:
    """A timeline, latest first."""
    units = list(pack.units)
    return [
        Step(day, "推荐上报（经办）", "某市科学技术局　初审经办", (units[0],)),
        Step(
            day - timedelta(days=9), "初审通过", "某市科学技术局　初审负责人", (units[1],), "材料齐全，同意"
        ),
        Step(day - timedelta(days=16), "提交初审申请", "演示单位　负责人", (units[2],)),
    ]
