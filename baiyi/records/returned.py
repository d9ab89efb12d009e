"""A form that came when its session had ended, or from a page of before somebody signed in anew: what was typed is
kept for its person, by the ticket, and the way on leads back to it.
"""

import uuid
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_backends
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect, JsonResponse
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from baiyi.records.drafts import ChangedElsewhere, keep_form, open_drafts, resume_url
from baiyi.records.form_payload import as_uuid, payload_of
from baiyi.records.hooks import draft_kinds
from baiyi.records.models import Draft
from baiyi.records.moves import MoveRefused
from baiyi.records.tickets import Ticket, ticket_of

KEPT = "登录已过期，没有提交。填写的内容已保存，登录后接着填。"
OLD_SIGN_IN = "登录页放得太久，已经刷新，请再登录一次。"
MOST_KEPT = 200  # open drafts of a person: whoever holds one of his tickets cannot fill the disk
OLD_PAGE = "页面放得太久，已经刷新，请再操作一次。"


def keep_sent(request, ticket: Ticket, number: uuid.UUID, *, by) -> Draft | None:
    """Save what was sent as the draft of its kind; None when the form was submitted already.

    Raises MoveRefused, ChangedElsewhere, PermissionDenied.
    """
    kind = draft_kinds.get(ticket.kind)
    typed = payload_of(request)
    if kind is not None and kind.keep is not None:
        part = request.POST.get("part", "")
        return kind.keep(by=by, client_uuid=number, typed=typed, ticket=ticket, part=part)
    return keep_form(by=by, client_uuid=number, payload=typed, ticket=ticket)


def after_session_end(request):
    """To the sign-in page and from there back; a script learns it as JSON."""
    next_url = _kept_at(request) if request.method == "POST" else None
    if next_url:
        messages.warning(request, KEPT)
    answer = redirect_to_login(next_url or request.get_full_path())
    if request.headers.get("X-Requested-With") == "fetch":
        return JsonResponse({"error": "登录已过期，请重新登录", "location": answer.url}, status=401)
    return answer


def after_old_page(request):
    """The answer to a request whose token is of before; None when there is none but a refusal: so for what another
    site sent.
    """
    if "Origin" in request.headers and not _own(request, request.headers["Origin"]):
        return None
    if request.headers.get("X-Requested-With") == "fetch":
        return JsonResponse({"error": "页面已过期，请刷新"}, status=403)
    if request.path == resolve_url(settings.LOGIN_URL):
        return _sign_in_again(request)
    if (kept := _kept_at(request)) is not None:
        return HttpResponseRedirect(kept) if request.user.is_authenticated else redirect_to_login(kept)
    return _page_again(request)


def _sign_in_again(request):
    next_url = _own(request, request.POST.get("next", ""))
    if request.user.is_authenticated:
        return HttpResponseRedirect(next_url or "/")
    messages.warning(request, OLD_SIGN_IN)
    return redirect_to_login(next_url) if next_url else HttpResponseRedirect(request.path)


def _page_again(request):
    """A button of a page that was open: nothing was typed, the page comes anew."""
    before = _own(request, request.headers.get("Referer", ""))
    if not before or not request.user.is_authenticated:
        return None
    messages.warning(request, OLD_PAGE)
    return HttpResponseRedirect(before)


def _own(request, address: str) -> str:
    """Empty for an address of another server."""
    is_own = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if is_own else ""


def _kept_at(request) -> str | None:
    """Save what was sent for the person of its ticket; the address where it goes on. None when nothing can be kept."""
    ticket, number = ticket_of(request), as_uuid(request.POST.get("client_uuid"))
    person = _person(ticket.user_id) if ticket else None
    if person is None or number is None or open_drafts(person).count() >= MOST_KEPT:
        return None
    try:
        draft = _kept(request, ticket, number, person)
    except (MoveRefused, PermissionDenied):
        return None
    if draft is None:
        return ticket.address
    address = draft_kinds[draft.kind].resume_url(draft) if draft.kind in draft_kinds else resume_url(draft)
    return f"{address}&{urlencode({'returned': 1})}"


def _person(pk: int):
    """With his rights; None when the account is disabled."""
    backends = [each for each in get_backends() if hasattr(each, "get_user")]
    return next((found for each in backends if (found := each.get_user(pk))), None)


def _kept(request, ticket: Ticket, number: uuid.UUID, person) -> Draft | None:
    """Beside what another page saved meanwhile, under a number of its own."""
    try:
        return keep_sent(request, ticket, number, by=person)
    except ChangedElsewhere:
        return keep_sent(request, ticket, uuid.uuid4(), by=person)
