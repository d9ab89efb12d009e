"""The lines of the menu, and what is entered under ＋."""

from functools import partial

from baiyi.accounts.roles import Role
from baiyi.records.hooks import NavItem, navigation, quick_entries
from baiyi.records.own import OwnKind, own_kinds
from prevention import rights
from prevention.models import (
    CheckpointShift,
    Dissuasion,
    NightSheet,
    PatrolShift,
    PublicityActivity,
    WaterPatrol,
)

own_kinds += [
    OwnKind(PatrolShift, related=("beat",)),
    OwnKind(CheckpointShift, related=("checkpoint",)),
    OwnKind(NightSheet, related=("checkpoint",)),
    OwnKind(WaterPatrol, related=("water",)),
    OwnKind(Dissuasion, related=("water",)),
    OwnKind(PublicityActivity),
]

line = partial(NavItem, "巡防查缉", icon="shield-check")
water = partial(NavItem, "防溺水", icon="geo-alt")
# what is shared with a partner body it finds by the card on its first page
shared = partial(water, right=rights.WATERS, hidden_from=(Role.PARTNER,))
navigation += [
    line("卡点", "prevention:checkpoint-list", right=rights.VIEW, order=60, first_for=(Role.CHIEF,)),
    line("设卡勤务", "prevention:shift-list", right=rights.VIEW, order=61),
    line("夜查酒驾", "prevention:nightsheet-list", right=rights.VIEW, order=62),
    line("酒精检测仪", "prevention:breathalyser-list", right=rights.VIEW, order=63),
    line("防区巡区", "prevention:tree", right=rights.VIEW, order=64),
    line("巡逻勤务", "prevention:patrol-list", right=rights.VIEW, order=65),
    line("应巡未巡", "prevention:gaps", right=rights.VIEW, order=66, first_for=(Role.CHIEF,)),
    line("快反统计", "prevention:rates", right=rights.VIEW, order=67),
    line("警情报送", "prevention:alarms", right=rights.VIEW_ALARMS, order=68, first_for=(Role.CHIEF, Role.CLERK)),
    line("警情分析", "prevention:alarm_analysis", right=rights.VIEW_ALARMS, order=69),
    line("宣传活动", "prevention:publicity-list", right=rights.VIEW, order=70),
    shared("重点水域", "prevention:water-list", order=80),
    water("水域巡查", "prevention:waterpatrol-list", right=rights.WATER_DUTY, order=81),
    shared("设施缺损", "prevention:defect-list", order=82),
    water("预警", "prevention:water_alert-list", right=rights.WATER_DUTY, order=83),
    water("劝阻", "prevention:dissuasion-list", right=rights.WATER_DUTY, order=84),
    water("预警设备", "prevention:device-list", right=rights.WATER_DUTY, order=85),
]
quick_entries += [
    line("巡逻勤务", "prevention:patrol-add", right=rights.RECORD),
    line("卡点勤务", "prevention:shift-add", right=rights.RECORD),
    line("夜查酒驾", "prevention:nightsheet-add", right=rights.RECORD),
    line("宣传活动", "prevention:publicity-add", right=rights.RECORD),
    water("水域巡查", "prevention:waterpatrol-add", right=rights.TEND_WATERS),
    water("劝阻登记", "prevention:dissuasion-add", right=rights.TEND_WATERS),
]
