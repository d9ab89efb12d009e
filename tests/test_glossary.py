"""Every word of the interface that the code declares stands in docs/glossary.md, with the identifiers it stands for."""

import re
from collections import defaultdict
from itertools import chain

from django.db import models

from baiyi.accounts.roles import Role
from baiyi.figures import all_figures
from baiyi.records.policies import walk_urls
from baiyi.records.rights import all_rights
from tests.ours import ROOT, our_models

list(walk_urls())  # rights that only views use are declared when the views are loaded

GLOSSARY = ROOT / "docs" / "glossary.md"
SHARED, CONCEPTS = "Shared words", "Words without a label of their own"
ROW = re.compile(
    r"^\| (?P<term>[^|]+?) \| (?P<identifiers>[^|]+?) \| (?P<meaning>[^|]+?) \| (?P<basis>[^|]+?) \|$", re.MULTILINE
)
NOT_CHINESE = {
    "ID",
    "parent",
    "%",
    "110",
    "12345",
}  # words of Django and of django-tree-queries, a sign, two numbers to call

Words = dict[str, set[str]]  # 中文 → identifiers


def declared_words() -> Words:
    """What the code calls what: models, columns, choices, rights, figures and their measures."""
    found: Words = defaultdict(set)
    for word, identifier in chain(*map(words_of, our_models()), words_of_registries()):
        found[str(word)].add(identifier)
    return found


def words_of(model: type[models.Model]):
    yield model._meta.verbose_name, snake(model.__name__)
    for field in model._meta.fields + model._meta.many_to_many:
        yield field.verbose_name, field.name
        for value, label in field.flatchoices:
            yield label, str(value)


def words_of_registries():
    for right in all_rights():
        yield right.label, right.code
    for figure in all_figures():
        yield figure.label, figure.key
        yield figure.measure, "measure"


def snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def sections(text: str) -> dict[str, list[re.Match]]:
    """Rows by heading; the head and the rule of a table are none."""
    parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    found = dict(zip(parts[1::2], parts[2::2], strict=True))
    return {
        title: [row for row in ROW.finditer(body) if row["term"] not in {"中文", "---"}]
        for title, body in found.items()
    }


def glossary() -> dict[str, list[re.Match]]:
    return sections(GLOSSARY.read_text(encoding="utf-8"))


def identifiers(row: re.Match) -> set[str]:
    return set(re.findall(r"`([^`]+)`", row["identifiers"]))


def problems(declared: Words, listed: dict[str, list[re.Match]]) -> list[str]:
    """What is wrong with the glossary, a line each."""
    rows = [row for title, found in listed.items() if title != CONCEPTS for row in found]
    explained = {row["term"]: identifiers(row) for row in rows}
    shared = {row["term"] for row in listed.get(SHARED, [])}
    everything = [row["term"] for found in listed.values() for row in found]
    lines = [f"{term} is listed twice" for term in sorted({term for term in everything if everything.count(term) > 1})]
    lines += [
        f"{term} ({', '.join(sorted(names))}) is missing" for term, names in declared.items() if term not in explained
    ]
    lines += [f"{term} is not in the code" for term in explained if term not in declared]
    for term in declared.keys() & explained.keys():
        if explained[term] != declared[term]:
            lines.append(f"{term} is {sorted(declared[term])} in the code, {sorted(explained[term])} in the glossary")
        if (len(declared[term]) > 1) != (term in shared):
            kind = "not a shared word" if term in shared else "a shared word"
            lines.append(f"{term} stands for {len(declared[term])} identifiers: {kind}")
    return lines


def test_every_word_of_the_interface_is_in_the_glossary():
    found = problems(declared_words(), glossary())
    assert not found, "\n".join(found)


def test_every_label_of_our_models_is_chinese():
    assert {word for word in declared_words() if not re.search(r"[\u4e00-\u9fff]", word)} <= NOT_CHINESE


def test_rights_name_the_roles_that_hold_them():
    meanings = {row["term"]: set(re.findall(r"\w+", row["meaning"])) & set(Role.values) for row in glossary()["Rights"]}
    assert meanings == {right.label: {str(role) for role in right.roles} for right in all_rights()}


def test_missing_wrong_double_and_left_over_rows_are_found():
    row = "| {} | {} | a meaning | system |\n"
    text = "## A room\n" + row.format("场所", "`venue`") + row.format("照片", "`picture`") + row.format("旧词", "`old`")
    text += row.format("备注", "`note`, `remark`") + "## Shared words\n" + row.format("场所", "`venue`")
    declared = {"场所": {"venue"}, "照片": {"photo"}, "隐患": {"hazard"}, "备注": {"note", "remark"}}
    found = "\n".join(problems(declared, sections(text)))
    for said in (
        "场所 is listed twice",
        "照片 is ['photo'] in the code",
        "隐患 (hazard) is missing",
        "旧词 is not in the code",
    ):
        assert said in found
    assert "场所 stands for 1 identifiers: not a shared word" in found
    assert "备注 stands for 2 identifiers: a shared word" in found
