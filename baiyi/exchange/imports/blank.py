"""The template of a ledger (导入模板): title, notes, heads with a star where something must stand, drop-downs, and two
grey rows of samples that are never imported.
"""

import io
from collections.abc import Iterable

import xlsxwriter
from django import forms

from baiyi.exchange.imports.cells import offered
from baiyi.exchange.imports.ledgers import Ledger, LedgerColumn
from baiyi.exchange.workbooks.layout import SAMPLE

TITLE, NOTES, HEADS, SAMPLES, FIRST = 0, 1, 2, 3, 5  # rows from 0
LAST = 5_000  # row down to which the drop-downs reach
NUMBER = "序号"
CHOICES = "选项"
USUAL = (
    "带 * 的列必填。从第 6 行开始填写，灰色的示例行不会导入。",
    "日期写成 2022-7-4。有下拉的列请从下拉中选。列的顺序可以调整，也可以删去不用的列。",
)
UPDATES = "已在台账里的会按内容更新，空着的格子不改变原有内容。"
HISTORY = (
    "只导入已经办结的事项：导入后标“导入”，不编本系统的号，不再计期限，不发提醒。没有办结的请在页面上登记。",
    "已在台账里的不会改动；导错了的先撤销导入，改好再导。",
)


def file_name(ledger: Ledger) -> str:
    return f"{ledger.title}导入模板_v{ledger.version}.xlsx"


def template_of(ledger: Ledger, user) -> bytes:
    """For the person: only his own units and people are offered."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    _Template(book, ledger, ledger.form(user)).draw()
    book.close()
    return target.getvalue()


def notes_of(ledger: Ledger) -> tuple[str, ...]:
    return (*USUAL, *(HISTORY if ledger.is_history else (UPDATES,)), *ledger.notes)


class _Template:
    def __init__(self, book: xlsxwriter.Workbook, ledger: Ledger, form: forms.BaseForm):
        self.book, self.ledger, self.form = book, ledger, form
        self.sheet = book.add_worksheet(ledger.title[:31])
        self.choices = book.add_worksheet(CHOICES)
        base = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
        head = base | {"bold": True, "border": 1, "bg_color": "#DCE6F5", "text_wrap": True, "align": "center"}
        self.title = book.add_format(base | {"bold": True, "font_size": 16, "align": "center"})
        self.notes = book.add_format(base | {"text_wrap": True, "valign": "top", "font_color": "#444444"})
        self.head = book.add_format(head)
        self.starred = book.add_format(head | {"font_color": "#B42318"})
        self.sample = book.add_format(base | {"font_color": "#8A8A8A", "italic": True, "num_format": "@"})
        self.text = book.add_format(base | {"num_format": "@"})

    def draw(self) -> None:
        labels, last = self.ledger.labels(self.form), len(self.ledger.columns)
        notes = "\n".join(f"{number}. {each}" for number, each in enumerate(notes_of(self.ledger), 1))
        self.sheet.merge_range(TITLE, 0, TITLE, last, f"{self.ledger.title}导入模板", self.title)
        self.sheet.merge_range(NOTES, 0, NOTES, last, notes, self.notes)
        self.sheet.set_row(TITLE, 30)
        self.sheet.set_row(NOTES, 17 * (notes.count("\n") + 1))
        self.sheet.set_row(HEADS, 32)
        self.sheet.write_string(HEADS, 0, NUMBER, self.head)
        self.sheet.set_column(0, 0, 7, self.text)
        for row in (SAMPLES, SAMPLES + 1):
            self.sheet.write_string(row, 0, SAMPLE, self.sample)
        for place, column in enumerate(self.ledger.columns, 1):
            self._column(place, column, labels[column.name])
        self.sheet.freeze_panes(HEADS + 1, 0)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)
        self.choices.hide()

    def _column(self, place: int, column: LedgerColumn, label: str) -> None:
        is_required = self.form.fields[column.name].required
        head = f"{label}*" if is_required else label
        self.sheet.write_string(HEADS, place, head, self.starred if is_required else self.head)
        self.sheet.set_column(place, place, column.width, self.text)
        for row, example in enumerate(column.examples, SAMPLES):
            self.sheet.write_string(row, place, example, self.sample)
        if hint := column.hint or str(self.form.fields[column.name].help_text):
            self.sheet.write_comment(HEADS, place, hint, {"x_scale": 2})
        self._drop_down(place, column.choices() if column.choices else offered(self.form.fields[column.name]))

    def _drop_down(self, place: int, words: Iterable[str]) -> None:
        words = list(words)
        if not words:
            return
        for row, word in enumerate(words):
            self.choices.write_string(row, place, word)
        letter = xlsxwriter.utility.xl_col_to_name(place)
        source = f"={CHOICES}!${letter}$1:${letter}${len(words)}"
        rule = {
            "validate": "list",
            "source": source,
            "error_type": "warning",
            "error_title": "不在选项里",
            "error_message": "请从下拉中选择；确需填写别的内容，导入时会再核对",
        }
        self.sheet.data_validation(FIRST, place, LAST, place, rule)
