"""Forms of the format of document numbers and of the threshold of small counts."""

import django_filters
from django import forms

from baiyi.accounts.models import Unit
from baiyi.accounts.services import valid_units
from baiyi.exchange.document_types import document_types
from baiyi.exchange.models import DocumentSeries, SmallCountRule
from baiyi.records import clock
from baiyi.records.filters import DayFilter, Filters
from baiyi.records.forms import PlainForm
from baiyi.records.from_day import FromDayField

MOST_THRESHOLD = 100


def _types() -> list[tuple[str, str]]:
    return [(code, kind.label) for code, kind in document_types.items()]


def _years() -> list[tuple[str, str]]:
    year = clock.today().year
    return [(str(year + 1), f"{year + 1}年"), (str(year), f"{year}年（还没有发出号的）")]


class FormatForm(PlainForm):
    organ = forms.ModelChoiceField(
        Unit.objects.none(), label="发文机关", empty_label="请选择", help_text="有机关代字的单位"
    )
    document_type = forms.ChoiceField(label="文书种类", choices=_types)
    year = forms.TypedChoiceField(label="年份", choices=_years, coerce=int)
    prefix = forms.CharField(
        label="文号字头", max_length=30, help_text="如 云公限字；年份和流水号由系统接在后面：云公限字〔2027〕第001号"
    )
    digits = forms.IntegerField(label="流水号位数", min_value=1, max_value=6, initial=3, help_text="不足的前面补 0")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organ"].queryset = valid_units().exclude(document_code="")

    def clean_prefix(self) -> str:
        prefix = self.cleaned_data["prefix"]
        if any(sign in prefix for sign in "〔〕[]（）第号"):
            raise forms.ValidationError("字头只写到“字”为止，不写年份和“第…号”")
        return prefix


class ThresholdForm(PlainForm):
    threshold = forms.IntegerField(
        label="遮盖界限", min_value=1, max_value=MOST_THRESHOLD, help_text="小于此数的计数只写“<界限”；1 即不遮盖"
    )
    effective_on = FromDayField(label="生效日")


class SeriesFilter(Filters):
    year = django_filters.NumberFilter(label="年份", min_value=2000, max_value=2099)

    class Meta:
        model = DocumentSeries
        fields = ["year"]


class ThresholdFilter(Filters):
    effective_on = DayFilter(label="生效日")

    class Meta:
        model = SmallCountRule
        fields = ["effective_on"]
