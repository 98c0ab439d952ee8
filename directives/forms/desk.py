"""The desk on which a draft is written: its form, its rows and its files, bound and judged together."""

import uuid
from dataclasses import asdict

from django.core import signing

from directives.forms.drafting import MAX_FILES, TO_ALL, TO_CHOSEN, CitationRows, DraftForm, TaskRows
from directives.forms.picking import Affiliates
from directives.models import Directive
from directives.publishing import CitationLine, DraftContent, TaskLine, content_of
from portal.blocks import block_name
from portal.files import UploadRefused, store_upload
from portal.models import StoredFile
from portal.text import convert_legacy, detect_legacy

KINDS = ("pdf", "docx")
SALT = "directives.desk"


class Desk:
    """One visit to a draft; unbound without `data`. Files once sent stay on the desk, even when a field is wrong.

    `start` is what a new draft begins with.
    """

    def __init__(
        self,
        affiliates: Affiliates,
        *,
        by,
        directive: Directive | None = None,
        start: DraftContent | None = None,
        data=None,
        uploads=None,
    ):
        self.by = by
        self.affiliates = affiliates
        self.files = _files_of(directive)
        self.version = directive.version if directive else 0
        self.key = uuid.uuid4().hex
        self.problems: list[dict] = []
        start = _initial(content_of(directive) if directive else start)
        self.form = DraftForm(data, uploads, initial=start, affiliates=affiliates)
        self.tasks = TaskRows(data, prefix="nhiem_vu", initial=start.pop("tasks"))
        self.citations = CitationRows(data, prefix="vien_dan", initial=start.pop("citations"))
        if data is not None:
            self.files = _kept(data, by)
            self.key = data.get("key", "")[:40]

    def receive(self) -> bool:
        """Judge what was sent and store its uploads; True when `content` can be saved."""
        sound = [self.form.is_valid(), self.tasks.is_valid(), self.citations.is_valid()]
        for upload in self.form.cleaned_data.get("files", ()):
            self._store(upload)
        if len(self.files) > MAX_FILES:
            self.form.add_error("files", f"Mỗi văn bản kèm tối đa {MAX_FILES} tệp; hãy bỏ bớt.")
        self.problems = self.tasks.problems + self.citations.problems
        return all(sound) and not self.form.errors

    def _store(self, upload) -> None:
        try:
            self.files.append(store_upload(upload, by=self.by, kinds=KINDS))
        except UploadRefused as refusal:
            self.form.add_error("files", f"{upload.name}: {refusal}")

    def content(self) -> DraftContent:
        """What was sent, as the rules want it; call after `receive` said yes."""
        typed = self.form.cleaned_data
        header = {name: typed[name] for name in _HEADER}
        return DraftContent(
            **header,
            to_all=typed["to"] == TO_ALL,
            unit_ids=tuple(typed["units"]) if typed["to"] == TO_CHOSEN else (),
            blocks=tuple(typed.get("blocks", ())) if typed["to"] == TO_CHOSEN else (),
            tasks=tuple(TaskLine(**row) for row in self.tasks.filled()),
            citations=tuple(CitationLine(**row) for row in self.citations.filled()),
            files=tuple(self.files),
        )

    @property
    def seen(self) -> int:
        """The version that the person had before them when they wrote."""
        return self.form.cleaned_data["seen"] or 0

    def agree_to_version(self, version: int | None) -> None:
        """Let the next post, made after the warning on this page, replace that version; None: begin a draft anew."""
        if version is None:
            self.key = uuid.uuid4().hex
        else:
            self.version = version

    @property
    def attached(self) -> list[dict]:
        """The files on the desk with the token that brings each back with the next post."""
        return [{"file": file, "token": _token(file, self.by)} for file in self.files]

    @property
    def blocks(self) -> list[tuple[str, list[dict]]]:
        """The affiliated unions for the checklist: [(block, [{version, chosen}])], blocks in the units' own order."""
        chosen = {str(value) for value in self.form["units"].value() or ()}
        whole = () if self.form.is_bound else self.form.initial.get("blocks", ())
        grouped: dict[str, list] = {}
        for unit in self.affiliates.first:
            row = {"version": unit, "chosen": str(unit.unit_id) in chosen or unit.block in whole}
            grouped.setdefault(block_name(unit.block), []).append(row)
        return list(grouped.items())


_HEADER = (
    "type_name",
    "number",
    "issued_on",
    "title",
    "summary",
    "urgency",
    "signer_title",
    "signer_name",
    "deadline_words",
    "department",
)


def _initial(content: DraftContent | None) -> dict:
    if content is None:
        return {"tasks": [], "citations": [], "units": [], "blocks": []}
    return {name: getattr(content, name) for name in _HEADER} | {
        "to": TO_ALL if content.to_all else TO_CHOSEN,
        "units": list(content.unit_ids),
        "blocks": list(content.blocks),
        "tasks": [asdict(task) for task in content.tasks],
        "citations": [{name: getattr(line, name) for name in _CITATION} for line in content.citations],
    }


_CITATION = ("relation", "type_name", "number", "issued_on", "issuer_name", "title")


def _files_of(directive: Directive | None) -> list[StoredFile]:
    return [row.file for row in directive.files.select_related("file")] if directive else []


def _token(file: StoredFile, by) -> str:
    return signing.dumps([file.pk, by.pk], salt=SALT)


def _kept(data, by) -> list[StoredFile]:
    """The files that the page brought back, without those marked to be dropped; foreign tokens are ignored."""
    keys = []
    for token in data.getlist("kept"):
        try:
            key, owner = signing.loads(token, salt=SALT)
        except signing.BadSignature:
            continue
        if owner == by.pk and str(key) not in data.getlist("drop"):
            keys.append(key)
    found = StoredFile.objects.in_bulk(keys)
    return [found[key] for key in keys if key in found]


def is_legacy(data) -> bool:
    """Whether something that was sent was typed for an old font (TCVN3, VNI)."""
    return any(detect_legacy(value) for _, values in data.lists() for value in values)


def converted(data):
    """A copy of the sent data with legacy text in Unicode."""
    copy = data.copy()
    for name, values in data.lists():
        copy.setlist(name, [_to_unicode(value) for value in values])
    return copy


def _to_unicode(value: str) -> str:
    encoding = detect_legacy(value)
    return convert_legacy(value, encoding) if encoding else value
