"""What the pages of forms ask for by themselves: saving what is typed, and giving it up."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.shortcuts import redirect
from django.utils.timezone import localtime
from django.views.generic import View

from baiyi.records import clock
from baiyi.records.drafts import ChangedElsewhere, give_up
from baiyi.records.form_payload import as_uuid
from baiyi.records.models import Draft
from baiyi.records.moves import MoveRefused
from baiyi.records.policies import SignedIn
from baiyi.records.returned import keep_sent
from baiyi.records.tickets import Ticket, ticket_of


class DraftSave(View):
    """Autosave of any form, by its ticket; answers with the time of the save. Refusals are JSON with a sentence: 409
    when another page of the same form saved since, or somebody else has signed in.
    """

    policy = SignedIn()
    http_method_names = ["post"]
    needs_ticket = True

    def keep(self, ticket: Ticket | None, number: UUID) -> Draft | None:
        return keep_sent(self.request, ticket, number, by=self.request.user)

    def post(self, request, *args, **kwargs):
        ticket, number = ticket_of(request), as_uuid(request.POST.get("client_uuid"))
        if number is None or (ticket is None and self.needs_ticket):
            return _refused("草稿没有保存，请重新打开页面", 422)
        if ticket is not None and ticket.user_id != request.user.pk:
            return _refused("现在登录的是另一个人，没有保存", 409)
        try:
            draft = self.keep(ticket, number)
        except PermissionDenied:
            return _refused("没有保存：你不再有这项权限", 403)
        except ChangedElsewhere as elsewhere:
            at = localtime(elsewhere.draft.updated_at)
            return JsonResponse({"error": f"{at:%H:%M} 在另一处改过，没有保存", "is_elsewhere": True}, status=409)
        except MoveRefused as refusal:
            return _refused(str(refusal), 422)
        return JsonResponse({"saved_at": f"{localtime(draft.updated_at if draft else clock.now()):%H:%M}"})


class DraftDiscard(View):
    """放弃: what was typed goes, with what hangs on it."""

    policy = SignedIn()
    http_method_names = ["post"]
    next_url = "home"

    def post(self, request, client_uuid):
        give_up(by=request.user, client_uuid=client_uuid)
        messages.success(request, "草稿已放弃")
        return redirect(self.next_url)


def _refused(words: str, status: int) -> JsonResponse:
    return JsonResponse({"error": words}, status=status)
