"""/office/meetings/: topics, agenda, decisions of the meeting (article 10)."""
