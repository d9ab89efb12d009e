"""系统: 场所类别 with their checklists, and how often venues are inspected."""

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property

from baiyi.records import clock
from baiyi.records.policies import Needs
from baiyi.records.views import DetailPage, FormPage, ListPage, PageAction, Section
from inspections import rights
from inspections.forms.categories import (
    CategoryChangeForm,
    CategoryEndForm,
    CategoryFilter,
    CategoryForm,
    IntervalFilter,
    IntervalForm,
    filled_from,
)
from inspections.forms.checklists import ChecklistForm, PhrasesForm
from inspections.models import ChecklistItem, HazardPhrase, IntervalRule, VenueCategory
from inspections.services import categories, checklists
from inspections.tables.categories import CategoryTable, IntervalTable

LIST = ("场所类别", "inspections:category-list")
INTERVALS = ("加密检查", "inspections:interval-list")
MAY = Needs(rights.ARRANGE)


class CategoryList(ListPage):
    policy = MAY
    model = VenueCategory
    table_class = CategoryTable
    filterset_class = CategoryFilter
    title = "场所类别"
    caption = "每一类按哪条法律、多长期限责令整改，多久查一次，查哪些项"
    empty_text = "还没有场所类别"

    def page_actions(self):
        return [
            PageAction("加密检查", reverse("inspections:interval-list"), "sliders"),
            PageAction("新增类别", reverse("inspections:category-add"), "plus-lg", is_primary=True),
        ]

    def get_queryset(self):
        today = clock.today()
        items = ChecklistItem.objects.in_force(today).filter(category=OuterRef("pk"))
        own = IntervalRule.objects.in_force(today).filter(category=OuterRef("pk")).order_by().values("inspect_every")
        venues = Count("venues", Q(venues__voided_at=None))
        counted = items.order_by().values("category").annotate(n=Count("pk")).values("n")
        rows = super().get_queryset().annotate(venue_count=venues, item_count=Coalesce(Subquery(counted), 0))
        return rows.annotate(interval=Coalesce(Subquery(own[:1]), F("inspect_every"))).order_by("position", "pk")


class CategoryDetail(DetailPage):
    policy = MAY
    model = VenueCategory
    breadcrumbs = (LIST,)
    related = ("rule__basis",)

    def page_actions(self):
        links = [
            ("检查清单", "category-checklist", "list-check"),
            ("检查间隔", "category-interval", "clock"),
            ("修改", "category-change", "pencil"),
            ("停用", "category-end", "x-lg"),
        ]
        return [
            PageAction(label, reverse(f"inspections:{name}", args=[self.object.pk]), icon, is_primary=number == 0)
            for number, (label, name, icon) in enumerate(links)
        ]

    def sections(self):
        category, today = self.object, clock.today()
        return [
            Section("基本信息", self._facts(category.rule.on(today), today)),
            Section("检查清单", template="inspections/_checklist.html", context=self._checklist(today)),
            Section("检查间隔", self._intervals(), is_aside=True),
        ]

    def _facts(self, rule, today) -> list:
        category = self.object
        bases = [str(basis) for basis in category.bases_in_force(today)]
        return [
            ("统计大类", category.get_group_display()),
            ("文书种类", category.get_document_type_display()),
            ("整改期限规则", f"{rule}：{rule.length} 个{rule.get_measure_display()}"),
            ("首选依据", bases[0] if bases else "没有现行依据，不能开具通知书"),
            ("其他依据", "；".join(bases[1:]) or "无"),
            ("启用日期", category.effective_from or "一直"),
            ("停用日期", category.effective_to or "在用"),
        ]

    def _checklist(self, today) -> dict:
        """Items of today with their wordings, and those that are planned. Three statements."""
        rows = ChecklistItem.objects.filter(category=self.object)
        found: dict[int, list[HazardPhrase]] = {}
        for phrase in HazardPhrase.objects.filter(item__category=self.object).in_force(today):
            found.setdefault(phrase.item_id, []).append(phrase)
        now = [(item, found.get(item.line, [])) for item in rows.in_force(today)]
        planned = rows.filter(effective_from__gt=today)
        return {"items": now, "planned": list(planned), "ending": list(rows.in_force(today).exclude(effective_to=None))}

    def _intervals(self) -> list:
        category = self.object
        first = [("原来", f"每 {category.inspect_every} 天一查")]
        later = category.intervals.order_by("effective_from")
        return first + [(f"{rule.effective_from} 起", f"每 {rule.inspect_every} 天一查") for rule in later]


class Arranging(FormPage):
    policy = MAY
    breadcrumbs = (LIST,)
    cancel_url_name = "inspections:category-list"


class CategoryAdd(Arranging):
    form_class = CategoryForm
    title = "新增场所类别"
    success_text = "已新增，请接着编检查清单"
    verb = staticmethod(categories.add_category)


