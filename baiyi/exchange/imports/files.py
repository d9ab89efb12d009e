"""The workbooks that came in: kept sealed, since their cells may name people, and for some weeks only."""

import datetime as dt
import uuid

from django.core.files.base import ContentFile

from baiyi.exchange.models import ImportBatch
from baiyi.jobs import ticks
from baiyi.records import clock, crypto
from baiyi.records.moves import MoveRefused

KEEP = dt.timedelta(days=30)
GONE = "原工作簿已按保存期限清除，请重新上传"


def keep(batch: ImportBatch, content: bytes) -> None:
    batch.file.save(f"{uuid.uuid4()}.sealed", ContentFile(crypto.encrypt_file(content)), save=False)


def content_of(batch: ImportBatch) -> bytes:
    """Raises MoveRefused when it is kept no longer."""
    if not batch.file:
        raise MoveRefused(GONE)
    try:
        with batch.file.open("rb") as stored:
            return crypto.decrypt_file(stored.read())
    except FileNotFoundError as error:
        raise MoveRefused(GONE) from error


def remove(batch: ImportBatch) -> None:
    """The file; what was found in it goes too."""
    if batch.file:
        batch.file.delete(save=False)
        batch.save(update_fields=["file"])
    batch.findings.all().delete()


def forget_old_files() -> int:
    """Returns how many workbooks (份) went."""
    old = ImportBatch.objects.filter(uploaded_at__lt=clock.now() - KEEP).exclude(file="")
    batches = list(old[:100])
    for batch in batches:
        remove(batch)
    return len(batches)


ticks.register(forget_old_files, every=3600)
