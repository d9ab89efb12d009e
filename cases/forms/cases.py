"""Registering and changing a case: few fields at first, the rest folded away."""

from crispy_forms.layout import Layout
from django import forms

from baiyi.accounts.models import Unit, UnitKind, User
from baiyi.records import clock
from baiyi.records.forms import DayInput, Fold, MomentField, PlainForm, RecordForm, Versioned
from campaigns.models import Operation
from cases.models import Case, CaseCategory, Outcome
from cases.models.outcome import MOST_PERSONS

DETAILS = ("pattern", "second_officer", "assisting", "beat", "happened_at", "name", "summary")


class CaseForm(RecordForm):
    """What both forms ask. `persons` and `measure` of a new case become its first outcome."""

    happened_at = MomentField(label="案发时间", required=False)

    class Meta:
        model = Case
        fields = ["category", "place", "external_number", "officer", *DETAILS]
        widgets = {"summary": forms.Textarea(attrs={"rows": 3}), "pattern": forms.RadioSelect}

    def __init__(self, *args, people, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = CaseCategory.objects.filter(is_offered=True)
        for name in ("officer", "second_officer"):
            self.fields[name].queryset = people
        force = [UnitKind.SQUAD, UnitKind.STATION]
        self.fields["assisting"].queryset = units.filter(kind__in=force)
        self.fields["beat"].queryset = units.filter(kind__in=[UnitKind.STATION, UnitKind.POST])
        shown = [name for name in self.fields if name not in DETAILS]
        self.helper.layout = Layout(*shown, Fold("更多内容", *DETAILS))

    def clean_external_number(self) -> str:
        return self.cleaned_data["external_number"].strip().upper()

    def validate_constraints(self):
        """The service says in a sentence what the database would refuse."""


class CaseAddForm(CaseForm):
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
        fields = ["nature", "category", "unit", "accepted_on", *CaseForm.Meta.fields[1:]]
        widgets = CaseForm.Meta.widgets | {"accepted_on": DayInput, "nature": forms.RadioSelect}

    def __init__(self, *args, by, origin=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.by, self.origin = by, origin
        self.fields["nature"].required = False
        self.fields["nature"].choices = [("", "按类别"), *Case._meta.get_field("nature").choices]
        self.fields["officer"].required = False
        self.fields["officer"].help_text = "留空即本人"

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


class JoinForm(PlainForm, Versioned):
    operation = forms.ModelChoiceField(Operation.objects.none(), label="集中收网行动", empty_label="请选择")

    def __init__(self, *args, operations, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["operation"].queryset = operations


def people_of(user) -> dict:
    """What the forms need to know of the person: colleagues at his units, and the units that could assist."""
    units = Unit.objects.valid(clock.today())
    return {"people": User.objects.posted_at(user.unit_ids(), clock.today()), "units": units}
