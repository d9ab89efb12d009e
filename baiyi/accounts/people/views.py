"""人员: the list, a person's page, and the form of each thing that is done to a person."""

import secrets
from copy import copy

import django_filters
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from baiyi.accounts import rights, services
from baiyi.accounts.forms import AccountForm
from baiyi.accounts.models import User, with_posting
from baiyi.accounts.people import services as people
from baiyi.accounts.people.acts import ACTS, Act, acts_on, asked_of_list
from baiyi.accounts.people.forms import AccountActForm, PersonForm
from baiyi.accounts.services import why_not
from baiyi.accounts.tables import UserTable
from baiyi.records import clock
from baiyi.records.addresses import address_of
from baiyi.records.filters import Filters, SearchFilter
from baiyi.records.policies import Needs
from baiyi.records.views import FormPage, ListPage, Page, PageAction

LIST = ("机构人员", "accounts:user-list")


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
        return [
            PageAction("新建账号", reverse("accounts:user-create"), "person-plus", is_primary=True),
            PageAction("成批新建", reverse("accounts:people-paste"), "clipboard-plus"),
            PageAction("单位", reverse("accounts:unit-tree"), "diagram-3"),
        ]

    def get_context_data(self, **kwargs):
        facts = {"locked_names": services.locked_names(), "asked_of_list": asked_of_list(self.request)}
        return super().get_context_data(**facts, **kwargs)


class UserCreate(FormPage):
    policy = Needs(rights.MANAGE)
    form_class = AccountForm
    title = "新建账号"
    breadcrumbs = (LIST,)
    cancel_url_name = "accounts:user-list"
    success_text = ""

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"units": services.valid_units()}

    def perform(self, form):
        facts = dict(form.cleaned_data)
        unit, role, password = facts.pop("unit"), facts.pop("role"), one_time_password()
        user = services.open_account(unit=unit, role=role, password=password, **facts)
        messages.success(self.request, f"账号 {user.username} 已建立，首次口令：{password}（只显示这一次）")
        return user

    def next_url(self, done) -> str:
        return address_of("accounts:user-detail", done.pk)


def one_time_password() -> str:
    return secrets.token_urlsafe(9) + "7a"


class AboutPerson(FormPage):
    """A form about one person, who is named on it; it leads back to the page of the person."""

    policy = Needs(rights.MANAGE)
    template_name = "accounts/person_form.html"
    breadcrumbs = (LIST,)

    def dispatch(self, request, *args, **kwargs):
        self.person = get_object_or_404(self.people(), pk=self.pk_of_person(kwargs["pk"]))
        return super().dispatch(request, *args, **kwargs)

    def people(self):
        return with_posting(User.objects.all(), clock.today())

    def pk_of_person(self, pk: int) -> int:
        return pk

    def get_title(self) -> str:
        return f"{self.title}：{self.person}"

    def get_initial(self):
        return super().get_initial() | {"version": self.person.version}

    def page_of_person(self) -> str:
        return address_of("accounts:user-detail", self.person.pk)

    def next_url(self, done) -> str:
        return self.page_of_person()

    def get_cancel_url(self) -> str:
        return self.page_of_person()

    def get_context_data(self, **kwargs):
        return super().get_context_data(person=self.person, **kwargs)


class UserAction(AboutPerson):
    """停用, 启用, 解锁, 重置口令: asked with the name, done with a reason, and back to the same part of the list."""

    form_class = AccountActForm
    success_text = ""

    @property
    def act(self) -> Act:
        return ACTS[self.kwargs["action"]]

    def get(self, request, *args, **kwargs):
        refusal = why_not(self.person, kwargs["action"], by=request.user)
        if refusal and self.sent_before is None:
            messages.error(request, f"{self.person}：{refusal}")
            return HttpResponseRedirect(self.list_url())
        return super().get(request, *args, **kwargs)

    def get_title(self) -> str:
        return f"{self.act.label}：{self.person}"

    @property
    def submit_label(self) -> str:
        return self.act.label

    def list_url(self) -> str:
        return reverse("accounts:user-list") + asked_of_list(self.request)

    def next_url(self, done) -> str:
        return self.list_url()

    def get_cancel_url(self) -> str:
        return self.list_url()

    def perform(self, form):
        messages.success(self.request, getattr(self, f"do_{self.kwargs['action']}")(self.person, **form.facts()))
        return self.person

    def do_unlock(self, user, reason: str) -> str:
        services.unlock(user, by=self.request.user, reason=reason)
        return f"{user.name} 已解锁"

    def do_disable(self, user, reason: str) -> str:
        services.set_active(user, is_active=False, by=self.request.user, reason=reason)
        return f"{user.name} 已停用，即时下线"

    def do_enable(self, user, reason: str) -> str:
        services.set_active(user, is_active=True, by=self.request.user, reason=reason)
        return f"{user.name} 已启用"

    def do_reset(self, user, reason: str) -> str:
        password = one_time_password()
        services.reset_password(user, password=password, by=self.request.user, reason=reason)
        return f"{user.name} 的一次性口令：{password}（只显示这一次）"

    def get_context_data(self, **kwargs):
        return super().get_context_data(effect=self.act.effect, **kwargs)


class UserEdit(AboutPerson):
    form_class = PersonForm
    title = "修改人员信息"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": copy(self.person)}

    def perform(self, form):
        return people.edit_person(self.person, by=self.request.user, **form.facts())


class UserDetail(Page, TemplateView):
    """Who somebody is, where he worked and works, and what may be done."""

    policy = Needs(rights.MANAGE)
    template_name = "accounts/person.html"
    breadcrumbs = (LIST,)

    def get(self, request, *args, **kwargs):
        self.person = get_object_or_404(User, pk=kwargs["pk"])
        return super().get(request, *args, **kwargs)

    def get_title(self) -> str:
        return self.person.name

    @cached_property
    def is_locked(self) -> bool:
        return self.person.username in services.locked_names()

    def page_actions(self):
        pk, acts = self.person.pk, acts_on(self.person, self.request.user, is_locked=self.is_locked)
        own = [
            PageAction("修改人员信息", address_of("accounts:user-edit", pk), "pencil"),
            PageAction("派岗", address_of("accounts:posting-add", pk), "person-plus"),
        ]
        return own + [PageAction(ACTS[act].label, reverse("accounts:user-action", args=[pk, act])) for act in acts]

    def postings(self) -> list:
        """Those that last first, then those that are over, each the latest first."""
        rows = self.person.postings.select_related("unit", "stands_in_for__user", "stands_in_for__unit")
        rows = rows.prefetch_related("deputies__user").order_by("-starts_on", "-pk")
        return sorted(rows, key=lambda each: each.is_over(clock.today()))

    def get_context_data(self, **kwargs):
        facts = {"person": self.person, "is_locked": self.is_locked, "postings": self.postings()}
        return super().get_context_data(**facts, **kwargs)
