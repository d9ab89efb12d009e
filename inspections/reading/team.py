"""Who went out together last."""

from collections.abc import Iterable

from baiyi.accounts.models import User
from inspections.models import Inspection, Reinspection
from inspections.services.recording import MIN_POLICE, police_among

MOST_IN_TEAM = 10


def proposed_of(user: User, partners: Iterable[User]) -> list[User]:
    """Of those he went with last, in their order: as many 民警 as the law wants beside him, and nobody more. Whoever
    came along besides is chosen again, so that nobody is named on a paper unseen.
    """
    beside = [each for each in police_among(partners) if each.pk != user.pk]
    return beside[: MIN_POLICE - len(police_among([user]))]


def usual_team(user: User) -> list[int]:
    """The person, and the first he went with at the last inspection or reinspection he registered. Three statements."""
    rows = [*_went_with(Inspection, user), *_went_with(Reinspection, user)]
    last = max((at for at, _ in rows), default=None)
    went = [person for at, person in rows if at == last]
    people = User.objects.in_bulk(went)
    partners = proposed_of(user, [people[pk] for pk in dict.fromkeys(went)])
    return [user.pk, *(each.pk for each in partners)]


def _went_with(model: type[Inspection | Reinspection], user: User):
    """Who went, with when it was registered; of the last one first."""
    name, links = model._meta.model_name, model.inspectors.through.objects
    mine = links.filter(**{f"{name}__created_by": user, f"{name}__voided_at": None}).order_by(f"-{name}", "pk")
    return mine.values_list(f"{name}__created_at", "user")[:MOST_IN_TEAM]
