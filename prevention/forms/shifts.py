"""Opening, correcting, handing over and standing down a shift: few fields, filled from the one before."""

import datetime as dt

from crispy_forms.layout import Layout
from django import forms

from baiyi.accounts.models import User
from baiyi.records import clock
from baiyi.records.forms import Checked, Fold, Versioned
from prevention import rights
from prevention.forms.duty import STRENGTH, DutyForm
from prevention.models import Checkpoint, CheckpointShift
from prevention.services.presets import end_preset

CHECKED_AS = "prevention.checkpointshift"
COUNTS = ("vehicles_checked", "people_checked", "suspicious_items", "captured")
FOUND = (*COUNTS, "findings")
WHO = ("leader", *STRENGTH, "operation")
HANDED_ON = ("unfinished", "equipment")
AREAS = {name: forms.Textarea(attrs={"rows": 2}) for name in ("findings", "unfinished")}


class ShiftForm(DutyForm):
    """上岗: one tap when the last shift of the checkpoint says the rest."""

    begins_ahead = dt.timedelta(days=1)

    class Meta:
        model = CheckpointShift
        fields = ["checkpoint", "starts_at", "ends_at", *WHO]

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, by=by, **kwargs)
        in_use = Checkpoint.objects.in_use(clock.today()).filter(unit__in=by.unit_ids(rights.RECORD))
        self.fields["checkpoint"].queryset = in_use.order_by("number", "pk")
        filled = Fold("带班、警力（已按上一班填好）", *WHO)
        self.helper.layout = Layout("checkpoint", "starts_at", "ends_at", filled)


class ShiftChangeForm(Checked, DutyForm, Versioned):
    """Corrections at any time; the checkpoint stays: the chain of shifts hangs on it."""

    checked_as, checked_label, counts = CHECKED_AS, "设卡勤务", COUNTS
    begins_ahead = ShiftForm.begins_ahead

    class Meta:
        model = CheckpointShift
        fields = ["starts_at", "ends_at", *WHO, *FOUND, *HANDED_ON]
        widgets = AREAS


class StandDownForm(Checked, DutyForm, Versioned):
    """The last turn of a chain, with what it checked and found."""

    starts_at = None
    checked_as, counts = CHECKED_AS, COUNTS

    class Meta:
        model = CheckpointShift
        fields = ["ends_at", *FOUND]
        widgets = AREAS

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["ends_at"] = end_preset(self.instance)


class HandOverForm(StandDownForm):
    """The same, with what the next turn signs for."""

    class Meta(StandDownForm.Meta):
        fields = ["ends_at", *FOUND, *HANDED_ON, "successor"]

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, by=by, **kwargs)
        people = User.objects.posted_at(by.unit_ids(rights.RECORD), clock.today())
        self._choose("successor", people, self.instance.successor_id)
        self.fields["successor"].help_text = "留空则由本单位安排"
