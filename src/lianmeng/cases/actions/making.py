"""Making cases and freezing submissions. Acts themselves go through ``guard``."""

import json
from datetime import date
from hashlib import sha256
from typing import Any

from lianmeng.alliances.models import Alliance
from lianmeng.cases.models import Case, Submission
from lianmeng.law.facts import FactSheet
from lianmeng.parties.models import Office, Organisation
from lianmeng.policies.models import Revision

Paper = dict[str, Any]


def open_case(
    kind: str,
    title: str,
    *,
    revision: Revision,
    on: date,
    state: str = "",
    parent: Case | None = None,
    alliance: Alliance | None = None,
    applicant: Organisation | None = None,
    recommender: Office | None = None,
) -> Case:
    """Make the row of a case, within the transaction of the act that makes it.

    ``state`` is empty for an act from nothing; a kind with a draft begins in the pack's start state.
    """
    return Case.objects.create(
        kind=kind,
        title=title,
        revision=revision,
        parent=parent,
        alliance=alliance,
        applicant=applicant,
        recommender=recommender,
        state=state,
        opened_on=on,
        moved_on=on,
    )


def freeze(case: Case, facts: FactSheet, papers: list[Paper], on: date) -> Submission:
    """Freeze what is submitted: facts, papers and the digest over both (design, decision 4)."""
    plain = facts.model_dump(mode="json")
    no = case.submissions.count() + 1
    return Submission.objects.create(
        case=case, no=no, facts=plain, papers=papers, digest=digest(plain, papers), submitted_on=on
    )


def digest(facts: dict[str, Any], papers: list[Paper]) -> str:
    """SHA-256 over the canonical JSON of facts and papers."""
    text = json.dumps(
        {"facts": facts, "papers": papers}, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return sha256(text.encode()).hexdigest()
