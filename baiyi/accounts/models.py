"""Unit (organisation tree), User, Posting: who works where, in which role, from when to when."""

import datetime as dt
from collections.abc import Iterator
from functools import cached_property

from django.contrib.auth import get_backends
from django.contrib.auth.models import AbstractUser, UserManager
from django.core.cache import cache
from django.db import DEFAULT_DB_ALIAS, models, transaction
from django.db.models import Case, F, OuterRef, Q, Subquery, When
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from tree_queries.fields import TreeNodeForeignKey
from tree_queries.models import TreeNode
from tree_queries.query import TreeQuerySet

from baiyi.accounts.roles import SEES_SUBTREE, Role
from baiyi.records import clock
from baiyi.records.derived import DerivedQuerySet
from baiyi.records.models import Journaled
from baiyi.records.rights import rights_of, roles_with
from baiyi.records.search import SearchKeyField
from baiyi.records.written import written

MOST_NAMES = 3  # of those whom one may ask for a right
KEEP = 10  # seconds a process remembers which units there are; it forgets at once what it changes itself
UNITS = "units"


class UnitKind(models.TextChoices):
    BRANCH = "branch", "分局"
    SQUAD = "squad", "大队"
    STATION = "station", "派出所"
    POST = "post", "警务室"
    PARTNER = "partner", "协作部门"


class UnitQuerySet(TreeQuerySet):
    def valid(self, on: dt.date):
        """Units that exist on that day."""
        return self.filter(Q(starts_on=None) | Q(starts_on__lte=on), Q(ends_on=None) | Q(ends_on__gte=on))

    def bulk_create(self, *args, **kwargs):
        made = super().bulk_create(*args, **kwargs)
        forget_units()
        return made

    def update(self, **changes):
        changed = super().update(**changes)
        forget_units()
        return changed


class Unit(Journaled, TreeNode):
    """A node of the organisation. Created only by `accounts.services.add_unit`; never deleted, but given an end."""

    parent = TreeNodeForeignKey(
        "self", models.PROTECT, verbose_name="上级单位", related_name="children", null=True, blank=True
    )
    name = models.CharField("单位名称", max_length=60, unique=True)
    short_name = models.CharField("单位简称", max_length=20)
    kind = models.CharField("单位类型", max_length=10, choices=UnitKind.choices)
    document_code = models.CharField(
        "机关代字", max_length=20, blank=True, help_text="发文字号的机关代字；留空则用上级的"
    )
    has_standing = models.BooleanField("具有执法主体资格", default=False, help_text="文书以具有资格的单位名义制发")
    position = models.PositiveIntegerField("排序", default=0)
    starts_on = models.DateField("启用日", null=True, blank=True)
    ends_on = models.DateField("撤销日", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    objects = UnitQuerySet.as_manager(with_tree_fields=False)

    class Meta:
        verbose_name = "单位"
        verbose_name_plural = "单位"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.short_name

    def is_valid(self, on: dt.date) -> bool:
        begun = self.starts_on is None or self.starts_on <= on
        return begun and (self.ends_on is None or self.ends_on >= on)


class UnitName(Journaled):
    """曾用名: what a unit was called before. Papers that went out then say it; lists say the name of now."""

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="单位", related_name="former_names")
    name = models.CharField("曾用名", max_length=60)
    short_name = models.CharField("曾用简称", max_length=20)
    until = models.DateField("用至")

    class Meta:
        verbose_name = "单位曾用名"
        verbose_name_plural = "单位曾用名"
        ordering = ["-until", "-pk"]

    def __str__(self) -> str:
        return self.name


class PeopleManager(UserManager.from_queryset(DerivedQuerySet)):
    """People by what their postings say."""

    def posted_at(self, units, on: dt.date):
        """Active people with a posting in force on that day at one of the units (or ids), by name."""
        posted = Posting.objects.in_force(on).filter(unit__in=units)
        return self.filter(pk__in=posted.values("user"), is_active=True).order_by("name", "pk")

    def holding(self, right: str, on: dt.date, units=None):
        """Active people whose posting of that day gives the right, at one of the units (or ids) when given, by name."""
        posted = Posting.objects.in_force(on).filter(role__in=roles_with(right))
        if units is not None:
            posted = posted.filter(unit__in=units)
        return self.filter(pk__in=posted.values("user"), is_active=True).order_by("name", "pk")


