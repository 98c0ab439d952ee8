"""Files on a form: once sent they stay on the page, whatever else is wrong, until they are saved or dropped."""

from django.core import signing

from portal.files import UploadRefused, store_upload
from portal.models import StoredFile

SALT = "directives.attaching"


class Attachments:
    """The files of one visit to a form; each travels with the page under a token that only its person can use."""

    def __init__(self, files: list[StoredFile], *, by, data=None):
        self.by = by
        self.files = list(files) if data is None else _kept(data, by)

    def receive(self, form, field: str, *, kinds: tuple[str, ...], most: int) -> None:
        """Store the uploads of a validated form's field; what is refused becomes an error of that field."""
        for upload in form.cleaned_data.get(field, ()):
            try:
                self.files.append(store_upload(upload, by=self.by, kinds=kinds))
            except UploadRefused as refusal:
                form.add_error(field, f"{upload.name}: {refusal}")
        if len(self.files) > most:
            form.add_error(field, f"Mỗi lần tổ chức kèm tối đa {most} tệp; hãy bỏ bớt.")

    @property
    def items(self) -> list[dict]:
        """The files with the token that brings each back with the next post."""
        return [{"file": file, "token": signing.dumps([file.pk, self.by.pk], salt=SALT)} for file in self.files]


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
    return [found[key] for key in dict.fromkeys(keys) if key in found]
