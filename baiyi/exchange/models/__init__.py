"""What the exchange keeps: numbers it gave out, photos, and what came in by workbooks."""

from baiyi.exchange.models.imports import ImportBatch, ImportedRow, ImportFinding, ImportProfile
from baiyi.exchange.models.numbers import DocumentNumber, DocumentSeries
from baiyi.exchange.models.photos import Photo, Upload

__all__ = [
    "DocumentNumber",
    "DocumentSeries",
    "ImportBatch",
    "ImportFinding",
    "ImportProfile",
    "ImportedRow",
    "Photo",
    "Upload",
]
