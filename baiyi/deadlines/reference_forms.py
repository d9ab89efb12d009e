"""The office's forms of legal bases and rules."""

from datetime import date, timedelta

from django import forms

from baiyi.deadlines import kinds
from baiyi.deadlines.calendar import MAX_LENGTH, MAX_MONTHS
from baiyi.deadlines.models import LegalBasis, Measure, Rule
from baiyi.deadlines.reference import COUNTED, RuleComparison
from baiyi.deadlines.services import LengthRefused
from baiyi.records import clock
from baiyi.records.forms import DayInput, PlainForm
from baiyi.records.from_day import FromDayField

FIRST, LAST = date(1949, 10, 1), date(2099, 12, 31)
REASON = {"label": "理由", "max_length": 200, "widget": forms.Textarea(attrs={"rows": 2})}
SEEN = "已核对下面的新旧对照"


class LawDayField(forms.DateField):
    """A day on which a law began or ended, whenever that was."""

    def __init__(self, **kwargs):
        super().__init__(**({"widget": DayInput, "required": False} | kwargs))

    def validate(self, value):
        super().validate(value)
        if value and not FIRST <= value <= LAST:
            raise forms.ValidationError("请核对年份")


class BasisForm(PlainForm):
    title = forms.CharField(label="法规名称", max_length=100, help_text="不写书名号")
    document_no = forms.CharField(
        label="法规文号", max_length=80, required=False, help_text="如 国务院令第421号；主席令号、公安部令号同样填写"
    )
    issued_by = forms.CharField(label="制定机关", max_length=60, help_text="如 国务院、公安部、浙江省人大常委会")
    article = forms.CharField(label="条款", max_length=60, help_text="如 第十六条第（二）项；按这样印在文书上")
    summary = forms.CharField(label="内容", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    sanction = forms.CharField(
        label="逾期后果", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    effective_from = LawDayField(label="施行日期", required=True)
    effective_to = LawDayField(label="失效日期", help_text="仍然有效的留空")
    note = forms.CharField(label="备注", max_length=200, required=False, help_text="没有核对原文的写“待核”")


class BasisEndForm(PlainForm):
    effective_to = LawDayField(label="失效日期", help_text="最后有效的一天；填错了要恢复的留空")
    reason = forms.CharField(**REASON)


class RuleFacts(PlainForm):
    """What a rule or a version of one says."""

    label = forms.CharField(label="规则名称", max_length=60)
    measure = forms.ChoiceField(label="计算方式", choices=Measure.choices)
    length = forms.IntegerField(label="默认天数", min_value=1, max_value=MAX_LENGTH)
    max_length = forms.IntegerField(
        label="上限天数", min_value=1, max_value=MAX_LENGTH, required=False, help_text="含延期；没有上限的留空"
    )
    max_extensions = forms.IntegerField(label="延期次数上限", min_value=0, max_value=9, initial=0)
    grace = forms.IntegerField(
        label="宽限天数", min_value=0, max_value=60, initial=0, help_text="期满后这些天内不算逾期"
    )
    rolls = forms.BooleanField(label="末日遇休顺延", required=False, initial=True)
    basis = forms.ModelChoiceField(
        LegalBasis.objects.none(), label="法律依据", required=False, empty_label="没有，本系统默认"
    )
    note = forms.CharField(label="备注", max_length=200, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["basis"].queryset = self.bases()

    def bases(self):
        return LegalBasis.objects.in_force(clock.today())

    def clean(self):
        facts = super().clean()
        if facts.get("measure") == Measure.MONTHS:
            for name in ("length", "max_length"):
                if (facts.get(name) or 0) > MAX_MONTHS:
                    self.add_error(name, f"按月计算的最多 {MAX_MONTHS} 个月")
        if facts.get("max_length") and facts.get("length", 0) > facts["max_length"]:
            self.add_error("max_length", "上限天数不能小于默认天数")
        return facts


class RuleForm(RuleFacts):
    kind = forms.ChoiceField(label="期限种类", choices=kinds.choices)
    starts_with = forms.CharField(label="起算事由", max_length=10, help_text="如 签发、受理")
    effective_from = FromDayField()


class VersionForm(RuleFacts):
    """Comes back with old and new beside each other, to be ticked; for other values again. `shown` says for which."""

    effective_from = FromDayField(help_text="这天起起算的期限按新版本")
    reason = forms.CharField(**REASON)
    seen = forms.BooleanField(label=SEEN, required=False, widget=forms.HiddenInput)
    shown = forms.CharField(widget=forms.HiddenInput, label="对照的内容", max_length=100, required=False)

    def __init__(self, *args, rule: Rule, **kwargs):
        self.rule, self.comparison = rule, None
        super().__init__(*args, **kwargs)
        tomorrow = clock.today() + timedelta(days=1)
        begins = rule.effective_from + timedelta(days=1) if rule.effective_from else tomorrow
        field = self.fields["effective_from"]
        field.earliest = field.initial = max(tomorrow, begins)

    def bases(self):
        return super().bases() | LegalBasis.objects.filter(pk=self.rule.basis_id)

    def clean(self):
        facts = super().clean()
        if not self.errors:
            self._compare(facts)
        return facts

    def _compare(self, facts: dict) -> None:
        try:
            self.comparison = RuleComparison(
                self.rule, facts["effective_from"], **{name: facts[name] for name in COUNTED}
            )
        except LengthRefused as refusal:
            self.add_error("length", str(refusal))
            return
        if not facts["seen"] or facts["shown"] != digest(facts):
            self.fields["seen"].widget = forms.CheckboxInput()
            self._put("shown", digest(facts))
            self._put("seen", "")
            self.add_error("seen", "请核对下面的新旧对照，勾选后再保存")

    def _put(self, name: str, value: str) -> None:
        """Into what the form shows again."""
        data = self.data.copy()
        data[name] = value
        self.data = data

    def facts(self) -> dict:
        return {name: value for name, value in super().facts().items() if name not in {"seen", "shown"}}


def digest(facts: dict) -> str:
    """What a comparison was of, in one line."""
    return " ".join(str(facts[name]) for name in ("effective_from", *COUNTED))


class RuleEndForm(PlainForm):
    on = forms.DateField(
        label="停用日期",
        widget=DayInput,
        initial=clock.today,
        help_text="这一天起算的仍按它；还没启用的版本填它以前的日子即撤销",
    )
    reason = forms.CharField(**REASON)

    def clean_on(self) -> date:
        day = self.cleaned_data["on"]
        if not clock.today() <= day < clock.today() + timedelta(days=365):
            raise forms.ValidationError("停用日期须从今天起、一年以内")
        return day
