"""What the page of a dispute says beside its fields: stages, parties, papers, what happened. Few statements."""

from dataclasses import dataclass

from django.db.models import CharField, DateField, F, OuterRef, Subquery, Value
from django.urls import reverse
from django.utils.html import format_html

from baiyi.records import lamps
from baiyi.records.lamps import Lamp
from baiyi.records.views import StateMark
from disputes.models import Dispute, Mood, PaperKind, Stage, State
from disputes.models.handled import FOLLOWED, OPEN
from disputes.origins import ORIGINS

SHOWN = 20  # lines of history
ENDED_OTHERWISE = {State.PENALISED, State.MERGED, State.RELAPSED}
MOODS = dict(Mood.choices)
STAGES, PAPERS, SIGNS, HISTORY, AGAIN = range(5)  # parts of the page the lines stand in


@dataclass(frozen=True)
class Threads:
    """What hangs on a dispute, as lines with `on`, `who`, `said`, `more`, `pk`, by their part of the page."""

    lines: dict[int, list[dict]]

    def of(self, part: int) -> list[dict]:
        return self.lines.get(part, [])

    @property
    def signs(self) -> Lamp | None:
        """民转刑信号 ticked: for a human to look at."""
        names = "、".join(line["who"] for line in self.of(SIGNS))
        return lamps.near(names) if names else None

    @property
    def papers(self) -> list[dict]:
        """Those that are filed `on` a day, and those that must not be missing, with what they are `required` for."""
        required = dict(PaperKind.Required.choices) | {PaperKind.Required.NEVER: ""}
        lines = [line | {"required": required[line["said"]]} for line in self.of(PAPERS)]
        return [line for line in lines if line["on"] or line["required"]]

    @property
    def other_papers(self) -> str:
        """Not filed, and not required."""
        missing = [line for line in self.of(PAPERS) if line["on"] is None]
        return "、".join(line["who"] for line in missing if line["said"] == PaperKind.Required.NEVER)

    @property
    def history(self) -> list[dict]:
        """Progress, 回访 and records linked to this one, the newest first."""
        return [line | {"said": MOODS.get(line["said"], "")} for line in self.of(HISTORY)[:SHOWN]]

    @property
    def again(self) -> list[tuple]:
        """A link to the record under which it goes on after it broke out again."""
        return [
            (
                "反弹为",
                format_html('<a href="{}">{}</a>', reverse("disputes:dispute-detail", args=[line["pk"]]), line["who"]),
            )
            for line in self.of(AGAIN)
        ]

    def marks(self, dispute: Dispute) -> list[StateMark]:
        """The stages of the mechanism as a line, and where this dispute stands; without one the usual steps."""
        marks = [self._mark(dispute, line) for line in self.of(STAGES)] or _steps_of(dispute)
        if dispute.state in ENDED_OTHERWISE:
            done = [mark for mark in marks if mark.status == "done"]
            return [*done, StateMark(dispute.get_state_display(), f"{dispute.relapsed_on or dispute.ended_on}", "done")]
        return marks

    def _mark(self, dispute: Dispute, line: dict) -> StateMark:
        if line["on"]:
            return StateMark(line["who"], f"{line['on']}", "done")
        if dispute.stage is None or line["rank"] < dispute.stage.position:
            return StateMark(line["who"], f"{dispute.found_on}", "done")  # registering completed it
        is_here = line["pk"] == dispute.stage_id and dispute.state in {*OPEN, *FOLLOWED}
        return StateMark(line["who"], Stage.Actor(line["said"]).label, "current" if is_here else "todo")


def _steps_of(dispute: Dispute) -> list[StateMark]:
    revisited_on = dispute.revisited_on if dispute.revisits_since_resolved else None
    known = [("登记", dispute.found_on), ("研判分级", dispute.graded_on), ("化解", dispute.resolved_on)]
    known += [("回访", revisited_on), ("办结", dispute.closed_on)]
    marks = [StateMark(label, f"{day}", "done") for label, day in known if day]
    todo = [label for label, day in known if not day]
    return marks + [StateMark(label, "", "todo" if at else "current") for at, label in enumerate(todo)]


