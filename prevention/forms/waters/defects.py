"""The forms of defects: what is broken, how it was repaired, what the re-check says, what the school side
says; and how a device was repaired.
"""

from django import forms

from baiyi.records import clock
from baiyi.records.forms import DayForm, DayInput, PlainForm, SubmittedOnce, Versioned
from prevention.forms.waters.choices import MOST_PIECES, lately
from prevention.models import Facility, FacilityDefect


def words(label: str, *, required: bool = True) -> forms.CharField:
    return forms.CharField(label=label, max_length=200, required=required, widget=forms.Textarea(attrs={"rows": 3}))


class DefectForm(PlainForm, Versioned, SubmittedOnce):
    kind = forms.ChoiceField(label="设施", choices=Facility.Kind.choices, widget=forms.RadioSelect)
    fault = forms.ChoiceField(label="情形", choices=FacilityDefect.Fault.choices, widget=forms.RadioSelect)
    pieces = forms.IntegerField(label="缺损件数", min_value=1, max_value=MOST_PIECES, initial=1)
    what = words("缺损说明", required=False)
    found_on = forms.DateField(label="缺损发现日", widget=DayInput, initial=clock.today)

    def clean_found_on(self):
        return lately(self.cleaned_data["found_on"], "缺损发现日")


class MendForm(DayForm, SubmittedOnce):
    repair = words("整改情况")


class CheckForm(DayForm):
    check_note = words("复核意见")


class SaidForm(PlainForm, Versioned):
    said = words("反馈内容")


class FixForm(DayForm):
    result = words("维修结果")
