"""Waters (重点水域): the register; its pages show the 四个一, last days, devices; a partner body sees counts."""

from baiyi.figures.lists import FigureListMixin
from baiyi.records import clock
from baiyi.records.addresses import address_of
from baiyi.records.recordviews import Act, RecordViews
from baiyi.records.views import DetailPage, ListPage, MovePage, PageAction, Section
from prevention import rights
from prevention.forms.waters.defects import DefectForm
from prevention.forms.waters.filters import WaterFilter
from prevention.forms.waters.register import FacilitiesForm, WaterChangeForm, WaterForm
from prevention.models import Device, Water
from prevention.reading.water_days import days_until, rows_of
from prevention.reading.water_page import numbers_of
from prevention.services import waters as services
from prevention.tables.waters import WaterTable
from prevention.views.waters.defects import ReportDefect


class WaterList(FigureListMixin, ListPage):
    empty_text = "没有符合条件的重点水域"
    TABS = {"used": "管护中", "defect": "设施缺损", "ended": "停用"}
    LAMPS = {"defect": "yellow"}

    def get_queryset(self):
        return super().get_queryset().with_defects().order_by("number", "pk")


class WaterPage(DetailPage):
    template_name = "prevention/waters/water.html"

    def page_actions(self):
        water, user = self.object, self.request.user
        may_walk = water.voided_at is None and user.has_perm(rights.TEND_WATERS, water)
        found = [PageAction("登记巡查", walking(water.pk), "check2-square", is_primary=True)] if may_walk else []
        return found + super().page_actions()

    def sections(self):
        water, user = self.object, self.request.user
        facilities = {"facilities": water.facilities.with_fault(), "water": water}
        found = [
            *super().sections(),
            Section("救生设施四个一", template="prevention/waters/_facilities.html", context=facilities),
            Section("预警和劝阻", numbers_of(water), is_aside=True),
        ]
        return found + (self._duty() if user.has_perm(rights.WATER_DUTY) else [])

    def _duty(self) -> list[Section]:
        """Of the police alone."""
        days = days_until(clock.today())
        row = {"row": rows_of([self.object], days)[0]}
        devices = Device.objects.current().filter(water=self.object).select_related("link").order_by("number", "pk")
        return [
            Section("近 7 天巡查", template="prevention/waters/_days.html", context=row),
            Section(
                "预警设备", template="prevention/waters/_devices.html", context={"devices": devices}, is_aside=True
            ),
        ]


def walking(water: int) -> str:
    """Where a patrol along that water is entered."""
    return f"{address_of('prevention:waterpatrol-add')}?water={water}"


class SetFacilities(MovePage):
    submit_label = "保存"

    def get_form_kwargs(self):
        pieces = dict(self.record.facilities.values_list("kind", "pieces"))
        return super().get_form_kwargs() | {"pieces": pieces}


WATERS = RecordViews(
    model=Water,
    name="water",
    title="重点水域",
    right=rights.WATERS,
    table=WaterTable,
    filterset=WaterFilter,
    list_page=WaterList,
    detail_page=WaterPage,
    related=("unit", "point_officer", "education_unit", "created_by"),
    fields=(
        "number",
        "kind",
        "risk",
        "unit",
        "place",
        "point_officer",
        "town_post",
        "town_phone",
        "near_schools",
        "education_unit",
        "school_post",
        "school_phone",
        "patrols_a_day",
        "plan",
        "starts_on",
        "in_use_until",
    ),
    add=Act(verb=services.add_water, right=rights.KEEP_WATERS, label="新增水域", form=WaterForm),
    change=Act(verb=services.change_water, right=rights.KEEP_WATERS, label="修改水域", form=WaterChangeForm),
    acts={
        "defect": Act(
            verb=services.report_defect,
            right=rights.TEND_WATERS,
            label="报缺损",
            form=DefectForm,
            page=ReportDefect,
            icon="exclamation-triangle",
        ),
        "facilities": Act(
            verb=services.set_facilities,
            right=rights.KEEP_WATERS,
            label="登记四个一",
            form=FacilitiesForm,
            page=SetFacilities,
        ),
        "void": Act(verb=services.void_water, right=rights.KEEP_WATERS, label="作废", icon="trash"),
    },
    form_facts=lambda user: {"by": user},
)
