"""What the lists can be narrowed by. Filters live in the URL."""

import django_filters
from django.db.models import Q

from baiyi.accounts.filters import UnitFilter
from baiyi.accounts.models import UnitKind
from cases.models import ArrestTrip, Case, CaseCategory, CustodyLine, Nature, Outcome, Study

HANDLING = {UnitKind.BRANCH, UnitKind.SQUAD, UnitKind.STATION}


class CaseFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="名称、案号、地点", method="search", max_length=60)
    nature = django_filters.ChoiceFilter(label="性质", choices=Nature.choices, empty_label="全部")
    category = django_filters.ModelChoiceFilter(label="类别", queryset=CaseCategory.objects.all(), empty_label="全部")
    unit = UnitFilter("主办单位", HANDLING)
    accepted_on = django_filters.DateFromToRangeFilter(label="受案日")

    class Meta:
        model = Case
        fields = ["q", "nature", "category", "unit", "accepted_on"]

    def search(self, queryset, name, value):
        number = Q(external_number__icontains=value)
        return queryset.filter(Q(name__icontains=value) | Q(place__icontains=value) | number)


class CustodyFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="案件名称", field_name="case__name", lookup_expr="icontains", max_length=60)
    measure = django_filters.ChoiceFilter(label="措施", choices=CustodyLine.Measure.choices, empty_label="全部")
    unit = UnitFilter("单位", HANDLING)

    class Meta:
        model = CustodyLine
        fields = ["q", "measure", "unit"]


class OutcomeFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="案件名称", field_name="case__name", lookup_expr="icontains", max_length=60)
    measure = django_filters.ChoiceFilter(label="种类", choices=Outcome.Measure.choices, empty_label="全部")
    unit = UnitFilter("单位", HANDLING)
    happened_on = django_filters.DateFromToRangeFilter(label="发生日")

    class Meta:
        model = Outcome
        fields = ["q", "measure", "unit", "happened_on"]


class TripFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="前往地", field_name="destination", lookup_expr="icontains", max_length=60)
    unit = UnitFilter("单位", HANDLING)
    leave_on = django_filters.DateFromToRangeFilter(label="出发日")

    class Meta:
        model = ArrestTrip
        fields = ["q", "unit", "leave_on"]


class StudyFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="题目", field_name="title", lookup_expr="icontains", max_length=60)
    unit = UnitFilter("单位", HANDLING)

    class Meta:
        model = Study
        fields = ["q", "unit"]
