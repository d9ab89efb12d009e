"""Forms about one person: what is done to the account, who he is, where he works."""

import datetime as dt

from django import forms

from baiyi.accounts.fitting import why_misfit
from baiyi.accounts.models import Posting, Unit, User
from baiyi.accounts.roles import Role
from baiyi.records import clock
from baiyi.records.forms import DayInput, PlainForm, ReasonForm, RecordForm, Versioned

MOST_AHEAD = 180  # days
NOT_CHOSEN = ("", "请选择")


class RoleAtUnit(forms.Form):
    """Adds a unit and a role that fit together; neither is chosen beforehand. `units` are those one may choose."""

    unit = forms.ModelChoiceField(label="任职单位", queryset=Unit.objects.none(), empty_label="请选择")
    role = forms.ChoiceField(label="岗位", choices=[NOT_CHOSEN, *Role.choices])

    def __init__(self, *args, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units

    def clean(self):
        facts = super().clean()
        unit, role = (self.cleaned_data.get(name) for name in ("unit", "role"))
        if unit and role and (refusal := why_misfit(role, unit)):
            self.add_error("role", refusal)
        return facts


class FromDay(forms.Form):
    """Adds the first day of something. One that is past is refused until it is said that it is meant."""

    on = forms.DateField(label="生效日", widget=DayInput, initial=clock.today)
    is_past_meant = forms.BooleanField(label="生效日已过，确认补登", required=False)

    def clean_on(self) -> dt.date:
        on = self.cleaned_data["on"]
        if on > clock.today() + dt.timedelta(days=MOST_AHEAD):
            raise forms.ValidationError(f"生效日最多提前 {MOST_AHEAD} 天登记")
        return on

    def clean(self):
        facts = super().clean()
        on = self.cleaned_data.get("on")
        if on and on < clock.today() and not self.cleaned_data.get("is_past_meant"):
            self.add_error("on", "生效日在今天之前。确实是补登的，请勾选“生效日已过，确认补登”")
        return facts

    def facts(self) -> dict:
        facts = super().facts()
        facts.pop("is_past_meant", None)
        return facts


class AccountActForm(PlainForm):
    """Why the account is disabled, enabled, unlocked, given a new password."""

    reason = forms.CharField(label="理由", max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


class PersonForm(RecordForm, Versioned):
    """Who the person is. What he may do, his postings say."""

    class Meta:
        model = User
        fields = ["name", "police_number", "police_status"]


class PostForm(RoleAtUnit, FromDay, ReasonForm):
    """A posting beside those the person has, or his first."""

    field_order = ["unit", "role", "on", "is_past_meant", "reason", "version"]


class MoveForm(PostForm):
    """调动: another posting instead of this one."""

    def __init__(self, *args, posting: Posting, **kwargs):
        super().__init__(*args, **kwargs)
        self.posting = posting
        self.fields["on"].label = "到岗日"
        self.fields["on"].help_text = "原任职到前一天为止"

    def clean(self):
        facts = super().clean()
        on, posting = self.cleaned_data.get("on"), self.posting
        if on and on <= posting.starts_on:
            self.add_error("on", f"到岗日须晚于原任职的任职起（{posting.starts_on}）")
        if (self.cleaned_data.get("unit"), self.cleaned_data.get("role")) == (posting.unit, posting.role):
            self.add_error("unit", "与原任职的单位和岗位相同")
        return facts


class PostingEndForm(FromDay, ReasonForm):
    """The last day of a posting."""

    field_order = ["on", "is_past_meant", "reason", "version"]

    def __init__(self, *args, posting: Posting, **kwargs):
        super().__init__(*args, **kwargs)
        self.posting = posting
        self.fields["on"].label = "任职止"
        self.fields["on"].help_text = "这一天仍在任，次日起不再任职"

    def clean(self):
        facts = super().clean()
        on = self.cleaned_data.get("on")
        if on and on < self.posting.starts_on:
            self.add_error("on", f"任职止不能早于任职起（{self.posting.starts_on}）")
        return facts


class PersonField(forms.ModelChoiceField):
    """A person with the words of his posting, for rows of `with_posting`."""

    def label_from_instance(self, person: User) -> str:
        return f"{person.name}（{person.posting_label}）"


class StandInForm(FromDay, ReasonForm):
    """Who holds a posting's role for its holder, from day to day."""

    deputy = PersonField(label="代理人", queryset=User.objects.none(), empty_label="请选择")
    until = forms.DateField(label="代理至", widget=DayInput, help_text=f"最长 {MOST_AHEAD} 天，到期自动停止")

    field_order = ["deputy", "on", "until", "is_past_meant", "reason", "version"]

    def __init__(self, *args, posting: Posting, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.posting = posting
        self.fields["deputy"].queryset = people
        self.fields["on"].label = "代理自"

    def clean(self):
        facts = super().clean()
        on, until = (self.cleaned_data.get(name) for name in ("on", "until"))
        if on and until and not on <= until <= on + dt.timedelta(days=MOST_AHEAD):
            self.add_error("until", f"代理至须在代理自之后，最长 {MOST_AHEAD} 天")
        return facts
