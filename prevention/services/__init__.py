"""Verbs on checkpoints, shifts, breathalysers and night sheets: one import for pages, tests and the demo."""

from prevention.services.nights import SheetTaken, add_sheet, change_sheet, void_sheet
from prevention.services.publicity import add_publicity, change_publicity, void_publicity
from prevention.services.register import (
    add_breathalyser,
    add_checkpoint,
    change_breathalyser,
    change_checkpoint,
    void_breathalyser,
    void_checkpoint,
)
from prevention.services.shifts import change_shift, open_shift

__all__ = [
    "SheetTaken",
    "add_breathalyser",
    "add_checkpoint",
    "add_publicity",
    "add_sheet",
    "change_breathalyser",
    "change_checkpoint",
    "change_publicity",
    "change_sheet",
    "change_shift",
    "open_shift",
    "void_breathalyser",
    "void_checkpoint",
    "void_publicity",
    "void_sheet",
]
