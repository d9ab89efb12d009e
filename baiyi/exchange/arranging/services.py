"""Formats of document numbers, and the threshold of small counts, each from a day or a year on. Numbers that were given
and workbooks that were taken stay as they are.
"""

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import transaction

from baiyi.accounts.models import Unit
from baiyi.exchange import numbers, rights
from baiyi.exchange.models import DocumentSeries, SmallCountRule
from baiyi.records import clock
from baiyi.records.moves import MoveRefused


@transaction.atomic
def set_format(*, by, organ: Unit, document_type: str, year: int, prefix: str, digits: int) -> DocumentSeries:
    """For the numbers of a year of which none was given yet: this one or the next. Raises PermissionDenied,
    MoveRefused.
    """
    if not by.has_perm(rights.MANAGE_NUMBERS):
        raise PermissionDenied(rights.MANAGE_NUMBERS)
    if year not in (this_year := clock.today().year, this_year + 1):
        raise MoveRefused(f"只能设定 {this_year} 年或 {this_year + 1} 年的文号")
    series = numbers.locked_series(organ, document_type, year)
    if series.last_number:
        raise MoveRefused(f"{year} 年已发出 {series.last_number} 个号，不能再改；请设定 {year + 1} 年的")
    series.prefix, series.digits = prefix, digits
    _refuse_same(series)
    series.save(verb="设定文号格式")
    return series


@transaction.atomic
def set_threshold(*, by, threshold: int, effective_on: dt.date) -> SmallCountRule:
    """From a day on; one of the same day is put right. `by=None`: at the machine. Raises PermissionDenied,
    MoveRefused.
    """
    if by is not None and not by.has_perm(rights.MANAGE_SMALL_COUNTS):
        raise PermissionDenied(rights.MANAGE_SMALL_COUNTS)
    if by is not None and effective_on < clock.today():
        raise MoveRefused("生效日不能早于今天：已导出的不会改")
    known = SmallCountRule.objects.filter(effective_on=effective_on).first()
    rule = known or SmallCountRule(effective_on=effective_on)
    rule.threshold = threshold
    rule.save(verb="设定小数遮盖")
    return rule


def _refuse_same(series: DocumentSeries) -> None:
    """Two documents of a year never carry one number."""
    others = DocumentSeries.objects.filter(year=series.year).exclude(pk=series.pk).select_related("organ")
    if other := next((each for each in others if each.head == series.head), None):
        raise MoveRefused(f"{other.organ}的{other.type_label}已用字头“{series.head}”，两种文书会出现同号")
