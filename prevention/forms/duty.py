"""What the forms of every duty ask alike: hours across midnight, who leads it, how many, in which joint operation."""

import datetime as dt

from django import forms
from django.db.models import Q

from baiyi.accounts.models import User
from baiyi.records import clock
from baiyi.records.forms import MomentField, RecordForm
from campaigns.services.operations import operations_at_hand
from prevention import rights
from prevention.models.turn import LONGEST

A_YEAR = dt.timedelta(days=365)
STRENGTH = ("police", "auxiliaries", "cars")
MAY_BE_NONE = STRENGTH[1:]


class DutyForm(RecordForm):
    """`counts` may be left empty where there is nothing to count, as may auxiliaries and cars."""

    counts: tuple[str, ...] = ()
    begins_ahead = dt.timedelta()

    starts_at = MomentField(label="勤务开始")
    ends_at = MomentField(label="勤务结束")

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        duty, units = self.instance, by.unit_ids(rights.RECORD)
        self._choose("leader", User.objects.posted_at(units, clock.today()), duty.leader_id)
        self._choose("operation", operations_at_hand(by, clock.now()), duty.operation_id)
        if "operation" in self.fields:
            self.fields["operation"].empty_label = "不属于集中行动"
        for name in (*STRENGTH, *self.counts):
            if name in self.fields:
                self.fields[name].widget.attrs["inputmode"] = "numeric"
        for name in self._left_empty:
            self.fields[name].required = False
            self.fields[name].widget.attrs["placeholder"] = "0"
            self.initial[name] = self.initial.get(name) or None

    @property
    def _left_empty(self) -> list[str]:
        return [name for name in (*MAY_BE_NONE, *self.counts) if name in self.fields]

    def _choose(self, name: str, offered, known: int | None) -> None:
        """Of those on offer, and of what was chosen before."""
        if name in self.fields:
            model = offered.model
            self.fields[name].queryset = model._default_manager.filter(Q(pk__in=offered.values("pk")) | Q(pk=known))

    def clean_starts_at(self):
        starts_at = self.cleaned_data["starts_at"]
        if starts_at <= clock.now() - A_YEAR:
            raise forms.ValidationError("勤务开始须在一年以内")
        if starts_at > clock.now() + self.begins_ahead:
            raise forms.ValidationError(f"勤务开始不能晚于{'明天此时' if self.begins_ahead else '现在'}")
        return starts_at

    def clean(self):
        for name in self._left_empty:
            if name not in self.errors:
                self.cleaned_data[name] = self.cleaned_data.get(name) or 0
        facts = super().clean()
        self._refuse_hours(facts)
        return facts

    def _refuse_hours(self, facts: dict) -> None:
        begins, ends = facts.get("starts_at", self.instance.starts_at), facts.get("ends_at")
        if not begins or not ends or "starts_at" in self.errors:
            return
        if ends <= begins:
            self.add_error("ends_at", "勤务结束须在勤务开始之后")
        elif ends - begins > LONGEST:
            self.add_error("ends_at", "一班勤务不超过 24 小时，请核对勤务结束")

    def validate_constraints(self):
        """The service says in a sentence what the database would refuse."""
