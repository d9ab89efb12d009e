"""送达: how a notice reached whom it is for, and what proves it (公安机关办理行政案件程序规定第三十六条)."""

import datetime as dt
from dataclasses import dataclass, fields

from django.db import models

from baiyi.deadlines.serving import Way
from baiyi.exchange.models import Photo
from baiyi.records.fields import EncryptedTextField


@dataclass(frozen=True, kw_only=True)
class Proof:
    """What is written down of a service, beside the photo of the signed copy (签收联) and the signature (签名)."""

    receiver_name: str = ""
    refusal_reason: str = ""
    witness_name: str = ""
    recording_number: str = ""
    recording_place: str = ""
    receipt_number: str = ""

    @property
    def given(self) -> dict[str, str]:
        return {each.name: value for each in fields(self) if (value := getattr(self, each.name))}


SIGNED, LEFT, SENT = ("receiver_name",), ("refusal_reason", "witness_name", "recording_number", "recording_place"), ()
ASKED_OF = {  # what a service of each way writes down
    Way.IN_PERSON: SIGNED,
    Way.SUBSTITUTE: SIGNED,
    Way.ENTRUSTED: SIGNED,
    Way.LEFT: LEFT,
    Way.ELECTRONIC: ("receipt_number",),
    Way.POST: ("receipt_number",),
}


def is_signed_for(way: str) -> bool:
    """Whether somebody signs for a service of this way; not for one that is not known."""
    return bool(way) and ASKED_OF[Way(way)] == SIGNED


def lacking(way: str, proof: Proof, *, is_signed: bool) -> tuple[str, str] | None:
    """The field at which proof is missing, and the sentence; None for a service that is proven. `is_signed`: a photo
    shows the signed copy, or the receiver signed on the screen.
    """
    if is_signed_for(way):
        return _lacking_signature(way, proof, is_signed=is_signed)
    if way != Way.LEFT:
        return None if proof.receipt_number else ("receipt_number", f"{Way(way).label}须填写回执编号或收件地址")
    if proof.recording_number and not proof.recording_place:
        return "recording_place", "请填写录像存放处"
    is_seen = proof.witness_name or proof.recording_number
    return None if is_seen else ("witness_name", "留置送达须有见证人，或填写执法记录仪编号和录像存放处")


def _lacking_signature(way: str, proof: Proof, *, is_signed: bool) -> tuple[str, str] | None:
    if proof.receiver_name or is_signed:
        return None
    return "receiver_name", f"{Way(way).label}须填写签收人，或拍下签收联、请对方签名；对方拒收的选“留置”"


class Delivered(models.Model):
    """The service of a notice. Rows of before have a day and no moment, and perhaps no proof: they stay as they are."""

    Delivery = Way

    served_on = models.DateField("送达日", null=True, blank=True)
    served_at = models.DateTimeField("送达时间", null=True, blank=True)
    delivery = models.CharField("送达方式", max_length=12, choices=Way.choices, blank=True)
    receiver_name = EncryptedTextField("签收人", max_length=30, blank=True)
    refusal_reason = models.CharField("拒收情况", max_length=200, blank=True)
    witness_name = EncryptedTextField("见证人", max_length=30, blank=True)
    recording_number = models.CharField("执法记录仪编号", max_length=40, blank=True)
    recording_place = models.CharField("录像存放处", max_length=100, blank=True)
    receipt_number = models.CharField("回执编号或地址", max_length=100, blank=True)

    class Meta:
        abstract = True

    @property
    def proof(self) -> Proof:
        return Proof(**{each.name: getattr(self, each.name) for each in fields(Proof)})

    @property
    def signed_copies(self) -> list[Photo]:
        """Of a row with `shown_photos`."""
        return [photo for photo in self.shown_photos if photo.kind == Photo.Kind.RECEIPT]

    @property
    def signatures(self) -> list[Photo]:
        """签收签名, drawn on the screen. Of a row with `shown_photos`."""
        return [photo for photo in self.shown_photos if photo.kind == Photo.Kind.SIGNATURE]

    @property
    def is_proven(self) -> bool:
        """Whether its service could be shown to a court; for rows with `shown_photos`."""
        is_signed = bool(self.signed_copies or self.signatures)
        return bool(self.delivery) and lacking(self.delivery, self.proof, is_signed=is_signed) is None

    def note_service(self, *, on: dt.date, at: dt.datetime | None, delivery: str, **proof: str) -> None:
        self.served_on, self.served_at, self.delivery = on, at, delivery
        for name, value in Proof(**proof).given.items():
            setattr(self, name, value)
