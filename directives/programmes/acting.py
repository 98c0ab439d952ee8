"""Writing the activities of a year: what is planned, with rounds and prizes of contests, and how each stands."""

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import F

from directives.models import Activity, ContestRound, Precision, Prize, Programme
from directives.programmes.doors import changed_by, client_key, held_still, keeping_hat
from directives.programmes.errors import ProgrammeRefused
from directives.programmes.plans import plan_of
from directives.search import keep_activity
from portal.journal import record


@dataclass(frozen=True, slots=True)
class RoundLine:
    """One round of a contest."""

    name: str
    form: str = ""
    held_words: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class PrizeLine:
    """Prizes of one kind; `kind` is a value of Prize.Kind."""

    kind: str
    quantity: int = 1
    winners: str = ""


@dataclass(frozen=True, slots=True)
class ActivityContent:
    """What a person may write about an activity; leads are keys of the programme's parties."""

    year: int
    kind: str
    title: str
    planned_words: str
    planned_from: date
    planned_to: date
    planned_precision: str = Precision.DAYS
    lead_id: int | None = None
    co_lead_ids: tuple[int, ...] = ()
    quantity: int = 1
    participants_from: int | None = None
    participants_to: int | None = None
    topics: tuple[str, ...] = ()
    rounds: tuple[RoundLine, ...] = ()
    prizes: tuple[PrizeLine, ...] = ()


def create_activity(programme: Programme, content: ActivityContent, *, by, key: str = "") -> Activity:
    """A new activity of the programme, planned; the same `key` of the same person again gives the one that it began.

    Raises ProgrammeRefused, ProgrammeNotAllowed; with a known key also what `save_activity` raises.
    """
    own_key = client_key(by, key)
    try:
        with transaction.atomic():
            return _begun(programme, own_key, content, by) or _create(programme, content, by, own_key)
    except IntegrityError:
        begun = _begun(programme, own_key, content, by)
        if begun is None:
            raise
        return begun


def _begun(programme: Programme, own_key: str | None, content: ActivityContent, by) -> Activity | None:
    begun = programme.activities.filter(client_key=own_key).first() if own_key else None
    if begun is None or _says(begun, content):
        return begun
    return save_activity(begun, content, by=by, seen=0)


def _says(activity: Activity, content: ActivityContent) -> bool:
    """Whether all of the content stands there already, its lines too."""
    lines = (
        set(activity.co_leads.values_list("pk", flat=True)),
        [RoundLine(*row) for row in activity.rounds.values_list("name", "form", "held_words", "note")],
        [PrizeLine(*row) for row in activity.prizes.values_list("kind", "quantity", "winners")],
    )
    wanted = (set(content.co_lead_ids), list(content.rounds), list(content.prizes))
    return lines == wanted and all(getattr(activity, name) == value for name, value in _columns(content).items())


def _create(programme: Programme, content: ActivityContent, by, own_key: str | None) -> Activity:
    hat = keeping_hat(programme.owner_id, by)
    programme = held_still(programme)
    _is_sound(programme, content)
    plan = plan_of(programme, content.year)
    activity = Activity.objects.create(programme=programme, plan=plan, client_key=own_key, **_columns(content))
    _keep_lines(activity, content)
    keep_activity(activity)
    record(programme, "activity.created", f"Thêm hoạt động “{activity}”", by=by, hat=hat)
    return activity


@transaction.atomic
def save_activity(activity: Activity, content: ActivityContent, *, by, seen: int) -> Activity:
    """Replace what is planned of the activity if it still is at version `seen`; raises ProgrammeChanged else."""
    hat = keeping_hat(activity.programme.owner_id, by)
    programme = held_still(activity.programme)
    _is_sound(programme, content)
    _nothing_held_before(activity, content.year)
    plan = plan_of(programme, content.year)
    before = {"planned": activity.planned_words, "year": activity.plan.year}
    changed = Activity.objects.filter(pk=activity.pk, version=seen).update(
        version=F("version") + 1, plan=plan, **_columns(content)
    )
    if not changed:
        raise changed_by(programme, "Hoạt động")
    activity.refresh_from_db()
    _keep_lines(activity, content)
    keep_activity(activity)
    after = {"planned": activity.planned_words, "year": content.year}
    detail = {"activity": activity.pk} | ({"before": before, "after": after} if before != after else {})
    record(programme, "activity.saved", f"Sửa hoạt động “{activity}”", by=by, hat=hat, detail=detail)
    return activity


