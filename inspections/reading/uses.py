"""Which categories of venues rest on a rule or a legal basis."""

from django.db.models import Q

from baiyi.deadlines.models import LegalBasis, Rule
from baiyi.deadlines.uses import uses
from baiyi.records import clock
from inspections.models import VenueCategory


def categories_on(row: LegalBasis | Rule) -> list[str]:
    """Those in use."""
    is_rule = isinstance(row, Rule)
    rests = Q(rule__in=Rule.objects.versions_of(row.code)) if is_rule else Q(pk__in=row_categories(row))
    lasting = Q(effective_to=None) | Q(effective_to__gte=clock.today())
    return [f"场所类别“{name}”" for name in VenueCategory.objects.filter(rests, lasting).values_list("name", flat=True)]


def row_categories(basis: LegalBasis):
    return VenueCategory.objects.filter(bases=basis).order_by().values("pk")


uses.append(categories_on)
