"""What there is to look at in an installation:
addresses, who asks at each, and the records whose timelines are read.
"""

import re
from collections import defaultdict

from django.urls import Resolver404, resolve

from baiyi.records.policies import walk_urls
from tests.upgrade.moved import model_of
from tests.upgrade.visitor import answer_of, let_in, text_of

PER_NAME = 2  # addresses of one kind
PER_QUESTION = 4  # addresses of one kind with a question
ASKED = 2  # accounts at one address
ADDRESS = re.compile(r'"(/[^"?\s<>]*)"')
LINKED = re.compile(r'href="(/[^"\s<>]*\?[^"\s<>]*)"')
# what no page leads to with an address one could follow: {…} is the newest of that kind
MORE = """
/healthz
/inbox/counts/
/inbox/messages/read/
/system/health/clock/
/system/jobs/{jobs.backgroundjob}/retry/
/system/runs/{jobs.scheduledrun}/retry/
/files/photos/
/inspections/entry/draft/
/inspections/entry/{inspections.inspection}/result/
/inspections/entry/{inspections.inspection}/withdraw/
/inspections/entry/{records.draft.client_uuid}/review/
/inspections/entry/{records.draft.client_uuid}/discard/
/inspections/notices/{inspections.rectificationnotice}/change/
/inspections/notices/{inspections.rectificationnotice}/issue/
/inspections/notices/{inspections.rectificationnotice}/serve/
/inspections/venues/{inspections.venue}/reveal/
/campaign/assignments/{campaigns.hotspotassignment}/sign/
"""
PLACE = re.compile(r"{(\w+\.\w+)\.?(\w*)}")


def pages_of(accounts: list[str]) -> dict[str, list[str]]:
    """Address → the accounts that ask: at least one address for every name in the address space, and links with a
    question.

    Raises LookupError when no page leads to a name.
    """
    found, links = _crawl(accounts)
    if missing := {name for name, _ in walk_urls()} - found.keys():
        raise LookupError(f"no page leads to {sorted(missing)}: add them to MORE")
    return _who_asks(sorted(address for kept in (*found.values(), *links.values()) for address in kept), accounts)


def _who_asks(addresses: list[str], accounts: list[str]) -> dict[str, list[str]]:
    """At each address the first account that is let in, and the first that gets another answer: scopes differ."""
    people, found = {each: let_in(each) for each in accounts}, {}
    for address in addresses:
        first: dict[str, str] = {}
        for account, client in people.items():
            first.setdefault(answer_of(client, address), account)
        answers = sorted(first, key=lambda answer: (not answer.startswith("200"), answer.startswith("4")))
        found[address] = [first[answer] for answer in answers if answer != "403" or len(first) == 1][:ASKED]
    return found


def _crawl(accounts: list[str]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Follow every kind of address from the first page on, as every account."""
    found: dict[str, list[str]] = defaultdict(list)
    links: dict[str, list[str]] = defaultdict(list)
    for address in MORE.split():
        _note(found, PLACE.sub(_newest, address))
    for account in accounts:
        _follow(let_in(account), found, links)
    return found, links


def _newest(place: re.Match) -> str:
    return f"{getattr(model_of(place[1]).objects.latest('pk'), place[2] or 'pk')}"


def _follow(client, found: dict[str, list[str]], links: dict[str, list[str]]) -> None:
    """Opens what was found before as well: another account sees other ways on."""
    waiting = ["/"]
    for address in waiting:  # grows
        text = text_of(client.get(address))
        for each in LINKED.findall(text):
            _note(links, each.replace("&amp;", "&"), most=PER_QUESTION)
        for each in dict.fromkeys(ADDRESS.findall(text)):
            _note(found, each)
        waiting += [each for kept in found.values() for each in kept if each not in waiting]


def _note(found: dict[str, list[str]], address: str, *, most: int = PER_NAME) -> None:
    """Keep it when it is one of the first of its kind."""
    try:
        known = found[resolve(address.partition("?")[0]).view_name]
    except Resolver404:
        return
    if address not in known and len(known) < most:
        known.append(address)


def timelines() -> dict[str, str]:
    """Address → the account that looks: the records that most happened to."""
    hotspots = model_of("campaigns.hotspot").objects
    chosen = [
        hotspots.get(name="西街车站周边"),
        hotspots.get(name="东街夜市周边"),
        model_of("campaigns.supervision").objects.latest("pk"),
    ]
    chosen += [
        model_of("campaigns.responsibilityitem").objects.get(code="创稳-12"),
        model_of("campaigns.operation").objects.latest("pk"),
    ]
    chosen += [
        model_of("inspections.rectificationnotice").objects.latest("pk"),
        model_of("inspections.venue").objects.latest("pk"),
    ]
    return {record.get_absolute_url(): "office" for record in chosen}
