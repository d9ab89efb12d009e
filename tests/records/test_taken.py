"""A row that is there once: who comes second is told of the first; another fault of the database stays what it is."""

import pytest
from django.db import IntegrityError

from baiyi.accounts.models import Unit
from baiyi.records.moves import MoveRefused
from baiyi.records.services import unless_taken


def taken(first):
    return unless_taken(lambda: first, lambda found: MoveRefused(f"{found}已经有了"))


def test_second_is_told_of_the_first(force):
    with pytest.raises(MoveRefused, match=f"{force.station}已经有了") as refused, taken(force.station):
        raise IntegrityError("whatever the database calls it, in whatever language")
    assert isinstance(refused.value.__cause__, IntegrityError)


def test_what_is_about_something_else_is_raised(force):
    with pytest.raises(IntegrityError, match="foreign key"), taken(None):
        raise IntegrityError("foreign key")


def test_nothing_of_it_is_written_when_it_is_refused(force):
    def write() -> None:
        with taken(force.station):
            Unit.objects.filter(pk=force.station.pk).update(short_name="改了")
            raise IntegrityError("unique")

    with pytest.raises(MoveRefused):
        write()
    assert Unit.objects.get(pk=force.station.pk).short_name != "改了"
