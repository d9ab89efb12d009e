"""Record pages: list, detail, form and move, scoped, with a constant number of statements."""

import re
from copy import copy
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import DetailView, FormView
from django_filters.views import FilterView
from django_tables2 import SingleTableMixin

from baiyi.records import clock
from baiyi.records.addresses import address_of
from baiyi.records.differences import differences, stale_text
from baiyi.records.forms import ReasonForm
from baiyi.records.hooks import actions, list_actions, panels, selections
from baiyi.records.kept import KeptForm
from baiyi.records.moves import MoveRefused, StaleRecord, available_moves
from baiyi.records.once import refusal_of_taken
from baiyi.records.page_parts import PageAction, Section, StateMark, Tab
from baiyi.records.shown import Listed, are_same, read_one

__all__ = [
    "AddPage",
    "ChangePage",
    "DetailPage",
    "FormPage",
    "ListPage",
    "MovePage",
    "Page",
    "PageAction",
    "Paged",
    "RecordFormPage",
    "Scoped",
    "Section",
    "StateMark",
    "Tab",
]


MOST_BUTTONS, FIRST_MOVES = 6, 3  # in the head of a record's page
SORT_KEY = re.compile(r"-?[a-z_]+")


class Page:
    """Title, breadcrumbs and buttons that every page may declare.

    `views` is the RecordViews the page belongs to (recordviews.py), which gives it model, policy and title.
    """

    policy: Any = None
    title = ""
    caption = ""
    breadcrumbs: tuple[tuple[str, str], ...] = ()
    views: Any = None

    def get_title(self) -> str:
        return self.title

    def page_actions(self) -> list[PageAction]:
        return []

    def get_context_data(self, **kwargs):
        facts = {
            "title": self.get_title(),
            "caption": self.caption,
            "breadcrumbs": [(label, address_of(name)) for label, name in self.breadcrumbs],
            "page_actions": self.page_actions(),
            "as_of": clock.now(),
        }
        return super().get_context_data(**(facts | kwargs))


class Scoped:
    """Rows the user may see: his units' and those lent to him. A foreign row does not exist (404)."""

    model: Any = None
    related: tuple[str, ...] = ()

    @cached_property
    def visible(self):
        """Asked for by the rows of a page and by the numbers on its tabs."""
        return self.model.objects.visible_to(self.request.user)

    def get_queryset(self):
        return self.visible.select_related(*self.related) if self.related else self.visible.all()


class Paged:
    """How many rows stand on a page: 20, or what the reader chose."""

    page_size = 20  # not `paginate_by`: the table pages, and Django's own paging would count a second time

    def per_page(self) -> int:
        wanted = self.request.GET.get("per_page", "")
        return int(wanted) if wanted in {"20", "50", "100"} else self.page_size


