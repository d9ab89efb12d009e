"""Standing plans, for several beats at once, and single planned patrols."""

import datetime as dt

from crispy_forms.layout import Layout
from django import forms
from django.db.models import Q

from baiyi.accounts.models import User
from baiyi.records import clock
from baiyi.records.forms import Fold, MomentField, RecordForm, RecordsField, Versioned
from campaigns.models.campaign import Weekday
from prevention import rights
from prevention.forms.patrols.beats import DAYS, DatedForm
from prevention.models import PatrolBeat, PatrolPlan, PlannedPatrol
from prevention.models.turn import LONGEST

FEW = 8  # beats that are ticked beforehand
FURTHEST = dt.timedelta(days=60)
CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class PlanChangeForm(DatedForm, Versioned):
    """The beat stays: a plan of another beat is another plan."""

    person = "leader"

    weekdays = forms.MultipleChoiceField(
        label="每周哪几天", choices=Weekday.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = PatrolPlan
        fields = ["kind", "weekdays", "begins", "ends", "force", "team", "leader", "starts_on", "in_use_until"]
        widgets = DAYS | {"begins": CLOCK, "ends": CLOCK, "kind": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = PatrolPlan._meta.get_field("kind").choices
        self.initial["weekdays"] = list(self.initial.get("weekdays") or self.instance.weekdays)

    def clean_weekdays(self) -> str:
        return "".join(sorted(self.cleaned_data["weekdays"]))

    def clean(self):
        facts = super().clean()
        if facts.get("begins") and facts.get("begins") == facts.get("ends"):
            self.add_error("ends", "排定结束不能与排定开始相同")
        return facts


class PlanForm(PlanChangeForm):
    """A week's roster of a station in one form: all its beats are ticked."""

    version = None
    beats = RecordsField(PatrolBeat.objects.none(), label="巡区", widget=forms.CheckboxSelectMultiple)

    class Meta(PlanChangeForm.Meta):
        pass

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, by=by, **kwargs)
        mine = PatrolBeat.objects.in_force(clock.today()).filter(unit__in=by.unit_ids(rights.MANAGE))
        self.fields["beats"].queryset = mine.order_by("number", "pk")
        if len(mine) <= FEW:
            self.initial.setdefault("beats", list(mine))
        asked = ["beats", "kind", "begins", "ends"]
        rest = [name for name in self.fields if name not in asked]
        self.helper.layout = Layout(*asked, Fold("哪几天、人数、巡组（已填好，可调整）", *rest))


class PlannedChangeForm(RecordForm, Versioned):
    """临时加巡, before it has begun."""

    starts_at = MomentField(label="应巡开始")
    ends_at = MomentField(label="应巡结束")

    class Meta:
        model = PlannedPatrol
        fields = ["starts_at", "ends_at", "force", "team", "leader"]

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        people = User.objects.posted_at(by.unit_ids(rights.MANAGE), clock.today())
        known = Q(pk=self.instance.leader_id)
        self.fields["leader"].queryset = User.objects.filter(Q(pk__in=people.values("pk")) | known)

    def clean_starts_at(self):
        starts_at = self.cleaned_data["starts_at"]
        if not clock.now() < starts_at <= clock.now() + FURTHEST:
            raise forms.ValidationError("应巡开始须在现在以后、60 天以内")
        return starts_at

    def clean(self):
        facts = super().clean()
        begins, ends = facts.get("starts_at"), facts.get("ends_at")
        if begins and ends and ends <= begins:
            self.add_error("ends_at", "应巡结束须在应巡开始之后")
        elif begins and ends and ends - begins > LONGEST:
            self.add_error("ends_at", "一班勤务不超过 24 小时，请核对应巡结束")
        return facts

    def validate_constraints(self):
        """The service says in a sentence what the database would refuse."""


class PlannedForm(PlannedChangeForm):
    version = None

    class Meta(PlannedChangeForm.Meta):
        fields = ["beat", "kind", *PlannedChangeForm.Meta.fields]
        widgets = {"kind": forms.RadioSelect}

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, by=by, **kwargs)
        mine = PatrolBeat.objects.in_force(clock.today()).filter(unit__in=by.unit_ids(rights.MANAGE))
        self.fields["beat"].queryset = mine.order_by("number", "pk")
        self.fields["kind"].choices = PlannedPatrol._meta.get_field("kind").choices
