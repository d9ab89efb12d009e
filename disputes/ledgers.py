"""Ledgers of the room as workbooks: 矛盾纠纷."""

from baiyi.accounts.models import Unit
from baiyi.exchange.imports.ledgers import Ledger, LedgerColumn, register
from baiyi.records.moves import MoveRefused
from disputes import rights
from disputes.forms.disputes import DisputeAddForm, people_of
from disputes.models import Dispute, Party
from disputes.services import change_dispute, register_dispute, withdraw_dispute

FIXED = {  # terms and numbers hang on them, or the page asks more
    "risk": "风险等级",
    "source": "来源",
    "visibility": "显隐",
    "first_name": "甲方姓名",
    "second_name": "乙方姓名",
}


def _form(user) -> DisputeAddForm:
    facts = {"units": Unit.objects.none(), "unit_ids": user.unit_ids(rights.RECORD)}
    form = DisputeAddForm(by=user, **facts, **people_of(user))
    for name in ("to_unit", "task"):
        del form.fields[name]
    return form


def _change(dispute: Dispute, *, by, version: int, **facts) -> Dispute:
    if fixed := [word for name, word in FIXED.items() if name in facts]:
        raise MoveRefused(f"{'、'.join(fixed)}不能用表格更改，请在页面上办理")
    return change_dispute(dispute, by=by, version=version, **facts)


def _take_back(dispute: Dispute, *, by) -> None:
    withdraw_dispute(dispute, by=by, reason="撤销导入")


def _name_of(side: str):
    return lambda dispute: next((each.name for each in dispute.parties.filter(side=side).order_by("pk")), "")


DISPUTES = register(
    Ledger(
        name="disputes",
        title="矛盾纠纷",
        model=Dispute,
        right=rights.RECORD,
        columns=(
            LedgerColumn("category", also=("类别", "纠纷类型", "类型"), examples=("邻里", "劳资")),
            LedgerColumn("risk", also=("风险", "等级"), examples=("蓝色", "黄色")),
            LedgerColumn("place", also=("发生地点", "纠纷地点"), examples=("示例小区", "示例工地"), width=28),
            LedgerColumn("source", also=("来源",), examples=("排查", "110")),
            LedgerColumn("source_number", also=("单号", "警情编号", "工单编号"), width=20),
            LedgerColumn("visibility", also=("显隐",), examples=("隐性", "显性")),
            LedgerColumn("people", also=("人数", "涉及人数"), examples=("2", "12"), width=10),
            LedgerColumn("minors", also=("未成年人",), width=10),
            LedgerColumn("unit", also=("派出所", "责任单位"), examples=("示例派出所", "示例派出所")),
            LedgerColumn("found_on", also=("发现日期", "排查日期", "日期"), examples=("2022-07-04", "2022-07-05")),
            LedgerColumn("officer", also=("民警", "责任民警"), hint="写姓名；同名的在后面加警号"),
            LedgerColumn("size", width=14),
            LedgerColumn("amount", width=14),
            LedgerColumn("season", width=14),
            LedgerColumn("summary", also=("简要情况", "基本情况", "纠纷概况"), width=40),
            LedgerColumn("first_name", also=("甲方", "当事人甲"), said=_name_of(Party.Side.FIRST)),
            LedgerColumn("second_name", also=("乙方", "当事人乙"), said=_name_of(Party.Side.SECOND)),
        ),
        key=("place", "found_on", "category", "unit"),
        form=_form,
        add=register_dispute,
        change=_change,
        take_back=_take_back,
        notes=(
            "同一派出所、同一天、同一地点、同一类别的是同一起：再次导入会更新它。",
            "姓名可以不填；填了加密保存。未成年人不填姓名，只记人数。",
        ),
    )
)
