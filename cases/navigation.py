"""The cases' lines of the menu, and 违法行为 under ＋."""

from functools import partial

from baiyi.accounts.roles import Role
from baiyi.records.hooks import NavItem, navigation, quick_entries
from baiyi.records.own import OwnKind, own_kinds
from cases import rights
from cases.models import Case, Outcome

own_kinds += [OwnKind(Case), OwnKind(Outcome, related=("case",))]

line = partial(NavItem, "案件战果", icon="folder2")
navigation += [
    line("案件台账", "cases:case-list", right=rights.VIEW, order=40, first_for=(Role.CHIEF, Role.OFFICE, Role.CLERK)),
    line("我包的案件", "cases:led-list", right=rights.SUPERVISE, order=41, first_for=(Role.LEADER,)),
    line("强制措施", "cases:custody-list", right=rights.VIEW, order=42),
    line("战果台账", "cases:outcome-list", right=rights.VIEW, order=43),
    line("赴外省抓捕", "cases:trip-list", right=rights.VIEW, order=44),
    line("专题调研", "cases:study-list", right=rights.VIEW, order=45),
    line("调研整改", "cases:study_duty-list", right=rights.VIEW, order=46),
]
quick_entries.append(line("违法行为、案件", "cases:case-add", right=rights.RECORD))
