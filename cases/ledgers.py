"""Ledgers of the room as workbooks: the old books (历史台账) of 案件 and 战果."""

from baiyi.exchange.imports.ledgers import Ledger, LedgerColumn, register
from baiyi.exchange.rights import IMPORT_HISTORY
from cases.forms import history as rows
from cases.models import Case, Outcome
from cases.services import history

DAYS = ("2022-07-04", "2022-07-05")
UNITS = ("示例派出所", "示例派出所")

PAST_CASES = register(
    Ledger(
        name="past-cases",
        title="历史案件",
        model=Case,
        right=IMPORT_HISTORY,
        is_history=True,
        columns=(
            LedgerColumn("accepted_on", also=("受案日期", "受理日期"), examples=DAYS),
            LedgerColumn("nature", also=("性质",), examples=("行政", "刑事")),
            LedgerColumn("category", also=("类别", "案由"), examples=("示例类别", "示例类别")),
            LedgerColumn("unit", also=("派出所", "主办单位", "单位"), examples=UNITS),
            LedgerColumn(
                "officer", also=("主办人", "办案民警"), examples=("张某", "李某"), hint="写姓名；同名的在后面加警号"
            ),
            LedgerColumn("name", also=("名称", "案名"), examples=("7·4示例案", ""), width=28),
            LedgerColumn("external_number", also=("案号", "案件编号"), width=22),
            LedgerColumn("state", also=("办理结果", "结果", "案件状态"), examples=("已处罚", "移送起诉")),
            LedgerColumn("ended_on", also=("办结日期", "结案日期"), examples=("2022-07-12", "2022-07-20")),
        ),
        key=("accepted_on", "unit", "category", "name", "external_number"),
        form=lambda user: rows.PastCaseForm(by=user),
        fold=rows.named,
        add=history.add_past_case,
        notes=("同一单位、同一天、同一类别的几起，用案件名称或案号区分。不写当事人姓名。",),
    )
)

PAST_OUTCOMES = register(
    Ledger(
        name="past-outcomes",
        title="历史战果",
        model=Outcome,
        right=IMPORT_HISTORY,
        is_history=True,
        columns=(
            LedgerColumn("case", also=("案号", "案件名称", "案件"), examples=("7·4示例案", "7·4示例案"), width=28),
            LedgerColumn("measure", also=("种类", "处理方式"), examples=("行政处罚", "抓获")),
            LedgerColumn("persons", also=("人",), examples=("2", "1"), width=10),
            LedgerColumn("happened_on", also=("日期", "发生日期"), examples=DAYS),
            LedgerColumn("unit", also=("单位", "派出所", "登记单位"), examples=UNITS),
            LedgerColumn("evidence", also=("文号", "决定书文号"), width=22),
        ),
        key=("case", "measure", "happened_on", "unit", "evidence"),
        form=lambda user: rows.PastOutcomeForm(by=user),
        fold=rows.with_cases,
        add=history.add_past_outcome,
        notes=("先导入历史案件：按案号或案件名称找到战果属于哪一件。导入的战果记为已核。",),
    )
)
