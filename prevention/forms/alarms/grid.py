"""The form of a report: a cell for each beat and category, or a block of cells that fills them. Empty cells are 0."""

from crispy_forms.layout import Layout, LayoutObject
from django import forms
from django.template.loader import render_to_string

from baiyi.records.forms import PlainForm, Versioned
from baiyi.records.text import key
from prevention.forms.alarms.block import MOST, MOST_LETTERS, Block
from prevention.services.alarms.reports import NO_BEAT

READ, ZERO = "read", "zero"  # which button was pressed, when it is not that of the form


class Drawn(LayoutObject):
    """Part of the form that has a template of its own."""

    def __init__(self, template: str, *fields: str):
        self.template, self.fields = template, list(fields)

    def render(self, form, context, **kwargs):
        form.rendered_fields |= set(self.fields)
        return render_to_string(self.template, {"form": form})


class GridForm(PlainForm):
    """`beats` and `categories` of the unit and day; `known` are counts to begin with, `way` the button."""

    block = forms.CharField(
        label="从表格粘贴",
        required=False,
        strip=False,
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="从 Excel、WPS 整块复制：第一列巡区，表头警情类别；可带合计行、合计列，读入时核对",
    )

    def __init__(self, *args, beats, categories, unit, known=None, way="", **kwargs):
        super().__init__(*args, **kwargs)
        self.unit, self.way = unit, way
        self.beats = {beat.pk: beat for beat in beats}
        self.categories = {category.code: category for category in categories}
        self.read: Block | None = None
        self.cells = {f"n-{beat or 0}-{code}": (beat, code) for beat in (*self.beats, None) for code in self.categories}
        for name, (beat, code) in self.cells.items():
            self._add_cell(name, beat, code, (known or {}).get((beat, self.categories[code].pk)))
        self.helper.layout = self._layout()

    def _add_cell(self, name: str, beat: int | None, code: str, count: int | None) -> None:
        label = f"{self.beats[beat] if beat else NO_BEAT} {self.categories[code]}"
        widget = forms.NumberInput(attrs={"inputmode": "numeric", "aria-label": label, "class": "form-control"})
        self.fields[name] = forms.IntegerField(
            label=label, required=False, min_value=0, max_value=MOST, widget=widget, initial=count
        )

    def _layout(self):
        others = [name for name in self.fields if name not in self.cells and name != "block"]
        grid = Drawn("prevention/_alarm_grid.html", *self.cells)
        return Layout(grid, *others, Drawn("prevention/_alarm_paste.html", "block"))

    @property
    def lines(self) -> list[tuple[str, list]]:
        """Beats with their cells, for the grid; a unit without beats has one line."""
        names = {beat: str(found) for beat, found in self.beats.items()} | {None: NO_BEAT}
        return [
            (label, [(category, self[f"n-{beat or 0}-{code}"]) for code, category in self.categories.items()])
            for beat, label in names.items()
        ]

    def clean(self):
        facts = super().clean()
        counted = [facts.get(name) for name in self.cells]
        if self.way == READ:
            self._ask_for_nothing_else()
            self._read_block(facts.get("block") or "")
        elif (facts.get("block") or "").strip():
            self.add_error("block", "粘贴的内容还没有读入，请先点“读入表格”核对")
        elif self.way == ZERO and any(counted):
            self.add_error(None, "填了警情数，不能报零报告")
        elif self.way != ZERO and not any(counted) and not self.errors:
            self.add_error(None, "一起也没有填；没有警情的，请点“零报告”")
        return facts

    def _ask_for_nothing_else(self) -> None:
        """What is only read into the cells is not sent yet: a reason is asked for when it is."""
        for name in {*self.errors} - {"block"}:
            del self.errors[name]

    def _read_block(self, text: str) -> None:
        if not text.strip():
            self.add_error("block", "请先把表格粘贴到这里")
            return
        beats = {key(name): pk for pk, beat in self.beats.items() for name in (beat.name, beat.number)}
        beats |= {key(name): 0 for name in (NO_BEAT, self.unit.name, self.unit.short_name)}
        names = {key(category.name): code for code, category in self.categories.items()}
        try:
            self.read = Block(text, beats=beats, categories=names)
        except forms.ValidationError as wrong:
            self.add_error("block", wrong)

    def initial_as_read(self) -> dict:
        return {f"n-{beat}-{code}": count for (beat, code), count in self.read.counts.items()}

    def facts(self) -> dict:
        facts = super().facts()
        del facts["block"]
        found = {self.cells[name]: facts.pop(name) for name in self.cells}
        return facts | {"counts": {(beat, self.categories[code].pk): n for (beat, code), n in found.items() if n}}


class CorrectForm(GridForm, Versioned):
    """The same of a report that is there, filled with what it says."""

    reason = forms.CharField(label="更正理由", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