class ListPage(Page, Scoped, Paged, SingleTableMixin, FilterView):
    """A filtered, paged table. Filters live in the URL; a filter that makes no sense answers with its message, not a
    500.

    TABS are names in the address with their labels, the first one when none is asked for; the queryset's `in_tab`
    says which rows stand in each. Their numbers are those under the reader's conditions, which go along from tab to
    tab. LAMPS colours the number of a tab.
    """

    template_name = "records/list.html"
    strict = False
    empty_text = "没有符合条件的记录"
    TABS: dict[str, str] = {}
    LAMPS: dict[str, str] = {}
    is_taken_away = True  # offered as a workbook; off for what is one's own post, or only makes sense on the page

    def get(self, request, *args, **kwargs):
        """A sort key that is no name of a column is left out before the table reads it."""
        if not all(SORT_KEY.fullmatch(key) for key in request.GET.getlist("sort")):
            request.GET = request.GET.copy()
            request.GET.setlist("sort", [key for key in request.GET.getlist("sort") if SORT_KEY.fullmatch(key)])
        return super().get(request, *args, **kwargs)

    def get_table_pagination(self, table) -> bool:
        return False  # django-tables2 would obey any per_page of the address

    def get_table(self, **kwargs):
        table = super().get_table(**kwargs)
        table.paginator = Paginator(table.rows, self.per_page())
        table.page = table.paginator.get_page(self.request.GET.get("page"))
        return table

    @property
    def tab(self) -> str:
        """The tab asked for; empty for a list without tabs."""
        asked = self.request.GET.get("tab", "")
        return asked if asked in self.TABS else next(iter(self.TABS), "")

    def chosen(self):
        """Which rows stand in the list, before the reader's conditions. What is read with each, and their order,
        `get_queryset` says.
        """
        return self._in_tab if self.tab else self.visible

    @cached_property
    def _in_tab(self):
        return self.visible.in_tab(self.tab, clock.today())

    def get_filterset_kwargs(self, filterset_class):
        return {"data": self.request.GET or None, "request": self.request, "queryset": self.chosen()}

    def get_table_data(self):
        return Listed(self, self.object_list, total=self._total())

    def _total(self) -> int | None:
        """The number on the tab, when nothing else narrows the list."""
        return self._counts[self.tab] if self.tab and are_same(self.object_list, self._in_tab) else None

    def narrowed(self, rows):
        """Those of the rows that meet the reader's conditions; one that makes no sense narrows nothing."""
        asked = self.filterset
        if not asked.is_bound:
            return rows
        asked.is_valid()
        return asked.filter_queryset(rows)

    @cached_property
    def _counts(self) -> dict[str, int]:
        return self.narrowed(self.visible).tab_counts(self.TABS, clock.today())

    def tabs(self) -> list[Tab]:
        if not self.tab:
            return []
        counts, first = self._counts, next(iter(self.TABS))
        urls = {name: self.url_of_tab("" if name == first else name) for name in self.TABS}
        return [
            Tab(label, counts[name], urls[name], is_here=name == self.tab, lamp=self.LAMPS.get(name, ""))
            for name, label in self.TABS.items()
        ]

    def url_of_tab(self, name: str) -> str:
        """From its first page, with all else the reader asked for."""
        asked = self.request.GET.copy()
        asked["tab"] = name
        asked.pop("page", None)
        for each in [each for each, values in asked.lists() if not any(values)]:
            del asked[each]
        return f"{self.request.path}?{asked.urlencode()}" if asked else self.request.path

    def page_actions(self) -> list[PageAction]:
        return self.views.actions_of_list(self.request.user) if self.views else []

    def foot(self, rows) -> str:
        """The total shown under the table, when the figure is a sum."""
        return ""

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context |= {"tabs": self.tabs(), "foot": self.foot(self.object_list), "empty_text": self.empty_text}
        context["total"] = context["table"].paginator.count
        context["actions"] = list_actions.collect(self.request, self.model)
        context["selection"] = context["table"].selection = selections(self)
        context["table"].hide_blank()
        return context


class DetailPage(Page, Scoped, DetailView):
    """One record: state bar, sections, moves, and what other rooms add (timeline, deadlines)."""

    template_name = "records/detail.html"
    context_object_name = "record"
    voided_word = "已作废"

    def get_object(self, queryset=None):
        """The record, if the person may see it."""
        found = read_one(self, self.visible, self.kwargs["pk"])
        if found is None:
            raise Http404(self.model._meta.verbose_name)
        return found

    @property
    def is_voided(self) -> bool:
        return getattr(self.object, "voided_at", None) is not None

    def get_title(self) -> str:
        return f"{self.object}（{self.voided_word}）" if self.is_voided else str(self.object)

    def states(self) -> list[StateMark]:
        return []

    @property
    def is_changeable(self) -> bool:
        """Whether the page offers the form of changes; the service decides again."""
        return not self.is_voided

    def page_actions(self) -> list[PageAction]:
        if self.views is None or self.is_voided:
            return []
        return self.views.actions_of(self.object, self.request.user, is_changeable=self.is_changeable)

    def sections(self) -> list[Section]:
        return self.views.sections_of(self.object) if self.views else []

    def move_url(self, name: str) -> str:
        return self.views.move_url(self.object, name) if self.views else ""

    def moves(self) -> list[dict]:
        """In the order of the declaration."""
        if not hasattr(self.object, "state"):
            return []
        found = {each.name: each for each in available_moves(self.object, self.request.user)}
        acts = self.views.moves if self.views else {}
        names = [name for name in acts or found if name in found]
        plain = {name for name, act in acts.items() if act.is_plain}
        return [
            {"step": found[name], "url": url, "is_plain": name in plain}
            for name in names
            if (url := self.move_url(name))
        ]

    def get_context_data(self, **kwargs):
        found, sections = panels.collect(self.request, self.object), self.sections()
        context = super().get_context_data(
            states=self.states(),
            sections=[each for each in sections if not each.is_aside],
            aside_sections=[each for each in sections if each.is_aside],
            moves=self.moves(),
            panels=sorted(found, key=lambda each: each.order),
            actions=actions.collect(self.request, self.object),
            **kwargs,
        )
        return context | _folded(context)


