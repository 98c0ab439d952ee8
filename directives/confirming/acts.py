"""The acts on a reading: begun, repaired, decided on item by item, made into a draft, put away."""

from dataclasses import replace

from django.db import IntegrityError, transaction
from django.db.models import F

from directives.confirming.came import Came, text_name
from directives.confirming.content import content_from, lacking
from directives.confirming.items import Item, Kind, items_from, items_of
from directives.models import PaperReading
from directives.publishing import NotAllowed, NotPossible, Refused, StalePage, create_draft
from directives.reading import Repair, propose, propose_repairs
from portal import clock
from portal.access import Hat, hat_at
from portal.files import store_bytes
from portal.journal import keep_private, record
from portal.models import Unit
from portal.text import canonical_tone, format_datetime

keep_private("reading.begun", "reading.repaired", "reading.made", "reading.discarded")


def begin(owner: Unit, came: Came, *, by, key: str = "") -> PaperReading:
    """A new reading of `owner` with the portal's proposals; the same `key` of the same person again gives the same one.

    Raises NotAllowed for someone who does not write there.
    """
    hat = _hat(owner.pk, by)
    client_key = f"{by.pk}:{key}" if key else None
    if begun := _begun(client_key):
        return begun
    items, warnings = _proposed(came.text, owner)
    try:
        return _begin(owner, came, items, warnings, by, hat, client_key)
    except IntegrityError:  # the same press, quicker
        begun = _begun(client_key)
        if begun is None:
            raise
        return begun


def _begun(client_key: str | None) -> PaperReading | None:
    return PaperReading.objects.filter(client_key=client_key).first() if client_key else None


@transaction.atomic
def _begin(owner: Unit, came: Came, items: list[Item], warnings: list[str], by, hat: Hat, client_key) -> PaperReading:
    reading = PaperReading.objects.create(
        owner=owner,
        created_by=by,
        changed_by=by,
        kind=came.kind,
        file=store_bytes(came.data, name=_name(came, items), by=by),
        source=came.text,
        text=came.text,
        warnings=[*came.warnings, *warnings],
        items=[item.to_json() for item in items],
        client_key=client_key,
    )
    detail = {"sha256": reading.file.sha256, "proposed": sum(item.waits for item in items)}
    record(reading, "reading.begun", f"Đọc văn bản từ {reading.file.name}", by=by, hat=hat, detail=detail)
    return reading


def _name(came: Came, items: list[Item]) -> str:
    """The file's own name; pasted words are called by what they say of themselves."""
    if came.kind != PaperReading.Kind.PASTED:
        return came.name
    said = {item.kind: item.value for item in items if item.kind in (Kind.TYPE, Kind.NUMBER, Kind.TITLE)}
    words = " ".join(filter(None, (said[Kind.NUMBER] and said[Kind.TYPE], said[Kind.NUMBER], said[Kind.TITLE])))
    return text_name(words) if words else came.name


def _proposed(text: str, owner: Unit) -> tuple[list[Item], list[str]]:
    proposal = propose(text)
    items, warnings = items_from(text, proposal)
    return [_told_of_other_issuer(item, owner) for item in items], [*proposal.warnings, *warnings]


def _told_of_other_issuer(item: Item, owner: Unit) -> Item:
    """A draft always is its unit's own; a paper of another body is somebody else's to publish."""
    if item.kind != Kind.ISSUER or not item.found:
        return item
    names = {_same(name) for row in owner.versions.values_list("name", "short_name") for name in row if name}
    if _same(item.value) in names:
        return item
    note = f"Dự thảo sẽ đứng tên {owner}; văn bản của cơ quan khác thì nên viện dẫn, không ban hành lại."
    return replace(item, notes=(*item.notes, note))


def _same(name: str) -> str:
    return canonical_tone(" ".join(name.split())).casefold()


@transaction.atomic
def decide(reading: PaperReading, items: list[Item], *, by, seen: int, typed: dict | None = None) -> PaperReading:
    """Keep the items as decided if the reading still is at version `seen`; returns the row as it now stands.

    `typed` is what this person has typed into items and not decided. Raises StalePage when somebody decided meanwhile,
    NotPossible once it is made or put away, NotAllowed.
    """
    _hat(reading.owner_id, by)
    _change(reading, seen, by=by, items=[item.to_json() for item in items])
    if typed is not None:
        keep_typed(reading, typed, by=by)
    reading.refresh_from_db()
    return reading


@transaction.atomic
def keep_typed(reading: PaperReading, typed: dict[str, dict[str, str]], *, by) -> None:
    """Remember what the person has typed so far, {item key: {field: words}}; it is theirs alone and decides nothing."""
    _hat(reading.owner_id, by)
    row = PaperReading.objects.select_for_update().only("pk", "typed", "state").get(pk=reading.pk)
    if not row.is_open or row.typed.get(str(by.pk), {}) == typed:
        return
    everyone = {key: words for key, words in row.typed.items() if key != str(by.pk)}
    if typed:
        everyone[str(by.pk)] = typed
    PaperReading.objects.filter(pk=reading.pk).update(typed=everyone)


