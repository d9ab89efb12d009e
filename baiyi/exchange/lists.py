"""A list as a person sees it, by its address: for what is done with all its rows, on a page or by the worker."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, QueryDict
from django.urls import Resolver404, resolve

from baiyi.records.policies import policy_of
from baiyi.records.views import SORT_KEY, ListPage


class WrongConditions(Http404):
    """The conditions in the address of a list make no sense."""


def list_at(address: str, user) -> ListPage:
    """The page, read and not drawn: `object_list` are its rows under the conditions of the address, `get_table()` has
    its columns and their order.

    Raises Http404 where no list stands, WrongConditions, PermissionDenied.
    """
    path, _, query = address.partition("?")
    match = _match(path)
    declared = policy_of(match.func)
    if declared is None or not declared.admits(user):
        raise PermissionDenied("")
    page = match.func.view_class(**match.func.view_initkwargs)
    page.setup(_request(path, query, user), *match.args, **match.kwargs)
    _read(page)
    return page


def _match(path: str):
    try:
        found = resolve(path)
    except Resolver404 as error:
        raise Http404(path) from error
    if not issubclass(getattr(found.func, "view_class", object), ListPage):
        raise Http404(path)
    return found


def _request(path: str, query: str, user) -> HttpRequest:
    request = HttpRequest()
    request.method, request.path, request.GET, request.user = "GET", path, QueryDict(query, mutable=True), user
    request.GET.setlist("sort", [key for key in request.GET.getlist("sort") if SORT_KEY.fullmatch(key)])
    request.path_info = path
    return request


def _read(page: ListPage) -> None:
    """What the page itself does before it draws."""
    page.filterset = page.get_filterset(page.get_filterset_class())
    if page.filterset.is_bound and not page.filterset.is_valid():
        raise WrongConditions("conditions")
    page.object_list = page.filterset.qs
