"""What the page of a case says beside its fields: stages, oversight, history, where it came from. Few statements."""

from dataclasses import dataclass

from django.db.models import CharField, DateField, F, Value

from baiyi.records import lamps
from baiyi.records.origins import link_to
from baiyi.records.views import StateMark
from baiyi.records.written import written
from cases.models import Case
from cases.models.stages import State
from cases.origins import ORIGINS

SHOWN = 20  # lines of history
NAMED, DATED = 0, 1  # places: names first


def marks_of(case: Case) -> list[StateMark]:
    """The stages reached with their days, where it stands, and what is usually next."""
    reached = [("受案" if case.is_criminal else "受案（立案）", case.accepted_on)]
    if case.is_criminal:
        days = {"立案": case.filed_on, "破案": case.solved_on, "刑拘": case.detained_on, "逮捕": case.arrested_on}
        reached += sorted(((label, day) for label, day in days.items() if day), key=lambda pair: pair[1])
    if case.ended_on:
        reached.append((case.get_state_display(), case.ended_on))
    marks = [StateMark(label, f"{day}", "done") for label, day in reached]
    marks[-1] = StateMark(marks[-1].label, marks[-1].note, "done" if case.ended_on else "current")
    return marks + ([] if case.ended_on else [StateMark(_next(case), "", "todo")])


def _next(case: Case) -> str:
    if not case.is_criminal:
        return "处罚"
    return "立案" if case.state == State.ACCEPTED else "移送起诉"


def law_of(case: Case) -> str:
    """The text its term is counted by; what nobody checked against an official text says so."""
    words, notes = str(case.law_version), f"{case.rule.note}{case.law_version.note}"
    return f"{words}（待核）" if "待核" in notes else words


def served_of(case: Case) -> list[tuple]:
    """送达 of 处罚决定书; cases of before that say nothing of it may still be told."""
    if case.state != State.PENALISED:
        return []
    if case.decision_served_on is None:
        return [("处罚决定书", "未登记送达")]
    return [("处罚决定书", f"{case.decision_served_on} {case.get_decision_delivery_display()}")]


@written
def outcomes_of(outcomes):
    return outcomes.select_related("unit", "rival__unit").order_by("happened_on", "pk")


@written
def lines_of(lines):
    return lines.with_due().order_by("person", "starts_on", "pk")


def facts_of_oversight(case: Case) -> list[tuple]:
    """Who leads it and to what limit it is supervised; whom to ask."""
    led = [
        ("包案领导", f"{case.leader.name}（{case.led_since} 起）" if case.leader_id else "未包案"),
        ("主办民警", case.officer.name),
        ("报告周期", case.get_report_every_display() if case.leader_id else "—"),
        ("最近进展", case.silence_lamp or case.progressed_on),
    ]
    if case.chases:
        led.append(("本期催办", case.chase_lamp))
    if case.listing_level:
        led.append(("挂牌督办", lamps.near(f"{case.get_listing_level_display()}级，限 {case.listed_until}")))
    if case.release_asked_on:
        led.append(("申请解除", f"{case.release_asked_on}，待复核"))
    if case.extension_asked_on:
        led.append(("申请延期", f"{case.extension_days} 天，待批准：{case.extension_reason}"))
    return led


@dataclass(frozen=True)
class Threads:
    """What hangs on a case: names of units and operations by their word, and the newest lines of its history."""

    related: list[tuple[str, str]]
    history: list[dict]


def threads_of(case: Case) -> Threads:
    """协办单位, 集中收网, 包案, 督办 and 进展报告 in one statement."""
    leads = _lines(case.leads, "包案", "至", ("starts_on", "leader__name", "task", "people", "ends_on"))
    listed = ("listed_on", "number", "requirement", "result", "released_on")
    reported = ("reported_on", "created_by__name", "content", "next_steps", "due_on")
    dated = [
        leads,
        _lines(case.listings, "挂牌督办", "解除", listed),
        _lines(case.reports, "进展报告", "应报日", reported),
    ]
    named = [_names(case.assisting, "协办单位", "short_name"), _names(case.operations, "集中收网", "name")]
    first, *others = dated + named
    rows = list(first.union(*others, all=True).order_by("place", "-on", "-pk")[: 2 * SHOWN])
    related: dict[str, list[str]] = {}
    for row in rows:
        if row["place"] == NAMED:
            related.setdefault(row["line"], []).append(row["who"])
    return Threads(
        [(word, "、".join(sorted(names))) for word, names in sorted(related.items())],
        [row for row in rows if row["place"] == DATED][:SHOWN],
    )


def _lines(rows, word: str, until: str, fields: tuple[str, ...]):
    """Day, who, what, what else, until when: of each kind of row from its own fields."""
    facts = {name: F(field) for name, field in zip(("on", "who", "said", "more", "until"), fields, strict=True)}
    return _annotated(rows, DATED, word, until, facts)


def _names(rows, word: str, field: str):
    no_day, no_words = Value(None, DateField()), Value("", CharField())
    facts = {"on": no_day, "who": F(field), "said": no_words, "more": no_words, "until": no_day}
    return _annotated(rows, NAMED, word, "", facts)


def _annotated(rows, place: int, word: str, until: str, facts: dict):
    words = {"line": Value(word, CharField()), "until_word": Value(until, CharField())}
    return rows.order_by().annotate(place=Value(place), **words, **facts).values("place", *words, *facts, "pk")


def origin_of(case: Case) -> list[tuple]:
    """A link to the record it was found in. No statement."""
    link = link_to(ORIGINS, case.origin_type_id, case.origin_id)
    return [("来源", link)] if link else []
