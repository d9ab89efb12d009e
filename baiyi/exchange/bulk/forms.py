"""What a run asks before it begins."""

from functools import cache

from django import forms

from baiyi.accounts.models import User
from baiyi.records.forms import FormBase, PlainForm


class Counted(forms.Form):
    """The number that was shown goes along with the button: it is the number that is done."""

    shown = forms.IntegerField(widget=forms.HiddenInput, label="选取条数", min_value=1, max_value=10**6)

    def __init__(self, *args, total: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.total = total
        self.initial["shown"] = total

    def clean_shown(self) -> int:
        if self.cleaned_data["shown"] != self.total:
            raise forms.ValidationError("选取的条数与页面显示的不一致，请回到列表重新选取")
        return self.total


@cache
def confirming(asked: type[FormBase]) -> type[FormBase]:
    """The form of an act with the number of its rows."""
    return type(f"Confirm{asked.__name__}", (Counted, asked), {})


class PersonForm(PlainForm):
    """Who is to answer for all of the rows."""

    person = forms.ModelChoiceField(User.objects.none(), label="责任人", empty_label="请选择")

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people
        self.fields["person"].label_from_instance = self.words_of

    @staticmethod
    def words_of(person: User) -> str:
        """Namesakes are told apart by their unit."""
        return f"{person.name}（{person.posting_unit}）" if person.posting_unit else person.name


class PersonReasonForm(PersonForm):
    reason = forms.CharField(label="理由", max_length=200, initial="工作调整")
