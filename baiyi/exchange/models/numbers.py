"""Document numbers: what was given out, and the counters they come from."""

from django.conf import settings
from django.db import models

from baiyi.exchange import document_types
from baiyi.records.derived import Derived
from baiyi.records.models import Journaled
from baiyi.records.search import SearchKeyField


class DocumentSeriesQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Formats belong to no unit."""
        return self.all() if user.is_authenticated else self.none()


class DocumentSeries(Journaled):
    """The counter of one issuing organ, document type and year; its row is locked while a number is taken. What its
    numbers look like never changes once one was given; without a `prefix` it is the organ's code and the type's
    character.
    """

    organ = models.ForeignKey("accounts.Unit", models.PROTECT, verbose_name="发文机关", related_name="+")
    document_type = models.CharField("文书种类", max_length=20)
    year = models.PositiveSmallIntegerField("年份")
    last_number = models.PositiveIntegerField("最后一号", default=0)
    prefix = models.CharField("文号字头", max_length=30, blank=True)
    digits = models.PositiveSmallIntegerField("流水号位数", default=3)

    objects = DocumentSeriesQuerySet.as_manager()

    class Meta:
        verbose_name = "文号序列"
        constraints = [
            models.UniqueConstraint(fields=["organ", "document_type", "year"], name="one_series_per_organ_type_year")
        ]

    def __str__(self) -> str:
        return f"{self.organ} {self.document_type} {self.year}"

    @property
    def type_label(self) -> str:
        return document_types.label_of(self.document_type)

    @property
    def head(self) -> str:
        """What stands before the year."""
        usual = f"{self.organ.document_code}{document_types.character_of(self.document_type)}字"
        return self.prefix or usual

    def text_of(self, number: int, *, head: str = "") -> str:
        return f"{head or self.head}〔{self.year}〕第{number:0{self.digits}d}号"

    @property
    def last_text(self) -> str:
        return self.text_of(self.last_number) if self.last_number else ""

    @property
    def next_text(self) -> str:
        return self.text_of(self.last_number + 1)


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
