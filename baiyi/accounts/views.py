"""Sign-in and sign-out, own page, and the administrator's account pages."""

import secrets

import django_filters
from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_failure_limit
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.views import LoginView, LogoutView
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View

from baiyi.accounts import rights, services
from baiyi.accounts.forms import AccountForm, LoginForm, PasswordForm
from baiyi.accounts.models import User, with_posting
from baiyi.accounts.tables import UserTable
from baiyi.records import clock
from baiyi.records.filters import Filters, SearchFilter
from baiyi.records.hooks import panels
from baiyi.records.own import recorded_by, shift_begins
from baiyi.records.policies import Needs, Public, SignedIn
from baiyi.records.views import FormPage, ListPage, Page, PageAction


def locked_out(request, credentials=None, *args, **kwargs):
    """What axes answers while an account is locked from this address."""
    return render(request, "accounts/locked.html", {"title": "已锁定"}, status=429)


class SignIn(LoginView):
    policy = Public()
    template_name = "accounts/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs):
        return super().get_context_data(organ_name=services.organ_name(), **kwargs)

    def get_form_kwargs(self):
        self.request.tries_left = self._tries_left
        return super().get_form_kwargs()

    def _tries_left(self, username: str) -> int:
        failed = AxesProxyHandler.get_failures(self.request, {"username": username})
        return max(get_failure_limit(self.request, None) - failed, 0)


class SignOut(LogoutView):
    policy = Public()


class Me(Page, TemplateView):
    policy = SignedIn()
    template_name = "accounts/me.html"
    title = "我的"

    def get_context_data(self, **kwargs):
        found = sorted(panels.collect(self.request, self.request.user), key=lambda each: each.order)
        return super().get_context_data(drafts=services.open_drafts(self.request.user), panels=found, **kwargs)


class OwnRecords(Page, TemplateView):
    """我今天的记录. A statement a kind of record."""

    policy = SignedIn()
    template_name = "accounts/own_records.html"
    title = "我今天的记录"

    def get_context_data(self, **kwargs):
        begins = shift_begins(clock.now())
        facts = {"on": clock.today(), "begins": begins, "rows": recorded_by(self.request.user, begins)}
        return super().get_context_data(**facts, **kwargs)


class ChangePassword(FormPage):
    policy = SignedIn()
    template_name = "accounts/password.html"
    form_class = PasswordForm
    title = "修改口令"
    submit_label = "修改口令"
    keeps_drafts = False
    success_text = "口令已修改"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.request.user}

    def perform(self, form):
        services.change_password(self.request.user, password=form.cleaned_data["password1"], by=self.request.user)
        update_session_auth_hash(self.request, self.request.user)

    def next_url(self, done) -> str:
        return reverse("home")


class UserFilter(Filters):
    name = SearchFilter("姓名", "search_key")
    username = SearchFilter("账号", "search_key")
    standing = django_filters.ChoiceFilter(  # its name stands in addresses people keep
        label="账号状况", choices=services.CONDITIONS, method="in_condition", empty_label="全部"
    )

    class Meta:
        model = User
        fields = ["name", "username"]

    def in_condition(self, queryset, name, value):
        return services.in_condition(queryset, value)


class UserList(ListPage):
    policy = Needs(rights.MANAGE)
    model = User
    table_class = UserTable
    filterset_class = UserFilter
    title = "机构人员"

    @cached_property
    def visible(self):
        """Accounts belong to no unit."""
        return User.objects.all()

    def get_queryset(self):
        return with_posting(super().get_queryset(), clock.today())

    def page_actions(self):
        return [PageAction("新建账号", reverse("accounts:user-create"), "person-plus", is_primary=True)]


class UserCreate(FormPage):
    policy = Needs(rights.MANAGE)
    form_class = AccountForm
    title = "新建账号"
    cancel_url_name = "accounts:user-list"
    success_text = ""

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"units": services.valid_units()}

    def perform(self, form):
        facts = dict(form.cleaned_data)
        unit, role, password = facts.pop("unit"), facts.pop("role"), secrets.token_urlsafe(9) + "7a"
        user = services.open_account(unit=unit, role=role, password=password, **facts)
        messages.success(self.request, f"账号 {user.username} 已建立，首次口令：{password}（只显示这一次）")
        return user

    def next_url(self, done) -> str:
        return reverse("accounts:user-list")


class UserAction(View):
    """POST-only actions of the system administrator on one account."""

    policy = Needs(rights.MANAGE)
    http_method_names = ["post"]

    def post(self, request, pk: int, action: str):
        user = get_object_or_404(User, pk=pk)
        try:
            messages.success(request, getattr(self, f"do_{action}")(user))
        except ValidationError as refusal:
            messages.error(request, "".join(refusal.messages))
        return HttpResponseRedirect(reverse("accounts:user-list"))

    def do_unlock(self, user) -> str:
        services.unlock(user, by=self.request.user)
        return f"{user.name} 已解锁"

    def do_disable(self, user) -> str:
        services.set_active(user, is_active=False, by=self.request.user)
        return f"{user.name} 已停用，即时下线"

    def do_enable(self, user) -> str:
        services.set_active(user, is_active=True, by=self.request.user)
        return f"{user.name} 已启用"

    def do_reset(self, user) -> str:
        password = secrets.token_urlsafe(9) + "7a"
        services.reset_password(user, password=password, by=self.request.user)
        return f"{user.name} 的一次性口令：{password}（只显示这一次）"
