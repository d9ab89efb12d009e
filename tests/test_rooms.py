"""The house: no room names an upper one, neither in an import (`make lint`) nor in a string or a template.

Keys and labels in rows of data are data: seeds and migrations are not read.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import URLResolver, get_resolver

from baiyi.figures import all_figures
from tests.discovered import assert_none_is_left_out
from tests.ours import CONTRACT, PACKAGES, ROOT, our_apps

ADDRESS = re.compile(r"\b([a-z]+):[a-z][a-z-]*\b")
TEMPLATE = re.compile(r"""(?:url|include|extends)\s+['"]([a-z_]+)[:/]""")
NOT_READ = {"migrations", "seeds", "tests"}
MOST_MODULES, MOST_FILES = 15, 40


@cache
def layers() -> list[list[str]]:
    """Top first, as the contract of the imports has them; siblings share a line."""
    found = [[each.strip() for each in line.split("|")] for line in CONTRACT["layers"]]
    return [line for line in found if line != ["baiyi.urls"]]


ROOMS = [room for line in layers() for room in line]
SUB_SYSTEMS = next(line for line in layers() if len(line) > 1)


def folder(room: str) -> Path:
    return ROOT / room.replace(".", "/")


def label(room: str) -> str:
    return room.rpartition(".")[2]


def not_below(room: str) -> set[str]:
    """Rooms above it, and its siblings."""
    place = next(number for number, line in enumerate(layers()) if room in line)
    return {each for line in layers()[: place + 1] for each in line} - {room}


@cache
def namespaces(room: str) -> set[str]:
    mine = set()
    for entry in get_resolver().url_patterns:
        if isinstance(entry, URLResolver) and entry.namespace and entry.urlconf_name.__name__.startswith(f"{room}."):
            mine.add(entry.namespace)
    return mine


@cache
def model_labels(room: str) -> set[str]:
    return {model._meta.label_lower for model in apps.get_models() if model._meta.app_label == label(room)}


@cache
def figure_keys(room: str) -> set[str]:
    """Keys that the room's own `figures` register: a module, or a package of them."""
    known = {figure.key for figure in all_figures()}
    paths = [path for path in modules(room) if "figures" in {path.stem, path.parent.name}]
    return known & {text for path in paths for text in strings(path)}


def modules(room: str) -> list[Path]:
    return [path for path in sorted(folder(room).rglob("*.py")) if not NOT_READ & set(path.relative_to(ROOT).parts)]


def strings(path: Path) -> Iterator[str]:
    """Every string constant but docstrings, the constant parts of f-strings too."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


def named(text: str, rooms: set[str]) -> set[str]:
    """What of those rooms the text names."""
    addresses = {space for each in rooms for space in namespaces(each)}
    found = {match[0] for match in ADDRESS.finditer(text) if match[1] in addresses}
    found |= {each for room in rooms for each in model_labels(room) if text.lower() == each}
    return found | {each for room in rooms for each in figure_keys(room) if text == each}


def hook_modules(room: str) -> set[str]:
    """What `AppConfig.ready` imports to fill hooks."""
    path = folder(room) / "apps.py"
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        f"{each.name}.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == room
        for each in node.names
    }


def siblings(room: str) -> set[str]:
    return next(set(line) for line in layers() if room in line) - {room}


@pytest.mark.parametrize("room", ROOMS)
def test_room_names_no_upper_room(room):
    wrong = {}
    for path in modules(room):
        rooms = not_below(room)
        if path.name in hook_modules(room) and path.parent == folder(room):
            rooms -= siblings(room)
        if found := {each for text in strings(path) for each in named(text, rooms)}:
            wrong[str(path.relative_to(ROOT))] = sorted(found)
    assert wrong == {}


@pytest.mark.parametrize("room", ROOMS)
def test_templates_of_a_room_name_no_upper_room(room):
    upper = {name for each in not_below(room) for name in {label(each), *namespaces(each)}}
    wrong = {}
    for path in (ROOT / "templates" / label(room)).glob("*.html"):
        if found := upper & set(TEMPLATE.findall(path.read_text(encoding="utf-8"))):
            wrong[path.name] = sorted(found)
    assert wrong == {}


def test_walk_sees_what_is_named():
    """The rooms it speaks of are not empty, and a name of each kind is found."""
    rooms = {"inspections", "hotspots"}
    assert named("inspections:notice-list", rooms) == {"inspections:notice-list"}
    assert named("看 hotspots:hotspot-list?tab=todo", rooms) == {"hotspots:hotspot-list"}
    assert named("inspections.Venue", rooms) == {"inspections.venue"}
    assert named("hotspots_listed", rooms) == {"hotspots_listed"}
    assert named("notices_issued", rooms) == {"notices_issued"}
    assert named("10:30 检查", rooms) == set()


@pytest.mark.parametrize("room", SUB_SYSTEMS)
def test_sub_system_has_few_modules_at_its_top(room):
    assert len([path for path in folder(room).glob("*.py") if path.name != "__init__.py"]) <= MOST_MODULES


def test_campaigns_is_one_house():
    """Migrations are history, and only ever grow in number."""
    files = [path for path in folder("campaigns").rglob("*.py") if path.parent.name != "migrations"]
    assert len(files) <= MOST_FILES


def test_every_app_of_ours_is_a_room():
    """An app of INSTALLED_APPS whose folder is here stands in the layer contract, in `root_packages` too."""
    assert_none_is_left_out(dict.fromkeys({each.name for each in our_apps()} - {*ROOMS}, "add it to the layers"))
    assert {config.name for config in our_apps()} == set(ROOMS)
    assert {config.name.partition(".")[0] for config in our_apps()} == PACKAGES
