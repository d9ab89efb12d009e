"""The room's lines of the menu, and the button of lists that can be imported."""

from django.urls import reverse

from baiyi.accounts.roles import Role
from baiyi.exchange import rights
from baiyi.exchange.imports import ledgers
from baiyi.records.hooks import NavItem, list_actions, navigation
from baiyi.records.page_parts import PageAction

navigation += [
    NavItem(
        "工作台",
        "导出中心",
        "exchange:export-list",
        icon="download",
        order=10,
        hidden_from=(Role.PARTNER, Role.SECADMIN),
    ),
    NavItem("系统", "导入中心", "exchange:import-list", right=rights.IMPORT, icon="upload", order=92),
    NavItem("系统", "文号格式", "exchange:series-list", right=rights.MANAGE_NUMBERS, icon="sliders", order=93),
    NavItem("系统", "表内校验", "exchange:check-list", right=rights.MANAGE_CHECKS, icon="sliders", order=94),
]


@list_actions.register("*")
def import_action(request, model) -> PageAction | None:
    """导入, on the list of a ledger, for whoever may write it."""
    for each in ledgers.ledgers_for(request.user) if request.user.has_perm(rights.IMPORT) else ():
        if each.model is model:
            label = "导入历史台账" if each.is_history else "导入"
            return PageAction(label, reverse("exchange:import-upload", args=[each.name]), "upload")
    return None
