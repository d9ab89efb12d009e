"""A stranger's file as sheets of cells: guarded, then read in a limited process that may die alone."""

import datetime as dt
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from baiyi.exchange.workbooks import child, guard, refusals
from baiyi.exchange.workbooks.refusals import WorkbookRefused

CHILD = Path(child.__file__)
SECONDS = 120  # by the clock

Cell = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta
Place = tuple[int, int]  # row and column, counted from 0
SENTENCES = {  # by the word the child writes
    "ENCRYPTED": refusals.ENCRYPTED,
    "DAMAGED": refusals.DAMAGED,
    "NOT_A_WORKBOOK": refusals.NOT_A_WORKBOOK,
    "TOO_MANY_SHEETS": refusals.TOO_MANY_SHEETS.format(most=child.MOST_SHEETS),
    "TOO_MANY_ROWS": refusals.TOO_MANY_ROWS.format(most=f"{child.MOST_ROWS:,}"),
}
TYPED = {
    "moment": dt.datetime.fromisoformat,
    "day": dt.date.fromisoformat,
    "hour": dt.time.fromisoformat,
    "length": lambda seconds: dt.timedelta(seconds=seconds),
}


@dataclass
class Sheet:
    """Cells that hold something, by row and column from 0. `merges` are (top, left, bottom, right); `faults` are cells
    whose formula failed, with what they show; a hidden row is read like any other.
    """

    name: str
    is_hidden: bool
    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    faults: dict[Place, str] = field(default_factory=dict)

    def cell(self, row: int, column: int) -> Cell:
        return self.rows.get(row, {}).get(column, "")


def read(name: str, content: bytes) -> list[Sheet]:
    """The sheets of the file. Raises WorkbookRefused."""
    kind = guard.kind_of(name, content)
    with tempfile.TemporaryDirectory(prefix="workbook-") as folder:
        source, target = Path(folder) / "source", Path(folder) / "target"
        source.write_bytes(content)
        _run(kind.value, source, target)
        with target.open(encoding="utf-8") as lines:
            return _sheets(map(json.loads, lines))


def _run(kind: str, source: Path, target: Path) -> None:
    """Isolated: neither the product's modules nor its environment. Raises WorkbookRefused."""
    command = [sys.executable, "-I", str(CHILD), kind, str(source), str(target)]
    try:
        done = subprocess.run(command, env={}, timeout=SECONDS, check=False, capture_output=True)  # noqa: S603 - our own file
    except subprocess.TimeoutExpired as error:
        raise WorkbookRefused(refusals.TOO_LONG.format(most=SECONDS)) from error
    if done.returncode:
        raise WorkbookRefused(refusals.STRANGE)  # out of memory or time, or brought down


def _sheets(lines: Iterator) -> list[Sheet]:
    sheets: list[Sheet] = []
    for line in lines:
        if isinstance(line, list):
            number, row, first, cells = line
            sheets[number].rows[row] = {
                first + place: _typed(cell) for place, cell in enumerate(cells) if cell not in ("", None)
            }
        elif "refused" in line:
            raise WorkbookRefused(SENTENCES[line["refused"]])
        else:
            sheets = [_sheet(facts) for facts in line["sheets"]]
    return sheets


def _sheet(facts: dict) -> Sheet:
    return Sheet(
        facts["name"],
        facts["hidden"],
        merges=[tuple(each) for each in facts["merges"]],
        hidden_rows=set(facts.get("hidden_rows", ())),
        faults={(row, column): text for row, column, text in facts.get("faults", ())},
    )


def _typed(cell) -> Cell:
    if not isinstance(cell, dict):
        return cell
    ((kind, value),) = cell.items()
    return TYPED[kind](value)
