"""期初 + 新增 − 办结 = 期末 for hazards and notices, over histories of chance with voids, withdrawals and referrals."""

import datetime as dt
import random

import pytest

from baiyi.figures import Period, get
from baiyi.figures.balance import balances, total
from baiyi.figures.evaluation import values
from baiyi.records import clock
from baiyi.records.moves import move
from inspections import services
from inspections.models import Hazard, RectificationNotice
from tests.conftest import REPEAT
from tests.factories import make_hazard, make_inspection, make_round, make_user, make_venue

START, DAYS = dt.date(2026, 6, 1), 35
STOCKS = ("hazards_open", "notices_open")


class History:
    """What two stations did: day by day something is found, rectified, referred, voided or withdrawn."""

    def __init__(self, force, settings, seed: int):
        self.force, self.settings, self.chance = force, settings, random.Random(seed)
        ben = make_user("ben", force.other_station)
        self.sides = [(force.station, [force.alice, force.amy]), (force.other_station, [force.bob, ben])]

    def live(self) -> None:
        for day in range(DAYS):
            on = START + dt.timedelta(days=day)
            self.settings.BAIYI_TODAY = f"{on}T10:00:00+08:00"
            self._find()
            for act in (self._reinspect, self._refer, self._void):
                if self.chance.random() < 0.35:
                    act()

    def _find(self) -> None:
        unit, people = self.chance.choice(self.sides)
        disposals = self.chance.choices(["by_date", "on_site", "referral"], [4, 1, 1], k=self.chance.randrange(1, 4))
        hazards = [
            make_hazard(each, **({"referred_to": self.force.partner_body} if each == "referral" else {}))
            for each in disposals
        ]
        made = make_inspection(make_venue(unit, people[0]), people, hazards=hazards)
        if self.chance.random() < 0.15:
            services.withdraw_inspection(made, by=people[0])
        elif (notice := made.notices.first()) and self.chance.random() < 0.9:
            signed = {"delivery": "in_person", "receiver_name": "王签收"}
            services.serve_notice(notice, by=people[0], on=clock.today(), **signed)

    def _one(self, rows):
        found = list(rows.order_by("pk"))
        return self.chance.choice(found) if found else None

    def _people(self, record) -> list:
        return next(people for unit, people in self.sides if unit.pk == record.unit_id)

    def _reinspect(self) -> None:
        notice = self._one(RectificationNotice.objects.filter(state="served", hazards__state="pending").distinct())
        if notice:
            found = {hazard: self.chance.random() < 0.7 for hazard in notice.hazards.open()}
            make_round(notice, self._people(notice), found)

    def _refer(self) -> None:
        hazard = self._one(Hazard.objects.open().filter(disposal="by_date"))
        if hazard:
            move(hazard, "refer", by=self._people(hazard)[0], to=self.force.partner_body, on=clock.today())

    def _void(self) -> None:
        notice = self._one(RectificationNotice.objects.filter(state__in=["issued", "served"], unit=self.sides[0][0]))
        if notice:
            services.void_notice(notice, by=self.force.people["chief"], reason="写错单位")


@pytest.mark.parametrize("seed", range(2 * REPEAT))
def test_every_period_and_unit_is_even_and_ends_with_what_is_open(force, settings, seed):
    History(force, settings, seed).live()
    units = [force.station.pk, force.other_station.pk]
    for key in STOCKS:
        last = None
        for since in (START + dt.timedelta(days=start) for start in range(0, DAYS, 5)):
            found = balances(get(key), Period(since, since + dt.timedelta(days=4)), units)
            assert all(each.is_even for each in found.values()), (key, since)
            whole = total(found, units)
            assert last is None or whole.opening == last.closing
            last = whole
        assert last.added or last.ended or last.closing
    today = Period(START, clock.today())
    said = values(["hazards_open", "notices_open", "notices_issued", "notices_closed"], period=today)
    assert said["hazards_open"] == Hazard.objects.open().count()
    assert said["notices_open"] == RectificationNotice.objects.filter(state__in=RectificationNotice.OPEN).count()
    assert said["notices_issued"] - said["notices_closed"] == said["notices_open"]


def test_hazard_referred_after_its_notice_is_open_no_more(force, settings):
    settings.BAIYI_TODAY = "2026-06-01T10:00:00+08:00"
    venue = make_venue(force.station, force.alice)
    hazard = make_inspection(venue, [force.alice, force.amy], hazards=[make_hazard()]).hazards.get()
    settings.BAIYI_TODAY = "2026-06-05T10:00:00+08:00"
    move(hazard, "refer", by=force.alice, to=force.partner_body, on=clock.today())
    found = balances(get("hazards_open"), Period(START, clock.today()), [force.station.pk])
    assert found[force.station.pk].amounts == (0, 1, 1, 0)
