"""What an installation shows: the same questions to the commit that stored it and to the code of today, in stored
names.

    python -m tests.upgrade.run observe known.json seen.json

looks at the installation that BAIYI_VAR and DATABASE_URL name, at its own moment. Looking signs in, reads messages and
lets time go on.
"""

import contextlib
import hashlib
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from html.parser import HTMLParser

from celery import current_app
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.test import Client
from django.urls import resolve

from baiyi.jobs.models import SCAN, Heartbeat
from baiyi.jobs.ticks import _scans
from baiyi.records.policies import policy_of
from tests.upgrade.moment import at
from tests.upgrade.moved import (
    NEW_KINDS,
    NEW_SCHEDULES,
    NEW_SUBJECTS,
    model_of,
    stored_job,
    stored_model,
    stored_schedule,
)
from tests.upgrade.visitor import answer_of, let_in, sign_in

NOT_TYPED = {"csrfmiddlewaretoken", "form_ticket"}  # made anew for each page
CHECKED = (
    "计划任务",
    "定期扫描",
    "搁置的任务",
    "数据库结构",
)  # groups or titles of the lines of 系统健康 that tell of the installation
NEXT_WEEK = (
    "2022-07-25T08:20",
    "2022-07-25T08:35",
)  # between the hour everybody begins with and the one this office set


def answer(known: dict) -> dict:
    """Everything, in an order in which nothing that is looked at later is disturbed by what came before.

    A question that cannot be answered is answered with its error, so that one fault does not hide the others.
    """
    with at(known["moment"]):
        before = [
            still_signed_in,
            journal,
            subjects,
            figures_of_days,
            runs,
            jobs,
            health,
            tasks,
            models,
            check,
            failing,
            rights,
        ]
        seen = {each.__name__: answered(partial(each, {}, known)) for each in before}
        people = Visitors(known)  # whose signing in may be a line of the journal
        seen |= {
            each.__name__: answered(partial(each, people, known))
            for each in (pages, photos, drafts, timelines, personal, messages)
        }
        seen |= {name: answered(partial(ticked, people, known)) for name in ("first_tick", "second_tick")}
        seen |= {
            "health_after": answered(partial(health, people, known)),
            "failing_after": answered(partial(failing, people, known)),
        }
        seen |= {"stale_scans": answered(partial(stale_scans, people, known))}
    return seen | {"next_week": [answered(partial(at_the_hour, moment, people, known)) for moment in NEXT_WEEK]}


