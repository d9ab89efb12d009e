"""结转表, as the permission walk meets it: everybody who sees figures has one of his own units."""

from tests.samples import Subject

SUBJECTS = {
    "figures:balance": Subject(lambda world: world.force.station, lambda unit: {"key": "hazards_open"}, is_for_all=True)
}
