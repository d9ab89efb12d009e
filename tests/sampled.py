"""Some of the cases of a test that has very many: one in `BAIYI_SHARE`, other ones of other tests, so that each page
meets some of what every page must stand. `make test` takes all of them; CI has not the hours.
"""

import os
from collections import defaultdict
from collections.abc import Iterable
from zlib import crc32

SHARE = int(os.environ.get("BAIYI_SHARE", "1"))

MANY, MANY_IN_BROWSER = 24, 8  # cases of a test; fewer are all taken


def is_taken(name: str) -> bool:
    """Of many things that one test goes through."""
    return crc32(name.encode()) % SHARE == 0


def some_of(items: Iterable, share: int = SHARE) -> list:
    """In their order. Which ones hangs on nothing but names and order."""
    items = list(items)
    families = defaultdict(list)
    for item in items:
        families[item.nodeid.partition("[")[0]].append(item)
    taken = {id(item) for name, family in families.items() for item in _some(name, family, share)}
    return [item for item in items if id(item) in taken]


def _some(name: str, family: list, share: int) -> list:
    many = MANY_IN_BROWSER if name.startswith("tests/browser/") else MANY
    return family if len(family) < many else family[crc32(name.encode()) % share :: share]
