"""What several parts of a page need is read once a request."""

from collections.abc import Callable, Hashable
from typing import Any


def once_a_request(request, key: Hashable, make: Callable[[], Any]) -> Any:
    """The value that `make` gave in this request. Keys begin with the name of the room."""
    known = request.__dict__.setdefault("_made_once", {})
    if key not in known:
        known[key] = make()
    return known[key]
