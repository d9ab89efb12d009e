"""Accounts as the tests of every page meet them."""

from django.urls import reverse

from baiyi.accounts.handover.services import hand_over
from baiyi.accounts.models import HandoverPart, Posting, Unit, UnitName, User
from baiyi.accounts.people.paste_views import digest
from baiyi.records import clock
from tests.factories import make_unit, make_user, make_venue
from tests.factories.people import PASSWORD
from tests.samples import FormPage, Subject, at
from tests.world import World, once


def account_words(world: World) -> dict:
    facts = {"username": "newcomer", "name": "新人", "police_status": "police", "role": "officer"}
    return facts | {"unit": str(world.force.station.pk)}


def posting_of(world: World, who: str) -> Posting:
    """The one the person began with."""
    return world.force.people[who].postings.earliest("pk")


@once
def newly_come(world: World) -> User:
    """Somebody who has not changed the first password."""
    return make_user("newly", world.force.station, must_change_password=True)


def of_posting(name: str, who: str, words) -> FormPage:
    """A form about the posting of that person, which makes or changes one."""
    address = f"accounts:posting-{name}"
    made = {"outcome": Posting, "made": lambda world: Posting.objects.latest("pk")} if name != "end" else {}
    return FormPage("sysadmin", lambda world: reverse(address, args=[posting_of(world, who).pk]), words, **made)


def at_other_station(world: World) -> dict:
    return {"unit": str(world.force.other_station.pk), "role": "officer", "reason": "工作调整"}


def deputy_words(world: World) -> dict:
    return {"deputy": str(world.force.alice.pk), "until": f"{clock.today()}", "reason": "外出学习"}


@once
def empty_post(world: World) -> Unit:
    """A unit nothing hangs on."""
    return make_unit("东街夜市警务室", kind="post", parent=world.force.station)


def unit_words(world: World) -> dict:
    facts = {"kind": "station", "parent": str(world.force.branch.pk), "name": "北塘派出所", "short_name": "北塘所"}
    return facts | {"reason": "区划调整"}


def at_post(name: str, words, **more) -> FormPage:
    return FormPage("sysadmin", at(name, empty_post), words, outcome=Unit, made=empty_post, **more)


@once
def waiting_part(world: World) -> HandoverPart:
    """A venue of alice that amy is to take."""
    make_venue(world.force.station, world.force.alice, responsible=world.force.alice)
    facts = {"takers": {"venues": world.force.amy}, "reason": "轮岗", "by": world.force.alice}
    return hand_over(world.force.alice, **facts).parts.get()


def giving_words(world: World) -> dict:
    return {"to_venues": str(world.force.amy.pk), "reason": "轮岗"}


def address_of_giver(world: World) -> str:
    """Alice has a venue that nobody has been asked to take."""
    world.once(
        "venue to give", lambda: make_venue(world.force.station, world.force.alice, responsible=world.force.alice)
    )
    return reverse("accounts:handover-add", args=[world.force.alice.pk])


def pasted_words(world: World) -> dict:
    """As it was looked at."""
    block = "张三\t012345\t东街派出所\t民警"
    return {"block": block, "looked": digest(block)}


FORM_PAGES = {
    "accounts:login": FormPage(
        "", lambda world: reverse("accounts:login"), lambda world: {"username": "alice", "password": PASSWORD}
    ),
    "accounts:password": FormPage(
        "alice",
        lambda world: reverse("accounts:password"),
        lambda world: {"old_password": PASSWORD, "password1": "New-horse8x", "password2": "New-horse8x"},
    ),
    "accounts:user-create": FormPage(
        "sysadmin",
        lambda world: reverse("accounts:user-create"),
        account_words,
        outcome=User,
        made=lambda world: User.objects.get(username="newcomer"),
    ),
    "accounts:people-paste": FormPage("sysadmin", lambda world: reverse("accounts:people-paste"), pasted_words),
    "accounts:user-action": FormPage(
        "sysadmin",
        lambda world: reverse("accounts:user-action", args=[world.force.amy.pk, "disable"]),
        lambda world: {"reason": "离职"},
    ),
    "accounts:user-edit": FormPage(
        "sysadmin",
        at("accounts:user-edit", newly_come),
        lambda world: {"name": "甄明", "police_number": "012345"},
        outcome=User,
        made=newly_come,
    ),
    "accounts:posting-add": FormPage(
        "sysadmin",
        lambda world: reverse("accounts:posting-add", args=[world.force.amy.pk]),
        at_other_station,
        outcome=Posting,
        made=lambda world: Posting.objects.latest("pk"),
    ),
    "accounts:posting-move": of_posting("move", "amy", at_other_station),
    "accounts:posting-end": of_posting("end", "amy", lambda world: {"reason": "退休"}),
    "accounts:handover-add": FormPage("alice", address_of_giver, giving_words),
    "accounts:part-take": FormPage("amy", at("accounts:part-take", waiting_part), lambda world: {"decision": "take"}),
    "accounts:part-withdraw": FormPage(
        "alice", at("accounts:part-withdraw", waiting_part), lambda world: {"reason": "另有安排"}
    ),
    "accounts:unit-add": FormPage(
        "sysadmin",
        lambda world: reverse("accounts:unit-add"),
        unit_words,
        outcome=Unit,
        made=lambda world: Unit.objects.latest("pk"),
    ),
    "accounts:unit-edit": at_post("accounts:unit-edit", lambda world: {"name": "夜市警务室", "reason": "更名"}),
    "accounts:unit-move": at_post(
        "accounts:unit-move", lambda world: {"parent": str(world.force.other_station.pk), "reason": "区划调整"}
    ),
    "accounts:unit-end": at_post("accounts:unit-end", lambda world: {"reason": "并入派出所"}),
    "accounts:posting-stand-in": of_posting("stand-in", "chief", deputy_words),
}
SUBJECTS = {
    "accounts:first-run": Subject(lambda world: world.force.amy, lambda user: {"token": "none"}, is_for_all=True),
    "accounts:user-detail": Subject(lambda world: world.force.amy, is_for_all=True),
    "accounts:user-edit": Subject(lambda world: world.force.amy, is_for_all=True),
    "accounts:posting-add": Subject(lambda world: world.force.amy, is_for_all=True),
    "accounts:handover-add": Subject(lambda world: world.force.amy),
    "accounts:handover-detail": Subject(lambda world: waiting_part(world).handover),
    "accounts:part-": Subject(waiting_part),
    "accounts:unit-": Subject(empty_post, is_for_all=True),
    "accounts:posting-": Subject(lambda world: posting_of(world, "amy"), is_for_all=True),
    "accounts:user-action": Subject(
        lambda world: world.force.amy, lambda user: {"pk": user.pk, "action": "disable"}, is_for_all=True
    ),
}


def happen(world: World) -> None:
    waiting_part(world)
    UnitName.objects.create(unit=world.force.station, name="东街分驻所", short_name="东驻", until=clock.today())
