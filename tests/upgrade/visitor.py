"""Somebody at the front door: signs in with his password, opens addresses as they were written down, fills forms."""

import re

from django.contrib.auth import get_user_model
from django.test import Client

COUNT = re.compile(r"共 (\d+) 条")
UNCOUNTED = ("/journal/",)  # signing in and reading are lines of the journal: their number grows with every visit
REFUSED = re.compile(r'class="error-summary".*?</(?:section|div)>', re.S)
NOT_WORDS = re.compile(r"<[^>]+>|\s+")


class Refused(Exception):
    """The form was not accepted; the text is what the page says."""


def sign_in(username: str, password: str) -> Client:
    """Raises Refused."""
    client = Client(raise_request_exception=False)
    answer = client.post("/accounts/login/", {"username": username, "password": password})
    if answer.status_code != 302:
        raise Refused(f"{username}: {answer.status_code}")
    return client


def let_in(username: str) -> Client:
    client = Client(raise_request_exception=False)
    person = get_user_model().objects.get(username=username)
    client.force_login(person, backend="baiyi.accounts.backends.PostingBackend")
    return client


def answer_of(client: Client, address: str) -> str:
    """In one word: the status, how many rows a list counts, where it leads."""
    answer = client.get(address)
    if answer.status_code in {301, 302}:
        return f"{answer.status_code}>{answer.url}"
    text = text_of(answer)
    found = COUNT.search(text)
    return (
        f"{answer.status_code}/{found[1]}" if found and not address.startswith(UNCOUNTED) else f"{answer.status_code}"
    )


def text_of(answer) -> str:
    """Of a page; empty for a file, which is read and closed."""
    content = b"".join(answer)
    return content.decode() if answer.headers.get("Content-Type", "").startswith("text/html") else ""


def send(client: Client, address: str, /, **typed):
    """POST what must be accepted. Raises Refused."""
    answer = client.post(address, typed)
    if answer.status_code not in {200, 201, 302} or (answer.status_code == 200 and b"error-summary" in answer.content):
        said = REFUSED.search(answer.content.decode())
        raise Refused(f"{address}: {answer.status_code} {NOT_WORDS.sub(' ', said[0] if said else '')}")
    return answer


def fill(client: Client, address: str, /, **words):
    """The form as its page shows it, with these words. Needs `setup_test_environment`. Raises Refused."""
    form = client.get(address).context["form"]
    shown = {form[name].html_name: form[name].value() for name in form.fields}
    return send(
        client,
        address,
        **({name: _typed(value) for name, value in shown.items() if value not in (None, "", False)} | words),
    )


def _typed(value):
    if hasattr(value, "hour") and hasattr(value, "year"):
        return f"{value:%Y-%m-%dT%H:%M}"
    return [str(each) for each in value] if isinstance(value, list | tuple) else str(value)
