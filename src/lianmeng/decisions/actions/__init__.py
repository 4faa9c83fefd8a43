"""The acts of decision, one function each (article 10)."""

from lianmeng.decisions.actions.agenda import Agenda, arrange, drop
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
from lianmeng.decisions.actions.recording import check_decisions, record_decisions, return_decisions

__all__ = [
    "Agenda",
    "arrange",
    "check_decisions",
    "clear_release",
    "close_notice",
    "deliver",
    "drop",
    "notify_refusal",
    "open_notice",
    "reconsider",
    "record_decisions",
    "redo",
    "renew_notice",
    "resolve_back",
    "resolve_defer",
    "resolve_pass",
    "resolve_refuse",
    "return_decisions",
    "table",
    "terminate",
]
