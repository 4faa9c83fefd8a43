"""Applications that an office begins for a firm that handed in its sealed papers (代录)."""

from lianmeng.alliances.models import Alliance
from lianmeng.applications import queries, rules
from lianmeng.applications.models import Application
from lianmeng.cases.guard import Sent
from lianmeng.cases.models import Case
from lianmeng.cases.refusals import Invalid, Refused
from lianmeng.law import entering
from lianmeng.law.verdicts import Reason
from lianmeng.parties.models import Office, Organisation
from lianmeng.policies import queries as policies

SUBMIT = "submit"


def start_for(alliance: Alliance, call: Case, organisation: Organisation, sent: Sent) -> Application:
    """The draft whose submission this office is to enter; one begun before for the same call is given back.

    Nothing is decided by it: time, rivals and conditions are judged when the submission is entered, on the
    day on which the papers came. Raises ``Refused`` or ``Invalid``; writes no ledger entry.
    """
    pack, code = policies.current_pack(), sent.by.office or ""
    rule = pack.act(queries.KIND, SUBMIT)
    first = entering.hands(pack, queries.KIND, SUBMIT, entered=True)[0] if rule.entered else None
    if first is None or sent.by.capacity not in first.by:
        raise Refused(Reason("代录申报由初审机关经办人办理", articles=rule.articles))
    if not rules.may_apply_for(organisation, alliance):
        raise Invalid({"organisation": "只能由盟主单位或常设机构所在单位申报"})
    fault = rules.office_fault(pack, organisation.region, code)
    if fault:
        raise Invalid({"organisation": fault})
    begun = {"organisation": organisation, "started_on": sent.on, "office": Office.objects.get(code=code)}
    found, made = Application.objects.get_or_create(alliance=alliance, call=call, defaults=begun)
    if not made and found.office.code != code:
        raise Invalid({"alliance": f"该联盟在本批次已填报，初审机关是{found.office.name}"})
    if not rules.is_editable(found):
        raise Invalid({"alliance": "该联盟在本批次已经提交，不能再录"})
    return found
