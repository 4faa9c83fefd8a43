"""The closed set of acts: which exist, and what each must be told.

A pack chooses, orders and words them; for each act it must ask at least for the fields named here
(they become columns) and start the deadlines named here (the act stores their days). The functions
stand in ``lianmeng.acts``; a test holds both tables equal.
"""

from dataclasses import dataclass, field

from lianmeng.law.schema import EVERYDAY
from lianmeng.law.schema import FieldType as T


@dataclass(frozen=True)
class Shape:
    """What an act's function needs: fields by type, deadlines by name.

    ``quiet``: it only moves the work along; a form that lies open meanwhile is not outdated by it.
    """

    fields: dict[str, T] = field(default_factory=dict)
    deadlines: tuple[str, ...] = ()
    quiet: bool = False


_REASON = Shape({"reason": T.TEXT})
_LETTER = Shape({"number": T.LINE, "dated_on": T.DATE, "letter": T.FILE})
_MEETING = {"meeting_kind": T.CHOICE, "held_on": T.DATE, "minutes_no": T.LINE, "extract": T.TEXT}
_CONCLUSION = Shape({"conclusion": T.TEXT})
_NOTICE = Shape(
    {"posted_on": T.DATE, "url": T.LINE, "screenshot": T.FILE, "phone": T.LINE},
    ("notice", "mail_grace"),
)
_DEFECTS = Shape({"defects": T.TEXT}, ("correction",))
_CHANGES = Shape({"changes": T.TEXT})
_SUMMARY = Shape({"summary": T.TEXT})

