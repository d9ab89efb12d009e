"""What a campaign's timeline tells of its hours: the lines of its timetables, and older ones from when the hours were
its own fields.
"""

from baiyi.journal.timeline import former_fields
from baiyi.records.hooks import relations
from hotspots.models import Timetable

OWN_ONCE = ("opens_at", "reminds_on", "reminds_at", "opens_since", "reminds_since")

former_fields["campaigns.campaign"] = {f"supervision_{name}": Timetable._meta.get_field(name) for name in OWN_ONCE}


@relations.register("campaigns.campaign")
def timetables_of(request, campaign) -> list[Timetable]:
    """One statement."""
    return list(Timetable.objects.filter(campaign=campaign))
