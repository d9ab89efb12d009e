"""What the lists of mediation can be narrowed by. Filters live in the URL."""

import django_filters

from baiyi.accounts.filters import UnitFilter
from baiyi.accounts.models import UnitKind
from disputes.models import FamilyWarning, Instalment, Kind, Mediation

HANDLING = {UnitKind.BRANCH, UnitKind.SQUAD, UnitKind.STATION}
NUMBER = "纠纷登记号"


def number_filter(road: str) -> django_filters.CharFilter:
    return django_filters.CharFilter(label=NUMBER, field_name=f"{road}__number", lookup_expr="icontains", max_length=60)


class MediationFilter(django_filters.FilterSet):
    q = number_filter("dispute")
    kind = django_filters.ChoiceFilter(label="调解种类", choices=Kind.choices, empty_label="全部")
    unit = UnitFilter("单位", HANDLING)
    accepted_on = django_filters.DateFromToRangeFilter(label="受理日")

    class Meta:
        model = Mediation
        fields = ["q", "kind", "unit", "accepted_on"]


class InstalmentFilter(django_filters.FilterSet):
    q = number_filter("mediation__dispute")
    unit = UnitFilter("单位", HANDLING)
    due_on = django_filters.DateFromToRangeFilter(label="应履行日")

    class Meta:
        model = Instalment
        fields = ["q", "unit", "due_on"]


class FamilyWarningFilter(django_filters.FilterSet):
    q = number_filter("dispute")
    unit = UnitFilter("单位", HANDLING)
    issued_on = django_filters.DateFromToRangeFilter(label="出具日")

    class Meta:
        model = FamilyWarning
        fields = ["q", "unit", "issued_on"]
