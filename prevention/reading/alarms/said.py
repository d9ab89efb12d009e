"""What a report says, with every zero: its beats × the categories of its day."""

from dataclasses import dataclass

from prevention.models import AlarmCategory, AlarmReport, PatrolBeat


@dataclass(frozen=True)
class Line:
    """`counts` are (category, 起), those above 0 first in their own order; `zero` names the others."""

    name: str
    counts: list[tuple[str, int]]
    zero: list[str]

    @property
    def total(self) -> int:
        return sum(count for _, count in self.counts)


def lines_of(report: AlarmReport) -> list[Line]:
    """Three statements."""
    rows = list(report.counts.select_related("beat", "category"))
    day = report.reported_on
    categories = dict.fromkeys(AlarmCategory.objects.in_force(day)) | {each.category: None for each in rows}
    beats = dict.fromkeys(PatrolBeat.objects.in_force(day).filter(unit=report.unit_id).order_by("number"))
    beats |= {each.beat: None for each in rows if each.beat} | {None: None}
    found = {(each.beat, each.category): each.count for each in rows}
    return [_line(beat, list(categories), found) for beat in beats]


def _line(beat: PatrolBeat | None, categories: list[AlarmCategory], found: dict) -> Line:
    counts = [(category.name, found[beat, category]) for category in categories if (beat, category) in found]
    zero = [category.name for category in categories if (beat, category) not in found]
    return Line(str(beat or "未分巡区"), counts, zero)
