"""Document numbers, photos, exports."""

from baiyi.exchange.models.exports import Export, SmallCountRule
from baiyi.exchange.models.numbers import DocumentNumber, DocumentSeries
from baiyi.exchange.models.photos import IN_STRIP, Photo, Upload

__all__ = [
    "IN_STRIP",
    "DocumentNumber",
    "DocumentSeries",
    "Export",
    "Photo",
    "SmallCountRule",
    "Upload",
]
