"""New records that come from one of another kind: the address says which, and the form is filled with what it knows."""

from collections.abc import Callable
from dataclasses import dataclass

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.http import Http404
from django.utils.functional import cached_property
from django.utils.html import format_html

from baiyi.records.addresses import address_of
from baiyi.records.forms import MAX_DIGITS
from baiyi.records.views import AddPage


@dataclass(frozen=True)
class Origin:
    """A kind of record that others come from. `initial` is what the form of a new one knows from it."""

    word: str
    url_name: str
    initial: Callable[[Model], dict]


def find(origins: dict, label: str, pk: str, user) -> Model | None:
    """The record that is named, if its kind is declared, the person may see it, and it is not voided."""
    if label not in origins or not pk.isdecimal() or len(pk) >= MAX_DIGITS:
        return None
    return apps.get_model(label).objects.visible_to(user).filter(pk=int(pk), voided_at=None).first()


def link_to(origins: dict, type_id: int | None, pk: int | None) -> str | None:
    """A link to the record in the word of its kind. No statement."""
    if type_id is None:
        return None
    kind = ContentType.objects.get_for_id(type_id)
    origin = origins[f"{kind.app_label}.{kind.model}"]
    return format_html('<a href="{}">{}</a>', address_of(origin.url_name, pk), origin.word)


class AddFrom(AddPage):
    """`?<named>=label&of=pk` names the record it comes from; a made-up or foreign one does not exist (404)."""

    named = "origin"
    origins: dict[str, Origin] = {}

    @cached_property
    def origin(self) -> Model | None:
        if self.named not in self.request.GET:
            return None
        asked = self.request.GET
        found = find(self.origins, asked[self.named], asked.get("of", ""), self.request.user)
        if found is None:
            raise Http404
        return found

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"by": self.request.user, self.named: self.origin}
