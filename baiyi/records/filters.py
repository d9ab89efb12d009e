"""What lists can be narrowed by: words, days, and the form they stand in. Filters live in the URL."""

import django_filters
from django import forms
from django_filters.fields import DateRangeField
from django_filters.widgets import DateRangeWidget

from baiyi.records.forms import DayInput, PlainForm
from baiyi.records.search import matching

REVERSED = "起始日不能晚于截止日"


class FilterForm(PlainForm):
    ranges: tuple[tuple[str, str], ...] = ()

    def clean(self):
        for first, last in self.ranges:
            days = [self.cleaned_data.get(name) for name in (first, last)]
            if all(days) and days[0] > days[1]:
                self.add_error(last, REVERSED)
        return super().clean()


class Filters(django_filters.FilterSet):
    """The conditions of a list. Typed words, numbers and days are taken as in every other form."""

    ranges: tuple[tuple[str, str], ...] = ()  # names of a first and a last day that are two filters

    def get_form_class(self):
        fields = {name: each.field for name, each in self.filters.items()}
        return type(f"{type(self).__name__}Form", (FilterForm,), fields | {"ranges": self.ranges})


class SearchFilter(django_filters.CharFilter):
    """Words in any order, in one of the search keys that `paths` lead to."""

    def __init__(self, label: str, *paths: str, **kwargs):
        super().__init__(label=label, **({"max_length": 60} | kwargs))
        self.paths = paths

    def filter(self, qs, value):
        return qs.filter(matching(value, *self.paths)) if value else qs


class DayFilter(django_filters.DateFilter):
    """One day, with a picker."""

    def __init__(self, **kwargs):
        super().__init__(**({"widget": DayInput} | kwargs))


class DayRangeWidget(DateRangeWidget):
    """Two pickers."""

    def __init__(self, attrs=None):
        forms.MultiWidget.__init__(self, (DayInput(), DayInput()), attrs)


class DayRangeField(DateRangeField):
    """From one day to another, both counted; refused when they are the wrong way round."""

    widget = DayRangeWidget

    def compress(self, data_list):
        first, last = data_list or (None, None)
        if first and last and first > last:
            raise forms.ValidationError(REVERSED, "reversed")
        return super().compress(data_list)


class DayRangeFilter(django_filters.DateFromToRangeFilter):
    field_class = DayRangeField
