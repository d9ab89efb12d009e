"""Zones, beats, plans, patrols and response, as the tests of every page meet them."""

import datetime as dt

from django.urls import reverse

from baiyi.records import clock
from campaigns.reporting import reporting_day
from prevention.forms.patrols.shifts import COUNTS, PEOPLE
from prevention.models import (
    PatrolBeat,
    PatrolMechanism,
    PatrolPlan,
    PatrolShift,
    PatrolZone,
    PlannedPatrol,
    ResponseCount,
    ResponseRing,
)
from prevention.services import patrols
from prevention.services.patrols.days import planned_of
from prevention.views.patrols.beats import BEATS, ZONES
from prevention.views.patrols.plans import PLANNED, PLANS
from prevention.views.patrols.response import MECHANISMS, RESPONSES, RINGS
from prevention.views.patrols.shifts import PATROLS
from tests.factories import Force
from tests.samples import FormPage, Sample
from tests.world import World

HOUR = dt.timedelta(hours=1)
LONG_AGO = dt.date(2022, 1, 1)
POINTS = (("point", "夜市南口"), ("line", "沿江步道"))


def this_minute() -> dt.datetime:
    return clock.now().replace(second=0, microsecond=0)


def make_zone(force: Force, **facts) -> PatrolZone:
    number = f"F{PatrolZone.objects.count() + 1:03d}"
    facts = {"number": number, "name": f"城中防区{number}", "unit": force.station, "starts_on": LONG_AGO} | facts
    return patrols.add_zone(by=force.people["office"], **facts)


def make_beat(force: Force, **facts) -> PatrolBeat:
    """At alice's station, with a point and a line to pass."""
    number, unit = f"X{PatrolBeat.objects.count() + 1:03d}", facts.get("unit", force.station)
    zone = facts.pop("zone", None) or make_zone(force, unit=unit)
    facts = {"number": number, "name": f"东街巡区{number}", "unit": unit, "starts_on": LONG_AGO} | facts
    facts = {"extent": "东至人民路、南至沿江路", "must_pass": POINTS, "zone": zone} | facts
    return patrols.add_beat(by=force.people["office"], **facts)


def make_plan(force: Force, beat: PatrolBeat | None = None, **facts) -> PatrolPlan:
    """Every night from eight to two."""
    beats = [beat or make_beat(force)]
    return patrols.add_plans(by=force.people["office"], beats=beats, **({"starts_on": LONG_AGO} | facts))[0]


def make_planned(force: Force, beat: PatrolBeat | None = None, **facts) -> PlannedPatrol:
    """In an hour, for an hour."""
    begins = facts.pop("starts_at", this_minute() + HOUR)
    facts = {"starts_at": begins, "ends_at": begins + HOUR} | facts
    return patrols.add_planned(by=force.people["office"], beat=beat or make_beat(force), **facts)


def asked_before(force: Force, beat: PatrolBeat, starts_at: dt.datetime, **facts) -> PlannedPatrol:
    """What a plan had laid for an hour that has come since."""
    plan = PatrolPlan(beat=beat, unit=beat.unit, created_by=force.people["office"], **facts)
    ends = {"ends_at": starts_at + 6 * HOUR, "reported_on": reporting_day(starts_at)}
    planned = planned_of(plan, starts_at=starts_at, **ends)
    planned.plan = None
    planned.save()
    return planned


def start_patrol(force: Force, beat: PatrolBeat | None = None, *, by=None, **facts) -> PatrolShift:
    """That began an hour ago and lasts for six."""
    begins = facts.pop("starts_at", this_minute() - HOUR)
    facts = {"starts_at": begins, "ends_at": begins + 6 * HOUR, "leader": force.alice, "police": 2} | facts
    return patrols.start_patrol(by=by or force.people["office"], beat=beat or make_beat(force), **facts)


def make_mechanism(force: Force, **facts) -> PatrolMechanism:
    facts = {"name": "联勤联动机制", "text": "混合编组巡逻", "unit": force.branch} | facts
    return patrols.add_mechanism(by=force.people["office"], **({"starts_on": LONG_AGO} | facts))


def make_ring(force: Force, **facts) -> ResponseRing:
    """Of minutes that no other one has."""
    minutes = ResponseRing.objects.count() + 1
    facts = {"minutes": minutes, "name": f"{minutes} 分钟圈", "covers": "重点部位", "unit": force.branch} | facts
    facts = {"standard": "自接到指令起", "starts_on": LONG_AGO} | facts
    return patrols.add_ring(by=force.people["office"], **facts)


def make_count(force: Force, *, arrivals: int = 20, in_time: int = 19, **facts) -> ResponseCount:
    facts = {"unit": force.station, "reported_on": clock.today()} | facts
    ring = facts.pop("ring", None) or make_ring(force)
    counts = {ring: (arrivals, in_time)}
    return patrols.add_counts(by=force.people["office"], counts=counts, **facts)[0]


