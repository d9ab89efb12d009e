"""Histories of disputes that chance made, day by day through the services; and what plain Python makes of the rows."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import override_settings
from hypothesis import strategies as st

from baiyi.records import clock
from baiyi.records.moves import MoveRefused, move
from baiyi.transfers import services as transfers
from baiyi.transfers.models import Transfer
from disputes import services
from disputes.models import Dispute
from tests.disputes.made import level, make_dispute
from tests.disputes.situations import join
from tests.factories import Force

START = dt.date(2026, 3, 2)
LASTING = ("find", "grade", "send", "accept", "settle", "send_back", "resolve", "keep", "penalise", "call", "relapse")
CORRECTING = ("recall", "link", "merge", "unlink", "void")  # after which the past is told as it should have been
# days that pass before it, what is done, to which dispute, and how many days ago it happened
ACT = st.tuples(st.integers(0, 3), st.sampled_from(LASTING + CORRECTING), st.integers(0, 9), st.integers(0, 3))
LASTING_ACT = st.tuples(st.integers(0, 2), st.sampled_from(LASTING), st.integers(0, 9), st.just(0))


@dataclass
class History:
    """Tells acts; one that is not possible for the dispute it names is tried on the next, and else left out."""

    force: Force
    today: dt.date = START
    told: list[str] = field(default_factory=list)

    def tell(self, acts: Iterable[tuple], each_day: Callable[[dt.date], None] = lambda day: None) -> None:
        for wait, name, place, ago in acts:
            for _ in range(wait):
                self.on_today(lambda: each_day(self.today))
                self.today += dt.timedelta(days=1)
            self.on_today(lambda name=name, place=place, ago=ago: self._do(name, place, ago))
        self.on_today(lambda: each_day(self.today))

    def on_today(self, job: Callable[[], None]) -> None:
        with override_settings(BAIYI_TODAY=f"{self.today}T10:00:00+08:00"):
            job()

    def _do(self, name: str, place: int, ago: int) -> None:
        on = max(START, clock.today() - dt.timedelta(days=ago))
        if name == "find":
            unit = (self.force.station, self.force.other_station)[place % 2]
            make_dispute(self.force, unit=unit, found_on=on)
            self.told.append(name)
            return
        rows = list(Dispute.objects.order_by("pk"))
        for dispute in rows[place % len(rows) :] + rows[: place % len(rows)] if rows else []:
            if self._is_done(name, dispute, place, on):
                self.told.append(f"{name} {dispute.pk}")
                return

    def _is_done(self, name: str, dispute: Dispute, place: int, on: dt.date) -> bool:
        try:
            with transaction.atomic():
                getattr(self, f"_{name}")(dispute, place, on)
        except (MoveRefused, PermissionDenied):
            return False
        return True

    @property
    def by(self) -> dict:
        return {"by": self.force.people["office"]}

    def _grade(self, dispute, place, on):
        move(dispute, "grade", **self.by, on=on, risk=level("red" if place % 2 else "blue"))

    def _send(self, dispute, place, on):
        transfers.send_transfer(dispute, **self.by, task="请调处", to_unit=self.force.partner_body)

    def _accept(self, dispute, place, on):
        transfers.accept_transfer(_last(dispute), by=self.force.people["partner"])

    def _settle(self, dispute, place, on):
        transfers.settle_transfer(_last(dispute), by=self.force.people["partner"], result="已调处")

    def _send_back(self, dispute, place, on):
        transfers.send_back_transfer(_last(dispute), by=self.force.people["partner"], return_kind="not_ours")

    def _recall(self, dispute, place, on):
        transfers.recall_transfer(_last(dispute), **self.by, reason="发错了")

    def _resolve(self, dispute, place, on):
        move(dispute, "resolve", **self.by, on=on, way="mediation", words="谅解")

    def _keep(self, dispute, place, on):
        move(dispute, "keep_under_control", **self.by, on=on, words="包户")

    def _penalise(self, dispute, place, on):
        move(dispute, "penalise", **self.by, on=on, reason="殴打他人")

    def _call(self, dispute, place, on):
        facts = {"visit": "door", "mood": "kept", "on": on}
        called = services.revisit_dispute(dispute, **self.by, version=dispute.version, **facts)
        if place % 2 and called.state == "resolved":
            services.close_dispute(called, **self.by, version=called.version, on=on)

    def _relapse(self, dispute, place, on):
        services.relapse_dispute(dispute, **self.by, version=dispute.version, on=on, reason="再次争吵")

    def _link(self, dispute, place, on):
        join(dispute, _other(dispute, place), self.force)

    def _merge(self, dispute, place, on):
        join(dispute, _other(dispute, place), self.force, verb=services.merge_dispute)

    def _unlink(self, dispute, place, on):
        move(dispute, "unlink", **self.by, reason="不是同一事项")

    def _void(self, dispute, place, on):
        services.void_dispute(dispute, **self.by, version=dispute.version, reason="重复登记")


def _last(dispute: Dispute) -> Transfer:
    found = Transfer.objects.about(dispute).first()
    if found is None:
        raise MoveRefused("never sent")
    return found


def _other(dispute: Dispute, place: int) -> Dispute:
    rows = list(Dispute.objects.current().exclude(pk=dispute.pk).order_by("pk"))
    if not rows:
        raise MoveRefused("the only one")
    return rows[place % len(rows)]


@dataclass(frozen=True)
class Told:
    """Rows as plain Python reads them, for one unit or all."""

    rows: list[Dispute]
    sent: dict[int, list[Transfer]]

    @classmethod
    def read(cls, unit_ids: set[int]) -> "Told":
        sent: dict[int, list[Transfer]] = {}
        for each in Transfer.objects.of_kind(Dispute):
            sent.setdefault(each.object_id, []).append(each)
        rows = [each for each in Dispute.objects.all() if not each.voided_at and each.main_id is None]
        return cls([each for each in rows if each.unit_id in unit_ids], sent)

    def fates(self, since: dt.date, until: dt.date) -> dict[str, int]:
        """What became of each matter found in these days, by the row that speaks for it at the end of the last."""
        found = dict.fromkeys(("disputes_found", *(f"found_disputes_{fate}" for fate in FATES)), 0)
        for first in self.rows:
            if first.relapse_of_id is None and since <= first.found_on <= until:
                found["disputes_found"] += 1
                found[f"found_disputes_{self._fate(self._speaker(first, until), until)}"] += 1
        return found

    def _speaker(self, row: Dispute, until: dt.date) -> Dispute:
        later = [each for each in self.rows if each.relapse_of_id == row.pk and each.found_on <= until]
        return self._speaker(later[0], until) if later else row

    def _fate(self, row: Dispute, until: dt.date) -> str:
        if row.resolved_on and row.resolved_on <= until:
            return "resolved"
        if row.ended_on and row.ended_on <= until:
            return "penalised"
        mine = [each for each in self.sent.get(row.pk, []) if each.sent_on and each.sent_on <= until]
        return "away" if any(each.ended_on is None or each.ended_on > until for each in mine) else "in_hand"

    def open_at_end_of(self, day: dt.date) -> int:
        return sum(each.found_on <= day and not (each.ended_on and each.ended_on <= day) for each in self.rows)


FATES = ("resolved", "in_hand", "away", "penalised")
