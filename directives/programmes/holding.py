"""Writing each time that an activity was held: when, where, who came, what came of it, and the files of it."""

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import F

from directives.models import Activity, Occurrence, OccurrenceFile, Precision
from directives.programmes.doors import changed_by, client_key, keeping_hat
from directives.programmes.errors import ProgrammeChanged, ProgrammeRefused
from portal.files import keep
from portal.journal import record
from portal.models import StoredFile
from portal.text import format_date
from portal.worktime import today


@dataclass(frozen=True, slots=True)
class OccurrenceContent:
    """What a person may write of one time; `completes` says that the activity is done with it."""

    held_words: str
    held_from: date
    held_to: date
    held_precision: str = Precision.DAYS
    place: str = ""
    participants: int | None = None
    result: str = ""
    files: tuple[StoredFile, ...] = ()
    completes: bool = False


def record_occurrence(activity: Activity, content: OccurrenceContent, *, by, key: str = "") -> Occurrence:
    """A new occurrence; the activity runs from then on, or is done where the content says so.

    The same `key` of the same person again gives the occurrence that it began. Raises ProgrammeRefused for a day that
    is still ahead or lies before the year of the plan, and for a cancelled activity; ProgrammeNotAllowed without the
    role.
    """
    own_key = client_key(by, key)
    try:
        with transaction.atomic():
            return _begun(activity, own_key, content, by) or _create(activity, content, by, own_key)
    except IntegrityError:
        begun = _begun(activity, own_key, content, by)
        if begun is None:
            raise
        return begun


def _begun(activity: Activity, own_key: str | None, content: OccurrenceContent, by) -> Occurrence | None:
    begun = activity.occurrences.filter(client_key=own_key).first() if own_key else None
    if begun is None or _says(begun, content):
        return begun
    return save_occurrence(begun, content, by=by, seen=0)


def _says(occurrence: Occurrence, content: OccurrenceContent) -> bool:
    same = all(getattr(occurrence, name) == value for name, value in _columns(content).items())
    return same and list(occurrence.files.values_list("file", flat=True)) == [file.pk for file in content.files]


def _create(activity: Activity, content: OccurrenceContent, by, own_key: str | None) -> Occurrence:
    hat = keeping_hat(activity.programme.owner_id, by)
    now = Activity.objects.select_for_update().get(pk=activity.pk)
    if now.status == Activity.Status.CANCELLED:
        raise ProgrammeRefused("Hoạt động đã hủy. Nếu vẫn tổ chức, hãy đổi tình trạng của hoạt động trước.")
    _can_have_been(activity, content)
    occurrence = Occurrence.objects.create(activity=activity, client_key=own_key, **_columns(content))
    _attach(occurrence, content)
    after = _move_on(now, content)
    detail = {"activity": activity.pk, "before": now.status, "after": after}
    words = f"Ghi lần tổ chức “{occurrence}” của hoạt động “{activity}”"
    record(activity.programme, "occurrence.created", words, by=by, hat=hat, detail=detail)
    return occurrence


@transaction.atomic
def save_occurrence(occurrence: Occurrence, content: OccurrenceContent, *, by, seen: int) -> Occurrence:
    """Replace what is known of the occurrence if it still is at version `seen`; raises ProgrammeChanged else."""
    activity = occurrence.activity
    hat = keeping_hat(activity.programme.owner_id, by)
    now = Activity.objects.select_for_update().get(pk=activity.pk)
    _can_have_been(activity, content)
    changed = Occurrence.objects.filter(pk=occurrence.pk, version=seen).update(
        version=F("version") + 1, **_columns(content)
    )
    if not changed:
        raise changed_by(activity.programme, "Lần tổ chức này")
    occurrence.refresh_from_db()
    occurrence.files.all().delete()
    _attach(occurrence, content)
    after = _move_on(now, content) if content.completes else now.status
    detail = {"activity": activity.pk, "before": now.status, "after": after}
    words = f"Sửa lần tổ chức “{occurrence}” của hoạt động “{activity}”"
    record(activity.programme, "occurrence.saved", words, by=by, hat=hat, detail=detail)
    return occurrence


@transaction.atomic
def remove_occurrence(occurrence: Occurrence, *, by, seen: int) -> None:
    """Take out an occurrence that was noted by mistake; an activity without any is planned again.

    The event keeps what stood there. Raises ProgrammeChanged when somebody saved it meanwhile.
    """
    activity = occurrence.activity
    hat = keeping_hat(activity.programme.owner_id, by)
    now = Activity.objects.select_for_update().get(pk=activity.pk)
    kept = {name: getattr(occurrence, name) for name in ("held_words", "place", "participants", "result")}
    files = list(occurrence.files.values_list("file", flat=True))
    if Occurrence.objects.filter(pk=occurrence.pk).exclude(version=seen).exists():
        raise changed_by(activity.programme, "Lần tổ chức này")
    gone, _ = Occurrence.objects.filter(pk=occurrence.pk, version=seen).delete()
    if not gone:
        raise ProgrammeChanged("Lần tổ chức này đã được xóa trước đó.")
    if now.status in (Activity.Status.RUNNING, Activity.Status.DONE) and not activity.occurrences.exists():
        Activity.objects.filter(pk=activity.pk).update(status=Activity.Status.PLANNED, version=F("version") + 1)
    words = f"Xóa lần tổ chức “{kept['held_words']}” của hoạt động “{activity}”"
    detail = {"activity": activity.pk, "removed": kept, "files": files}
    record(activity.programme, "occurrence.removed", words, by=by, hat=hat, detail=detail)


_NAMES = ("held_words", "held_precision", "held_from", "held_to", "place", "participants", "result")


def _columns(content: OccurrenceContent) -> dict:
    return {name: getattr(content, name) for name in _NAMES}


def _can_have_been(activity: Activity, content: OccurrenceContent) -> None:
    """Held by today, and not before the year of its plan: what is late may well be held in a later one."""
    if content.held_from > today():
        day = format_date(content.held_from)
        raise ProgrammeRefused(f"Ngày {day} còn ở phía trước; chỉ ghi những lần đã tổ chức.", at="held_words")
    if content.held_to.year < activity.plan.year:
        words = f"“{content.held_words}” ở trước năm {activity.plan.year} của kế hoạch; hãy kiểm tra lại năm."
        raise ProgrammeRefused(words, at="held_words")


def _attach(occurrence: Occurrence, content: OccurrenceContent) -> None:
    OccurrenceFile.objects.bulk_create(
        [OccurrenceFile(occurrence=occurrence, file=file, position=n) for n, file in enumerate(content.files, start=1)]
    )
    keep(content.files)


def _move_on(activity: Activity, content: OccurrenceContent) -> str:
    """The activity runs, or is done; what is done already stays so unless somebody says otherwise."""
    after = Activity.Status.DONE if content.completes else Activity.Status.RUNNING
    if activity.status not in (after, Activity.Status.DONE):
        Activity.objects.filter(pk=activity.pk).update(status=after, status_reason="", version=F("version") + 1)
        return after
    return activity.status
