"""Forms of a sweep: a group with its forces, who goes, a report, and what a partner body confirms."""

import datetime as dt

from crispy_forms.layout import Div, Layout
from django import forms

from baiyi.accounts.models import User
from baiyi.records.forms import (
    Checked,
    EmptyMoveForm,
    Fold,
    PlainForm,
    RecordForm,
    RecordsField,
    Versioned,
)
from inspections.models import SweepForce, SweepGroup, SweepReport, Venue
from inspections.models.sweeps import COUNTS, POLICE_KINDS, PUBLIC_KINDS

Kind = SweepForce.Kind
MOST_PEOPLE, MOST_COUNTED = 9_999, 999_999


def number(label: str, most: int = MOST_COUNTED) -> forms.IntegerField:
    """A count that may be left empty."""
    widget = forms.NumberInput(attrs={"inputmode": "numeric"})
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=most, widget=widget)


class GroupFields(RecordForm):
    """What adding and changing ask, and a number for each kind of force and each partner body."""

    def __init__(self, *args, people, bodies, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["leader"].queryset = people
        self.fields["leader"].help_text = "须在牵头单位任职"
        self.fields["cars"].required = False
        self.forces = {f"force-{kind}": (kind.value, None, kind.label) for kind in (*POLICE_KINDS, *PUBLIC_KINDS)}
        self.forces |= {f"body-{body.pk}": (Kind.PARTNER.value, body.pk, str(body)) for body in bodies}
        self._add_forces()

    def _add_forces(self) -> None:
        planned = {}
        if self.instance.pk:
            planned = {(each.kind, each.body_id): each.planned for each in self.instance.forces.current()}
        for name, (kind, body, label) in self.forces.items():
            self.fields[name] = number(f"{label}（人）", MOST_PEOPLE)
            self.initial.setdefault(name, planned.get((kind, body)))
        shown = [name for name in self.fields if name not in self.forces]
        police, public = ([f"force-{kind}" for kind in kinds] for kinds in (POLICE_KINDS, PUBLIC_KINDS))
        bodies = [name for name in self.forces if name.startswith("body-")]
        self.helper.layout = Layout(
            *shown,
            Div(*police, css_class="number-grid"),
            Fold("协同部门", *bodies),
            Fold("群防群治", *public),
        )

    def clean_cars(self) -> int:
        return self.cleaned_data["cars"] or 0

    def facts(self) -> dict:
        facts = super().facts()
        planned = {(kind, body): facts.pop(name) or 0 for name, (kind, body, _) in self.forces.items()}
        return facts | {"forces": planned}


class GroupForm(GroupFields):
    """A new group of an operation that is not over."""

    class Meta:
        model = SweepGroup
        fields = ["operation", "unit", "name", "leader", "area", "cars"]

    def __init__(self, *args, operations, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["operation"].queryset = operations
        self.fields["unit"].label = "牵头单位"


class GroupChangeForm(GroupFields, Versioned):
    """The same of a group that is there; operation and unit stay."""

    class Meta:
        model = SweepGroup
        fields = ["name", "leader", "area", "cars"]

    def __init__(self, *args, operations, **kwargs):
        super().__init__(*args, **kwargs)


class MembersForm(EmptyMoveForm):
    """Who goes out; nobody chosen means everybody of the unit."""

    members = RecordsField(
        User.objects.none(),
        label="组员",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="不选即本单位全体",
    )

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["members"].queryset = people

    def facts(self) -> dict:
        facts = super().facts()
        return facts | {"members": list(facts["members"])}


class OfDay(forms.Form):
    """Adds the reporting day, where the operation has more than one that has begun."""

    def offer_days(self, days: list[dt.date]) -> None:
        self.days = days
        if len(days) > 1:
            choices = [(str(day), f"{day.month}月{day.day}日") for day in days]
            self.fields["on"] = forms.ChoiceField(label="报告日", choices=choices, initial=str(days[-1]))
            self.order_fields(["on"])

    def day_of(self, facts: dict) -> dt.date | None:
        """Out of the facts; None before the operation has begun, which the service refuses."""
        typed = facts.pop("on", None)
        return dt.date.fromisoformat(typed) if typed else next(iter(self.days), None)


class ZeroForm(EmptyMoveForm, OfDay):
    """零报告: one press, and the day where there are several."""

    def __init__(self, *args, days, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer_days(days)

    def facts(self) -> dict:
        facts = super().facts()
        return facts | {"on": self.day_of(facts)}


Counts = type(forms.Form)(
    "Counts", (forms.Form,), {name: number(SweepReport._meta.get_field(name).verbose_name) for name in COUNTS}
)


class ReportForm(PlainForm, Versioned, Counts, Checked, OfDay):
    """Head-counts by force, then what was counted. `confirmed` are numbers that partner bodies gave themselves."""

    checked_as = "inspections.sweep_report"
    checked_label = "清查战报"

    words = forms.CharField(
        label="主要情况",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="不写姓名、证件号、电话",
    )

    def __init__(self, *args, forces, confirmed=None, days=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.turnouts = {f"force-{force.pk}": force for force in forces}
        for name, force in self.turnouts.items():
            self.fields[name] = number(f"{force}实到（人）", MOST_PEOPLE)
            if force.pk in (confirmed or {}):
                self.fields[name].disabled = True
                self.fields[name].help_text = "协同部门已确认"
                self.initial[name] = confirmed[force.pk]
            else:
                self.initial.setdefault(name, force.planned)
        self.offer_days(list(days))
        self._lay_out()

    def _lay_out(self) -> None:
        rest = [name for name in self.fields if name not in {*self.turnouts, *COUNTS, "words"}]
        self.helper.layout = Layout(
            *rest,
            Div(*self.turnouts, css_class="number-grid"),
            Div(*COUNTS, css_class="number-grid"),
            "words",
        )

    def clean(self):
        """What was left empty counts 0."""
        for name in COUNTS:
            if name in self.cleaned_data:
                self.cleaned_data[name] = self.cleaned_data[name] or 0
        return super().clean()

    def facts(self) -> dict:
        facts = super().facts()
        turnouts = {force.pk: facts.pop(name) for name, force in self.turnouts.items()}
        return facts | {"turnouts": turnouts, "on": self.day_of(facts)}


class CorrectForm(ReportForm):
    """The same of a report that is there: its day stays."""

    def facts(self) -> dict:
        facts = super().facts()
        del facts["on"]
        return facts


class ConfirmForm(EmptyMoveForm, OfDay):
    """A partner body's own number."""

    count = forms.IntegerField(
        label="本单位实到人数",
        min_value=0,
        max_value=MOST_PEOPLE,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(self, *args, days, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer_days(days)

    def facts(self) -> dict:
        facts = super().facts()
        return facts | {"on": self.day_of(facts)}


class AssignForm(PlainForm):
    """The group that venues are given to, and which of the list: those ticked, or all."""

    group = forms.ModelChoiceField(SweepGroup.objects.none(), label="清查组")
    which = forms.ChoiceField(label="范围", choices=[("chosen", "派给所选"), ("all", "全部派给")])
    venues = RecordsField(Venue.objects.none(), label="场所", required=False)

    def __init__(self, *args, groups, venues, **kwargs):
        super().__init__(*args, **kwargs)
        self.rows = venues
        self.fields["group"].queryset = groups
        self.fields["venues"].queryset = venues

    def clean(self):
        facts = super().clean()
        if facts.get("which") == "chosen" and "venues" in facts and not facts["venues"]:
            self.add_error("venues", "请先在列表里选中场所，或者用“全部派给”")
        return facts

    @property
    def wanted(self):
        return self.rows if self.cleaned_data["which"] == "all" else self.cleaned_data["venues"]
