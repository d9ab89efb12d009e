"""The forms of alerts and dissuasions: few fields, counts only."""

from crispy_forms.layout import Layout
from django import forms

from baiyi.records import clock
from baiyi.records.forms import Fold, PlainForm, RecordForm, Versioned
from prevention import rights
from prevention.forms.waters.choices import LatelyField, refuse_minors, waters_of, whole
from prevention.forms.waters.defects import words
from prevention.models import Device, Dissuasion, WaterAlert
from prevention.models.waters.alert import MOST_PERSONS, Way

MOST_RESCUED = 100


def this_minute():
    return clock.now().replace(second=0, microsecond=0)


class AlertForm(RecordForm):
    happened_at = LatelyField(label="预警时间")

    class Meta:
        model = WaterAlert
        fields = ["water", "device", "point", "happened_at"]

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["water"].queryset = waters_of(by, rights.TEND_WATERS)
        mine = Device.objects.in_force(clock.today()).filter(unit__in=by.unit_ids(rights.TEND_WATERS))
        self.fields["device"].queryset = mine.order_by("number", "pk")
        self.fields["device"].empty_label = "不是设备发现的"
        self.initial.setdefault("happened_at", this_minute())

    def clean(self):
        facts = super().clean()
        device, water = facts.get("device"), facts.get("water")
        if device and water and device.water_id != water.pk:
            self.add_error("device", f"设备 {device.number} 不在{water}")
        return facts

    def validate_constraints(self):
        """Of events of devices alone."""


class ConfirmForm(PlainForm, Versioned):
    """有效: what was done, and how many were dissuaded."""

    way = forms.ChoiceField(label="处置方式", choices=Way.choices, widget=forms.RadioSelect)
    dissuaded = whole("劝阻人次", help_text="人次，不是起数")
    minors = whole("其中未成年人", help_text="人次，只记数，不记身份")
    rescued = whole("救起人数", most=MOST_RESCUED, help_text="人")
    note = words("处置说明", required=False)

    def clean(self):
        facts = super().clean()
        for name in ("dissuaded", "minors", "rescued"):
            facts[name] = facts.get(name) or 0
        refuse_minors(self, facts["dissuaded"], facts["minors"])
        return facts


class DismissForm(PlainForm, Versioned):
    note = words("误报原因")


class DissuasionForm(RecordForm):
    happened_at = LatelyField(label="劝阻时间")
    persons = forms.IntegerField(
        label="劝阻人次",
        min_value=1,
        max_value=MOST_PERSONS,
        help_text="人次，不是起数",
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "data-stepper": ""}),
    )
    minors = whole("其中未成年人", help_text="人次，只记数，不记身份")

    class Meta:
        model = Dissuasion
        fields = ["water", "way", "persons", "minors", "happened_at", "note"]
        widgets = {"way": forms.RadioSelect, "note": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        if "water" in self.fields:
            self.fields["water"].queryset = waters_of(by, rights.TEND_WATERS)
        self.fields["way"].choices = Way.choices
        if not self.initial.get("happened_at"):
            self.initial["happened_at"] = this_minute()
        self.initial["minors"] = self.initial.get("minors") or None
        named = [name for name in ("version", "water") if name in self.fields]
        self.helper.layout = Layout(*named, "way", "persons", "minors", Fold("时间、备注", "happened_at", "note"))

    def clean(self):
        facts = super().clean()
        facts["minors"] = facts.get("minors") or 0
        refuse_minors(self, facts.get("persons"), facts["minors"])
        return facts

    def validate_constraints(self):
        """Said above, at the field."""


class DissuasionChangeForm(DissuasionForm, Versioned):
    """Corrections of one that stands alone; the water stays."""

    class Meta(DissuasionForm.Meta):
        fields = [name for name in DissuasionForm.Meta.fields if name != "water"]
