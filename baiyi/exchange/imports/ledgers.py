"""A ledger (台账) as a workbook: its columns, the form that says what may stand in them, what makes two rows one, and
the services that write. Rooms declare theirs in `ledgers.py`; about twenty lines each.
"""

from collections.abc import Callable, Iterable
from dataclasses import KW_ONLY, dataclass, replace
from functools import cached_property
from types import SimpleNamespace
from typing import Any

from django import forms
from django.db.models import Field, Model, QuerySet

from baiyi.exchange.imports.plans import PlannedRow, words_of
from baiyi.exchange.workbooks import layout
from baiyi.exchange.workbooks.reading import Cell
from baiyi.exchange.workbooks.values import Meant
from baiyi.records.derived import DerivedField


@dataclass(frozen=True)
class LedgerColumn:
    """A column: `name` is the field of the form, `also` are other words for its head, `examples` stand in the template.

    `read` takes a cell otherwise than the form's field would, `said` gives the value of a record where it is no
    attribute of that name, `choices` are the words offered where the form's field has none, `words` say a value.
    """

    name: str
    _: KW_ONLY
    label: str = ""
    also: tuple[str, ...] = ()
    examples: tuple[str, str] = ("", "")
    hint: str = ""
    width: int = 16
    read: Callable[[Cell], Meant] | None = None
    said: Callable[[Any], Any] | None = None
    choices: Callable[[], Iterable[str]] | None = None
    words: Callable[[Any], str] = words_of


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """`form(user)` is an unbound form whose choices are the person's; `add(by=…, **facts)` and `change(record, by=…,
    version=…, **facts)` are the services of a page; `add_many(rows of facts, by=…)` writes new rows in bulk where it is
    given. `key` are fields of the model, the most telling first, that no two rows share.

    `take_back(record, by=…)` ends a record that an undone import made; without it the row goes, with `own_rows`, the
    relations that it came with. `version` is in the name of the template's file.

    `is_history`: an old book (历史台账). Its rows are over when they come in; one that is there already stays as it is.

    `more()` are columns that hang on data. `fold(rows)` makes one of several rows, before they are compared with the
    ledger; what their cells come to are `parts`, which have no head.
    """

    name: str
    title: str
    model: type[Model]
    right: str
    columns: tuple[LedgerColumn, ...]
    key: tuple[str, ...]
    form: Callable[[Any], forms.BaseForm]
    add: Callable[..., Model]
    change: Callable[..., Model] | None = None
    add_many: Callable[..., list[Model]] | None = None
    take_back: Callable[..., Any] | None = None
    own_rows: tuple[str, ...] = ()
    is_history: bool = False
    version: int = 1
    notes: tuple[str, ...] = ()
    known: Callable[[], QuerySet] | None = None
    more: Callable[[], tuple[LedgerColumn, ...]] | None = None
    fold: Callable[[Iterable[PlannedRow]], list[PlannedRow]] | None = None
    parts: tuple[LedgerColumn, ...] = ()

    def now(self) -> "Ledger":
        """With the columns of today."""
        return replace(self, columns=self.columns + self.more(), more=None) if self.more else self

    @cached_property
    def by_name(self) -> dict[str, LedgerColumn]:
        return {each.name: each for each in self.columns + self.parts}

    @cached_property
    def known_by(self) -> set[str]:
        """The columns that `key` compares: a blank or a bracket more makes no other row of it, and no change."""
        return {source for field in self.key_fields for source in getattr(field, "sources", (field.name,))}

    def rows(self) -> QuerySet:
        """What is in the ledger now, of every unit."""
        if self.known is not None:
            return self.known()
        rows = self.model._default_manager.all()
        return rows.current() if hasattr(rows, "current") else rows

    def key_of(self, row: Model) -> tuple:
        return tuple(getattr(row, field.attname) for field in self.key_fields)

    def key_in(self, facts: dict[str, Any]) -> tuple:
        """Of a row that says this, as `key_of` has it once it is written."""
        said = SimpleNamespace(**{source: facts.get(source) for source in self.known_by})
        return tuple(_value(field, said, facts) for field in self.key_fields)

    @cached_property
    def key_fields(self) -> list[Field]:
        return [self.model._meta.get_field(name) for name in self.key]

    def said_of(self, record: Model, name: str) -> Any:
        """The value of a column; several records as a list."""
        column = self.by_name[name]
        value = column.said(record) if column.said else getattr(record, name)
        return list(value.all()) if hasattr(value, "all") else value

    def labels(self, form: forms.BaseForm) -> dict[str, str]:
        """The head of each column by its name."""
        return {each.name: each.label or str(form.fields[each.name].label) for each in self.columns}

    def heads(self, form: forms.BaseForm) -> list[layout.Column]:
        """What is looked for in a sheet."""
        labels = self.labels(form)
        return [
            layout.Column(labels[each.name], each.also, is_required=form.fields[each.name].required)
            for each in self.columns
        ]


def _value(field: Field, said: SimpleNamespace, facts: dict[str, Any]) -> Any:
    """What would stand in the field's column."""
    if isinstance(field, DerivedField):
        return field.derive(said)
    value = facts.get(field.name, field.get_default())
    if field.is_relation:
        return value.pk if isinstance(value, Model) else None
    return value


_ledgers: dict[str, Ledger] = {}


def register(ledger: Ledger) -> Ledger:
    """Raises ValueError for a second one of the name."""
    if _ledgers.setdefault(ledger.name, ledger) is not ledger:
        raise ValueError(f"ledger {ledger.name} is declared twice")
    return ledger


def get(name: str) -> Ledger:
    """Raises KeyError."""
    return _ledgers[name].now()


def all_ledgers() -> list[Ledger]:
    return list(_ledgers.values())


def ledgers_for(user) -> list[Ledger]:
    """Those the person may write at some unit."""
    return [each for each in _ledgers.values() if user.has_perm(each.right)]


def history_of(model: type[Model]) -> list[str]:
    """The names of the old books whose rows become records of the model."""
    return [each.name for each in _ledgers.values() if each.is_history and each.model is model]
