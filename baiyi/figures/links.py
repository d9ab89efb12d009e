"""The address of the very rows a figure counts."""

from urllib.parse import urlencode

from baiyi.figures.changes import Change
from baiyi.figures.declarations import Composed, Figure
from baiyi.figures.periods import Period
from baiyi.figures.registry import get
from baiyi.records.addresses import address_of


def list_link(figure: Figure, period: Period) -> str:
    """The list that shows exactly the rows of the figure; a percentage opens its first count."""
    shown = get(figure.opens) if isinstance(figure, Composed) else figure
    asked = {"figure": shown.key, "since": period.since, "until": period.until}
    asked |= {"against": figure.against} if isinstance(figure, Change) else {}
    asked |= {} if period.operation is None else {"operation": period.operation}
    return f"{address_of(shown.list_url)}?{urlencode(asked)}"
