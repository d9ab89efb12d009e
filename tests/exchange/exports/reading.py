"""What stands in an exported workbook, as a list would say it."""

from pathlib import Path

from python_calamine import CalamineWorkbook

from baiyi.exchange.exports.making import ask_export, make_file
from baiyi.exchange.exports.offer import Offer
from baiyi.exchange.models import Export

VENUES = "/inspections/venues/"


def take(user, address: str, keys=None, **facts) -> Export:
    """The shown columns, unless others are named."""
    shown = [each.key for each in Offer(address, user).columns if each.is_shown]
    return make_file(ask_export(by=user, address=address, keys=keys or shown, **facts), lambda written, total: None)


def cells_of(path: Path) -> list[list]:
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python(skip_empty_area=False)


def exported(user, address: str) -> list[list[str]]:
    export = take(user, address)
    assert not export.refusal
    return cells_of(export.path)
