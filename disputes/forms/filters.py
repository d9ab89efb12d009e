"""What the list can be narrowed by. Filters live in the URL; whoever looks for a person asks repeats.py."""

import django_filters

from baiyi.accounts.filters import UnitFilter
from baiyi.accounts.models import UnitKind
from baiyi.records.filters import DayRangeFilter, Filters, SearchFilter
from disputes.models import Dispute, DisputeCategory, RiskLevel

ANSWERING = {UnitKind.BRANCH, UnitKind.SQUAD, UnitKind.STATION}


class DisputeFilter(Filters):
    q = SearchFilter("登记号、来源单号、地点", "search_key")
    category = django_filters.ModelChoiceFilter(
        label="类别", queryset=DisputeCategory.objects.all(), empty_label="全部"
    )
    risk = django_filters.ChoiceFilter(
        label="风险等级", field_name="risk__tone", choices=RiskLevel.Tone.choices, empty_label="全部"
    )
    source = django_filters.ChoiceFilter(label="来源", choices=Dispute.Source.choices, empty_label="全部")
    visibility = django_filters.ChoiceFilter(label="显隐性", choices=Dispute.Visibility.choices, empty_label="全部")
    unit = UnitFilter("责任单位", ANSWERING)
    found_on = DayRangeFilter(label="发现日")

    class Meta:
        model = Dispute
        fields = ["q", "category", "risk", "source", "visibility", "unit", "found_on"]
