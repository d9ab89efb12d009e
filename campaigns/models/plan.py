"""The responsibility list (责任清单): its items, their dated nodes, and what was reported by hand."""

import datetime as dt
from decimal import Decimal

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import OuterRef, Q, Subquery

from baiyi.records.addresses import address_of
from baiyi.records.models import Record
from baiyi.records.querysets import ScopedQuerySet
from campaigns.models.campaign import Campaign, SubAction
from campaigns.planline import LEVEL_MEASURES


class ItemQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        """Whoever sees the campaign sees its whole list."""
        return self if user.is_authenticated else self.none()

    def at(self, on: dt.date):
        """Adds what a day says of each item, without a statement a row: the first node, the last one reached, the next
        one, and the report in force.

        The report in force is the latest `as_of` on or before the day; of two for one day the one entered last.
        """
        nodes = Milestone.objects.filter(item=OuterRef("pk")).order_by("due_on")
        reached, coming = nodes.filter(due_on__lte=on).order_by("-due_on"), nodes.filter(due_on__gt=on)
        report = ItemReport.objects.current().filter(item=OuterRef("pk"), as_of__lte=on).order_by("-as_of", "-pk")
        return self.annotate(
            first_node_on=Subquery(nodes.values("due_on")[:1]),
            first_node_target=Subquery(nodes.values("target")[:1]),
            reached_node_on=Subquery(reached.values("due_on")[:1]),
            reached_node_target=Subquery(reached.values("target")[:1]),
            coming_node_on=Subquery(coming.values("due_on")[:1]),
            coming_node_target=Subquery(coming.values("target")[:1]),
            reported_value=Subquery(report.values("value")[:1]),
            reported_as_of=Subquery(report.values("as_of")[:1]),
        )


class ResponsibilityItem(Record):
    """A quantified item of the list. Its unit is the one that leads; `figure` empty means its value is reported by
    hand.
    """

    class Aim(models.TextChoices):
        LEAST = "least", "下限（不少于）"
        MOST = "most", "红线上限（不多于）"
        DATED = "dated", "限时节点"
        ZERO = "zero", "清零"

    campaign = models.ForeignKey(Campaign, models.PROTECT, verbose_name="专项行动", related_name="items")
    sub_action = models.ForeignKey(SubAction, models.PROTECT, verbose_name="子行动", related_name="items")
    code = models.CharField("条目编号", max_length=12)
    position = models.PositiveSmallIntegerField("排序")
    title = models.CharField("任务", max_length=60)
    measure = models.CharField("计量单位", max_length=4)
    target = models.DecimalField("目标值", max_digits=9, decimal_places=1, validators=[MinValueValidator(Decimal(0))])
    aim = models.CharField("目标种类", max_length=5, choices=Aim.choices, default=Aim.LEAST)
    baseline = models.DecimalField(
        "清零基数", max_digits=9, decimal_places=1, null=True, blank=True, validators=[MinValueValidator(Decimal(0))]
    )
    figure = models.CharField("取数指标", max_length=40, blank=True, help_text="留空为手工填报")
    comes_with = models.CharField(
        "待接入", max_length=20, blank=True, help_text="等哪类数据接入后改由系统取数，如案件、纠纷、巡防"
    )
    by_hand_because = models.CharField("手填理由", max_length=60, blank=True)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="任务责任人", related_name="+", null=True, blank=True
    )
    assisting = models.ManyToManyField("accounts.Unit", verbose_name="配合单位", related_name="+", blank=True)

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = "责任清单条目"
        verbose_name_plural = "责任清单条目"
        ordering = ["sub_action__position", "position"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "code"], name="item_code_once_per_campaign"),
            models.CheckConstraint(condition=Q(target__gte=0), name="item_target_not_negative"),
            models.CheckConstraint(
                condition=~Q(aim="zero") | Q(target=0, baseline__gt=0), name="item_to_zero_has_baseline"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return address_of("campaigns:item-detail", self.pk)

    def journal_relations(self):
        return [*self.milestones.all(), *self.reports.all()]

    @property
    def is_reported(self) -> bool:
        return not self.figure

    @property
    def only_rises(self) -> bool:
        """Its value is a count since the campaign began; a level may fall, and what is to be cleared should."""
        return self.measure not in LEVEL_MEASURES and self.aim != self.Aim.ZERO


class Milestone(models.Model):
    """序时节点: what an item is to have reached at the end of a day."""

    item = models.ForeignKey(ResponsibilityItem, models.CASCADE, verbose_name="责任清单条目", related_name="milestones")
    due_on = models.DateField("节点日")
    target = models.DecimalField("节点目标", max_digits=9, decimal_places=1, validators=[MinValueValidator(Decimal(0))])

    class Meta:
        verbose_name = "序时节点"
        verbose_name_plural = "序时节点"
        ordering = ["due_on"]
        constraints = [models.UniqueConstraint(fields=["item", "due_on"], name="one_milestone_per_day")]

    def __str__(self) -> str:
        return f"{self.due_on:%Y-%m-%d} {self.target.normalize():f}"


class ReportQuerySet(ScopedQuerySet):
    def visible_to(self, user):
        return self if user.is_authenticated else self.none()

    def in_force(self, on: dt.date):
        """The last one for that day or a day before; None while there is none."""
        return self.current().filter(as_of__lte=on).order_by("-as_of", "-pk").first()

    def next_after(self, on: dt.date):
        """The one in force for the first day after it that has one."""
        return self.current().filter(as_of__gt=on).order_by("as_of", "-pk").first()


class ItemReport(Record):
    """手工填报: the value of an item from the first day of the campaign to the end of `as_of`.

    Appended, never changed: a correction is a further report for the same day and the later one counts; a wrong one is
    voided.
    So the value of any past day is what is known today about that day.
    """

    item = models.ForeignKey(ResponsibilityItem, models.PROTECT, verbose_name="责任清单条目", related_name="reports")
    as_of = models.DateField("截至日")
    value = models.DecimalField("累计值", max_digits=9, decimal_places=1)
    note = models.CharField("填报说明", max_length=200, blank=True)
    correction = models.CharField("更正原因", max_length=200, blank=True, help_text="累计数比另一天填报的少时必填")
    client_uuid = models.UUIDField("表单编号", editable=False)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = "手工填报"
        verbose_name_plural = "手工填报"
        constraints = [models.UniqueConstraint(fields=["created_by", "client_uuid"], name="item_report_once_per_form")]
        indexes = [models.Index(fields=["item", "-as_of"], name="report_of_item")]

    def __str__(self) -> str:
        return f"{self.item.code} 截至{self.as_of:%Y-%m-%d} 填报"

    def get_absolute_url(self) -> str:
        return self.item.get_absolute_url()
