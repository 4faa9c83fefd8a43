"""Doors for people: pages by audience, the clock, sign-in, the look."""
