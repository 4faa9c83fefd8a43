"""The append-only ledger: who did what, when, under which articles, in a chain that shows tampering."""
