"""场所台账."""

from baiyi.accounts.models import Unit
from baiyi.exchange.imports.ledgers import Ledger, LedgerColumn, register
from inspections import rights
from inspections.forms.records import VenueForm
from inspections.models import Venue
from inspections.services.venues import add_venue, add_venues, change_venue


class VenueRowForm(VenueForm):
    """Of a row of a workbook: that it is in the ledger already is found by name and address."""

    def _look_for_doubles(self) -> None:
        """Its rows are compared with the ledger all at once."""


def _form(user) -> VenueRowForm:
    return VenueRowForm(units=Unit.objects.filter(pk__in=user.unit_ids(rights.KEEP_VENUES)))


VENUES = register(
    Ledger(
        name="venues",
        title="场所台账",
        model=Venue,
        right=rights.KEEP_VENUES,
        columns=(
            LedgerColumn("name", also=("单位名称", "店名", "企业名称"), examples=("示例宾馆", "示例歌厅"), width=28),
            LedgerColumn("category", also=("类别", "行业类别", "场所类型"), examples=("宾馆", "娱乐场所")),
            LedgerColumn(
                "address",
                also=("场所地址", "经营地址", "详细地址"),
                examples=("示例路 1 号", "示例路 2 号"),
                width=36,
            ),
            LedgerColumn("unit", also=("派出所", "辖区派出所", "责任单位"), examples=("示例派出所", "示例派出所")),
            LedgerColumn("responsible", also=("包片民警", "管片民警"), hint="写姓名；同名的在后面加警号"),
            LedgerColumn("head_name", also=("法定代表人", "经营者", "负责人姓名"), examples=("张某某", "")),
            LedgerColumn("head_phone", also=("联系电话", "电话", "手机号码"), examples=("13800138000", "")),
            LedgerColumn("is_high_risk", also=("高风险",), examples=("否", "是")),
            LedgerColumn("note", also=("备注", "提示"), width=30),
        ),
        key=("name_key", "address_key", "unit"),
        form=_form,
        add=add_venue,
        add_many=add_venues,
        change=change_venue,
        own_rows=("codes",),
        notes=("同一派出所里名称和地址都相同的是同一家：再次导入会更新它。",),
    )
)
