"""The address of the very rows a figure counts."""

from urllib.parse import urlencode

from baiyi.figures.declarations import Figure, Ratio
from baiyi.figures.periods import Period
from baiyi.figures.registry import get
from baiyi.records.addresses import address_of


def list_link(figure: Figure, period: Period) -> str:
    """The list that shows exactly the rows of the figure; a ratio opens its numerator."""
    shown = get(figure.numerator) if isinstance(figure, Ratio) else figure
    asked = {"figure": shown.key, "since": period.since, "until": period.until}
    asked |= {} if period.operation is None else {"operation": period.operation}
    return f"{address_of(shown.list_url)}?{urlencode(asked)}"
