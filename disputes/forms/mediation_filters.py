"""What the lists of mediation can be narrowed by. Filters live in the URL."""

import django_filters

from baiyi.accounts.filters import UnitFilter
from baiyi.accounts.models import UnitKind
from baiyi.records.filters import DayRangeFilter, Filters, SearchFilter
from disputes.models import FamilyWarning, Instalment, Kind, Mediation

HANDLING = {UnitKind.BRANCH, UnitKind.SQUAD, UnitKind.STATION}


def dispute_filter(road: str) -> SearchFilter:
    """`road` leads to the dispute."""
    return SearchFilter("纠纷登记号、名称", f"{road}__search_key", f"{road}__title_key")


class MediationFilter(Filters):
    q = dispute_filter("dispute")
    kind = django_filters.ChoiceFilter(label="调解种类", choices=Kind.choices, empty_label="全部")
    unit = UnitFilter("单位", HANDLING)
    accepted_on = DayRangeFilter(label="受理日")

    class Meta:
        model = Mediation
        fields = ["q", "kind", "unit", "accepted_on"]


class InstalmentFilter(Filters):
    q = dispute_filter("mediation__dispute")
    unit = UnitFilter("单位", HANDLING)
    due_on = DayRangeFilter(label="应履行日")

    class Meta:
        model = Instalment
        fields = ["q", "unit", "due_on"]


class FamilyWarningFilter(Filters):
    q = dispute_filter("dispute")
    unit = UnitFilter("单位", HANDLING)
    issued_on = DayRangeFilter(label="出具日")

    class Meta:
        model = FamilyWarning
        fields = ["q", "unit", "issued_on"]
