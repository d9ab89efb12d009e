"""QR codes of venues: the page a code leads to, typing one, and the sheets that are printed."""

from contextlib import suppress
from http import HTTPStatus

import segno
from django.core.cache import cache
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.views.generic import TemplateView

from baiyi.accounts.addresses import client_address
from baiyi.records.moves import MoveRefused
from baiyi.records.policies import Needs
from baiyi.records.views import FormPage, Page
from inspections import rights
from inspections.forms.codes import CodeForm
from inspections.forms.filters import VenueFilter
from inspections.models import Venue, VenueCode
from inspections.services.codes import code_of_token, code_of_typed
from inspections.services.merged import survivor_of

MOST_WRONG, FORGOTTEN_AFTER = 10, 600  # wrong codes of one account or address within these seconds
ON_A_PAGE = 100  # venues printed at once: 25 sheets
WAIT = "编码错误次数过多，请 10 分钟后再试，或从检查登记按名称查找"
UNKNOWN = "没有这个编码，或场所不在你的辖区"


class WrongCodes:
    """Counts codes that led nowhere, by account and by address. It guards time, not data: each process counts."""

    def _keys(self) -> list[str]:
        return [f"venue-code-{self.request.user.pk}", f"venue-code-{client_address(self.request)}"]

    @property
    def is_slowed(self) -> bool:
        return any(cache.get(key, 0) >= MOST_WRONG for key in self._keys())

    def remember(self) -> None:
        for key in self._keys():
            cache.add(key, 0, FORGOTTEN_AFTER)
            with suppress(ValueError):  # forgotten in between
                cache.incr(key)


class CodeOpen(WrongCodes, Page, TemplateView):
    """Where a scanned code leads: to the entry page of its venue; a dead code says so and leads on."""

    policy = Needs(rights.VIEW)
    template_name = "inspections/code.html"
    title = "场所二维码"

    def get(self, request, token: str):
        if self.is_slowed:
            return self._say(WAIT, HTTPStatus.TOO_MANY_REQUESTS)
        code = code_of_token(request.user, token)
        if code is None:
            self.remember()
            return self._say(UNKNOWN, HTTPStatus.NOT_FOUND)
        if code.retired_at is not None:
            return self._say("这张二维码已经更换，不再使用；请把现场的旧码换下", HTTPStatus.GONE, code)
        return HttpResponseRedirect(address_behind(code, request.user))

    def _say(self, words: str, status: HTTPStatus, code: VenueCode | None = None):
        facts = {"words": words, "code": code, "way_on": address_behind(code, self.request.user) if code else ""}
        response = self.render_to_response(self.get_context_data(**facts), status=status)
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            response["Retry-After"] = f"{FORGOTTEN_AFTER}"
        return response


class CodeType(WrongCodes, FormPage):
    policy = Needs(rights.VIEW)
    form_class = CodeForm
    title = "六位编码"
    caption = "扫不了码时输入二维码下方的六位编码"
    submit_label = "打开"
    cancel_url_name = "inspections:venue-list"
    success_text = ""
    keeps_drafts = False

    def perform(self, form) -> VenueCode:
        if self.is_slowed:
            raise MoveRefused(WAIT)
        code = code_of_typed(self.request.user, form.cleaned_data["code"])
        if code is None:
            self.remember()
            raise MoveRefused(UNKNOWN)
        return code

    def next_url(self, done: VenueCode) -> str:
        """A dead code says so on its own page."""
        return reverse("inspections:code-open", args=[done.token])


class CodePrint(Page, TemplateView):
    """The sheets of the venues the list shows, four to a page; `venue` asks for one alone."""

    policy = Needs(rights.KEEP_VENUES)
    template_name = "inspections/code_print.html"
    title = "打印二维码"
    breadcrumbs = (("场所台账", "inspections:venue-list"),)

    def get_context_data(self, **kwargs):
        page = Paginator(self._venues(), ON_A_PAGE).get_page(self.request.GET.get("page"))
        venues = list(page.object_list)
        sheets = [self._sheet(venue, venue.live_codes[0]) for venue in venues if venue.live_codes]
        without = [venue for venue in venues if not venue.live_codes]
        fours = [sheets[first : first + 4] for first in range(0, len(sheets), 4)]
        return super().get_context_data(fours=fours, without=without, page=page, count=len(sheets), **kwargs)

    def _venues(self):
        user = self.request.user
        rows = Venue.objects.visible_to(user).filter(unit__in=user.unit_ids(rights.KEEP_VENUES)).current()
        live = Prefetch("codes", VenueCode.objects.live(), to_attr="live_codes")
        rows = rows.select_related("unit").prefetch_related(live).order_by("name", "pk")
        one = self.request.GET.get("venue", "")
        if one.isascii() and one.isdecimal() and len(one) <= 18:
            return rows.filter(pk=int(one))
        chosen = VenueFilter(data=self.request.GET or None, request=self.request, queryset=rows)
        return chosen.qs if chosen.form.is_valid() or not chosen.is_bound else rows.none()

    def _sheet(self, venue: Venue, code: VenueCode) -> dict:
        address = self.request.build_absolute_uri(reverse("inspections:code-open", args=[code.token]))
        picture = segno.make_qr(address, error="m").svg_data_uri(border=2, omitsize=True)
        return {"venue": venue, "code": code, "picture": picture}


def address_behind(code: VenueCode, user) -> str:
    """The entry page for whoever records there, else the venue's own page. Of a venue that was merged into another one,
    those of the other.
    """
    venue = survivor_of(code.venue)
    if venue.unit_id not in user.unit_ids():
        return code.venue.get_absolute_url()
    if venue.voided_at is None and user.has_perm(rights.RECORD, venue):
        return f"{reverse('inspections:inspection-entry')}?venue={venue.pk}"
    return venue.get_absolute_url()
