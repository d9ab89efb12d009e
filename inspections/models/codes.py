"""The QR code of a venue: a random token that says nothing of it, and six characters to type instead."""

import secrets
import unicodedata
from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate

from baiyi.records.models import Journaled
from baiyi.records.search import matching
from inspections.models.venue import Venue

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without 0 O 1 I, which look alike
LENGTH = 6
TOKEN_BYTES = 24  # 192 random bits


def new_token() -> str:
    return secrets.token_urlsafe(TOKEN_BYTES)


def new_short_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def new_short_codes(count: int, *, beside: Iterable[str]) -> list[str]:
    """Each unlike the others and those `beside`. One by one they may be drawn and tried; in bulk not: among 10,000
    drawn ones two are alike once in twenty times.
    """
    taken, codes = set(beside), []
    while len(codes) < count:
        code = new_short_code()
        if code not in taken:
            taken.add(code)
            codes.append(code)
    return codes


def as_typed(text: str) -> str:
    """The six characters of what somebody typed: in full width, in small letters, with blanks or hyphens."""
    plain = unicodedata.normalize("NFKC", text).upper()
    return "".join(each for each in plain if not each.isspace() and each != "-")


class VenueCodeQuerySet(models.QuerySet):
    def live(self):
        return self.filter(retired_at=None)

    def typed(self, text: str):
        """The live code of these six characters, and none of anything else."""
        short_code = as_typed(text)
        return self.live().filter(short_code=short_code) if len(short_code) == LENGTH else self.none()

    def visible_to(self, user):
        """A code is known where its venue is."""
        return self.filter(venue__in=Venue.objects.visible_to(user).order_by().values("pk"))


class VenueCode(Journaled):
    """One is live at a time; a dead one stays, so that an old sheet says it is old."""

    venue = models.ForeignKey(Venue, models.PROTECT, verbose_name="场所", related_name="codes")
    token = models.CharField("二维码标识", max_length=32, unique=True, default=new_token)
    short_code = models.CharField("六位编码", max_length=LENGTH, unique=True, default=new_short_code)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="生成人", related_name="+", null=True, blank=True
    )
    made_at = models.DateTimeField("生成时间")
    retired_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="更换人", related_name="+", null=True, blank=True
    )
    retired_at = models.DateTimeField("停用时间", null=True, blank=True)

    objects = VenueCodeQuerySet.as_manager()

    class Meta:
        verbose_name = "场所二维码"
        verbose_name_plural = "场所二维码"
        constraints = [
            models.UniqueConstraint(fields=["venue"], condition=Q(retired_at=None), name="venue_code_one_live"),
        ]

    def __str__(self) -> str:
        state = f"（{localdate(self.retired_at):%Y-%m-%d} 停用）" if self.retired_at else ""
        return f"{self.venue}的二维码{state}"

    @property
    def spaced(self) -> str:
        """As it is printed: three and three."""
        return f"{self.short_code[:3]} {self.short_code[3:]}"


def _venues_of(codes: VenueCodeQuerySet):
    """Of a venue that was merged into another one, that other one."""
    return codes.annotate(found=Coalesce("venue__merged_into", "venue")).values("found")


def found_by(typed: str) -> Q:
    """Venues by words of name and address, pinyin initials, or the six characters of their code."""
    return matching(typed, "search_key") | Q(pk__in=_venues_of(VenueCode.objects.typed(typed)))
