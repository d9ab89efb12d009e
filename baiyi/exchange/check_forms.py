"""The forms of check rules (表内校验), and what their list can be narrowed by."""

import datetime as dt

import django_filters
from django import forms

from baiyi.records import clock
from baiyi.records.check_rules import Subject, subjects
from baiyi.records.filters import DayFilter, Filters
from baiyi.records.forms import DayInput, PlainForm
from baiyi.records.models import CheckRule

Kind = CheckRule.Kind
FARTHEST = 3650  # days ahead that a rule may begin or end


def no_slip_of_the_year(day: dt.date) -> None:
    if (day - clock.today()).days > FARTHEST:
        raise forms.ValidationError("请核对年份")


class CheckRuleForm(PlainForm):
    """A rule for one kind of form."""

    kind = forms.ChoiceField(label="校验方式", choices=Kind.choices, widget=forms.RadioSelect)
    left = forms.ChoiceField(label="被校验项")
    others = forms.MultipleChoiceField(label="对照项", widget=forms.CheckboxSelectMultiple)
    message = forms.CharField(
        label="提示语", required=False, max_length=200, help_text="留空由系统按项目名称写，如“合计应等于甲 + 乙：5 ≠ 6”"
    )
    effective_from = forms.DateField(
        label="校验启用日", widget=DayInput, initial=clock.today, validators=[no_slip_of_the_year]
    )

    def __init__(self, *args, subject: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.subject, self.about = subject, subjects[subject]
        choices = list(self.about.fields().items())
        for name in ("left", "others"):
            self.fields[name].choices = choices

    def clean(self):
        facts = super().clean()
        if {"kind", "left", "others"} <= facts.keys():
            for name, problem in self._problems(**facts):
                self.add_error(name, problem)
        return facts

    def _problems(self, *, kind: str, left: str, others: list[str], **facts):
        """Only numbers are added and compared; what is asked for may be anything."""
        numbers = set(self.about.numbers())
        if left not in numbers:
            yield "left", "被校验项须是数量"
        if left in others:
            yield "others", "对照项不能是被校验项自己"
        if kind != Kind.REQUIRED and not set(others) <= numbers:
            yield "others", "相加、比较的对照项须是数量"

    def facts(self) -> dict:
        return self.cleaned_data | {"subject": self.subject}


class CheckRuleEndForm(PlainForm):
    """Until when, and why."""

    on = forms.DateField(
        label="校验停用日",
        widget=DayInput,
        initial=clock.today,
        help_text="这一天仍然校验",
        validators=[no_slip_of_the_year],
    )
    reason = forms.CharField(label="理由", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


def _named() -> list[tuple[str, str]]:
    return sorted((key, subject.label) for key, subject in subjects.items())


class CheckRuleFilter(Filters):
    subject = django_filters.ChoiceFilter(label="适用表单", choices=_named, empty_label="全部表单")
    on = DayFilter(label="适用日期", method="in_force_on")

    class Meta:
        model = CheckRule
        fields = ["subject", "on"]

    def in_force_on(self, rows, name, on):
        return rows.on(on)


def words_of(rule: CheckRule) -> tuple[str, str, str]:
    """Form, left and right of a rule in the words of the form; a field that the form no longer has by its name."""
    about = subjects.get(rule.subject, Subject(rule.subject, dict, list))
    known = about.fields()
    return about.label, known.get(rule.left, rule.left), "、".join(known.get(name, name) for name in rule.others)
