"""The forms of a study and of what follows from it."""

from django import forms

from baiyi.accounts.models import Unit, User
from baiyi.records import clock
from baiyi.records.forms import DayInput, PlainForm, RecordForm, SubmittedOnce, Versioned
from cases.forms.moves import LimitField, words
from cases.models import Study


class StudyForm(RecordForm):
    class Meta:
        model = Study
        fields = ["title", "unit", "since", "until", "group", "findings", "proposals", "studied_on"]
        widgets = {
            "since": DayInput,
            "until": DayInput,
            "studied_on": DayInput,
            "findings": forms.Textarea(attrs={"rows": 5}),
            "proposals": forms.Textarea(attrs={"rows": 4}),
        }

    def clean(self):
        facts = super().clean()
        for name in ("since", "until", "studied_on"):
            if facts.get(name) and not facts[name].year >= 2000:
                self.add_error(name, "请核对年份")
            elif facts.get(name) and facts[name] > clock.today():
                self.add_error(name, f"{self.fields[name].label}不能晚于今天")
        if {"since", "until"} <= facts.keys() and facts["until"] < facts["since"]:
            self.add_error("until", "调研期的结束日不能早于开始日")
        return facts

    def validate_constraints(self):
        """Said above, at the field."""


class StudyAddForm(StudyForm, SubmittedOnce):
    """The same form twice is one study."""


class StudyChangeForm(StudyForm, Versioned):
    """The same, filled."""


class DutyForm(PlainForm, Versioned):
    task = words("落实事项", 200)
    unit = forms.ModelChoiceField(Unit.objects.none(), label="落实单位", empty_label="请选择")
    officer = forms.ModelChoiceField(User.objects.none(), label="落实人", empty_label="请选择")
    due_on = LimitField(label="落实期限")

    def __init__(self, *args, units, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset, self.fields["officer"].queryset = units, people
