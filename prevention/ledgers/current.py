"""What is kept now: 防溺水设备, 巡逻排班, 警情日报."""

from baiyi.exchange.imports.ledgers import Ledger, LedgerColumn, register
from baiyi.records import clock
from prevention import rights
from prevention.forms.alarms import rows
from prevention.forms.patrols.plans import PlannedForm
from prevention.forms.waters.register import DeviceForm
from prevention.models import AlarmReport, Device, PatrolBeat, PlannedPatrol
from prevention.services.alarms import correct_alarms, report_alarms, unreport_alarms
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


def _columns() -> tuple[LedgerColumn, ...]:
    return tuple(LedgerColumn(rows.name_of(each), said=_nothing, width=11) for each in rows.categories())


def _nothing(report: AlarmReport) -> None:
    """What several rows come to is said by `counted`."""


def _report(*, by, unit, reported_on, counted) -> AlarmReport:
    return report_alarms(by=by, unit=unit, on=reported_on, counts=rows.counts_from(counted))


def _correct(report: AlarmReport, *, by, version: int, counted) -> AlarmReport:
    return correct_alarms(report, by=by, version=version, counts=rows.counts_from(counted), reason="用表格更正")


ALARMS = register(
    Ledger(
        name="alarm-reports",
        title="警情日报",
        model=AlarmReport,
        right=rights.REPORT_ALARMS,
        columns=(
            LedgerColumn("reported_on", also=("日期", "统计日期"), examples=("2022-7-4", "2022-7-4")),
            LedgerColumn("unit", also=("单位", "报送单位"), examples=("示例派出所", "示例派出所")),
            LedgerColumn(
                "beat",
                also=("巡逻区", "巡区名称"),
                examples=("示例一巡区", ""),
                hint="写本单位的巡区；不分巡区的留空",
                said=_nothing,
                choices=lambda: PatrolBeat.objects.in_force(clock.today()).values_list("name", flat=True).distinct(),
            ),
            LedgerColumn("total", also=("总计", "警情合计"), examples=("0", "0"), said=_nothing, width=10),
        ),
        more=_columns,
        fold=rows.fold,
        parts=(LedgerColumn("counted", label="警情数", said=rows.counted_of, words=rows.words_of),),
        key=("reported_on", "unit"),
        form=lambda user: rows.ReportRowForm(by=user),
        known=AlarmReport.objects.reported,
        add=_report,
        change=_correct,
        take_back=lambda report, *, by: unreport_alarms(report, by=by, reason=UNDONE),
        notes=(
            "同一派出所、同一天的几行（一个巡区一行）合成一份日报；已经报过的会更正它。",
            "没有警情的，合计填 0。空着的类别是 0。已封账的日子，先请专班开补报许可。",
        ),
    )
)
