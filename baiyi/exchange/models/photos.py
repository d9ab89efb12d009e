"""Photos, and the files they came as."""

import uuid

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.html import format_html
from django.utils.timezone import localtime

from baiyi.exchange.models import BulkRow, BulkRun  # noqa: F401 - of this room
from baiyi.records.addresses import address_of
from baiyi.records.drawn import draw_day

IN_STRIP = """
      <li>
        <a href="{}"><img src="{}" alt="{}照片" width="124" height="72" loading="lazy"></a>
        <span class="caption">{} {}</span>
      </li>
    """


class Upload(models.Model):
    """One file somebody picked, however often it is sent: its row is locked while it becomes a photo or is withdrawn.

    It stays when the photo goes, so that what was withdrawn takes nothing more.
    """

    key = models.UUIDField("上传标识", help_text="由浏览器给每个选中的文件编号，重传不变")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="上传人", related_name="+")
    withdrawn_at = models.DateTimeField("去掉时间", null=True, blank=True)

    class Meta:
        verbose_name = "照片上传"
        verbose_name_plural = "照片上传"
        constraints = [models.UniqueConstraint(fields=["uploaded_by", "key"], name="one_upload_per_key_of_person")]

    def __str__(self) -> str:
        return f"{self.key}"


class Photo(models.Model):
    """A re-encoded photo: no EXIF, long edge ≤ 1600 px, ≤ 400 KB. Belongs to a form until the record exists."""

    class Kind(models.TextChoices):
        BEFORE = "before", "整改前"
        AFTER = "after", "整改后"
        SCENE = "scene", "现场"
        RECEIPT = "receipt", "签收联"
        EVIDENCE = "evidence", "证据"
        SIGNATURE = "signature", "签名"

    uuid = models.UUIDField("照片编号", unique=True, default=uuid.uuid4, editable=False)
    upload = models.OneToOneField(Upload, models.PROTECT, verbose_name="照片上传", related_name="photo")
    client_uuid = models.UUIDField("表单编号")
    slot = models.CharField("表单位置", max_length=40, help_text="照片属于表单里的哪一项")
    kind = models.CharField("照片种类", max_length=10, choices=Kind.choices)
    content_type = models.ForeignKey(ContentType, models.PROTECT, verbose_name="所属记录类型", null=True, blank=True)
    object_id = models.PositiveBigIntegerField("所属记录", null=True, blank=True)
    subject = GenericForeignKey()
    file = models.FileField("文件", upload_to="photos/%Y/%m/")
    width = models.PositiveIntegerField("宽（像素）")
    height = models.PositiveIntegerField("高（像素）")
    size = models.PositiveIntegerField("字节数")
    sha256 = models.CharField("校验值", max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="上传人", related_name="+")
    uploaded_at = models.DateTimeField("上传时间")

    class Meta:
        verbose_name = "照片"
        verbose_name_plural = "照片"
        indexes = [
            models.Index(fields=["content_type", "object_id"], name="photo_subject"),
            models.Index(fields=["client_uuid", "slot"], name="photo_form"),
            models.Index(fields=["sha256"], name="photo_sha256"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}照片"

    def get_absolute_url(self) -> str:
        return address_of("exchange:photo", self.uuid)

    @property
    def drawn(self) -> str:
        """In a strip of photos."""
        url, kind, taken = self.get_absolute_url(), self.get_kind_display(), localtime(self.uploaded_at)
        return format_html(IN_STRIP, url, url, kind, kind, draw_day(taken, "n/j H:i"))
