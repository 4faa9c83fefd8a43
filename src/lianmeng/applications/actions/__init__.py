"""The acts of calls, drafts and letters, one function each (articles 7, 9, 10)."""

from lianmeng.applications.actions.calls import (
    admit_special,
    amend_call,
    close_call,
    draft_call,
    drop_call,
    publish_call,
)
from lianmeng.applications.actions.drafts import (
    ask_review,
    confirm_part,
    recall,
    redirect,
    resubmit,
    resubmit_pre,
    resubmit_supplement,
    start,
    submit,
    withdraw,
)
from lianmeng.applications.actions.letters import forward, recall_forward, register, return_letter
from lianmeng.applications.actions.papers import (
    add_licence,
    add_paper,
    drop_licence,
    raise_paper,
    remove_paper,
    reuse_licence,
)
from lianmeng.applications.actions.receiving import take_in

__all__ = [
    "add_licence",
    "add_paper",
    "admit_special",
    "amend_call",
    "ask_review",
    "close_call",
    "confirm_part",
    "draft_call",
    "drop_call",
    "drop_licence",
    "forward",
    "publish_call",
    "raise_paper",
    "reuse_licence",
    "recall",
    "recall_forward",
    "redirect",
    "register",
    "remove_paper",
    "resubmit",
    "resubmit_pre",
    "resubmit_supplement",
    "return_letter",
    "start",
    "submit",
    "take_in",
    "withdraw",
]
