"""Venue inspections of the demonstration: planned first, written in bulk, so that records make the figures.

On day 18: 812 venues and 142 hazardous firms inspected, 169 hazards rectified, 71 notices issued.
Three sweeps reached each of the 812.
"""

from campaigns.demo import World
from inspections.demo import extensions, follow_up, papers, pictures, referrals, rows, sweeps
from inspections.demo.venues import plant_venues
from inspections.demo.visits import Rounds, give_officer_more
from inspections.models import Venue


def plant(world: World) -> None:
    ledger = plant_venues(world)
    rounds = Rounds(world, ledger, papers.plan(world))
    visits = rounds.plan()
    Venue.objects.bulk_update(give_officer_more(world, rounds), ["responsible"])
    rows.write_visits(world, visits, ledger.items)
    notices = rows.NoticeRows(world).write(visits)
    rows.write_hazards(world, visits)
    written = follow_up.write_reinspections(world, rounds.papers)
    follow_up.write_deadlines(notices, rounds.papers)
    extensions.write_requests(world, rounds.papers)
    follow_up.write_journal(world, ledger, visits, written)
    pictures.write_photos(world, visits, written)
    referrals.write_transfers(world)
    sweeps.plant_sweeps(world, ledger)
