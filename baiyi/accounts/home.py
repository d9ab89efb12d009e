"""The first page of who runs the accounts, and of who holds no right yet."""

from django.core.cache import cache
from django.db.models import Exists
from django.urls import reverse

from baiyi.accounts import rights, services
from baiyi.accounts.models import Posting, Unit, UnitKind
from baiyi.accounts.roles import Role
from baiyi.records import lamps
from baiyi.records.home import Card, Row, Tile, Way
from baiyi.records.hooks import Panel, SetupStep, home_panels, navigation, setup_steps

SET_UP = "is-set-up"  # a process remembers that nothing is lacking
LAMPS = {"locked": lamps.overdue("已锁定"), "unposted": lamps.near("未派岗")}


@home_panels.append
def set_up(request) -> Panel | None:
    """系统建设: what an installation still lacks, for whose work it is. One statement, none once all is done."""
    mine = [each for each in _steps() if request.user.has_perm(each.right)]
    if not mine or cache.get(SET_UP):
        return None
    done = _done()
    cache.set(SET_UP, all(done.values()), None)
    waiting = {each.label: each for each in mine if not done[each.label]}
    if not waiting:
        return None
    rows = [Row(each.label, reverse(each.url_name), each.note, lamp=lamps.near("待建")) for each in waiting.values()]
    others = "、".join(label for label, is_done in done.items() if not is_done and label not in waiting)
    foot = f"还差{others}，由别的岗位建" if others else ""
    return Card("系统建设", note=f"已建 {sum(done.values())}/{len(done)} 项", rows=rows, foot=foot).panel(order=5)


def _steps() -> list[SetupStep]:
    return sorted(setup_steps, key=lambda each: each.order)


def _done() -> dict[str, bool]:
    """By step, in their order: whether it is done. One statement."""
    steps = _steps()
    asked = [Exists(each.rows()) for each in steps]
    found = Unit.objects.order_by("pk").values_list(*asked).first() or [False] * len(steps)
    return {each.label: is_done for each, is_done in zip(steps, found, strict=True)}


setup_steps += [
    SetupStep(
        label="单位",
        note="派出所、大队、协作部门",
        url_name="accounts:unit-tree",
        right=rights.MANAGE,
        rows=lambda: Unit.objects.filter(kind=UnitKind.STATION),
        order=10,
    ),
    SetupStep(
        label="人员",
        note="专班管理员、分局领导、各所所长和民警",
        url_name="accounts:user-list",
        right=rights.MANAGE,
        rows=lambda: Posting.objects.filter(role=Role.OFFICE),
        order=20,
    ),
]


@home_panels.append
def accounts_in_trouble(request) -> Panel | None:
    """Accounts that cannot be used, or give nothing; one statement."""
    if not request.user.has_perm(rights.MANAGE):
        return None
    counts, base = services.count_conditions(), reverse("accounts:user-list")
    tiles = [
        Tile(
            label, counts[name], f"{base}?standing={name}", measure="个", lamp=LAMPS.get(name) if counts[name] else None
        )
        for name, label in services.CONDITIONS
    ]
    return Card(
        "账号",
        note=f"共 {counts['all']} 个",
        more=Way("机构人员", base),
        action=Way("新建账号", reverse("accounts:user-create")),
        tiles=tiles,
        foot="已锁定：口令输错 5 次，15 分钟后自动解锁，也可在机构人员里解锁。未派岗：能登录，看不到任何内容。",
    ).panel(order=20)


@home_panels.append
def without_rights(request) -> Panel | None:
    """安全管理员: the role holds no right of its own; says so, and what may be opened."""
    if Role.SECADMIN not in request.user.roles:
        return None
    own = [Row("我的账号", reverse("accounts:me"), "单位、岗位、修改口令")]
    free = [each for each in navigation if each.right is None and each.is_for(request.user) and each.url_name != "home"]
    rows = own + [Row(each.label, reverse(each.url_name)) for each in free]
    return Card(
        "安全管理员",
        note="这个岗位目前没有自己的功能，也看不到业务记录",
        rows=rows,
        foot="账号由系统管理员管理，操作日志由审计管理员查看。三个岗位由不同的人担任。",
    ).panel(order=10)
