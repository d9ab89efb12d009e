"""Every URL says who may open it. A URL without a policy fails start-up; the gate refuses what no policy allows."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.urls import URLPattern, URLResolver, get_resolver, resolve


@dataclass(frozen=True)
class Public:
    """Anybody, also without an account."""

    def admits(self, user) -> bool:
        return True


@dataclass(frozen=True)
class Machine(Public):
    """A machine with a token of its own, which the view asks for: no session, no form, no CSRF token."""


@dataclass(frozen=True)
class SignedIn:
    """Any account that is signed in."""

    def admits(self, user) -> bool:
        return user.is_authenticated


@dataclass(frozen=True)
class Needs:
    """An account that holds the right at some unit. Which rows it may touch is scope, not policy."""

    right: str

    def admits(self, user) -> bool:
        if user.is_authenticated and not user.has_perm(self.right):
            raise PermissionDenied(self.right)
        return user.is_authenticated


Policy = Public | SignedIn | Needs


def policy(declared: Policy):
    """Declare the policy of a function view."""

    def decorate(view):
        view.policy = declared
        return view

    return decorate


def policy_of(callback) -> Policy | None:
    """Of the URL: given where its view was declared, else the view's own."""
    declared = getattr(callback, "view_initkwargs", {}).get("policy")
    return declared or getattr(getattr(callback, "view_class", callback), "policy", None)


def opens(user, address: str) -> bool:
    """Whether the policy of the page at that address lets the person in: a link to it is drawn. Which rows it shows is
    scope.
    """
    declared = policy_of(resolve(address.partition("?")[0]).func)
    try:
        return declared is not None and declared.admits(user)
    except PermissionDenied:
        return False


def is_polled(callback) -> bool:
    """Asked for by a page, not by the person (`is_polled = True` on the view): it keeps no idle session alive."""
    return _says(callback, "is_polled")


def is_free(callback) -> bool:
    """Says nothing of anybody (`is_free = True` on the view): open also while the password must be changed."""
    return _says(callback, "is_free")


def _says(callback, name: str) -> bool:
    return getattr(getattr(callback, "view_class", callback), name, False)


def walk_urls() -> Iterator[tuple[str, URLPattern]]:
    """Every URL of the project as (full name, pattern)."""
    yield from _walk(get_resolver(), "")


def _walk(resolver: URLResolver, namespace: str) -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry, inner)
        else:
            yield f"{namespace}{entry.name}", entry
