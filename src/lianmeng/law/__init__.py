"""The pure room: reading, checking and judging a policy pack.

Nothing here knows Django, a clock or a database. A pack goes in as files, a case as a frozen view,
an alliance as a ``FactSheet``; findings and verdicts come out. Every room above may import from here.
"""
