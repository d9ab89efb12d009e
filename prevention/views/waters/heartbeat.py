"""Where devices report: small JSON under a token, answered in JSON. No session, no form."""

import json
from contextlib import suppress
from functools import partial
from http import HTTPStatus

from django.core.cache import cache
from django.http import JsonResponse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View

from baiyi.accounts.addresses import client_address
from baiyi.records.policies import Machine
from prevention.services.waters.heartbeat import EVERY, Malformed, TooSoon, Unknown, hear, link_of, read

MOST_BYTES = 1024
MOST_WRONG, FORGOTTEN_AFTER = 20, 60  # wrong tokens from one address within these seconds
SCHEME = "Bearer "


@method_decorator(csrf_exempt, name="dispatch")
class DeviceHeartbeat(View):
    policy = Machine()
    http_method_names = ["post"]

    def post(self, request):
        address = f"heartbeat-{client_address(request)}"
        if cache.get(address, 0) >= MOST_WRONG:
            return _answer(HTTPStatus.TOO_MANY_REQUESTS, "wait", FORGOTTEN_AFTER)
        if _is_too_long(request):
            return _answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"at most {MOST_BYTES} bytes")
        try:
            link = link_of(_token(request))
            hear(link, read(_said(request.body)))
        except Unknown:
            _remember(address)
            return _answer(HTTPStatus.UNAUTHORIZED, "unknown")
        except Malformed as wrong:
            return _answer(HTTPStatus.BAD_REQUEST, str(wrong))
        except TooSoon:
            return _answer(HTTPStatus.TOO_MANY_REQUESTS, "wait", int(EVERY.total_seconds()))
        return JsonResponse({"heard": True})


def _answer(status: HTTPStatus, words: str, wait: int | None = None) -> JsonResponse:
    return JsonResponse({"error": words}, status=status, headers={"Retry-After": f"{wait}"} if wait else None)


def _is_too_long(request) -> bool:
    """By what it announces; a body of unknown length is not read at all."""
    announced = request.META.get("CONTENT_LENGTH") or ""
    is_number = announced.isascii() and announced.isdecimal() and len(announced) <= len(f"{MOST_BYTES}")
    return not is_number or int(announced) > MOST_BYTES


def _token(request) -> str:
    said = request.headers.get("Authorization", "")
    return said.removeprefix(SCHEME) if said.startswith(SCHEME) else ""


def _remember(address: str) -> None:
    cache.add(address, 0, FORGOTTEN_AFTER)
    with suppress(ValueError):  # forgotten in between
        cache.incr(address)


def _said(body: bytes):
    """Raises Malformed, also for a name that stands there twice."""
    try:
        return json.loads(body.decode(), object_pairs_hook=_once, parse_constant=partial(_refuse, "no number"))
    except (ValueError, RecursionError) as error:
        raise Malformed("no JSON") from error


def _once(pairs: list[tuple]) -> dict:
    names = [name for name, _ in pairs]
    if len(set(names)) < len(names):
        raise Malformed("a name stands there twice")
    return dict(pairs)


def _refuse(words: str, text: str):
    raise Malformed(words)
