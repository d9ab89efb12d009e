"""The roof's line of the menu."""

from baiyi.accounts.roles import Role
from baiyi.records.hooks import NavItem, navigation
from cockpit import rights

DESK = (Role.OFFICE, Role.SUPERVISOR)
navigation.append(
    NavItem("行动管理", "驾驶舱", "cockpit:cockpit", right=rights.VIEW, icon="bullseye", order=19, first_for=DESK)
)
