"""What may be done with many rows at once, declared by the room of the rows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet

from baiyi.records.forms import FormBase, PlainForm


@dataclass(frozen=True, kw_only=True)
class BulkAct:
    """One act on rows of a model.

    `act(record, by=…, **facts)` is the room's own verb, which decides again; `facts` are those of the form, asked once
    for all rows. `refusal(record, by)` is why a row is left out, in words, without a statement: what it looks at,
    `read` brings with the rows. `preview(records, by)` is a sentence more on the page that asks, about the rows that
    will be done. `finish(keys, run=…, by=…)` is called once every row is done, with the keys of those done: what is
    said to people once for all rows. It may run twice.
    """

    label: str
    code: str
    name: str
    right: str
    act: Callable[..., Any]
    refusal: Callable[[Any, Any], str] = lambda record, by: ""
    form: type[FormBase] = PlainForm
    form_facts: Callable[[Any], dict] = lambda by: {}
    read: Callable[[QuerySet], QuerySet] = lambda rows: rows
    preview: Callable[[list, Any], str] = lambda records, by: ""
    finish: Callable[..., Any] = lambda keys, *, run, by: None
    icon: str = "pencil"

    @property
    def model(self) -> type[Model]:
        return apps.get_model(self.label)

    def rows_of(self, keys: Iterable[int], by) -> QuerySet:
        """Those of the keys that the person may see now."""
        return self.read(self.model.objects.visible_to(by).filter(pk__in=list(keys))).order_by("pk")

    def refusal_of(self, record, by) -> str:
        """For a row of `rows_of`: why it would be left out; empty when it would be done."""
        return self.refusal(record, by) if by.has_perm(self.right, record) else NO_RIGHT


NO_RIGHT = "你在这条记录所属的单位没有这项权限"
_acts: dict[tuple[str, str], BulkAct] = {}


def register(label: str, code: str, **facts) -> BulkAct:
    """Declare an act. Raises ValueError for a second one of the same code."""
    if (label, code) in _acts:
        raise ValueError(f"{label} {code} is declared twice")
    _acts[label, code] = BulkAct(label=label, code=code, **facts)
    return _acts[label, code]


def find(label: str, code: str) -> BulkAct | None:
    return _acts.get((label, code))


def acts_of(label: str, by) -> list[BulkAct]:
    """Those the person may do somewhere, in the order they were declared."""
    return [act for (known, _), act in _acts.items() if known == label and by.has_perm(act.right)]
