"""What comes in while a paper is read: the file or the pasted words, and what is typed into the items."""

import copy

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat

from directives.confirming import Came, Kind, came_as_file, came_as_words
from directives.forms.drafting import CitationForm, DraftForm, TaskForm
from directives.reading import ReadingError
from directives.reading.extraction import MOST_BYTES, MOST_CHARACTERS
from portal.files import clean_name
from portal.forms.fields import Line


class ReadForm(forms.Form):
    """A file, or words: the one or the other. `came` holds what was read once the form is valid."""

    file = forms.FileField(
        label="Tệp văn bản",
        required=False,
        help_text="PDF, DOCX hoặc TXT. Tệp được giữ nguyên như khi tải lên và trở thành tệp kèm theo của dự thảo.",
        widget=forms.FileInput(attrs={"accept": ".pdf,.docx,.txt"}),
    )
    words = forms.CharField(
        label="Hoặc dán toàn văn",
        required=False,
        max_length=MOST_CHARACTERS,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    key = Line(widget=forms.HiddenInput, required=False, max_length=40)

    came: Came | None = None

    def clean(self):
        cleaned = super().clean()
        upload, words = cleaned.get("file"), cleaned.get("words", "")
        if self.errors:
            return cleaned
        if upload and words.strip():
            self.add_error("words", "Hãy chọn tệp hoặc dán chữ, không làm cả hai một lúc.")
        elif upload:
            self._read("file", lambda: _came(upload))
        elif words.strip():
            self._read("words", lambda: came_as_words(words))
        else:
            self.add_error("file", "Hãy chọn một tệp, hoặc dán toàn văn vào ô bên dưới.")
        return cleaned

    def _read(self, name: str, read) -> None:
        try:
            self.came = read()
        except ReadingError as fault:
            self.add_error(name, str(fault))


def _came(upload) -> Came:
    """The upload, read; its size is judged before a byte of it is."""
    limit = min(settings.MAX_UPLOAD_MB * 1024 * 1024, MOST_BYTES)
    if upload.size > limit:
        raise ReadingError(
            "too_large", f"Tệp lớn {filesizeformat(upload.size)}; chỉ đọc được tệp đến {filesizeformat(limit)}."
        )
    return came_as_file(upload.read(), clean_name(upload.name or ""))


def _alone(field: forms.Field, label: str | None = None) -> type[forms.Form]:
    """A form of one field, needed, called `value`."""
    made = copy.deepcopy(field)
    made.required, made.help_text = True, ""
    made.label = label or made.label
    return type("OneValue", (forms.Form,), {"value": made})


_DRAFT = DraftForm.base_fields
FORMS: dict[str, type[forms.Form]] = {
    Kind.TYPE: _alone(_DRAFT["type_name"]),
    Kind.NUMBER: _alone(_DRAFT["number"]),
    Kind.ISSUED_ON: _alone(_DRAFT["issued_on"]),
    Kind.ISSUER: _alone(Line(max_length=250), "Cơ quan ban hành"),
    Kind.TITLE: _alone(_DRAFT["title"]),
    Kind.SIGNER_TITLE: _alone(_DRAFT["signer_title"]),
    Kind.SIGNER_NAME: _alone(_DRAFT["signer_name"]),
    Kind.DEPARTMENT: _alone(_DRAFT["department"]),
    Kind.OPENING: _alone(_DRAFT["summary"], "Nội dung chính (phần mở đầu)"),
    Kind.DEADLINE: _alone(_DRAFT["deadline_words"], "Thời hạn"),
    Kind.TASK: TaskForm,
    Kind.CITATION: CitationForm,
}
FORMS[Kind.TYPE].base_fields["value"].choices = [("", "Chọn loại văn bản"), *_DRAFT["type_name"].choices]
