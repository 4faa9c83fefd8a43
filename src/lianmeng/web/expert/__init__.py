"""The experts' door: the panels on which they sit."""
