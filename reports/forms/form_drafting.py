"""What a person chooses when a new form is drafted from a directive's tasks."""

import re

from django import forms

from directives.models import Directive, Task
from portal.forms.fields import Line
from portal.text import format_date
from portal.worktime import today
from reports.form_drafting import FormPlan, TaskChoice, propose_sections
from reports.form_schema import FormDefinition, SectionDef

NEW = "moi"
_VERSION = re.compile(r"[0-9]{1,4}(\.[0-9]{1,4}){0,2}")


class FormDraftForm(forms.Form):
    """For each task a section of the old form or a new one, and which other sections stay."""

    version = Line(
        label="Số phiên bản mới", max_length=14, help_text="Ví dụ 1.1.0; phiên bản đã nạp thì không dùng lại số."
    )
    keep = forms.MultipleChoiceField(label="Mục giữ lại", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, data, *, definition: FormDefinition, directive: Directive, tasks, proposed_version: str, same):
        super().__init__(data)
        self.tasks = tasks
        self.directive = directive
        self.fields["version"].initial = proposed_version
        sections = definition.writable_sections
        proposed = propose_sections(definition, [(task.number, task.text) for task in tasks], same=same)
        self.fields["keep"].choices = [(section.code, _named(definition, section)) for section in sections]
        self.fields["keep"].initial = [section.code for section in sections if not section.tasks]
        choices = [(NEW, "Mục mới, chỉ có lời văn"), *self.fields["keep"].choices]
        for task in tasks:
            self.fields[f"section_{task.number}"] = forms.ChoiceField(
                label=f"Mục trả lời nhiệm vụ {task.number}",
                choices=choices,
                initial=proposed.get(task.number, NEW),
            )
            self.fields[f"heading_{task.number}"] = Line(
                label=f"Đề mục cho nhiệm vụ {task.number}",
                required=False,
                max_length=250,
            )

    @property
    def rows(self) -> list[tuple[Task, forms.BoundField, forms.BoundField]]:
        """(task, its section, its heading) in the directive's order."""
        return [(task, self[f"section_{task.number}"], self[f"heading_{task.number}"]) for task in self.tasks]

    def clean_version(self):
        version = self.cleaned_data["version"]
        if not _VERSION.fullmatch(version):
            raise forms.ValidationError("Hãy ghi số phiên bản theo dạng 1.1.0.")
        return version

    def clean(self):
        cleaned = super().clean()
        for task in self.tasks:
            heading = cleaned.get(f"heading_{task.number}", "")
            if "{" in heading or "}" in heading:
                self.add_error(f"heading_{task.number}", "Đề mục không dùng dấu ngoặc nhọn.")
        return cleaned

    def plan(self) -> FormPlan:
        """The choices as the rule wants them; call it on a valid form."""
        given = self.cleaned_data
        tasks = tuple(self._choice(task) for task in self.tasks)
        return FormPlan(given["version"], tasks, frozenset(given["keep"]), basis_of(self.directive))

    def _choice(self, task: Task) -> TaskChoice:
        section = self.cleaned_data[f"section_{task.number}"]
        heading = self.cleaned_data[f"heading_{task.number}"]
        return TaskChoice(task.number, task.text, "" if section == NEW else section, heading)


def basis_of(directive: Directive) -> str:
    """The directive as the form's legal basis names it."""
    day = f" ngày {format_date(directive.issued_on)}" if directive.issued_on else ""
    return f"{directive}{day}"


def _named(definition: FormDefinition, section: SectionDef) -> str:
    figures = f", {len(section.indicators)} chỉ tiêu" if section.indicators else ""
    return f"{section.code} – {definition.heading(section, today().year)}{figures}"
