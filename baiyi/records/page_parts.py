"""What stands on pages: tabs, buttons, blocks of a record, stations of its state bar."""

from dataclasses import KW_ONLY, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Tab:
    """A tab of a list with its count; `lamp` is red, yellow, green or empty."""

    label: str
    count: int | None
    url: str
    _: KW_ONLY
    is_here: bool = False
    lamp: str = ""


class Warned(str):
    """A sentence after an act that went otherwise than it was meant: said in the tone of a warning."""


@dataclass(frozen=True)
class PageAction:
    """A button in the head of a page."""

    label: str
    url: str
    icon: str = ""
    is_primary: bool = False


@dataclass(frozen=True)
class Section:
    """A block of a detail page: label and value a row. `template` replaces the rows; `is_aside` puts it beside the main
    column.
    """

    title: str
    rows: list[tuple[str, Any]] = field(default_factory=list)
    _: KW_ONLY
    template: str = ""
    context: dict[str, Any] = field(default_factory=dict)
    is_aside: bool = False


@dataclass(frozen=True)
class StateMark:
    """A station of the state bar; status is done, current or todo."""

    label: str
    note: str = ""
    status: str = "todo"
