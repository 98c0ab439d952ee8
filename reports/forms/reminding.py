"""What the ledger of reminders is narrowed by; the choices stay in the address."""

from django import forms

from portal.forms.fields import Line
from portal.models import Reminder
from reports.forms.filters import FilterForm, with_words
from reports.models import Cycle, Obligation
from reports.reminders import ledger_of, step_condition
from reports.reminders.ledger import AFTER_RETURN, BY_HAND
from reports.reminders.steps import offset_label


class LedgerFilter(FilterForm):
    """The filters of the ledger; without `tt` it leaves out what was superseded."""

    ALL = "tat-ca"

    q = Line(label="Tìm đơn vị", required=False, max_length=200)
    buoc = forms.ChoiceField(label="Lần nhắc", required=False)
    tt = forms.ChoiceField(label="Kết quả", required=False)
    kenh = forms.ChoiceField(label="Cách gửi", required=False)

    def __init__(self, data, *, offsets):
        super().__init__(data)
        steps = [(str(offset), offset_label(offset).capitalize()) for offset in offsets]
        self.offer("buoc", [*steps, (AFTER_RETURN, "Theo hạn bổ sung"), (BY_HAND, "Nhắc trực tiếp")])
        self.offer("tt", [*Reminder.State.choices, (self.ALL, "Tất cả")], every=("", "Trừ lần được thay"))
        self.offer("kenh", Reminder.Channel.choices)

    def narrow(self, cycle: Cycle):
        """Only lines of the cycle that match, newest first."""
        chosen = self.chosen
        units = with_words(Obligation.objects.filter(cycle=cycle), chosen["q"]) if "q" in chosen else None
        rows = ledger_of(cycle, units)
        if "buoc" in chosen:
            rows = rows.filter(step_condition(chosen["buoc"]))
        if "tt" not in chosen:
            rows = rows.exclude(state=Reminder.State.SUPERSEDED)
        elif chosen["tt"] != self.ALL:
            rows = rows.filter(state=chosen["tt"])
        if "kenh" in chosen:
            rows = rows.filter(channel=chosen["kenh"])
        return rows
