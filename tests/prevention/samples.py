"""Checkpoints, shifts, breathalysers and night sheets, as the tests of every page meet them."""

import datetime as dt

from baiyi.records import clock
from prevention import services
from prevention.forms.duty import MAY_BE_NONE
from prevention.forms.nights import SheetForm
from prevention.forms.shifts import COUNTS
from prevention.models import Breathalyser, Checkpoint, CheckpointShift, NightSheet
from prevention.views.checkpoints import CHECKPOINTS
from prevention.views.nights import BREATHALYSERS, NIGHT_SHEETS
from prevention.views.shifts import SHIFTS
from tests.factories import Force
from tests.prevention import samples_alarms, samples_patrols, samples_waters
from tests.prevention import samples_publicity as publicity
from tests.samples import Sample
from tests.world import World

HOUR = dt.timedelta(hours=1)


def make_checkpoint(force: Force, **facts) -> Checkpoint:
    """At alice's station."""
    number = f"K{Checkpoint.objects.count() + 1:03d}"
    facts = {"number": number, "name": f"北门卡点{number}", "kind": "search", "unit": force.station} | facts
    return services.add_checkpoint(by=force.people["office"], **({"place": "国道进城方向"} | facts))


def hours(begin: dt.datetime | None = None, length: dt.timedelta = 6 * HOUR) -> dict:
    """That began two hours ago, or then."""
    begin = begin or clock.now().replace(second=0, microsecond=0) - 2 * HOUR
    return {"starts_at": begin, "ends_at": begin + length}


def open_shift(force: Force, checkpoint: Checkpoint | None = None, *, by=None, **facts) -> CheckpointShift:
    by = by or force.people["office"]
    facts = hours() | {"leader": force.alice, "police": 3, "auxiliaries": 4, "cars": 1} | facts
    return services.open_shift(by=by, checkpoint=checkpoint or make_checkpoint(force), **facts)


def make_breathalyser(force: Force, **facts) -> Breathalyser:
    number = f"JJ-{Breathalyser.objects.count() + 1:03d}"
    facts = {"number": number, "unit": force.station, "valid_until": clock.today() + dt.timedelta(days=90)} | facts
    return services.add_breathalyser(by=force.people["office"], **facts)


def sheet_facts(force: Force, **facts) -> dict:
    """Of alice's station: five people, one of them drunk; two hours ago."""
    instrument = facts.pop("breathalyser", None) or make_breathalyser(force, unit=facts.get("unit", force.station))
    counts = {"drinking": 3, "drinking_again": 1, "drunk": 1, "vehicles_checked": 120}
    blood = {"blood_persons": 1, "blood_samples": 2}
    who = {"unit": force.station, "leader": force.alice, "police": 2, "auxiliaries": 3, "cars": 1}
    place = {"place": f"东街夜市路口{NightSheet.objects.count() + 1}号", "breathalyser": instrument}
    return hours(length=HOUR) | who | counts | blood | place | {"scope": "including"} | facts


def make_sheet(force: Force, *, by=None, **facts) -> NightSheet:
    return services.add_sheet(by=by or force.people["office"], **sheet_facts(force, **facts))


def checkpoint_words(force: Force) -> dict:
    words = {"number": "K900", "name": "南桥卡点", "kind": "traffic", "place": "南桥路口"}
    return words | {"unit": str(force.station.pk)}


def shift_words(force: Force) -> dict:
    return {"checkpoint": str(make_checkpoint(force).pk)}


def sheet_words(force: Force) -> dict:
    where = {"place": "东街夜市路口", "scope": "excluding", "unit": str(force.station.pk)}
    return where | {"vehicles_checked": "80", "drinking": "2", "breathalyser": str(make_breathalyser(force).pk)}


def breathalyser_words(force: Force) -> dict:
    return {"number": "JJ-900", "valid_until": f"{clock.today()}", "unit": str(force.station.pk)}


reason = {"reason": "登记错误"}
SAMPLES = [
    Sample(
        CHECKPOINTS,
        who="chief",
        make=make_checkpoint,
        words=checkpoint_words,
        changed={"area": "城北片区"},
        moves={"void": reason},
        any_day=("add", "change"),
    ),
    Sample(
        SHIFTS,
        who="chief",
        make=open_shift,
        words=shift_words,
        changed={"vehicles_checked": "200"},
        moves={
            "hand_over": {"unfinished": "一辆货车待核对", "equipment": "破胎器 1 套", "vehicles_checked": "40"},
            "stand_down": {"people_checked": "60"},
            "void": reason,
        },
        counts_from_zero=(*MAY_BE_NONE, *COUNTS),
    ),
    Sample(
        BREATHALYSERS,
        who="chief",
        make=make_breathalyser,
        words=breathalyser_words,
        changed={"model": "AT-8"},
        moves={"void": reason},
        any_day=("add", "change"),
        scoped=("unit",),
    ),
    Sample(
        NIGHT_SHEETS,
        who="chief",
        make=make_sheet,
        words=sheet_words,
        changed={"note": "设卡两处"},
        moves={"void": reason},
        counts_from_zero=(*MAY_BE_NONE, *SheetForm.counts),
    ),
    *publicity.SAMPLES,
    *samples_alarms.SAMPLES,
    *samples_waters.SAMPLES,
    *samples_patrols.SAMPLES,
]
FORM_PAGES = {**samples_alarms.FORM_PAGES, **samples_patrols.FORM_PAGES, **samples_waters.FORM_PAGES}
SUBJECTS = {**samples_alarms.SUBJECTS}


def happen(world: World) -> None:
    """A shift and a night at each station, and what each other subject has."""
    for subject in (samples_alarms.happen_alarms, samples_patrols.happen, samples_waters.happen_at_waters):
        subject(world)
    force = world.force
    for unit in (force.station, force.other_station):
        open_shift(
            force,
            make_checkpoint(force, unit=unit),
            vehicles_checked=30,
            people_checked=20,
            captured=1,
            findings="逃犯",
        )
        make_sheet(force, unit=unit)
        publicity.make_activity(force, unit=unit)
