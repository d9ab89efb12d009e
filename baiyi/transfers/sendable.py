"""Which records can be sent, declared by their rooms: the page that sends asks here."""

from collections.abc import Callable
from dataclasses import dataclass

from django.apps import apps
from django.db import models


@dataclass(frozen=True)
class Sendable:
    """`words` is what the receiver reads of the record, without personal data; `refusal` why it cannot go, or empty.

    Moves of the record are named: those in `ended_by` end the matter, and with it an open transfer; after one in
    `resumed_by` its unit works on it itself, and what came back has been seen to.
    """

    label: str
    words: Callable[[models.Model], str] = str
    refusal: Callable[[models.Model], str] = lambda record: ""
    ended_by: tuple[str, ...] = ()
    resumed_by: tuple[str, ...] = ()

    @property
    def model(self) -> type[models.Model]:
        return apps.get_model(self.label)


_sendable: dict[str, Sendable] = {}


def register(label: str, **facts) -> Sendable:
    """Declare that records of a model can be sent. Raises ValueError for a second declaration."""
    if label in _sendable:
        raise ValueError(f"{label} is declared twice")
    _sendable[label] = Sendable(label, **facts)
    return _sendable[label]


def of_label(label: str) -> Sendable | None:
    return _sendable.get(label)


def everything() -> list[Sendable]:
    """All that is declared, by label."""
    return [_sendable[label] for label in sorted(_sendable)]
