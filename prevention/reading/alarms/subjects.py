"""What of the alarms is spoken of (警情范围): all effective ones, street thefts, a group, or one category."""

from django.db.models import Q

from prevention.models import AlarmCategory

EFFECTIVE, STREET = "effective", "street"
GROUP, LEAF = "group-", "leaf-"
WHOLE = {EFFECTIVE: "有效警情", STREET: "街面盗窃警情"}


def subjects() -> dict[str, str]:
    """Names by key, categories that have ended among them. One statement."""
    rows = list(AlarmCategory.objects.values_list("code", "name", "group"))
    groups = {f"{GROUP}{group}": f"{group}（组）" for _, _, group in rows}
    return WHOLE | groups | {f"{LEAF}{code}": name for code, name, _ in rows}


def of_subject(subject: str, path: str = "category__") -> Q:
    """The condition on counts."""
    if subject.startswith(GROUP):
        return Q(**{f"{path}group": subject.removeprefix(GROUP)})
    if subject.startswith(LEAF):
        return Q(**{f"{path}code": subject.removeprefix(LEAF)})
    return Q(**{f"{path}is_street_theft" if subject == STREET else f"{path}is_effective": True})
