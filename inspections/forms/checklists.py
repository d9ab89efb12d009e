"""检查清单 of a category as one page, and the common wordings of one of its items."""

from collections.abc import Iterator
from dataclasses import dataclass

from crispy_forms.layout import Layout
from django import forms

from baiyi.records.forms import PlainForm, Versioned
from baiyi.records.from_day import FromDayField
from inspections.forms.categories import MOST_POSITION, REASON
from inspections.forms.parts import Part
from inspections.models import ChecklistItem, HazardPhrase, VenueCategory
from inspections.services.checklists import Line, Wording, earliest_day, lasting_items, phrases_of

NEW = 5  # empty rows at the end
STEP = 10  # between the places of items that are shown, so that one fits in between
MOST_ITEMS = 40


@dataclass(frozen=True)
class Row:
    """A line of the page: an item or phrase that is there, or room for a new one. `names` are those of its fields."""

    form: PlainForm
    key: str
    names: tuple[str, ...]
    there: ChecklistItem | HazardPhrase | None = None

    @property
    def fields(self) -> list[forms.BoundField]:
        return [self.form[f"{self.key}-{name}"] for name in self.names]

    @property
    def off(self) -> forms.BoundField | None:
        return self.form[f"{self.key}-off"] if self.there else None

    @property
    def errors(self) -> list[str]:
        return [error for field in self.fields for error in field.errors]

    def said(self) -> list:
        return [self.form.cleaned_data.get(f"{self.key}-{name}") for name in self.names]

    @property
    def is_off(self) -> bool:
        return self.there is not None and self.form.cleaned_data.get(f"{self.key}-off", False)


class RowsForm(PlainForm):
    """Rows that are there, each with a box to end it, and empty ones for new."""

    names: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    off_label = "停用"

    def _add_rows(self, there: list) -> None:
        known = [Row(self, f"row-{each.pk}", self.names, each) for each in there]
        self.rows = known + [Row(self, f"new{number}", self.names) for number in range(1, NEW + 1)]
        for row in self.rows:
            self._add_fields(row)
            if row.there:
                self.fields[f"{row.key}-off"] = forms.BooleanField(label=f"停用“{row.there}”", required=False)

    def _add_fields(self, row: Row) -> None:
        raise NotImplementedError

    def _rows_said(self) -> Iterator[tuple[Row, list]]:
        """Of what is to stay or to come."""
        for row in self.rows:
            said = row.said()
            if not row.is_off and (row.there or any(said)):
                yield row, said

    def is_of_today(self) -> bool:
        """Whether the rows that were sent are those that are there now."""
        return True

    def clean(self):
        facts = super().clean()
        if not self.is_of_today():
            return facts  # the service says who changed it
        for row, said in self._rows_said():
            for name, value in zip(self.names, said, strict=True):
                field = f"{row.key}-{name}"
                if not value and field not in self.errors:
                    self.add_error(field, f"请填写{self.fields[field].label}")
        return facts


class ChecklistForm(RowsForm, Versioned):
    """The last version of the checklist; an item whose words or place change takes over from the day on."""

    names = ("position", "name")
    heads = ("次序", "检查项")
    effective_from = FromDayField(help_text="以前的检查仍显示当时的检查项")
    reason = forms.CharField(**REASON)

    def __init__(self, *args, category: VenueCategory, **kwargs):
        super().__init__(*args, **kwargs)
        self.category = category
        self.earliest = self.fields["effective_from"].earliest = earliest_day(category)
        self.fields["effective_from"].initial = self.earliest
        self._add_rows(lasting_items(category))
        self.helper.layout = Layout("version", Part("inspections/_rows.html"), "effective_from", "reason")

    def _add_fields(self, row: Row) -> None:
        place = self.rows.index(row) + 1
        shown = {"initial": place * STEP} if row.there else {}
        words = {"initial": row.there.name} if row.there else {}
        self.fields[f"{row.key}-position"] = forms.IntegerField(
            label="次序", min_value=1, max_value=MOST_POSITION, required=False, **shown
        )
        self.fields[f"{row.key}-name"] = forms.CharField(label="检查项", max_length=18, required=False, **words)

    def is_of_today(self) -> bool:
        return self.cleaned_data.get("version") == self.category.version

    def clean(self):
        facts = super().clean()
        if not self.errors and len(self._lines()) > MOST_ITEMS:
            self.add_error(None, f"检查清单最多 {MOST_ITEMS} 项")
        return facts

    def facts(self) -> dict:
        names = ("effective_from", "reason", "version")
        return {name: self.cleaned_data[name] for name in names} | {"lines": self._lines()}

    def _lines(self) -> list[Line]:
        """Placed 1, 2, 3 in the order of what was typed: what stays where it was keeps its row. None of a stale
        page.
        """
        if not self.is_of_today():
            return []
        said = sorted((position, number, name, row) for number, (row, (position, name)) in enumerate(self._rows_said()))
        return [Line(name, place, row.there) for place, (_, _, name, row) in enumerate(said, 1)]


class PhrasesForm(RowsForm):
    names = ("text", "measure")
    heads = ("标准描述", "整改要求")
    reason = forms.CharField(**REASON)

    def __init__(self, *args, item: ChecklistItem, **kwargs):
        super().__init__(*args, **kwargs)
        self._add_rows(phrases_of(item))
        self.helper.layout = Layout(Part("inspections/_rows.html"), "reason")

    def _add_fields(self, row: Row) -> None:
        for name, label, most in (("text", "标准描述", 60), ("measure", "整改要求", 100)):
            words = {"initial": getattr(row.there, name)} if row.there else {}
            box = forms.TextInput(attrs={"placeholder": label})
            field = forms.CharField(label=label, max_length=most, required=False, widget=box, **words)
            self.fields[f"{row.key}-{name}"] = field

    def facts(self) -> dict:
        wordings = [Wording(*said, row.there) for row, said in self._rows_said()]
        return {"reason": self.cleaned_data["reason"], "wordings": wordings}
