"""The acts of decision, one function each (article 10)."""

from lianmeng.decisions.actions.meetings import (
    redo,
    resolve_back,
    resolve_defer,
    resolve_pass,
    resolve_refuse,
    table,
    terminate,
)
from lianmeng.decisions.actions.notices import (
    clear_release,
    close_notice,
    deliver,
    notify_refusal,
    open_notice,
    reconsider,
    renew_notice,
)

__all__ = [
    "clear_release",
    "close_notice",
    "deliver",
    "notify_refusal",
    "open_notice",
    "reconsider",
    "redo",
    "renew_notice",
    "resolve_back",
    "resolve_defer",
    "resolve_pass",
    "resolve_refuse",
    "table",
    "terminate",
]
