"""CaseCategory (案件类别): data, with the group figures count by."""

from django.db import models

from baiyi.deadlines.models import ReferenceQuerySet


class Nature(models.TextChoices):
    ADMINISTRATIVE = "administrative", "行政"
    CRIMINAL = "criminal", "刑事"


class Group(models.TextChoices):
    FRAUD = "fraud", "电信诈骗"
    CABLE = "cable", "盗窃电缆"
    BIKE = "bike", "盗窃电动车"
    PROPERTY = "property", "其他侵财"
    BRAWL = "brawl", "打架斗殴、寻衅滋事、故意伤害"
    VICE = "vice", "黄赌"
    FOREIGN = "foreign", "三非"
    FOOD_DRUG = "food_drug", "食药环"
    DRIVING = "driving", "酒驾醉驾"
    PREMISES = "premises", "场所治安管理"
    OTHER = "other", "其他"


PROPERTY_GROUPS = (Group.CABLE, Group.BIKE, Group.PROPERTY)


class CaseCategory(models.Model):
    """One row of the list of categories. `nature` is what a new case of it is at first; the officer may change it."""

    code = models.CharField("类别代码", max_length=30, unique=True)
    name = models.CharField("类别名称", max_length=30)
    group = models.CharField("统计组别", max_length=12, choices=Group.choices)
    nature = models.CharField("通常性质", max_length=14, choices=Nature.choices)
    position = models.PositiveSmallIntegerField("排序", default=0)
    is_offered = models.BooleanField("登记时可选", default=True)

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        verbose_name = "案件类别"
        verbose_name_plural = "案件类别"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name
