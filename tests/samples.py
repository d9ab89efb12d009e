"""What the tests of a room declare in their `samples.py`; tests/discovered.py finds it, room by room.

SAMPLES      a `Sample` for each kind of record: how one is made, by whom, what its forms accept
             → page contract, permission walk, bad input, fuzz, statements
FORM_PAGES   a `FormPage` for each form page by hand, by the name of its address → bad input, fuzz
SUBJECTS     a `Subject` for addresses with an argument that no sample's name begins → permission walk
SENDABLE     by label, how a record that can be sent is made of the first station, where no sample is one
             → the partner's world
happen       a function of the world: a row of each model the samples leave out, and at both stations something every
             figure of the room counts → figures
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus

from django import forms
from django.db import models
from django.test import Client
from django.urls import reverse

from baiyi.records.models import Record
from baiyi.records.moves import steps_of
from baiyi.records.recordviews import Act, RecordViews
from tests.factories import Force
from tests.world import World


@dataclass(frozen=True)
class Sample:
    """One kind of record as the tests meet it.

    `make` makes a row of the first station, `who` of the force holds every right over it and `stranger` sees nothing of
    it. `words` is what the form of adding takes, `changed` what a change puts into it, `moves` what each move and act
    asks for; those in `again` may be made twice, those in `beside` write rows beside the record and leave it as it is.
    A move that starts from a later state finds its row there: the sample's own moves lead to it. In the fields `scoped`
    names, a row of another station is no choice; in those whose names begin like one of `counts_from_zero` 0 is an
    answer. Acts in `any_day` (also "add") ask for a day that may lie years ahead. A further sample is for moves of
    somebody else, and for what no move of its own leads to.
    """

    views: RecordViews
    who: str
    make: Callable[[Force], models.Model]
    words: Callable[[Force], dict] | None = None
    changed: dict[str, str] = field(default_factory=dict)
    moves: dict[str, dict] = field(default_factory=dict)
    again: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    scoped: tuple[str, ...] = ()
    counts_from_zero: tuple[str, ...] = ()
    any_day: tuple[str, ...] = ()
    stranger: str = "bob"

    @property
    def name(self) -> str:
        """What the names of its addresses begin with."""
        return f"{self.views.model._meta.app_label}:{self.views.name}"

    @property
    def acts(self) -> dict[str, Act]:
        """Those on a record, by the name of their page."""
        views = self.views
        changes = {"change": views.change} if self.changed else {}
        return changes | {name: act for name, act in (views.moves_as_steps | views.acts).items() if name in self.moves}

    def address(self, page: str, record) -> str:
        return self.views.url(page.replace("_", "-"), record.pk)

    def filled(self, page, name: str) -> dict:
        """What the form on the page sends when the person fills in what the act asks for."""
        return filled_in(page.context["form"], self.changed if name == "change" else self.moves[name])

    def filled_new(self, client, force: Force) -> dict:
        return shown_in(client.get(self.views.url("add")).context["form"]) | self.words(force)

    def fresh(self, record):
        return self.views.model._base_manager.get(pk=record.pk)

    def ready(self, act: str, force: Force, client: Client) -> models.Model:
        """A new row on which that act can be made."""
        record = self.make(force)
        for name in road(record, act, self.moves):
            record = self.acted(name, record, client)
        return self.fresh(record)

    def acted(self, act: str, record, client: Client) -> models.Model:
        """The row after that act, made on its page."""
        address = self.address(act, record)
        response = client.post(address, self.filled(client.get(address), act))
        assert response.status_code == HTTPStatus.FOUND, (act, response.context["form"].errors)
        return self.fresh(record)

    def record(self, world: World, act: str = ""):
        """The one of this world for that act, as it is now."""
        make = partial(self.ready, act, world.force, world.client(self.who))
        return self.fresh(world.once((id(self), act), make))

    def form_pages(self) -> "dict[str, FormPage]":
        """By the name of their address."""
        adding = {f"{self.name}-add": self._adding()} if self.words else {}
        return adding | {f"{self.name}-{name.replace('_', '-')}": self._acting(name) for name in self.acts}

    def _adding(self) -> "FormPage":
        return FormPage(
            self.who,
            lambda world: self.views.url("add"),
            lambda world: self.words(world.force),
            scoped=self.scoped,
            outcome=self.views.model,
            made=lambda world: self.views.model.objects.latest("pk"),
            counts_from_zero=self.counts_from_zero,
            takes_any_day="add" in self.any_day,
        )

    def _acting(self, name: str) -> "FormPage":
        record = partial(self.record, act=name)
        return FormPage(
            self.who,
            lambda world: self.address(name, record(world)),
            lambda world: self.changed if name == "change" else self.moves[name],
            record=record,
            is_versioned=True,
            scoped=self.scoped if name == "change" else (),
            outcome=self.views.model,
            made=record,
            counts_from_zero=self.counts_from_zero,
            takes_any_day=name in self.any_day,
        )


def road(record: models.Model, act: str, moves: Iterable[str]) -> list[str]:
    """The fewest of the moves that lead from the record's state to one the act starts from; none for what is no step,
    starts here, or is out of reach.
    """
    if act not in steps_of(type(record)):
        return []
    steps = list(record._meta.get_field("state").get_all_transitions(type(record)))
    roads: dict[str, list[str]] = {record.state: []}
    for state in (states := [record.state]):
        leaving = [each for each in steps if each.source in {state, "*"}]
        if any(each.name == act for each in leaving):
            return roads[state]
        for each in leaving:
            if each.name in moves and each.target and each.target not in roads:
                roads[each.target] = [*roads[state], each.name]
                states.append(each.target)
    return []


@dataclass(frozen=True)
class FormPage:
    """`words` are what it accepts beside what the form shows itself; `envelope` is sent even when the form is empty.

    `outcome` is what an accepted form makes or changes, and `made` gives that row. `takes_any_day`: a day of any year
    is an answer; 0 is one in the fields whose names begin like one of `counts_from_zero`.
    """

    who: str
    address: Callable[[World], str]
    words: Callable[[World], dict] = lambda world: {}
    method: str = "post"
    envelope: Callable[[World], dict] = lambda world: {}
    record: Callable[[World], models.Model] | None = None
    is_versioned: bool = False
    scoped: tuple[str, ...] = ()
    outcome: type[models.Model] | None = None
    made: Callable[[World], models.Model] | None = None
    takes_any_day: bool = False
    counts_from_zero: tuple[str, ...] = ()

    def accepted(self, world: World, form: forms.BaseForm) -> dict:
        return filled_in(form, self.words(world))


@dataclass(frozen=True)
class Subject:
    """The row that addresses with an argument are about.

    `arguments` is how an address names it. `is_for_all`: whoever holds the page's right may open it, of whatever
    station; else the row does not exist for another station, which `foreign` says (302: a button that had nothing to
    do).
    """

    make: Callable[[World], models.Model]
    arguments: Callable[[models.Model], dict] = lambda row: {"pk": row.pk}
    is_for_all: bool = False
    foreign: int = 404


def at(name: str, record: Callable[[World], models.Model]) -> Callable[[World], str]:
    return lambda world: reverse(name, args=[record(world).pk])


def changing(
    name: str, who: str, model: type[Record], record: Callable[[World], models.Model], words=lambda world: {}
) -> FormPage:
    """The form of a page by hand that changes this very record."""
    return FormPage(who, at(name, record), words, record=record, is_versioned=True, outcome=model, made=record)


def filled_in(form, words: dict) -> dict:
    """What the form shows, and the words typed; a word may be a function of the form's field, e.g. `first_choice`."""
    typed = {name: word(form.fields[name]) if callable(word) else word for name, word in words.items()}
    return shown_in(form) | typed


def first_choice(field: forms.ModelChoiceField) -> str:
    return str(field.queryset.first().pk)


def shown_in(form) -> dict:
    """What a browser sends of a form nobody touched."""
    said = {each.html_name: each.value() for each in form}
    return {name: _sent(value) for name, value in said.items() if value is not False and value not in (None, "")}


def _sent(value):
    if isinstance(value, list | tuple):
        return [_sent(each) for each in value]
    return f"{value:%Y-%m-%dT%H:%M}" if isinstance(value, dt.datetime) else str(getattr(value, "pk", value))


def signs_of(row: models.Model) -> set[str]:
    """Words that show the row is known: its own name, and those of the records it belongs to."""
    owners = (getattr(row, each.name) for each in row._meta.fields if _is_record(each.related_model))
    return {str(each) for each in (row, *owners) if each is not None}


def _is_record(model) -> bool:
    return isinstance(model, type) and issubclass(model, Record)
