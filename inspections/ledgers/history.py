"""Old books (历史台账): 检查, 隐患, 责令整改通知书 that are over."""

from baiyi.exchange.imports.ledgers import Ledger, LedgerColumn, register
from baiyi.exchange.rights import IMPORT_HISTORY
from inspections.forms import history as rows
from inspections.kinds import RECTIFY
from inspections.models import Hazard, Inspection, RectificationNotice
from inspections.services import history

FIRST = "检查按场所和检查日期识别；先导入场所台账。"
FOUND = ("隐患", "问题", "存在问题", "隐患描述", "问题描述", "隐患问题描述", "不合格项描述")
AFTER = "先导入检查：按场所和检查日期找到它属于哪一次。"


def _columns(*own: LedgerColumn, day) -> tuple[LedgerColumn, ...]:
    """Beside those of every book of the room."""
    days = ("2022-07-04", "2022-07-05")
    return (
        LedgerColumn(
            "inspected_on", also=("检查日", "检查时间", "排查日期", "排查时间", "日期"), examples=days, said=day
        ),
        LedgerColumn(
            "venue",
            also=("场所", "单位名称", "企业名称", "店名", "被检查单位", "受检单位"),
            examples=("示例宾馆", "示例歌厅"),
            width=28,
        ),
        LedgerColumn(
            "address",
            also=("地址", "经营地址", "检查区域", "检查地点"),
            width=28,
            said=lambda record: record.venue.address,
        ),
        LedgerColumn("unit", also=("辖区派出所", "所属派出所", "责任单位"), examples=("示例派出所", "示例派出所")),
        *own,
    )


def _of_inspection(record):
    return record.inspection.inspected_on


def _due_on(notice: RectificationNotice):
    """Of its term. One statement."""
    return notice.deadlines.filter(kind=RECTIFY).values_list("due_on", flat=True).last()


INSPECTION = LedgerColumn("inspection", label="检查")

PAST_INSPECTIONS = register(
    Ledger(
        name="past-inspections",
        title="历史检查",
        model=Inspection,
        right=IMPORT_HISTORY,
        is_history=True,
        columns=_columns(
            LedgerColumn(
                "inspectors", also=("检查民警", "检查人员", "排查人"), examples=("张某、李某", "张某、李某"), width=24
            ),
            LedgerColumn("outcome", also=("结果", "检查情况"), examples=("正常", "有隐患")),
            LedgerColumn("note", width=30),
            day=lambda inspection: inspection.inspected_on,
        ),
        key=("venue", "inspected_on"),
        form=lambda user: rows.PastInspectionForm(by=user),
        fold=rows.with_venues,
        add=history.add_past_inspection,
        notes=(FIRST,),
    )
)

PAST_HAZARDS = register(
    Ledger(
        name="past-hazards",
        title="历史隐患",
        model=Hazard,
        right=IMPORT_HISTORY,
        is_history=True,
        columns=_columns(
            LedgerColumn("description", also=FOUND, examples=("安全出口堵塞", "灭火器过期"), width=36),
            LedgerColumn("disposal", also=("处置", "处理措施", "整改方式"), examples=("当场整改", "限期整改")),
            LedgerColumn(
                "rectified_on",
                also=("整改日", "整改日期", "整改完成日期", "整改完成时间", "完成日期"),
                examples=("2022-07-04", "2022-07-12"),
                said=lambda hazard: hazard.rectified_on or hazard.referred_on,
            ),
            LedgerColumn("referred_to", also=("移送部门",), examples=("", "")),
            day=_of_inspection,
        ),
        key=("inspection", "description"),
        form=lambda user: rows.PastHazardForm(by=user),
        fold=rows.with_inspections,
        parts=(INSPECTION,),
        add=history.add_past_hazard,
        notes=(AFTER, "同一次检查里内容相同的是同一处。"),
    )
)

PAST_NOTICES = register(
    Ledger(
        name="past-notices",
        title="历史通知书",
        model=RectificationNotice,
        right=IMPORT_HISTORY,
        is_history=True,
        columns=_columns(
            LedgerColumn(
                "document_type", also=("文书名称", "文书类型"), examples=("责令限期整改治安隐患通知书", ""), width=26
            ),
            LedgerColumn("content", also=FOUND, examples=("安全出口堵塞", ""), width=36),
            LedgerColumn("issued_on", also=("签发日期", "下发日期"), examples=("2022-07-04", "2022-07-05")),
            LedgerColumn(
                "due_on",
                also=("整改期限", "整改时限", "限时时间", "期限", "到期日"),
                examples=("2022-07-13", ""),
                said=_due_on,
            ),
            LedgerColumn("closed_on", also=("销号日期", "办结日"), examples=("2022-07-12", "2022-07-12")),
            day=_of_inspection,
        ),
        key=("inspection", "issued_on", "document_type"),
        form=lambda user: rows.PastNoticeForm(by=user),
        fold=rows.of_notices,
        parts=(INSPECTION,),
        add=history.add_past_notice,
        take_back=history.take_back_notice,
        notes=(AFTER, "同一次检查、同一签发日、同一种文书的是同一份。原来的文号不导入，也不编新号。"),
    )
)
