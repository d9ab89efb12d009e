"""Units and people."""

import datetime as dt
import itertools
from dataclasses import dataclass
from functools import cache

from django.contrib.auth.hashers import make_password
from django.test import RequestFactory

from baiyi.accounts import services
from baiyi.accounts.models import Posting, Unit, User
from baiyi.accounts.roles import Role

PASSWORD = "Right-horse7"
LONG_AGO = dt.date(2020, 1, 1)
_serial = itertools.count(1)


def make_unit(name: str = "", *, kind: str = "station", parent: Unit | None = None, **facts) -> Unit:
    name = name or f"第{next(_serial)}派出所"
    return services.add_unit(name=name, short_name=name[:20], kind=kind, parent=parent, **facts)


def make_user(username: str, unit: Unit, role: str = Role.OFFICER, **facts) -> User:
    facts = {"name": f"人员{username}", "must_change_password": False, "password": PASSWORD} | facts
    user = services.add_user(username=username, **facts)
    services.post(user=user, unit=unit, role=role, starts_on=LONG_AGO)
    return user


def _person(username: str) -> User:
    return User(username=username, name=f"人员{username}", must_change_password=False, password=_password())


@cache
def _password() -> str:
    return make_password(PASSWORD)


@dataclass
class Force:
    """A branch with two stations and a partner body; alice and amy work at the first station, bob at the second."""

    branch: Unit
    station: Unit
    other_station: Unit
    partner_body: Unit
    alice: User
    amy: User
    bob: User
    people: dict[str, User]

    def met_again(self) -> "Force":
        """The same, read anew: what they remember of themselves is forgotten."""
        known = User.objects.in_bulk([user.pk for user in self.people.values()])
        people = {name: known[user.pk] for name, user in self.people.items()}
        units = Unit.objects.in_bulk()
        places = (units[unit.pk] for unit in (self.branch, self.station, self.other_station, self.partner_body))
        return Force(*places, people["alice"], people["amy"], people["bob"], people)


def make_force() -> Force:
    branch = make_unit("云溪区公安分局", kind="branch", document_code="云公", has_standing=True)
    station = make_unit("东街派出所", parent=branch, document_code="云公（东）")
    other = make_unit("西街派出所", parent=branch, document_code="云公（西）")
    body = make_unit("区应急管理局", kind="partner")
    places = {
        "leader": (branch, Role.LEADER),
        "office": (branch, Role.OFFICE),
        "chief": (station, Role.CHIEF),
        "clerk": (station, Role.CLERK),
        "supervisor": (branch, Role.SUPERVISOR),
        "partner": (body, Role.PARTNER),
        "sysadmin": (branch, Role.SYSADMIN),
        "secadmin": (branch, Role.SECADMIN),
        "auditadmin": (branch, Role.AUDITADMIN),
    }
    places |= {"alice": (station, Role.OFFICER), "amy": (station, Role.OFFICER), "bob": (other, Role.OFFICER)}
    people = {name: _person(name) for name in places}
    people["partner"].police_status = User.PoliceStatus.OTHER
    User.objects.bulk_create(people.values())  # at once, and without journal lines: almost every test has them
    Posting.objects.bulk_create(
        Posting(user=people[name], unit=unit, role=role, starts_on=LONG_AGO) for name, (unit, role) in places.items()
    )
    alice, amy, bob = (people[name] for name in ("alice", "amy", "bob"))
    return Force(branch, station, other, body, alice, amy, bob, people)


def make_request(user, address: str = "/"):
    """A request of that person, for what reads once a request."""
    request = RequestFactory().get(address)
    request.user = user
    return request
