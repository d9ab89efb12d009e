"""The form of the notice check: five places to look at, how it is handed over."""

import datetime as dt
from dataclasses import replace

from crispy_forms.layout import Layout
from django import forms

from baiyi.records.forms import DayInput, PlainForm
from inspections.forms.delivery import ProofFields
from inspections.forms.due_day import DueDay
from inspections.forms.entry import EntryForm
from inspections.forms.parts import Part
from inspections.models import RectificationNotice
from inspections.models.notice import REMEDY, Sheet
from inspections.services import REVIEW_PREFIX, InspectionFacts, NoticeFacts, local_day, names_on_paper, police_among
from inspections.services.recording import MIN_POLICE

KEPT = "填写的内容都在，请核对后再提交；已打印的纸日期不同，须换一份"
DAYS = ("due_on", "shown_on", "offered_due")
HIDDEN_DAY = {"required": False, "widget": forms.HiddenInput}


class ReviewForm(ProofFields, PlainForm):
    """The words of the notice. Its due day is checked by the service, together with the rest: one that nobody chose is
    computed at issue. When the paper would carry other days than the page showed, the page comes back once and says so.
    """

    has_days = False  # they are those of today, or said to be chosen
    recipient_name = forms.CharField(label="被检查单位", max_length=60)
    content = forms.CharField(label="隐患内容", max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))
    basis = forms.TypedChoiceField(label="依据条款")
    due_on = forms.DateField(
        label="整改期限", required=False, widget=DayInput, help_text="留空按规则计算；可改短，不可超过上限"
    )
    inspectors = forms.TypedMultipleChoiceField(
        label="检查人", required=False, widget=forms.CheckboxSelectMultiple, help_text="印在通知书上的只有民警"
    )
    interim_measures = forms.CharField(
        label="整改完毕前应采取的必要措施", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    delivery = forms.ChoiceField(
        label="送达方式",
        choices=RectificationNotice.Delivery.choices,
        initial=RectificationNotice.Delivery.IN_PERSON,
        required=False,
        widget=forms.RadioSelect,
    )
    later = forms.BooleanField(label="稍后送达", required=False)
    shown_on = forms.DateField(label="所示签发日", **HIDDEN_DAY)
    offered_due = forms.DateField(label="所示规则期满日", **HIDDEN_DAY)

    def __init__(self, data=None, *, entry: EntryForm, kept_on: dt.date, is_sent: bool = False, initial=None):
        """`kept_on` is the day on which what was typed was kept; a form that `is_sent` is only compared."""
        typed = data or initial or {}
        prefix = REVIEW_PREFIX if data else ""
        self.due = DueDay(entry.visit, {name: typed.get(prefix + name) for name in DAYS}, kept_on=kept_on)
        self.is_stale = bool(data) and not is_sent and self.due.is_believable and self.due.is_moved
        self.knows_team = f"{REVIEW_PREFIX}shown_on" in (data or {})
        if self.is_stale:
            data = data.copy()
            for name, value in self._days_now().items():
                data[REVIEW_PREFIX + name] = value
        super().__init__(data, prefix=REVIEW_PREFIX.rstrip("-"), initial=(initial or {}) | self._days_now())
        self.entry, visit = entry, entry.visit
        self.fields["basis"].choices = lambda: [(pk, str(basis)) for pk, basis in visit.bases.items()]
        self.fields["basis"].coerce = lambda pk: visit.bases[pk]
        self.fields["inspectors"].choices = entry.fields["inspectors"].choices
        self.fields["inspectors"].coerce = lambda pk: visit.people[pk]
        words = {"recipient_name": visit.venue.name, "content": entry.content, "basis": next(iter(visit.bases), "")}
        words["inspectors"] = entry["inspectors"].value()
        self.initial = words | self.initial
        for name in ("delivery", "inspectors"):
            self.fields[name].is_conditional = True
        self.helper.layout = Layout(
            Part("inspections/_review_sheet.html"),
            Part("inspections/_review_steps.html"),
            Part("inspections/_review_delivery.html"),
        )

    def _days_now(self) -> dict[str, str]:
        """What the page shows and carries along today."""
        due_on = self.due.chosen or f"{self.due.rule_due}"
        return {"due_on": due_on, "shown_on": f"{self.due.visit.on}", "offered_due": f"{self.due.rule_due}"}

    @classmethod
    def typed_in(cls, payload: dict) -> dict:
        """What was typed here before, out of the draft; the inspectors are those of the entry page."""
        names = [name for name in cls.base_fields if name != "inspectors"]
        return {name: payload[REVIEW_PREFIX + name][-1] for name in names if payload.get(REVIEW_PREFIX + name)}

    def clean_inspectors(self) -> list:
        """Somebody's choice; a page of before they were checked here leaves those of the entry page."""
        chosen = self.cleaned_data["inspectors"]
        if not chosen and not self.knows_team:
            return self.entry.cleaned_data["inspectors"]
        if len(police_among(chosen)) < MIN_POLICE:
            raise forms.ValidationError("检查人须有两名以上民警，辅警只能协助")
        return chosen

    def clean(self):
        cleaned = super().clean()
        if not self.due.is_believable:
            self.add_error(None, "页面上的日期不正确，请重新打开页面")
            return cleaned
        if self.is_stale:
            self.add_error(None, f"页面打开后换了日子：{self.due.moved_text}。{KEPT}")
        if cleaned.get("due_on") == self.due.rule_due or not self.due.chosen:
            cleaned["due_on"] = None  # nobody chose it: it is computed at issue
        return cleaned

    def sheet(self, *, number: str, organ_name: str) -> Sheet:
        """The notice as it would be printed now."""
        values = {name: self[name].value() or "" for name in self.fields}
        visit = self.entry.visit
        return Sheet(
            organ_name=organ_name,
            title=visit.venue.category.get_document_type_display(),
            number=number,
            recipient_name=values["recipient_name"],
            content=values["content"],
            basis=str(visit.bases.get(str(values["basis"]), "")),
            due_on=self.shown_due,
            interim_measures=values["interim_measures"],
            issued_on=visit.on,
            inspected_on=local_day(self.entry.cleaned_data["inspected_at"]),
            inspector_names=names_on_paper(self.team),
            remedy=REMEDY,
        )

    @property
    def team(self) -> list:
        """As it is chosen now."""
        chosen = self["inspectors"].value() or []
        people = self.entry.visit.people
        return [people[pk] for pk in map(str, chosen) if pk in people]

    @property
    def due_note(self) -> str:
        return self.due.note(self.shown_due)

    @property
    def shown_due(self) -> dt.date | None:
        """The rule's when the field is empty; None for what is no day."""
        try:
            return self.fields["due_on"].to_python(self["due_on"].value()) or self.due.rule_due
        except forms.ValidationError:
            return None

    def facts(self) -> InspectionFacts:
        """The visit with this notice, by the people who were checked here."""
        return replace(self.entry.facts(self._notice()), inspectors=self.cleaned_data["inspectors"])

    def _notice(self) -> NoticeFacts:
        cleaned = self.cleaned_data
        facts = {name: cleaned[name] for name in ("basis", "recipient_name", "content", "due_on", "interim_measures")}
        if cleaned["later"]:
            return NoticeFacts(**facts)
        delivery = cleaned["delivery"] or RectificationNotice.Delivery.IN_PERSON.value
        return NoticeFacts(delivery=delivery, proof=self.proof(delivery), **facts)
