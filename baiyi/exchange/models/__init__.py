"""What the exchange keeps: numbers it gave out, photos, what came in by workbooks and what was taken away."""

from baiyi.exchange.models.exports import Export, SmallCountRule
from baiyi.exchange.models.imports import ImportBatch, ImportedRow, ImportFinding, ImportProfile
from baiyi.exchange.models.numbers import DocumentNumber, DocumentSeries
from baiyi.exchange.models.photos import IN_STRIP, Photo, Upload

__all__ = [
    "IN_STRIP",
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
