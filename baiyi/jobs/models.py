"""Signs of life. They are read from the machine's clock, never from the campaign's (`BAIYI_TODAY`)."""

from django.db import models
from django.utils import timezone

WORKER = "worker"
BEAT = "beat"
PUBLISH = "publish"  # present only while messages cannot be published; `at` is when that began
SCAN = "scan:"  # prefix: the last start of a periodic scan; `detail` is the error of its last run


class HeartbeatQuerySet(models.QuerySet):
    def beat(self, name: str, detail: str = "") -> None:
        """Say that `name` is alive now: one statement."""
        row = Heartbeat(name=name, at=timezone.now(), detail=detail[:500])
        self.bulk_create([row], update_conflicts=True, unique_fields=["name"], update_fields=["at", "detail"])

    def publish_failed(self, detail: str) -> None:
        """Keep the moment of the first failure."""
        row = Heartbeat(name=PUBLISH, at=timezone.now(), detail=detail[:500])
        self.bulk_create([row], ignore_conflicts=True)

    def publish_works(self) -> None:
        self.filter(name=PUBLISH).delete()


class Heartbeat(models.Model):
    """The last sign of life of a process, of publishing, or of a periodic scan."""

    name = models.CharField("名称", max_length=200, unique=True)
    at = models.DateTimeField("时刻")
    detail = models.CharField("说明", max_length=500, blank=True)

    objects = HeartbeatQuerySet.as_manager()

    class Meta:
        verbose_name = "心跳"
        verbose_name_plural = "心跳"

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M:%S}"

    def is_fresh(self, seconds: int) -> bool:
        return (timezone.now() - self.at).total_seconds() < seconds
