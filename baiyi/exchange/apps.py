"""What goes in and out: numbered documents, photos; later Excel and Word."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "baiyi.exchange"
    label = "exchange"
    verbose_name = "文书与照片"

    def ready(self) -> None:
        from baiyi.exchange import navigation, receivers  # noqa: F401, PLC0415 - the menu; drafts that are given up
        from baiyi.exchange.bulk import offers, panels, work  # noqa: F401, PLC0415 - lists, the page of a job, the job
        from baiyi.exchange.bulk.models import BulkRun  # noqa: PLC0415
        from baiyi.journal.services import register  # noqa: PLC0415 - models are loaded now
        from baiyi.records.models import CheckRule  # noqa: PLC0415

        register(CheckRule)
        register(BulkRun, exclude=("typed", "job"))
