"""What happened to the disputes of the demonstration. Days are offsets from the first day of the campaign.

169 found in 18 days, 74 of them sent to other bodies, 36 of these settled; 21 of those still away are late.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from campaigns.demo.world import DAY, PARTNERS, STATIONS
from disputes.models.dispute import Dispute
from disputes.models.handled import State

FOUND = 169
RESOLVED, PENALISED = 36, 6  # of them; the settled ones were sent away
CONTROLLED, LITIGATING, UNGRADED = 12, 7, 9
UNSIGNED, UNSETTLED = 8, 13  # late: nobody signed for them, or signed and has not answered
SENT_LATELY, UNDER_WAY, ANSWERED = 3, 8, 6  # away, and in time
BEFORE = 14  # in hand when the campaign began
STILL_EVERY = 4  # one in so many of those in hand was found at any time, and nothing happened since
TODAY = DAY - 1
LAW, CENTRE, LABOUR, HEALTH, EDUCATION, ORDER, COURT, WOMEN = (PARTNERS[place] for place in (4, 5, 6, 7, 3, 8, 9, 10))
# category, where in the area of the station, and the body that settles such disputes
KINDS = (
    ("family", "新村", WOMEN),
    ("neighbours", "老小区", LAW),
    ("labour", "工业园", LABOUR),
    ("debt", "集贸市场", COURT),
    ("emotion", "青年公寓", WOMEN),
    ("consumer", "夜市", CENTRE),
    ("medical", "社区医院", HEALTH),
    ("property", "花园小区", CENTRE),
    ("labour", "建筑工地", LABOUR),
    ("land", "城中村", LAW),
    ("campus", "中学周边", EDUCATION),
    ("injury", "广场", ORDER),
)
RISKS = (*("yellow", "blue", "blue") * 3, "orange", *("blue", "yellow", "blue") * 3, "orange", "yellow", "red")
SOURCES = (
    *(Dispute.Source.SCREENING,) * 5,
    *(Dispute.Source.VISIT,) * 3,
    *(Dispute.Source.GRID,) * 2,
    Dispute.Source.HOTLINE,
    Dispute.Source.PETITION,
)


@dataclass
class Story:
    """One dispute: where it has come to, and on which days."""

    unit: str
    code: str
    place: str
    body: str
    risk: str
    source: str
    found: int
    state: str = State.HANDLING
    graded: int | None = None
    sent: int | None = None
    signed: int | None = None
    answered: int | None = None
    ended: int | None = None
    is_latent: bool = True
    is_closed: bool = False
    is_second: bool = False  # a record of a matter that another one counts for

    @property
    def is_settled(self) -> bool:
        return self.state in {State.RESOLVED, State.RELAPSED}

    @property
    def is_away(self) -> bool:
        return self.sent is not None


def found(rng: Random) -> Iterator[Story]:
    """Those of the campaign."""
    fates = [
        *["resolved"] * RESOLVED,
        *["unsigned"] * UNSIGNED,
        *["unsettled"] * UNSETTLED,
        *["lately"] * SENT_LATELY,
        *["under_way"] * UNDER_WAY,
        *["answered"] * ANSWERED,
        *["penalised"] * PENALISED,
        *["controlled"] * CONTROLLED,
        *["litigating"] * LITIGATING,
        *["ungraded"] * UNGRADED,
    ]
    fates += ["handling"] * (FOUND - len(fates))
    rng.shuffle(fates)
    for place, fate in enumerate(fates):
        yield _told(_story(place, rng), fate, rng)


def before(rng: Random) -> Iterator[Story]:
    """Those that were in hand when the campaign began: called in by 110."""
    for place in range(BEFORE):
        story = _story(place, rng)
        story.found, story.source, story.is_latent = -3 - place, Dispute.Source.ALARM, False
        story.graded = story.found
        yield story


def _story(place: int, rng: Random) -> Story:
    code, where, body = KINDS[(place + place // len(STATIONS)) % len(KINDS)]
    station = STATIONS[place % len(STATIONS)][0]
    return Story(
        station,
        code,
        station.removesuffix("所") + where,
        body,
        RISKS[place % len(RISKS)],
        rng.choice(SOURCES),
        found=rng.randrange(TODAY - 1),
    )


def _told(story: Story, fate: str, rng: Random) -> Story:
    """The days of a fate; the latest is today."""
    story.graded = min(story.found + rng.randint(0, 1), TODAY)
    if fate in TELLERS:
        TELLERS[fate](story, rng)
    return story


def _resolved(story: Story, rng: Random) -> None:
    story.found = min(story.found, TODAY - 5)
    story.graded = story.sent = story.found + rng.randint(0, 1)
    story.signed = story.sent + rng.randint(0, 1)
    story.answered = story.ended = min(story.signed + rng.randint(1, 6), TODAY - 1)
    story.state, story.is_closed = State.RESOLVED, story.ended < TODAY - 6


def _unsigned(story: Story, rng: Random) -> None:
    story.found = min(story.found, TODAY - 6)
    story.sent = story.graded = story.found + 1


def _unsettled(story: Story, rng: Random) -> None:
    story.found = rng.randint(0, 4)
    story.sent = story.graded = story.signed = story.found + 1


def _lately(story: Story, rng: Random) -> None:
    story.found = story.graded = story.sent = TODAY


def _under_way(story: Story, rng: Random) -> None:
    story.found = TODAY - rng.randint(2, 4)
    story.graded = story.sent = story.signed = story.found + 1


def _answered(story: Story, rng: Random) -> None:
    _under_way(story, rng)
    story.answered = TODAY


def _penalised(story: Story, rng: Random) -> None:
    story.found = min(story.found, TODAY - 4)
    story.graded, story.ended, story.state = story.found, story.found + rng.randint(1, 4), State.PENALISED


def _ungraded(story: Story, rng: Random) -> None:
    story.found, story.graded, story.state = TODAY - rng.randint(0, 1), None, State.REGISTERED


def _handling(story: Story, rng: Random) -> None:
    """Most were found lately: what stands still is the lesser part."""
    if rng.randrange(STILL_EVERY):
        story.found = TODAY - rng.randint(1, 6)
        story.graded = min(story.found + rng.randint(0, 1), TODAY)


def _controlled(story: Story, rng: Random) -> None:
    _handling(story, rng)
    story.state = State.CONTROLLED


def _litigating(story: Story, rng: Random) -> None:
    _handling(story, rng)
    story.state = State.LITIGATING


TELLERS = {
    "resolved": _resolved,
    "unsigned": _unsigned,
    "unsettled": _unsettled,
    "lately": _lately,
    "under_way": _under_way,
    "answered": _answered,
    "penalised": _penalised,
    "handling": _handling,
    "ungraded": _ungraded,
    "controlled": _controlled,
    "litigating": _litigating,
}
