"""A workbook that came in (导入批次), what was found in it, and what each of its rows became."""

from django.conf import settings
from django.db import models

from baiyi.exchange.rights import SEE_IMPORTS
from baiyi.jobs.models import BackgroundJob
from baiyi.records import lamps
from baiyi.records.addresses import address_of
from baiyi.records.derived import Derived, DerivedQuerySet
from baiyi.records.fields import EncryptedJSONField, EncryptedTextField
from baiyi.records.lamps import Lamp


class ImportBatchQuerySet(DerivedQuerySet):
    def visible_to(self, user):
        """His own; all of them with the right; nothing for a visitor. Its cells may name people."""
        if not user.is_authenticated:
            return self.none()
        return self.all() if user.has_perm(SEE_IMPORTS) else self.filter(uploaded_by=user)


class ImportBatch(Derived):
    """One workbook on its way into a ledger. `ledger` is the name of a declaration (imports/ledgers.py)."""

    class State(models.TextChoices):
        READING = "reading", "预检中"
        CHOICE = "choice", "待选工作表"
        MAPPING = "mapping", "待对应列"
        CHECKED = "checked", "待确认导入"
        REFUSED = "refused", "不能导入"
        WRITING = "writing", "导入中"
        DONE = "done", "已导入"
        CANCELLED = "cancelled", "已取消"
        UNDOING = "undoing", "撤销中"
        UNDONE = "undone", "已撤销"

    ledger = models.CharField("台账", max_length=30)
    unit = models.ForeignKey(settings.UNIT_MODEL, models.PROTECT, verbose_name="导入单位", related_name="+")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="导入人", related_name="+")
    uploaded_at = models.DateTimeField("上传时间")
    client_uuid = models.UUIDField("表单编号")
    file_name = models.CharField("文件名", max_length=120)
    file = models.FileField("工作簿", upload_to="imports/%Y/%m/", blank=True)
    state = models.CharField("导入状态", max_length=10, choices=State.choices, default=State.READING)
    sheet = models.CharField("工作表", max_length=60, blank=True)
    sheets = models.JSONField("可选工作表", default=list)
    head_row = models.PositiveIntegerField("表头行", null=True, blank=True)
    heads = models.JSONField("文件表头", default=dict)
    mapping = models.JSONField("列对应", default=dict)
    year = models.PositiveSmallIntegerField("无年份日期的年份", null=True, blank=True)
    counts = models.JSONField("行数", default=dict)
    refusal = models.CharField("不能导入的原因", max_length=300, blank=True)
    takes_good_rows = models.BooleanField("只导正确行", default=False)
    job = models.ForeignKey(
        BackgroundJob, models.SET_NULL, verbose_name="导入任务", related_name="+", null=True, blank=True
    )
    ended_at = models.DateTimeField("写入时间", null=True, blank=True)
    undone_at = models.DateTimeField("撤销导入时间", null=True, blank=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = "导入批次"
        verbose_name_plural = "导入批次"
        constraints = [
            models.UniqueConstraint(fields=["uploaded_by", "client_uuid"], name="one_import_per_form_of_person")
        ]
        indexes = [models.Index(fields=["uploaded_by", "-uploaded_at"], name="import_batch_mine")]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return address_of("exchange:import-detail", self.pk)

    @property
    def lamp(self) -> Lamp:
        make = {"refused": lamps.overdue, "done": lamps.good, "cancelled": lamps.no_data, "undone": lamps.no_data}
        return make.get(self.state, lamps.near)(self.get_state_display())

    @property
    def wrong(self) -> int:
        """Rows (行) that cannot go in."""
        return self.counts.get("wrong", 0)

    @property
    def ready(self) -> int:
        """Rows (行) that would change something."""
        return self.counts.get("new", 0) + self.counts.get("changed", 0)


class ImportFinding(Derived):
    """A cell or a row of the workbook that is to be told of; rows are counted from 1, as the spreadsheet does."""

    class Kind(models.TextChoices):
        WRONG = "wrong", "有误"
        CHANGED = "changed", "将更新"
        MENDED = "mended", "已自动处理"
        TOLD = "told", "提示"

    batch = models.ForeignKey(ImportBatch, models.CASCADE, verbose_name="导入批次", related_name="findings")
    kind = models.CharField("类型", max_length=8, choices=Kind.choices)
    sheet = models.CharField("工作表", max_length=60)
    row = models.PositiveIntegerField("行")
    letter = models.CharField("列号", max_length=3, blank=True)
    label = models.CharField("列名", max_length=60, blank=True)
    value = EncryptedTextField("原值", blank=True)
    problem = models.CharField("问题", max_length=300)
    how = models.CharField("怎么改", max_length=300, blank=True)

    class Meta:
        verbose_name = "预检结果"
        verbose_name_plural = "预检结果"
        ordering = ["row", "pk"]
        indexes = [models.Index(fields=["batch", "kind", "row"], name="import_finding_kind")]

    def __str__(self) -> str:
        return f"{self.sheet} {self.letter}{self.row} {self.problem}"


class ImportedRow(Derived):
    """What a row of a batch became. `before` is what the import changed, by the names of fields; `version` the record's
    afterwards: a record of another version was changed since.
    """

    class Action(models.TextChoices):
        NEW = "new", "新增"
        CHANGED = "changed", "更新"

    class Undo(models.TextChoices):
        REVERSED = "reversed", "已复原"
        KEPT = "kept", "未能复原"

    batch = models.ForeignKey(ImportBatch, models.CASCADE, verbose_name="导入批次", related_name="rows")
    row = models.PositiveIntegerField("行")
    object_id = models.PositiveBigIntegerField("记录")
    action = models.CharField("导入结果", max_length=8, choices=Action.choices)
    before = EncryptedJSONField("导入前", default=dict)
    version = models.PositiveIntegerField("导入后版本", null=True, blank=True)
    undo = models.CharField("撤销结果", max_length=8, choices=Undo.choices, blank=True)
    why_kept = models.CharField("未复原原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "导入的行"
        verbose_name_plural = "导入的行"
        ordering = ["row"]
        constraints = [models.UniqueConstraint(fields=["batch", "row"], name="one_result_per_row_of_import")]
        indexes = [models.Index(fields=["object_id"], name="imported_row_record")]

    def __str__(self) -> str:
        return f"第 {self.row} 行 {self.get_action_display()}"


class ImportProfile(Derived):
    """How a unit's own workbook is read: recognised by its heads. `mapping` gives the head under which a column of the
    ledger stands.
    """

    ledger = models.CharField("台账", max_length=30)
    unit = models.ForeignKey(settings.UNIT_MODEL, models.PROTECT, verbose_name="导入单位", related_name="+")
    heads_print = models.CharField("表头特征", max_length=64)
    head_row = models.PositiveIntegerField("表头行")
    mapping = models.JSONField("列对应", default=dict)
    year = models.PositiveSmallIntegerField("无年份日期的年份", null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="设置人", related_name="+")
    made_at = models.DateTimeField("设置时间")

    class Meta:
        verbose_name = "导入格式"
        verbose_name_plural = "导入格式"
        constraints = [
            models.UniqueConstraint(fields=["ledger", "unit", "heads_print"], name="one_import_profile_per_heads")
        ]

    def __str__(self) -> str:
        return f"{self.ledger} 第 {self.head_row} 行表头"
