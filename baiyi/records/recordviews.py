"""The pages of one kind of record from one declaration: list, detail, adding, changing, moves, and their addresses."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import django_filters
from django.urls import URLPattern, path
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django_tables2 import Table

from baiyi.records.addresses import address_of
from baiyi.records.forms import FormBase, ReasonForm
from baiyi.records.models import Record
from baiyi.records.moves import Step, facts_wanted, steps_of, verb_of
from baiyi.records.policies import Needs
from baiyi.records.views import AddPage, ChangePage, DetailPage, FormPage, ListPage, MovePage, PageAction, Section

__all__ = ["Act", "RecordViews", "declared", "facts_of", "own_units"]

DONE = "已保存"

declared: "list[RecordViews]" = []  # every declaration, for the start-up check


@dataclass(frozen=True, kw_only=True)
class Act:
    """What a person does through a form: the service verb it calls, the right it needs, its Chinese label.

    The verb takes what the form's `facts` name, and `by`; all but adding also the record, first. Right, label and verb
    of a move are those of the record's step unless others are given. `offered` says on which records an act that is no
    step has its button; the verb decides again. `done` is said afterwards, of what the verb returned where it is a
    function; by itself what was done, where the record stands and what comes next. A move that `is_plain` asks
    somebody else for more time, say, and is never the button of the page. A page of its own is for what the
    declaration cannot say.
    """

    verb: Callable[..., Any] | None = None
    right: str = ""
    label: str = ""
    form: type[FormBase] = ReasonForm
    done: str | Callable[[Any], str] = DONE
    icon: str = "pencil"
    offered: Callable[[Any], bool] = lambda record: True
    is_plain: bool = False
    page: type[FormPage] | None = None


@dataclass(frozen=True, kw_only=True)
class RecordViews:
    """One kind of record.

    `name` begins the names of its addresses (`venue` gives venue-list, venue-detail, venue-add, venue-change, and
    venue-<move> for each of `moves`, whose keys are those of the record's steps, and of `acts`, forms on a record that
    are no steps). `right` is what reading needs.
    `related` is read with every row, `fields` is what a plain detail page shows, `form_facts` is what the forms of
    adding and changing need to know of the person. A page of its own may inherit the list or the detail; a third
    override means: write that page by hand.
    """

    model: type[Record]
    name: str
    title: str
    right: str
    table: type[Table]
    filterset: type[django_filters.FilterSet]
    related: tuple[str, ...] = ("unit",)
    fields: tuple[str, ...] = ()
    list_page: type[ListPage] = ListPage
    detail_page: type[DetailPage] = DetailPage
    add: Act | None = None
    change: Act | None = None
    moves: dict[str, Act] = field(default_factory=dict)
    acts: dict[str, Act] = field(default_factory=dict)
    form_facts: Callable[[Any], dict] = lambda user: {}

    def __post_init__(self) -> None:
        declared.append(self)

    @property
    def urls(self) -> list[URLPattern]:
        lists = {"table_class": self.table, "filterset_class": self.filterset, "title": self.title}
        found = [self._path("", "list", self.list_page, self.right, **lists)]
        if self.add:
            add = _speaking(self.add, said_of_adding)
            found.append(self._form_path("new/", "add", add, AddPage, cancel_url_name=self._url_name("list")))
        found.append(self._path("<int:pk>/", "detail", self.detail_page, self.right))
        if self.change:
            change = _speaking(self.change, lambda record: "已修改")
            found.append(self._form_path("<int:pk>/change/", "change", change, ChangePage))
        acts = {name: _speaking(act, partial(said_of_act, act.label, self.model)) for name, act in self.acts.items()}
        for name, act in (self.moves_as_steps | acts).items():
            found.append(
                self._form_path(f"<int:pk>/{_slug(name)}/", _slug(name), act, MovePage, submit_label=act.label)
            )
        return found

    @property
    def moves_as_steps(self) -> dict[str, Act]:
        """With the right and the label of the record's step where the declaration gives none."""
        known = steps_of(self.model)
        return {name: _completed(name, act, known[name]) if name in known else act for name, act in self.moves.items()}

    def problems(self) -> list[str]:
        """What is wrong with the declaration, for the start-up check."""
        known = steps_of(self.model)
        missing = [f"{name} is no step of {self.model.__name__}" for name in self.moves if name not in known]
        missing += [
            f"{name} asks for no {fact}, which the step needs"
            for name, act in self.moves.items()
            if name in known and act.verb is None
            for fact in sorted(facts_wanted(self.model, name) - set(act.form.base_fields))
        ]
        others = {"add": self.add, "change": self.change} | self.acts
        return missing + [
            f"{name} names no verb, right or label"
            for name, act in others.items()
            if act and not (act.verb and act.right and act.label)
        ]

    def url(self, page: str, *args) -> str:
        return address_of(self._url_name(page), *args)

    def actions_of_list(self, user) -> list[PageAction]:
        """The button of adding, for whoever may."""
        if self.add is None or not user.has_perm(self.add.right):
            return []
        return [PageAction(self.add.label, self.url("add"), "plus-lg", is_primary=True)]

    def actions_of(self, record, user, *, is_changeable: bool = True) -> list[PageAction]:
        """Changing, and the acts that are no steps, for whoever may at its unit; steps are offered by their states."""
        change = {"change": replace(self.change, label="修改")} if self.change and is_changeable else {}
        mine = {
            name: act
            for name, act in (change | self.acts).items()
            if user.has_perm(act.right, record) and act.offered(record)
        }
        return [PageAction(act.label, self.url(_slug(name), record.pk), act.icon) for name, act in mine.items()]

    def sections_of(self, record) -> list[Section]:
        voided = facts_of(record, "voided_at", "void_reason") if record.voided_at else []
        return [Section(f"{record._meta.verbose_name}情况", facts_of(record, *self.fields) + voided)]

    def move_url(self, record, name: str) -> str:
        return self.url(_slug(name), record.pk) if name in self.moves else ""

    def _url_name(self, page: str) -> str:
        return f"{self.model._meta.app_label}:{self.name}-{page}"

    def _path(self, route: str, page: str, view, right: str, **facts) -> URLPattern:
        facts |= {"views": self, "policy": Needs(right)}
        if page != "list":
            facts["breadcrumbs"] = ((self.title, self._url_name("list")),)
        if page != "add":
            facts |= {"model": self.model, "related": self.related}
        return path(route, view.as_view(**facts), name=f"{self.name}-{page}")

    def _form_path(self, route: str, page: str, act: Act, default: type[FormPage], **facts) -> URLPattern:
        facts |= {"verb": act.verb, "title": act.label, "form_class": act.form, "success_text": act.done}
        return self._path(route, page, act.page or default, act.right, **facts)


