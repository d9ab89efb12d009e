"""One 逾期: over random histories every place that tells what is late says the same, and it is what the days say."""

import contextlib
import datetime as dt
import random
import re
from collections.abc import Iterator

import pytest
from django.urls import reverse

from baiyi.deadlines import services as deadlines
from baiyi.deadlines.models import Deadline, Pause, Rule
from baiyi.deadlines.serving import SERVE
from baiyi.figures.evaluation import values
from baiyi.figures.periods import Period
from baiyi.notifications.todos import todo_sources
from baiyi.records import clock
from baiyi.records.moves import MoveRefused
from inspections import services
from inspections.kinds import RECHECK, RECTIFY
from inspections.models import Hazard, RectificationNotice
from tests.conftest import REPEAT
from tests.factories import make_issued_notice, make_round, make_venue

pytestmark = pytest.mark.one_day("lives through a month of its own")

START, DAYS, NOTICES = dt.date(2026, 6, 8), 30, 6
State = RectificationNotice.State


class History:
    """A month of chance: each day some notices are extended, paused, resumed, asked for, reinspected or voided."""

    def __init__(self, force, settings, seed: int) -> None:
        self.force, self.settings, self.chance = force, settings, random.Random(seed)
        self.pair = [force.alice, force.amy]

    def live(self) -> Iterator[dt.date]:
        """Each day, once all of it has happened."""
        self.at(START)
        for _ in range(NOTICES):
            venue = make_venue(self.force.station, self.force.alice, responsible=self.force.alice)
            notice = make_issued_notice(venue, self.pair)
            if self.chance.random() < 0.8:
                services.serve_notice(
                    notice, by=self.force.alice, on=START, delivery="in_person", receiver_name="王签收"
                )
        for day in range(1, DAYS):
            self.at(START + dt.timedelta(days=day))
            for notice in RectificationNotice.objects.current().filter(state__in=RectificationNotice.OPEN):
                if self.chance.random() < 0.25:
                    self.act(notice)
            yield clock.today()

    def at(self, day: dt.date) -> None:
        self.settings.BAIYI_TODAY = f"{day}T10:00:00+08:00"

    def act(self, notice) -> None:
        chosen = self.chance.choice(
            [self.extend, self.pause, self.resume, self.ask, self.fail, self.succeed, self.void]
        )
        with contextlib.suppress(MoveRefused):  # refused days are as good a history as any
            chosen(notice)

    def extend(self, notice) -> None:
        services.extend_notice(
            notice, length=self.chance.randint(1, 5), reason="配件未到", by=self.force.people["chief"]
        )

    def pause(self, notice) -> None:
        kind = self.chance.choice([RECTIFY, RECHECK])
        if (found := notice.open_deadline(kind)) is not None:
            deadlines.pause_deadline(found, ground=Pause.Ground.APPEAL, on=clock.today(), by=self.force.alice)

    def resume(self, notice) -> None:
        for found in notice.deadlines.open().exclude(paused_on=None):
            deadlines.resume_deadline(found, on=clock.today(), by=self.force.alice)

    def ask(self, notice) -> None:
        services.request_reinspection(notice, by=self.force.alice, on=clock.today())

    def fail(self, notice) -> None:
        self.reinspect(notice, is_rectified=False)

    def succeed(self, notice) -> None:
        self.reinspect(notice, is_rectified=True)

    def reinspect(self, notice, *, is_rectified: bool) -> None:
        make_round(notice, self.pair, is_rectified)

    def void(self, notice) -> None:
        if self.chance.random() < 0.3:
            services.void_notice(notice, by=self.force.people["chief"], reason="写错单位")


def late(kind: str, on: dt.date) -> set[int]:
    """Notices that are not void, by the days of their deadlines, read row by row."""
    current = set(RectificationNotice.objects.current().values_list("pk", flat=True))
    return {
        row.object_id
        for row in Deadline.objects.about(RectificationNotice).filter(kind=kind, voided_at=None)
        if row.object_id in current
        and (row.closed_on is None or row.closed_on > on)
        and row.late_after is not None
        and row.late_after < on
    }


@pytest.mark.parametrize("grace", [0, 2])
@pytest.mark.parametrize("seed", range(2 * REPEAT))
def test_list_tab_tile_figure_and_todo_agree_on_what_is_late(force, settings, sign_in, seed, grace):
    Rule.objects.update(grace=grace)
    for on in History(force, settings, seed).live():
        if on.day % 4 == 0:
            agree_today(force, sign_in)
    assert any(late(RECTIFY, START + dt.timedelta(days=day)) for day in range(DAYS)), "nothing was ever late"
    for day in range(0, DAYS + 5, 5):
        on = START + dt.timedelta(days=day)
        for kind in (RECTIFY, RECHECK, SERVE):
            found = RectificationNotice.objects.overdue(on, kind=kind)
            assert set(found.values_list("pk", flat=True)) == late(kind, on)
        hazards = Hazard.objects.filter(notice__in=late(RECTIFY, on))
        assert figure(on) == sum(each.rectified_on is None or each.rectified_on > on for each in hazards)
    agree_today(force, sign_in)


def figure(on: dt.date) -> int:
    return values(["hazards_overdue"], period=Period(START, on))["hazards_overdue"]


def agree_today(force, sign_in) -> None:
    on, client = clock.today(), sign_in(force.people["chief"])
    expected = late(RECTIFY, on)
    assert set(shown(client, "notice-list", "overdue")) == expected
    counts = RectificationNotice.objects.visible_to(force.people["chief"]).tab_counts(["overdue"], on)
    assert counts["overdue"] == len(expected) == tile(client)
    hazards = set(Hazard.objects.open().filter(notice__in=expected).values_list("pk", flat=True))
    assert set(shown(client, "hazard-list", "overdue")) == hazards
    assert figure(on) == len(hazards)
    for row in RectificationNotice.objects.with_due():
        assert row.is_late == (row.pk in expected | late(RECHECK, on) | late(SERVE, on))
        assert (row.due_lamp is not None and row.due_lamp.tone == "red") == row.is_late
    assert recheck_todos(force.alice, on) == late(RECHECK, on) & reinspectable()


def shown(client, name: str, tab: str) -> list[int]:
    page = client.get(reverse(f"inspections:{name}"), {"tab": tab, "per_page": 100})
    return [row.record.pk for row in page.context["table"].rows]


def tile(client) -> int:
    page = client.get("/").content.decode()
    found = re.search(r'href="[^"]*notices/\?tab=overdue"[^>]*>(.*?)</a>', page, re.DOTALL)
    return int(re.search(r">(\d+)<", found.group(1)).group(1))


def reinspectable() -> set[int]:
    return set(
        RectificationNotice.objects.filter(state__in=[State.SERVED, State.AWAITING]).values_list("pk", flat=True)
    )


def recheck_todos(user, on: dt.date) -> set[int]:
    rows = [each for each in todo_sources.of(user, on) if each.label == "到期复查" and each.lamp.tone == "red"]
    assert all(each.lamp.text.startswith("复查超期") for each in rows)
    return {int(re.search(r"/notices/(\d+)/", each.url).group(1)) for each in rows}
