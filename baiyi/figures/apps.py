"""Figures: declarations, evaluation, 行动数据, and the lists a figure opens."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class FiguresConfig(AppConfig):
    name = "baiyi.figures"
    label = "figures"
    verbose_name = "行动数据"

    def ready(self) -> None:
        from baiyi.figures import navigation  # noqa: F401, PLC0415 - fills the menu

        autodiscover_modules("figures")
