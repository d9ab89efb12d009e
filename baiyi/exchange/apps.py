"""What goes in and out: numbered documents, photos, workbooks."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ExchangeConfig(AppConfig):
    name = "baiyi.exchange"
    label = "exchange"
    verbose_name = "文书与照片"

    def ready(self) -> None:
        autodiscover_modules("ledgers")
        from baiyi.exchange import navigation, receivers  # noqa: F401, PLC0415 - the menu; drafts that are given up

        for room in ("bulk", "exports", "imports"):
            import_module(f"baiyi.exchange.{room}.hooks")
        from baiyi.exchange.models import BulkRun, DocumentSeries, ImportBatch, SmallCountRule  # noqa: PLC0415 - loaded now
        from baiyi.journal.services import register  # noqa: PLC0415 - models are loaded now
        from baiyi.records.models import CheckRule  # noqa: PLC0415

        register(CheckRule)
        register(ImportBatch, exclude=["sheets", "heads", "mapping", "file", "job"])
        register(SmallCountRule)
        register(DocumentSeries, exclude=["last_number"])
        register(BulkRun, exclude=("typed", "job"))
