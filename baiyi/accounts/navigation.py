"""The room's lines of the menu."""

from baiyi.accounts import rights
from baiyi.records.hooks import NavItem, navigation

navigation += [
    NavItem("工作台", "首页", "home", icon="house", order=1),
    NavItem("系统", "机构人员", "accounts:user-list", right=rights.MANAGE, icon="sliders", order=90),
]