def threads_of(dispute: Dispute) -> Threads:
    """Stages, papers, signs, 回访, linked records and the one it broke out as, in one statement."""
    left = dispute.passages.filter(stage=OuterRef("pk")).values("left_on")
    filed = dispute.papers.filter(kind=OuterRef("pk")).values("filed_on")
    found = [
        _lines(
            Stage.objects.filter(mechanism=dispute.mechanism_id),
            STAGES,
            on=Subquery(left),
            who=F("name"),
            said=F("actor"),
            rank=F("position"),
        ),
        _lines(
            PaperKind.objects.all(), PAPERS, on=Subquery(filed), who=F("name"), said=F("required"), rank=F("position")
        ),
        _lines(dispute.signs, SIGNS, on=NO_DAY, who=F("name"), rank=F("position")),
        _lines(
            dispute.follow_ups,
            HISTORY,
            line="回访",
            on=F("visited_on"),
            who=F("created_by__name"),
            said=F("mood"),
            more=F("words"),
        ),
        _lines(
            dispute.progresses,
            HISTORY,
            line="进展",
            on=F("done_on"),
            who=F("created_by__name"),
            more=F("words"),
        ),
        _lines(
            dispute.shadows.current(),
            HISTORY,
            line="同一事项的记录",
            on=F("found_on"),
            who=F("number"),
            more=F("unit__short_name"),
        ),
        _lines(Dispute.objects.filter(relapse_of=dispute), AGAIN, on=F("found_on"), who=F("number")),
    ]
    lines: dict[int, list[dict]] = {}
    first, *others = found
    for row in first.union(*others, all=True).order_by("part", "rank", "-on", "-pk"):
        lines.setdefault(row["part"], []).append(row)
    return Threads(lines)


def _lines(rows, part: int, *, line: str = "", on, who, said=None, more=None, rank=None):
    texts = {"line": _text(line), "who": who, "said": said or _text(""), "more": more or _text("")}
    facts = {"part": Value(part), "rank": rank or Value(0), "on": on, **texts}
    return rows.order_by().annotate(**facts).values(*facts, "pk")


def _text(words: str) -> Value:
    return Value(words, CharField())


NO_DAY = Value(None, DateField())


def standing_of(dispute: Dispute) -> list[tuple]:
    """How grave it is, under which mechanism, who leads it, and what it hangs together with. No statement."""
    found: list[tuple] = [
        ("风险等级", dispute.risk_lamp),
        ("责任民警", dispute.officer.name),
        ("包案领导", f"{dispute.leader.name}（{dispute.led_since} 起）" if dispute.leader_id else "未包案"),
        ("最近进展", dispute.silence_lamp or dispute.progressed_on),
        ("排查化解机制", dispute.mechanism or "未设置"),
    ]
    if dispute.stage_id and not dispute.stages_done:
        found.append(("所在环节", f"{dispute.stage}（{dispute.stage.get_actor_display()}完成）"))
    found += [(word, _link(other)) for word, other in _others(dispute) if other is not None]
    return found + origin_of(dispute)


def _others(dispute: Dispute) -> list[tuple[str, Dispute | None]]:
    return [("主记录", dispute.main), ("反弹自", dispute.relapse_of)]


def _link(other: Dispute):
    return format_html('<a href="{}">{}</a>', other.get_absolute_url(), f"{other.number} {other}")


def origin_of(dispute: Dispute) -> list[tuple]:
    """A link to the record that stands behind it. No statement."""
    if dispute.behind_id is None:
        return []
    origin = ORIGINS[f"{dispute.behind_type.app_label}.{dispute.behind_type.model}"]
    url = reverse(origin.url_name, args=[dispute.behind_id])
    return [("关联事项", format_html('<a href="{}">{}</a>', url, origin.word))]
