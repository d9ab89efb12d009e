"""Which venue one belongs to that may have been merged into another."""

from baiyi.records.moves import MoveRefused, lock
from inspections.models import Venue


def survivor_of(venue: Venue) -> Venue:
    """The venue it belongs to now: itself, or the last one it was merged into."""
    while venue.merged_into_id:
        venue = venue.merged_into
    return venue


def refuse_merged(venue: Venue) -> None:
    """For what is to be recorded at it, in the transaction that does: a merge waits for it. Raises MoveRefused."""
    locked = lock(venue)
    if locked.merged_into_id:
        raise MoveRefused(f"{locked}已并入{survivor_of(locked)}，请在那里登记")
