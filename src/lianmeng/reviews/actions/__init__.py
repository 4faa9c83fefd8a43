"""The acts of review, one function each (articles 8, 9, 10)."""

from lianmeng.reviews.actions.divisions import (
    accept,
    add_opinion,
    ask_correction,
    close_consultation,
    give_opinion,
    halt_no_support,
    lapse,
    reject_form,
)
from lianmeng.reviews.actions.draws import Replayed, draw_experts, replay
from lianmeng.reviews.actions.panels import (
    ask_supplement,
    close_not_passed,
    declare,
    fail_panel,
    form_panel,
    lapse_supplement,
    pass_panel,
    recuse,
    replace_expert,
    review,
    void_panel,
)
from lianmeng.reviews.actions.preliminary import (
    ask_correction_pre,
    clear,
    lapse_pre,
    not_recommend,
    reopen_preliminary,
)

__all__ = [
    "Replayed",
    "accept",
    "add_opinion",
    "ask_correction",
    "ask_correction_pre",
    "ask_supplement",
    "clear",
    "close_consultation",
    "close_not_passed",
    "declare",
    "draw_experts",
    "fail_panel",
    "form_panel",
    "give_opinion",
    "halt_no_support",
    "lapse",
    "lapse_pre",
    "lapse_supplement",
    "not_recommend",
    "pass_panel",
    "reject_form",
    "recuse",
    "reopen_preliminary",
    "replace_expert",
    "replay",
    "review",
    "void_panel",
]
