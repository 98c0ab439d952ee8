"""Programmes and their activities: what may be kept, when an activity was planned for, which version was seen."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F

from directives.models import Activity, Programme, ProgrammeParty
from portal.access import Hat, hat_at
from portal.journal import record
from portal.models import Unit
from portal.text import fold, parse_date


class ProgrammeRefused(Exception):
    """What was asked can't be kept; the message is Vietnamese and may be shown."""


class ProgrammeNotAllowed(Exception):
    """The person does not keep the programmes of that unit."""


class ProgrammeChanged(Exception):
    """Somebody saved since the person saw the page; the message is Vietnamese."""


@dataclass(frozen=True, slots=True)
class PartyLine:
    """One side of a programme; `pk` when it is known already."""

    name: str
    signer_title: str = ""
    pk: int | None = None


@dataclass(frozen=True, slots=True)
class ProgrammeContent:
    """What a person may write about a programme (domain.md 6)."""

    number: str
    title: str
    year_from: int
    year_to: int | None = None
    signed_on: date | None = None
    signed_at_place: str = ""
    status: str = Programme.Status.RUNNING
    note: str = ""
    parties: tuple[PartyLine, ...] = ()


@dataclass(frozen=True, slots=True)
class ActivityContent:
    """What a person may write about an activity; `lead_id` is the key of one of the programme's parties."""

    year: int
    kind: str
    title: str
    planned_words: str
    planned_from: date
    planned_to: date
    lead_id: int | None = None
    quantity: int = 1
    participants_from: int | None = None
    participants_to: int | None = None
    topics: str = ""
    status: str = Activity.Status.PLANNED
    status_reason: str = ""
    held_on: date | None = None
    participants_actual: int | None = None
    result: str = ""


def keeping_hat(owner_id: int, by) -> Hat:
    """The hat under which `by` keeps that unit's programmes; raises ProgrammeNotAllowed."""
    hat = hat_at(by, "programme.write", owner_id)
    if hat is None:
        raise ProgrammeNotAllowed("Đồng chí không có vai trò quản lý chương trình của đơn vị này.")
    return hat


@transaction.atomic
def create_programme(owner: Unit, content: ProgrammeContent, *, by) -> Programme:
    """A new programme of `owner`; raises ProgrammeRefused when its number is taken."""
    hat = keeping_hat(owner.pk, by)
    _number_is_free(owner.pk, content.number)
    programme = Programme.objects.create(owner=owner, **_programme_columns(content))
    _keep_parties(programme, content.parties)
    record(programme, "programme.created", f"Ghi {programme}", by=by, hat=hat)
    return programme


@transaction.atomic
def save_programme(programme: Programme, content: ProgrammeContent, *, by, seen: int) -> Programme:
    """Replace what is known of the programme if it still is at version `seen`; raises ProgrammeChanged else."""
    hat = keeping_hat(programme.owner_id, by)
    _number_is_free(programme.owner_id, content.number, but=programme.pk)
    changed = Programme.objects.filter(pk=programme.pk, version=seen).update(
        version=F("version") + 1, **_programme_columns(content)
    )
    if not changed:
        raise ProgrammeChanged("Chương trình vừa được người khác sửa, sau khi đồng chí mở trang.")
    _keep_parties(programme, content.parties)
    programme.refresh_from_db()
    record(programme, "programme.saved", f"Sửa {programme}", by=by, hat=hat)
    return programme


def _programme_columns(content: ProgrammeContent) -> dict:
    names = ("number", "title", "year_from", "year_to", "signed_on", "signed_at_place", "status", "note")
    words = [content.number, content.title, content.note, *(party.name for party in content.parties)]
    return {name: getattr(content, name) for name in names} | {"search_key": fold(" ".join(words))}


def _number_is_free(owner_id: int, number: str, but: int | None = None) -> None:
    # SQLite's own comparison without case knows no letter beyond ASCII: "CĐVCVN" would not be "cđvcvn".
    taken = Programme.objects.filter(owner=owner_id).exclude(pk=but).values_list("number", flat=True)
    if number.casefold() in map(str.casefold, taken):
        raise ProgrammeRefused(f"Đơn vị đã có chương trình mang số {number}.")


