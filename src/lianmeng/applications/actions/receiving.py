"""A recommending letter taken in as one: these applications registered, those sent back (article 10)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.db import transaction

from lianmeng.applications import queries
from lianmeng.applications.actions import letters
from lianmeng.applications.models import Letter
from lianmeng.cases.guard import EACH, Acting, Answers, Sent
from lianmeng.cases.models import Case
from lianmeng.cases.refusals import Invalid, Refused
from lianmeng.law.verdicts import Reason
from lianmeng.policies import queries as policies

REGISTER, RETURN = "register", "return_letter"


def take_in(
    letter: Letter, registered: Sequence[Case], answers: Answers, returned: Mapping[Case, str], sent: Sent
) -> list[Acting]:
    """Register some of a letter's applications under one number of ours, propose to return others with reasons.

    All or none. Raises as ``guard.acting``; ``Refused`` for a case that waits on another letter.
    """
    found = sorted([*registered, *returned], key=lambda case: case.pk)
    if not found:
        raise Invalid({"cases": "请至少选一件"})
    with transaction.atomic():
        list(Case.objects.select_for_update().filter(pk__in=[case.pk for case in found]).order_by("pk"))
        _stand(letter, found)
        done = []
        if registered:
            done.append(letters.register(registered, answers, replace(sent, once=f"{sent.once}:{REGISTER}")))
        if returned:
            each = {str(case.pk): {"reason": reason} for case, reason in returned.items()}
            part = replace(sent, once=f"{sent.once}:{RETURN}")
            done.append(letters.return_letter(list(returned), {EACH: each}, part))
        return done


def _stand(letter: Letter, found: Sequence[Case]) -> None:
    items = queries.last_items(found)
    strange = [case.title for case in found if case.pk not in items or items[case.pk].letter_id != letter.pk]
    if strange:
        articles = policies.current_pack().act(queries.KIND, REGISTER).articles
        said = "所选事项不在这份来文上"
        raise Refused(Reason(said, articles=articles, fact="、".join(strange), mend="看过最新名单再办"))
