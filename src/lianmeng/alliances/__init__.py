"""Alliances: agreement, members and their lines, bodies, funds, saved revisions; builds the fact sheet."""
