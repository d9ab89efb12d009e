"""What every record carries, the drafts that outlive a closed page, and the rules that check a form in itself."""

from datetime import date
from functools import cache

from django.conf import settings
from django.db import models
from django.utils.encoding import force_str
from django_fsm import FSMModelMixin

from baiyi.records.derived import Derived
from baiyi.records.fields import EncryptedJSONField
from baiyi.records.querysets import ScopedQuerySet


class Journaled(Derived):
    """A row whose changes are lines of the journal: `save(verb=…, reason=…)` says what was done, and why."""

    class Meta:
        abstract = True

    _note: dict | None = None  # of the change being saved

    def save(self, *args, verb: str = "", reason: str = "", **kwargs):
        self._note = {"verb": verb, "reason": reason} if verb else None
        super().save(*args, **kwargs)

    def get_additional_data(self) -> dict | None:
        """Read by the journal when this row is saved."""
        return self._note

    def _get_FIELD_display(self, field) -> str:  # noqa: N802 - Django's name
        """The words of choices that are fixed are put into a dictionary once a process, not at each word."""
        if not isinstance(field.choices, list):
            return super()._get_FIELD_display(field)
        value = getattr(self, field.attname)
        return force_str(_words_of(field).get(value, value), strings_only=True)


@cache
def _words_of(field: models.Field) -> dict:
    return dict(field.flatchoices)


class CountsVersions(models.Model):
    """Every save of a row that is there is a new `version` of it, so that a stale one is refused."""

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self._state.adding:
            self.version += 1
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "version"}
        super().save(*args, **kwargs)


class Record(CountsVersions, FSMModelMixin, Journaled):
    """A row that belongs to a unit, is voided rather than deleted, and refuses stale saves through `version`."""

    unit = models.ForeignKey(settings.UNIT_MODEL, models.PROTECT, verbose_name="所属单位", related_name="+")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="登记人", related_name="+", editable=False
    )
    created_at = models.DateTimeField("登记时间", editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    voided_at = models.DateTimeField("作废时间", null=True, blank=True, editable=False)
    void_reason = models.CharField("作废理由", max_length=200, blank=True, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True

    def is_lent_to(self, user) -> bool:
        """Whether this row was lent to the person: rights he holds anywhere then hold for it. Agrees with the
        queryset's `lent_to`.
        """
        return False

    def what_is_next(self) -> str:
        """Said after a move: what it owes next, and by when; empty when nothing waits."""
        return ""


class DraftQuerySet(models.QuerySet):
    def open(self):
        """Not submitted yet."""
        return self.filter(submitted_at=None)


class Draft(models.Model):
    """A form of a person, by its number: what he typed and has not submitted, so that a closed or killed page loses
    nothing; and once it is submitted, what came of it, so that it counts once. Forms that a room keeps in a kind of its
    own stay open here and are unique rows there.

    `writer` is the page that saved it last: another page of the same form, on another phone, only saves what it has
    seen (`version`).
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="起草人", related_name="+")
    client_uuid = models.UUIDField("表单编号")
    kind = models.CharField("草稿种类", max_length=50)
    label = models.CharField("草稿名称", max_length=100, blank=True)
    subject_id = models.BigIntegerField("事项编号", null=True, blank=True)
    payload = EncryptedJSONField("草稿内容", default=dict)
    updated_at = models.DateTimeField("保存时间")
    address = models.CharField("填写页地址", max_length=300, blank=True)
    writer = models.CharField("最后保存的页面", max_length=20, blank=True)
    version = models.PositiveIntegerField("草稿版本", default=0)
    submitted_at = models.DateTimeField("提交时间", null=True, blank=True)
    result = models.CharField("提交结果地址", max_length=300, blank=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = "草稿"
        constraints = [models.UniqueConstraint(fields=["user", "client_uuid"], name="draft_once_per_form")]
        indexes = [
            models.Index(fields=["user", "kind", "-updated_at"], name="draft_recent"),
            models.Index(fields=["updated_at"], name="draft_old"),
        ]

    def __str__(self) -> str:
        return f"{self.label or self.kind} {self.updated_at:%H:%M}"


class CheckRuleQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Rules belong to no unit."""
        return self if user.is_authenticated else self.none()

    def in_force(self, subject: str, on: date):
        """Rules of one kind of form on that day, in the order they were made."""
        return self.on(on).filter(subject=subject).order_by("pk")

    def on(self, day: date):
        begun = models.Q(effective_from=None) | models.Q(effective_from__lte=day)
        lasting = models.Q(effective_to=None) | models.Q(effective_to__gte=day)
        return self.filter(begun, lasting)


class CheckRule(Journaled):
    """表内校验: one relation between the fields of a form. `right` are names of fields, divided by commas."""

    class Kind(models.TextChoices):
        SUM = "sum", "合计等于分项之和"
        REQUIRED = "required", "大于零则须填写"
        MOST = "most", "不大于"

    subject = models.CharField("适用表单", max_length=60)
    kind = models.CharField("校验方式", max_length=10, choices=Kind.choices)
    left = models.CharField("被校验项", max_length=60)
    right = models.CharField("对照项", max_length=300)
    message = models.CharField("提示语", max_length=200, blank=True)
    effective_from = models.DateField("校验启用日", null=True, blank=True)
    effective_to = models.DateField("校验停用日", null=True, blank=True)

    objects = CheckRuleQuerySet.as_manager()

    class Meta:
        verbose_name = "表内校验规则"
        indexes = [models.Index(fields=["subject"], name="check_rule_subject")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(effective_to=None)
                | models.Q(effective_from=None)
                | models.Q(effective_to__gte=models.F("effective_from")),
                name="check_rule_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.left} {self.get_kind_display()} {self.right}"

    @property
    def others(self) -> list[str]:
        return [name.strip() for name in self.right.split(",") if name.strip()]
