"""Registering and changing a case: few fields at first, the rest folded away."""

import datetime as dt

from crispy_forms.layout import Layout
from django import forms
from django.db.models import Q

from baiyi.accounts.models import Unit, UnitKind, User
from baiyi.records import clock
from baiyi.records.forms import (
    DayInput,
    Fold,
    MomentField,
    PlainForm,
    RecordForm,
    RecordsField,
    SubmittedOnce,
    Versioned,
)
from campaigns.models import Operation
from cases.models import Case, CaseCategory, Outcome
from cases.models.outcome import MOST_PERSONS

FIRST = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
DETAILS = ("pattern", "officer", "second_officer", "assisting", "beat", "happened_at", "name", "summary")


class CaseForm(RecordForm):
    """What both forms ask. `persons` and `measure` of a new case become its first outcome."""

    happened_at = MomentField(label="案发时间", required=False)
    assisting = RecordsField(Unit.objects.none(), label="协办单位", required=False)

    class Meta:
        model = Case
        fields = ["category", "place", "external_number", *DETAILS]
        widgets = {"summary": forms.Textarea(attrs={"rows": 3}), "pattern": forms.RadioSelect}

    def __init__(self, *args, people, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = CaseCategory.objects.filter(is_offered=True)
        for name in ("officer", "second_officer"):
            self.fields[name].queryset = people
        force = [UnitKind.SQUAD, UnitKind.STATION]
        self.fields["assisting"].queryset = units.filter(kind__in=force)
        self.fields["beat"].queryset = units.filter(kind__in=[UnitKind.STATION, UnitKind.POST])
        self.helper.layout = self._layout()

    def _layout(self) -> Layout:
        shown = [name for name in self.fields if name not in DETAILS]
        return Layout(*shown, Fold("更多内容", *DETAILS))

    def clean_external_number(self) -> str:
        return self.cleaned_data["external_number"].strip().upper()

    def clean_happened_at(self):
        happened_at = self.cleaned_data["happened_at"]
        if happened_at and not FIRST <= happened_at <= clock.now():
            raise forms.ValidationError("案发时间须在 2000 年以后，且不能晚于现在")
        return happened_at

    def validate_constraints(self):
        """The service says in a sentence what the database would refuse."""


class CaseAddForm(CaseForm, SubmittedOnce):
    """A new case; the same form twice is one."""

    persons = forms.IntegerField(
        label="人数",
        required=False,
        min_value=1,
        max_value=MOST_PERSONS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        help_text="已经处理的人数，没有留空",
    )
    measure = forms.ChoiceField(
        label="处理方式",
        required=False,
        choices=[("", "暂无"), *Outcome.Measure.choices],
        widget=forms.RadioSelect,
    )

    class Meta(CaseForm.Meta):
        fields = ["category", "place", "external_number", "nature", "unit", "accepted_on", *DETAILS]
        widgets = CaseForm.Meta.widgets | {"accepted_on": DayInput, "nature": forms.RadioSelect}

    def __init__(self, *args, by, origin=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.by, self.origin = by, origin
        self.fields["nature"].required = False
        self.fields["nature"].choices = [("", "按类别"), *Case._meta.get_field("nature").choices]
        self.fields["officer"].required = False
        self.fields["officer"].help_text = "留空即本人"

    def _layout(self) -> Layout:
        """What a phone asks first; the rest is filled in already: own unit, today, oneself."""
        filled = Fold("更多内容（已填本单位、今天、本人）", "nature", "unit", "accepted_on", *DETAILS)
        return Layout("client_uuid", "category", "persons", "measure", "place", "external_number", filled)

    def clean_accepted_on(self):
        day = self.cleaned_data["accepted_on"]
        if day > clock.today():
            raise forms.ValidationError("受案日不能晚于今天")
        return day

    def clean(self):
        facts = super().clean()
        if bool(facts.get("persons")) != bool(facts.get("measure")) and "persons" not in self.errors:
            self.add_error("persons", "人数和处理方式要填就都填：几个人、怎么处理的")
        if facts.get("category"):
            facts["nature"] = facts.get("nature") or facts["category"].nature
        facts["officer"] = facts.get("officer") or self.by
        return facts

    def facts(self) -> dict:
        return super().facts() | {"origin": self.origin}


class CaseChangeForm(CaseForm, Versioned):
    """The same, filled. Unit, nature and 受案日 stay: the term hangs on them."""

    def __init__(self, *args, people, **kwargs):
        case = kwargs["instance"]
        handling = Q(pk__in=[case.officer_id, case.second_officer_id])  # also who works elsewhere by now
        super().__init__(*args, people=User.objects.filter(Q(pk__in=people.values("pk")) | handling), **kwargs)


class JoinForm(PlainForm, Versioned):
    operation = forms.ModelChoiceField(Operation.objects.none(), label="集中收网行动", empty_label="请选择")

    def __init__(self, *args, operations, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["operation"].queryset = operations


def people_of(user) -> dict:
    """What the forms need to know of the person: colleagues at his units, and the units that could assist."""
    units = Unit.objects.valid(clock.today())
    return {"people": User.objects.posted_at(user.unit_ids(), clock.today()), "units": units}
