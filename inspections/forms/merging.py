"""合并 of two venues: which one stays, and why."""

from django import forms

from baiyi.records.forms import PlainForm, ReasonForm, Versioned
from inspections.models import Venue

USUAL_REASON = "同一家场所重复登记"


class FindForm(PlainForm):
    """Another venue that does not look alike."""

    q = forms.CharField(label="名称、地址、拼音或编码", max_length=60)


class MergeForm(PlainForm, Versioned):
    """The versions of both, so that nothing is merged that was changed since it was looked at."""

    keep = forms.ChoiceField(label="保留哪一家", widget=forms.RadioSelect)
    reason = forms.CharField(label="合并理由", max_length=200, initial=USUAL_REASON)
    other_version = forms.IntegerField(widget=forms.HiddenInput, label="另一家的版本", min_value=1, max_value=2**31 - 1)

    def __init__(self, *args, venue: Venue, other: Venue, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["keep"].choices = [(each.pk, f"{each.name}（{each.address}）") for each in (venue, other)]
        self.initial |= {"other_version": other.version}


class UnmergeForm(ReasonForm):
    """撤销合并."""
