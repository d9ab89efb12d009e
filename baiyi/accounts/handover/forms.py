"""Forms of a handover."""

from django import forms

from baiyi.accounts.holdings import holdings
from baiyi.accounts.models import User
from baiyi.accounts.people.forms import NOT_CHOSEN, PersonField
from baiyi.records.forms import PlainForm

TAKE, DECLINE = "take", "decline"


class HandoverForm(PlainForm):
    """Who takes which kind; a kind without a choice stays where it is. `held` are the rows by kind."""

    reason = forms.CharField(label="交接理由", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, held: dict[str, list], people, **kwargs):
        super().__init__(*args, **kwargs)
        self.kinds = {f"to_{kind}": kind for kind in held if holdings[kind].give is not None}
        for name, kind in self.kinds.items():
            label = f"{holdings[kind].label}（{len(held[kind])}）交给"
            self.fields[name] = PersonField(label=label, queryset=people, required=False, empty_label="暂不交接")
        self.held = held
        self.order_fields([*self.kinds, "reason"])

    def clean(self):
        facts = super().clean()
        chosen = {name: self.cleaned_data[name] for name in self.kinds if self.cleaned_data.get(name)}
        for name, taker in chosen.items():
            if refusal := self._refusal(self.kinds[name], taker):
                self.add_error(name, refusal)
        if not chosen and not self.errors.keys() & self.kinds:
            raise forms.ValidationError("请至少选一类事项的接收人")
        return facts

    def _refusal(self, kind: str, taker: User) -> str:
        """When he can have none of them."""
        said = [holdings[kind].refusal(row, taker) for row in self.held[kind]]
        return said[0] if all(said) else ""

    def facts(self) -> dict:
        takers = {kind: self.cleaned_data[name] for name, kind in self.kinds.items() if self.cleaned_data.get(name)}
        return {"takers": takers, "reason": self.cleaned_data["reason"]}


class TakeForm(PlainForm):
    """接收 or not; why not."""

    decision = forms.ChoiceField(
        label="接收意见", choices=[NOT_CHOSEN, (TAKE, "接收，今后由本人负责"), (DECLINE, "不接收")]
    )
    note = forms.CharField(
        label="不接收的理由", max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean(self):
        facts = super().clean()
        is_unsaid = not self.cleaned_data.get("note") and "note" not in self.errors
        if self.cleaned_data.get("decision") == DECLINE and is_unsaid:
            self.add_error("note", "不接收的，请写明理由")
        return facts


class WithdrawForm(PlainForm):
    reason = forms.CharField(label="理由", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))
