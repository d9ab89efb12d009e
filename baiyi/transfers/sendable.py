"""Which records can be sent, declared by their rooms: the page that sends asks here."""

from collections.abc import Callable
from dataclasses import dataclass

from django.apps import apps
from django.db import models


@dataclass(frozen=True)
class Sendable:
    """`words` is what the receiver reads of the record, without personal data; `refusal` why it cannot go, or empty."""

    label: str
    words: Callable[[models.Model], str] = str
    refusal: Callable[[models.Model], str] = lambda record: ""

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
