"""The lines of the menu, and 卡点勤务 and 夜查酒驾 under ＋."""

from functools import partial

from baiyi.accounts.roles import Role
from baiyi.records.hooks import NavItem, navigation, quick_entries
from prevention import rights

line = partial(NavItem, "巡防查缉", icon="shield-check")
navigation += [
    line("卡点", "prevention:checkpoint-list", right=rights.VIEW, order=60, first_for=(Role.CHIEF,)),
    line("设卡勤务", "prevention:shift-list", right=rights.VIEW, order=61),
    line("夜查酒驾", "prevention:nightsheet-list", right=rights.VIEW, order=62),
    line("酒精检测仪", "prevention:breathalyser-list", right=rights.VIEW, order=63),
]
quick_entries += [
    line("卡点勤务", "prevention:shift-add", right=rights.RECORD),
    line("夜查酒驾", "prevention:nightsheet-add", right=rights.RECORD),
]
