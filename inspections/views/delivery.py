"""送达 of a notice on the phone, its proof added later, and what its page says of it."""

from django.contrib import messages
from django.utils.formats import date_format
from django.utils.timezone import localtime

from baiyi.accounts.models import User
from baiyi.deadlines.serving import Way
from baiyi.exchange.form_photos import TakesPhotos
from baiyi.exchange.models import Photo
from baiyi.records.addresses import address_of
from baiyi.records.masking import mask_name
from baiyi.records.views import MovePage
from inspections import rights
from inspections.models import RectificationNotice
from inspections.models.delivery import ASKED_OF
from inspections.services.delivery import RECEIPT, SIGNATURE, SLOTS, Unproven, short_term_warning
from inspections.services.terms import rectify_deadline

MASKED = {"receiver_name", "witness_name"}


class TakesCopies(TakesPhotos, MovePage):
    """A form about the service: photos of the signed copy and a signature come with it, and
    missing proof is said at its field."""

    template_name = "inspections/notice_service.html"

    def slots(self) -> dict[str, str]:
        return SLOTS

    def get_queryset(self):
        return super().get_queryset().select_related("number", "venue")

    def get_context_data(self, **kwargs):
        return super().get_context_data(**proofs_taken(self.taken), **kwargs)

    def perform(self, form):
        return self.verb(self.record, by=self.request.user, client_uuid=self.number, **form.facts())

    def refuse(self, form, refusal: Exception):
        if isinstance(refusal, Unproven) and refusal.field in form.fields:
            form.add_error(refusal.field, str(refusal))
            return self.form_invalid(form)
        return super().refuse(form, refusal)


class NoticeServe(TakesCopies):
    def perform(self, form):
        notice = super().perform(form)
        if warning := short_term_warning(on=notice.served_on, due_on=rectify_deadline(notice).effective_due_on):
            messages.warning(self.request, warning)
        return notice


class NoticeProof(TakesCopies):
    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"notice": self.record}


def proofs_taken(taken: list[Photo]) -> dict[str, list[Photo]]:
    """Of the photos of a form, for the boxes of the signed copy and of the signature."""
    found = {"receipts": [photo for photo in taken if photo.kind == RECEIPT]}
    return found | {"signatures": [photo for photo in taken if photo.kind == SIGNATURE]}


def delivery_rows(notice: RectificationNotice) -> list[tuple[str, str]]:
    """Label and value of what is written down of the service; names are masked."""
    if notice.served_on is None:
        return []
    moment = date_format(localtime(notice.served_at), "Y-m-d H:i") if notice.served_at else f"{notice.served_on}"
    rows = [("方式", notice.get_delivery_display()), ("时间", moment)]
    for name in ASKED_OF[Way(notice.delivery)] if notice.delivery else ():
        value = getattr(notice, name)
        if value:
            label = notice._meta.get_field(name).verbose_name
            rows.append((label, mask_name(value) if name in MASKED else value))
    return rows


def delivery_context(notice: RectificationNotice, user: User) -> dict:
    """For rows with `shown_photos`."""
    facts = {"notice": notice, "rows": delivery_rows(notice), "photos": notice.signed_copies}
    facts["signatures"] = notice.signatures
    is_named = notice.receiver_name or notice.witness_name
    if is_named and user.has_perm(rights.REVEAL, notice):
        facts["reveal_url"] = address_of("inspections:notice-reveal", notice.pk)
    if not notice.voided_at and notice.served_on and user.has_perm(rights.ISSUE, notice):
        facts["proof_url"] = address_of("inspections:notice-add-proof", notice.pk)
    return facts
