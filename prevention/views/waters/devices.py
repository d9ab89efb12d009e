"""Devices (预警设备): in use, last heard of, available; their tokens and repairs."""

from django.utils.html import format_html
from django.utils.timezone import localtime

from baiyi.figures.lists import FigureListMixin
from baiyi.figures.periods import current_period
from baiyi.records import clock
from baiyi.records.forms import EmptyMoveForm
from baiyi.records.lamps import drawn_lamp
from baiyi.records.recordviews import Act, RecordViews, facts_of
from baiyi.records.views import DetailPage, ListPage, MovePage, PageAction, Section
from prevention import rights
from prevention.forms.waters.defects import FixForm
from prevention.forms.waters.filters import DeviceFilter, RepairFilter
from prevention.forms.waters.register import DeviceChangeForm, DeviceForm, FaultForm
from prevention.models import Device, DeviceRepair
from prevention.models.waters.device import lately, share
from prevention.services import waters as services
from prevention.tables.waters import DeviceTable, RepairTable


class DeviceList(FigureListMixin, ListPage):
    empty_text = "没有符合条件的预警设备"
    TABS = {"used": "在用", "online": "在线", "offline": "离线", "repair": "报修中", "ended": "停用"}
    LAMPS = {"offline": "red", "repair": "yellow"}

    def get_queryset(self):
        return super().get_queryset().with_availability(clock.today()).order_by("number", "pk")

    def page_actions(self):
        return [PageAction("报修单", REPAIRS.url("list")), *super().page_actions()]


class DevicePage(DetailPage):
    def sections(self):
        device = self.object
        repairs = device.repairs.current().with_gravest().order_by("-reported_on", "-pk")
        return [
            *super().sections(),
            Section("在线情况", self._heard()),
            Section("报修", template="prevention/waters/_repairs.html", context={"repairs": repairs}, is_aside=True),
        ]

    def _heard(self) -> list:
        device, link = self.object, getattr(self.object, "link", None)
        seen = device.last_seen_at
        known = [("现在", drawn_lamp(device.seen_lamp))]
        known += [("最近在线", f"{localtime(seen):%Y-%m-%d %H:%M:%S}（服务器时间）" if seen else "从未上线")]
        if link and link.clock_skew is not None:
            known.append(("设备时钟偏差", f"{link.clock_skew} 秒，只供检修"))
        if link and link.is_faulty:
            known.append(("设备报故障", link.fault_code or "未报代码"))
        token = (
            "未发放" if link is None else "已收回" if link.revoked_at else f"{localtime(link.issued_at):%Y-%m-%d} 发放"
        )
        return [*known, ("令牌", token), *self._available()]

    def _available(self) -> list:
        """Days it was heard of ÷ days in use: of the last 30 full days and of the campaign. Two statements."""
        spans = {"近 30 天可用率": lately(clock.today())}
        if (period := current_period(clock.today())) is not None:
            until = min(period.until, lately(clock.today())[1])
            spans["行动期间可用率"] = (period.since, until)
        found = {label: self.object.days.filter(seen_on__range=days).count() for label, days in spans.items()}
        return [(label, share(found[label], self.object.days_in_use(*spans[label]))) for label in spans]


class IssueToken(MovePage):
    """The token is said once, in the message that follows; nobody can read it again."""

    def perform(self, form):
        token = super().perform(form)
        self.success_text = format_html("令牌只显示这一次，请现在抄到设备上：<code>{}</code>", token)
        return self.record


DEVICES = RecordViews(
    model=Device,
    name="device",
    title="预警设备",
    right=rights.WATER_DUTY,
    table=DeviceTable,
    filterset=DeviceFilter,
    list_page=DeviceList,
    detail_page=DevicePage,
    related=("unit", "water", "link", "created_by"),
    fields=(
        "number",
        "water",
        "point",
        "kind",
        "power",
        "unit",
        "installed_on",
        "starts_on",
        "in_use_until",
        "offline_after",
        "created_by",
    ),
    add=Act(verb=services.add_device, right=rights.KEEP_WATERS, label="新增设备", form=DeviceForm),
    change=Act(verb=services.change_device, right=rights.KEEP_WATERS, label="修改设备", form=DeviceChangeForm),
    acts={
        "repair": Act(
            verb=services.report_fault,
            right=rights.TEND_WATERS,
            label="报修",
            form=FaultForm,
            icon="gear",
            done="已报修",
        ),
        "token": Act(
            verb=services.issue_token,
            right=rights.KEEP_WATERS,
            label="发放令牌",
            form=EmptyMoveForm,
            page=IssueToken,
            icon="key",
        ),
        "revoke": Act(verb=services.revoke_token, right=rights.KEEP_WATERS, label="收回令牌", icon="x-lg"),
        "void": Act(verb=services.void_device, right=rights.KEEP_WATERS, label="作废", icon="trash"),
    },
    form_facts=lambda user: {"by": user},
)


class RepairList(FigureListMixin, ListPage):
    empty_text = "没有符合条件的报修"
    TABS = {"open": "待维修", "overdue": "超期", "done": "已修复", "all": "全部"}
    LAMPS = {"overdue": "red", "open": "yellow"}

    def get_queryset(self):
        return super().get_queryset().with_gravest().order_by("-reported_on", "-pk")


class RepairPage(DetailPage):
    def get_queryset(self):
        return super().get_queryset().with_gravest()

    def sections(self):
        found = super().sections()
        if self.object.source == DeviceRepair.Source.PERSON:
            found[0].rows.extend(facts_of(self.object, "created_by"))
        return found


REPAIRS = RecordViews(
    model=DeviceRepair,
    name="device_repair",
    title="设备报修",
    right=rights.WATER_DUTY,
    table=RepairTable,
    filterset=RepairFilter,
    list_page=RepairList,
    detail_page=RepairPage,
    related=("unit", "device", "created_by"),
    fields=("device", "source", "fault", "reported_on", "unit", "state", "fixed_on", "result"),
    moves={"finish": Act(form=FixForm, done="已修复"), "void": Act()},
)