_NAMES = (
    "kind",
    "title",
    "planned_words",
    "planned_precision",
    "planned_from",
    "planned_to",
    "lead_id",
    "quantity",
    "participants_from",
    "participants_to",
)


def _columns(content: ActivityContent) -> dict:
    return {name: getattr(content, name) for name in _NAMES} | {"topics": list(content.topics)}


def _is_sound(programme: Programme, content: ActivityContent) -> None:
    parties = set(programme.parties.values_list("pk", flat=True))
    leads = [key for key in (content.lead_id, *content.co_lead_ids) if key is not None]
    if not parties.issuperset(leads):
        raise ProgrammeRefused("Bên chủ trì, đồng chủ trì phải là một bên của chương trình.", at="lead_id")
    if len(leads) != len(set(leads)):
        raise ProgrammeRefused("Bên chủ trì không ghi lại ở phần đồng chủ trì.", at="co_lead_ids")
    if not content.planned_from.year <= content.year <= content.planned_to.year:
        words = f"“{content.planned_words}” không thuộc kế hoạch năm {content.year}."
        raise ProgrammeRefused(words, at="planned_words")
    if (content.rounds or content.prizes) and content.kind != Activity.Kind.CONTEST:
        words = "Chỉ cuộc thi, hội thi có vòng thi và giải thưởng; hãy bỏ các dòng đó hoặc đổi loại."
        raise ProgrammeRefused(words, at="kind")


def _nothing_held_before(activity: Activity, year: int) -> None:
    earlier = activity.occurrences.filter(held_to__lt=date(year, 1, 1)).first()
    if earlier:
        words = f"Đã có lần tổ chức “{earlier}”, nên hoạt động không chuyển sang kế hoạch năm {year} được."
        raise ProgrammeRefused(words, at="year")


def _keep_lines(activity: Activity, content: ActivityContent) -> None:
    activity.co_leads.set(content.co_lead_ids)
    activity.rounds.all().delete()
    activity.prizes.all().delete()
    rounds, prizes = enumerate(content.rounds, start=1), enumerate(content.prizes, start=1)
    ContestRound.objects.bulk_create(
        [
            ContestRound(
                activity=activity, position=n, name=one.name, form=one.form, held_words=one.held_words, note=one.note
            )
            for n, one in rounds
        ]
    )
    Prize.objects.bulk_create(
        [
            Prize(activity=activity, position=n, kind=one.kind, quantity=one.quantity, winners=one.winners)
            for n, one in prizes
        ]
    )


@transaction.atomic
def set_status(activity: Activity, status: str, *, reason: str = "", by, seen: int) -> Activity:
    """Say how the activity stands, if it still is at version `seen`; the same again changes nothing.

    Postponing and cancelling need a reason; done needs an occurrence, and what has one can't be cancelled: raises
    ProgrammeRefused. Raises ProgrammeChanged when somebody was faster.
    """
    programme = activity.programme
    hat = keeping_hat(programme.owner_id, by)
    now = Activity.objects.select_for_update().get(pk=activity.pk)
    reason = reason.strip() if status in Activity.STOPPED else ""
    if (now.status, now.status_reason) == (status, reason):
        return now
    _may_stand(now, status, reason)
    changed = Activity.objects.filter(pk=activity.pk, version=seen).update(
        version=F("version") + 1, status=status, status_reason=reason
    )
    if not changed:
        raise changed_by(programme, "Hoạt động")
    words = f"Hoạt động “{activity}”: {Activity.Status(status).label.lower()}" + (f" ({reason})" if reason else "")
    detail = {"activity": activity.pk, "before": now.status, "after": status, "reason": reason}
    record(programme, "activity.status", words, by=by, hat=hat, detail=detail)
    now.refresh_from_db()
    return now


def _may_stand(activity: Activity, status: str, reason: str) -> None:
    held = activity.occurrences.exists()
    if status in Activity.STOPPED and not reason:
        raise ProgrammeRefused("Hoạt động hoãn hoặc hủy thì phải ghi lý do.", at="reason")
    if status == Activity.Status.DONE and not held:
        raise ProgrammeRefused("Muốn ghi hoàn thành, hãy ghi ít nhất một lần tổ chức.", at="status")
    if status == Activity.Status.CANCELLED and held:
        raise ProgrammeRefused(
            "Hoạt động đã có lần tổ chức nên không hủy được. Nếu không tổ chức thêm, hãy chọn Hoàn thành.", at="status"
        )
    if status == Activity.Status.PLANNED and held:
        words = "Hoạt động đã có lần tổ chức; hãy chọn Đang thực hiện hoặc Hoàn thành."
        raise ProgrammeRefused(words, at="status")
