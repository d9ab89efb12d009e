"""What the exchange keeps: numbers it gave out, photos, what came in by workbooks what was taken away,
and what was done to many rows at once."""

from baiyi.exchange.models.bulk import BulkRow, BulkRun
from baiyi.exchange.models.exports import Export, SmallCountRule
from baiyi.exchange.models.imports import ImportBatch, ImportedRow, ImportFinding, ImportProfile
from baiyi.exchange.models.numbers import DocumentNumber, DocumentSeries
from baiyi.exchange.models.photos import IN_STRIP, Photo, Upload

__all__ = [
    "IN_STRIP",
    "BulkRow",
    "BulkRun",
    "DocumentNumber",
    "DocumentSeries",
    "Export",
    "ImportBatch",
    "ImportFinding",
    "ImportProfile",
    "ImportedRow",
    "Photo",
    "SmallCountRule",
    "Upload",
]
