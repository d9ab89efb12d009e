"""Accounts as the tests of every page meet them."""

from django.urls import reverse

from baiyi.accounts.models import User
from tests.factories.people import PASSWORD
from tests.samples import FormPage, Subject
from tests.world import World


def account_words(world: World) -> dict:
    facts = {"username": "newcomer", "name": "新人", "police_status": "police", "role": "officer"}
    return facts | {"unit": str(world.force.station.pk)}


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
}
SUBJECTS = {
    "accounts:first-run": Subject(lambda world: world.force.amy, lambda user: {"token": "none"}, is_for_all=True),
    "accounts:user-action": Subject(
        lambda world: world.force.amy, lambda user: {"pk": user.pk, "action": "disable"}, is_for_all=True
    ),
}
