"""What piles up by itself and is of use to nobody: ended sessions, jobs long done, uploads that were never kept."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, ProtectedError
from django.utils import timezone

from portal.models import Job, StoredFile

# A done job guards against the same key twice; nothing repeats after half a year.
JOBS_KEPT = timedelta(days=180)
# A page left open keeps its uploads until it is saved.
UPLOADS_KEPT = timedelta(days=30)
BATCH = 500


def tidy() -> dict[str, int]:
    """Remove a batch of each; returns how many: {"sessions", "jobs", "files"}. What anything points at stays."""
    now = timezone.now()
    sessions, _ = Session.objects.filter(expire_date__lt=now).delete()
    return {"sessions": sessions, "jobs": _tidy_jobs(now - JOBS_KEPT), "files": _tidy_files(now - UPLOADS_KEPT)}


def _unreferenced(model, rows) -> list[int]:
    """The keys of a batch of `rows` to which no row of any table points."""
    # Hidden ones too: a foreign key with related_name="+" points all the same.
    relations = [
        field for field in model._meta.get_fields(include_hidden=True) if field.one_to_many or field.one_to_one
    ]
    for relation in relations:
        pointing = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
        rows = rows.filter(~Exists(pointing))
    return list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])


def _tidy_jobs(before) -> int:
    over = Job.objects.filter(state=Job.State.DONE, finished_at__lt=before)
    deleted, _ = Job.objects.filter(pk__in=_unreferenced(Job, over)).delete()
    return deleted


def _tidy_files(before) -> int:
    """What was sent and never saved with anything; what was saved once stays, though it was taken out by mistake.

    The row first: a file without a row is lost room, a row without its file would be a lost paper."""
    count = 0
    for key in _unreferenced(StoredFile, StoredFile.objects.filter(stored_at__lt=before, kept_at=None)):
        file = StoredFile.objects.get(pk=key)
        try:
            StoredFile.objects.filter(pk=key).delete()
        except ProtectedError:  # kept by somebody meanwhile
            continue
        file.file.delete(save=False)
        count += 1
    return count
