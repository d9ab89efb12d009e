"""Every form page of the product, found in the address space, and the kinds of fields on it.

What each accepts stands beside the samples of its room (tests/samples.py).
"""

from collections.abc import Iterator

from django import forms
from django.http import HttpResponse
from django.test import Client

from baiyi.records.policies import Needs, Public, policy_of
from tests.discovered import URLS, address, form_pages, place
from tests.samples import FormPage
from tests.world import World

PAGES: dict[str, FormPage] = form_pages()


def is_text(bound) -> bool:
    """Chips are tapped, not typed."""
    is_typed = isinstance(bound.field, forms.CharField) and not isinstance(bound.field, forms.UUIDField)
    return is_typed and not bound.html_name.endswith("-phrase")


KINDS = {
    "texts": is_text,
    "days": lambda bound: isinstance(bound.field, forms.DateField | forms.DateTimeField),
    "times": lambda bound: isinstance(bound.field, forms.TimeField),
    "numbers": lambda bound: isinstance(bound.field, forms.IntegerField),
    "choices": lambda bound: isinstance(bound.field, forms.ChoiceField | forms.ModelChoiceField),
}
HARMLESS = (forms.BooleanField, forms.FileField, forms.UUIDField)  # no text, day, number or choice is typed into them


def fields_of(kind: str, fields: dict) -> dict:
    return {name: bound for name, bound in fields.items() if KINDS[kind](bound)}


def kinds_of(fields: dict) -> set[str]:
    return {kind for kind in KINDS if fields_of(kind, fields)}


def unmet(fields: dict) -> list[str]:
    """Fields that no bad input is made for."""
    rest = [name for name, bound in fields.items() if not any(is_kind(bound) for is_kind in KINDS.values())]
    return [name for name in rest if not name.endswith("-phrase") and not isinstance(fields[name].field, HARMLESS)]


def open_page(world: World, name: str):
    """(page, its client, its fields, a payload it would accept)."""
    page = PAGES[name]
    client = world.client(page.who)
    form = form_on(client.get(page.address(world)))
    assert form is not None, f"{name} shows no form; look at FORM_PAGES and SAMPLES of {place(name)}"
    return page, client, {field: form[field] for field in form.fields}, page.accepted(world, form)


def send(client: Client, page: FormPage, world: World, payload) -> HttpResponse:
    if page.method == "get":
        return client.get(page.address(world), payload)
    return client.post(page.address(world), payload)


def form_on(response: HttpResponse) -> forms.BaseForm | None:
    """The form of ours a page shows; the filter of a list is none."""
    form = response.context.get("form") if response.context is not None else None
    return form if isinstance(form, forms.BaseForm) else None


def form_pages_found(world: World) -> dict[str, dict]:
    """Names of the addresses that show a form to anybody, each with its fields."""
    return {name: {each: form[each] for each in form.fields} for name, form in _forms_shown(world)}


def _forms_shown(world: World) -> Iterator[tuple[str, forms.BaseForm]]:
    for name in URLS:
        page = PAGES.get(name)
        url, people = (page.address(world), [page.who]) if page else (address(name, world), _admitted(name, world))
        shown = (form_on(_opened(world.client(who), url)) for who in people)
        if form := next((form for form in shown if form is not None), None):
            yield name, form


def _admitted(name: str, world: World) -> list[str]:
    """One of each role that gets past the policy of the page, a visitor of a public one."""
    policy, people = policy_of(URLS[name].callback), reversed(world.force.people.items())
    if isinstance(policy, Public):
        return [""]
    admitted = {user: who for who, user in people if not isinstance(policy, Needs) or user.has_perm(policy.right)}
    return list({frozenset(user.roles): who for user, who in admitted.items()}.values())


def _opened(client: Client, url: str) -> HttpResponse:
    response = client.get(url)
    if response.streaming:
        b"".join(response)  # reads and closes a file
    return response
