"""Calls, drafts, submissions and the letters that bring them to the department (articles 7, 9, 10).

Owns ``Call``, ``Application``, ``Letter``, ``LetterItem`` and ``Incoming``. A draft is one row without a
case; ``submit`` makes the case.
"""
