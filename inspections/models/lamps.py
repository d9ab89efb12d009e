"""How far a hazard or notice has come, as tags. How it stands with its term the lamp of its deadline says."""

from baiyi.records import lamps
from baiyi.records.lamps import Lamp


def stage(text: str, *, is_awaiting: bool, is_closed: bool) -> Lamp:
    if is_closed:
        return lamps.good(text)
    return lamps.tag("待复查", "blue") if is_awaiting else lamps.tag(text)
