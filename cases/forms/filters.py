"""What the lists can be narrowed by. Filters live in the URL."""

import django_filters

from baiyi.accounts.filters import UnitFilter
from baiyi.accounts.models import UnitKind
from baiyi.records.filters import DayRangeFilter, Filters, SearchFilter
from cases.models import ArrestTrip, Case, CaseCategory, CustodyLine, Nature, Outcome, Study

HANDLING = {UnitKind.BRANCH, UnitKind.SQUAD, UnitKind.STATION}


class CaseFilter(Filters):
    q = SearchFilter("名称、案号、地点", "search_key")
    nature = django_filters.ChoiceFilter(label="性质", choices=Nature.choices, empty_label="全部")
    category = django_filters.ModelChoiceFilter(label="类别", queryset=CaseCategory.objects.all(), empty_label="全部")
    unit = UnitFilter("主办单位", HANDLING)
    accepted_on = DayRangeFilter(label="受案日")

    class Meta:
        model = Case
        fields = ["q", "nature", "category", "unit", "accepted_on"]


class CustodyFilter(Filters):
    q = SearchFilter("案件名称", "case__search_key")
    measure = django_filters.ChoiceFilter(label="措施", choices=CustodyLine.Measure.choices, empty_label="全部")
    unit = UnitFilter("单位", HANDLING)

    class Meta:
        model = CustodyLine
        fields = ["q", "measure", "unit"]


class OutcomeFilter(Filters):
    q = SearchFilter("案件名称", "case__search_key")
    measure = django_filters.ChoiceFilter(label="种类", choices=Outcome.Measure.choices, empty_label="全部")
    unit = UnitFilter("单位", HANDLING)
    happened_on = DayRangeFilter(label="发生日")

    class Meta:
        model = Outcome
        fields = ["q", "measure", "unit", "happened_on"]


class TripFilter(Filters):
    q = SearchFilter("前往地", "search_key")
    unit = UnitFilter("单位", HANDLING)
    leave_on = DayRangeFilter(label="出发日")

    class Meta:
        model = ArrestTrip
        fields = ["q", "unit", "leave_on"]


class StudyFilter(Filters):
    q = SearchFilter("题目", "search_key")
    unit = UnitFilter("单位", HANDLING)

    class Meta:
        model = Study
        fields = ["q", "unit"]
