"""What follows from an alliance's own facts. Reads no clock, writes nothing."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any

from lianmeng.alliances.models import Agreement, Alliance, Member, MemberLink
from lianmeng.law.verdicts import Reason, Verdict
from lianmeng.parties import rules as parties
from lianmeng.record.people import Actor


class AllianceRefused(Exception):
    """An action of this room is refused; ``verdict`` holds every reason, in Chinese."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__("；".join(reason.text for reason in verdict.reasons))
        self.verdict = verdict


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of plain content, whatever the order of its keys."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def counted(member: Member) -> bool:
    """Whether the member counts as an independent legal person.

    What somebody read in the certificate goes first, then the licence type; where that does not tell, the
    member counts until somebody has read it, for a machine refuses nobody on a guess.
    """
    if member.legal_person is not None:
        return member.legal_person
    return parties.is_legal_person(member.organisation.licence_type) is not False


def line_digest(member: Member) -> str:
    """Digest of a member's line in the agreement: whoever confirms it, confirms exactly this."""
    content = {"tasks": list(member.tasks)} if member.tasks else {}  # lines confirmed before had none
    return digest_of(
        content
        | {
            "organisation": member.organisation_id,
            "kind": member.kind,
            "role": member.role,
            "task": member.task,
            "input": member.input,
            "signed_on": member.signed_on.isoformat() if member.signed_on else None,
        }
    )


def confirmed(member: Member) -> bool:
    """Whether the line was confirmed as it stands now."""
    return bool(member.confirmed_digest) and member.confirmed_digest == line_digest(member)


def effective_on(agreement: Agreement | None, members: Iterable[Member]) -> date | None:
    """From when the agreement holds: the last founder's signature, or the day agreed on if that is later.

    None while the day agreed on has not been entered.
    """
    if agreement is None:
        return None
    agreed = agreement.effective_on
    return max([agreed, *founding_signatures(members)]) if agreed else None


def founding_signatures(members: Iterable[Member]) -> tuple[date, ...]:
    """The days on which the founders signed, in order."""
    return tuple(sorted(each.signed_on for each in members if each.founding and each.signed_on))


def may_be_founded(
    name: str, lead: int, members: Iterable[int], foci: Iterable[str], main_focus: str
) -> Verdict:
    """Whether these parts make an alliance: named, the lead among its members, nobody twice."""
    everyone, reasons = list(members), []
    if not name:
        reasons.append(Reason("联盟名称未填写", mend="请填写联盟名称", field="name"))
    if lead not in everyone:
        reasons.append(Reason("盟主单位不在成员单位之中", mend="请把盟主单位列为成员单位", field="members"))
    if len(set(everyone)) != len(everyone):
        reasons.append(Reason("同一单位列了两次", mend="同一单位只列一行", field="members"))
    if main_focus and main_focus not in set(foci):
        reasons.append(Reason("主要方向不在所选产业方向之中", mend="请从所选方向中指定", field="main_focus"))
    return Verdict.of(reasons)


def entered_for(member: Member, by: Actor) -> int | None:
    """The organisation for which somebody else enters its signed page; None when its own people confirm."""
    return None if by.organisation == member.organisation_id else member.organisation_id


def may_confirm(member: Member, by: Actor, with_page: bool) -> Verdict:
    """Whether ``by`` may confirm the line: its own people, or the applicant's entering the signed page."""
    reasons = []
    alliance: Alliance = member.alliance
    if by.organisation not in {member.organisation_id, alliance.lead_id, alliance.host_id} - {None}:
        reasons.append(
            Reason(
                "只能由成员单位确认，或由盟主单位、常设机构所在单位代录",
                fact=by.organisation_name or by.name,
                mend="请由上述单位的人员办理",
            )
        )
    elif entered_for(member, by) and not with_page:
        reasons.append(
            Reason(
                "代录须附该成员单位盖章的签署页",
                fact=member.organisation.name,
                mend="请上传盖章的签署页",
                field="page",
            )
        )
    if confirmed(member):
        reasons.append(Reason("该成员单位已确认", fact=member.organisation.name, mend="无须重复办理"))
    return Verdict.of(reasons)


