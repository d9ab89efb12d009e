"""What goes in and out: numbered documents, photos; later Excel and Word."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "baiyi.exchange"
    label = "exchange"
    verbose_name = "文书与照片"
