"""What an import would do: the rows of a sheet as facts, each new, changed, the same or wrong, with what is told."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Model

from baiyi.exchange.models import ImportFinding
from baiyi.exchange.workbooks import layout
from baiyi.exchange.workbooks.layout import Table

Kind = ImportFinding.Kind
NEW, CHANGED, SAME, WRONG = "new", "changed", "same", "wrong"
MOST_SHOWN = 60  # characters of a cell that are told
MOST_KEPT = 2_000  # findings of a kind


@dataclass(frozen=True)
class Finding:
    """`row` is counted from 0; `label` is empty for what is wrong with the whole row."""

    kind: str
    row: int
    label: str
    value: Any
    problem: str
    how: str = ""


@dataclass
class PlannedRow:
    """`given` is what the form gives the service of a new row; `record` is what stands in the ledger already, `changes`
    are value before and after by the name of the field.
    """

    row: int
    facts: dict[str, Any] = field(default_factory=dict)
    given: dict[str, Any] = field(default_factory=dict)
    record: Model | None = None
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_wrong(self) -> bool:
        return any(each.kind == Kind.WRONG for each in self.findings)

    @property
    def outcome(self) -> str:
        if self.is_wrong:
            return WRONG
        if self.record is None:
            return NEW
        return CHANGED if self.changes else SAME

    def fault(self, problem: str, how: str = "", *, label: str = "", value: Any = "") -> None:
        self.findings.append(Finding(Kind.WRONG, self.row, label, value, problem, how))


@dataclass
class Plan:
    table: Table
    rows: list[PlannedRow]

    def counts(self) -> dict[str, int]:
        """Rows (行) by what becomes of them, and cells that were mended."""
        found = Counter(each.outcome for each in self.rows)
        mended = sum(each.kind == Kind.MENDED for each in self.findings())
        return {"total": len(self.rows), "mended": mended} | {name: found[name] for name in (NEW, CHANGED, SAME, WRONG)}

    def findings(self) -> Iterator[Finding]:
        yield from told_of(self.table)
        for each in self.rows:
            yield from each.findings

    def kept_findings(self) -> list[Finding]:
        """The first of each kind."""
        seen, kept = Counter(), []
        for each in self.findings():
            seen[each.kind] += 1
            if seen[each.kind] <= MOST_KEPT:
                kept.append(each)
        return kept


def told_of(table: Table) -> Iterator[Finding]:
    """What is left out or stands out, without being wrong."""
    head = table.bottom
    for word in table.unknown.values():
        yield Finding(Kind.TOLD, head, word, "", "台账里没有这一列，没有导入")
    for word in table.doubled.values():
        yield Finding(Kind.TOLD, head, word, "", "这一列出现了两次，只用第一列", "删去多余的一列，或改列名")
    for row, what in table.passed.items():
        if what != layout.EMPTY:
            yield Finding(Kind.TOLD, row, "", "", f"{what}行，没有导入")
    for row in sorted({line.row for line in table.lines if line.is_hidden}):
        yield Finding(Kind.TOLD, row, "", "", "隐藏的行，一并导入")


def letter_of(place: int) -> str:
    """0 is A, 26 is AA."""
    letters, place = "", place + 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def words_of(value: Any) -> str:
    """A value as a page says it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, Iterable) and not isinstance(value, str):
        return "、".join(words_of(each) for each in value)
    return "" if value is None else str(value)[:MOST_SHOWN]
