"""What the pages of confirmation print: lines in words, who confirmed how, the personal link."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import segno
from django.http import Http404

from lianmeng.alliances import adapters, rules
from lianmeng.alliances import queries as alliances
from lianmeng.alliances.models import Alliance, Member, MemberLink
from lianmeng.alliances.queries import Part
from lianmeng.applications.queries import KIND
from lianmeng.law.pack import Pack
from lianmeng.law.schema import Stands
from lianmeng.law.verdicts import Weight
from lianmeng.policies import queries as policies
from lianmeng.record.models import Entry
from lianmeng.record.people import Actor
from lianmeng.web.ui.words import day_words

ACT = "confirm_part"
HELD = "confirmed"  # the fact that the pack's condition on confirmations names
WAYS = {"link": "个人链接", "account": "单位账户", "entered": "盟主单位代录签署页"}
STATES = {"confirmed": ("good", "已确认"), "lapsed": ("warn", "确认已失效"), "open": ("", "未确认")}
LINKS = {"used": "链接已使用", "revoked": "链接已撤销", "expired": "链接已过期", "open": "链接有效"}
LINE = ("name", "code", "kind", "founding", "signed_on", "seal_kind", "tasks", "task", "input")


@dataclass(frozen=True)
class Row:
    """One member in the overview of confirmations."""

    part: Part
    role: str
    tone: str
    state: str
    way: str
    who: str
    post: str
    on: date | None
    words: str
    said_by: str
    link: str
    own: bool
    own_page: int | None

    @property
    def member(self) -> Member:
        """The line."""
        return self.part.member

    @property
    def leads(self) -> bool:
        """Whether the member leads or hosts the alliance and so edits it."""
        return self.member.organisation_id in (self.member.alliance.lead_id, self.member.alliance.host_id)

    @property
    def live(self) -> bool:
        """Whether a personal link of the line is open."""
        return self.part.link_state == "open"


@dataclass(frozen=True)
class Overview:
    """All confirmations of an alliance, what the pack asks for, what may be done about them."""

    rows: list[Row]
    confirmed: int
    lapsed: int
    objections: int
    question: str
    position: str
    reason: str
    articles: tuple[str, ...]
    blocks: bool
    may_act: bool


def own_alliance(actor: Actor, number: int) -> Alliance:
    """An alliance that the actor's organisation leads or hosts. Raises Http404."""
    found = alliances.alliances_of(actor.organisation or 0).filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def own_member(actor: Actor, number: int, member: int) -> Member:
    """A line of an alliance that the actor's organisation leads or hosts. Raises Http404."""
    return _line(alliances.members_of(own_alliance(actor, number)).filter(pk=member).first())


def own_part(actor: Actor, member: int) -> Member:
    """A line of the actor's own organisation. Raises Http404."""
    found = alliances.memberships_of(actor.organisation or 0).filter(pk=member)
    return _line(found.select_related("organisation", "alliance__lead", "alliance__agreement").first())


def _line(found: Member | None) -> Member:
    if found is None:
        raise Http404
    return found


def may_act(pack: Pack, actor: Actor) -> bool:
    """Whether the capacity is one of those that the pack lets confirm."""
    return actor.capacity in pack.act(KIND, ACT).hands[0].by


def articles(pack: Pack) -> tuple[str, ...]:
    """What the pack cites for confirming."""
    return tuple(pack.act(KIND, ACT).articles)


def member_capacity(pack: Pack) -> str:
    """The capacity in which a member itself confirms: of those that may, the one that is not the applicant's."""
    allowed = pack.act(KIND, ACT).hands[0].by
    return next((one for one in allowed if pack.capacities[one].stands is not Stands.APPLICANT), allowed[0])


def overview(pack: Pack, alliance: Alliance, actor: Actor, on: date) -> Overview:
    """The confirmations of an alliance (three queries)."""
    members = list(alliances.members_of(alliance))
    rows = [_row(pack, part, actor) for part in alliances.parts(members, on)]
    criterion = next((one for one in pack.criteria.values() if one.holds == HELD), None)
    switch = pack.interpretations.get(criterion.interpretation or "") if criterion else None
    chosen = switch.alternatives.get(pack.positions.get(switch.id, "")) if switch else None
    return Overview(
        rows=rows,
        confirmed=sum(row.part.state == "confirmed" for row in rows),
        lapsed=sum(row.part.state == "lapsed" for row in rows),
        objections=sum(bool(row.words) for row in rows),
        question=switch.question if switch else "",
        position=chosen.label if chosen else "",
        reason=chosen.reason if chosen else "",
        articles=criterion.cites if criterion else (),
        blocks=criterion is not None and Weight.BLOCKS in criterion.weights.values(),
        may_act=may_act(pack, actor),
    )


