"""Forms of hotspots: listing, assigning, ending, and the hours of the weekly duty."""

import datetime as dt

from django import forms

from baiyi.accounts.models import User
from baiyi.records import clock
from baiyi.records.forms import DayInput, PlainForm, ReasonForm, RecordForm, SubmittedOnce, Versioned
from campaigns.models import Weekday
from hotspots.candidates import candidates, find_people, is_named, likely, words_of
from hotspots.models import Hotspot, HotspotAssignment, Timetable

Post = HotspotAssignment.Post
MAX_NAME = 40  # characters of 姓名（单位）


class PersonField(forms.ModelChoiceField):
    """One of the candidates, by name and unit."""

    def __init__(self, post: str, **kwargs):
        self.post = post
        super().__init__(queryset=User.objects.none(), empty_label="暂不指定", required=False, **kwargs)

    def offer(self, on: dt.date) -> None:
        self.queryset = candidates(self.post, on)

    def label_from_instance(self, person) -> str:
        return words_of(person)


class HotspotForm(RecordForm):
    """挂牌. The first week to be supervised follows from the day of listing unless another is named."""

    supervised_from = forms.DateField(
        label="首次督导周",
        required=False,
        widget=DayInput,
        help_text="这一周的任意一天；留空：催办日之前挂牌的当周起，之后的下一周起",
    )

    class Meta:
        model = Hotspot
        fields = ["name", "unit", "reason", "level", "area", "description", "listed_on", "published_as", "rectify_by"]
        widgets = {
            "reason": forms.RadioSelect,
            "listed_on": DayInput,
            "rectify_by": DayInput,
            "description": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units
        self.fields["unit"].label = "责任单位"
        self.fields["reason"].choices = Hotspot.Reason.choices

    def clean(self):
        facts = super().clean()
        listed_on, rectify_by = facts.get("listed_on"), facts.get("rectify_by")
        if listed_on and listed_on > clock.today():
            self.add_error("listed_on", "公布日不能晚于今天")
        if listed_on and rectify_by and rectify_by < listed_on:
            self.add_error("rectify_by", "整治期限不能早于公布日")
        return facts

    def validate_constraints(self):
        """The service says in a sentence what the database would refuse."""


class HotspotAddForm(HotspotForm):
    owner = PersonField(Post.OWNER, label="整治责任人")
    leader = PersonField(Post.LEADER, label="分管领导")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("owner", "leader"):
            self.fields[name].offer(clock.today())
        self.initial.setdefault("listed_on", clock.today())


class HotspotChangeForm(HotspotForm, Versioned):
    """The form of listing, filled with what is known; a stale save is refused."""


class DelistForm(ReasonForm):
    on = forms.DateField(label="摘牌日", widget=DayInput, initial=clock.today)


class AssignForm(PlainForm, Versioned):
    """Somebody picked among the likely people, or typed; what was typed wins, both and different is refused."""

    picked = forms.ChoiceField(label="常用人选", required=False, widget=forms.RadioSelect(attrs={"is_list": True}))
    typed = forms.CharField(
        label="或者输入其他人",
        required=False,
        max_length=MAX_NAME,
        help_text="姓名、警号或姓名首字母；同名的、没有写全的会请你再选",
        widget=forms.TextInput(attrs={"list": "people", "autocomplete": "off"}),
    )
    reason = forms.CharField(label="指定理由", max_length=200)

    def __init__(self, *args, hotspot: Hotspot, post: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.hotspot, self.post, self.on = hotspot, post, clock.today()
        self.people = {str(person.pk): person for person in likely(hotspot, post, self.on)}
        typed = str(self.data.get("typed", ""))[:MAX_NAME]
        self.found = find_people(typed, post, self.on) if typed.strip() else []
        self.people |= {str(person.pk): person for person in self.found}
        self._offer()
        if hotspot.held_by(post) is not None:
            self.fields["reason"].initial = "工作调整"
        for name in ("picked", "typed"):  # one of the two is needed
            self.fields[name].is_conditional = True

    def _offer(self) -> None:
        self.fields["picked"].choices = [(pk, words_of(person)) for pk, person in self.people.items()]

    def clean(self):
        facts = super().clean()
        typed, picked = facts.get("typed", ""), self.people.get(facts.get("picked", ""))
        if typed:
            self._find(typed, picked)
        elif picked is not None:
            facts["person"] = picked
        elif "picked" not in self.errors:
            self.add_error("picked", "请选择一个人，或者在下面输入")
        return facts

    def _find(self, typed: str, picked: User | None) -> None:
        found = self.found
        if picked is not None and picked.pk in {person.pk for person in found}:
            found = [picked]
        elif picked is not None and found:
            self.add_error("typed", f"上面选的是{picked.name}，这里输入的是“{typed}”；请只留一个")
            return
        if not found:
            self.add_error("typed", f"没有找到“{typed}”，请核对姓名或警号；他须在岗{self._kind()}")
        elif len(found) > 1:
            self._ask_again(found, f"“{typed}”有 {len(found)} 人，请选择是哪一位")
        elif picked is None and not is_named(found[0], typed):
            self._ask_again(found, f"按“{typed}”找到{words_of(found[0])}，请核对，选中以后再确定一次")
        else:
            self.cleaned_data["person"] = found[0]

    def _ask_again(self, found: list[User], words: str) -> None:
        self.people = {str(person.pk): person for person in found}
        self._offer()
        self.add_error("picked", words)

    def _kind(self) -> str:
        return "，且为分局领导" if self.post == Post.LEADER else "，且为能登记督导的民警"


class ChaseForm(PlainForm, SubmittedOnce):
    """Nothing but the button: sent twice it is one job."""


class ArrangementForm(RecordForm):
    """督导安排 of a campaign."""

    week_starts_on = forms.TypedChoiceField(label="每周起始", choices=Weekday.choices, coerce=int)
    field_order = ("week_starts_on", "opens_at", "reminds_on", "reminds_at")

    class Meta:
        model = Timetable
        fields = ["opens_at", "reminds_on", "reminds_at"]
        widgets = {name: forms.TimeInput(attrs={"type": "time"}, format="%H:%M") for name in ("opens_at", "reminds_at")}