def answered(question: Callable[[], object]):
    try:
        return question()
    except Exception as error:
        return " ← ".join(f"{type(each).__name__}: {each}" for each in _chain(error))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """It, and what it came of: SQLite's schema editor hides the error of a migration behind one of its own."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


class Visitors(dict):
    """A client for each account: those of `known["typed_in"]` give their password, the others are let in, which is
    quicker.
    """

    def __init__(self, known: dict):
        password = known["password"]
        super().__init__(
            {each: sign_in(each, password) if each in known["typed_in"] else let_in(each) for each in known["accounts"]}
        )


def still_signed_in(people, known) -> str:
    """The name on the page of whoever was signed in when it was stored: his session is read with the old secret."""
    client = Client()
    client.cookies["sessionid"] = known["session"]
    found = re.search(r'<h2 class="card-title">(.*?)</h2>', client.get("/accounts/me/").content.decode())
    return found[1] if found else ""


def journal(people, known) -> dict[str, int]:
    """Lines by the kind of record."""
    rows = (
        apps.get_model("auditlog", "LogEntry")
        .objects.order_by()
        .values_list("content_type__app_label", "content_type__model")
    )
    return {stored_model(f"{app}.{model}"): count for (app, model), count in sorted(Counter(rows).items())}


def subjects(people, known) -> dict[str, dict[str, list[int]]]:
    """Of every table whose rows are about a record of any kind: by kind, how many rows, and how many of them find their
    record.
    """
    found = {}
    for model in apps.get_models():
        is_new = model._meta.label_lower in NEW_SUBJECTS
        if not is_new and {"content_type", "object_id"} <= {field.name for field in model._meta.concrete_fields}:
            found[stored_model(model._meta.label_lower)] = _by_subject(model)
    return found


def _by_subject(model) -> dict[str, list[int]]:
    rows = model._base_manager.exclude(content_type=None).order_by().values_list("content_type", "object_id")
    by_type: dict[int, list[int]] = {}
    for content_type, pk in rows:
        by_type.setdefault(content_type, []).append(pk)
    types = apps.get_model("contenttypes", "ContentType").objects.in_bulk(list(by_type))
    return {
        stored_model(".".join(types[each].natural_key())): [len(pks), _alive(types[each], pks)]
        for each, pks in by_type.items()
    }


def _alive(content_type, pks: list[int]) -> int:
    model = content_type.model_class()
    alive = set(model._base_manager.values_list("pk", flat=True)) if model else set()
    return sum(pk in alive for pk in pks)


def figures_of_days(people, known) -> dict[str, dict]:
    return {day: figures(day) for day in known["days"]}


def check(people, known) -> str:
    """What manage.py check says."""
    return _said("check")


def figures(day: str) -> dict:
    return json.loads(_said("figures", "--json", "--on", day))


def _said(*command: str) -> str:
    out = io.StringIO()
    with contextlib.suppress(SystemExit):  # doctor found a fault
        call_command(*command, stdout=out)
    return out.getvalue()


def runs(people, known) -> list[list]:
    rows = model_of("jobs.scheduledrun").objects.values_list("name", "slot", "state", "is_late", "starts")
    return sorted(
        [stored_schedule(name), f"{slot:%Y-%m-%dT%H:%M}Z", state, is_late, starts]
        for name, slot, state, is_late, starts in rows
        if name not in NEW_SCHEDULES
    )


def jobs(people, known) -> list[list]:
    rows = model_of("jobs.backgroundjob").objects.order_by("pk").values_list("kind", "title", "state", "result")
    return [[stored_job(kind), *rest] for kind, *rest in rows]


def health(people, known) -> list[list[str]]:
    """Without the error of a scan: it may be gone as soon as the scan has another name."""
    found = json.loads(_said("doctor", "--json"))
    chosen = [
        line
        for line in found
        if {line["group"], line["title"]} & set(CHECKED) and line["title"] not in NEW_SCHEDULES.values()
    ]
    return sorted(
        [line["title"], *(["", ""] if line["title"] == "定期扫描" else [line["level"], line["text"]])]
        for line in chosen
    )


def tasks(people, known) -> list[str]:
    """Names of what the worker does: messages that waited in the broker are told by them."""
    current_app.loader.import_default_modules()
    ours = apps.get_app_configs()
    return sorted(
        name
        for name in current_app.tasks
        if any(name.startswith(f"{each.name}.") for each in ours) or name.startswith("baiyi.")
    )


def models(people, known) -> list[str]:
    """Kinds of records the database knows, and those of them that have no model any more."""
    types = apps.get_model("contenttypes", "ContentType").objects.all()
    return sorted(
        stored_model(".".join(each.natural_key())) + ("" if each.model_class() else " 没有这种记录") for each in types
    )


def pages(people, known) -> dict[str, dict[str, str]]:
    """The answers at each address to the accounts that are to ask there."""
    return {
        address: {each: answer_of(people[each], address) for each in accounts}
        for address, accounts in known["pages"].items()
    }


def rights(people, known) -> dict[str, str]:
    """Of each address: which accounts its policy lets in, in their order; 1 is yes."""

    users = model_of("accounts.user").objects.in_bulk(known["accounts"], field_name="username")

    def admits(address: str, account: str) -> bool:
        try:
            return policy_of(resolve(address.partition("?")[0]).func).admits(users[account])
        except PermissionDenied:
            return False

    return {address: "".join(f"{admits(address, each):d}" for each in known["accounts"]) for address in known["pages"]}


def photos(people, known) -> dict[str, list]:
    """Subject, who may see it, and whether the picture is the one that was stored."""
    found = {}
    for photo in model_of("exchange.photo").objects.select_related("content_type").order_by("pk"):
        subject = stored_model(".".join(photo.content_type.natural_key())) if photo.content_type_id else ""
        answers = [_picture(people[each], photo) for each in known["lookers"]]
        found[str(photo.uuid)] = [subject, photo.object_id, " ".join(answers)]
    return found


def _picture(client, photo) -> str:
    answer = client.get(f"/files/photos/{photo.uuid}/")
    if answer.status_code != 200:
        return f"{answer.status_code}"
    return "ok" if hashlib.sha256(b"".join(answer)).hexdigest() == photo.sha256 else "changed"


class Fields(HTMLParser):
    """What stands in the fields of a page, and the photos on it."""

    def __init__(self, page: str):
        super().__init__()
        self.found: dict[str, str] = {}
        self.photos: list[str] = []
        self._area = ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        facts = dict(attrs)
        if tag == "textarea":
            self._area = facts.get("name") or ""
        elif tag == "img" and (facts.get("src") or "").startswith("/files/photos/"):
            self.photos.append(facts["src"])
        elif (
            tag == "input"
            and facts.get("value")
            and (facts.get("type") not in {"radio", "checkbox"} or "checked" in facts)
        ):
            self._keep(facts.get("name"), facts["value"])

    def handle_data(self, data):
        if self._area:
            self._keep(self._area, data)

    def handle_endtag(self, tag):
        if tag == "textarea":
            self._area = ""

    def _keep(self, name: str | None, value: str) -> None:
        if name and name not in NOT_TYPED and value.strip():
            self.found[name] = value.strip()


def drafts(people, known) -> dict[str, list]:
    """Of each account: the drafts its own page leads to, with what is typed in them and their photos."""
    found = {}
    for account, client in people.items():
        mine = re.findall(r'<a class="draft-bar" href="([^"]+)">', client.get("/accounts/me/").content.decode())
        opened = [
            (address.replace("&amp;", "&"), Fields(client.get(address.replace("&amp;", "&")).content.decode()))
            for address in mine
        ]
        found[account] = [[address, fields.found, sorted(set(fields.photos))] for address, fields in opened]
    return {account: rows for account, rows in found.items() if rows}


def timelines(people, known) -> dict[str, list[str]]:
    """The sentences at the foot of some records."""
    return {
        address: _timeline(people[account].get(address).content.decode())
        for address, account in known["timelines"].items()
    }


def _timeline(page: str) -> list[str]:
    block = page.partition('<ol class="timeline-list">')[2].partition("</ol>")[0]
    lines = re.findall(r"<li.*?</li>", block, re.S)
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", line)).strip() for line in lines]


def personal(people, known) -> dict:
    """A name and phone in clear, shown to who gives a reason; and all of them, as a digest."""
    rows = list(model_of("inspections.venue").objects.order_by("pk").values_list("pk", "head_name", "head_phone"))
    page = people["officer"].post(known["revealed"], {"reason": "核对责令整改通知书签收人身份"}).content.decode()
    shown = [word for word in known["personal"] if word in page]
    return {"shown": shown, "digest": hashlib.sha256(json.dumps(rows).encode()).hexdigest(), "rows": len(rows)}


def messages(people, known) -> dict[str, list]:
    """Of each account: every message, and where opening it leads, with the answer there."""
    found = {}
    for account, client in people.items():
        rows = (
            model_of("notifications.notification")
            .objects.filter(recipient__username=account)
            .select_related("content_type")
        )
        found[account] = sorted([*_message(row), *_opened(client, row.pk)] for row in rows)
    return found


def _message(row) -> list:
    subject = stored_model(".".join(row.content_type.natural_key()))
    return [row.kind, row.text, subject, row.object_id, row.period, row.read_at is not None]


def _opened(client, pk: int) -> list[str]:
    leads_to = client.post(f"/inbox/messages/{pk}/").url
    return [leads_to, answer_of(client, leads_to)]


def ticked(people, known) -> dict:
    """What the worker does at this moment: slots and jobs as they stand after it, and what was said."""
    before = _told()
    current_app.loader.import_default_modules()
    current_app.tasks["baiyi.jobs.tasks.tick"]()
    return {
        "runs": runs(people, known),
        "jobs": jobs(people, known),
        "told": dict(sorted((_told() - before).items())),
        **_duties(),
    }


def _told() -> Counter:
    told = model_of("notifications.notification").objects.exclude(kind__in=NEW_KINDS).order_by()
    rows = told.values_list("kind", "recipient__username", "is_late")
    return Counter(" ".join(map(str, row)) for row in rows)


def _duties() -> dict:
    rows = (
        model_of("campaigns.weeklyduty").objects.order_by("starts_on", "hotspot").values_list("starts_on", "missed_at")
    )
    return {"duties": Counter(f"{day} {'漏督' if missed else ''}" for day, missed in rows)}


def stale_scans(people, known) -> list[str]:
    """Rows of scans that no code runs any more: one that ended with an error would say so for ever."""

    return sorted(
        name
        for name in Heartbeat.objects.filter(name__startswith=SCAN).values_list("name", flat=True)
        if name not in _scans
    )


def failing(people, known) -> list[str]:
    return sorted(Heartbeat.objects.filter(name__startswith=SCAN).exclude(detail="").values_list("name", flat=True))


def at_the_hour(moment: str, people, known) -> dict:
    """The clock of this machine did not run there by itself, so somebody says that it is right."""
    with at(moment):
        _said("doctor", "--trust-clock")
        return ticked(people, known) | {"health": health(people, known)}
