"""The form of a visit: phone first."""

from django import forms

from baiyi.records import clock
from baiyi.records.forms import Checked, DayInput, PlainForm, SubmittedOnce
from hotspots.models import Hotspot, Supervision
from hotspots.services import SupervisionFacts, find_problems

MAX_PROBLEMS = 999  # 处


class SupervisionForm(PlainForm, SubmittedOnce, Checked):
    """What was found at one hotspot. All complaints of the service stand at their fields at once."""

    checked_as = "hotspots.supervision"
    checked_label = "督导登记"

    outcome = forms.ChoiceField(label="督导结果", choices=Supervision.Outcome.choices, widget=forms.RadioSelect)
    method = forms.ChoiceField(
        label="督导方式",
        choices=Supervision.Method.choices,
        widget=forms.RadioSelect,
        initial=Supervision.Method.UNANNOUNCED,
    )
    supervised_on = forms.DateField(label="督导日", widget=DayInput, initial=clock.today)
    problem_count = forms.IntegerField(
        label="问题数（处）",
        required=False,
        min_value=0,
        max_value=MAX_PROBLEMS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    findings = forms.CharField(
        label="发现的问题", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    next_step = forms.CharField(
        label="下一步措施", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    rectify_by = forms.DateField(label="问题整改期限", required=False, widget=DayInput)
    late_reason = forms.CharField(
        label="补录原因", required=False, max_length=200, help_text="督导日在昨天以前，或者那一周已经结束的，须填写"
    )

    def __init__(self, *args, hotspot: Hotspot, **kwargs):
        super().__init__(*args, **kwargs)
        self.hotspot = hotspot
        for name in ("problem_count", "findings", "late_reason"):
            self.fields[name].is_conditional = True

    def clean_problem_count(self) -> int:
        return self.cleaned_data["problem_count"] or 0

    def clean(self):
        facts = super().clean()
        if not self.errors:
            for problem in find_problems(self.facts()):
                self.add_error(problem.field or None, str(problem))
        return facts

    def checked_on(self):
        return self.cleaned_data["supervised_on"]

    def facts(self) -> SupervisionFacts:
        names = set(SupervisionFacts.__dataclass_fields__) - {"hotspot"}
        return SupervisionFacts(hotspot=self.hotspot, **{name: self.cleaned_data[name] for name in names})
