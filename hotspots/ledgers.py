"""Ledgers of the room as workbooks: 挂牌整治区域."""

from baiyi.accounts.models import Unit
from baiyi.exchange.imports.ledgers import Ledger, LedgerColumn, register
from baiyi.records.moves import MoveRefused
from hotspots import rights
from hotspots.forms.hotspots import HotspotAddForm
from hotspots.models import Hotspot, HotspotAssignment
from hotspots.services.hotspots import assign, change_hotspot, list_hotspot, void_hotspot

Post = HotspotAssignment.Post
POSTS = {"owner": Post.OWNER, "leader": Post.LEADER}


def _form(user) -> HotspotAddForm:
    return HotspotAddForm(units=Unit.objects.filter(pk__in=user.unit_ids(rights.MANAGE)))


def _held(post: str):
    def person(hotspot: Hotspot):
        held = hotspot.held_by(post)
        return held.person if held else None

    return person


def _change(hotspot: Hotspot, *, by, version: int, **facts) -> Hotspot:
    named = {post: facts.pop(name) for name, post in POSTS.items() if name in facts}
    changed = change_hotspot(hotspot, by=by, version=version, **facts)
    for post, person in named.items():
        if person is None:
            raise MoveRefused("责任人和分管领导不能改为空缺，请在页面上更换")
        assign(changed, post=post, person=person, reason="导入更新", by=by)
    return Hotspot.objects.get(pk=changed.pk)


def _take_back(hotspot: Hotspot, *, by) -> None:
    void_hotspot(hotspot, by=by, reason="撤销导入", version=hotspot.version)


HOTSPOTS = register(
    Ledger(
        name="hotspots",
        title="挂牌整治区域",
        model=Hotspot,
        right=rights.MANAGE,
        columns=(
            LedgerColumn("name", also=("区域", "整治区域"), examples=("示例夜市片区", "示例城中村"), width=26),
            LedgerColumn("unit", also=("派出所", "属地派出所"), examples=("示例派出所", "示例派出所")),
            LedgerColumn("reason", also=("类型", "挂牌类型"), examples=("要素复杂", "隐患突出")),
            LedgerColumn("level", also=("级别",), examples=("区级", "市级")),
            LedgerColumn("area", also=("范围", "四至范围"), width=30),
            LedgerColumn("description", also=("主要问题", "情况说明", "突出问题"), width=40),
            LedgerColumn("listed_on", also=("挂牌日期", "公布日期", "挂牌时间"), examples=("2022-07-10", "2022-07-10")),
            LedgerColumn("published_as", also=("文号", "公布文号")),
            LedgerColumn("rectify_by", also=("整治时限", "完成时限"), examples=("2022-10-01", "2022-10-01")),
            LedgerColumn("owner", also=("责任人", "责任民警"), hint="须是民警", said=_held(Post.OWNER)),
            LedgerColumn("leader", also=("分管局领导", "包保领导"), hint="须是分局领导", said=_held(Post.LEADER)),
        ),
        key=("name",),
        form=_form,
        add=list_hotspot,
        change=_change,
        take_back=_take_back,
        known=lambda: Hotspot.objects.listed(),
        notes=("挂牌期间按区域名称识别：名称相同的会更新。",),
    )
)
