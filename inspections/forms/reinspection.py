"""复查 on the phone: every open hazard rectified or not, with a photo of what was done."""

import datetime as dt
from dataclasses import dataclass

from django import forms

from baiyi.accounts.models import Unit, UnitKind, User
from baiyi.accounts.services import valid_units
from baiyi.exchange.models import Photo
from baiyi.records import clock
from baiyi.records.forms import DayInput, PlainForm, RecordsField, SubmittedOnce
from inspections.models import Hazard, RectificationNotice, Reinspection
from inspections.services.evidence import find_gaps, slot_of
from inspections.services.recording import MIN_POLICE, police_among

FollowUp = Reinspection.FollowUp
INTERVIEW_WITHIN = dt.timedelta(days=90)
FOUND = [("yes", "已整改"), ("no", "未整改")]


@dataclass(frozen=True)
class HazardRow:
    """One hazard on the page: as it was found, and what is taken of it now."""

    hazard: Hazard
    found: forms.BoundField
    after: list[Photo]

    @property
    def slot(self) -> str:
        return slot_of(self.hazard)


class ReinspectionForm(PlainForm, SubmittedOnce):
    """One round. A day nobody chose is the day it is submitted."""

    on = forms.DateField(label="复查日", required=False, widget=DayInput, help_text="留空即今天")
    rectified_on = forms.DateField(label="整改完成日", required=False, widget=DayInput, help_text="留空即复查日")
    inspectors = RecordsField(
        label="复查人",
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text="须有两名以上民警，辅警只能协助",
    )
    follow_up = forms.ChoiceField(
        label="未整改的后续处理", choices=FollowUp.choices, initial=FollowUp.NONE, required=False
    )
    referred_to = forms.ModelChoiceField(Unit.objects.none(), label="移送单位", required=False, empty_label="请选择")
    follow_up_on = forms.DateField(label="约谈日", required=False, widget=DayInput)
    opinion = forms.CharField(
        label="复查意见", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args, notice: RectificationNotice, hazards, people, photos=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.notice, self.hazards, self.photos = notice, list(hazards), list(photos)
        self.people = list(people)
        self.fields["inspectors"].queryset = people
        self.fields["referred_to"].queryset = valid_units().filter(kind=UnitKind.PARTNER)
        for name in ("follow_up", "referred_to", "follow_up_on"):
            self.fields[name].is_conditional = True
        for hazard in self.hazards:
            self._ask(hazard)
        self.order_fields(["client_uuid", *map(slot_of, self.hazards)])

    def _ask(self, hazard: Hazard) -> None:
        label = f"{hazard.description}：整改情况"
        self.fields[slot_of(hazard)] = forms.ChoiceField(label=label, choices=FOUND, widget=forms.RadioSelect)

    @property
    def rows(self) -> list[HazardRow]:
        return [HazardRow(each, self[slot_of(each)], self._after(each)) for each in self.hazards]

    def _after(self, hazard: Hazard) -> list[Photo]:
        return [photo for photo in self.photos if photo.slot == slot_of(hazard)]

    @property
    def team(self) -> list[User]:
        """Those chosen on the page."""
        chosen = {str(pk) for pk in self["inspectors"].value() or ()}
        return [person for person in self.people if str(person.pk) in chosen]

    @property
    def team_label(self) -> str:
        return "、".join(person.name for person in self.team)

    @property
    def is_team_short(self) -> bool:
        return len(police_among(self.team)) < MIN_POLICE

    def results(self) -> dict[Hazard, bool]:
        return {hazard: self.cleaned_data.get(slot_of(hazard)) == "yes" for hazard in self.hazards}

    def clean_on(self):
        return self.cleaned_data["on"] or clock.today()

    def clean_follow_up(self) -> str:
        return self.cleaned_data["follow_up"] or FollowUp.NONE

    def clean(self):
        facts = super().clean()
        for hazard, words in find_gaps(self.notice, self.results(), self.photos):
            self.add_error(slot_of(hazard), words)
        if not all(self.results().values()):
            self._check_follow_up(facts)
        return facts

    def clean_follow_up_on(self) -> dt.date | None:
        day = self.cleaned_data["follow_up_on"]
        if day and not clock.today() <= day <= clock.today() + INTERVIEW_WITHIN:
            raise forms.ValidationError(f"约谈日须在今天起 {INTERVIEW_WITHIN.days} 天以内")
        return day

    def _check_follow_up(self, facts: dict) -> None:
        wanted = {
            FollowUp.REFER: ("referred_to", "请选择移送单位"),
            FollowUp.INTERVIEW: ("follow_up_on", "请填写约谈日"),
        }
        name, words = wanted.get(facts.get("follow_up"), ("", ""))
        if name and not facts.get(name) and name not in self.errors:
            self.add_error(name, words)

    def facts(self) -> dict:
        names = ("client_uuid", "on", "rectified_on", "opinion", "follow_up", "referred_to", "follow_up_on")
        found = {name: self.cleaned_data[name] for name in names}
        return found | {"results": self.results(), "inspectors": list(self.cleaned_data["inspectors"])}
