"""Forms of venues, of the moves of a notice, and of a reinspection."""

import re

from django import forms

from baiyi.accounts.models import User
from baiyi.records import clock
from baiyi.records.forms import (
    DayInput,
    EmptyMoveForm,
    PersonalField,
    PlainForm,
    ReasonForm,
    RecordForm,
    RecordsField,
    SubmittedOnce,
    Versioned,
)
from inspections.models import RectificationNotice, Reinspection, Venue
from inspections.services import is_alike, suspects_of

PHONE = re.compile(r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}")
ALIKE = "与台账里 {} 家场所相像：请选用已有的，或勾选“已核对，是另一家场所”"
DOUBLE = "台账里已有同名同址的场所，请直接选用"


class VenueForm(RecordForm):
    """A venue of the ledger. The head's name and phone are optional, and stored encrypted.

    One that may be in the ledger already comes back with those it may be (`suspects`), and a box to tick that it is
    another one.
    """

    head_name = forms.CharField(label="负责人", max_length=30, required=False)
    head_phone = forms.CharField(
        label="负责人电话", max_length=20, required=False, help_text="手机或带区号的固定电话；加密保存，平时只显示首尾"
    )
    is_other = forms.BooleanField(label="已核对，是另一家场所", required=False, widget=forms.HiddenInput)

    class Meta:
        model = Venue
        fields = ["name", "category", "address", "unit", "responsible", "head_name", "head_phone", "note"]

    def __init__(self, *args, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units
        self.fields["unit"].label = "所属派出所"
        self.fields["responsible"].queryset = User.objects.posted_at(units, clock.today())
        self.suspects: list[tuple[Venue, str]] = []

    def clean(self):
        facts = super().clean()
        if not self.errors and not facts.pop("is_other"):
            self._look_for_doubles()
        return facts

    def _look_for_doubles(self) -> None:
        named = {name: self.cleaned_data[name] for name in ("name", "address", "unit")}
        venue = Venue(pk=self.instance.pk, **named)
        suspects = suspects_of(venue)
        if not suspects or (self.instance.pk and is_alike(venue, self.instance)):
            return
        self.suspects = suspects
        if any(other.name == venue.name and other.address == venue.address for other, _ in suspects):
            self.add_error("name", DOUBLE)
        else:
            self.fields["is_other"].widget = forms.CheckboxInput()
            self.add_error("is_other", ALIKE.format(len(suspects)))

    def clean_head_phone(self):
        phone = self.cleaned_data["head_phone"].strip()
        if phone and not PHONE.fullmatch(phone):
            raise forms.ValidationError("请填写 11 位手机号或带区号的固定电话")
        return phone


class VenueChangeForm(VenueForm, Versioned):
    """Editing: carries the version, so that a stale save is refused; personal fields left empty stay as they are."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("head_name", "head_phone"):
            self.initial[name] = ""
            self.fields[name].help_text = "不改请留空"

    def facts(self) -> dict:
        return {
            name: value for name, value in super().facts().items() if value or name not in {"head_name", "head_phone"}
        }


class DraftForm(RecordForm, Versioned):
    """The words of a draft; the bases are those of the venue's category that are in force today."""

    class Meta:
        model = RectificationNotice
        fields = ["recipient_name", "content", "basis", "interim_measures"]
        widgets = {"content": forms.Textarea(attrs={"rows": 4}), "interim_measures": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["basis"].queryset = self.instance.venue.category.bases.in_force(clock.today())
        self.fields["basis"].empty_label = None


class IssueForm(EmptyMoveForm):
    """Issue a draft today; the term may be shortened."""

    due_on = forms.DateField(
        label="整改期限", required=False, widget=DayInput, help_text="留空按规则计算；可改短，不可超过上限"
    )


class ServeForm(EmptyMoveForm):
    on = forms.DateField(label="送达日", widget=DayInput, initial=clock.today)
    delivery = forms.ChoiceField(
        label="送达方式", choices=RectificationNotice.Delivery.choices, widget=forms.RadioSelect
    )
    receiver_name = PersonalField(label="签收人", max_length=30, required=False, help_text="加密保存")


class RequestReinspectionForm(EmptyMoveForm):
    on = forms.DateField(label="申请复查日", widget=DayInput, initial=clock.today)


class ExtendForm(ReasonForm):
    length = forms.IntegerField(
        label="延长天数",
        min_value=1,
        max_value=365,
        help_text="与原期限同一计算方式；届满前批准，只延一次，总长不超过上限",
    )


class ReinspectionForm(PlainForm, SubmittedOnce):
    """One round: every open hazard rectified or not."""

    on = forms.DateField(label="复查日", widget=DayInput, initial=clock.today)
    rectified_on = forms.DateField(label="整改完成日", required=False, widget=DayInput, help_text="留空即复查日")
    inspectors = RecordsField(label="复查人", queryset=User.objects.none(), widget=forms.CheckboxSelectMultiple)
    opinion = forms.CharField(
        label="复查意见", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    follow_up = forms.ChoiceField(
        label="未整改的后续处理", choices=Reinspection.FollowUp.choices, initial=Reinspection.FollowUp.NONE
    )

    def __init__(self, *args, hazards, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.hazards = list(hazards)
        self.fields["inspectors"].queryset = people
        for hazard in self.hazards:
            self.fields[f"hazard-{hazard.pk}"] = forms.ChoiceField(
                label=f"{hazard.description}：整改情况",
                choices=[("yes", "已整改"), ("no", "未整改")],
                widget=forms.RadioSelect,
            )
            self._speak_chinese(f"hazard-{hazard.pk}", self.fields[f"hazard-{hazard.pk}"])
        self.order_fields(["client_uuid", *(f"hazard-{hazard.pk}" for hazard in self.hazards)])

    def results(self) -> dict:
        return {hazard: self.cleaned_data[f"hazard-{hazard.pk}"] == "yes" for hazard in self.hazards}
