"""The 条件对照表 of an alliance before it applies: what is met, what is missing, what to do, from which day."""
