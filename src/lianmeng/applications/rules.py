"""Rules of applying that need tables: the competent office, the draft that may be edited."""

from lianmeng.alliances.models import Alliance
from lianmeng.applications.models import Application
from lianmeng.cases import queries as cases
from lianmeng.law.pack import Pack
from lianmeng.parties.models import Organisation


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
