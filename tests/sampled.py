"""Some of the cases of a test that has very many: one in `BAIYI_SHARE`, other ones of other tests, so that each page
meets some of what every page must stand. `make test` takes all of them; CI has not the hours.
"""

from collections import defaultdict
from collections.abc import Iterable
from zlib import crc32

MANY = 24  # cases of a test; fewer are all taken


def some_of(items: Iterable, share: int) -> list:
    """In their order. Which ones hangs on nothing but names and order."""
    items = list(items)
    families = defaultdict(list)
    for item in items:
        families[item.nodeid.partition("[")[0]].append(item)
    taken = {id(item) for name, family in families.items() for item in _some(name, family, share)}
    return [item for item in items if id(item) in taken]


def _some(name: str, family: list, share: int) -> list:
    return family if len(family) < MANY else family[crc32(name.encode()) % share :: share]
