"""The button 导出 of every list that is taken away."""

from baiyi.exchange.exports.views import button
from baiyi.records.hooks import list_actions
from baiyi.records.views import ListPage, PageAction


@list_actions.register("*")
def export_action(request, model) -> PageAction | None:
    view = getattr(request.resolver_match.func, "view_class", object) if request.resolver_match else object
    return button(request) if issubclass(view, ListPage) and view.is_taken_away else None
