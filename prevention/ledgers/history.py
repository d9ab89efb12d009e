"""Old books (历史台账): 卡点勤务 and 夜查 that are over."""

from baiyi.exchange.imports.ledgers import Ledger, LedgerColumn, register
from baiyi.exchange.rights import IMPORT_HISTORY
from prevention.forms import history as rows
from prevention.forms.nights import AFTER, BLOOD, FIRST, OFFENCES
from prevention.forms.shifts import COUNTS
from prevention.models import Breathalyser, Checkpoint, CheckpointShift, NightSheet
from prevention.services import history

NAME = "写姓名；同名的在后面加警号"


def _numbers(model):
    return lambda: model.objects.current().order_by("number").values_list("number", flat=True)


def _counts(*names: str) -> tuple[LedgerColumn, ...]:
    return tuple(LedgerColumn(name, examples=("0", "0"), width=11) for name in names)


CHECKPOINT = LedgerColumn("checkpoint", also=("编号", "卡点"), examples=("K001", ""), choices=_numbers(Checkpoint))
DUTY = (
    LedgerColumn("starts_at", also=("开始", "开始时间"), examples=("2022-7-21 20:00", "2022-7-21 21:00"), width=18),
    LedgerColumn("ends_at", also=("结束", "结束时间"), examples=("2022-7-22 2:00", "2022-7-22 1:00"), width=18),
    LedgerColumn("leader", also=("带班人", "带班领导"), examples=("张某", "李某"), hint=NAME),
    LedgerColumn("police", also=("民警", "民警人数"), examples=("2", "2"), width=10),
    LedgerColumn("auxiliaries", also=("辅警", "辅警人数"), examples=("2", "3"), width=10),
    LedgerColumn("cars", also=("车辆",), examples=("1", "1"), width=10),
)

PAST_SHIFTS = register(
    Ledger(
        name="past-shifts",
        title="历史卡点勤务",
        model=CheckpointShift,
        right=IMPORT_HISTORY,
        is_history=True,
        columns=(CHECKPOINT, *DUTY, *_counts(*COUNTS), LedgerColumn("findings", width=30)),
        key=("checkpoint", "starts_at"),
        form=lambda user: rows.PastShiftForm(by=user),
        add=history.add_past_shift,
        notes=("同一卡点、同一开始时刻的是同一班。卡点先在“卡点”里登记。",),
    )
)

PAST_NIGHTS = register(
    Ledger(
        name="past-nights",
        title="历史夜查",
        model=NightSheet,
        right=IMPORT_HISTORY,
        is_history=True,
        columns=(
            LedgerColumn("unit", also=("派出所", "责任单位"), examples=("示例派出所", "示例派出所")),
            CHECKPOINT,
            LedgerColumn("place", also=("路段", "地点"), examples=("", "示例路段"), width=24),
            *DUTY,
            LedgerColumn(
                "breathalyser",
                also=("检测仪", "酒精检测仪"),
                examples=("JJ-001", "JJ-001"),
                choices=_numbers(Breathalyser),
            ),
            *_counts(*FIRST),
            LedgerColumn("scope", also=("口径",), examples=("含醉驾", "不含醉驾")),
            *_counts(*BLOOD, *OFFENCES, *AFTER),
            LedgerColumn("note", also=("备注",), width=30),
        ),
        key=("starts_at", "unit", "checkpoint", "place_key"),
        form=lambda user: rows.PastSheetForm(by=user),
        fold=rows.at_one_place,
        add=history.add_past_sheet,
        notes=("同一单位、同一地点、同一开始时刻的是同一次。饮酒、再次饮酒、醉酒三项互不重复。",),
    )
)