LINK_DAYS = 30  # a personal link holds so many days


def link_state(link: MemberLink, on: date) -> str:
    """``used``, ``revoked``, ``expired`` or ``open`` on a day; the last day still counts."""
    if link.used_on:
        return "used"
    if link.revoked_on:
        return "revoked"
    return "expired" if on > link.expires_on else "open"


def may_make_link(member: Member, by: Actor) -> Verdict:
    """Whether ``by`` may make or revoke a personal link for the line: the applicant's people, for another."""
    reasons = []
    alliance = member.alliance
    if by.organisation not in {alliance.lead_id, alliance.host_id} - {None}:
        reasons.append(
            Reason(
                "成员确认链接由盟主单位或常设机构所在单位制发",
                fact=by.organisation_name or by.name,
                mend="请由上述单位的人员办理",
            )
        )
    elif by.organisation == member.organisation_id:
        reasons.append(
            Reason(
                "本单位的一行不用链接", fact=member.organisation.name, mend="请在“本单位的成员资料”中直接确认"
            )
        )
    return Verdict.of(reasons)


def may_answer_by_link(link: MemberLink, on: date, organisations: Iterable[int], line: str) -> Verdict:
    """Whether the link may be answered: it is open, and whoever has it is not the applicant's or another's.

    ``organisations``: those for which the signed-in reader holds an appointment, none for a stranger;
    ``line``: digest of the line as the reader saw it.
    """
    member, reasons = link.member, []
    mine = set(organisations)
    applicant = {member.alliance.lead_id, member.alliance.host_id} - {None, member.organisation_id}
    name = member.organisation.name
    state = link_state(link, on)
    if state != "open":
        reasons.append(
            Reason(_CLOSED[state], fact=name, mend="请与盟主单位联系，核对办理情况或者重新取得链接")
        )
    if mine & applicant:
        reasons.append(
            Reason(
                "盟主单位、常设机构所在单位的人员不能用链接替成员单位确认",
                fact=name,
                mend="请把链接发给该单位的人员；已有其签字盖章页的，在成员确认中代录",
            )
        )
    elif mine and member.organisation_id not in mine:
        reasons.append(Reason("这个链接只供该成员单位使用", fact=name, mend="请退出登录，由该单位的人员打开"))
    return Verdict.of([*reasons, *is_line(member, line).reasons])


def is_nobody_elses(member: Member, phone: str, others: Sequence[str]) -> Verdict:
    """Whether a telephone number speaks for this member alone: one person does not confirm for several.

    ``others``: names of other members of the alliance for which the number stands.
    """
    if not phone or not others:
        return Verdict()
    said = f"这个电话是“{others[0]}”的联系电话，或者已用它替该单位确认"
    mend = "请由本单位的人员确认；确由一人兼办的，由盟主单位代录签字盖章页"
    return Verdict.of([Reason(said, fact=member.organisation.name, mend=mend)])


_CLOSED = {"used": "链接已经用过", "revoked": "链接已被撤销", "expired": "链接已过有效期"}


def is_line(member: Member, line: str) -> Verdict:
    """Whether ``line`` is the digest of the line as it stands now."""
    if line == line_digest(member):
        return Verdict()
    name = member.organisation.name
    return Verdict.of([Reason("这一行刚有改动", fact=name, mend="请按现在的内容重新核对")])


def may_object(member: Member, by: Actor) -> Verdict:
    """Whether ``by`` may say that the line is wrong: its own people."""
    if by.organisation == member.organisation_id:
        return Verdict()
    fact = by.organisation_name or by.name
    return Verdict.of([Reason("只能由成员单位提出", fact=fact, mend="请由该单位的人员办理")])
