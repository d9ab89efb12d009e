"""The forms of waters, their 四个一 and devices."""

from django import forms

from baiyi.accounts.models import Unit, UnitKind
from baiyi.records import clock
from baiyi.records.forms import DayInput, PlainForm, RecordForm, Versioned
from prevention import rights
from prevention.forms.waters.choices import MOST_PIECES, in_reach, people_of, waters_of, whole
from prevention.models import Device, Facility, Water

FORCE = ("starts_on", "in_use_until")


class DatedForm(RecordForm):
    """In force from a day to another one."""

    def clean(self):
        facts = super().clean()
        begins, ends = (facts.get(name) for name in FORCE)
        if begins and ends and ends < begins:
            self.add_error("in_use_until", "停用日不能早于启用日")
        return facts

    def clean_starts_on(self):
        return in_reach(self.cleaned_data["starts_on"], "启用日")

    def clean_in_use_until(self):
        return in_reach(self.cleaned_data["in_use_until"], "停用日")

    def validate_constraints(self):
        """Said above, at the field; the service says of the number."""


class WaterForm(DatedForm):
    class Meta:
        model = Water
        fields = [
            "number",
            "name",
            "kind",
            "risk",
            "unit",
            "place",
            "point_officer",
            "town_post",
            "town_phone",
            "near_schools",
            "education_unit",
            "school_post",
            "school_phone",
            "patrols_a_day",
            "plan",
            *FORCE,
        ]
        widgets = {"starts_on": DayInput, "in_use_until": DayInput, "plan": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, by, **kwargs):
        units = by.unit_ids(rights.KEEP_WATERS)
        super().__init__(*args, unit_ids=units, **kwargs)
        self.fields["point_officer"].queryset = people_of(units, self.instance.point_officer_id)
        bodies = Unit.objects.valid(clock.today()).filter(kind=UnitKind.PARTNER)
        self.fields["education_unit"].queryset = bodies | Unit.objects.filter(pk=self.instance.education_unit_id)
        self.fields["education_unit"].empty_label = "不共享"
        if self.instance.pk is None:
            self.initial.setdefault("starts_on", clock.today())


class WaterChangeForm(WaterForm, Versioned):
    """The same, filled. The unit stays: what happened there was counted for it."""

    class Meta(WaterForm.Meta):
        fields = [name for name in WaterForm.Meta.fields if name != "unit"]


class FacilitiesForm(PlainForm, Versioned):
    """How many pieces of each of the four there are to be."""

    def __init__(self, *args, pieces: dict[str, int], **kwargs):
        super().__init__(*args, **kwargs)
        for kind, label in Facility.Kind.choices:
            self.fields[kind] = whole(label, most=MOST_PIECES, help_text="件")
            self.fields[kind].initial = pieces.get(kind)

    def facts(self) -> dict:
        return {name: value or 0 for name, value in super().facts().items()}


class DeviceForm(DatedForm):
    class Meta:
        model = Device
        fields = ["number", "water", "point", "kind", "power", "installed_on", *FORCE, "offline_after"]
        widgets = {"starts_on": DayInput, "in_use_until": DayInput, "installed_on": DayInput}

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        if "water" in self.fields:
            self.fields["water"].queryset = waters_of(by, rights.KEEP_WATERS, self.instance.water_id)
        if self.instance.pk is None:
            self.initial |= {"starts_on": clock.today(), "installed_on": clock.today()}

    def clean_installed_on(self):
        day = in_reach(self.cleaned_data["installed_on"], "设备安装日")
        if day and day > clock.today():
            raise forms.ValidationError("设备安装日不能晚于今天")
        return day


class DeviceChangeForm(DeviceForm, Versioned):
    """The same, filled. The water stays: a device that is set up elsewhere is a new row."""

    class Meta(DeviceForm.Meta):
        fields = [name for name in DeviceForm.Meta.fields if name != "water"]


class FaultForm(PlainForm, Versioned):
    fault = forms.CharField(label="故障情况", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))
