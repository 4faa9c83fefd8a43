"""The table of acts: which function carries out which act of which kind. Held equal to ``law.acts``."""

from collections.abc import Callable
from typing import Any

from lianmeng.applications import actions as applications
from lianmeng.cases import actions as cases
from lianmeng.decisions import actions as decisions
from lianmeng.designations import actions as designations
from lianmeng.law.schema import EVERYDAY
from lianmeng.reviews import actions as reviews

Function = Callable[..., Any]

ACTS: dict[tuple[str, str], Function] = {
    ("call", "draft_call"): applications.draft_call,
    ("call", "publish_call"): applications.publish_call,
    ("call", "admit_special"): applications.admit_special,
    ("call", "drop_call"): applications.drop_call,
    ("call", "amend_call"): applications.amend_call,
    ("call", "close_call"): applications.close_call,
    ("recognition", "start"): applications.start,
    ("recognition", "confirm_part"): applications.confirm_part,
    ("recognition", "submit"): applications.submit,
    ("recognition", "recall"): applications.recall,
    ("recognition", "withdraw"): applications.withdraw,
    ("recognition", "redirect"): applications.redirect,
    ("recognition", "ask_correction_pre"): reviews.ask_correction_pre,
    ("recognition", "resubmit_pre"): applications.resubmit_pre,
    ("recognition", "lapse_pre"): reviews.lapse_pre,
    ("recognition", "clear"): reviews.clear,
    ("recognition", "not_recommend"): reviews.not_recommend,
    ("recognition", "ask_review"): applications.ask_review,
    ("recognition", "reopen_preliminary"): reviews.reopen_preliminary,
    ("recognition", "forward"): applications.forward,
    ("recognition", "recall_forward"): applications.recall_forward,
    ("recognition", "register"): applications.register,
    ("recognition", "return_letter"): applications.return_letter,
    ("recognition", "ask_correction"): reviews.ask_correction,
    ("recognition", "resubmit"): applications.resubmit,
    ("recognition", "lapse"): reviews.lapse,
    ("recognition", "accept"): reviews.accept,
    ("recognition", "reject_form"): reviews.reject_form,
    ("recognition", "give_opinion"): reviews.give_opinion,
    ("recognition", "add_opinion"): reviews.add_opinion,
    ("recognition", "close_consultation"): reviews.close_consultation,
    ("recognition", "halt_no_support"): reviews.halt_no_support,
    ("recognition", "draw_experts"): reviews.draw_experts,
    ("recognition", "form_panel"): reviews.form_panel,
    ("recognition", "declare"): reviews.declare,
    ("recognition", "recuse"): reviews.recuse,
    ("recognition", "replace_expert"): reviews.replace_expert,
    ("recognition", "review"): reviews.review,
    ("recognition", "pass_panel"): reviews.pass_panel,
    ("recognition", "ask_supplement"): reviews.ask_supplement,
    ("recognition", "resubmit_supplement"): applications.resubmit_supplement,
    ("recognition", "lapse_supplement"): reviews.lapse_supplement,
    ("recognition", "fail_panel"): reviews.fail_panel,
    ("recognition", "void_panel"): reviews.void_panel,
    ("recognition", "close_not_passed"): reviews.close_not_passed,
    ("recognition", "table"): decisions.table,
    ("recognition", "resolve_pass"): decisions.resolve_pass,
    ("recognition", "resolve_defer"): decisions.resolve_defer,
    ("recognition", "resolve_back"): decisions.resolve_back,
    ("recognition", "resolve_refuse"): decisions.resolve_refuse,
    ("recognition", "clear_release"): decisions.clear_release,
    ("recognition", "open_notice"): decisions.open_notice,
    ("recognition", "renew_notice"): decisions.renew_notice,
    ("recognition", "close_notice"): decisions.close_notice,
    ("recognition", "reconsider"): decisions.reconsider,
    ("recognition", "issue"): designations.issue,
    ("recognition", "correct_document"): designations.correct_document,
    ("recognition", "publish_result"): designations.publish_result,
    ("recognition", "deliver"): decisions.deliver,
    ("recognition", "notify_refusal"): decisions.notify_refusal,
    ("recognition", "redo"): decisions.redo,
    ("recognition", "terminate"): decisions.terminate,
    (EVERYDAY, "note_instruction"): cases.note_instruction,
    (EVERYDAY, "circulate"): cases.circulate,
    (EVERYDAY, "countersign"): cases.countersign,
    (EVERYDAY, "urge"): cases.urge,
    (EVERYDAY, "supervise"): cases.supervise,
    (EVERYDAY, "reassign"): cases.reassign,
    (EVERYDAY, "hand_over"): cases.hand_over,
    (EVERYDAY, "hold"): cases.hold,
    (EVERYDAY, "resume"): cases.resume,
    (EVERYDAY, "attach_scan"): cases.attach_scan,
    (EVERYDAY, "correct"): cases.correct,
    (EVERYDAY, "file"): cases.file,
    (EVERYDAY, "lend"): cases.lend,
    ("objection", "lodge"): decisions.lodge,
    ("objection", "register_clue"): decisions.register_clue,
    ("objection", "ask_more"): decisions.ask_more,
    ("objection", "supply"): decisions.supply,
    ("objection", "refuse"): decisions.refuse,
    ("objection", "turn_clue"): decisions.turn_clue,
    ("objection", "accept"): decisions.accept,
    ("objection", "ask_answer"): decisions.ask_answer,
    ("objection", "answer"): decisions.answer,
    ("objection", "propose"): decisions.propose,
    ("objection", "uphold"): decisions.uphold,
    ("objection", "uphold_part"): decisions.uphold_part,
    ("objection", "reject"): decisions.reject,
    ("objection", "back"): decisions.back,
    ("objection", "reply"): decisions.reply,
    ("objection", "withdraw"): decisions.withdraw,
}
BEGIN = frozenset({("call", "draft_call"), ("recognition", "start")})
RESUBMITS = frozenset(
    {("recognition", "resubmit_pre"), ("recognition", "resubmit"), ("recognition", "resubmit_supplement")}
)
ON_DRAFT = frozenset({("recognition", "confirm_part"), ("recognition", "submit")})
# These begin a case under another that is told: the function takes that one, or the begun case at a later hand.
ON_PARENT = frozenset({("objection", "lodge"), ("objection", "register_clue")})


def function_of(kind: str, act: str) -> Function:
    """The function that carries out an act of this kind, or one that every case has. Raises ``KeyError``."""
    return ACTS.get((kind, act)) or ACTS[EVERYDAY, act]