def zone_words(force: Force) -> dict:
    return {"number": "F900", "name": "南桥防区", "unit": str(force.station.pk)}


def beat_words(force: Force) -> dict:
    words = {"zone": str(make_zone(force).pk), "number": "X900", "name": "南桥巡区", "unit": str(force.station.pk)}
    return words | {"extent": "桥南", "must_pass": "桥头\n线：沿江步道"}


def plan_words(force: Force) -> dict:
    return {"beats": [str(make_beat(force).pk)]}


def planned_words(force: Force) -> dict:
    begins = this_minute() + 2 * HOUR
    hours = {"starts_at": _typed(begins), "ends_at": _typed(begins + HOUR)}
    return {"beat": str(make_beat(force).pk)} | hours


def _typed(moment: dt.datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M}"


def patrol_words(force: Force) -> dict:
    return {"beat": str(make_beat(force).pk)}


def mechanism_words(force: Force) -> dict:
    return {"name": "快速响应机制", "text": "示例", "unit": str(force.branch.pk)}


def ring_words(force: Force) -> dict:
    words = {"minutes": "7", "name": "七分钟圈", "covers": "城区", "standard": "自接到指令起"}
    return words | {"unit": str(force.branch.pk)}


def count_words(force: Force) -> dict:
    ring = make_ring(force)
    return {f"arrivals{ring.pk}": "12", f"in_time{ring.pk}": "11", "unit": str(force.station.pk)}


reason = {"reason": "登记错误"}
NUMBERS = ("auxiliaries", "cars", *PEOPLE, *COUNTS)
SAMPLES = [
    Sample(
        ZONES,
        who="chief",
        make=make_zone,
        words=zone_words,
        changed={"note": "含夜市"},
        moves={"void": reason},
        any_day=("add", "change"),
        counts_from_zero=("force",),
    ),
    Sample(
        BEATS,
        who="chief",
        make=make_beat,
        words=beat_words,
        changed={"extent": "北至文庙路"},
        moves={"void": reason},
        any_day=("add", "change"),
    ),
    Sample(
        PLANS,
        who="chief",
        make=make_plan,
        words=plan_words,
        changed={"team": "一组"},
        moves={"void": reason},
        any_day=("add", "change"),
    ),
    Sample(
        PLANNED,
        who="chief",
        make=make_planned,
        words=planned_words,
        changed={"team": "二组"},
        moves={"void": reason},
    ),
    Sample(
        PATROLS,
        who="chief",
        make=start_patrol,
        words=patrol_words,
        changed={"people_checked": "30"},
        moves={
            "hand_over": {"unfinished": "一名走失老人待家属来接", "people_checked": "12"},
            "stand_down": {"vehicles_checked": "9"},
            "void": reason,
            "pass_points": {},
        },
        again=("pass_points",),
        counts_from_zero=NUMBERS,
    ),
    Sample(
        MECHANISMS,
        who="office",
        make=make_mechanism,
        words=mechanism_words,
        changed={"source": "示例"},
        moves={"void": reason},
        any_day=("add", "change"),
    ),
    Sample(
        RINGS,
        who="office",
        make=make_ring,
        words=ring_words,
        changed={"covers": "主要路口"},
        moves={"void": reason},
        any_day=("add", "change"),
    ),
    Sample(
        RESPONSES,
        who="chief",
        make=make_count,
        words=count_words,
        changed={"in_time": "18"},
        moves={"void": reason},
        counts_from_zero=("arrivals", "in_time"),
    ),
]


FORM_PAGES = {
    "prevention:gaps": FormPage(
        "alice",
        lambda world: reverse("prevention:gaps"),
        lambda world: {"until": f"{clock.today()}"},
        method="get",
        scoped=("unit",),
    ),
    "prevention:rates": FormPage(
        "office",
        lambda world: reverse("prevention:rates"),
        lambda world: {"since": f"{clock.today()}", "until": f"{clock.today()}"},
        method="get",
        takes_any_day=True,
    ),
}


def happen(world: World) -> None:
    """At each station a night of armed patrol on a beat with a school that is over, one that nobody walked, and
    counts.
    """
    force = world.force
    ring = make_ring(force)
    for unit in (force.station, force.other_station):
        beat = make_beat(force, unit=unit, is_campus=True)
        shift = start_patrol(
            force, beat, kind="armed", starts_at=last_night(), volunteers=5, captured=1, findings="盗窃"
        )
        due = list(shift.due_points.all())
        patrols.stand_down(shift, by=force.people["office"], version=shift.version, points=due, ends_at=shift.ends_at)
        asked_before(force, beat, last_night() - dt.timedelta(days=1))
        make_count(force, unit=unit, ring=ring)
    patrols.close_days()


def last_night() -> dt.datetime:
    """Nine in the evening of the day before."""
    day = clock.today() - dt.timedelta(days=1)
    return dt.datetime.combine(day, dt.time(21), clock.now().tzinfo)
