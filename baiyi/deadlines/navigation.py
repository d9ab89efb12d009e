"""The room's lines of the menu."""

from baiyi.deadlines import rights
from baiyi.records.hooks import NavItem, navigation

navigation += [
    NavItem("工作台", "期限计算器", "deadlines:calculator", icon="house", order=9),
    NavItem("系统", "期限规则", "deadlines:rule-list", right=rights.VIEW_RULES, icon="sliders", order=91),
    NavItem("系统", "法律依据", "deadlines:basis-list", right=rights.VIEW_RULES, icon="sliders", order=92),
    NavItem("系统", "节假日历", "deadlines:calendar-list", right=rights.VIEW_RULES, icon="sliders", order=93),
    NavItem("系统", "历表确认", "deadlines:proposal-list", right=rights.CONFIRM_CALENDAR, icon="sliders", order=93),
]
