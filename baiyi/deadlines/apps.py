"""Work calendar, legal bases, rules, deadlines, extensions."""

from auditlog.context import disable_auditlog
from django.apps import AppConfig
from django.apps import apps as registry
from django.db.models.signals import post_migrate

from baiyi.deadlines import seeds


class DeadlinesConfig(AppConfig):
    name = "baiyi.deadlines"
    label = "deadlines"
    verbose_name = "期限"

    def ready(self) -> None:
        from baiyi.deadlines import (  # noqa: F401, PLC0415 - fill the hooks
            checks,
            health,
            journal,
            navigation,
            panels,
            periods,
            reminders,
            todos,
        )

        post_migrate.connect(_plant_seeds, sender=self)


def _plant_seeds(sender, apps=registry, **kwargs) -> None:
    """After every migrate and flush (which names no apps), so that a flushed test database has its reference data too;
    nothing when migrated back to zero."""
    if "deadlines" in apps.all_models and "rule" in apps.all_models["deadlines"]:
        with (
            disable_auditlog()
        ):  # what the program brings along is nobody's change, and after a flush content types are stale
            seeds.plant(apps)
