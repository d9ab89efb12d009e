"""Which days and whose beats 应巡未巡 shows."""

import datetime as dt

from django import forms

from baiyi.records import clock
from baiyi.records.asked import within
from baiyi.records.forms import DayInput, PlainForm
from campaigns.reporting import reporting_day
from prevention.forms.filters import ON_DUTY
from prevention.services.patrols.days import AHEAD

EARLIEST = dt.date(2000, 1, 1)


class GapForm(PlainForm):
    """Seven days up to one, of one unit or of all. Filters live in the URL."""

    until = forms.DateField(label="截至", widget=DayInput)
    unit = forms.ChoiceField(label="单位", required=False)

    def __init__(self, asked: dict, *, user):
        super().__init__(asked or {"until": reporting_day(clock.now())})
        units = [(str(unit.pk), unit.short_name) for unit in user.units() if unit.kind in ON_DUTY]
        self.fields["unit"].choices = [("", "全部"), *units]

    def clean_until(self) -> dt.date:
        return within(self.cleaned_data["until"], EARLIEST, clock.today() + AHEAD)

    def asked(self) -> dict:
        known = self.cleaned_data
        return {"until": known["until"], "unit": int(known["unit"]) if known["unit"] else None}
