"""The disputes' lines of the menu, the ways from one list to another, and 矛盾纠纷 under ＋."""

from functools import partial

from baiyi.accounts.roles import Role
from baiyi.records.addresses import address_of
from baiyi.records.hooks import NavItem, list_actions, navigation, quick_entries
from baiyi.records.own import OwnKind, own_kinds
from baiyi.records.views import PageAction
from disputes import rights
from disputes.models import Dispute, Mediation

own_kinds += [OwnKind(Dispute), OwnKind(Mediation, related=("dispute",))]

line = partial(NavItem, "矛盾纠纷", icon="people", hidden_from=(Role.PARTNER,))
navigation += [
    line("纠纷台账", "disputes:dispute-list", right=rights.VIEW, order=50, first_for=(Role.CHIEF, Role.CLERK)),
    line("查重", "disputes:repeats", right=rights.RECORD, order=51),
    line("调解台账", "disputes:mediation-list", right=rights.RECORD, order=52),
    line("纠纷漏斗", "disputes:funnel", right=rights.OVERSEE, order=55),
    line("排查化解机制", "disputes:mechanisms", right=rights.DECIDE, order=56),
]
quick_entries.append(line("矛盾纠纷", "disputes:dispute-add", right=rights.RECORD))


@list_actions.register("disputes.mediation")
def instalments(request, model) -> PageAction:
    return PageAction("履行台账", address_of("disputes:instalment-list"), "list-check")


@list_actions.register("disputes.dispute")
def warnings(request, model) -> PageAction | None:
    """告诫查访台账, for whoever calls on people."""
    if not request.user.has_perm(rights.RECORD):
        return None
    return PageAction("告诫查访台账", address_of("disputes:family_warning-list"), "house")
