"""Migrate, and write a branch with hotspots, each with an owner of its own.

The campaign runs 2026-07-06 (a Monday) to 2026-10-13; the hotspots were listed on Friday, July 17, and are supervised
from
Monday, July 20. Nothing has run by itself yet.
"""

import datetime as dt

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.test import override_settings
from django.utils import timezone

from baiyi.accounts.models import Posting, Unit, User
from campaigns.models import Campaign
from hotspots.models import Hotspot, HotspotAssignment
from tests.factories import make_force, make_venue
from tests.factories.people import PASSWORD

LISTED_ON = dt.date(2026, 7, 17)
FIRST_WEEK = dt.date(2026, 7, 20)
LAST_DAY = dt.date(2026, 10, 13)


class Command(BaseCommand):
    requires_system_checks = []

    def add_arguments(self, parser) -> None:
        parser.add_argument("--hotspots", type=int, required=True)

    def handle(self, *args, **options) -> None:
        call_command("migrate", verbosity=0)
        with override_settings(
            PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]
        ):  # the slow one only for alice
            plant_world(options["hotspots"])
        alice = User.objects.get(username="alice")
        alice.set_password(PASSWORD)
        alice.save()


def plant_world(hotspots: int) -> None:
    force = make_force()
    make_venue(force.station, force.alice)
    Campaign.objects.create(name="夏季百日行动", unit=force.branch, starts_on=dt.date(2026, 7, 6), ends_on=LAST_DAY)
    listed_at = timezone.make_aware(dt.datetime.combine(LISTED_ON, dt.time(10)))
    made = {"unit": force.station, "created_by": force.people["office"], "created_at": listed_at, "reason": "complex"}
    days = {"listed_on": LISTED_ON, "rectify_by": LAST_DAY, "supervised_from": FIRST_WEEK}
    places = Hotspot.objects.bulk_create(
        [Hotspot(name=f"东街{number}号片区", **made, **days) for number in range(hotspots)]
    )
    held = {"post": "owner", "starts_on": LISTED_ON, "assigned_by": force.people["office"], "assigned_at": listed_at}
    pairs = zip(places, plant_owners(force.station, hotspots), strict=True)
    HotspotAssignment.objects.bulk_create(
        [HotspotAssignment(hotspot=place, person=owner, **held) for place, owner in pairs]
    )


def plant_owners(unit: Unit, count: int) -> list[User]:
    owners = [
        User(username=f"owner{number:03}", name=f"责任人{number}", must_change_password=False)
        for number in range(count)
    ]
    owners = User.objects.bulk_create(owners)
    Posting.objects.bulk_create(
        [Posting(user=owner, unit=unit, role="officer", starts_on=dt.date(2020, 1, 1)) for owner in owners]
    )
    return owners
