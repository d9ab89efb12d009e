"""What hangs on a form goes with it."""

from django.dispatch import receiver

from baiyi.exchange.photos import photos_of_form, remove_unattached
from baiyi.records.models import Draft
from baiyi.records.signals import draft_given_up


@receiver(draft_given_up, sender=Draft, dispatch_uid="exchange.photos_of_given_up")
def remove_photos(sender, *, draft: Draft, by, **kwargs) -> None:
    for photo in photos_of_form(draft.client_uuid, by=by):
        remove_unattached(photo)
