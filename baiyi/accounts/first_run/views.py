"""The assistant of the first run (初始设置): one form, open to the link that is printed at start."""

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404
from django.urls import reverse

from baiyi.accounts.first_run import services as first_run
from baiyi.accounts.first_run.forms import FirstRunForm
from baiyi.records.policies import Public
from baiyi.records.views import FormPage


class FirstRun(FormPage):
    """404 without the link, and for ever once it was used."""

    policy = Public()
    title = "初始设置"
    form_class = FirstRunForm
    template_name = "accounts/first_run.html"
    submit_label = "建立分局并登录"
    keeps_drafts = False
    success_text = "分局已建立。下面按“系统建设”的次序做：先单位，再人员"

    def dispatch(self, request, *args, **kwargs):
        if not first_run.is_open_to(kwargs["token"]):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def perform(self, form):
        person = first_run.open_branch(**form.facts())
        login(self.request, person, backend=settings.AUTHENTICATION_BACKENDS[-1])
        return person

    def next_url(self, done) -> str:
        return reverse("home")

    def get_cancel_url(self) -> str:
        return ""
