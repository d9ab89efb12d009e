"""Work on many rows in chunks, each committed for itself, so that a worker that is killed again and again still gets
on.
"""

from collections.abc import Callable

from django.db.models import QuerySet

CHUNK = 25  # rows of one transaction: small, so that it ends long before its lease


def in_chunks(rows: QuerySet, progress, work: Callable[[list], int]) -> int:
    """Hand the rows to `work` by primary key, so that what a chunk changes does not move the next; `progress` hears of
    each chunk.

    `work` commits one chunk and returns what it newly did: a run that only repeats what is there makes no progress. How
    much
    there is to do in all cannot be known in that unit, so no total is told. Returns what all chunks newly did.
    """
    last = done = 0
    while chunk := list(rows.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        last, new = chunk[-1].pk, work(chunk)
        progress.advance(new)
        done += new
    return done
