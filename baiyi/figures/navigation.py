"""The figures' line of the menu."""

from baiyi.figures import rights
from baiyi.records.hooks import NavItem, navigation

navigation.append(NavItem("行动管理", "行动数据", "figures:board", right=rights.VIEW, icon="bullseye", order=21))
