"""Disputes: found early, sent to whoever can settle them, followed until kept."""

from auditlog.context import disable_auditlog
from django.apps import AppConfig
from django.apps import apps as registry
from django.db.models.signals import post_migrate

from disputes import seeds


class DisputesConfig(AppConfig):
    name = "disputes"
    verbose_name = "矛盾纠纷"

    def ready(self) -> None:
        from baiyi.journal.services import register  # noqa: PLC0415 - models are loaded now
        from disputes import answering, home, models, navigation, origins, schedules, todos  # noqa: F401, PLC0415 - all but models fill hooks
        from disputes.services import mediated, sending  # noqa: F401, PLC0415 - follow moves, say what can be sent
        from disputes.views import bulk_acts  # noqa: F401, PLC0415 - what may be done with many rows

        for model in (
            models.Dispute,
            models.Mechanism,
            models.Passage,
            models.Party,
            models.Paper,
            models.FollowUp,
            models.Progress,
        ):
            register(model)
        mediated_rows = (models.Mediation, models.Session, models.Agreement, models.Instalment)
        for model in (*mediated_rows, models.FamilyWarning, models.WarningVisit):
            register(model)
        post_migrate.connect(_plant_seeds, sender=self)


def _plant_seeds(sender, apps=registry, **kwargs) -> None:
    """After every migrate and flush; nothing when this room is migrated back to zero."""
    if "disputecategory" in apps.all_models.get("disputes", {}):
        with disable_auditlog():  # what the program brings along is nobody's change
            seeds.plant(apps)
