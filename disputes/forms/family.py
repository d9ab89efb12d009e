"""告诫书 and 查访."""

from django import forms

from baiyi.records import clock
from baiyi.records.forms import DayForm, DayInput, Explained, PlainForm, Versioned
from disputes.forms.mediation import words
from disputes.models import WarningVisit


class WarnForm(PlainForm, Versioned):
    """Who is warned and who is protected stands with the dispute; here are only number, days and committee."""

    number = forms.CharField(label="告诫书文号", max_length=40)
    issued_on = forms.DateField(label="告诫书出具日", widget=DayInput, initial=clock.today)
    offender_served_on = forms.DateField(label="送交加害人日", widget=DayInput, initial=clock.today)
    victim_served_on = forms.DateField(label="送交受害人日", widget=DayInput, initial=clock.today)
    committee = forms.CharField(label="居（村）民委员会", max_length=40)


class VisitForm(Explained, DayForm):
    """What is not calm is said in words."""

    wrong, said_in = {"found": (WarningVisit.Found.UNEASY, WarningVisit.Found.AGAIN)}, "words"

    found = forms.ChoiceField(label="查访发现", choices=WarningVisit.Found.choices, widget=forms.RadioSelect)
    words = words("查访情况", 300, required=False)
