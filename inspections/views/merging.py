"""合并重复: which venues may be the same, two of them side by side, and taking a merge back."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.views.generic import DetailView

from baiyi.records.masking import mask_name, mask_phone
from baiyi.records.policies import Needs
from baiyi.records.shown import MOST_KEY
from baiyi.records.views import MovePage, Page, Scoped
from inspections import rights
from inspections.forms.merging import FindForm, MergeForm, UnmergeForm
from inspections.models import Venue, VenueMerge
from inspections.models.codes import found_by
from inspections.services import merging, suspects_of

LEDGER = (("场所台账", "inspections:venue-list"),)
SHOWN = 20  # venues of one search


class VenueDoubles(Page, Scoped, DetailView):
    """Those of its unit that look like it, and a search for any other the person may merge."""

    policy = Needs(rights.MERGE)
    model = Venue
    related = ("unit", "category")
    template_name = "inspections/venue_doubles.html"
    breadcrumbs = LEDGER
    context_object_name = "venue"

    def get_object(self, queryset=None):
        if self.kwargs["pk"] > MOST_KEY:
            raise Http404
        found = super().get_object(queryset)
        if not self.request.user.has_perm(rights.MERGE, found):
            raise PermissionDenied(rights.MERGE)
        return found

    def get_title(self) -> str:
        return f"合并重复：{self.object}"

    def get_context_data(self, **kwargs):
        form = FindForm(self.request.GET or None)
        wanted = form.cleaned_data["q"] if form.is_bound and form.is_valid() else ""
        found = self._search(wanted) if wanted else []
        facts = {"form": form, "found": found, "wanted": wanted, "suspects": suspects_of(self.object)}
        return super().get_context_data(**facts, **kwargs)

    def render_to_response(self, context, **kwargs):
        """Words that make no sense are refused."""
        return super().render_to_response(context, status=422 if context["form"].errors else 200, **kwargs)

    def _search(self, wanted: str) -> list[Venue]:
        user = self.request.user
        rows = Venue.objects.visible_to(user).current().filter(found_by(wanted), unit__in=user.unit_ids(rights.MERGE))
        return list(rows.exclude(pk=self.object.pk).select_related("category", "unit").order_by("name", "pk")[:SHOWN])


class VenueMergePage(MovePage):
    """Two venues side by side, and which of them stays."""

    policy = Needs(rights.MERGE)
    model = Venue
    related = ("unit", "category", "responsible")
    form_class = MergeForm
    template_name = "inspections/venue_merge.html"
    title = submit_label = "合并"
    breadcrumbs = LEDGER

    def get_queryset(self):
        return super().get_queryset().with_history().with_code()

    @cached_property
    def other(self) -> Venue:
        pk = self.kwargs["other"]
        if pk == self.record.pk or pk > MOST_KEY:
            raise Http404
        found = get_object_or_404(self.get_queryset(), pk=pk)
        if not self.request.user.has_perm(rights.MERGE, found):
            raise PermissionDenied(rights.MERGE)
        return found

    def get_title(self) -> str:
        return f"合并：{self.record}"

    def get_initial(self):
        """The one that has more to its name stays, unless the person says so otherwise."""
        older = min(self.record, self.other, key=lambda each: (each.last_inspected_on is None, each.pk))
        return super().get_initial() | {"keep": older.pk}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"venue": self.record, "other": self.other}

    def perform(self, form) -> VenueMerge:
        facts = form.cleaned_data
        pair = [(self.record, facts["version"]), (self.other, facts["other_version"])]
        if facts["keep"] == str(self.record.pk):
            pair.reverse()
        (merged, version), (kept, into_version) = pair
        merge = merging.merge_venues(
            merged,
            into=kept,
            by=self.request.user,
            version=version,
            into_version=into_version,
            reason=facts["reason"],
        )
        moved = merging.moved_words(merge)
        self.success_text = f"已把{merged}并入{kept}{f'，随之移动 {moved}' if moved else ''}；可以撤销"
        return merge

    def next_url(self, done: VenueMerge) -> str:
        return done.kept.get_absolute_url()

    def get_context_data(self, **kwargs):
        facts = {"other": self.other, "side_by_side": compared(self.record, self.other)}
        facts["refusal"] = merging.refusal_of_merge(self.record, self.other)
        return super().get_context_data(**facts, **kwargs)


class VenueUnmerge(MovePage):
    """撤销合并: what will go back, and what stays."""

    policy = Needs(rights.MERGE)
    model = Venue
    form_class = UnmergeForm
    template_name = "inspections/venue_unmerge.html"
    title = submit_label = "撤销合并"
    breadcrumbs = LEDGER
    verb = staticmethod(merging.undo_merge)
    success_text = "已撤销合并，原来的记录已经回到这一家"

    def get_title(self) -> str:
        return f"撤销合并：{self.record}"

    def get_context_data(self, **kwargs):
        merge = VenueMerge.objects.current().filter(merged=self.record).select_related("kept").first()
        facts = {"merge": merge}
        if merge is not None:
            facts |= {"moved": merging.moved_words(merge), "since": merging.words_since(merge)}
        return super().get_context_data(**facts, **kwargs)


def compared(venue: Venue, other: Venue) -> list[tuple[str, str, str, bool]]:
    """Label, what each says, and whether they differ."""
    rows = zip(_facts(venue), _facts(other), strict=True)
    return [(label, mine, theirs, mine != theirs) for (label, mine), (_, theirs) in rows]


def _facts(venue: Venue) -> list[tuple[str, str]]:
    return [
        ("场所名称", venue.name),
        ("地址", venue.address),
        ("场所类别", venue.category.name),
        ("所属派出所", venue.unit.short_name),
        ("责任民警", venue.responsible.name if venue.responsible else "未指定"),
        ("负责人", mask_name(venue.head_name) or "未登记"),
        ("负责人电话", mask_phone(venue.head_phone) or "未登记"),
        ("最近检查", f"{venue.last_inspected_on}" if venue.last_inspected_on else "从未"),
        ("未销号隐患", f"{venue.open_hazards or 0} 处"),
        ("六位编码", venue.short_code or "没有"),
        ("登记时间", f"{localtime(venue.created_at):%Y-%m-%d}"),
    ]
