"""Beginning, correcting, ticking, handing over and standing down a patrol: few fields, filled from the one before."""

import datetime as dt

from crispy_forms.layout import Layout
from django import forms

from baiyi.accounts.models import User
from baiyi.records import clock
from baiyi.records.forms import Checked, Fold, RecordForm, RecordsField, Versioned
from prevention import rights
from prevention.forms.duty import DutyForm
from prevention.models import PatrolBeat, PatrolShift, ShiftPoint
from prevention.services.presets import end_preset

CHECKED_AS = "prevention.patrolshift"
PEOPLE = ("police", "auxiliaries", "armed", "volunteers", "cadres")
FIRST = ("people_checked", "vehicles_checked")
MORE = ("suspicious_items", "brought_in", "captured", "helped", "disputes_settled")
COUNTS = (*FIRST, *MORE)
WHO = ("leader", "team", *PEOPLE, "cars", "operation")
HANDED_ON = ("unfinished", "equipment")
AREAS = {name: forms.Textarea(attrs={"rows": 2}) for name in ("findings", "unfinished")}


class PatrolForm(DutyForm):
    """Somebody walks, of whatever kind."""

    counts = PEOPLE
    begins_ahead = dt.timedelta(days=1)

    def clean(self):
        facts = super().clean()
        if set(PEOPLE) <= set(self.fields) and not self.errors and not any(facts.get(name) for name in PEOPLE):
            self.add_error("police", "请填写出勤人数：民警、辅警、武警、群防群治力量、机关干部至少填一项")
        return facts


class StartForm(PatrolForm):
    """上岗: one tap when the plan or the last patrol says the rest."""

    class Meta:
        model = PatrolShift
        fields = ["beat", "kind", "starts_at", "ends_at", *WHO]
        widgets = {"kind": forms.RadioSelect}

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, by=by, **kwargs)
        in_use = PatrolBeat.objects.in_force(clock.today()).filter(unit__in=by.unit_ids(rights.RECORD))
        self.fields["beat"].queryset = in_use.order_by("number", "pk")
        self.fields["kind"].choices = PatrolShift._meta.get_field("kind").choices
        filled = Fold("带班、出勤人数（已按上一班填好）", *WHO)
        self.helper.layout = Layout("beat", "kind", "starts_at", "ends_at", filled)


class PatrolChangeForm(Checked, PatrolForm, Versioned):
    """Corrections at any time; beat and kind stay: the chain of patrols hangs on them."""

    checked_as, checked_label, counts = CHECKED_AS, "巡逻勤务", (*PEOPLE, *COUNTS)

    class Meta:
        model = PatrolShift
        fields = ["starts_at", "ends_at", *WHO, *COUNTS, "weather", "findings", *HANDED_ON]
        widgets = AREAS


class PointsField(RecordsField):
    def label_from_instance(self, due: ShiftPoint) -> str:
        return f"{due.point.get_kind_display()}：{due.point.name}"


class Ticked(forms.Form):
    """Adds the must-pass points that are due on the patrol, those that were passed being ticked."""

    points = PointsField(
        ShiftPoint.objects.none(), label="已过必巡点", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        due = ShiftPoint.objects.filter(shift=self.instance).select_related("point")
        self.fields["points"].queryset = due
        self.initial["points"] = [each.pk for each in due if each.passed_at]
        if not due:
            del self.fields["points"]

    def facts(self) -> dict:
        return {"points": ()} | super().facts()


class PointsForm(Ticked, RecordForm, Versioned):
    """必巡打点, while the patrol lasts."""

    class Meta:
        model = PatrolShift
        fields = ()

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)


class PatrolEndForm(Ticked, Checked, DutyForm, Versioned):
    """What was passed, checked and found."""

    starts_at = None
    checked_as, counts = CHECKED_AS, COUNTS

    class Meta:
        model = PatrolShift
        fields = ["ends_at", *FIRST, *MORE, "weather", "findings"]
        widgets = AREAS

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["ends_at"] = end_preset(self.instance)
        self.helper.layout = self._layout()

    def _layout(self) -> Layout:
        asked = [name for name in ("version", "ends_at", "points") if name in self.fields]
        return Layout(*asked, *FIRST, *MORE, "findings", "weather", *self._handed_on())

    def _handed_on(self) -> list[str]:
        return []


class PatrolHandOverForm(PatrolEndForm):
    """The same, with what the next turn signs for."""

    class Meta(PatrolEndForm.Meta):
        fields = [*PatrolEndForm.Meta.fields, *HANDED_ON, "successor"]

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, by=by, **kwargs)
        people = User.objects.posted_at(by.unit_ids(rights.RECORD), clock.today())
        self._choose("successor", people, self.instance.successor_id)
        self.fields["successor"].help_text = "留空则由本单位安排"

    def _handed_on(self) -> list[str]:
        return [*HANDED_ON, "successor"]
