"""Kinds of messages: the sentence of each lives with the room that sends it."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class MessageKind:
    """`text` is a format string over the facts of a message; an urgent one is marked."""

    code: str
    label: str
    text: str
    is_urgent: bool = False

    def say(self, facts: Mapping[str, object]) -> str:
        """Raises KeyError when a fact of the sentence is missing."""
        return self.text.format_map(facts)


_kinds: dict[str, MessageKind] = {}


def register(code: str, *, label: str, text: str, is_urgent: bool = False) -> str:
    """Declare a kind; returns its code, to be kept as a constant by the room that sends it. Raises ValueError when it
    is another one's.
    """
    declared = MessageKind(code, label, text, is_urgent)
    if _kinds.setdefault(code, declared) != declared:
        raise ValueError(f"kind {code} is declared twice")
    return code


def kind_of(code: str) -> MessageKind:
    """Raises KeyError for a kind nobody declared."""
    return _kinds[code]


def label_of(code: str) -> str:
    """For pages: messages outlive a kind that a later version no longer declares."""
    return _kinds[code].label if code in _kinds else "其他消息"


def choices() -> list[tuple[str, str]]:
    return [(kind.code, kind.label) for kind in _kinds.values()]
