"""What rests on a rule or a legal basis. Rooms above say it here, so that nothing is ended under them unseen."""

from collections.abc import Callable

from baiyi.deadlines.models import LegalBasis, Rule

uses: list[Callable[[LegalBasis | Rule], list[str]]] = []  # functions(row) -> names of what rests on it now


def uses_of(row: LegalBasis | Rule) -> list[str]:
    return [name for function in uses for name in function(row)]