class User(Journaled, AbstractUser):
    """A person who signs in. 民警 and 辅警 are told apart because only 民警 may inspect on their own authority.

    `version` counts the changes of the person and of his postings: a page that shows older ones saves nothing.
    """

    class PoliceStatus(models.TextChoices):
        POLICE = "police", "民警"
        AUXILIARY = "auxiliary", "辅警"
        OTHER = "other", "其他人员"

    first_name = None
    last_name = None
    email = None
    name = models.CharField("姓名", max_length=30)
    police_number = models.CharField("警号", max_length=12, blank=True)
    police_status = models.CharField(
        "人员身份", max_length=10, choices=PoliceStatus.choices, default=PoliceStatus.POLICE
    )
    must_change_password = models.BooleanField("首次登录须改口令", default=True)
    search_key = SearchKeyField("检索键", names=["name"], numbers=["police_number"], texts=["username"])
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    REQUIRED_FIELDS = ["name"]

    objects = PeopleManager()

    class Meta:
        verbose_name = "人员"
        verbose_name_plural = "人员"
        ordering = ["username"]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def has_perm(self, perm: str, obj=None) -> bool:
        """Postings alone give rights: the superuser flag of Django opens nothing here."""
        return any(backend.has_perm(self, perm, obj) for backend in get_backends() if hasattr(backend, "has_perm"))

    @cached_property
    def current_postings(self) -> list["Posting"]:
        """Postings in force today, with their unit: one statement a request."""
        return list(self.postings.in_force(clock.today()).select_related("unit").order_by("pk"))

    @cached_property
    def roles(self) -> frozenset[str]:
        return frozenset(posting.role for posting in self.current_postings)

    @cached_property
    def rights(self) -> frozenset[str]:
        return frozenset().union(*(rights_of(role) for role in self.roles))

    @property
    def home_unit(self) -> Unit | None:
        """The unit new records of this person count for."""
        return self.current_postings[0].unit if self.current_postings else None

    @cached_property
    def unit_label(self) -> str:
        return "、".join(posting.unit.short_name for posting in self.current_postings) or "未派岗"

    @cached_property
    def role_label(self) -> str:
        return "、".join(posting.get_role_display() for posting in self.current_postings)

    @property
    def posting_label(self) -> str:
        """For rows of `with_posting`."""
        return f"{self.posting_unit} {Role(self.posting_role).label}" if self.posting_role else "未派岗"

    def whom_to_ask(self, right: str) -> str:
        """Who has that right where this person works, else above it, as words; else the roles that have it. One
        statement.
        """
        home = self.home_unit
        rows = list(Posting.objects.near(home, right, clock.today())[:MOST_NAMES]) if home else []
        nearest = [row for row in rows if row.unit_id == home.pk] or rows
        if nearest:
            return "、".join(f"{row.unit} {row.get_role_display()} {row.user}" for row in nearest)
        return "、".join(role.label for role in Role if role in roles_with(right))

    def holds_at(self, right: str, unit_id: int | None) -> bool:
        """Whether a posting gives the right at this very unit, also one without a subtree (a partner body), or above
        it; what was lent gives nothing here.
        """
        roles = roles_with(right)
        posted = any(each.unit_id == unit_id and each.role in roles for each in self.current_postings)
        return self.is_active and (posted or unit_id in self.unit_ids(right))

    def unit_ids(self, right: str | None = None) -> list[int]:
        """Ids of the subtrees of the postings that see records (and hold `right`, when given). Every button asks."""
        known, roots = self.__dict__.setdefault("_known_unit_ids", {}), self._roots(right)
        if roots not in known:
            known[roots] = sorted(unit.pk for unit in self._below(roots))
        return list(known[roots])

    def units(self, right: str | None = None) -> list[Unit]:
        """The same as units, in the order of the tree: one statement a request."""
        return self._below(self._roots(right))

    def _roots(self, right: str | None) -> tuple[int, ...]:
        roles = SEES_SUBTREE if right is None else SEES_SUBTREE & roles_with(right)
        return tuple(dict.fromkeys(posting.unit_id for posting in self.current_postings if posting.role in roles))

    def _below(self, roots: tuple[int, ...]) -> list[Unit]:
        return list({unit.pk: unit for root in roots for unit in self._subtree(root)}.values())

    def unit_ids_above(self) -> list[int]:
        """Ids of the units that stand above those of his postings: a station's branch, a post's station and branch."""
        above = {row[KEY]: row[PARENT] for rows in self._tree.values() for row in rows}
        found, waiting = set(), [above.get(posting.unit_id) for posting in self.current_postings]
        while waiting:
            unit = waiting.pop()
            if unit is not None and unit not in found:
                found.add(unit)
                waiting.append(above.get(unit))
        return sorted(found)

    def _subtree(self, root: int) -> list[Unit]:
        known = self.__dict__.setdefault("_known_subtrees", {})
        if root not in known:
            known[root] = [Unit.from_db(DEFAULT_DB_ALIAS, UNIT_COLUMNS, row) for row in _at_and_below(root, self._tree)]
        return known[root]

    @cached_property
    def _tree(self) -> dict[int | None, list[tuple]]:
        """The rows of all units by the unit above."""
        found: dict[int | None, list[tuple]] = {}
        for row in _rows_lately({posting.unit_id for posting in self.current_postings}):
            found.setdefault(row[PARENT], []).append(row)
        return found


