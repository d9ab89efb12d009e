"""Lists that a figure opens: `?figure=…&since=…&until=…` narrows the list to exactly the rows the figure counted.

`&operation=…` narrows it further to what belongs to a joint operation, and `&within=…` to a unit with all units below
it, e.g. a station with its posts. `&against=…` narrows nothing: the head of the list then says the base period too.
"""

import datetime as dt

from django.http import Http404

from baiyi.accounts.territory import subtree
from baiyi.figures import Figure, Period, Sum, get
from baiyi.figures.changes import WORDS, Compared, base_of
from baiyi.figures.evaluation import Ask, evaluate

EARLIEST = 2000  # year of a period that is compared
LONGEST_KEY = 18  # digits of a key that every database can compare


class FigureListMixin:
    """For a ListPage whose model figures count. The figure's own rows are the list; a made-up figure or day is 404."""

    def asked_figure(self) -> tuple[Figure, Period] | None:
        if "figure" not in self.request.GET:
            return None
        figure = get(self.request.GET["figure"])
        try:
            days = [dt.date.fromisoformat(self.request.GET.get(name, "")) for name in ("since", "until")]
        except ValueError as error:
            raise Http404 from error
        if figure is None or getattr(figure, "rows", None) is None or figure.rows().model is not self.model:
            raise Http404
        return figure, Period(*days, operation=self._asked_operation(figure))

    def _asked_operation(self, figure: Figure) -> int | None:
        """Raises Http404 for what is no key, and for a figure that knows of no joint operation."""
        asked = self.request.GET.get("operation")
        if asked is None:
            return None
        if not figure.in_operation or not asked.isascii() or not asked.isdecimal() or len(asked) > LONGEST_KEY:
            raise Http404
        return int(asked)

    def asked_units(self) -> list:
        """Units of the user's own, or those of them at and below the one asked for. Raises Http404 for any other."""
        units = self.request.user.units()
        if "within" not in self.request.GET:
            return units
        return subtree(units, self.request.GET["within"]) or _not_found()

    @property
    def tab(self) -> str:
        """A figure's rows are not narrowed by a tab."""
        return "" if self.asked_figure() else super().tab

    def chosen(self):
        """The rows of the figure within the user's own units; without a figure, all the list has."""
        queryset, asked = super().chosen(), self.asked_figure()
        if asked is None:
            return queryset
        figure, period = asked
        chosen = figure.selected(period, [unit.pk for unit in self.asked_units()]).order_by()
        return queryset.filter(pk__in=chosen.values("pk"))

    def foot(self, rows) -> str:
        asked = self.asked_figure()
        if asked is None or not isinstance(asked[0], Sum):
            return ""
        figure, _ = asked
        total = sum(rows.order_by().annotate(_counted=figure.column).values_list("_counted", flat=True))
        return f"合计 {figure.read([(0, total)])} {figure.measure}"

    def get_context_data(self, **kwargs):
        asked = self.asked_figure()
        facts = {"figure": asked[0], "figure_period": self.words_of(asked[1])} if asked else {}
        facts |= {"compared": self._compared(*asked)} if asked and "against" in self.request.GET else {}
        return super().get_context_data(**facts, **kwargs)

    def _compared(self, figure: Figure, period: Period) -> Compared | None:
        """The figure beside that of its base period. One statement; None for what no campaign can ask."""
        against, units = self.request.GET["against"], tuple(unit.pk for unit in self.asked_units())
        if against not in WORDS or period.since > period.until or period.since.year < EARLIEST:
            return None
        now, base = (Ask(figure.key, each, units) for each in (period, base_of(period, against)))
        found = evaluate([now, base])
        facts = {"period": period, "base_period": base.period, "word": WORDS[against]}
        return Compared(now=found[now], base=found[base], **facts)

    def words_of(self, period: Period) -> str:
        """The days, the joint operation and the unit that the figure was asked for."""
        words = [str(period)]
        words += ["所选集中行动"] if period.operation is not None else []
        words += [self.asked_units()[0].short_name] if "within" in self.request.GET else []
        return "，".join(words)


def _not_found():
    raise Http404
