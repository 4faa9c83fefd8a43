"""Published revisions of policy packs, and the working-day rows: all that runs is read from here."""
