"""Photos that are taken with a form, on a page that works without a script: they come first and stay, whatever else
has to be mended. The service attaches them to what the form becomes, by its number.
"""

from django.utils.functional import cached_property

from baiyi.exchange.models import Photo
from baiyi.exchange.photos import photos_of_form
from baiyi.exchange.uploads import store_files


class TakesPhotos:
    """Beside a form page whose form is SubmittedOnce: `photo_slot` is the place in the form, `photo_kind` the kind;
    with several places `slots` says them.
    """

    photo_slot = ""
    photo_kind = ""
    refused = ()

    def slots(self) -> dict[str, str]:
        """Kind by place."""
        return {self.photo_slot: self.photo_kind}

    @cached_property
    def taken(self) -> list[Photo]:
        return photos_of_form(self.number, by=self.request.user) if self.number else []

    def post(self, request, *args, **kwargs):
        if self.sent_before is not None:
            return self.to_first(self.sent_before)
        self.refused = store_files(request, self.slots(), self.number)
        return super().post(request, *args, **kwargs)

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        for _, refusal in self.refused:
            form.add_error(None, refusal)
        return form

    def get_context_data(self, **kwargs):
        return super().get_context_data(taken_photos=self.taken, **kwargs)
