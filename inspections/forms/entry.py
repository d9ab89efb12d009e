"""The form of the phone entry page:
one row a checklist item, a hazard under a row, one notice for all by-date hazards.
"""

import datetime as dt
from dataclasses import dataclass, field

from crispy_forms.layout import Field, Layout
from django import forms
from django.utils import timezone

from baiyi.deadlines.services import LengthRefused
from baiyi.exchange.models import Photo
from baiyi.records.forms import DayInput, MomentField, PlainForm, SubmittedOnce
from baiyi.records.search import search_key
from inspections.entry_context import EntryContext
from inspections.forms.parts import Part
from inspections.models import Answer, FailedVisit, Hazard
from inspections.reading.repeats import Repeat
from inspections.services import HazardFacts, InspectionFacts, NoticeFacts, find_problems, planned_due, police_among
from inspections.services.recording import MIN_POLICE

OTHER = "other"  # the row of hazards that no item of the checklist names
RESULTS = [(Answer.Result.NORMAL.value, "正常"), (Answer.Result.HAZARD.value, "有隐患")]
MOST_AT_ITEM = 5  # hazards (处) of one row
MAX_CONTENT = 1000  # characters of a notice
FARTHEST = dt.timedelta(days=3660)
TWO_ROWS = {"rows": 2}


@dataclass
class ChecklistRow:
    """One checklist item on the page, with one hazard; `key` is the item's number or OTHER. Its further hazards stand
    in `more`, each a row of its own number without an answer of its own.
    """

    form: "EntryForm"
    key: str
    label: str
    item: object = None
    number: int = 1
    more: list["ChecklistRow"] = field(default_factory=list)

    @property
    def slot(self) -> str:
        """The first one's is what it was before there were several: old drafts still open."""
        return f"item-{self.key}" if self.number == 1 else f"item-{self.key}-{self.number}"

    @property
    def places(self) -> list["ChecklistRow"]:
        return [self, *self.more]

    @property
    def is_full(self) -> bool:
        return len(self.places) >= MOST_AT_ITEM

    @property
    def is_other(self) -> bool:
        return self.key == OTHER

    @property
    def is_bad(self) -> bool:
        return self.result.value() == Answer.Result.HAZARD

    @property
    def result(self) -> forms.BoundField:
        return self.form[self.slot]

    @property
    def phrase(self) -> str:
        return self.form[f"{self.slot}-phrase"].value() or ""

    @property
    def phrases(self) -> list:
        return [] if self.item is None else self.form.visit.phrases.get(self.item.line, [])

    @property
    def repeat(self) -> Repeat | None:
        """The latest hazard that was found here before; at 其他 one in the same words."""
        before = self.form.visit.before
        if self.item is not None:
            return next(map(Repeat, before.get(self.item.line, [])), None)
        words = search_key(texts=[self.form[f"{self.slot}-description"].value() or ""])
        return next((Repeat(each) for each in before.get(None, []) if words and each.search_key == words), None)

    @property
    def fields(self) -> dict[str, forms.BoundField]:
        return {
            name: self.form[f"{self.slot}-{name}"]
            for name in ("description", "measure", "grade", "disposal", "referred_to")
        }

    @property
    def photos(self) -> list[Photo]:
        return [photo for photo in self.form.photos if photo.slot == self.slot]