ACTS: dict[tuple[str, str], Shape] = {
    ("call", "draft_call"): Shape({"title": T.LINE, "foci": T.CHOICES}),
    ("call", "publish_call"): Shape({"notice_no": T.LINE}, ("opening", "closing", "recommending")),
    ("call", "admit_special"): Shape({"necessity": T.TEXT, "basis_no": T.LINE}, ("opening", "closing")),
    ("call", "drop_call"): _REASON,
    ("call", "amend_call"): Shape({"notice_no": T.LINE}, ("closing", "recommending")),
    ("call", "close_call"): Shape(),
    ("recognition", "start"): Shape({"call": T.CHOICE, "alliance": T.CHOICE, "office": T.CHOICE}),
    ("recognition", "confirm_part"): Shape({"member": T.CHOICE, "page": T.FILE}),
    ("recognition", "submit"): Shape({"declarations": T.CHOICES}),
    ("recognition", "recall"): Shape(),
    ("recognition", "withdraw"): _REASON,
    ("recognition", "redirect"): Shape({"reason": T.TEXT, "office": T.CHOICE}),
    ("recognition", "ask_correction_pre"): _DEFECTS,
    ("recognition", "resubmit_pre"): _CHANGES,
    ("recognition", "lapse_pre"): _REASON,
    ("recognition", "clear"): Shape({"opinion": T.TEXT}),
    ("recognition", "not_recommend"): _REASON,
    ("recognition", "ask_review"): _REASON,
    ("recognition", "reopen_preliminary"): _REASON,
    ("recognition", "forward"): _LETTER,
    ("recognition", "recall_forward"): Shape({"number": T.LINE, "dated_on": T.DATE, "reason": T.TEXT}),
    ("recognition", "register"): Shape({"letter_dated_on": T.DATE, "received_on": T.DATE}),
    ("recognition", "return_letter"): _REASON,
    ("recognition", "ask_correction"): _DEFECTS,
    ("recognition", "resubmit"): _CHANGES,
    ("recognition", "lapse"): _REASON,
    ("recognition", "accept"): Shape({"check": T.TEXT, "divisions": T.CHOICES}),
    ("recognition", "reject_form"): _REASON,
    ("recognition", "give_opinion"): Shape({"verdict": T.CHOICE, "reason": T.TEXT}),
    ("recognition", "add_opinion"): Shape({"verdict": T.CHOICE, "reason": T.TEXT}),
    ("recognition", "close_consultation"): Shape({"summary": T.TEXT}),
    ("recognition", "halt_no_support"): Shape({"reason": T.TEXT, **_MEETING}),
    ("recognition", "draw_experts"): Shape({"size": T.INTEGER}),
    ("recognition", "form_panel"): Shape({"experts": T.CHOICES, "chair": T.CHOICE, "meets_on": T.DATE}),
    ("recognition", "declare"): Shape({"promises": T.CHOICES}),
    ("recognition", "recuse"): _REASON,
    ("recognition", "replace_expert"): Shape({"leaving": T.CHOICE, "joining": T.CHOICE, "reason": T.TEXT}),
    ("recognition", "review"): Shape({"comment": T.TEXT}),
    ("recognition", "pass_panel"): _CONCLUSION,
    ("recognition", "ask_supplement"): Shape({"conclusion": T.TEXT, "defects": T.TEXT}, ("supplement",)),
    ("recognition", "resubmit_supplement"): _CHANGES,
    ("recognition", "lapse_supplement"): _REASON,
    ("recognition", "fail_panel"): _CONCLUSION,
    ("recognition", "void_panel"): _REASON,
    ("recognition", "close_not_passed"): _REASON,
    ("recognition", "table"): Shape({"brief": T.TEXT}),
    ("recognition", "resolve_pass"): Shape(_MEETING),
    ("recognition", "resolve_defer"): Shape(_MEETING),
    ("recognition", "resolve_back"): Shape(_MEETING),
    ("recognition", "resolve_refuse"): Shape(_MEETING),
    ("recognition", "clear_release"): Shape({"checked": T.CHOICES}),
    ("recognition", "open_notice"): _NOTICE,
    ("recognition", "renew_notice"): Shape({**_NOTICE.fields, "reason": T.TEXT}, _NOTICE.deadlines),
    ("recognition", "close_notice"): Shape({"result": T.TEXT}),
    ("recognition", "reconsider"): _REASON,
    ("recognition", "issue"): Shape(
        {"title": T.LINE, "addressee": T.LINE, "number": T.LINE, "dated_on": T.DATE}, ("title",)
    ),
    ("recognition", "correct_document"): Shape(
        {"title": T.LINE, "addressee": T.LINE, "corrected": T.TEXT, "number": T.LINE, "dated_on": T.DATE}
    ),
    ("recognition", "publish_result"): Shape({"published_on": T.DATE, "url": T.LINE}),
    ("recognition", "deliver"): Shape({"way": T.CHOICE, "delivered_on": T.DATE}),
    ("recognition", "notify_refusal"): Shape({"facts": T.TEXT, "remedy": T.TEXT}),
    ("recognition", "redo"): Shape({"basis_no": T.LINE, "reason": T.TEXT}),
    ("recognition", "terminate"): _REASON,
    # ---- acts that every case has, without change of state ----
    (EVERYDAY, "note_instruction"): Shape({"leader": T.LINE, "given_on": T.DATE, "text": T.TEXT}),
    (EVERYDAY, "circulate"): Shape({"readers": T.CHOICES}, quiet=True),
    (EVERYDAY, "countersign"): Shape({"comment": T.TEXT}),
    (EVERYDAY, "urge"): Shape({"to": T.CHOICES}, quiet=True),
    (EVERYDAY, "supervise"): Shape({"demand": T.TEXT, "finish_by": T.DATE}, ("supervising",), quiet=True),
    (EVERYDAY, "reassign"): Shape({"person": T.CHOICE}, quiet=True),
    (EVERYDAY, "hand_over"): Shape({"leaving": T.CHOICE, "person": T.CHOICE}, quiet=True),
    (EVERYDAY, "hold"): _REASON,
    (EVERYDAY, "resume"): _REASON,
    (EVERYDAY, "attach_scan"): Shape({"paper_name": T.LINE, "scan": T.FILE}),
    (EVERYDAY, "correct"): Shape({"entry": T.CHOICE, "text": T.TEXT, "reason": T.TEXT}),
    (EVERYDAY, "file"): Shape({"volume": T.LINE, "kept_for": T.CHOICE, "contents": T.TABLE}),
    (EVERYDAY, "lend"): Shape({"borrower": T.LINE, "purpose": T.TEXT, "back_by": T.DATE}, quiet=True),
    ("objection", "lodge"): Shape({"facts": T.TEXT, "exhibits": T.FILE, "objector_name": T.LINE}),
    ("objection", "register_clue"): Shape({"received_on": T.DATE}),
    ("objection", "ask_more"): Shape({"wanted": T.TEXT}),
    ("objection", "supply"): Shape({"more": T.TEXT}),
    ("objection", "refuse"): _REASON,
    ("objection", "turn_clue"): _REASON,
    ("objection", "accept"): _SUMMARY,
    ("objection", "ask_answer"): Shape({"summary": T.TEXT}, ("objection_answering",)),
    ("objection", "answer"): Shape({"statement": T.TEXT}),
    ("objection", "propose"): Shape({"report": T.TEXT}),
    ("objection", "uphold"): _REASON,
    ("objection", "uphold_part"): Shape({"reason": T.TEXT, "requirement": T.TEXT}),
    ("objection", "reject"): _REASON,
    ("objection", "back"): _REASON,
    ("objection", "reply"): Shape({"reply_text": T.TEXT}),
    ("objection", "withdraw"): Shape(),
}


def kinds() -> tuple[str, ...]:
    """The kinds of case that exist."""
    return tuple(dict.fromkeys(kind for kind, _ in ACTS if kind != EVERYDAY))


def shape_of(kind: str, act: str) -> Shape | None:
    """What an act of this kind, or one that every case has, must be told; None for an unknown one."""
    return ACTS.get((kind, act)) or ACTS.get((EVERYDAY, act))
