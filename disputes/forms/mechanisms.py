"""A new version of the mechanism: its name, the day it takes effect, and its stages in their order."""

import datetime as dt

from crispy_forms.layout import Layout
from django import forms

from baiyi.deadlines.models import Measure
from baiyi.records import clock
from baiyi.records.forms import DayInput, Fold, PlainForm, RecordsField, SubmittedOnce
from disputes.models import Mechanism, PaperKind, Stage
from disputes.models.mechanism import DAYS
from disputes.models.reference import MOST_DAYS
from disputes.services import MOST_STAGES

A_YEAR = dt.timedelta(days=366)
USUAL = {"actor": Stage.Actor.OFFICER, "ends_with": Stage.Ends.BY_HAND, "measure": Measure.NATURAL}
ASKED = ("name", "actor", "ends_with", "length", "measure", "papers")


class MechanismForm(PlainForm, SubmittedOnce):
    """A stage without a name is none. The version in force is filled in, to be changed."""

    name = forms.CharField(label="机制名称", max_length=40)
    effective_from = forms.DateField(label="启用日期", widget=DayInput, help_text="从这天起发现的纠纷按新版本走")
    note = forms.CharField(label="机制说明", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = PaperKind.objects.filter(is_offered=True)
        for place in range(1, MOST_STAGES + 1):
            for name in ASKED:
                self.fields[f"stage{place}_{name}"] = _field(name, kinds)
        self.helper.layout = Layout("client_uuid", "name", "effective_from", "note", *map(self._fold, self._places()))

    def _fold(self, place: int) -> Fold:
        """Named by the stage as it is filled in."""
        name = self.data.get(f"stage{place}_name") or self.initial.get(f"stage{place}_name") or "（空）"
        return Fold(f"第 {place} 环节 {name}", *(f"stage{place}_{field}" for field in ASKED))

    def _places(self) -> range:
        return range(1, MOST_STAGES + 1)

    def clean_effective_from(self) -> dt.date:
        day = self.cleaned_data["effective_from"]
        if not clock.today() <= day <= clock.today() + A_YEAR:
            raise forms.ValidationError("启用日期须在今天以后、一年以内")
        return day

    def clean(self):
        facts = super().clean()
        if not self.errors and not self._stages(facts):
            self.add_error("stage1_name", "至少填写一个环节")
        return facts

    def facts(self) -> dict:
        known = super().facts()
        return {name: known[name] for name in ("client_uuid", "name", "effective_from", "note")} | {
            "stages": self._stages(known)
        }

    def _stages(self, facts: dict) -> list[dict]:
        rows = [{name: facts.get(f"stage{place}_{name}") for name in ASKED} for place in self._places()]
        return [USUAL | {name: value for name, value in row.items() if value} for row in rows if row["name"]]


def _field(name: str, kinds) -> forms.Field:
    """Each stage's own copy."""
    made = {
        "name": lambda: forms.CharField(label="环节名称", max_length=20, required=False),
        "actor": lambda: forms.ChoiceField(label="由谁完成", choices=Stage.Actor.choices, required=False),
        "ends_with": lambda: forms.ChoiceField(
            label="完成标志", choices=Stage.Ends.choices, initial=Stage.Ends.BY_HAND, required=False
        ),
        "length": lambda: forms.IntegerField(
            label="环节期限", min_value=1, max_value=MOST_DAYS, required=False, help_text="天数，没有期限留空"
        ),
        "measure": lambda: forms.ChoiceField(label="计算方式", choices=DAYS, required=False),
        "papers": lambda: RecordsField(kinds, label="必备材料", required=False, widget=forms.CheckboxSelectMultiple),
    }
    return made[name]()


def filled_from(mechanism: Mechanism | None) -> dict:
    """What the form shows of the version in force. Two statements."""
    if mechanism is None:
        return {}
    known = {"name": mechanism.name, "note": mechanism.note}
    for stage in mechanism.stages.prefetch_related("papers").order_by("position"):
        for name in ASKED:
            known[f"stage{stage.position}_{name}"] = getattr(stage, name)
        known[f"stage{stage.position}_papers"] = [kind.pk for kind in stage.papers.all()]
    return known


class WithdrawForm(PlainForm):
    reason = forms.CharField(label="理由", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))
