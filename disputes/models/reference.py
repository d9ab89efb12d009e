"""What a dispute is described with: lists the branch keeps as data."""

from django.db import models

from baiyi.deadlines.models import ReferenceQuerySet

MOST_DAYS = 366


class Listed(models.Model):
    """A row of a list: offered to new disputes as long as `is_offered`."""

    code = models.CharField("代码", max_length=30, unique=True)
    name = models.CharField("名称", max_length=30)
    position = models.PositiveSmallIntegerField("排序", default=0)
    is_offered = models.BooleanField("登记时可选", default=True)

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class Group(models.TextChoices):
    FAMILY = "family", "婚恋家庭"
    LABOUR = "labour", "劳资"
    MEDICAL = "medical", "医患"
    NEIGHBOURS = "neighbours", "邻里"
    MONEY = "money", "债务经济"
    PROPERTY = "property", "物业土地"
    OTHER = "other", "其他"


class DisputeCategory(Listed):
    """纠纷类别, with the group figures count by."""

    group = models.CharField("统计组别", max_length=10, choices=Group.choices)

    class Meta(Listed.Meta):
        verbose_name = "纠纷类别"
        verbose_name_plural = "纠纷类别"


class RiskLevel(Listed):
    """风险等级: its colour, within how many natural days it is to be settled, and how often to call again."""

    class Tone(models.TextChoices):
        RED = "red", "红"
        ORANGE = "orange", "橙"
        YELLOW = "yellow", "黄"
        BLUE = "blue", "蓝"

    tone = models.CharField("颜色", max_length=6, choices=Tone.choices)
    is_high = models.BooleanField("高风险", default=False)
    limit_days = models.PositiveSmallIntegerField("化解期限（自然日）")
    revisit_days = models.PositiveSmallIntegerField("回访周期（自然日）")

    class Meta(Listed.Meta):
        verbose_name = "风险等级"
        verbose_name_plural = "风险等级"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(limit_days__range=(1, MOST_DAYS), revisit_days__range=(1, MOST_DAYS)),
                name="risk_level_days_in_range",
            )
        ]


class SizeBand(Listed):
    """规模: how many people (人) are involved."""

    class Meta(Listed.Meta):
        verbose_name = "纠纷规模"
        verbose_name_plural = "纠纷规模"


class AmountBand(Listed):
    """涉及金额 (元)."""

    class Meta(Listed.Meta):
        verbose_name = "涉及金额"
        verbose_name_plural = "涉及金额"


class SeasonTag(Listed):
    """季节特点, such as 夜宵摊酒后."""

    class Meta(Listed.Meta):
        verbose_name = "季节标签"
        verbose_name_plural = "季节标签"


class WarningSign(Listed):
    """民转刑信号: a tick that prompts a human, and decides nothing."""

    class Meta(Listed.Meta):
        verbose_name = "民转刑信号"
        verbose_name_plural = "民转刑信号"


class PaperKind(Listed):
    """One of the papers of a mediation file, and of which files it is a part that must not be missing."""

    class Required(models.TextChoices):
        NEVER = "never", "选备"
        FILE = "file", "调解卷必备"
        AGREED = "agreed", "达成协议必备"

    required = models.CharField("是否必备", max_length=6, choices=Required.choices, default=Required.NEVER)

    class Meta(Listed.Meta):
        verbose_name = "卷宗材料"
        verbose_name_plural = "卷宗材料"
