"""The roof's lines of the menu, and its button on a joint operation."""

from baiyi.accounts.roles import Role
from baiyi.records.addresses import address_of
from baiyi.records.hooks import NavItem, actions, navigation
from baiyi.records.page_parts import PageAction
from cockpit import rights

DESK = (Role.OFFICE, Role.SUPERVISOR)
navigation += [
    NavItem("行动管理", "驾驶舱", "cockpit:cockpit", right=rights.VIEW, icon="bullseye", order=19, first_for=DESK),
    NavItem("行动管理", "行动成效", "cockpit:results", right=rights.VIEW, icon="bar-chart", order=19, first_for=DESK),
]


@actions.register("campaigns.operation")
def open_report(request, record) -> PageAction | None:
    """战报."""
    if record.voided_at:
        return None
    return PageAction("战报", address_of("cockpit:operation-report", record.pk), "bar-chart")
