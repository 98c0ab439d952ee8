"""Keeping files: under a random name, with their hash, and never more than the limit."""

import hashlib
import io
import uuid

from django.conf import settings
from django.core.files.base import File

from portal import clock
from portal.files.sniffing import CHUNK, CONTENT_TYPES, UploadRefused, check, clean_name, ending_of
from portal.models import StoredFile
from portal.text import format_number

MEGABYTE = 1024 * 1024
UPLOAD_KINDS = ("pdf", "docx", "xlsx", "csv", "txt")


def store_upload(uploaded, *, by, kinds=UPLOAD_KINDS, max_mb: int | None = None) -> StoredFile:
    """Keep a Django UploadedFile that is what its name says; raises UploadRefused with a Vietnamese message.

    `kinds` are the endings taken here. At most `max_mb`, or settings.MAX_UPLOAD_MB, megabytes.
    """
    name = clean_name(uploaded.name or "")
    limit = max_mb or settings.MAX_UPLOAD_MB
    if not uploaded.size:
        raise UploadRefused("Tệp trống, không có nội dung.")
    if uploaded.size > limit * MEGABYTE:
        size = format_number(uploaded.size / MEGABYTE, 1)
        raise UploadRefused(f"Tệp lớn {size} MB; chỉ nhận tệp đến {limit} MB.")
    kind = ending_of(name)
    if kind not in kinds:
        raise UploadRefused(f"Chỉ nhận tệp loại {', '.join(one.upper() for one in kinds)}.")
    check(uploaded, kind)
    return _keep(uploaded, name=name, by=by)


def store_bytes(content: bytes, *, name: str, by=None) -> StoredFile:
    """Keep what the portal itself made; the ending of `name` gives the content type."""
    return _keep(io.BytesIO(content), name=clean_name(name), by=by)


def store_file(file, *, name: str, by=None) -> StoredFile:
    """As `store_bytes`, from a seekable binary file, without reading it into memory."""
    return _keep(file, name=clean_name(name), by=by)


def keep(files) -> None:
    """Note that these StoredFile rows were saved with something: no housekeeping takes them away any more."""
    new = [file.pk for file in files if file.kept_at is None]
    if new:
        StoredFile.objects.filter(pk__in=new, kept_at=None).update(kept_at=clock.now())


def _keep(file, *, name: str, by) -> StoredFile:
    digest, size = hashlib.sha256(), 0
    file.seek(0)
    while chunk := file.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
    file.seek(0)
    kind = ending_of(name)
    stored = StoredFile(
        name=name,
        content_type=CONTENT_TYPES.get(kind, "application/octet-stream"),
        size=size,
        sha256=digest.hexdigest(),
        stored_by=by,
    )
    random_name = f"{uuid.uuid4().hex}.{kind}" if kind.isascii() and kind.isalnum() else uuid.uuid4().hex
    stored.file.save(random_name, File(file), save=False)
    stored.save()
    return stored
