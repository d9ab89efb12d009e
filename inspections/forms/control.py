"""批准临时管控."""

import datetime as dt

from django import forms

from baiyi.records import clock
from baiyi.records.forms import DayInput, PlainForm, SubmittedOnce, Versioned
from inspections.services.controls import LONGEST


class ControlForm(PlainForm, Versioned, SubmittedOnce):
    until = forms.DateField(
        label="管控至", widget=DayInput, help_text=f"含当日；最长 {LONGEST} 天，到期后隐患重新列入待整改"
    )
    measure = forms.CharField(label="管控措施", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))
    proof = forms.CharField(
        label="管控凭证", max_length=100, required=False, help_text="管控方案文号；没有的须拍管控现场照片"
    )

    def clean_until(self) -> dt.date:
        until, on = self.cleaned_data["until"], clock.today()
        if not on < until <= on + dt.timedelta(days=LONGEST):
            raise forms.ValidationError(f"管控期限须在明天以后、{LONGEST} 天以内")
        return until
