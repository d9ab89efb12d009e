"""The day from which on something holds: today or later, and no slip of the year."""

import datetime as dt

from django import forms

from baiyi.records import clock
from baiyi.records.forms import DayInput

A_YEAR = dt.timedelta(days=365)


class FromDayField(forms.DateField):
    """From today on, less than a year ahead; `earliest` asks for a later day than today."""

    def __init__(self, *, label: str = "启用日期", **kwargs):
        self.earliest: dt.date | None = None
        super().__init__(**({"label": label, "widget": DayInput, "initial": clock.today} | kwargs))

    def validate(self, value):
        super().validate(value)
        if value is None:
            return
        earliest = max(self.earliest or clock.today(), clock.today())
        if not earliest <= value < clock.today() + A_YEAR:
            raise forms.ValidationError(f"{self.label}须从 {earliest} 起、一年以内")
