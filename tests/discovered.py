"""What the tests of every room declare (tests/samples.py), found by walking the app registry.

A new room needs no line here: its `tests/<room>/samples.py` is read as soon as its app is installed.
"""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from django.db.models import Model
from django.urls import URLPattern, reverse

from baiyi.records.policies import walk_urls
from baiyi.transfers.sendable import Sendable, everything
from tests.factories import Force
from tests.ours import ROOT, our_apps
from tests.samples import FormPage, Sample, Subject
from tests.world import World

URLS: dict[str, URLPattern] = dict(walk_urls())


@cache
def rooms() -> dict[str, ModuleType]:
    """The `samples` of each room that has one, by the label of its app."""
    names = {config.label: f"tests.{config.label}.samples" for config in our_apps()}
    found = {label: name for label, name in names.items() if find_spec(f"tests.{label}") and find_spec(name)}
    return {label: import_module(name) for label, name in found.items()}


def folders_with_samples() -> set[str]:
    """Whether or not an app belongs to them."""
    return {path.parent.name for path in (ROOT / "tests").glob("*/samples.py")}


def samples() -> list[Sample]:
    return [sample for room in rooms().values() for sample in getattr(room, "SAMPLES", ())]


@cache
def form_pages() -> dict[str, FormPage]:
    """By the name of their address: those of the samples, and those by hand."""
    found = {}
    for sample in samples():
        found |= sample.form_pages()
    for room in rooms().values():
        found |= getattr(room, "FORM_PAGES", {})
    return found


@cache
def subjects() -> dict[str, Subject]:
    """By the beginning of the names of their addresses."""
    found = {f"{sample.name}-": Subject(sample.record) for sample in reversed(samples())}
    for room in rooms().values():
        found |= getattr(room, "SUBJECTS", {})
    return found


def subject_of(name: str) -> Subject | None:
    """What the address is about: what most of its name says; of a move, the record it can be made on."""
    for sample in samples():
        page = sample.form_pages().get(name)
        if page and page.record:
            return Subject(page.record)
    beginnings = [each for each in subjects() if name.startswith(each)]
    return subjects()[max(beginnings, key=len)] if beginnings else None


def place(name: str) -> str:
    """Where the tests of the room that owns an address declare what they need."""
    return f"tests/{name.partition(':')[0]}/samples.py"


def assert_none_is_left_out(missing: dict[str, str]) -> None:
    """By what is missing: where to add what. A line each."""
    assert not missing, "\n" + "\n".join(f"{what}: {how}" for what, how in sorted(missing.items()))


def takes_arguments(name: str) -> bool:
    return bool(URLS[name].pattern.regex.groupindex)


def address(name: str, world: World) -> str:
    """A real address for the name of one, about a row of this world."""
    if not takes_arguments(name):
        return reverse(name)
    subject = subject_of(name)
    assert subject, (
        f"{name} takes an argument; say in SUBJECTS of tests/{name.partition(':')[0]}/samples.py of which row"
    )
    return reverse(name, kwargs=subject.arguments(subject.make(world)))


def happenings() -> list[Callable[[World], None]]:
    """What happens in the rooms, the lower ones first."""
    return [room.happen for room in reversed(rooms().values()) if hasattr(room, "happen")]


def make_everything(world: World) -> None:
    for happen in happenings():
        happen(world)
    for sample in samples():
        sample.record(world)
    for subject in subjects().values():
        subject.make(world)


def sendable_records() -> dict[str, Callable[[Force], Model]]:
    """By label, for all that can be sent: how one is made of the first station. `SENDABLE` of a room's samples says it,
    else the first of its samples that its room lets go.
    """
    known = {label: make for room in rooms().values() for label, make in getattr(room, "SENDABLE", {}).items()}
    return {each.label: known.get(each.label) or _first_that_goes(each) for each in everything()}


def _first_that_goes(sendable: Sendable) -> Callable[[Force], Model]:
    mine = [sample for sample in samples() if sample.views.model._meta.label_lower == sendable.label]

    def make(force: Force) -> Model:
        for sample in mine:
            record = sample.make(force)
            if not sendable.refusal(record):
                return record
        raise AssertionError(
            f"{sendable.label} can be sent: say how one is made in SENDABLE of the samples of its room"
        )

    return make
