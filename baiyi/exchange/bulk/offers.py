"""What a list offers to do with its rows: a box at each row, a box for all, a button an act."""

from dataclasses import dataclass

from baiyi.exchange.bulk.acts import BulkAct, acts_of
from baiyi.records.hooks import selections


@dataclass(frozen=True)
class Selection:
    """`address` leads to the list again, with its conditions."""

    label: str
    address: str
    acts: list[BulkAct]
    template: str = "exchange/_bulk_bar.html"


@selections.by
def selection_of(page) -> Selection | None:
    """For the list of a declaration; None for whoever may do nothing with its rows, and for conditions that were
    refused.
    """
    if page.views is None or page.filterset.form.errors:
        return None
    label, address = page.model._meta.label_lower, page.request.get_full_path()
    acts = acts_of(label, page.request.user)
    return Selection(label, address, acts) if acts else None
