"""Forms of transfers, and what their list can be narrowed by."""

import django_filters
from django import forms

from baiyi.accounts.filters import UnitFilter
from baiyi.accounts.models import Unit, UnitKind
from baiyi.records.forms import PlainForm, Versioned
from baiyi.transfers.models import Transfer


class SendForm(PlainForm):
    """To a unit or body of the list, or to one outside by its name."""

    to_unit = forms.ModelChoiceField(Unit.objects.none(), label="接收单位", required=False, empty_label="请选择")
    outside_body = forms.CharField(
        label="系统外单位",
        max_length=60,
        required=False,
        help_text="列表里没有的单位填在这里，由本单位代为登记签收和结果",
    )
    task = forms.CharField(label="办理要求", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to_unit"].queryset = units


class SettleForm(PlainForm, Versioned):
    result = forms.CharField(label="办理结果", max_length=500, widget=forms.Textarea(attrs={"rows": 4}))


class TransferFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="事项", field_name="title", lookup_expr="icontains", max_length=60)
    unit = UnitFilter("流转单位", {UnitKind.BRANCH, UnitKind.SQUAD, UnitKind.STATION})

    class Meta:
        model = Transfer
        fields = ["q", "unit"]
