"""The form of an activity: theme, place and numbers; the rest is filled in."""

import datetime as dt

from django import forms

from baiyi.accounts.models import Unit
from baiyi.records import clock
from baiyi.records.forms import MomentField, RecordForm, SubmittedOnce, Versioned
from campaigns.services.operations import operations_at_hand
from prevention import rights
from prevention.models import PublicityActivity

A_YEAR = dt.timedelta(days=365)
COUNTS = ("audience", "sheets", "police")


class PublicityForm(RecordForm):
    held_at = MomentField(label="宣传时间")
    media_link = forms.URLField(label="媒体链接", max_length=200, required=False, assume_scheme="https")

    class Meta:
        model = PublicityActivity
        fields = [
            "theme",
            "place",
            "audience",
            "sheets",
            "held_at",
            "form",
            "aimed_at",
            "police",
            "note",
            "media_link",
            "operation",
        ]
        widgets = {
            "theme": forms.RadioSelect,
            "form": forms.RadioSelect,
            "note": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        for name, choices in (("theme", PublicityActivity.Theme), ("form", PublicityActivity.Form)):
            self.fields[name].choices = choices.choices
        known = self.instance.operation_id
        offered = operations_at_hand(by, clock.now())
        self.fields["operation"].queryset = offered.model.objects.filter(
            pk__in={*offered.values_list("pk", flat=True)} | {known}
        )
        self.fields["operation"].empty_label = "不属于集中行动"
        for name in COUNTS:
            self.fields[name].required = False
            self.fields[name].widget.attrs |= {"inputmode": "numeric", "placeholder": "0"}

    def clean_held_at(self):
        held_at = self.cleaned_data["held_at"]
        if held_at > clock.now():
            raise forms.ValidationError("宣传时间不能晚于现在")
        if held_at <= clock.now() - A_YEAR:
            raise forms.ValidationError("宣传时间须在一年以内")
        return held_at

    def clean(self):
        for name in COUNTS:
            if name not in self.errors:
                self.cleaned_data[name] = self.cleaned_data.get(name) or 0
        return super().clean()

    def validate_constraints(self):
        """The service says in a sentence what the database would refuse."""


class PublicityAddForm(PublicityForm, SubmittedOnce):
    """The same form twice is one activity."""

    class Meta(PublicityForm.Meta):
        fields = [*PublicityForm.Meta.fields, "unit"]

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, by=by, **kwargs)
        self.fields["unit"].queryset = Unit.objects.filter(pk__in=by.unit_ids(rights.RECORD))


class PublicityChangeForm(PublicityForm, Versioned):
    """The same, filled. The unit stays: it was counted for it."""
