"""The first page of a partner body: what to sign for, what to settle, what is late."""

from baiyi.accounts.roles import Role
from baiyi.records import clock, lamps
from baiyi.records.addresses import address_of
from baiyi.records.home import Card, Row, Tile, Way
from baiyi.records.hooks import Panel, home_panels
from baiyi.transfers.models import Transfer

SHOWN = 12
RED, YELLOW = lamps.overdue("超期"), lamps.near("待办")
TILES = (
    ("sent", "待签收", YELLOW),
    ("unsigned", "签收超期", RED),
    ("accepted", "办理中", None),
    ("overdue", "办理超期", RED),
)


@home_panels.append
def transfers_of_body(request) -> Panel | None:
    """The gravest first. Two statements."""
    if Role.PARTNER not in request.user.roles:
        return None
    base, seen = address_of("transfers:transfer-list"), Transfer.objects.visible_to(request.user)
    counts = seen.tab_counts([tab for tab, *_ in TILES], clock.today())
    rows = seen.current().live().with_gravest().select_related("unit").order_by("grave_late_after", "pk")[:SHOWN]
    return Card(
        "流转给本单位的事项",
        more=Way("全部流转", base),
        tiles=[
            Tile(label, counts[tab], f"{base}?tab={tab}", measure="件", lamp=lamp if counts[tab] else None)
            for tab, label, lamp in TILES
        ],
        rows=[_row_of(each) for each in rows],
        empty="没有待签收和待办理的事项；公安机关流转后会列在这里，已办结的在流转里",
        way=Way("看全部流转", base),
        foot="你在这里签收、退回、申请延期、反馈结果；只能看流转给本单位的事项，不能看其他记录。",
    ).panel(order=9)


def _row_of(transfer: Transfer) -> Row:
    sent = transfer.sent_on
    note = f"{transfer.unit} · {sent.month}月{sent.day}日流转 · {transfer.task}"
    return Row(
        transfer.title, transfer.get_absolute_url(), note, label=transfer.get_state_display(), lamp=transfer.due_lamp
    )