def reading_texts(reading: PaperReading) -> list[Repair]:
    """The repairs on offer for the text as it stands; none is ever applied unasked."""
    return list(propose_repairs(reading.text)) if reading.is_open else []


@transaction.atomic
def repair(reading: PaperReading, name: str, *, by, seen: int) -> PaperReading:
    """Apply one repair on offer and propose anew; what was decided on the spoilt text is open again.

    Raises NotPossible when that repair is not on offer, and what `decide` raises.
    """
    offered = {one.name: one for one in reading_texts(reading)}
    if name not in offered:
        raise NotPossible("Chữ của văn bản đã được sửa hoặc không cần sửa như vậy.")
    return _read_anew(reading, offered[name].text, [*reading.repairs, name], by=by, seen=seen)


@transaction.atomic
def undo_repairs(reading: PaperReading, *, by, seen: int) -> PaperReading:
    """Go back to the text as it was found in the file, and propose anew; raises what `decide` raises."""
    return _read_anew(reading, reading.source, [], by=by, seen=seen)


def _read_anew(reading: PaperReading, text: str, repairs: list[str], *, by, seen: int) -> PaperReading:
    hat = _hat(reading.owner_id, by)
    items, warnings = _proposed(text, reading.owner)
    by_hand = [item for item in items_of(reading.items) if item.counts and not item.found and not item.spans]
    kept = {item.key: item for item in by_hand}
    items = [kept.pop(item.key, item) if item.is_blank else item for item in items]
    _change(
        reading,
        seen,
        by=by,
        text=text,
        repairs=repairs,
        warnings=warnings,
        items=[item.to_json() for item in items],
        typed={},
    )
    reading.refresh_from_db()
    what = "Sửa phông chữ của" if repairs else "Trả lại chữ gốc của"
    record(reading, "reading.repaired", f"{what} {reading.file.name}", by=by, hat=hat, detail={"repairs": repairs})
    return reading


@transaction.atomic
def make_draft(reading: PaperReading, *, by, seen: int):
    """The draft directive of what was confirmed, with the file as its attachment; a second press gives the same one.

    Raises Refused with what is undecided or missing, and what `decide` raises.
    """
    hat = _hat(reading.owner_id, by)
    rows = PaperReading.objects.select_for_update(of=("self",)).select_related("file", "owner")
    row = rows.get(pk=reading.pk)
    if row.is_made:
        return row.directive
    items = items_of(row.items)
    if row.version == seen and (problems := lacking(items)):
        raise Refused([words for _, words in problems])
    draft = create_draft(row.owner, content_from(items, [row.file]), by=by, key=f"doc-{row.pk}")
    _change(row, seen, by=by, state=PaperReading.State.MADE, directive=draft, typed={})
    states = [item.state for item in items if not item.is_blank]
    detail = {"directive": draft.pk} | {state: states.count(state) for state in sorted(set(states))}
    record(row, "reading.made", f"Lập dự thảo {draft} từ {row.file.name}", by=by, hat=hat, detail=detail)
    return draft


@transaction.atomic
def discard(reading: PaperReading, *, by, seen: int) -> None:
    """Put the reading away: it leaves the desk, its file stays. Raises what `decide` raises."""
    hat = _hat(reading.owner_id, by)
    _change(reading, seen, by=by, state=PaperReading.State.PUT_AWAY, typed={})
    record(reading, "reading.discarded", f"Bỏ bản đọc {reading.file.name}", by=by, hat=hat)


def _hat(owner_id: int, by) -> Hat:
    hat = hat_at(by, "directive.write", owner_id)
    if hat is None:
        raise NotAllowed("Đồng chí không có vai trò soạn văn bản của đơn vị này.")
    return hat


def _change(reading: PaperReading, seen: int, *, by, **columns) -> None:
    changed = PaperReading.objects.filter(pk=reading.pk, state=PaperReading.State.OPEN, version=seen).update(
        version=F("version") + 1, changed_at=clock.now(), changed_by=by, **columns
    )
    if changed:
        return
    now = PaperReading.objects.light().select_related("directive", "changed_by").get(pk=reading.pk)
    if now.is_made:
        raise NotPossible(f"Bản đọc này đã thành dự thảo {now.directive}.")
    if not now.is_open:
        raise NotPossible("Bản đọc này đã được bỏ.")
    who = f"{now.changed_by} thay đổi lúc {format_datetime(now.changed_at)}"
    raise StalePage(f"Bản đọc này vừa được {who}, sau khi đồng chí mở trang.")
