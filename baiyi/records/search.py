"""Finding rows by what somebody types: keys beside the text, and the condition that asks for them.

Every search box of the product is a `SearchFilter` (filters.py), or calls `matching`.
"""

from collections.abc import Iterable

from django.db import models
from django.db.models import Q

from baiyi.records import pinyin, text
from baiyi.records.derived import DerivedField

LONG_NUMBER = 8  # digits from which a number may be typed without its dashes, or with others


class SearchKeyField(DerivedField, models.TextField):
    """What a row is found by: the keys of its `names` with all their spellings in pinyin, of its `numbers` also without
    what divides them, and of its `texts`.
    """

    def __init__(self, *args, names=(), numbers=(), texts=(), **kwargs):
        kwargs |= {"editable": False, "blank": True, "default": ""}
        super().__init__(*args, **kwargs)
        self.names, self.numbers, self.texts = tuple(names), tuple(numbers), tuple(texts)
        self.sources = self.names + self.numbers + self.texts

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {part: list(names) for part, names in self.parts.items() if names}

    def derive(self, row):
        return search_key(**{part: [said(row, name) for name in names] for part, names in self.parts.items()})

    @property
    def parts(self) -> dict[str, tuple[str, ...]]:
        return {"names": self.names, "numbers": self.numbers, "texts": self.texts}


class TextKeyField(DerivedField, models.CharField):
    """The key of one field, to compare rows by: the same text in another width, case, bracket or spacing."""

    def __init__(self, *args, of: str, **kwargs):
        super().__init__(*args, **({"max_length": 200, "editable": False, "blank": True, "default": ""} | kwargs))
        self.of, self.sources = of, (of,)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"of": self.of}

    def derive(self, row):
        return text.key(said(row, self.of))[: self.max_length]


class InitialsField(TextKeyField):
    """The initials of a name in pinyin, as the words are usually read."""

    def derive(self, row):
        return pinyin.initials(said(row, self.of))[: self.max_length]


def said(row: models.Model, name: str) -> str:
    return getattr(row, name) or ""


def matching(typed: str, *paths: str) -> Q:
    """Rows that hold every word, in any order, in one of the search keys that `paths` lead to. Words without a letter
    or digit find nothing.
    """
    found = text.words(typed)
    condition = Q() if found else Q(pk__in=())
    for word in found:
        condition &= Q.create([(f"{path}__contains", form) for path in paths for form in _forms(word)], connector=Q.OR)
    return condition


def search_key(names: Iterable[str] = (), numbers: Iterable[str] = (), texts: Iterable[str] = ()) -> str:
    """What is stored beside such a row."""
    found = [text.key(each) for each in (*names, *numbers, *texts)]
    found += [text.letters(each) for each in numbers]
    found += [spelling for each in names for spelling in pinyin.spellings(each)]
    return " ".join(dict.fromkeys(filter(None, found)))


def is_told(typed: str, **said: Iterable[str]) -> bool:
    """The same of what a row says, as `search_key` takes it."""
    found, stored = text.words(typed), search_key(**said)
    return bool(found) and all(any(form in stored for form in _forms(word)) for word in found)


def _forms(word: str) -> list[str]:
    together = text.letters(word)
    is_long = sum(map(str.isdecimal, together)) >= LONG_NUMBER
    return [word, together] if together != word and is_long else [word]