def _completed(name: str, act: Act, step: Step) -> Act:
    known = {"verb": act.verb or verb_of(name), "right": act.right or step.right, "label": act.label or step.label}
    return _speaking(replace(act, **known), partial(said_of_move, known["label"]))


def _speaking(act: Act, said: Callable[[Any], str]) -> Act:
    """With that sentence, unless the declaration has one of its own."""
    return replace(act, done=said) if act.done == DONE else act


def said_of_move(label: str, record: Record) -> str:
    """“处罚”已登记，现为“已处罚”，送达期限6月12日。"""
    return _said(f"“{label}”已登记", record)


def said_of_adding(record: Record) -> str:
    """矛盾纠纷已登记，现为“待分级”，化解期限7月1日。"""
    return _said(f"{record._meta.verbose_name}已登记", record)


def said_of_act(label: str, model: type[Record], done: Any) -> str:
    """登记四个一：已登记; of another record that it made, what is said of adding one."""
    if isinstance(done, Record) and not isinstance(done, model):
        return said_of_adding(done)
    return f"{label}：已登记"


def _said(words: str, record: Record) -> str:
    state = "" if record.voided_at or "state" not in record.__dict__ else record.get_state_display()
    return "，".join(filter(None, (words, f"现为“{state}”" if state else "", record.what_is_next())))


def own_units(right: str) -> Callable[[Any], dict]:
    """What a RecordForm needs to know of the person: the units at which he holds the right."""
    return lambda user: {"unit_ids": user.unit_ids(right)}


def facts_of(record, *names: str) -> list[tuple[str, Any]]:
    """Label and value of each field: a choice by its word, a moment by the local clock, a tick as 是 or 否."""
    return [(record._meta.get_field(name).verbose_name, _shown(record, name)) for name in names]


def _shown(record, name: str):
    choice, value = getattr(record, f"get_{name}_display", None), getattr(record, name)
    if isinstance(value, dt.datetime):
        return date_format(localtime(value), "Y-m-d H:i")
    if isinstance(value, bool):
        return "是" if value else "否"
    return choice() if choice else value


def _slug(name: str) -> str:
    return name.replace("_", "-")
