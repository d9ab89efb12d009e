"""Days an address asks for. One that cannot be shown is refused in the page's form, with 422: which day was asked, and
which can be; never is another day shown in its place.
"""

import datetime as dt
from http import HTTPStatus

from django import forms
from django.views.generic import TemplateView

from baiyi.records.forms import DayInput, PlainForm
from baiyi.records.views import Page


def within(day: dt.date, first: dt.date, last: dt.date, *, label: str = "截至日") -> dt.date:
    """The day, when it can be shown. Raises ValidationError."""
    if not first <= day <= last:
        raise forms.ValidationError(f"{label}须在 {first} 和 {last} 之间，不能看 {day}")
    return day


class UntilForm(PlainForm):
    """Up to which day a page counts or shows."""

    until = forms.DateField(label="截至", widget=DayInput)

    def __init__(self, *args, first: dt.date, last: dt.date, **kwargs):
        super().__init__(*args, **kwargs)
        self.first, self.last = first, last

    def clean_until(self) -> dt.date:
        return within(self.cleaned_data["until"], self.first, self.last)


class AskingPage(Page, TemplateView):
    """A page about what its address asks for: `form` takes that, or refuses it."""

    form: forms.Form

    def is_answered(self) -> bool:
        return self.form.is_valid()

    def get(self, request, *args, **kwargs):
        status = HTTPStatus.OK if self.is_answered() else HTTPStatus.UNPROCESSABLE_ENTITY
        return self.render_to_response(self.get_context_data(), status=status)

    def get_context_data(self, **kwargs):
        return super().get_context_data(**({"form": self.form} | kwargs))