UNIT_COLUMNS = tuple(each.attname for each in Unit._meta.concrete_fields)
KEY, PARENT = UNIT_COLUMNS.index("id"), UNIT_COLUMNS.index("parent_id")


def _rows_lately(wanted: set[int]) -> list[tuple]:
    """Of all units, as they were known within the last `KEEP` seconds: no statement for most pages. A unit that is
    wanted and was not known then is read.
    """
    rows = cache.get(UNITS)
    if rows is None or not wanted <= {row[KEY] for row in rows}:
        rows = _rows_of_units(Unit.objects.all())
        cache.set(UNITS, rows, KEEP)
    return rows


@receiver([post_save, post_delete], sender=Unit)
def forget_units(**kwargs) -> None:
    """At once, and again after the commit: somebody may have read in between."""
    cache.delete(UNITS)
    transaction.on_commit(lambda: cache.delete(UNITS))


@written
def _rows_of_units(units: UnitQuerySet) -> UnitQuerySet:
    """Every page asks for the units of a person. Of a few hundred units a plain list is read sooner than a tree."""
    return units.order_by("position", "pk").values_list(*UNIT_COLUMNS)


def _at_and_below(root: int, tree: dict[int | None, list[tuple]]) -> Iterator[tuple]:
    """In the order of the tree."""
    waiting = [row for rows in tree.values() for row in rows if row[KEY] == root]
    while waiting:
        row = waiting.pop()
        yield row
        waiting += reversed(tree.get(row[KEY], ()))


def with_posting(people: models.QuerySet, on: dt.date) -> models.QuerySet:
    """Each person with the words of the first posting in force, without a statement a row."""
    first = Posting.objects.in_force(on).filter(user=OuterRef("pk")).order_by("pk")
    return people.annotate(
        posting_unit=Subquery(first.values("unit__short_name")[:1]), posting_role=Subquery(first.values("role")[:1])
    )


class PostingQuerySet(models.QuerySet):
    def in_force(self, on: dt.date):
        return self.filter(starts_on__lte=on).filter(Q(ends_on=None) | Q(ends_on__gte=on))

    def near(self, unit: Unit, right: str, on: dt.date):
        """Those of active people that give the right at the unit or up to two levels above it, the nearest first."""
        line = (
            Q(unit=unit.pk)
            | Q(unit=unit.parent_id)
            | Q(unit__in=Unit.objects.filter(pk=unit.parent_id).order_by().values("parent"))
        )
        held = (
            self.in_force(on)
            .filter(line, role__in=roles_with(right), user__is_active=True)
            .select_related("user", "unit")
        )
        distance = Case(When(unit=unit.pk, then=0), When(unit=unit.parent_id, then=1), default=2)
        return held.order_by(distance, "pk")

    def in_force_between(self, since: dt.date, until: dt.date | None):
        """In force on any day from `since` to `until` (None: for ever)."""
        begun = self if until is None else self.filter(starts_on__lte=until)
        return begun.filter(Q(ends_on=None) | Q(ends_on__gte=since))


class Posting(Journaled):
    """A role at a unit for a time. A deputy holds a posting of his own for the days he stands in for another one."""

    user = models.ForeignKey(User, models.PROTECT, verbose_name="人员", related_name="postings")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="任职单位", related_name="postings")
    role = models.CharField("岗位", max_length=12, choices=Role.choices)
    starts_on = models.DateField("任职起")
    ends_on = models.DateField("任职止", null=True, blank=True)
    stands_in_for = models.ForeignKey(
        "self", models.PROTECT, verbose_name="代理的任职", related_name="deputies", null=True, blank=True
    )

    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = "任职"
        verbose_name_plural = "任职"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="posting_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.get_role_display()}"

    def is_over(self, on: dt.date) -> bool:
        return self.ends_on is not None and self.ends_on < on

    @property
    def standing(self) -> str:
        """In words; empty while it is in force."""
        on = clock.today()
        return "已结束" if self.is_over(on) else "未开始" if self.starts_on > on else ""


from baiyi.accounts.handover.models import Handover, HandoverPart  # noqa: E402, F401 - found by Django
