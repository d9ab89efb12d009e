"""The room's line of the menu."""

from baiyi.exchange import rights
from baiyi.records.hooks import NavItem, navigation

navigation.append(
    NavItem("系统", "表内校验", "exchange:check-list", right=rights.MANAGE_CHECKS, icon="sliders", order=94)
)
