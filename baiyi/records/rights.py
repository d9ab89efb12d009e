"""Rights: each is declared once with its Chinese label and the roles that hold it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Right:
    code: str
    label: str
    roles: frozenset[str]


_rights: dict[str, Right] = {}


def right(code: str, label: str, *roles: str) -> str:
    """Declare a right; returns its code, to be kept as a constant by the app that owns it."""
    declared = Right(code, label, frozenset(roles))
    if _rights.setdefault(code, declared) != declared:
        raise ValueError(f"right {code} is declared twice")
    return code


def label_of(code: str) -> str:
    return _rights[code].label


def rights_of(role: str) -> frozenset[str]:
    return frozenset(code for code, declared in _rights.items() if role in declared.roles)


def roles_with(code: str) -> frozenset[str]:
    """Roles that hold a right; none for a right nobody declared (fails closed)."""
    return _rights[code].roles if code in _rights else frozenset()


def all_rights() -> tuple[Right, ...]:
    return tuple(_rights.values())
