"""Forms of transfers, and what their list can be narrowed by."""

import datetime as dt
from itertools import groupby

import django_filters
from django import forms
from django.db.models import Exists, OuterRef
from django.forms.models import ModelChoiceIterator

from baiyi.accounts.models import Unit, UnitKind
from baiyi.records import clock
from baiyi.records.filters import Filters, SearchFilter
from baiyi.records.forms import DayInput, PlainForm, ReasonForm, Versioned
from baiyi.records.memo import once_a_request
from baiyi.transfers import rights
from baiyi.transfers.models import Transfer
from baiyi.transfers.models.answered import Satisfaction

MOST_DAYS, A_YEAR = 30, dt.timedelta(days=365)
OUTSIDE = "outside"  # among the receivers: bodies outside the system
KINDS = (UnitKind.BRANCH, UnitKind.STATION, UnitKind.SQUAD, UnitKind.POST, UnitKind.PARTNER)  # in this order


class GroupedUnits(ModelChoiceIterator):
    """The units under the words of their kinds."""

    def __iter__(self):
        yield ("", self.field.empty_label)
        units = sorted(self.queryset, key=lambda unit: (KINDS.index(unit.kind), unit.position, unit.pk))
        for kind, rows in groupby(units, key=lambda unit: unit.kind):
            yield (UnitKind(kind).label, [self.choice(unit) for unit in rows])


class ReceiverField(forms.ModelChoiceField):
    """A unit or partner body, found under its kind by its whole name."""

    iterator = GroupedUnits

    def label_from_instance(self, unit: Unit) -> str:
        return unit.name


class SendForm(PlainForm):
    """To a unit or body of the list, or to one outside by its name."""

    to_unit = ReceiverField(Unit.objects.none(), label="接收单位", required=False, empty_label="请选择")
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
    asks_action = forms.BooleanField(label="还需要流转单位处理", required=False)


class SendBackForm(PlainForm, Versioned):
    return_kind = forms.ChoiceField(label="退回原因", choices=Transfer.ReturnKind.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="说明",
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="选“其他”的须写明；材料不全的写明缺什么，已有单位在办的写明是谁",
    )


class AskExtensionForm(ReasonForm):
    days = forms.IntegerField(
        label="延长天数", min_value=1, max_value=MOST_DAYS, help_text="按办理期限的计算方式（工作日），须在期满前申请"
    )


class RateForm(PlainForm, Versioned):
    satisfaction = forms.ChoiceField(label="办理评价", choices=Satisfaction.choices, widget=forms.RadioSelect)


class ApprovalForm(PlainForm):
    """Whether transfers of a branch wait for approval, from a day on."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label="适用分局", empty_label=None)
    is_required = forms.TypedChoiceField(
        label="流转",
        choices=[("yes", "须经所长（或专班）审批"), ("no", "不经审批，直接流转")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    effective_on = forms.DateField(label="生效日", widget=DayInput, initial=clock.today)

    def __init__(self, *args, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units

    def clean_effective_on(self) -> dt.date:
        on, today = self.cleaned_data["effective_on"], clock.today()
        if not today <= on < today + A_YEAR:
            raise forms.ValidationError("生效日须在今天以后、一年以内，请核对年份")
        return on


class SideFilter(django_filters.ChoiceFilter):
    """Units on one side of the transfers the person may see. Both sides cost one statement a request."""

    def __init__(self, label: str, side: str):
        super().__init__(label=label, field_name=side, empty_label="全部", choices=())

    @property
    def field(self):
        field, request = super().field, self.parent.request
        if request:
            units = [unit for unit in sides_of(request) if getattr(unit, f"is_{self.field_name}")]
            outside = [(OUTSIDE, "系统外单位")] if self._may_be_outside(request) else []
            field.choices = [(str(unit.pk), unit.short_name) for unit in units] + outside
        return field

    def _may_be_outside(self, request) -> bool:
        """A body outside is the receiver, and the sender reports for it."""
        return self.field_name == "to_unit" and request.user.has_perm(rights.SEND)

    def filter(self, rows, value):
        return rows.filter(to_unit=None) if value == OUTSIDE else super().filter(rows, value)


def sides_of(request) -> list[Unit]:
    """Units that sent or received a transfer the person may see: is_unit, is_to_unit."""

    def read() -> list[Unit]:
        seen = Transfer.objects.visible_to(request.user).order_by()
        sides = {f"is_{side}": Exists(seen.filter(**{side: OuterRef("pk")})) for side in ("unit", "to_unit")}
        return list(Unit.objects.annotate(**sides).order_by("position", "pk"))

    return once_a_request(request, "transfers.sides", read)


class TransferFilter(Filters):
    q = SearchFilter("事项", "search_key")
    unit = SideFilter("流转单位", "unit")
    to_unit = SideFilter("接收单位", "to_unit")

    class Meta:
        model = Transfer
        fields = ["q", "unit", "to_unit"]
