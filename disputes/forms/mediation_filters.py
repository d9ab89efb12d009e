"""What the lists of mediation can be narrowed by. Filters live in the URL."""

import django_filters
from django.db.models import Q

from baiyi.accounts.filters import UnitFilter
from baiyi.accounts.models import UnitKind
from disputes.models import FamilyWarning, Instalment, Kind, Mediation

HANDLING = {UnitKind.BRANCH, UnitKind.SQUAD, UnitKind.STATION}


def dispute_filter(road: str) -> django_filters.CharFilter:
    """`road` leads to the dispute."""

    def search(queryset, name, value):
        return queryset.filter(Q(**{f"{road}__number__icontains": value}) | Q(**{f"{road}__title__icontains": value}))

    return django_filters.CharFilter(label="纠纷登记号、名称", method=search, max_length=60)


class MediationFilter(django_filters.FilterSet):
    q = dispute_filter("dispute")
    kind = django_filters.ChoiceFilter(label="调解种类", choices=Kind.choices, empty_label="全部")
    unit = UnitFilter("单位", HANDLING)
    accepted_on = django_filters.DateFromToRangeFilter(label="受理日")

    class Meta:
        model = Mediation
        fields = ["q", "kind", "unit", "accepted_on"]


class InstalmentFilter(django_filters.FilterSet):
    q = dispute_filter("mediation__dispute")
    unit = UnitFilter("单位", HANDLING)
    due_on = django_filters.DateFromToRangeFilter(label="应履行日")

    class Meta:
        model = Instalment
        fields = ["q", "unit", "due_on"]


class FamilyWarningFilter(django_filters.FilterSet):
    q = dispute_filter("dispute")
    unit = UnitFilter("单位", HANDLING)
    issued_on = django_filters.DateFromToRangeFilter(label="出具日")

    class Meta:
        model = FamilyWarning
        fields = ["q", "unit", "issued_on"]
