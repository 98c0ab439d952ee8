"""Writing a programme: its own columns, its parties in their order, and the papers behind it."""

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import F

from directives.citations import matching_key
from directives.models import Directive, Programme, ProgrammeDocument, ProgrammeParty
from directives.programmes.doors import changed_by, client_key, keeping_hat
from directives.programmes.errors import ProgrammeRefused
from directives.search import keep_programme
from portal.journal import record
from portal.models import Unit, UnitVersion
from portal.models.units import SEGMENT, below, units_on
from portal.text import fold

LONGEST_KEY = 60


@dataclass(frozen=True, slots=True)
class PartyLine:
    """One side of a programme; `pk` when it is known already.

    `unit_id` is the union that it is, whatever the paper calls it. Without, a name that exactly one union of the tree
    bears ties it to that one; everything else is a body outside.
    """

    name: str
    signer_title: str = ""
    pk: int | None = None
    signer_name: str = ""
    focal_name: str = ""
    focal_contact: str = ""
    unit_id: int | None = None


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A paper behind the programme, as it is cited."""

    type_name: str
    number: str
    issued_on: date | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class ProgrammeContent:
    """What a person may write about a programme (domain.md 6)."""

    number: str
    title: str
    year_from: int
    year_to: int | None = None
    kind: str = Programme.Kind.COORDINATION
    signed_on: date | None = None
    signed_at_place: str = ""
    status: str = Programme.Status.RUNNING
    note: str = ""
    parties: tuple[PartyLine, ...] = ()
    documents: tuple[DocumentLine, ...] = ()


def create_programme(owner: Unit, content: ProgrammeContent, *, by, key: str = "") -> Programme:
    """A new programme of `owner`; the same `key` of the same person again gives the one that it began.

    Raises ProgrammeRefused when its number is taken, ProgrammeNotAllowed without the role; with a known key also
    what `save_programme` raises.
    """
    own_key = client_key(by, key)
    try:
        with transaction.atomic():
            return _begun(own_key, content, by) or _create(owner, content, by, own_key)
    except (IntegrityError, ProgrammeRefused) as refusal:
        # The same button, pressed twice at once, may have begun it since: then the number is taken by this programme.
        begun = _begun(own_key, content, by)
        if begun is None:
            raise (_taken(content.number) if isinstance(refusal, IntegrityError) else refusal) from None
        return begun


def _begun(own_key: str | None, content: ProgrammeContent, by) -> Programme | None:
    begun = Programme.objects.filter(client_key=own_key).first() if own_key else None
    if begun is None or _says(begun, content):
        return begun
    return save_programme(begun, content, by=by, seen=0)


def _says(programme: Programme, content: ProgrammeContent) -> bool:
    """Whether all of the content stands there already, its lines too."""
    columns = ("name", "signer_title", "signer_name", "focal_name", "focal_contact", "unit")
    parties = programme.parties.values_list(*columns)
    documents = programme.documents.values_list("type_name", "number", "issued_on", "title")
    wanted = [
        (one.name, one.signer_title, one.signer_name, one.focal_name, one.focal_contact, one.unit_id or had[-1])
        for one, had in zip(content.parties, parties, strict=False)
    ]
    same = (
        len(parties) == len(content.parties)
        and list(parties) == wanted
        and [DocumentLine(*row) for row in documents] == list(content.documents)
    )
    return same and all(getattr(programme, name) == value for name, value in _columns(content).items())


def _create(owner: Unit, content: ProgrammeContent, by, own_key: str | None) -> Programme:
    hat = keeping_hat(owner.pk, by)
    _number_is_free(owner.pk, content.number)
    programme = Programme.objects.create(owner=owner, client_key=own_key, **_columns(content))
    _keep_parties(programme, content.parties)
    _keep_documents(programme, content.documents)
    keep_programme(programme)
    record(programme, "programme.created", f"Ghi {programme}", by=by, hat=hat)
    return programme


@transaction.atomic
def save_programme(programme: Programme, content: ProgrammeContent, *, by, seen: int) -> Programme:
    """Replace what is known of the programme if it still is at version `seen`; raises ProgrammeChanged else."""
    hat = keeping_hat(programme.owner_id, by)
    _number_is_free(programme.owner_id, content.number, but=programme.pk)
    before = programme.status
    changed = Programme.objects.filter(pk=programme.pk, version=seen).update(
        version=F("version") + 1, **_columns(content)
    )
    if not changed:
        raise changed_by(programme, "Chương trình")
    programme.refresh_from_db()
    _years_hold_the_plans(programme)
    _keep_parties(programme, content.parties)
    _keep_documents(programme, content.documents)
    keep_programme(programme)
    detail = {"before": before, "after": programme.status} if before != programme.status else {}
    record(programme, "programme.saved", f"Sửa {programme}", by=by, hat=hat, detail=detail)
    return programme


_NAMES = ("number", "title", "kind", "year_from", "year_to", "signed_on", "signed_at_place", "status", "note")


def _columns(content: ProgrammeContent) -> dict:
    words = [content.number, content.title, content.note, *(party.name for party in content.parties)]
    return {name: getattr(content, name) for name in _NAMES} | {"search_key": fold(" ".join(words))}


def _taken(number: str) -> ProgrammeRefused:
    return ProgrammeRefused(f"Đơn vị đã có chương trình mang số {number}.", at="number")


def _number_is_free(owner_id: int, number: str, but: int | None = None) -> None:
    # SQLite's own comparison without case knows no letter beyond ASCII: "CĐVCVN" would not be "cđvcvn".
    taken = Programme.objects.filter(owner=owner_id).exclude(pk=but).values_list("number", flat=True)
    if number.casefold() in map(str.casefold, taken):
        raise _taken(number)


def _years_hold_the_plans(programme: Programme) -> None:
    outside = [plan.year for plan in programme.plans.all() if not programme.covers(plan.year)]
    if outside:
        years = ", ".join(map(str, outside))
        raise ProgrammeRefused(
            f"Đã có kế hoạch năm {years}: thời gian của chương trình phải gồm cả năm đó.", at="year_to"
        )


def _keep_parties(programme: Programme, lines: tuple[PartyLine, ...]) -> None:
    """Write the parties in this order; one that leads an activity can't go."""
    known = {party.pk: party for party in programme.parties.all()}
    staying = {line.pk for line in lines if line.pk in known}
    for activity in programme.activities.select_related("lead").prefetch_related("co_leads"):
        for party in filter(None, [activity.lead, *activity.co_leads.all()]):
            if party.pk not in staying:
                raise ProgrammeRefused(f"{party} đang chủ trì hoạt động “{activity}”, chưa bỏ khỏi chương trình được.")
    programme.parties.exclude(pk__in=staying).delete()
    units = _units_named({line.name for line in lines}, programme.owner_id)
    for position, line in enumerate(lines, start=1):
        party = known.get(line.pk) or ProgrammeParty(programme=programme)
        party.unit_id = line.unit_id or _unit_by_name(party, line, units)
        for name in ("name", "signer_name", "signer_title", "focal_name", "focal_contact"):
            setattr(party, name, getattr(line, name))
        party.position = position
        party.save()


