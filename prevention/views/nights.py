"""Night sheets (夜查酒驾) and the breathalysers they name."""

from django.utils.html import format_html

from baiyi.exchange.imports.sources import with_source
from baiyi.figures.lists import FigureListMixin
from baiyi.records.recordviews import Act, RecordViews, facts_of, own_units
from baiyi.records.views import AddPage, ChangePage, DetailPage, ListPage, Section
from prevention import rights, services
from prevention.forms.filters import BreathalyserFilter, SheetFilter
from prevention.forms.nights import AFTER, BLOOD, FIRST, OFFENCES, SheetAddForm, SheetChangeForm
from prevention.forms.register import BreathalyserChangeForm, BreathalyserForm
from prevention.models import Breathalyser, NightSheet
from prevention.services.presets import sheet_preset
from prevention.tables import BreathalyserTable, SheetTable


class SheetList(FigureListMixin, ListPage):
    empty_text = "没有符合条件的夜查"

    def chosen(self):
        return super().chosen().current()

    def get_queryset(self):
        return with_source(super().get_queryset()).order_by("-starts_at", "-pk")


class SheetPage(DetailPage):
    def sections(self):
        sheet = self.object
        voided = facts_of(sheet, "voided_at", "void_reason") if self.is_voided else []
        found = [("查处酒驾", sheet.persons_words), *facts_of(sheet, "scope", *FIRST)]
        return [
            Section("夜查情况", self._facts() + voided),
            Section("查获情况", found),
            Section("其他违法和处理", facts_of(sheet, *OFFENCES, *BLOOD, *AFTER), is_aside=True),
        ]

    def _facts(self) -> list:
        sheet = self.object
        where = sheet.place
        if sheet.checkpoint_id:
            where = format_html('<a href="{}">{}</a>', sheet.checkpoint.get_absolute_url(), sheet.checkpoint)
        known = [("地点", where), ("勤务时段", sheet.hours), *facts_of(sheet, "reported_on", "leader")]
        known += [("警力", sheet.force)]
        more = facts_of(sheet, "is_road", "has_warning", "breathalyser", "operation", "note", "unit", "created_by")
        return known + [each for each in more if each[1]]


class SendsOnce:
    """The sheet that the unit reported already is shown beside what was typed."""

    template_name = "prevention/sheet_form.html"

    def refuse(self, form, refusal):
        self.extra_context = {"first": getattr(refusal, "first", None)}
        return super().refuse(form, refusal)


class SheetAdd(SendsOnce, AddPage):
    submit_label = "提交"

    def get_initial(self):
        return super().get_initial() | sheet_preset(self.request.user)


class SheetChange(SendsOnce, ChangePage):
    pass


NIGHT_SHEETS = RecordViews(
    model=NightSheet,
    name="nightsheet",
    title="夜查酒驾",
    right=rights.VIEW,
    table=SheetTable,
    filterset=SheetFilter,
    list_page=SheetList,
    detail_page=SheetPage,
    related=("unit", "checkpoint", "operation", "leader", "breathalyser", "created_by"),
    add=Act(verb=services.add_sheet, right=rights.RECORD, label="夜查酒驾", form=SheetAddForm, page=SheetAdd),
    change=Act(
        verb=services.change_sheet,
        right=rights.RECORD,
        label="修改夜查",
        form=SheetChangeForm,
        page=SheetChange,
    ),
    acts={"void": Act(verb=services.void_sheet, right=rights.DECIDE, label="作废", icon="trash")},
    form_facts=lambda user: {"by": user},
)


class BreathalyserList(ListPage):
    empty_text = "没有符合条件的检测仪"

    def chosen(self):
        return super().chosen().current()

    def get_queryset(self):
        return super().get_queryset().order_by("valid_until", "pk")


BREATHALYSERS = RecordViews(
    model=Breathalyser,
    name="breathalyser",
    title="酒精检测仪",
    right=rights.VIEW,
    table=BreathalyserTable,
    filterset=BreathalyserFilter,
    list_page=BreathalyserList,
    related=("unit", "created_by"),
    fields=("number", "model", "valid_until", "unit", "created_by"),
    add=Act(verb=services.add_breathalyser, right=rights.MANAGE, label="新增检测仪", form=BreathalyserForm),
    change=Act(verb=services.change_breathalyser, right=rights.MANAGE, label="修改检测仪", form=BreathalyserChangeForm),
    acts={"void": Act(verb=services.void_breathalyser, right=rights.MANAGE, label="作废", icon="trash")},
    form_facts=own_units(rights.MANAGE),
)
