"""VenueMerge (场所合并): the same venue was recorded twice. What moved is kept row by row, so that it can go back."""

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q

from baiyi.records.addresses import address_of
from baiyi.records.models import Record
from inspections.models.venue import Venue


class VenueMerge(Record):
    """One venue into another. Undone, it is voided; `unit` is that of the venue that stays."""

    kept = models.ForeignKey(Venue, models.PROTECT, verbose_name="保留的场所", related_name="merges")
    merged = models.ForeignKey(Venue, models.PROTECT, verbose_name="并入的场所", related_name="merged_by")
    reason = models.CharField("合并理由", max_length=200)
    kept_was_suspected = models.BooleanField("保留的场所原标疑似重复", default=False, editable=False)
    merged_was_suspected = models.BooleanField("并入的场所原标疑似重复", default=False, editable=False)

    class Meta:
        verbose_name = "场所合并"
        verbose_name_plural = "场所合并"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["merged"], condition=Q(voided_at=None), name="venue_merged_once"),
            models.CheckConstraint(condition=~Q(kept=F("merged")), name="venue_merged_into_another"),
        ]

    def __str__(self) -> str:
        return f"{self.merged}并入{self.kept}"

    def get_absolute_url(self) -> str:
        return address_of("inspections:venue-detail", self.merged_id)


class MergedRow(models.Model):
    """A row that a merge took along: it belonged to the venue that was merged. One that could not go, because the other
    venue had its like, was taken off its list instead.
    """

    merge = models.ForeignKey(VenueMerge, models.PROTECT, verbose_name="场所合并", related_name="rows")
    content_type = models.ForeignKey(ContentType, models.PROTECT, verbose_name="移动记录类别", related_name="+")
    object_id = models.PositiveBigIntegerField("移动记录编号")
    was_taken_off = models.BooleanField("改为移出清查", default=False)

    class Meta:
        verbose_name = "合并移动记录"
        verbose_name_plural = "合并移动记录"
        constraints = [
            models.UniqueConstraint(fields=["merge", "content_type", "object_id"], name="merged_row_once_a_merge")
        ]

    def __str__(self) -> str:
        return f"{self.merge} {self.object_id}"
