"""The forms of zones and beats. Must-pass points are lines of text: one each, a line of the beat after 线：."""

from django import forms
from django.db.models import Q

from baiyi.accounts.models import User
from baiyi.records import clock
from baiyi.records.forms import DayInput, RecordForm, Versioned
from prevention import rights
from prevention.forms.register import in_reach
from prevention.models import MustPass, PatrolBeat, PatrolZone
from prevention.models.beats import COLOURS

MOST_POINTS = 40  # of a beat
LINE = ("线：", "线\u003a")  # the second in half width
DAYS = {"starts_on": DayInput, "in_use_until": DayInput}


class DatedForm(RecordForm):
    """What is in force from one day to another; who answers for it is somebody of the person's units."""

    person = ""

    def __init__(self, *args, by, **kwargs):
        units = by.unit_ids(rights.MANAGE)
        super().__init__(*args, unit_ids=units, **kwargs)
        self.initial.setdefault("starts_on", clock.today())
        if not self.person:
            return
        known = getattr(self.instance, f"{self.person}_id")
        offered = User.objects.posted_at(units, clock.today())
        self.fields[self.person].queryset = User.objects.filter(Q(pk__in=offered.values("pk")) | Q(pk=known))

    def clean_starts_on(self):
        return in_reach(self.cleaned_data["starts_on"], "启用日")

    def clean_in_use_until(self):
        return in_reach(self.cleaned_data["in_use_until"], "停用日")

    def clean(self):
        facts = super().clean()
        starts_on, until = facts.get("starts_on"), facts.get("in_use_until")
        if starts_on and until and until < starts_on:
            self.add_error("in_use_until", "停用日不能早于启用日")
        return facts

    def validate_constraints(self):
        """The service says in a sentence what the database would refuse."""


class ZoneForm(DatedForm):
    person = "head"

    class Meta:
        model = PatrolZone
        fields = ["number", "name", "unit", "head", "force", "colour", "note", "starts_on", "in_use_until"]
        widgets = DAYS

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        known = self.instance.colour
        choices = list(COLOURS.items()) + ([(known, known)] if known not in COLOURS else [])
        self.fields["colour"] = forms.ChoiceField(label=self.fields["colour"].label, choices=choices, initial=known)
        self.fields["force"].required = False
        self.fields["force"].widget.attrs |= {"placeholder": "0", "inputmode": "numeric"}
        self.initial["force"] = self.initial.get("force") or None

    def clean_force(self) -> int:
        return self.cleaned_data["force"] or 0


class ZoneChangeForm(ZoneForm, Versioned):
    """The same, filled. The unit stays: its beats lie at or below it."""

    class Meta(ZoneForm.Meta):
        fields = [name for name in ZoneForm.Meta.fields if name != "unit"]


class BeatForm(DatedForm):
    person = "officer"

    must_pass = forms.CharField(
        label="必巡点",
        required=False,
        max_length=MOST_POINTS * 65,
        help_text="一行一处，如 夜市南口；必巡线在前面写“线：”，如 线：沿江步道",
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    class Meta:
        model = PatrolBeat
        fields = [
            "zone",
            "number",
            "name",
            "unit",
            "extent",
            "must_pass",
            "kind",
            "grade",
            "officer",
            "force",
            "is_campus",
            "starts_on",
            "in_use_until",
        ]
        widgets = DAYS

    field_order = Meta.fields

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, by=by, **kwargs)
        mine = PatrolZone.objects.visible_to(by).current()
        zones = PatrolZone.objects.filter(Q(pk__in=mine.values("pk")) | Q(pk=self.instance.zone_id))
        self.fields["zone"].queryset = zones.order_by("number", "pk")
        if self.instance.pk:
            points = self.instance.must_pass.filter(ended_on=None)
            self.initial["must_pass"] = "\n".join(map(written_point, points))

    def clean_must_pass(self) -> list[tuple[str, str]]:
        places = [read_point(line) for line in self.cleaned_data["must_pass"].splitlines() if line.strip()]
        names = [name for _, name in places]
        if len(names) > MOST_POINTS:
            raise forms.ValidationError(f"必巡点最多 {MOST_POINTS} 处，现有 {len(names)} 处")
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise forms.ValidationError(f"“{twice}”写了两次")
        if long := next((name for name in names if len(name) > MustPass._meta.get_field("name").max_length), None):
            raise forms.ValidationError(f"“{long[:10]}…”太长，一处最多 60 个字")
        if not all(names):
            raise forms.ValidationError("“线：”后面请写必巡线的名称")
        return places


class BeatChangeForm(BeatForm, Versioned):
    """The same, filled. The unit stays: its patrols were counted for it."""

    class Meta(BeatForm.Meta):
        fields = [name for name in BeatForm.Meta.fields if name != "unit"]


def read_point(line: str) -> tuple[str, str]:
    """Kind and name."""
    line = line.strip()
    for sign in LINE:
        if line.startswith(sign):
            return MustPass.Kind.LINE, line.removeprefix(sign).strip()
    return MustPass.Kind.POINT, line


def written_point(point: MustPass) -> str:
    return f"{LINE[0]}{point.name}" if point.kind == MustPass.Kind.LINE else point.name
