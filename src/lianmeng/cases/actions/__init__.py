"""Making cases, freezing submissions, and the acts that every case has. State changes go through ``guard``."""

from lianmeng.cases.actions.everyday import (
    attach_scan,
    circulate,
    correct,
    countersign,
    file,
    hand_over,
    hold,
    lend,
    mark_read,
    note_instruction,
    reassign,
    resume,
    supervise,
    urge,
)
from lianmeng.cases.actions.making import Paper, digest, freeze, open_case

__all__ = [
    "Paper",
    "attach_scan",
    "circulate",
    "correct",
    "countersign",
    "digest",
    "file",
    "freeze",
    "hand_over",
    "hold",
    "lend",
    "mark_read",
    "note_instruction",
    "open_case",
    "reassign",
    "resume",
    "supervise",
    "urge",
]
