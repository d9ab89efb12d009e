"""场所类别 of the office: a new one, a change, its end, and how often its venues are inspected."""

import datetime as dt

import django_filters
from django import forms

from baiyi.deadlines.models import LegalBasis, Rule
from baiyi.records import clock
from baiyi.records.filters import Filters
from baiyi.records.forms import DayInput, PlainForm, RecordsField, Versioned
from baiyi.records.from_day import A_YEAR, FromDayField
from inspections.kinds import RECTIFY
from inspections.models import IntervalRule, VenueCategory, VenueGroup
from inspections.models.venue import CategoryBasis, DocumentType

MOST_DAYS, MOST_POSITION = 366, 999
REASON = {"label": "理由", "max_length": 200, "widget": forms.Textarea(attrs={"rows": 2})}


def days_field() -> forms.IntegerField:
    return forms.IntegerField(label="检查间隔（自然日）", min_value=1, max_value=MOST_DAYS)


class CategoryFacts(PlainForm):
    """What a category says, whether it is new or not."""

    name = forms.CharField(label="场所类别", max_length=20)
    group = forms.ChoiceField(label="统计大类", choices=VenueGroup.choices)
    document_type = forms.ChoiceField(label="文书种类", choices=DocumentType.choices)
    rule = forms.ModelChoiceField(Rule.objects.none(), label="整改期限规则", empty_label="请选择")
    bases = RecordsField(
        LegalBasis.objects.none(), label="可用依据", required=False, widget=forms.CheckboxSelectMultiple
    )
    usual_basis = forms.ModelChoiceField(
        LegalBasis.objects.none(), label="首选依据", empty_label="请选择", help_text="开具通知书时先用这一条"
    )
    position = forms.IntegerField(label="排序", min_value=1, max_value=MOST_POSITION, initial=50)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        today = clock.today()
        self.fields["rule"].queryset = Rule.objects.filter(kind=RECTIFY).in_force(today)
        for name in ("bases", "usual_basis"):
            self.fields[name].queryset = self.offered(today)

    def offered(self, today: dt.date):
        return LegalBasis.objects.in_force(today)

    def facts(self) -> dict:
        """The usual basis is the first of the bases."""
        facts = super().facts()
        usual = facts.pop("usual_basis")
        return facts | {"bases": [usual, *(each for each in facts["bases"] if each != usual)]}


class CategoryForm(CategoryFacts):
    inspect_every = days_field()
    effective_from = FromDayField()


class CategoryChangeForm(CategoryFacts, Versioned):
    reason = forms.CharField(**REASON)

    def __init__(self, *args, category: VenueCategory, **kwargs):
        self.category = category
        super().__init__(*args, **kwargs)

    def offered(self, today: dt.date):
        """Those that ended too, when it rests on them: notices of before do."""
        mine = CategoryBasis.objects.filter(category=self.category).values("basis")
        return super().offered(today) | LegalBasis.objects.filter(pk__in=mine)


def filled_from(category: VenueCategory) -> dict:
    """What the form of changes shows. Two statements."""
    links = list(CategoryBasis.objects.filter(category=category).select_related("basis"))
    usual = next((link.basis_id for link in links if link.basis.is_in_force(clock.today())), None)
    names = ("name", "group", "document_type", "position", "version")
    return {name: getattr(category, name) for name in names} | {
        "rule": category.rule.on(clock.today()).pk,
        "bases": [link.basis_id for link in links],
        "usual_basis": usual,
    }


class CategoryEndForm(PlainForm, Versioned):
    effective_to = forms.DateField(
        label="停用日期", widget=DayInput, required=False, help_text="这一天仍可新增；留空为继续使用"
    )
    reason = forms.CharField(**REASON)

    def clean_effective_to(self) -> dt.date | None:
        day = self.cleaned_data["effective_to"]
        if day and not clock.today() <= day < clock.today() + A_YEAR:
            raise forms.ValidationError("停用日期须从今天起、一年以内")
        return day


class IntervalForm(PlainForm):
    inspect_every = days_field()
    effective_from = FromDayField()
    note = forms.CharField(label="间隔依据", max_length=200, help_text="文件、会议或负责人的决定")


class CategoryFilter(Filters):
    group = django_filters.ChoiceFilter(label="统计大类", choices=VenueGroup.choices, empty_label="全部")

    class Meta:
        model = VenueCategory
        fields = ["group"]


class IntervalFilter(Filters):
    ground = django_filters.ChoiceFilter(label="加密检查事由", choices=IntervalRule.Ground.choices, empty_label="全部")

    class Meta:
        model = IntervalRule
        fields = ["ground"]
