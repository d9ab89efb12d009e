"""What goes in and out: numbered documents, photos; later Excel and Word."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "baiyi.exchange"
    label = "exchange"
    verbose_name = "文书与照片"

    def ready(self) -> None:
        from baiyi.exchange import receivers  # noqa: F401, PLC0415 - hears of drafts that are given up
