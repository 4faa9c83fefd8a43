"""Preliminary review, form check, division opinions and the panel (articles 8, 9, 10).

Owns corrections, opinions, panels, seats, sheets and conclusions; each is a new row, none is overwritten.
"""
