"""Forms about one unit."""

from django import forms

from baiyi.accounts.fitting import STANDS_UNDER, why_not_under
from baiyi.accounts.models import Unit, UnitKind
from baiyi.accounts.people.forms import NOT_CHOSEN, FromDay
from baiyi.records.forms import ReasonForm, RecordForm

PAPERS = ["document_code", "has_standing"]


class WithReason(forms.Form):
    """Adds why."""

    reason = forms.CharField(label="理由", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


class UnitAddForm(FromDay, WithReason, RecordForm):
    """A new unit at its place in the tree."""

    kind = forms.ChoiceField(label="单位类型", choices=[NOT_CHOSEN, *UnitKind.choices])
    parent = forms.ModelChoiceField(
        label="上级单位", queryset=Unit.objects.none(), empty_label="没有上级", required=False
    )

    class Meta:
        model = Unit
        fields = ["name", "short_name", *PAPERS]

    field_order = ["kind", "parent", "name", "short_name", *PAPERS, "on", "is_past_meant", "reason"]

    def __init__(self, *args, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = units.filter(kind__in=[kind for kind in STANDS_UNDER.values() if kind])
        self.fields["on"].label = "启用日"

    def clean(self):
        facts = super().clean()
        kind, parent = self.cleaned_data.get("kind"), self.cleaned_data.get("parent")
        if kind and "parent" not in self.errors and (refusal := why_not_under(kind, parent)):
            self.add_error("parent", refusal)
        return facts


class UnitEditForm(RecordForm, ReasonForm):
    """The name, and what is printed on papers."""

    class Meta:
        model = Unit
        fields = ["name", "short_name", *PAPERS]

    field_order = ["name", "short_name", *PAPERS, "reason", "version"]


class UnitMoveForm(ReasonForm):
    """Another unit above it."""

    parent = forms.ModelChoiceField(label="新的上级单位", queryset=Unit.objects.none(), empty_label="请选择")

    field_order = ["parent", "reason", "version"]

    def __init__(self, *args, parents, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = parents


class UnitEndForm(FromDay, ReasonForm):
    """The last day of a unit."""

    field_order = ["on", "is_past_meant", "reason", "version"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].label = "撤销日"
        self.fields["on"].help_text = "这一天仍在，次日起不再选用；以往的记录和统计仍归它"
