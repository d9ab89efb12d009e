"""待办, 消息, their numbers for the badges, and the ledger of who was told what."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import TemplateView, View

from baiyi.notifications import rights, services
from baiyi.notifications.filters import LedgerFilter, MessageFilter
from baiyi.notifications.models import Notification
from baiyi.notifications.tables import LedgerTable, MessageTable
from baiyi.notifications.todos import grouped, todo_sources
from baiyi.records import clock
from baiyi.records.policies import Needs, SignedIn, policy
from baiyi.records.views import ListPage, Page, Tab


class Inbox(Page, TemplateView):
    """待办: everything that waits for the person, the most overdue first."""

    policy = SignedIn()
    template_name = "notifications/inbox.html"
    title = "待办"

    def get_context_data(self, **kwargs):
        today = clock.today()
        rows = todo_sources.of(self.request.user, today)
        return super().get_context_data(groups=grouped(rows, today), total=len(rows), **kwargs)


class Messages(ListPage):
    """消息: what the person was told, newest first."""

    is_taken_away = False
    policy = SignedIn()
    model = Notification
    table_class = MessageTable
    filterset_class = MessageFilter
    template_name = "notifications/messages.html"
    title = "消息"
    empty_text = "没有消息"

    def chosen(self):
        return self.visible.unread() if self.request.GET.get("tab") == "unread" else self.visible

    def get_queryset(self):
        return super().get_queryset().order_by("-sent_at", "-pk")

    def tabs(self):
        here = self.request.GET.get("tab", "")
        self.unread = services.unread_count(self.request.user)
        is_narrowed = self.filterset.form.has_changed()
        unread = self.narrowed(self.visible.unread()).count() if is_narrowed else self.unread
        return [
            Tab("全部", None, self.url_of_tab(""), is_here=here != "unread"),
            Tab("未读", unread, self.url_of_tab("unread"), is_here=here == "unread"),
        ]

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {"unread": self.unread}


class MessageOpen(View):
    """POST marks the message read and leads to what it is about; GET, which may be a reload, only leads back to the
    messages.
    """

    policy = SignedIn()
    http_method_names = ["get", "post"]

    def get(self, request, pk: int):
        self._own(pk)
        return HttpResponseRedirect(reverse("notifications:messages"))

    def post(self, request, pk: int):
        message = self._own(pk)
        services.mark_read(message)
        is_safe = services.is_own_address(message.url)
        return HttpResponseRedirect(message.url if is_safe else reverse("notifications:messages"))

    def _own(self, pk: int) -> Notification:
        return get_object_or_404(Notification.objects.visible_to(self.request.user), pk=pk)


class ReadAll(View):
    policy = SignedIn()
    http_method_names = ["post"]

    def post(self, request):
        count = services.mark_all_read(request.user)
        messages.success(request, f"{count} 条消息已标为已读" if count else "没有未读的消息")
        return HttpResponseRedirect(reverse("notifications:messages"))


@policy(SignedIn())
def counts(request: HttpRequest) -> JsonResponse:
    """The numbers of the badges: rows of 待办, unread 消息."""
    todos = todo_sources.of(request.user, clock.today())
    return JsonResponse({"todo": len(todos), "unread": services.unread_count(request.user)})


counts.is_polled = True


class Ledger(ListPage):
    """提醒台账: who was told what, and when he read it."""

    policy = Needs(rights.VIEW_LEDGER)
    model = Notification
    table_class = LedgerTable
    filterset_class = LedgerFilter
    template_name = "notifications/ledger.html"
    title = "提醒台账"
    empty_text = "没有符合条件的提醒"

    def chosen(self):
        return Notification.objects.in_ledger_of(self.request.user)

    def get_queryset(self):
        return super().get_queryset().select_related("recipient").order_by("-sent_at", "-pk")
