"""The documents say what is there: links, pictures, make targets, commands, variables, URL names, demo accounts."""

import io
import re
from pathlib import Path

import pytest
from django.core.management import call_command, get_commands

from baiyi.records.policies import walk_urls
from campaigns.demo import ACCOUNTS
from scripts.source_rules import our_files

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
LINK = re.compile(r"!?\[[^\]]*\]\((?P<target>[^)\s]+)\)")
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
READ_IN_PYTHON = re.compile(r"""(?:environ(?:\.get)?[(\[]|_flag\()\s*["']([A-Z_]+)["']""")
READ_IN_SHELL = re.compile(r"\$\{([A-Z_]+):?-")
READ_BY_LIBRARIES = {"DATABASE_URL"}  # dj_database_url
VARIABLE_ROW = re.compile(r"^\| \*{0,2}`([A-Z_]+)`", re.MULTILINE)
ELSEWHERE = re.compile(r"\.\./" + r"shared|/" + r"work/|/" + r"root/|/" + r"home/[a-z]")  # places of somebody's machine

each_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def code_in(*documents: Path) -> str:
    return "\n".join(found for document in documents for found in CODE.findall(text_of(document)))


def anchors(document: Path) -> set[str]:
    """The headings as addresses within the page."""
    headings = re.findall(r"^#+ (.+)$", text_of(document), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken_links(document: Path) -> list[str]:
    found = []
    for target in (match["target"] for match in LINK.finditer(text_of(document))):
        path, _, anchor = target.partition("#")
        if "://" in target:
            continue
        aim = (document.parent / path) if path else document
        if not aim.exists() or (anchor and anchor not in anchors(aim)):
            found.append(target)
    return found


def variables_read() -> set[str]:
    """Every environment variable that code, scripts or tests look at."""
    found = set()
    for name in our_files():
        path = ROOT / name
        if path.suffix == ".py" and path != Path(__file__):
            found |= set(READ_IN_PYTHON.findall(text_of(path)))
        elif name == ".ci/run" or name == "Makefile" or name.startswith("scripts/"):
            found |= set(READ_IN_SHELL.findall(text_of(path)))
    return found


@each_document
def test_link_or_picture_leads_somewhere(document):
    assert broken_links(document) == []


@each_document
def test_document_names_no_place_of_a_machine(document):
    assert ELSEWHERE.findall(text_of(document)) == []


def test_make_target_that_is_named_exists():
    targets = set(re.findall(r"^([a-z-]+):", text_of(ROOT / "Makefile"), re.MULTILINE))
    named = set(re.findall(r"\bmake ([a-z][a-z-]*)", code_in(*DOCUMENTS)))
    assert {"run", "test"} <= named <= targets


def test_command_that_is_named_exists():
    assert set(re.findall(r"manage\.py ([a-z_]+)", code_in(*DOCUMENTS))) <= get_commands().keys()


def test_url_that_is_named_resolves():
    namespaces = {name.partition(":")[0] for name, _ in walk_urls() if ":" in name}
    named = re.findall(rf"`((?:{'|'.join(namespaces)}):[a-z-]+)`", "\n".join(map(text_of, DOCUMENTS)))
    assert named
    assert set(named) <= {name for name, _ in walk_urls()}


def test_operations_lists_every_variable_that_is_read_and_no_other():
    assert set(VARIABLE_ROW.findall(text_of(ROOT / "docs" / "operations.md"))) == variables_read() | READ_BY_LIBRARIES


def test_readme_lists_the_demo_accounts():
    rows = re.findall(r"^\| `(\w+)` \| (\S+) \| (\S+) \|", text_of(ROOT / "README.md"), re.MULTILINE)
    assert rows == [(account, role.label, unit) for account, unit, role in ACCOUNTS]


@pytest.mark.django_db
def test_readme_shows_what_the_command_prints():
    printed = io.StringIO()
    asked = re.search(r"manage\.py (due .+)\n((?:.+\n)+?)```", text_of(ROOT / "README.md"))
    call_command(*asked[1].split(), stdout=printed, stderr=io.StringIO())
    assert printed.getvalue() == asked[2]


def test_broken_link_is_found(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        "# A heading\n[a](page.md#a-heading) [b](page.md#other) [c](gone.md) ![d](gone.png)", encoding="utf-8"
    )
    assert broken_links(page) == ["page.md#other", "gone.md", "gone.png"]