class EntryForm(PlainForm, SubmittedOnce):
    """Everything of one visit. Choices come from the visit, so that validating them costs no statement each."""

    inspected_at = MomentField(label="检查时间")
    backfill_reason = forms.CharField(
        label="补录原因", max_length=200, required=False, help_text="检查时间在 24 小时以前时必填"
    )
    inspectors = forms.TypedMultipleChoiceField(
        label="检查人", widget=forms.CheckboxSelectMultiple, help_text="须有两名以上民警，辅警只能协助"
    )
    operation = forms.TypedChoiceField(label="所属集中行动", required=False, empty_value=None)
    due_on = forms.DateField(
        label="整改期限",
        required=False,
        widget=DayInput,
        help_text="可改短，不可超过上限",
    )
    issue_now = forms.BooleanField(label="现在开具责令整改通知书", required=False, initial=True)
    failed_outcomes = FailedVisit.Outcome.choices
    note = forms.CharField(label="备注", max_length=500, required=False, widget=forms.Textarea(attrs=TWO_ROWS))

    def __init__(self, *args, visit: EntryContext, photos=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.visit, self.photos = visit, list(photos)
        self._offer_choices()
        visit.keep_checklist_of(self.data if self.is_bound else self.initial)
        self.rows = [ChecklistRow(self, str(item.pk), item.name, item) for item in visit.items] + [
            ChecklistRow(self, OTHER, "其他隐患")
        ]
        for row in self.rows:
            self._add_row(row)
            self._add_more(row)
        self.helper.layout = Layout(
            Field("client_uuid"),
            Part("inspections/_entry_facts.html"),
            Part("inspections/_entry_closed.html"),
            Part("inspections/_entry_checklist.html"),
            Part("inspections/_entry_notice.html"),
            Part("inspections/_entry_more.html"),
        )

    def fill_normal(self) -> None:
        """全部正常 without a script: every item that carries no hazard."""
        for row in self.rows:
            if (
                not row.is_other and self.initial.get(row.slot) != Answer.Result.HAZARD
            ):  # (asking the bound field would freeze its value)
                self.initial[row.slot] = Answer.Result.NORMAL.value

    def focus_on(self, slot: str) -> None:
        """The last place of this row, which somebody just added."""
        for row in self.rows:
            if row.slot == slot:
                self.fields[f"{row.places[-1].slot}-description"].widget.attrs["autofocus"] = True

    @property
    def scene_photos(self) -> list[Photo]:
        return [photo for photo in self.photos if photo.slot == "scene"]

    @property
    def door_photos(self) -> list[Photo]:
        return [photo for photo in self.photos if photo.slot == "door"]

    @property
    def slots(self) -> dict[str, str]:
        """Where photos may hang, with the kind they are there."""
        scenes = dict.fromkeys(("scene", "door"), Photo.Kind.SCENE.value)
        return {place.slot: Photo.Kind.BEFORE.value for row in self.rows for place in row.places} | scenes

    @property
    def when_label(self) -> str:
        """今天 18:40; another day by its date."""
        value = self["inspected_at"].value()
        try:
            typed = timezone.localtime(self.fields["inspected_at"].to_python(value))
        except (forms.ValidationError, OverflowError):
            return "请核对检查时间"
        day = "今天" if typed.date() == self.visit.on else f"{typed.month}月{typed.day}日"
        return f"{day} {typed:%H:%M}"

    @property
    def team_label(self) -> str:
        chosen = self["inspectors"].value() or []
        return "、".join(self.visit.people[pk].name for pk in chosen if pk in self.visit.people)

    @property
    def proposed_partners(self) -> str:
        """Names of those who stand here because they came along last time; empty once somebody chose otherwise."""
        chosen, usual = self["inspectors"].value() or [], self.visit.usual_team
        others = [self.visit.people[pk].name for pk in usual if pk != str(self.visit.by.pk)]
        return "、".join(others) if set(map(str, chosen)) == set(usual) else ""

    @property
    def is_team_short(self) -> bool:
        """Too few 民警 are chosen yet: the page shows the choice open."""
        people = [self.visit.people[pk] for pk in self["inspectors"].value() or [] if pk in self.visit.people]
        return len(police_among(people)) < MIN_POLICE

    @property
    def facts_have_errors(self) -> bool:
        return any(name in self.errors for name in ("inspected_at", "backfill_reason", "inspectors", "operation"))

    @property
    def needs_review(self) -> bool:
        """A notice is to be issued now: its words are checked on the next page."""
        return self.cleaned_data["issue_now"] and bool(self.by_date)

    @property
    def by_date(self) -> list[HazardFacts]:
        return [hazard for hazard in self.hazards if hazard.disposal == Hazard.Disposal.BY_DATE]

    @property
    def content(self) -> str:
        """The hazards as a notice lists them."""
        lines = [
            f"{each.description}（整改要求：{each.measure}）" if each.measure else each.description
            for each in self.by_date
        ]
        return lines[0] if len(lines) == 1 else "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))

    def clean(self):
        cleaned = super().clean()
        cleaned["issue_now"] = cleaned.get("issue_now", False) and self.visit.may_issue
        bad = [row for row in self.rows if cleaned.get(row.slot) == Answer.Result.HAZARD]
        self.hazards = [self._hazard(place) for row in bad for place in row.places]
        if not any(cleaned.get(row.slot) for row in self.rows) and not any(
            row.slot in self.errors for row in self.rows
        ):
            self.add_error(self.rows[0].slot, "请逐项检查，或点“全部正常”")
        if {"inspected_at", "inspectors"} <= cleaned.keys():
            for problem in find_problems(self.facts()):
                self.add_error(problem.field, str(problem))
        if self.by_date:
            self._check_notice(cleaned.get("due_on"))
        return cleaned

    def keep_errors_of(self, names: set[str]) -> None:
        """Of a form of which only these fields count."""
        for name in [each for each in self.errors if each not in names]:
            del self.errors[name]

    def facts(self, notice: NoticeFacts | None = None) -> InspectionFacts:
        """What the service records. Without `notice` a by-date hazard gets a draft for the chief to issue."""
        cleaned = self.cleaned_data
        answers = {
            row.item: cleaned.get(row.slot) or Answer.Result.UNCHECKED.value
            for row in self.rows
            if row.item is not None
        }
        return InspectionFacts(
            venue=self.visit.venue,
            inspected_at=cleaned["inspected_at"],
            inspectors=cleaned["inspectors"],
            answers=answers,
            hazards=self.hazards,
            notice=notice,
            operation=cleaned.get("operation"),
            note=cleaned.get("note", ""),
            backfill_reason=cleaned.get("backfill_reason", ""),
        )

    def draft_notice(self) -> NoticeFacts | None:
        """To be issued later; None when no hazard needs one."""
        if not self.by_date:
            return None
        basis = next(iter(self.visit.bases.values()))
        return NoticeFacts(
            basis=basis,
            recipient_name=self.visit.venue.name,
            content=self.content,
            due_on=self.cleaned_data.get("due_on"),
            issue_now=False,
        )

    def _offer_choices(self) -> None:
        visit, fields = self.visit, self.fields
        fields["inspected_at"].initial = visit.now
        fields["inspectors"].choices = [
            (pk, f"{each.name}（{each.get_police_status_display()}）") for pk, each in visit.people.items()
        ]
        fields["inspectors"].coerce = lambda pk: visit.people[pk]
        if not self.is_bound:
            fields["inspectors"].initial = visit.usual_team
            fields["operation"].initial = visit.running_operation
        fields["operation"].choices = lambda: [("", "无"), *((pk, each.name) for pk, each in visit.operations.items())]
        fields["operation"].coerce = lambda pk: visit.operations[pk]

    def _add_more(self, row: ChecklistRow) -> None:
        """The further hazards that were typed at this row."""
        typed = self.data if self.is_bound else self.initial
        for number in range(2, MOST_AT_ITEM + 1):
            place = ChecklistRow(self, row.key, row.label, row.item, number)
            if typed.get(place.slot) == Answer.Result.HAZARD:
                self._add_row(place)
                self.fields[place.slot].widget = forms.HiddenInput()
                row.more.append(place)

    def _add_row(self, row: ChecklistRow) -> None:
        results = [("", "无"), (Answer.Result.HAZARD.value, "有")] if row.is_other else RESULTS
        partners = self.visit
        new = {
            "": forms.ChoiceField(choices=results, required=False, widget=forms.RadioSelect),
            "-phrase": forms.CharField(label="标准描述", max_length=20, required=False),
            "-description": forms.CharField(
                label="隐患内容", max_length=200, required=False, widget=forms.Textarea(attrs=TWO_ROWS)
            ),
            "-measure": forms.CharField(label="整改要求", max_length=200, required=False),
            "-grade": forms.ChoiceField(
                label="等级",
                choices=Hazard.Grade.choices,
                initial=Hazard.Grade.ORDINARY,
                required=False,
                widget=forms.RadioSelect,
            ),
            "-disposal": forms.ChoiceField(
                label="处置",
                choices=Hazard.Disposal.choices,
                initial=Hazard.Disposal.BY_DATE,
                required=False,
                widget=forms.RadioSelect,
            ),
            "-referred_to": forms.TypedChoiceField(
                label="移送单位",
                choices=lambda: [("", "请选择"), *((pk, unit.name) for pk, unit in partners.partners.items())],
                coerce=lambda pk: partners.partners[pk],
                empty_value=None,
                required=False,
            ),
        }
        for suffix, made in new.items():
            made.label = made.label or row.label
            made.is_conditional = suffix != "-measure"
            self.fields[row.slot + suffix] = made

    def _hazard(self, row: ChecklistRow) -> HazardFacts:
        slot, cleaned = row.slot, self.cleaned_data
        phrase = self._chosen_phrase(row)
        description = cleaned.get(f"{slot}-description") or (phrase.text if phrase else "")
        disposal = cleaned.get(f"{slot}-disposal") or Hazard.Disposal.BY_DATE.value
        referred_to = cleaned.get(f"{slot}-referred_to")
        if not description and f"{slot}-description" not in self.errors:
            self.add_error(f"{slot}-description", f"“{row.label}”：请选择标准描述或填写隐患内容")
        if disposal == Hazard.Disposal.REFERRAL and referred_to is None and f"{slot}-referred_to" not in self.errors:
            self.add_error(f"{slot}-referred_to", f"“{row.label}”：请选择移送单位")
        return HazardFacts(
            description=description,
            disposal=disposal,
            item=row.item,
            measure=cleaned.get(f"{slot}-measure") or (phrase.measure if phrase else ""),
            grade=cleaned.get(f"{slot}-grade") or Hazard.Grade.ORDINARY.value,
            referred_to=referred_to if disposal == Hazard.Disposal.REFERRAL else None,
            slot=slot,
        )

    def _chosen_phrase(self, row: ChecklistRow):
        """The chip that was tapped, when its words were not put into the field (no script)."""
        wanted = self.cleaned_data.get(f"{row.slot}-phrase")
        if not wanted or self.cleaned_data.get(f"{row.slot}-description"):
            return None
        return next((phrase for phrase in row.phrases if str(phrase.pk) == wanted), None)

    def _check_notice(self, due_on: dt.date | None) -> None:
        if not self.visit.bases:
            self.add_error(None, "该类场所现在没有可用的法律依据，不能开具通知书；请改选处置方式，或联系专班管理员")
        if len(self.content) > MAX_CONTENT:
            self.add_error(None, f"隐患内容合计超过 {MAX_CONTENT} 字，通知书写不下，请精简")
        if due_on is not None:
            self._check_due(due_on)

    def _check_due(self, due_on: dt.date) -> None:
        try:
            if due_on > self.visit.on + FARTHEST:
                raise LengthRefused("整改期限超过上限，请改短")
            planned_due(self.visit.venue.category.rule, on=self.visit.on, due_on=due_on)
        except LengthRefused as refusal:
            self.add_error("due_on", str(refusal))
