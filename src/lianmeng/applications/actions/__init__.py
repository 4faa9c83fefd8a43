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

__all__ = [
    "admit_special",
    "amend_call",
    "ask_review",
    "close_call",
    "confirm_part",
    "draft_call",
    "drop_call",
    "forward",
    "publish_call",
    "recall",
    "recall_forward",
    "redirect",
    "register",
    "resubmit",
    "resubmit_pre",
    "resubmit_supplement",
    "return_letter",
    "start",
    "submit",
    "withdraw",
]
