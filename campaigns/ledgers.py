"""Ledgers of the room as workbooks: 责任清单, of the campaign at hand."""

from functools import partial

from baiyi.exchange.imports.ledgers import Ledger, LedgerColumn, register
from baiyi.exchange.workbooks.reading import Cell
from baiyi.exchange.workbooks.values import Meant
from baiyi.records import clock
from campaigns import rights
from campaigns.forms.items import ItemRowForm
from campaigns.models import Campaign, ResponsibilityItem
from campaigns.planline import Node
from campaigns.services.items import add_item, change_row


def _items():
    campaign = Campaign.objects.at_hand(clock.today())
    return ResponsibilityItem.objects.current().filter(campaign=campaign).select_related("campaign")


def _nodes(cell: Cell) -> Meant:
    """One a line, or divided by semicolons."""
    parts = str(cell).replace("；", "\n").replace(";", "\n").splitlines()
    return Meant("\n".join(" ".join(part.split()) for part in parts if part.strip()))


def _known_nodes(item: ResponsibilityItem) -> list[Node]:
    return [Node(each.due_on, each.target) for each in item.milestones.all()]


ITEMS = register(
    Ledger(
        name="items",
        title="责任清单",
        model=ResponsibilityItem,
        right=rights.MANAGE,
        columns=(
            LedgerColumn("code", also=("编号", "条目号"), examples=("QH-01", "QH-02"), width=12),
            LedgerColumn("sub_action", also=("专项", "所属行动"), examples=("清患", "清患"), width=12),
            LedgerColumn("title", also=("工作任务", "任务内容"), examples=("示例任务一", "示例任务二"), width=40),
            LedgerColumn("target", also=("目标", "目标数"), examples=("800", "9"), width=10),
            LedgerColumn("measure", also=("单位", "计量"), examples=("处", "处"), width=10),
            LedgerColumn("aim", also=("目标类型",), examples=("下限（不少于）", "限时节点"), width=18),
            LedgerColumn("baseline", also=("基数",), width=10),
            LedgerColumn("unit", also=("牵头", "责任单位"), examples=("治安大队", "治安大队")),
            LedgerColumn("responsible", also=("任务责任人",), hint="牵头单位的人；同名的在后面加警号"),
            LedgerColumn("assisting", also=("配合",), hint="几个单位用顿号隔开", width=24),
            LedgerColumn(
                "nodes",
                also=("节点",),
                hint="每个节点写日期、空格、目标值，用分号隔开，如 2022-7-21 800；2022-8-31 1200",
                width=30,
                read=_nodes,
                said=_known_nodes,
            ),
            LedgerColumn("figure", also=("指标",), width=24),
            LedgerColumn("comes_with", width=14),
            LedgerColumn("by_hand_because", width=24),
        ),
        key=("code",),
        form=lambda user: ItemRowForm(by=user),
        add=partial(add_item, verb="导入责任清单条目"),
        change=change_row,
        own_rows=("milestones",),
        known=_items,
        notes=("按编号识别：编号相同的会更新，文件里没有的条目保持原样。",),
    )
)
