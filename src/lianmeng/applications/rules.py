"""Rules of applying that need tables: the competent office, the draft that may be edited."""

from lianmeng.alliances.models import Alliance
from lianmeng.applications.models import Application
from lianmeng.applications.queries import KIND
from lianmeng.cases import queries as cases
from lianmeng.cases.models import Case
from lianmeng.law.pack import Pack
from lianmeng.law.schema import Desk
from lianmeng.law.verdicts import Reason, Verdict
from lianmeng.parties.models import Organisation
from lianmeng.record.people import Actor


def office_fault(pack: Pack, region: str, office: str) -> str:
    """What is wrong with this office for an applicant of this region; empty when nothing (article 9)."""
    chosen = pack.offices[office]
    if not pack.in_province(region):
        return f"申报单位不在{pack.head.authority}管辖的地区内，不能由本办法各机关初审"
    if pack.recommender_kinds.get(chosen.kind) != "by_region":
        return ""
    competent = pack.office_for_region(region)
    if competent == office:
        return ""
    if competent is None:
        return "申报单位所在地不属本办法各地市，请由上级主管部门初审"
    return f"申报单位所在地由{pack.offices[competent].name}初审"


def may_apply_for(organisation: Organisation | None, alliance: Alliance) -> bool:
    """Whether the organisation leads the alliance or hosts its standing office (article 9)."""
    return organisation is not None and organisation.pk in (alliance.lead_id, alliance.host_id)


def is_editable(application: Application) -> bool:
    """Whether the draft may still be changed: no case yet, or the case came back to its start."""
    case = application.case
    return case is None or cases.pack_of(case).start_state(case.kind) == case.state


def lies_with_applicant(application: Application) -> bool:
    """Whether the applicant works on it: a draft, or a case that came back to be corrected."""
    case = application.case
    if case is None:
        return True
    pack = cases.pack_of(case)
    return (
        pack.is_open(case.kind, case.state)
        and pack.procedures[case.kind].states[case.state].desk is Desk.APPLICANT
    )


def may_change_licences(pack: Pack, application: Application, by: Actor) -> Verdict:
    """Whether members' licences may be changed: as the papers, and besides while a correction is written."""
    own = application.organisation_id == by.organisation
    if own and not is_editable(application) and lies_with_applicant(application):
        return Verdict.of([])
    return may_change_papers(pack, application, by)


def may_change_papers(pack: Pack, application: Application, by: Actor) -> Verdict:
    """Whether the papers of a draft may be changed: by the applicant, until its clerk has sent them on."""
    articles = pack.act("recognition", "submit").articles
    if application.organisation_id != by.organisation:
        said = Reason("申报材料由申报单位上传", articles=articles, mend="请申报单位的人员办理")
        return Verdict.of([said])
    if not is_editable(application):
        mend = "须更换材料的，撤回修改后更换；退回补正的，在“补正提交”时提交"
        return Verdict.of([Reason("申报已提交，材料不能再改", articles=articles, mend=mend)])
    begun = cases.begun(application.case, "submit", by) if application.case else None
    if begun and begun.reached >= 0:
        mend = "须更换材料的，请负责人退回经办"
        return Verdict.of([Reason("经办已提交，正等负责人审签", articles=articles, mend=mend)])
    return Verdict.of([])


def may_edit(alliance: Alliance) -> Verdict:
    """Whether the alliance's own people may change it: no application of it lies with an office (one query)."""
    rows = Case.objects.filter(alliance=alliance, kind=KIND).exclude(state="").order_by("pk")
    return Verdict.of(reason for case in rows if (reason := _lies_with_an_office(case)))


def _lies_with_an_office(case: Case) -> Reason | None:
    pack = cases.pack_of(case)
    state = pack.procedures[case.kind].states[case.state]
    if not pack.is_open(case.kind, case.state) or state.desk is Desk.APPLICANT:
        return None
    return Reason(
        "本联盟的申报正在办理，资料暂不能修改",
        articles=tuple(pack.act(case.kind, "recall").articles),
        fact=f"{case.number or case.title}：{pack.state_label(case.kind, case.state, party=True)}",
        mend="初审机关尚未开办的，先在申报页面“撤回修改”；已经开办的，待退回补正时修改，或与初审机关联系",
    )
