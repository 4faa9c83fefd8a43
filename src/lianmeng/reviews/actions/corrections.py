"""Writing a request to correct, the same for the reviewing office and the department."""

from lianmeng.cases.guard import Acting
from lianmeng.reviews.models import Correction


def ask(doing: Acting) -> None:
    """One correction per case: all defects at once, the next round, the day the guard computed."""
    for case in doing.performed:
        Correction.objects.create(
            case=case,
            act=doing.act,
            round=Correction.objects.filter(case=case, act=doing.act).count() + 1,
            defects=doing.answers["defects"],
            due_on=doing.due[case.pk]["correction"],
            asked_on=doing.on,
        )
