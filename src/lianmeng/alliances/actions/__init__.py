"""The only writes of this room. Editing leaves no entry in the ledger; confirming a line does."""

from lianmeng.alliances.actions.beginning import FoundingInvalid, begin
from lianmeng.alliances.actions.founding import (
    NewAgreement,
    NewMember,
    confirm_part,
    found,
    save_revision,
)
from lianmeng.alliances.actions.licences import drop_licence, keep_licence
from lianmeng.alliances.actions.sections import Saved, SectionInvalid, SectionStale, be_seen, save

__all__ = [
    "FoundingInvalid",
    "NewAgreement",
    "NewMember",
    "Saved",
    "SectionInvalid",
    "SectionStale",
    "be_seen",
    "begin",
    "confirm_part",
    "drop_licence",
    "found",
    "keep_licence",
    "save",
    "save_revision",
]
