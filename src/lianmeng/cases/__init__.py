"""The spine: a case of any kind, its frozen submissions, its deadlines, and the guard of every act.

Owns the tables ``Case``, ``Submission`` and ``Deadline``. What happened to a case stands in the ledger's
stream ``case:<id>``; the guard judges that history and is the only place where a state changes.
"""