def _folded(context: dict) -> dict:
    """More buttons than a head bears: what is done first stays, all else is behind 更多操作."""
    others, moves = context["page_actions"] + context["actions"], context["moves"]
    if len(others) + len(moves) <= MOST_BUTTONS:
        return {}
    first = [each for each in others if each.is_primary]
    rest = [PageAction(each["step"].label, each["url"]) for each in moves[FIRST_MOVES:]]
    folded = [each for each in others if not each.is_primary] + rest
    return {"page_actions": first, "actions": [], "moves": moves[:FIRST_MOVES], "folded_actions": folded}


class FormPage(KeptForm, Page, FormView):
    """A form that calls one service, `verb`, once; a refusal stands at the top and keeps everything typed."""

    template_name = "records/form.html"
    submit_label = "保存"
    cancel_url_name = "home"
    success_text: Any = "已保存"
    verb: Any = None  # given by the declaration; a page with more to say overrides `perform`

    def perform(self, form):
        """Call the service; returns the record whose page follows."""
        return self.verb(by=self.request.user, **form.facts())

    def get_cancel_url(self) -> str:
        return reverse(self.cancel_url_name)

    def form_valid(self, form):
        try:
            return self.send(form, lambda: self._do(form))
        except (MoveRefused, StaleRecord) as refusal:
            return self.refuse(form, refusal)
        except ValidationError as wrong:
            return self.refuse(form, MoveRefused("；".join(wrong.messages)))
        except IntegrityError as error:
            return self.refuse(form, refusal_of_taken(error))

    def _do(self, form) -> str:
        self.done = self.perform(form)
        return self.next_url(self.done)

    def refuse(self, form, refusal: Exception):
        """The form again, with the reason."""
        if isinstance(refusal, StaleRecord):
            form.add_error(None, stale_text(refusal.record))
            facts = {"differences": differences(form, refusal.record), "is_stale": True}
            return self.render_to_response(self.get_context_data(form=form, **facts), status=HTTPStatus.CONFLICT)
        form.add_error(None, str(refusal))
        return self.form_invalid(form)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def next_url(self, done) -> str:
        return done.get_absolute_url()

    def get_context_data(self, **kwargs):
        return super().get_context_data(submit_label=self.submit_label, cancel_url=self.get_cancel_url(), **kwargs)


class RecordFormPage(FormPage, Scoped):
    """A form about one record: a foreign record does not exist (404), a right missing at its unit is refused (403)."""

    def dispatch(self, request, *args, **kwargs):
        """The same form again is answered first: after a move the record may be out of the person's reach."""
        if request.method == "POST" and self.sent_before is not None:
            return self.to_first(self.sent_before)
        self.record = get_object_or_404(self.get_queryset(), pk=kwargs["pk"])
        if not request.user.has_perm(self.policy.right, self.record):
            raise PermissionDenied(self.policy.right)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(record=self.record, **kwargs)

    def perform(self, form):
        return self.verb(self.record, by=self.request.user, **form.facts())

    def next_url(self, done) -> str:
        return self.record.get_absolute_url()

    def get_cancel_url(self) -> str:
        return self.record.get_absolute_url()


class MovePage(RecordFormPage):
    """One move of one record: shows what will happen, asks what the move needs, refuses with the reason."""

    form_class = ReasonForm

    def get_initial(self):
        return super().get_initial() | {"version": self.record.version}


class AddPage(FormPage):
    """The form of a new record."""

    def get_form_kwargs(self):
        return super().get_form_kwargs() | self.views.form_facts(self.request.user)


class ChangePage(MovePage):
    """The form of a record, filled with what it says now. The form works on a copy, the page shows the record."""

    submit_label = "保存"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | self.views.form_facts(self.request.user) | {"instance": copy(self.record)}
