"""What an address asks of a page that shows something already when nothing is asked."""

from collections.abc import Iterable

from django.http import QueryDict


def asked_of(address: QueryDict, names: Iterable[str], usual: dict) -> dict | QueryDict:
    """The usual, where the address does not say otherwise. One that speaks of none of the names asks for nothing, which
    the form refuses.
    """
    asked = {name: address[name] for name in names if name in address}
    return usual | asked if asked or not address else address
