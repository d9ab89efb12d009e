"""What the page of a dispute says beside its fields: stages, parties, papers, what happened. Few statements."""

from dataclasses import dataclass

from django.db.models import CharField, DateField, F, OuterRef, Q, QuerySet, Subquery, Value
from django.utils.html import format_html

from baiyi.records import lamps
from baiyi.records.addresses import address_of
from baiyi.records.lamps import Lamp
from baiyi.records.origins import link_to
from baiyi.records.views import StateMark
from baiyi.records.written import Key, written
from disputes.models import (
    AmountBand,
    Dispute,
    FollowUp,
    Mechanism,
    Mood,
    Paper,
    PaperKind,
    Party,
    Passage,
    Progress,
    SeasonTag,
    SizeBand,
    Stage,
    State,
    WarningSign,
)
from disputes.models.handled import FOLLOWED, OPEN
from disputes.origins import ORIGINS

SHOWN = 20  # lines of history
ENDED_OTHERWISE = {State.PENALISED, State.MERGED, State.RELAPSED}
MOODS = dict(Mood.choices)
Known = Key | None  # a field that may be empty
STAGES, PAPERS, SIGNS, HISTORY, TIES, NAMES = range(6)  # parts of the page the lines stand in


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
    def names(self) -> list[tuple]:
        """Size, amount and season in words, where they are known."""
        return [(line["line"], line["who"]) for line in self.of(NAMES)]

    @property
    def ties(self) -> list[tuple]:
        """The mechanism; links to the record that counts for it, and to those before and after a relapse."""
        return [(line["line"], _tie(line)) for line in self.of(TIES)]

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


@written
def parties_of(dispute: Key) -> QuerySet:
    return Party.objects.filter(dispute=dispute).order_by("side", "pk")


def threads_of(dispute: Dispute) -> Threads:
    """Stages, papers, signs, history, names and ties in one statement."""
    names = (dispute.size_id, dispute.amount_id, dispute.season_id)
    ties = (dispute.mechanism_id, dispute.main_id, dispute.relapse_of_id)
    lines: dict[int, list[dict]] = {}
    for row in _lines_of(Key(dispute.pk), *(each and Key(each) for each in (*names, *ties))):
        lines.setdefault(row["part"], []).append(row)
    return Threads(lines)


@written
def _lines_of(dispute: Key, size: Known, amount: Known, season: Known, mechanism: Known, main: Known, before: Known):
    """A part for what is empty would be planned all the same, so there is a statement for each of what is known."""
    first, *others = [
        _papers_of(dispute),
        *_stages_of(dispute, mechanism),
        _signs_of(dispute),
        *_history_of(dispute),
        *_names_of(size, amount, season),
        *_ties_of(dispute, main, before),
    ]
    return first.union(*others, all=True).order_by("part", "rank", "-on", "-pk")


def _stages_of(dispute: Key, mechanism: Known) -> list[QuerySet]:
    if mechanism is None:
        return []
    left = Subquery(Passage.objects.filter(dispute=dispute, stage=OuterRef("pk")).values("left_on"))
    stages = Stage.objects.filter(mechanism=mechanism)
    known = Mechanism.objects.filter(pk=mechanism)
    return [
        _lines(stages, STAGES, on=left, who=F("name"), said=F("actor"), rank=F("position")),
        _lines(known, TIES, line="排查化解机制", on=F("effective_from"), who=F("name")),
    ]


def _papers_of(dispute: Key) -> QuerySet:
    filed = Subquery(Paper.objects.filter(dispute=dispute, kind=OuterRef("pk")).values("filed_on"))
    return _lines(PaperKind.objects.all(), PAPERS, on=filed, who=F("name"), said=F("required"), rank=F("position"))


def _signs_of(dispute: Key) -> QuerySet:
    ticked = Dispute.signs.through.objects.filter(dispute=dispute).values("warningsign")
    return _lines(WarningSign.objects.filter(pk__in=ticked), SIGNS, on=NO_DAY, who=F("name"), rank=F("position"))


def _history_of(dispute: Key) -> list[QuerySet]:
    author = F("created_by__name")
    called = {"on": F("visited_on"), "who": author, "said": F("mood"), "more": F("words")}
    worked = {"on": F("done_on"), "who": author, "more": F("words")}
    linked = {"on": F("found_on"), "who": F("number"), "more": F("unit__short_name")}
    return [
        _lines(FollowUp.objects.filter(dispute=dispute), HISTORY, line="回访", **called),
        _lines(Progress.objects.filter(dispute=dispute), HISTORY, line="进展", **worked),
        _lines(Dispute.objects.current().filter(main=dispute), HISTORY, line="同一事项的记录", **linked),
    ]


def _names_of(size: Known, amount: Known, season: Known) -> list[QuerySet]:
    """Joined here, and not to the row: so many joins take longer to plan than to read."""
    wanted = (("规模", SizeBand, size), ("涉及金额", AmountBand, amount), ("季节标签", SeasonTag, season))
    return [
        _lines(model.objects.filter(pk=key), NAMES, line=word, on=NO_DAY, who=F("name"), rank=Value(rank))
        for rank, (word, model, key) in enumerate(wanted)
        if key is not None
    ]


def _ties_of(dispute: Key, main: Known, before: Known) -> list[QuerySet]:
    wanted = [("主记录", main and Q(pk=main)), ("反弹自", before and Q(pk=before)), ("反弹为", Q(relapse_of=dispute))]
    called = {"on": NO_DAY, "who": F("number"), "more": F("title")}
    return [
        _lines(Dispute.objects.filter(which), TIES, line=word, rank=Value(rank), **called)
        for rank, (word, which) in enumerate(wanted, 1)
        if which is not None
    ]


def _tie(line: dict):
    if line["on"]:
        return f"{line['who']}（{line['on']} 起）"
    url = address_of("disputes:dispute-detail", line["pk"])
    return format_html('<a href="{}">{} {}</a>', url, line["who"], line["more"])


def _lines(rows: QuerySet, part: int, *, line: str = "", on, who, said=None, more=None, rank=None) -> QuerySet:
    texts = {"line": _text(line), "who": who, "said": said or _text(""), "more": more or _text("")}
    facts = {"part": Value(part), "rank": rank or Value(0), "on": on, **texts}
    return rows.order_by().annotate(**facts).values(*facts, "pk")


def _text(words: str) -> Value:
    return Value(words, CharField())


NO_DAY = Value(None, DateField())


def standing_of(dispute: Dispute) -> list[tuple]:
    """How grave it is, who leads it, where it stands, and what stands behind it. No statement."""
    found: list[tuple] = [
        ("风险等级", dispute.risk_lamp),
        ("责任民警", dispute.officer.name),
        ("包案领导", f"{dispute.leader.name}（{dispute.led_since} 起）" if dispute.leader_id else "未包案"),
        ("最近进展", dispute.silence_lamp or dispute.progressed_on),
    ]
    if dispute.stage_id and not dispute.stages_done:
        found.append(("所在环节", f"{dispute.stage}（{dispute.stage.get_actor_display()}完成）"))
    return found + origin_of(dispute)


def origin_of(dispute: Dispute) -> list[tuple]:
    """A link to the record that stands behind it. No statement."""
    link = link_to(ORIGINS, dispute.behind_type_id, dispute.behind_id)
    return [("关联事项", link)] if link else []
