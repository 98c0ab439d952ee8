"""What must hold for every act, whatever its kind, and the consequences that every act has."""

from collections import Counter

from django.db.models import Max, Q
from django.db.models.functions import Length

from portal.models import Membership, UnitVersion
from portal.models.units import SEGMENT
from portal.reorganisation import tree
from portal.reorganisation.plan import Ref
from portal.reorganisation.sketch import Sketch
from portal.reorganisation.wording import NAMES_SHOWN, name_key, quoted
from portal.text import format_date

LONGEST_PATH = UnitVersion._meta.get_field("path").max_length


def check(sketch: Sketch) -> None:
    """Add to the sheet the problems of its places, its circles, its depth and its names, then what follows from it."""
    places = [(opening.ref, opening.values["parent_id"]) for opening in sketch.openings]
    places += [(a.unit_id, a.values["parent_id"]) for a in sketch.alterations if "parent_id" in a.values]
    _check_living(sketch, places)
    _check_circles(sketch, places)
    _check_former_children(sketch)
    _check_depth(sketch)
    _check_names(sketch)
    _tell_consequences(sketch)


def _check_living(sketch: Sketch, places) -> None:
    """Every parent and keeper lives since the act's day and does not end in it."""
    named = {place for _, place in places} | {closing.custodian for closing in sketch.closings}
    living = {place for place in named if isinstance(place, int)}
    versions, first = tree.open_versions(living), tree.first_days(living)
    sketch.names |= {pk: version.name for pk, version in versions.items()}
    for pk in sorted(living):
        if pk not in versions:
            sketch.problem("Công đoàn cấp trên hoặc đơn vị tiếp nhận đã kết thúc hoạt động.")
        elif pk in sketch.closed:
            sketch.problem(f"“{versions[pk].name}” kết thúc hoạt động trong chính việc này nên không thể tiếp nhận.")
        elif first[pk] > sketch.day:
            sketch.problem(f"“{versions[pk].name}” chưa thành lập vào ngày {format_date(sketch.day)}.")


def _check_circles(sketch: Sketch, places) -> None:
    """No unit lies below itself on any day from the act's day on."""
    place_of = dict(places)
    above = {pk: tree.ancestors_since(pk, sketch.day) for pk in set(place_of.values()) if isinstance(pk, int)}
    for unit in sketch.altered:
        place = place_of.get(unit)
        while isinstance(place, str):
            place = place_of.get(place)
        if unit in above.get(place, ()):
            sketch.problem(f"“{sketch.names[unit]}” không thể trực thuộc chính mình hoặc đơn vị ở dưới mình.")


def _check_former_children(sketch: Sketch) -> None:
    """A unit does not end while, by what is recorded, another still belongs to it."""
    for version in tree.former_children_after(sketch.closed, sketch.day)[:NAMES_SHOWN]:
        sketch.problem(
            f"“{version.name}” còn trực thuộc “{sketch.names[version.parent_id]}” đến trước ngày "
            f"{format_date(version.valid_to)}; ngày hiệu lực không được trước ngày đó."
        )


def _check_depth(sketch: Sketch) -> None:
    """Paths have a longest length; measured exactly only when the whole tree comes near it."""
    moved = [a for a in sketch.alterations if "parent_id" in a.values]
    if not moved and not sketch.openings:
        return
    lengths: dict[Ref | None, int] = {None: 0}
    chain: dict[Ref | None, int] = {}
    for opening in sketch.openings:
        chain[opening.ref] = chain.get(opening.values["parent_id"], 0) + SEGMENT
    deepest = UnitVersion.objects.current().aggregate(longest=Max(Length("path")))["longest"] or 0
    if deepest * (2 if moved else 1) + max(chain.values(), default=0) <= LONGEST_PATH:
        return
    parents = {a.values["parent_id"] for a in moved} | {o.values["parent_id"] for o in sketch.openings}
    found = tree.open_versions({ref for ref in parents if isinstance(ref, int)})
    lengths |= {pk: len(version.path) for pk, version in found.items()}
    for opening in sketch.openings:
        lengths[opening.ref] = lengths.get(opening.values["parent_id"], 0) + SEGMENT
    longest = max(lengths.values())
    for a in moved:
        path = sketch.altered[a.unit_id].path
        below = tree.deepest_below(path) - len(path) + SEGMENT
        longest = max(longest, lengths.get(a.values["parent_id"], 0) + below)
    if longest > LONGEST_PATH:
        sketch.problem(f"Cây đơn vị không được sâu quá {LONGEST_PATH // SEGMENT} cấp.")


def _check_names(sketch: Sketch) -> None:
    """No two living units of one parent have the same name, however the tone marks are placed."""
    wanted = [(o.values["parent_id"], o.ref, o.values["name"]) for o in sketch.openings]
    for a in sketch.alterations:
        if {"parent_id", "name"} & set(a.values):
            version = sketch.altered[a.unit_id]
            place = a.values.get("parent_id", version.parent_id)
            wanted.append((place, a.unit_id, a.values.get("name", version.name)))
    if not wanted:
        return
    touched = {ref for _, ref, _ in wanted} | set(sketch.closed)
    parents = {place for place, _, _ in wanted if not isinstance(place, str)}
    standing = [row for row in tree.sibling_names(parents, {name for _, _, name in wanted}) if row[1] not in touched]
    taken = Counter((place, name_key(name)) for place, _, name in wanted + standing)
    for place, _, name in wanted:
        if taken[place, name_key(name)] > 1:
            sketch.problem(f"Đã có đơn vị cùng tên “{name}” dưới cùng một công đoàn cấp trên.")


def _tell_consequences(sketch: Sketch) -> None:
    if not sketch.closed:
        return
    later = Q(valid_to__isnull=True) | Q(valid_to__gt=sketch.day)
    roles = Membership.objects.filter(later, unit__in=sketch.closed).count()
    if roles:
        sketch.say(f"{roles} vai trò của người dùng tại đơn vị kết thúc hoạt động hết hiệu lực {sketch.since}.")
    keepers: dict[Ref, list[str]] = {}
    for closing in sketch.closings:
        keepers.setdefault(closing.custodian, []).append(sketch.names[closing.unit_id])
    for ref, names in keepers.items():
        sketch.say(f"Hồ sơ của {quoted(names)} do “{sketch.names.get(ref, '?')}” lưu giữ.")
    if kept := [pk for pk in tree.kept_by(sketch.closed) if pk not in sketch.closed]:
        sketch.say(f"Hồ sơ của {len(kept)} đơn vị đã kết thúc trước đây được chuyển giao cùng.")
