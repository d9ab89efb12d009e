"""What the list can be narrowed by. Filters live in the URL; whoever looks for a person asks repeats.py."""

import django_filters
from django.db.models import Q

from baiyi.accounts.filters import UnitFilter
from baiyi.accounts.models import UnitKind
from disputes.models import Dispute, DisputeCategory, RiskLevel

ANSWERING = {UnitKind.BRANCH, UnitKind.SQUAD, UnitKind.STATION}


class DisputeFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="登记号、来源单号、地点", method="search", max_length=60)
    category = django_filters.ModelChoiceFilter(
        label="类别", queryset=DisputeCategory.objects.all(), empty_label="全部"
    )
    risk = django_filters.ChoiceFilter(
        label="风险等级", field_name="risk__tone", choices=RiskLevel.Tone.choices, empty_label="全部"
    )
    source = django_filters.ChoiceFilter(label="来源", choices=Dispute.Source.choices, empty_label="全部")
    visibility = django_filters.ChoiceFilter(label="显隐性", choices=Dispute.Visibility.choices, empty_label="全部")
    unit = UnitFilter("责任单位", ANSWERING)
    found_on = django_filters.DateFromToRangeFilter(label="发现日")

    class Meta:
        model = Dispute
        fields = ["q", "category", "risk", "source", "visibility", "unit", "found_on"]

    def search(self, queryset, name, value):
        numbers = Q(number__icontains=value) | Q(source_number__icontains=value)
        return queryset.filter(numbers | Q(place__icontains=value))
