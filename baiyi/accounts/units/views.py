"""单位: the tree, a unit's page with its history, and the form of each thing that is done to it."""

from copy import copy

from django.db.models import Count, Q
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from baiyi.accounts import rights, services
from baiyi.accounts.fitting import STANDS_UNDER
from baiyi.accounts.models import Posting, Unit
from baiyi.accounts.units import services as organisation
from baiyi.accounts.units.forms import UnitAddForm, UnitEditForm, UnitEndForm, UnitMoveForm
from baiyi.records import clock
from baiyi.records.addresses import address_of
from baiyi.records.hooks import panels
from baiyi.records.policies import Needs
from baiyi.records.views import FormPage, Page, PageAction

TREE = ("单位", "accounts:unit-tree")


class UnitTree(Page, TemplateView):
    """Two statements: the units, each with how many people work there today."""

    policy = Needs(rights.MANAGE)
    template_name = "accounts/units.html"
    title = "单位"

    def page_actions(self):
        return [
            PageAction("新设单位", reverse("accounts:unit-add"), "plus-lg", is_primary=True),
            PageAction("机构人员", reverse("accounts:user-list"), "people"),
        ]

    def get_context_data(self, **kwargs):
        on = clock.today()
        units = list(Unit.objects.annotate(people=_people(on)).order_by("position", "pk"))
        over = [each for each in units if each.ends_on is not None and each.ends_on < on]
        return super().get_context_data(branches=_branches(units, over), over=over, **kwargs)


def _people(on) -> Count:
    held = Q(postings__starts_on__lte=on) & (Q(postings__ends_on=None) | Q(postings__ends_on__gte=on))
    return Count("postings__user", filter=held & Q(postings__user__is_active=True), distinct=True)


def _branches(units: list[Unit], over: list[Unit]) -> list[dict]:
    """The units that are not over, as a tree; one whose upper unit is over stands at the top."""
    nodes = {each.pk: {"unit": each, "below": []} for each in units if each not in over}
    tops = []
    for node in nodes.values():
        above = nodes.get(node["unit"].parent_id)
        (above["below"] if above else tops).append(node)
    return tops


class UnitAdd(FormPage):
    policy = Needs(rights.MANAGE)
    form_class = UnitAddForm
    title = "新设单位"
    breadcrumbs = (TREE,)
    cancel_url_name = "accounts:unit-tree"
    verb = staticmethod(organisation.open_unit)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"units": services.valid_units()}

    def next_url(self, done) -> str:
        return address_of("accounts:unit-detail", done.pk)


class UnitDetail(Page, TemplateView):
    """What a unit is, was called, who works there, and what was done to it when, by whom and why."""

    policy = Needs(rights.MANAGE)
    template_name = "accounts/unit.html"
    breadcrumbs = (TREE,)

    def get(self, request, *args, **kwargs):
        self.unit = get_object_or_404(Unit.objects.select_related("parent"), pk=kwargs["pk"])
        return super().get(request, *args, **kwargs)

    def get_title(self) -> str:
        return self.unit.name

    def page_actions(self):
        acts = [("修改单位", "unit-edit")]
        if self.unit.ends_on is None:
            acts += [("改变隶属", "unit-move")] if STANDS_UNDER[self.unit.kind] else []
            acts += [("撤销单位", "unit-end")]
        return [PageAction(label, address_of(f"accounts:{name}", self.unit.pk)) for label, name in acts]

    @cached_property
    def held(self) -> list[Posting]:
        rows = Posting.objects.in_force(clock.today()).filter(unit=self.unit, user__is_active=True)
        return list(rows.select_related("user").order_by("pk"))

    def get_context_data(self, **kwargs):
        found = sorted(panels.collect(self.request, self.unit), key=lambda each: each.order)
        facts = {"unit": self.unit, "held": self.held, "children": self.unit.children.order_by("position", "pk")}
        names = self.unit.former_names.all()
        return super().get_context_data(panels=found, former_names=names, **facts, **kwargs)


class AboutUnit(FormPage):
    """A form about one unit, which is named on it; it leads back to the page of the unit."""

    policy = Needs(rights.MANAGE)
    template_name = "accounts/unit_form.html"
    breadcrumbs = (TREE,)
    effect = ""

    def dispatch(self, request, *args, **kwargs):
        self.unit = get_object_or_404(Unit.objects.select_related("parent"), pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_title(self) -> str:
        return f"{self.title}：{self.unit}"

    def get_initial(self):
        return super().get_initial() | {"version": self.unit.version}

    def perform(self, form):
        return self.verb(self.unit, by=self.request.user, **form.facts())

    def next_url(self, done) -> str:
        return address_of("accounts:unit-detail", self.unit.pk)

    def get_cancel_url(self) -> str:
        return address_of("accounts:unit-detail", self.unit.pk)

    def get_context_data(self, **kwargs):
        return super().get_context_data(unit=self.unit, effect=self.effect, **kwargs)


class UnitEdit(AboutUnit):
    form_class = UnitEditForm
    title = "修改单位"
    effect = "更名即时生效，原名留作曾用名；已签发的文书仍是原名。"
    verb = staticmethod(organisation.edit_unit)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": copy(self.unit)}


class UnitMove(AboutUnit):
    form_class = UnitMoveForm
    title = "改变隶属"
    submit_label = "改变隶属"
    effect = "即时生效：新的上级看得到它的全部记录，原上级不再看得到；统计按新的隶属计算。"
    verb = staticmethod(organisation.move_unit)

    def get_form_kwargs(self):
        wanted = STANDS_UNDER[self.unit.kind]
        parents = services.valid_units().filter(kind=wanted or "").exclude(pk=self.unit.parent_id)
        return super().get_form_kwargs() | {"parents": parents}


class UnitEnd(AboutUnit):
    form_class = UnitEndForm
    title = "撤销单位"
    submit_label = "撤销单位"
    verb = staticmethod(organisation.end_unit)

    def get_context_data(self, **kwargs):
        return super().get_context_data(left=organisation.what_is_left(self.unit, clock.today()), **kwargs)
