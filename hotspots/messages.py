"""What people are told about hotspots.

The subject is the hotspot and the period the first day of its week; of a chase with the day it was sent on. A hand-over
has the
assignment as its period, and what the office hears of hotspots without an owner is about the campaign.
"""

from baiyi.notifications.kinds import register
from campaigns.weeks import Week

WEEK = register("supervision_week", label="本周督导", text="{week}：请到“{hotspot}”督导一次，{until} 24 时前登记")
REMINDER = register(
    "supervision_reminder",
    label="督导催办",
    text="“{hotspot}”这一周（{week}）还没有督导记录，请在 {until} 24 时前督导并登记",
)
CHASED = register(
    "supervision_chased",
    label="专班催办",
    text="{by}催办：“{hotspot}”这一周（{week}）还没有督导记录，{until} 24 时前请督导并登记",
    is_urgent=True,
)
MISSED = register(
    "supervision_missed",
    label="漏督",
    text="“{hotspot}”{week} 一周没有督导记录，已记为漏督；确已督导的，请补录并写明原因",
    is_urgent=True,
)
ASSIGNED = register("hotspot_assigned", label="责任移交", text="{by}指定你为“{hotspot}”的{post}，请签收。{open}")
RELEASED = register(
    "hotspot_released",
    label="责任交出",
    text="{by}已把“{hotspot}”的{post}改为{person}，你不再负责；没有办完的由{person}接着办",
)
UNOWNED = register(
    "hotspot_unowned",
    label="无责任人",
    text="{week}：{count} 处挂牌整治区域没有在岗的整治责任人，本周督导无人可派，请指定",
)


def facts_of_week(hotspot, week: Week) -> dict:
    """The facts that the sentences about a week share."""
    return {"hotspot": hotspot.name, "week": str(week), "until": f"{week.ends_on.month}月{week.ends_on.day}日"}
