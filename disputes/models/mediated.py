"""Words of mediation that its rows share: what kind it is, where it stands, how it came out."""

from django.db import models


class Kind(models.TextChoices):
    PUBLIC_ORDER = "public_order", "治安调解"
    PEOPLE = "people", "人民调解"
    ON_SCENE = "on_scene", "现场调解"


class MediationState(models.TextChoices):
    OPEN = "open", "调解中"
    AGREED = "agreed", "已达成协议"
    PERFORMED = "performed", "协议已履行"
    FAILED = "failed", "未达成协议"
    BREACHED = "breached", "协议未履行"


class Outcome(models.TextChoices):
    AGREED = "agreed", "达成"
    FAILED = "failed", "未达成"


class Form(models.TextChoices):
    WRITTEN = "written", "书面"
    ORAL = "oral", "口头"
    RECORDED = "recorded", "录音录像"


class Manner(models.TextChoices):
    AT_ONCE = "at_once", "当场履行"
    BY_DAY = "by_day", "限期一次履行"
    INSTALMENTS = "instalments", "分期履行"
