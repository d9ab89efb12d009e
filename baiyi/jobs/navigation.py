"""What this room adds to every page: its line of the menu, and the bar that says what runs by itself is late."""

from baiyi.jobs import rights
from baiyi.jobs.health import late_since
from baiyi.records.hooks import NavItem, navigation, page_facts


def lateness(request) -> dict:
    return {"lateness": late_since()}


page_facts.append(lateness)
navigation += [
    NavItem("系统", "系统健康", "jobs:health", right=rights.VIEW_HEALTH, icon="heart-pulse", order=95),
    NavItem("系统", "后台任务", "jobs:job-list", right=rights.VIEW_HEALTH, icon="list-check", order=96),
]