class OfCategory(Arranging):
    """A form about one category."""

    @cached_property
    def record(self) -> VenueCategory:
        rows = VenueCategory.objects.visible_to(self.request.user).select_related("rule")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_cancel_url(self) -> str:
        return self.record.get_absolute_url()

    def get_initial(self):
        return super().get_initial() | {"version": self.record.version}

    def perform(self, form):
        return self.verb(self.record, by=self.request.user, **form.facts())

    def next_url(self, done) -> str:
        return self.record.get_absolute_url()

    def get_context_data(self, **kwargs):
        return super().get_context_data(record=self.record, note=self.note, **kwargs)

    note = ""


class CategoryChange(OfCategory):
    form_class = CategoryChangeForm
    template_name = "inspections/arrange.html"
    title = "修改场所类别"
    note = "从现在起生效：已签发和已草拟的通知书，文书种类、依据和期限都不变；名称改后，以前的记录也显示新名称"
    verb = staticmethod(categories.change_category)

    def get_initial(self):
        return super().get_initial() | filled_from(self.record)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"category": self.record}


class CategoryEnd(OfCategory):
    form_class = CategoryEndForm
    template_name = "inspections/arrange.html"
    title = "停用场所类别"
    note = "停用后不能再新增这一类场所，以前的检查、隐患、通知书都还在；有在册场所或未销号隐患的不能停用"
    success_text = staticmethod(lambda done: f"{done}到 {done.effective_to} 停用" if done.effective_to else "继续使用")
    verb = staticmethod(categories.end_category)

    def get_initial(self):
        return super().get_initial() | {"effective_to": self.record.effective_to}


class CategoryChecklist(OfCategory):
    form_class = ChecklistForm
    template_name = "inspections/arrange.html"
    title = "检查清单"
    note = "改了文字或次序的，从启用日期起按新的登记；以前的检查仍显示当时的检查项，12个月内重复出现仍连着算"
    success_text = "已保存，到启用日期手机上就是新清单"
    verb = staticmethod(checklists.change_checklist)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"category": self.record}


class CategoryInterval(OfCategory):
    form_class = IntervalForm
    template_name = "inspections/arrange.html"
    title = "检查间隔"
    note = "从启用日期起按新间隔排今日任务；以前的不变"

    def perform(self, form):
        return categories.set_interval(by=self.request.user, about={"category": self.record}, **form.facts())


class ItemPhrases(OfCategory):
    """The wordings of an item, of whatever version."""

    form_class = PhrasesForm
    template_name = "inspections/arrange.html"
    note = "保存后立即用于登记；已登记的隐患保留原来的文字"
    success_text = "已保存"

    @cached_property
    def item(self) -> ChecklistItem:
        rows = ChecklistItem.objects.visible_to(self.request.user).select_related("category__rule")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @property
    def record(self) -> VenueCategory:
        return self.item.category

    def get_title(self) -> str:
        return f"标准描述：{self.item}"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"item": self.item}

    def perform(self, form):
        return checklists.change_phrases(self.item, by=self.request.user, **form.facts())


class IntervalList(ListPage):
    policy = MAY
    model = IntervalRule
    related = ("category",)
    table_class = IntervalTable
    filterset_class = IntervalFilter
    title = "加密检查"
    caption = "有这些事由的场所按更短的间隔检查，点开即改；各类别另设的间隔也列在这里，最短的起作用"

    def get_queryset(self) -> QuerySet:
        current = IntervalRule.objects.in_force(clock.today()).order_by().values("pk")
        rows = super().get_queryset().annotate(is_current=Q(pk__in=current))
        return rows.order_by("category__position", "position", "-effective_from", "pk")


class IntervalChange(Arranging):
    form_class = IntervalForm
    template_name = "inspections/arrange.html"
    breadcrumbs = (INTERVALS,)
    cancel_url_name = "inspections:interval-list"

    @cached_property
    def ground(self) -> IntervalRule.Ground:
        try:
            return IntervalRule.Ground(self.kwargs["ground"])
        except ValueError as error:
            raise Http404("ground") from error

    def get_title(self) -> str:
        return f"检查间隔：{self.ground.label}"

    def perform(self, form):
        return categories.set_interval(by=self.request.user, about={"ground": self.ground.value}, **form.facts())

    def next_url(self, done) -> str:
        return reverse("inspections:interval-list")

    def get_context_data(self, **kwargs):
        in_force = IntervalRule.objects.in_force(clock.today()).filter(ground=self.ground.value).first()
        note = f"现在：{in_force}。从启用日期起按新间隔排今日任务，以前的不变" if in_force else ""
        return super().get_context_data(note=note, **kwargs)
