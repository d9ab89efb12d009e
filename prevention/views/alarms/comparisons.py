"""What is kept of an analysis: comparisons as they were, and bases typed by hand."""

from baiyi.records import clock
from baiyi.records.recordviews import Act, RecordViews, facts_of, own_units
from baiyi.records.views import AddPage, DetailPage, ListPage, Section
from prevention import rights
from prevention.forms.alarms.comparing import BaseForm, ComparisonForm
from prevention.forms.alarms.filters import AlarmBaseFilter, AlarmComparisonFilter
from prevention.models import AlarmBase, AlarmComparison
from prevention.services import alarms as services
from prevention.tables.alarms import AlarmBaseTable, AlarmComparisonTable


class AlarmBaseList(ListPage):
    empty_text = "没有登记历史基数"

    def chosen(self):
        return super().chosen().current()

    def get_queryset(self):
        return super().get_queryset().order_by("-until", "-pk")


BASES = RecordViews(
    model=AlarmBase,
    name="alarm_base",
    title="历史基数",
    right=rights.VIEW_ALARMS,
    table=AlarmBaseTable,
    filterset=AlarmBaseFilter,
    list_page=AlarmBaseList,
    related=("unit", "created_by"),
    fields=("unit", "subject_name", "since", "until", "count", "source", "created_by"),
    add=Act(verb=services.add_base, right=rights.ARRANGE_ALARMS, label="登记历史基数", form=BaseForm),
    acts={"void": Act(verb=services.void_base, right=rights.ARRANGE_ALARMS, label="作废", icon="trash")},
    form_facts=own_units(rights.ARRANGE_ALARMS),
)


class ComparisonPage(DetailPage):
    """What it said, and what both counts would be now."""

    def sections(self):
        kept = self.object
        now, then = services.recount(kept)
        facts = [*facts_of(kept, "unit", "subject_name", "kind"), ("本期", kept.period.days_on(clock.today()))]
        facts += [("存档结论", str(kept.compared)), ("缺报", kept.missing_words), ("存档人", kept.created_by)]
        is_same = (now.count, then.count) == (kept.count, kept.base_count)
        words = "与存档一致" if is_same else "与存档不一致：存档后有补报或更正，存档不随之改变"
        today = [("本期现数", f"{now.count} 起"), ("基期现数", f"{then.count} 起"), ("核对", words)]
        return [Section("对比存档", facts), Section("按现在的数据", today)]


class ComparisonList(ListPage):
    empty_text = "没有对比存档"

    def chosen(self):
        return super().chosen().current()

    def get_queryset(self):
        return super().get_queryset().order_by("-created_at", "-pk")


class ComparisonAdd(AddPage):
    submit_label = "存档"

    def get_initial(self):
        asked = {name: self.request.GET[name] for name in ComparisonForm.base_fields if name in self.request.GET}
        return super().get_initial() | asked


COMPARISONS = RecordViews(
    model=AlarmComparison,
    name="alarm_comparison",
    title="对比存档",
    right=rights.VIEW_ALARMS,
    table=AlarmComparisonTable,
    filterset=AlarmComparisonFilter,
    list_page=ComparisonList,
    detail_page=ComparisonPage,
    related=("unit", "created_by"),
    add=Act(
        verb=services.keep_comparison,
        right=rights.COMPARE_ALARMS,
        label="存档对比",
        form=ComparisonForm,
        page=ComparisonAdd,
        done="已存档",
    ),
    form_facts=own_units(rights.COMPARE_ALARMS),
)
