"""Document numbers."""

from django.conf import settings
from django.db import models

from baiyi.records.derived import Derived
from baiyi.records.search import SearchKeyField


class DocumentSeries(models.Model):
    """The counter of one issuing organ, document type and year; its row is locked while a number is taken."""

    organ = models.ForeignKey("accounts.Unit", models.PROTECT, verbose_name="发文机关", related_name="+")
    document_type = models.CharField("文书种类", max_length=20)
    year = models.PositiveSmallIntegerField("年份")
    last_number = models.PositiveIntegerField("最后一号", default=0)

    class Meta:
        verbose_name = "文号序列"
        constraints = [
            models.UniqueConstraint(fields=["organ", "document_type", "year"], name="one_series_per_organ_type_year")
        ]

    def __str__(self) -> str:
        return f"{self.organ} {self.document_type} {self.year}"


class DocumentNumber(Derived):
    """A number that was given out. Never reused: what is not used in the end stays as 作废."""

    class State(models.TextChoices):
        RESERVED = "reserved", "已预留"
        USED = "used", "已使用"
        VOIDED = "voided", "已作废"

    series = models.ForeignKey(DocumentSeries, models.PROTECT, verbose_name="文号序列", related_name="numbers")
    number = models.PositiveIntegerField("流水号")
    text = models.CharField("发文字号", max_length=60)
    search_key = SearchKeyField("检索键", numbers=["text"])
    state = models.CharField("文号状态", max_length=10, choices=State.choices, default=State.RESERVED)
    reserved_for = models.UUIDField("预留用途编号", help_text="同一表单无论要几次，都得到同一个号")
    reserved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="取号人", related_name="+")
    reserved_at = models.DateTimeField("取号时间")
    void_reason = models.CharField("作废理由", max_length=200, blank=True)

    class Meta:
        verbose_name = "发文字号"
        verbose_name_plural = "发文字号"
        constraints = [
            models.UniqueConstraint(fields=["series", "number"], name="document_number_once"),
            models.UniqueConstraint(
                fields=["series", "reserved_for", "reserved_by"], name="one_number_per_form_of_person"
            ),
        ]

    def __str__(self) -> str:
        return self.text
