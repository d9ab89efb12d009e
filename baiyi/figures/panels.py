"""结转表, above the list of whatever a stock counts."""

from functools import cache

from django.urls import reverse

from baiyi.figures import rights
from baiyi.figures.declarations import Stock
from baiyi.figures.registry import all_figures
from baiyi.records.hooks import list_actions
from baiyi.records.views import PageAction


@list_actions.register("*")
def balance_of(request, model) -> PageAction | None:
    """Of the first stock of these rows that the person may see."""
    user = request.user
    if not user.has_perm(rights.VIEW):
        return None
    figure = next((each for each in _stocks_of(model) if user.has_perm(each.right)), None)
    return figure and PageAction("结转表", reverse("figures:balance", args=[figure.key]), "list-check")


@cache
def _stocks_of(model) -> list[Stock]:
    return [each for each in all_figures() if isinstance(each, Stock) and each.rows().model is model]
