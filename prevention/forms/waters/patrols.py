"""The form of a water patrol: water, half and day are filled, what was found is ticked."""

from crispy_forms.layout import Layout
from django import forms
from django.utils.functional import cached_property
from django.utils.timezone import localtime

from baiyi.records import clock
from baiyi.records.forms import DayInput, Explained, Fold, RecordForm, SubmittedOnce, Versioned
from prevention import rights
from prevention.forms.waters.choices import lately, people_of, refuse_minors, waters_of, whole
from prevention.models import Facility, FacilityDefect, WaterPatrol
from prevention.models.waters.patrol import day_of_half

MOST_COMPANIONS = 200
FOUND = [
    (f"{kind}-{fault}", f"{thing}{state}")
    for kind, thing in Facility.Kind.choices
    for fault, state in FacilityDefect.Fault.choices
]


class PatrolForm(Explained, RecordForm):
    """What adding and changing ask alike. A problem is a defect of the 四个一, or said in words."""

    wrong, said_in = {"result": (WaterPatrol.Result.PROBLEM,)}, "remark"
    wanted = "发现问题的，请勾选缺损，或者在巡查备注里写明是什么问题"

    dissuaded = whole("劝阻人次", help_text="人次，不是起数")
    minors = whole("其中未成年人", help_text="人次，只记数，不记身份")
    companions = whole("同行人数", most=MOST_COMPANIONS, help_text="辅警、网格员、志愿者等")

    class Meta:
        model = WaterPatrol
        fields = ["result", "patroller", "companions", "remark"]
        widgets = {"result": forms.RadioSelect, "remark": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["patroller"].queryset = people_of(by.unit_ids(rights.TEND_WATERS), self.instance.patroller_id)
        self.fields["result"].choices = WaterPatrol.Result.choices
        self.initial["companions"] = self.initial.get("companions") or None

    def clean(self):
        facts = super().clean()
        for name in ("dissuaded", "minors", "companions"):
            facts[name] = facts.get(name) or 0
        refuse_minors(self, facts["dissuaded"], facts["minors"])
        return facts

    def validate_constraints(self):
        """The service says in a sentence what the database would refuse."""


class PatrolAddForm(PatrolForm, SubmittedOnce):
    found = forms.MultipleChoiceField(
        label="四个一缺损",
        choices=FOUND,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="勾选的各开一处缺损，按期整改",
    )

    class Meta(PatrolForm.Meta):
        fields = ["water", "half", "patrolled_on", "is_extra", *PatrolForm.Meta.fields]
        widgets = PatrolForm.Meta.widgets | {"half": forms.RadioSelect, "patrolled_on": DayInput}

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, by=by, **kwargs)
        self.fields["water"].queryset = waters_of(by, rights.TEND_WATERS)
        self.fields["half"].choices = WaterPatrol._meta.get_field("half").choices
        self.initial.setdefault("half", day_of_half(localtime(clock.now())))
        self.initial.setdefault("patroller", by.pk)
        filled = ("patrolled_on", "patroller", "companions", "is_extra", "remark")
        counts = ("dissuaded", "minors")
        self.helper.layout = Layout(
            "client_uuid", "water", "half", "result", "found", *counts, Fold("日期、人员、加巡、备注", *filled)
        )

    def clean_patrolled_on(self):
        return lately(self.cleaned_data["patrolled_on"], "水域巡查日")

    def is_explained(self, facts: dict) -> bool:
        return super().is_explained(facts) or bool(facts.get("found"))

    def clean(self):
        facts = super().clean()
        if facts.get("found"):
            facts["result"] = WaterPatrol.Result.PROBLEM
        return facts

    def facts(self) -> dict:
        facts = super().facts()
        return facts | {"found": [tuple(each.split("-")) for each in facts["found"]]}


class PatrolChangeForm(PatrolForm, Versioned):
    """Corrections; water, day and half stay: a wrong one is voided. The result goes on saying what was found."""

    wanted = "发现问题的，请在巡查备注里写明是什么问题"

    def is_explained(self, facts: dict) -> bool:
        return super().is_explained(facts) or self._has_defects

    @cached_property
    def _has_defects(self) -> bool:
        return self.instance.defects.current().exists()

    def clean(self):
        facts = super().clean()
        if facts.get("result") == WaterPatrol.Result.NORMAL and self._has_defects:
            self.add_error("result", "这次巡查登记了设施缺损，巡查结果须为“发现问题”")
        return facts
