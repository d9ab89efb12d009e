"""What of a list is taken, and why when personal data is taken in full. The service decides again."""

import django_filters
from django import forms

from baiyi.exchange.exports.offer import Offer
from baiyi.exchange.models import Export
from baiyi.records import reasons
from baiyi.records.filters import DayFilter, Filters, SearchFilter
from baiyi.records.forms import PlainForm, SubmittedOnce

MARK = "（个人信息）"
FULL_HELP = "不勾选时个人信息已遮盖，如 张*、138****8000；作废的和你无权查看完整内容的，始终遮盖"


class ExportForm(PlainForm, SubmittedOnce):
    columns = forms.MultipleChoiceField(label="要导出的列", widget=forms.CheckboxSelectMultiple)
    is_full = forms.BooleanField(label="给出完整个人信息（须填事由，留痕）", required=False, help_text=FULL_HELP)
    reason = forms.CharField(
        label="导出事由",
        max_length=200,
        required=False,
        help_text=reasons.HINT,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args, offer: Offer, **kwargs):
        super().__init__(*args, **kwargs)
        columns = offer.columns
        self.fields["columns"].choices = [(each.key, f"{each.label}{MARK if each.field else ''}") for each in columns]
        self.personal = {each.key for each in columns if each.field}
        if not (self.personal and offer.may_take_in_full):
            del self.fields["is_full"], self.fields["reason"]

    def clean(self):
        facts = super().clean()
        is_asked = facts.get("is_full") and self.personal.intersection(facts.get("columns", ()))
        if is_asked and (refusal := reasons.why_refused(facts.get("reason", ""))):
            self.add_error("reason", refusal)
        return facts

    def facts(self) -> dict:
        known = self.cleaned_data
        return {
            "keys": known["columns"],
            "is_full": known.get("is_full", False),
            "reason": known.get("reason", ""),
        }


class ExportFilter(Filters):
    by = SearchFilter("导出人", "made_by__search_key", max_length=30)
    since = DayFilter(label="起始日", field_name="asked_at", lookup_expr="date__gte")
    until = DayFilter(label="截止日", field_name="asked_at", lookup_expr="date__lte")
    is_full = django_filters.BooleanFilter(
        label="个人信息",
        widget=forms.Select(choices=[("", "全部"), ("true", "完整"), ("false", "已遮盖或没有")]),
    )
    ranges = (("since", "until"),)

    class Meta:
        model = Export
        fields = ["by", "since", "until", "is_full"]
