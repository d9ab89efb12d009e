"""Cells become facts: each by the field of its column, then all of a row by the form they belong to. One form serves
all rows.
"""

import uuid
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.functional import cached_property

from baiyi.exchange.imports.cells import Reader, checked, reader_of
from baiyi.exchange.imports.ledgers import Ledger, LedgerColumn
from baiyi.exchange.imports.plans import Finding, Kind, PlannedRow
from baiyi.exchange.workbooks.layout import Line, Table
from baiyi.exchange.workbooks.values import CellFault

FAILED = "公式没有算出结果"


class RowReader:
    """Reads the lines of a table for a person. `year` is that of days written without one."""

    def __init__(self, ledger: Ledger, user, table: Table, *, year: int):
        self.ledger, self.table = ledger, table
        self.form = ledger.form(user)
        self.labels = ledger.labels(self.form)
        self.names = {label: name for name, label in self.labels.items()}
        for name in self.labels:
            self.form[name]  # the field takes what people type
        self.readers = {
            column.name: self._reader(column, self.form.fields[column.name], year) for column in ledger.columns
        }

    @staticmethod
    def _reader(column: LedgerColumn, field: forms.Field, year: int) -> Reader:
        return checked(field, column.read) if column.read else reader_of(field, year)

    def is_private(self, name: str) -> bool:
        """Whether what stands there names somebody."""
        return "data-private" in self.form.fields[name].widget.attrs

    def read(self, line: Line) -> PlannedRow:
        """The cells that hold something. Cells that are required and empty are told when the row is new."""
        planned = PlannedRow(line.row)
        for label, cell in line.cells.items():
            place = (line.row, self.table.places[label])
            if place in self.table.sheet.faults:
                planned.fault(FAILED, "改成数值，或修正公式", label=label, value=self.table.sheet.faults[place])
            elif self._is_said(cell):
                self._take(planned, label, cell)
        return planned

    @staticmethod
    def _is_said(cell) -> bool:
        return not isinstance(cell, str) or bool(cell.strip())

    def _take(self, planned: PlannedRow, label: str, cell) -> None:
        name = self.names[label]
        try:
            meant = self.readers[name](cell)
        except CellFault as fault:
            planned.fault(fault.problem, fault.how or self.ledger.by_name[name].hint, label=label, value=cell)
            return
        planned.facts[name] = meant.value
        if meant.mended:
            planned.findings.append(Finding(Kind.MENDED, planned.row, label, cell, meant.mended))

    def complete(self, planned: PlannedRow) -> None:
        """Fill in what the row does not say, from the record or the form, and let the form judge the whole."""
        said = dict(planned.facts)
        for name, given in self._given.items():
            if name not in said:
                said[name] = self._known(planned, name, given)
        self._demand(planned, said)
        self._judge(planned, said)

    @cached_property
    def _given(self) -> dict[str, Any]:
        """What an empty field of the form means."""
        return {name: _cleaned(field) for name, field in self.form.fields.items()}

    def _number(self, name: str, given: Any) -> Any:
        """Each row is a form of its own."""
        return uuid.uuid4() if isinstance(self.form.fields[name], forms.UUIDField) else given

    def _known(self, planned: PlannedRow, name: str, given: Any) -> Any:
        if planned.record is not None and name in self.labels:
            return self.ledger.said_of(planned.record, name)
        return self._number(name, given)

    def _demand(self, planned: PlannedRow, said: dict[str, Any]) -> None:
        for name, label in self.labels.items():
            is_empty = said[name] is None or said[name] == "" or said[name] == []
            is_told = any(each.label == label for each in planned.findings if each.kind == Kind.WRONG)
            if self.form.fields[name].required and is_empty and not is_told:
                has_column = label in self.table.places
                planned.fault("没有填写" if has_column else "文件里没有这一列", f"填写{label}", label=label)

    def _judge(self, planned: PlannedRow, said: dict[str, Any]) -> None:
        form = self.form
        form._errors, form.cleaned_data = ErrorDict(), dict(said)
        for name in said:
            if name in planned.facts or not planned.is_wrong:
                self._judge_one(name)
        if not planned.is_wrong and not form._errors:
            form._clean_form()
        for name, errors in form._errors.items():
            label = self.labels.get(name, "")
            value = planned.facts.get(name, "")
            planned.fault("；".join(dict.fromkeys(errors)), label=label, value=value)
        planned.facts = form.cleaned_data
        if not form._errors and planned.record is None:
            planned.given = form.facts()

    def _judge_one(self, name: str) -> None:
        judge = getattr(self.form, f"clean_{name}", None)
        if judge is None or name not in self.form.cleaned_data:
            return
        try:
            self.form.cleaned_data[name] = judge()
        except forms.ValidationError as error:
            self.form.add_error(name, error)


def _cleaned(field: forms.Field) -> Any:
    initial = field.initial() if callable(field.initial) else field.initial
    try:
        return field.clean(initial)
    except forms.ValidationError:
        return None
