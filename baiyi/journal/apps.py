"""Who did what and who saw what."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "baiyi.journal"
    label = "journal"
    verbose_name = "操作日志"

    def ready(self) -> None:
        from baiyi.journal import accounts, checks, home, panels, receivers  # noqa: F401, PLC0415 - connects the room
