"""Party (当事人) of a dispute: optional, encrypted, masked wherever it is shown. Children have no row."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models

from baiyi.records.fields import EncryptedTextField, FingerprintField
from baiyi.records.models import Journaled

PHONE = RegexValidator(r"^[0-9+\-() ]{5,20}$", "请填写电话号码")


class Party(Journaled):
    """Found by the whole name or number when an officer searches for it; who was removed leaves no row."""

    class Side(models.TextChoices):
        FIRST = "first", "甲方"
        SECOND = "second", "乙方"
        OTHER = "other", "其他"

    dispute = models.ForeignKey("disputes.Dispute", models.PROTECT, verbose_name="纠纷", related_name="parties")
    side = models.CharField("立场", max_length=6, choices=Side.choices, default=Side.FIRST)
    name = EncryptedTextField("姓名", max_length=30)
    phone = EncryptedTextField("电话", max_length=20, blank=True, validators=[PHONE])
    name_print = FingerprintField("姓名指纹", of="name")
    phone_print = FingerprintField("电话指纹", of="phone")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="登记人", related_name="+", editable=False
    )
    created_at = models.DateTimeField("登记时间", editable=False)

    class Meta:
        verbose_name = "当事人"
        verbose_name_plural = "当事人"

    def __str__(self) -> str:
        return self.get_side_display()
