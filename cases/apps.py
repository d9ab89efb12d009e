"""Cases: led, supervised to a limit, and what they yield, counted once."""

from auditlog.context import disable_auditlog
from django.apps import AppConfig
from django.apps import apps as registry
from django.db.models.signals import post_migrate

from cases import seeds


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = "案件战果"

    def ready(self) -> None:
        from baiyi.journal.services import register  # noqa: PLC0415 - models are loaded now
        from cases import answering, home, models, navigation, origins, schedules, todos  # noqa: F401, PLC0415 - all but models fill hooks
        from cases.services import sending  # noqa: F401, PLC0415 - says which cases can be sent

        records = (models.Case, models.CustodyLine, models.Outcome, models.ArrestTrip, models.Study, models.StudyDuty)
        for model in (*records, models.CaseLead, models.CaseListing, models.ProgressReport):
            register(model)
        post_migrate.connect(_plant_seeds, sender=self)


def _plant_seeds(sender, apps=registry, **kwargs) -> None:
    """After every migrate and flush; nothing when this room is migrated back to zero."""
    if "casecategory" in apps.all_models.get("cases", {}):
        with disable_auditlog():  # what the program brings along is nobody's change
            seeds.plant(apps)
