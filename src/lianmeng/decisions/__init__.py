"""The meeting's resolutions, public notices, results and their delivery (article 10)."""
