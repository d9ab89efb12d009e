"""Files of exports go when they expire; the rows stay. What a killed process left half written goes too."""

import shutil
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from baiyi.exchange.exports.making import WORK
from baiyi.exchange.models import Export
from baiyi.exchange.models.exports import FOLDER
from baiyi.jobs import ticks
from baiyi.records import clock

ABANDONED = 86_400  # seconds after which nobody writes any more


def forget_files() -> int:
    """Returns how many exports lost their file."""
    expired = Export.objects.with_files().filter(expires_at__lte=clock.now())
    gone = 0
    for export in expired.iterator():
        export.path.unlink(missing_ok=True)
        gone += Export.objects.filter(pk=export.pk).update(file="")
    _clear(Path(settings.MEDIA_ROOT) / FOLDER)
    return gone


def _clear(folder: Path) -> None:
    """Folders of writers that were killed, and files whose row never came to its end."""
    if not folder.is_dir():
        return
    oldest, known = (
        timezone.now().timestamp() - ABANDONED,
        set(Export.objects.with_files().values_list("file", flat=True)),
    )
    for path in folder.iterdir():
        if path.stat().st_mtime > oldest:
            continue
        if path.name.startswith(WORK):
            shutil.rmtree(path, ignore_errors=True)
        elif f"{FOLDER}/{path.name}" not in known:
            path.unlink(missing_ok=True)


ticks.register(forget_files, every=3600)