def _unit_by_name(party: ProgrammeParty, line: PartyLine, units: dict[str, int]) -> int | None:
    """A union renamed or ended since keeps its tie as long as the name on the paper stays."""
    return party.unit_id if party.unit_id and party.name == line.name else units.get(line.name)


def _units_named(names: set[str], owner_id: int) -> dict[str, int]:
    """{name: unit} for the names that exactly one union of the owner's own tree bears today."""
    path = UnitVersion.objects.current().filter(unit=owner_id).values_list("path", flat=True).first()
    if path is None:
        return {}
    near = UnitVersion.objects.current().filter(below(path[:SEGMENT]), name__in=names)
    found: dict[str, list[int]] = {}
    for name, unit in near.values_list("name", "unit"):
        found.setdefault(name, []).append(unit)
    return {name: units[0] for name, units in found.items() if len(units) == 1}


def units_to_name(owner_id: int, *, most: int = 300) -> list[tuple[int, str]]:
    """Unions (key, name) that a party of its programmes likely is: the owner, those above it, those just below."""
    path = UnitVersion.objects.current().filter(unit=owner_id).values_list("path", flat=True).first()
    if path is None:
        return []
    line = UnitVersion.objects.current().filter(unit__in=units_on(path)).order_by("-path")
    children = UnitVersion.objects.current().filter(parent=owner_id).in_order()
    return [*line.values_list("unit", "name"), *children.values_list("unit", "name")[:most]]


def _keep_documents(programme: Programme, lines: tuple[DocumentLine, ...]) -> None:
    programme.documents.all().delete()
    keys = [matching_key(line.number)[:LONGEST_KEY] for line in lines]
    known = _bearing(keys)
    ProgrammeDocument.objects.bulk_create(
        [
            ProgrammeDocument(
                programme=programme,
                type_name=line.type_name,
                number=line.number,
                number_key=key,
                issued_on=line.issued_on,
                title=line.title,
                directive=_meant(line, key, known),
                position=position,
            )
            for position, (line, key) in enumerate(zip(lines, keys, strict=True), start=1)
        ]
    )


def papers_with_directives(programme: Programme) -> list[tuple[ProgrammeDocument, int | None]]:
    """Its papers, each with the key of the directive that it is, also where that came to the portal later."""
    rows = list(programme.documents.all())
    known = _bearing([row.number_key for row in rows if row.directive_id is None])
    later = {row.pk: _meant(row, row.number_key, known) for row in rows}
    return [(row, row.directive_id or (later[row.pk] and later[row.pk].pk)) for row in rows]


def _bearing(keys: list[str]) -> list[Directive]:
    """The published directives with one of these numbers."""
    rows = Directive.objects.published().filter(number_key__in=keys)
    return list(rows.defer("content", "search_key")) if keys else []


def _meant(line: DocumentLine | ProgrammeDocument, key: str, known: list[Directive]) -> Directive | None:
    """The one directive of the portal with that number, type and, where given, day."""
    meant = [
        one
        for one in known
        if one.number_key == key
        and fold(one.type_name) == fold(line.type_name)
        and line.issued_on in (None, one.issued_on)
    ]
    return meant[0] if len(meant) == 1 else None
