"""The calculator's form and the filters of the reference lists."""

import django_filters
from django import forms

from baiyi.deadlines import kinds
from baiyi.deadlines.calendar import FIRST_START, LAST_START, MAX_LENGTH, MAX_MONTHS
from baiyi.deadlines.festivals import FIRST_YEAR, LAST_YEAR
from baiyi.deadlines.models import CalendarProposal, CalendarYear, LegalBasis, Measure, Rule
from baiyi.deadlines.notice_text import days_of
from baiyi.deadlines.workdays import CalendarRefused, checked
from baiyi.records import clock
from baiyi.records.filters import DayFilter, Filters, SearchFilter
from baiyi.records.forms import DayInput, PlainForm

VERBS = [(word, word) for word in ("签发", "检查", "期满", "起算")]
RANGE = f"起算日须在 {FIRST_START.year} 年至 {LAST_START.year} 年之间"
LENGTH = f"天数须是 1 至 {MAX_LENGTH} 之间的整数"


class CalculatorForm(PlainForm):
    start = forms.DateField(
        label="起算日",
        widget=DayInput,
        error_messages={"invalid": "起算日请按 2026-07-21 的格式填写"},
    )
    verb = forms.ChoiceField(label="起算事由", choices=VERBS, required=False)
    length = forms.IntegerField(
        label="天数",
        min_value=1,
        max_value=MAX_LENGTH,
        error_messages={"invalid": LENGTH, "min_value": LENGTH, "max_value": LENGTH},
    )
    measure = forms.ChoiceField(
        label="计算方式", choices=Measure, error_messages={"invalid_choice": "计算方式请选择工作日、自然日或月"}
    )
    no_roll = forms.BooleanField(label="末日遇节假日不顺延（限制人身自由的期限）", required=False)

    def clean(self):
        facts = super().clean()
        if facts.get("measure") == Measure.MONTHS and facts.get("length", 0) > MAX_MONTHS:
            self.add_error("length", f"月数请填 1 至 {MAX_MONTHS} 之间的整数")
        return facts

    def clean_start(self):
        start = self.cleaned_data["start"]
        if not FIRST_START <= start <= LAST_START:
            raise forms.ValidationError(RANGE)
        return start

    def clean_verb(self):
        return self.cleaned_data["verb"] or VERBS[0][0]


class RuleFilter(Filters):
    kind = django_filters.ChoiceFilter(label="期限种类", choices=kinds.choices, empty_label="全部种类")
    label = SearchFilter("规则名称", "search_key")

    class Meta:
        model = Rule
        fields = ["kind", "label"]


class BasisFilter(Filters):
    title = SearchFilter("法规名称", "search_key")
    on = DayFilter(label="适用日期", method="in_force_on")

    class Meta:
        model = LegalBasis
        fields = ["title", "on"]

    def in_force_on(self, rows, name, on):
        return rows.in_force(on)


class CalendarFilter(Filters):
    year = django_filters.NumberFilter(label="年份", min_value=2000, max_value=2100)

    class Meta:
        model = CalendarYear
        fields = ["year"]


class ProposalFilter(Filters):
    year = django_filters.NumberFilter(label="年份", min_value=2000, max_value=2099)
    verdict = django_filters.ChoiceFilter(
        label="确认情况", choices=CalendarProposal.Verdict.choices, empty_label="全部"
    )

    class Meta:
        model = CalendarProposal
        fields = ["year", "verdict"]


class ProposeCalendarForm(PlainForm):
    """The notice as it was published, pasted; its days are read here and shown day by day on the page that follows."""

    year = forms.IntegerField(label="年份", min_value=FIRST_YEAR, max_value=LAST_YEAR)
    document_no = forms.CharField(label="通知文号", max_length=80, help_text="如 国办发明电〔2026〕8号")
    source = forms.CharField(label="来源", max_length=200, help_text="何处取得：中国政府网网址、公报期号")
    text = forms.CharField(
        label="通知各条",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text="粘贴通知原文；也可一行一条：2027-01-01/2027-01-03 放假 元旦，2027-01-09 上班",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["year"].initial = _first_without_table(clock.today().year)

    def clean(self):
        facts = super().clean()
        if {"year", "text"} <= facts.keys():
            try:
                facts["days"] = checked(facts["year"], days_of(facts["text"], facts["year"]))
            except CalendarRefused as refusal:
                self.add_error("text", str(refusal))
        return facts

    def facts(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("year", "document_no", "source", "days")}


def _first_without_table(year: int) -> int:
    known = set(CalendarYear.objects.filter(year__gte=year).values_list("year", flat=True))
    return next(each for each in range(year, LAST_YEAR + 1) if each not in known)


class ConfirmCalendarForm(PlainForm):
    """`against` is the version in force that the page was compared with, `losing` the days it was seen to lose. What is
    lost or not whole is ticked.
    """

    against = forms.IntegerField(widget=forms.HiddenInput, label="对照的历表版本", min_value=0, max_value=32767)
    losing = forms.IntegerField(widget=forms.HiddenInput, label="减少的天数", min_value=0, max_value=366)

    def __init__(self, *args, compared, **kwargs):
        super().__init__(*args, **kwargs)
        lost, missing = len(compared.lost), "、".join(compared.missing)
        self.fields["against"].initial, self.fields["losing"].initial = compared.version, lost
        if lost:
            self._add_tick("knows_lost", f"已逐日核对：比现行历表减少 {lost} 日，以通知为准")
        if missing:
            self._add_tick("knows_missing", f"已知通知未列全：缺 {missing}，{compared.year}年期限仍为暂估")

    def _add_tick(self, name: str, label: str) -> None:
        self.fields[name] = forms.BooleanField(label=label, error_messages={"required": f"请勾选：{label}"})

    def facts(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("against", "losing")}


class RefuseCalendarForm(PlainForm):
    reason = forms.CharField(label="退回理由", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))
