"""What still hangs on a unit: rooms above declare it, and a unit that has any of it is not ended."""

from collections.abc import Callable, Iterable

from baiyi.accounts.models import Unit

Work = tuple[str, int]  # what it is called, with how many there are
work_of_units: list[Callable[[Unit], Iterable[Work]]] = []  # filled by the rooms


def open_work(unit: Unit) -> list[Work]:
    """What the unit has open, kind by kind; kinds without any are left out."""
    return [(label, count) for function in work_of_units for label, count in function(unit) if count]
