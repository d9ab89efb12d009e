"""The force with its browsers, and records that are made when a test first asks for them."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps

from auditlog.models import LogEntry
from django.db import connection, models
from django.test import Client, override_settings

from baiyi.jobs.models import Heartbeat, ScheduledRun
from baiyi.notifications.models import Notification
from baiyi.records import clock
from baiyi.records.models import Record
from tests.factories import Force
from tests.ours import our_models

SIGNS_OF_LIFE = {Heartbeat, ScheduledRun}  # written by what runs by itself, whatever a person does


class World:
    def __init__(self, force: Force):
        self.force = force
        self._clients: dict[str, Client] = {}
        self._made: dict[object, object] = {}

    def met_again(self) -> "World":
        """The same rows for another test: nobody is signed in, and people and units are read anew."""
        again = World(self.force.met_again())
        again._made = dict(self._made)
        return again

    def client(self, who: str) -> Client:
        """Signed in as this one of the force; as a visitor for an empty name."""
        if who not in self._clients:
            self._clients[who] = client = Client()
            if who:
                client.force_login(self.force.people[who], backend="baiyi.accounts.backends.PostingBackend")
        return self._clients[who]

    def once(self, key, make: Callable):
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]

    def foreign(self, field: str) -> int:
        return self.force.other_station.pk if field == "unit" else self.force.bob.pk

    def poison(self, field: models.Field):
        """A value that would show if it were taken over."""
        if isinstance(field, models.ForeignKey):
            return self.foreign("unit" if field.name == "unit" else "person")
        if isinstance(field, models.BooleanField):
            return not field.get_default() if field.has_default() else True
        if isinstance(field, models.DateTimeField | models.DateField):
            return "1999-01-02"
        return "7777" if isinstance(field, models.IntegerField) else "poison"


def once(make: Callable[[World], models.Model]) -> Callable[[World], models.Model]:
    """Made once a world, and read anew whenever it is asked for."""

    @wraps(make)
    def asked(world: World):
        made = world.once(make, lambda: make(world))
        return made._meta.model._base_manager.get(pk=made.pk)

    return asked


@contextmanager
def days_ago(days: int) -> Iterator[dt.date]:
    """Noon of that day, as the business sees it."""
    day = clock.today() - dt.timedelta(days=days)
    with override_settings(BAIYI_TODAY=f"{day}T12:00:00+08:00"):
        yield day


def rows_written() -> dict[str, tuple[int, int]]:
    """Of each of our tables and the journal, how many rows it holds and the sum of their versions. One statement."""
    watched = [model for model in our_models() if model not in SIGNS_OF_LIFE] + [LogEntry]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(_count(model) for model in watched))
        return {label: (rows, versions) for label, rows, versions in cursor.fetchall()}


def _count(model: type[models.Model]) -> str:
    versions = "COALESCE(SUM(version), 0)" if issubclass(model, Record) else "0"
    return f"SELECT '{model._meta.label}', COUNT(*), {versions} FROM {connection.ops.quote_name(model._meta.db_table)}"


def standing() -> dict:
    """What a request that was refused leaves as it was: rows, versions, states, and what is unread."""
    with_states = [model for model in our_models() if issubclass(model, Record) and hasattr(model, "state")]
    states = {each._meta.label: sorted(each._base_manager.values_list("pk", "state")) for each in with_states}
    return {
        "rows": rows_written(),
        "states": states,
        "unread": sorted(Notification.objects.unread().values_list("pk", flat=True)),
    }
