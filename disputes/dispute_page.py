"""What the page of a dispute says beside its fields: stages, parties, papers, what happened. Few statements."""

from django.db.models import CharField, F, OuterRef, Subquery, Value
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


def marks_of(dispute: Dispute) -> list[StateMark]:
    """The stages of the mechanism as a line, and where this dispute stands; without a mechanism the usual steps. One
    statement.
    """
    marks = _stages_of(dispute) if dispute.mechanism_id else _steps_of(dispute)
    if dispute.state in ENDED_OTHERWISE:
        done = [mark for mark in marks if mark.status == "done"]
        return [*done, StateMark(dispute.get_state_display(), f"{dispute.relapsed_on or dispute.ended_on}", "done")]
    return marks


def _stages_of(dispute: Dispute) -> list[StateMark]:
    left = dispute.passages.filter(stage=OuterRef("pk")).values("left_on")
    stages = Stage.objects.filter(mechanism=dispute.mechanism_id).annotate(left_on=Subquery(left))
    return [_mark(dispute, stage) for stage in stages.order_by("position")]


def _mark(dispute: Dispute, stage: Stage) -> StateMark:
    if stage.left_on:
        return StateMark(stage.name, f"{stage.left_on}", "done")
    if dispute.stage is None or stage.position < dispute.stage.position:
        return StateMark(stage.name, f"{dispute.found_on}", "done")  # registering completed it
    is_here = stage.pk == dispute.stage_id and dispute.state in {*OPEN, *FOLLOWED}
    return StateMark(stage.name, stage.get_actor_display(), "current" if is_here else "todo")


def _steps_of(dispute: Dispute) -> list[StateMark]:
    revisited_on = dispute.revisited_on if dispute.revisits_since_resolved else None
    known = [("登记", dispute.found_on), ("研判分级", dispute.graded_on), ("化解", dispute.resolved_on)]
    known += [("回访", revisited_on), ("办结", dispute.closed_on)]
    marks = [StateMark(label, f"{day}", "done") for label, day in known if day]
    todo = [label for label, day in known if not day]
    return marks + [StateMark(label, "", "todo" if at else "current") for at, label in enumerate(todo)]


def files_of(dispute: Dispute) -> list[PaperKind]:
    """The kinds of papers, each with `filed_on`: None while it is missing. One statement."""
    filed = dispute.papers.filter(kind=OuterRef("pk")).values("filed_on")
    return list(PaperKind.objects.annotate(filed_on=Subquery(filed)).order_by("position", "pk"))


def history_of(dispute: Dispute) -> list[dict]:
    """回访, stages completed, and records linked to this one, the newest first. One statement."""
    called = {"on": F("visited_on"), "who": F("created_by__name"), "said": F("mood"), "more": F("words")}
    passed = {"on": F("left_on"), "who": F("stage__name"), "said": _text(""), "more": _text("")}
    linked = {"on": F("found_on"), "who": F("number"), "said": _text(""), "more": F("unit__short_name")}
    rows = _lines(dispute.follow_ups, "回访", called).union(
        _lines(dispute.passages, "完成环节", passed),
        _lines(dispute.shadows.current(), "同一事项的记录", linked),
        all=True,
    )
    return [row | {"said": MOODS.get(row["said"], "")} for row in rows.order_by("-on", "-pk")[:SHOWN]]


def _lines(rows, line: str, facts: dict):
    return rows.order_by().annotate(line=_text(line), **facts).values("line", *facts, "pk")


def _text(words: str) -> Value:
    return Value(words, CharField())


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


def signs_lamp(names: list[str]) -> Lamp | None:
    """民转刑信号 ticked: for a human to look at."""
    return lamps.near("、".join(names)) if names else None
