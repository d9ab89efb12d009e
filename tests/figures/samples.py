"""结转表, as the permission walk meets it: everybody who sees figures has one of his own units."""

from django.urls import reverse

from tests.samples import FormPage, Subject

FORM_PAGES = {
    "figures:balance": FormPage(
        "office",
        lambda world: reverse("figures:balance", args=["hazards_open"]),
        lambda world: {"since": "2022-07-04", "until": "2022-07-10"},
        method="get",
        takes_any_day=True,
    )
}

SUBJECTS = {
    "figures:balance": Subject(lambda world: world.force.station, lambda unit: {"key": "hazards_open"}, is_for_all=True)
}
