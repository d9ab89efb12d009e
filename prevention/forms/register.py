"""The forms of checkpoints and breathalysers."""

import datetime as dt

from django import forms

from baiyi.records import clock
from baiyi.records.forms import DayInput, RecordForm, Versioned
from prevention.models import Breathalyser, Checkpoint

FURTHEST = dt.timedelta(days=365 * 10)


class CheckpointForm(RecordForm):
    class Meta:
        model = Checkpoint
        fields = [
            "number",
            "name",
            "kind",
            "unit",
            "place",
            "area",
            "is_near_restaurants",
            "is_black_spot",
            "in_use_until",
        ]
        widgets = {"kind": forms.RadioSelect, "in_use_until": DayInput}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = Checkpoint.Kind.choices

    def clean_in_use_until(self):
        return in_reach(self.cleaned_data["in_use_until"], "停用日")


class CheckpointChangeForm(CheckpointForm, Versioned):
    """The same, filled. The unit stays: its shifts were counted for it."""

    class Meta(CheckpointForm.Meta):
        fields = [name for name in CheckpointForm.Meta.fields if name != "unit"]


class BreathalyserForm(RecordForm):
    class Meta:
        model = Breathalyser
        fields = ["number", "model", "valid_until", "unit"]
        widgets = {"valid_until": DayInput}

    def clean_valid_until(self):
        return in_reach(self.cleaned_data["valid_until"], "检定有效期")


class BreathalyserChangeForm(BreathalyserForm, Versioned):
    """The same, filled: after each calibration."""


def in_reach(day: dt.date | None, words: str) -> dt.date | None:
    if day and abs(day - clock.today()) > FURTHEST:
        raise forms.ValidationError(f"{words}须在今天前后十年之内")
    return day
