"""Ledgers of the room as workbooks: 防溺水设备, 巡逻排班."""

from baiyi.exchange.imports.ledgers import Ledger, LedgerColumn, register
from prevention import rights
from prevention.forms.patrols.plans import PlannedForm
from prevention.forms.waters.register import DeviceForm
from prevention.models import Device, PlannedPatrol
from prevention.services.patrols.plans import add_planned, cancel_planned, change_planned
from prevention.services.waters.devices import add_device, change_device

UNDONE = "撤销导入"

DEVICES = register(
    Ledger(
        name="devices",
        title="防溺水设备",
        model=Device,
        right=rights.KEEP_WATERS,
        columns=(
            LedgerColumn("number", also=("编号", "设备号"), examples=("SB-001", "SB-002")),
            LedgerColumn("water", also=("水域", "水域名称", "所在水域"), examples=("示例水库", "示例河段"), width=22),
            LedgerColumn("point", also=("点位", "安装位置", "安装点位"), examples=("东门桥北侧灯杆", "坝顶"), width=28),
            LedgerColumn("kind", also=("类型", "设备种类"), examples=("一体机", "语音喇叭")),
            LedgerColumn("power", also=("供电",), examples=("太阳能", "市电")),
            LedgerColumn("installed_on", also=("安装日期", "安装日"), examples=("2022-06-20", "2022-06-20")),
            LedgerColumn("starts_on", also=("启用日期",), examples=("2022-07-01", "2022-07-01")),
            LedgerColumn("in_use_until", also=("停用日期",), examples=("", "")),
            LedgerColumn("offline_after", also=("离线判定分钟",), examples=("30", "30")),
        ),
        key=("number",),
        form=lambda user: DeviceForm(by=user),
        add=add_device,
        change=change_device,
        notes=("设备按编号识别：编号相同的会更新。水域先在“水域”里登记。",),
    )
)

PATROL_PLAN = register(
    Ledger(
        name="planned-patrols",
        title="巡逻排班",
        model=PlannedPatrol,
        right=rights.MANAGE,
        columns=(
            LedgerColumn("beat", also=("巡逻区", "巡区名称"), examples=("示例一巡区", "示例二巡区"), width=20),
            LedgerColumn("kind", also=("类型", "巡逻类型"), examples=("派出所", "武装联勤")),
            LedgerColumn("starts_at", also=("开始时间", "上勤时间"), examples=("2022-7-21 20:00", "2022-7-21 20:00")),
            LedgerColumn("ends_at", also=("结束时间", "下勤时间"), examples=("2022-7-22 2:00", "2022-7-22 2:00")),
            LedgerColumn("force", also=("人数", "应到人数"), examples=("4", "6")),
            LedgerColumn("team", also=("班组",), examples=("一组", "")),
            LedgerColumn("leader", also=("带班人", "带班领导"), hint="写姓名；同名的在后面加警号"),
        ),
        key=("beat", "kind", "starts_at"),
        form=lambda user: PlannedForm(by=user),
        add=add_planned,
        change=change_planned,
        take_back=lambda planned, *, by: cancel_planned(planned, by=by, reason=UNDONE, version=planned.version),
        notes=("应巡开始须在现在以后、60 天以内；已经开始的班次不能再排或再改。",),
    )
)
