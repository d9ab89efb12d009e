"""The night sheet: what changes every night first, the rest is filled from the last one and folded away."""

from crispy_forms.layout import Layout
from django import forms
from django.db.models import Q

from baiyi.accounts.models import Unit
from baiyi.records.forms import Checked, Fold, Versioned
from prevention import rights
from prevention.forms.duty import STRENGTH, DutyForm
from prevention.models import Breathalyser, Checkpoint, NightSheet

WHERE = ("checkpoint", "place")
FIRST = ("vehicles_checked", "drinking", "drinking_again", "drunk")
OFFENCES = ("commercial", "drugged", "unlicensed", "plates", "other_offences")
BLOOD = ("blood_persons", "blood_samples")
AFTER = ("vehicles_held", "licences_held", "referred", "detained")
CIRCUMSTANCES = ("unit", "is_road", "has_warning", "breathalyser", "leader", *STRENGTH, "operation")


class SheetForm(Checked, DutyForm):
    """What both forms ask. Numbers left empty are 0."""

    checked_as, checked_label = "prevention.nightsheet", "夜查酒驾"
    counts = (*FIRST, *OFFENCES, *BLOOD, *AFTER)

    class Meta:
        model = NightSheet
        fields = [
            *WHERE,
            "starts_at",
            "ends_at",
            *FIRST,
            "scope",
            "reported_persons",
            *BLOOD,
            *OFFENCES,
            *AFTER,
            "note",
            *CIRCUMSTANCES[1:],
        ]
        widgets = {"scope": forms.RadioSelect}

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, by=by, **kwargs)
        sheet, units = self.instance, by.unit_ids(rights.RECORD)
        self.fields["scope"].choices = NightSheet.Scope.choices
        self.fields["checkpoint"].queryset = Checkpoint.objects.filter(self._own(units)).order_by("number", "pk")
        self.fields["checkpoint"].empty_label = "不在登记的卡点"
        self._choose("breathalyser", Breathalyser.objects.current().filter(unit__in=units), sheet.breathalyser_id)
        self.helper.layout = self._layout()

    def _own(self, units: list[int]) -> Q:
        return Q(voided_at=None, unit__in=units)

    def _layout(self) -> Layout:
        asked = [name for name in self.fields if name in {"version", *WHERE, "starts_at", "ends_at"}]
        return Layout(
            *asked,
            *FIRST,
            "scope",
            Fold("抽血、其他违法、强制措施", "reported_persons", *BLOOD, *OFFENCES, *AFTER, "note"),
            Fold("警力、检测仪（已按上次填好）", *(name for name in CIRCUMSTANCES if name in self.fields)),
        )

    def clean(self):
        facts = super().clean()
        if not facts.get("checkpoint") and not facts.get("place") and not {"checkpoint", "place"} & set(self.errors):
            self.add_error("place", "请选择卡点，或者填写夜查路段")
        return facts


class SheetAddForm(SheetForm):
    """At a checkpoint it is reported by the unit of that checkpoint."""

    class Meta(SheetForm.Meta):
        fields = ["unit", *SheetForm.Meta.fields]

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, by=by, **kwargs)
        self.fields["unit"].queryset = Unit.objects.filter(pk__in=by.unit_ids(rights.RECORD))

    def clean(self):
        facts = super().clean()
        if facts.get("checkpoint"):
            facts["unit"] = facts["checkpoint"].unit
        return facts


class SheetChangeForm(SheetForm, Versioned):
    """Corrections; the unit stays."""

    def _own(self, units: list[int]) -> Q:
        return Q(voided_at=None, unit=self.instance.unit_id) | Q(pk=self.instance.checkpoint_id)
