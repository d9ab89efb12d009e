"""Kinds of deadlines: what an obligation is about. The room whose records carry them declares them."""

from dataclasses import dataclass
from string import Formatter

from baiyi.notifications import kinds as messages


@dataclass(frozen=True)
class Kind:
    """`message` is the kind of its reminders."""

    code: str
    label: str
    message: str


FACTS = {"title", "due", "left"}
_kinds: dict[str, Kind] = {}


def register(code: str, *, label: str, sentence: str) -> str:
    """Declare a kind; returns its code, to be kept as a constant by the room that owns it.

    `sentence` is what its reminders say, over {title}, {due} and {left}. Raises ValueError when the code is another
    one's, or a part of the sentence is missing or unknown: the program does not start with a reminder that says
    nothing.
    """
    if {name for _, name, _, _ in Formatter().parse(sentence) if name is not None} != FACTS or not label:
        raise ValueError(f"kind of deadline {code} needs a label and a sentence over {', '.join(sorted(FACTS))}")
    message = messages.register(f"deadline_{code}", label=f"{label}期限提醒", text=sentence)
    declared = Kind(code, label, message)
    if _kinds.setdefault(code, declared) != declared:
        raise ValueError(f"kind of deadline {code} is declared twice")
    return code


def label_of(code: str) -> str:
    """For pages: deadlines outlive a kind that a later version no longer declares."""
    return _kinds[code].label if code in _kinds else "期限"


def is_known(code: str) -> bool:
    return code in _kinds


def choices() -> list[tuple[str, str]]:
    return [(kind.code, kind.label) for kind in _kinds.values()]


def message_kinds() -> dict[str, str]:
    """Kinds of messages by the kind of deadline they remind of."""
    return {kind.code: kind.message for kind in _kinds.values()}
