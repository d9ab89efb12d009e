"""The room's lines of the menu."""

from baiyi.accounts.roles import Role
from baiyi.exchange import rights
from baiyi.records.hooks import NavItem, navigation

navigation.append(
    NavItem("系统", "表内校验", "exchange:check-list", right=rights.MANAGE_CHECKS, icon="sliders", order=94)
)
navigation.append(
    NavItem("工作台", "导出中心", "exchange:export-list", icon="download", order=10, hidden_from=(Role.PARTNER,))
)
