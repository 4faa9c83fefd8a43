"""The applicants' door: their alliances, drafts and cases."""
