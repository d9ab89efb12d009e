"""The address at which a patrol is begun."""

from baiyi.records.addresses import address_of


def opening(**known: int) -> str:
    """Of a beat, or of a planned patrol."""
    asked = "&".join(f"{name}={key}" for name, key in known.items())
    return f"{address_of('prevention:patrol-add')}?{asked}"
