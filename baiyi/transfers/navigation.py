"""The room's line of the menu."""

from baiyi.accounts.roles import Role
from baiyi.records.hooks import NavItem, navigation
from baiyi.transfers import rights

navigation.append(
    NavItem(
        "工作台",
        "流转",
        "transfers:transfer-list",
        right=rights.VIEW,
        icon="arrow-left-right",
        order=4,
        first_for=(Role.PARTNER,),
    )
)
