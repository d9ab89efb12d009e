"""Figures: declarations, evaluation, 行动数据, and the lists a figure opens."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules


class FiguresConfig(AppConfig):
    name = "baiyi.figures"
    label = "figures"
    verbose_name = "行动数据"

    def ready(self) -> None:
        from baiyi.figures import navigation, panels  # noqa: F401, PLC0415 - fill hooks

        autodiscover_modules("figures")
        post_migrate.connect(_forget_statements, dispatch_uid="figures.statements")


def _forget_statements(**signal) -> None:
    """Keys of content types stand in them, and a migration may give new ones."""
    from baiyi.figures.scans import statement_of  # noqa: PLC0415 - models are known after the set-up

    statement_of.cache_clear()
