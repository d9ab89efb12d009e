"""How a unit's own workbook is read, remembered by its heads (导入格式)."""

import hashlib

from baiyi.exchange.models import ImportBatch, ImportProfile
from baiyi.records import clock


def print_of(heads: dict[int, str]) -> str:
    """Of the heads of a table, in their order."""
    return hashlib.sha256("\n".join(heads[place] for place in sorted(heads)).encode()).hexdigest()


def keep(batch: ImportBatch, *, by) -> ImportProfile:
    """The last one said of these heads holds."""
    heads = {int(place): head for place, head in batch.heads.items()}
    facts = {"head_row": batch.head_row, "mapping": batch.mapping, "year": batch.year}
    facts |= {"made_by": by, "made_at": clock.now()}
    profile, _ = ImportProfile.objects.update_or_create(
        ledger=batch.ledger, unit_id=batch.unit_id, heads_print=print_of(heads), defaults=facts
    )
    return profile


def profile_of(batch: ImportBatch, heads: dict[int, str]) -> ImportProfile | None:
    asked = {"ledger": batch.ledger, "unit_id": batch.unit_id, "heads_print": print_of(heads)}
    return ImportProfile.objects.filter(**asked).first()