def _keep_parties(programme: Programme, lines: tuple[PartyLine, ...]) -> None:
    """Write the parties in this order; one that leads an activity can't go."""
    known = {party.pk: party for party in programme.parties.all()}
    staying = {line.pk for line in lines if line.pk in known}
    leading = programme.activities.exclude(lead__in=staying).exclude(lead=None).select_related("lead").first()
    if leading:
        raise ProgrammeRefused(f"{leading.lead} đang chủ trì hoạt động “{leading}”, chưa bỏ khỏi chương trình được.")
    programme.parties.exclude(pk__in=staying).delete()
    for position, line in enumerate(lines, start=1):
        values = {"name": line.name, "signer_title": line.signer_title, "position": position}
        if line.pk in known:
            programme.parties.filter(pk=line.pk).update(**values)
        else:
            ProgrammeParty.objects.create(programme=programme, **values)


@transaction.atomic
def create_activity(programme: Programme, content: ActivityContent, *, by) -> Activity:
    """A new activity of the programme."""
    hat = keeping_hat(programme.owner_id, by)
    _lead_is_a_party(programme, content)
    activity = Activity.objects.create(programme=programme, **_activity_columns(content))
    record(programme, "activity.created", f"Thêm hoạt động “{activity}”", by=by, hat=hat)
    return activity


@transaction.atomic
def save_activity(activity: Activity, content: ActivityContent, *, by, seen: int) -> Activity:
    """Replace what is known of the activity if it still is at version `seen`; raises ProgrammeChanged else."""
    hat = keeping_hat(activity.programme.owner_id, by)
    _lead_is_a_party(activity.programme, content)
    before = activity.status
    changed = Activity.objects.filter(pk=activity.pk, version=seen).update(
        version=F("version") + 1, **_activity_columns(content)
    )
    if not changed:
        raise ProgrammeChanged("Hoạt động vừa được người khác sửa, sau khi đồng chí mở trang.")
    activity.refresh_from_db()
    detail = {"activity": activity.pk, "before": before, "after": activity.status}
    record(activity.programme, "activity.saved", f"Sửa hoạt động “{activity}”", by=by, hat=hat, detail=detail)
    return activity


def _activity_columns(content: ActivityContent) -> dict:
    return {name: getattr(content, name) for name in ActivityContent.__slots__}


def _lead_is_a_party(programme: Programme, content: ActivityContent) -> None:
    if content.lead_id is not None and not programme.parties.filter(pk=content.lead_id).exists():
        raise ProgrammeRefused("Bên chủ trì phải là một bên của chương trình.")


_DAY = re.compile(r"\b\d{1,2}([/.-])\d{1,2}\1\d{4}\b")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_LINK = r"(?:\s*(?:,|va|den|-|den het|toi)\s*(?:{word}\s*)?)"
_QUARTER = r"(?:iv|i{1,3}|[1-4])\b"
_QUARTERS = re.compile(rf"\bquy\s*{_QUARTER}(?:{_LINK.format(word='quy')}{_QUARTER})*")
_MONTH = r"(?:1[0-2]|0?[1-9])\b"
_MONTHS = re.compile(rf"\bthang\s*{_MONTH}(?:{_LINK.format(word='thang')}{_MONTH})*")
_HALVES = {"6 thang dau nam": (1, 6), "6 thang cuoi nam": (7, 12), "nua dau nam": (1, 6), "nua cuoi nam": (7, 12)}
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


def planned_span(words: str, year: int | None = None) -> tuple[date, date] | None:
    """First and last day of a planned time in words; None where they don't say (domain.md 6).

    "quý II/2023", "tháng 10 và tháng 11/2023", "6 tháng đầu năm 2023", "15/6/2023", "từ 01/10/2023 đến 15/10/2023",
    "năm 2023". `year` serves words that name none.
    """
    text = fold(words)
    days = [parse_date(found[0]) for found in _DAY.finditer(text)]
    if days:
        return (min(days), max(days)) if None not in days else None
    years = {int(found) for found in _YEAR.findall(text)} or {year}
    if len(years) != 1 or None in years:
        return None
    months = _months(_YEAR.sub("", text))
    (the_year,) = years
    if not months:
        return (date(the_year, 1, 1), date(the_year, 12, 31)) if text == f"nam {the_year}" else None
    last = max(months)
    return date(the_year, min(months), 1), date(the_year, last, monthrange(the_year, last)[1])


def _months(text: str) -> list[int]:
    """The first and last month of what the words name: a half year, quarters or months."""
    for words, span in _HALVES.items():
        if words in text:
            return list(span)
    if match := _QUARTERS.search(text):
        quarters = [_ROMAN.get(one) or int(one) for one in re.findall(_QUARTER, match[0])]
        return [3 * q - 2 for q in quarters] + [3 * q for q in quarters]
    if match := _MONTHS.search(text):
        return [int(one) for one in re.findall(_MONTH, match[0])]
    return []
