"""The room's lines of the menu."""

from baiyi.accounts import rights
from baiyi.accounts.roles import SEPARATED, Role
from baiyi.records.hooks import NavItem, navigation

NOT_IN_THE_FIELD = (Role.PARTNER, *sorted(SEPARATED))

navigation += [
    NavItem("工作台", "首页", "home", icon="house", order=1),
    NavItem("工作台", "我今天的记录", "accounts:own-records", icon="house", order=2, hidden_from=NOT_IN_THE_FIELD),
    NavItem("系统", "交接", "accounts:handovers", right=rights.HAND_OVER, icon="sliders", order=89),
    NavItem("系统", "单位", "accounts:unit-tree", right=rights.MANAGE, icon="sliders", order=91),
    NavItem("系统", "机构人员", "accounts:user-list", right=rights.MANAGE, icon="sliders", order=90),
]
