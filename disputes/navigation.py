"""The disputes' lines of the menu, and 矛盾纠纷 under ＋."""

from functools import partial

from baiyi.accounts.roles import Role
from baiyi.records.hooks import NavItem, navigation, quick_entries
from disputes import rights

line = partial(NavItem, "矛盾纠纷", icon="people", hidden_from=(Role.PARTNER,))
navigation += [
    line("纠纷台账", "disputes:dispute-list", right=rights.VIEW, order=50, first_for=(Role.CHIEF, Role.CLERK)),
    line("查重", "disputes:repeats", right=rights.RECORD, order=51),
    line("调解台账", "disputes:mediation-list", right=rights.RECORD, order=52),
    line("履行台账", "disputes:instalment-list", right=rights.RECORD, order=53),
    line("告诫查访台账", "disputes:family_warning-list", right=rights.RECORD, order=54),
    line("纠纷漏斗", "disputes:funnel", right=rights.OVERSEE, order=55),
    line("排查化解机制", "disputes:mechanisms", right=rights.DECIDE, order=56),
]
quick_entries.append(line("矛盾纠纷", "disputes:dispute-add", right=rights.RECORD))
