"""The lowest room: what every record stands on. Imports nothing of ours."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "baiyi.records"
    label = "records"
    verbose_name = "记录平台"

    def ready(self) -> None:
        from baiyi.records import checks, state_models  # noqa: F401, PLC0415 - start-up checks; models of migrations
