"""The campaign's part of the first page: the headline figures of the user's units."""

from baiyi.records import clock
from baiyi.records.hooks import Panel, home_panels
from campaigns import rights
from campaigns.cards import cards
from campaigns.figures import all_figures


@home_panels.append
def headline_figures(request) -> Panel | None:
    """Two statements: the campaign, and all values."""
    if not request.user.has_perm(rights.VIEW):
        return None
    keys = [figure.key for figure in all_figures() if figure.headline]
    board = cards(request.user, on=clock.today(), keys=keys)
    return Panel("campaigns/_board.html", {"board": board, "is_part": True}, order=40)
