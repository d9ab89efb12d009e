"""What every form page does beside its service: it counts once, and what is typed is never lost."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.forms.utils import ErrorDict
from django.http import HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property

from baiyi.records.compared import both
from baiyi.records.drafts import (
    FORM,
    MAX_LABEL,
    ChangedElsewhere,
    Payload,
    drafts_at,
    form_of,
    is_same,
    keep_form,
    resume_url,
)
from baiyi.records.form_payload import as_uuid, payload_of
from baiyi.records.models import Draft
from baiyi.records.moves import MoveRefused
from baiyi.records.once import AlreadySent, SentOtherwise, send_once
from baiyi.records.page_parts import Warned
from baiyi.records.tickets import Ticket, new_writer, ticket_of

NOT_OF_FORM = ("draft", "new", "returned")  # in the address of a page


class KeptForm:
    """Beside a form view.

    `keeps_drafts` is off where what is typed must not be stored, and where asking changes nothing. A room that keeps
    drafts in a kind of its own says `draft_kind`, `draft_subject` and how to `keep` one.
    """

    keeps_drafts = True
    draft_kind = FORM
    draft_subject: int | None = None
    record = None
    success_text: str | Callable[[Any], str] = ""
    done: Any = None  # what the service returned

    def get(self, request, *args, **kwargs):
        if self.sent_before is not None:
            return self.to_first(self.sent_before)
        if self.keeps_drafts and "draft" in request.GET and self.draft is None:
            messages.warning(request, "这份草稿已经不在了，可能已放弃；下面是一张空表")
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        if self.sent_before is not None:
            return self.to_first(self.sent_before)
        if self.keeps_drafts and self.number and request.POST.get("action") == "draft":
            return self._keep_and_leave()
        return super().post(request, *args, **kwargs)

    # What is known of the form

    @cached_property
    def number(self) -> uuid.UUID | None:
        """Of the form that was sent, or of the draft to go on with."""
        asked = self.request.POST if self.request.method == "POST" else self.request.GET
        return as_uuid(asked.get("client_uuid") or asked.get("draft"))

    @cached_property
    def _known(self) -> Draft | None:
        return form_of(self.request.user, self.number) if self.keeps_drafts else None

    @cached_property
    def sent_before(self) -> Draft | None:
        """This form, when it was submitted and says nothing else now."""
        known = self._known
        if known is None or not known.result:
            return None
        return known if self.request.method == "GET" or is_same(known, payload_of(self.request)) else None

    @cached_property
    def draft(self) -> Draft | None:
        """The open draft this page goes on with."""
        known = self._known if self.request.method == "GET" else None
        return known if known and known.submitted_at is None and known.address == self.address else None

    @cached_property
    def other_draft(self) -> Draft | None:
        """What was begun here, offered on an empty form."""
        is_asked = self.keeps_drafts and self.request.method == "GET" and not self.draft
        return (
            drafts_at(self.request.user, self.address).first() if is_asked and "new" not in self.request.GET else None
        )

    @cached_property
    def address(self) -> str:
        """Of this form, without what a page adds."""
        asked = QueryDict(self.request.GET.urlencode(), mutable=True)
        for name in NOT_OF_FORM:
            asked.pop(name, None)
        return f"{self.request.path}?{asked.urlencode()}" if asked else self.request.path

    @cached_property
    def ticket(self) -> Ticket:
        """Of the page that was sent, or of the one that is shown now."""
        sent = ticket_of(self.request) if self.request.method == "POST" else None
        if sent is not None:
            return sent
        name = f"{self.get_title()}：{self.record}" if self.record else self.get_title()
        shown = self.draft or self._known
        facts = (self.draft_kind, name[:MAX_LABEL], new_writer(), shown.version if shown else 0, self.draft_subject)
        return Ticket(self.request.user.pk, self.address, *facts)

    # What becomes of it

    def send(self, form, act: Callable[[], str]):
        """Do it once, and on to the address `act` gives; the same form again leads there too."""
        try:
            address = self._once(act)
        except SentOtherwise as sent:
            return self.show_both(form, sent.first)
        except AlreadySent as sent:
            return self.to_first(sent.first)
        except ChangedElsewhere as elsewhere:
            return self.show_both(form, elsewhere.draft)
        if text := self.success_text(self.done) if callable(self.success_text) else self.success_text:
            say = messages.warning if isinstance(text, Warned) else messages.success
            say(self.request, text)
        return HttpResponseRedirect(address)

    def _once(self, act: Callable[[], str]) -> str:
        if not (self.keeps_drafts and self.number):
            return act()
        facts = {"payload": payload_of(self.request), "ticket": ticket_of(self.request)}
        return send_once(by=self.request.user, number=self.number, act=act, **facts)

    def keep(self, number: uuid.UUID, typed: Payload, ticket: Ticket) -> Draft | None:
        """Save an open draft. Raises MoveRefused, ChangedElsewhere."""
        return keep_form(by=self.request.user, client_uuid=number, payload=typed, ticket=ticket)

    def to_first(self, first: Draft):
        messages.info(self.request, "这张表单已经提交过，没有重复登记")
        return HttpResponseRedirect(first.result)

    def show_both(self, form, other: Draft):
        """409: what was submitted or saved elsewhere beside what is typed here, which is kept as a draft of its own."""
        number, typed = uuid.uuid4(), payload_of(self.request)
        fresh = replace(self.ticket, writer=new_writer(), version=0)
        mine = self.keep(number, typed | {"client_uuid": [str(number)]}, fresh)
        urls = {"other_url": other.result or resume_url(other), "mine_url": resume_url(mine)}
        facts = both(form, other, typed, is_sent=bool(other.result), **urls)
        return render(self.request, "records/both.html", self.get_context_data(form=form, **facts), status=409)

    def _keep_and_leave(self):
        try:
            self.keep(self.number, payload_of(self.request), self.ticket)
        except MoveRefused as refusal:
            messages.warning(self.request, str(refusal))
        except ChangedElsewhere as elsewhere:
            return self.show_both(self.get_form(), elsewhere.draft)
        else:
            messages.success(self.request, "草稿已存，可从“我的”继续")
        return HttpResponseRedirect(self.get_cancel_url())

    # The form as a draft has it

    def get_form_kwargs(self):
        facts = super().get_form_kwargs()
        return facts | {"data": MultiValueDict(self.draft.payload)} if self.draft else facts

    def get_form(self, form_class=None):
        """What a draft keeps is shown as it was typed, and complained of when it is sent."""
        form = super().get_form(form_class)
        if self.draft:
            form._errors, form.cleaned_data = ErrorDict(), {}
        return form

    def get_context_data(self, **kwargs):
        facts = {"keeps_drafts": self.keeps_drafts}
        if self.keeps_drafts:
            facts |= {"draft": self.draft, "other_draft": self.other_draft, "ticket": self.ticket}
            facts["form_number"] = self.number or uuid.uuid4()
        return super().get_context_data(**(facts | kwargs))