def _row(pack: Pack, part: Part, actor: Actor) -> Row:
    tone, state = STATES[part.state]
    entry = part.entry if part.state != "open" else None
    return Row(
        part=part,
        role=pack.terms.lists.get("member_role", {}).get(part.member.role, ""),
        tone=tone,
        state=state,
        way=_way(entry),
        who=entry.name if entry else "",
        post=str(entry.data.get("post") or "") if entry else "",
        on=part.member.confirmed_on,
        words=str(part.objection.data.get("words", "")) if part.objection else "",
        said_by=_said_by(part.objection),
        link=_link_words(part),
        own=part.member.organisation_id == actor.organisation,
        own_page=part.member.signed_page_id,
    )


def _way(entry: Entry | None) -> str:
    if entry is None:
        return ""
    entered = "entered" if entry.data.get("entered_for") else "account"
    return WAYS.get(str(entry.data.get("way") or entered), "")


def _said_by(entry: Entry | None) -> str:
    if entry is None:
        return ""
    phone = entry.data.get("phone")
    return "　".join(one for one in (entry.name, str(phone or ""), day_words(entry.on)) if one)


def _link_words(part: Part) -> str:
    if part.link is None:
        return ""
    if part.link_state == "open":
        return f"链接有效至{day_words(part.link.expires_on)}"
    return LINKS[part.link_state]


def own_rows(pack: Pack, actor: Actor, on: date) -> list[Row]:
    """The actor's own lines in all alliances (three queries)."""
    members = list(alliances.memberships_of(actor.organisation or 0).order_by("pk"))
    return [_row(pack, part, actor) for part in alliances.parts(members, on)]


def row_of(pack: Pack, member: Member, actor: Actor, on: date) -> Row:
    """One line with its confirmation."""
    return _row(pack, alliances.parts([member], on)[0], actor)


def line_words(pack: Pack, member: Member) -> list[tuple[str, str]]:
    """What a line says, label by label; empty fields are told as such."""
    fields = adapters.columns(pack)
    found = []
    for name in LINE:
        words = adapters.said(pack, name, adapters.value_of(member, name))
        found.append((fields[name].label, words or "未填写"))
    role = pack.terms.lists.get("member_role", {}).get(member.role, "")
    return [found[0], ("在联盟中的身份", role), *found[1:]]


def agreement_words(pack: Pack, member: Member) -> list[tuple[str, str]]:
    """The agreement's facts as a member needs them to answer for its line."""
    alliance = member.alliance
    agreement = alliances.agreement_of(alliance)
    clauses = pack.terms.lists.get("clauses", {})
    kept = [clauses.get(one, one) for one in agreement.clauses] if agreement else []
    host = alliance.host.name if alliance.host else ""
    return [
        ("联盟名称", alliance.name),
        ("盟主单位", alliance.lead.name),
        ("常设机构所在单位", host or "未填写"),
        ("协议约定生效日", day_words(agreement.effective_on if agreement else None) or "未填写"),
        ("协议有效期至", day_words(agreement.valid_until if agreement else None) or "未填写"),
        ("协议主要条款", "；".join(kept) or "未填写"),
        ("技术创新目标", alliance.goals or "未填写"),
    ]


def digest(member: Member) -> str:
    """What a page sends back as the line that was read."""
    return rules.line_digest(member)


def qr(address: str) -> str:
    """The address as a QR code: an SVG as a data address."""
    return segno.make(address, error="m", micro=False).svg_data_uri(scale=5, border=3)


def letter(link: MemberLink, address: str) -> str:
    """The words that go with a link by WeChat or mail."""
    member = link.member
    return (
        f"{member.organisation.name}：\n"
        f"“{member.alliance.name}”正在准备申报，请贵单位核对本单位在联盟中的资料（任务分工、投入等），"
        f"无误的确认，有误的写明。请用手机或电脑打开：\n{address}\n"
        f"链接只供贵单位使用，请勿转发给其他单位，{day_words(link.expires_on)}前有效。"
        f"如有疑问，请与{member.alliance.lead.name}联系。"
    )


def organisations(held: Sequence[int | None]) -> tuple[int, ...]:
    """The organisations among these, each once."""
    return tuple(dict.fromkeys(number for number in held if number))


def pack_now() -> Pack:
    """The measure in force."""
    return policies.current_pack()
