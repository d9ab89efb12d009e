"""Sign-in and sign-out, and the pages about oneself."""

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_failure_limit
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.views import LoginView, LogoutView
from django.shortcuts import render
from django.urls import reverse
from django.views.generic import TemplateView

from baiyi.accounts import services
from baiyi.accounts.forms import LoginForm, PasswordForm
from baiyi.records import clock
from baiyi.records.hooks import panels
from baiyi.records.own import recorded_by, shift_begins
from baiyi.records.policies import Public, SignedIn
from baiyi.records.views import FormPage, Page


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
