"""What a lower room needs from an upper one: declared here, filled in AppConfig.ready()."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Panel:
    """A part of a page that another room adds. On the first page `is_aside` puts it beside the main column."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    order: int = 50
    is_aside: bool = False


@dataclass(frozen=True)
class NavItem:
    """A line of the menu: shown to those who hold the right."""

    group: str
    label: str
    url_name: str
    _: KW_ONLY
    right: str | None = None
    icon: str = "dot"
    order: int = 50
    first_for: tuple[str, ...] = ()  # roles that have this way in on their first page
    hidden_from: tuple[str, ...] = ()  # roles that hold the right for single records, and would find an empty list

    def is_for(self, user) -> bool:
        """Whether it stands in the person's menu."""
        meant = not self.hidden_from or not user.roles <= frozenset(self.hidden_from)
        return meant and (self.right is None or user.has_perm(self.right))


@dataclass(frozen=True, kw_only=True)
class SetupStep:
    """Something an installation begins with: it is done once `rows()` holds any. `right` is whose work it is."""

    label: str
    note: str
    url_name: str
    right: str
    rows: Callable[[], Any]
    order: int


@dataclass(frozen=True)
class DraftKind:
    """What drafts of a kind are called, and the page that takes one up again. `keep` saves what a page of the kind sent
    when its session had ended; a FormPage needs none.
    """

    label: str
    resume_url: Callable[[Any], str]
    keep: Callable[..., Any] | None = None


class ByModel:
    """Functions by model label ("inspections.venue"), or for every record under "*"."""

    def __init__(self) -> None:
        self._functions: dict[str, list[Callable]] = defaultdict(list)

    def register(self, label: str):
        def decorate(function: Callable) -> Callable:
            self._functions[label].append(function)
            return function

        return decorate

    def collect(self, request, subject) -> list:
        """What the functions say of a record, or of a model; None is left out."""
        functions = self._functions["*"] + self._functions[subject._meta.label_lower]
        return [found for function in functions if (found := function(request, subject)) is not None]

    def __bool__(self) -> bool:
        return any(self._functions.values())


class Answer:
    """A question of a lower room that one upper room answers; None until somebody does."""

    def __init__(self) -> None:
        self._function: Callable | None = None

    def __call__(self, *args):
        return self._function(*args) if self._function else None

    def __bool__(self) -> bool:
        return self._function is not None

    def by(self, function: Callable) -> Callable:
        """Decorates the function that answers. Raises ValueError for a second one."""
        if self._function not in {None, function}:
            raise ValueError(f"{self._function} answers already")
        self._function = function
        return function


continuations: dict[str, Callable] = {}  # functions(request, record) -> address: where a decision goes on, by its name
panels = ByModel()  # functions(request, record) -> Panel | None: parts of a record's page
actions = ByModel()  # functions(request, record) -> PageAction | None: buttons of a record's page
list_actions = ByModel()  # functions(request, model) -> PageAction | None: buttons of the list of a model
selections = Answer()  # (list page) -> what may be done with many of its rows at once; None for nothing
relations = ByModel()  # functions(request, record) -> rows of other rooms whose lines stand on the record's timeline
navigation: list[NavItem] = []
quick_entries: list[NavItem] = []  # the bottom bar's ＋: those whose right the person holds
draft_kinds: dict[str, DraftKind] = {}  # by Draft.kind; drafts of other kinds are not offered for continuing
last_change = Answer()  # (record) -> who changed it last and when, in words; empty when nobody is known
setup_steps: list[SetupStep] = []  # on the first page of those whose work it is, until all are done
home_panels: list[Callable] = []  # functions(request) -> Panel | None: what a room puts on the first page
exceptions: list[
    Callable
] = []  # functions(request, period, units) -> Problems | None: what stands badly, for those who lead
page_facts: list[Callable] = []  # functions(request) -> dict, added to every page: the late bar, the campaign's day
mandatory: dict[str, Any] = {
    "panels": panels,
    "navigation": navigation,
}  # the project does not start while one of these is empty
