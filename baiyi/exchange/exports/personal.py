"""Personal columns: what the page 查看完整个人信息 of a model gives out, one row at a time, as columns of its list.

Masked for everybody; in full for who holds the right of that page at the unit of the row, and never of a voided row.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.db.models import Model, Prefetch, prefetch_related_objects

from baiyi.records.fields import EncryptedTextField
from baiyi.records.masking import mask_personal
from baiyi.records.policies import policy_of, walk_urls
from baiyi.records.reveal_page import RevealPage

BETWEEN = "、"  # several people of one row


@dataclass(frozen=True)
class Revealable:
    """Fields by name (of rows that belong to the record through their relation), and the right they need."""

    right: str = ""
    fields: tuple[str, ...] = ()


@cache
def revealable(model: type[Model]) -> Revealable:
    """By the addresses of the project."""
    for _, pattern in walk_urls():
        facts = getattr(pattern.callback, "view_initkwargs", {})
        is_page = issubclass(getattr(pattern.callback, "view_class", object), RevealPage)
        if is_page and facts.get("model") is model:
            return Revealable(policy_of(pattern.callback).right, tuple(facts["fields"]))
    return Revealable()


def label_of(model: type[Model], name: str) -> str:
    """负责人; 当事人姓名 of rows that belong to the record."""
    relation, _, last = name.rpartition("__")
    owner = model._meta.get_field(relation).related_model if relation else model
    label = str(owner._meta.get_field(last).verbose_name)
    return f"{owner._meta.verbose_name}{label}" if relation else label


def encrypted(model: type[Model]) -> tuple[str, ...]:
    """Columns of the model that are read only when they are taken: opening them takes longer than all the rest."""
    return tuple(each.name for each in model._meta.concrete_fields if isinstance(each, EncryptedTextField))


def relations(names: list[str]) -> list[str]:
    """Of the fields taken, in the order they are read."""
    return list(dict.fromkeys(name.rpartition("__")[0] for name in names if "__" in name))


def bring(records: list[Model], names: list[str]) -> None:
    """The rows that belong to the records of a chunk: one statement a relation."""
    for relation in relations(names):
        rows = type(records[0])._meta.get_field(relation).related_model._default_manager.order_by("pk")
        prefetch_related_objects(records, Prefetch(relation, queryset=rows))


def sayer(name: str, may_read: Callable[[Model], bool]) -> Callable[[Model], str | None]:
    """What the personal column says of a record."""

    def say(record: Model) -> str | None:
        texts = [text for text in _texts(record, name) if text]
        if not may_read(record):
            texts = [mask_personal(name, text) for text in texts]
        return BETWEEN.join(texts) or None

    return say


def _texts(record: Model, name: str) -> list[str]:
    relation, _, last = name.rpartition("__")
    rows = getattr(record, relation).all() if relation else [record]
    return [getattr(row, last) for row in rows]


def reader(user, model: type[Model]) -> Callable[[Model], bool]:
    """Whether the person may take the personal fields of a record in full."""
    units = frozenset(units_in_full(user, model))
    return lambda record: getattr(record, "unit_id", None) in units and getattr(record, "voided_at", None) is None


def units_in_full(user, model: type[Model]) -> list[int]:
    """Where the person may read them in full. None for a body outside the police: what is lent is read one by one."""
    right = revealable(model).right
    return user.unit_ids(right) if right and user.has_perm(right) else []
