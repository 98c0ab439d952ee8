"""A bare tree of any size for benchmarks: three levels below the confederation, every report accepted, rows in bulk."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F

from portal.blocks import block_key
from portal.models import Level, Membership, Role, Unit, UnitVersion, User
from portal.models.units import path_segment
from portal.text import fold, sort_key
from reports.demo import bulk
from reports.demo.offices import CONFEDERATION, DOMAIN, PASSWORD
from reports.lookups import indicator_keys
from reports.models import Cycle, Figure, Obligation, Report, Revision, State
from reports.obligations import reckon_deadline
from reports.submission import digest

PROVINCES = 80
GRASSROOTS_PER_UPPER = 30
OFFICES_WITH_PEOPLE = 400
DEPARTMENT = "Ban Công tác Công đoàn"


@dataclass(frozen=True, slots=True)
class Place:
    """One unit to write: its key, its parent's, its level, its path and its names."""

    pk: int
    parent: int | None
    level: str
    path: str
    name: str
    block: str


def places(grassroots: int) -> Iterator[Place]:
    """The confederation, provinces, unions above the grassroots, and `grassroots` unions, parents first."""
    provinces = max(1, min(PROVINCES, grassroots // 10))
    uppers = max(provinces, grassroots // GRASSROOTS_PER_UPPER)
    root = Place(1, None, Level.CONFEDERATION, path_segment(1), CONFEDERATION, "")
    yield root
    above = []
    for number in range(provinces):
        pk = 2 + number
        name = f"Công đoàn cấp tỉnh, ngành {number + 1}"
        above.append(Place(pk, 1, Level.CENTRAL, root.path + path_segment(pk), name, f"Cụm {number % 8 + 1}"))
        yield above[-1]
    middle = []
    for number in range(uppers):
        pk, parent = 2 + provinces + number, above[number % provinces]
        path = parent.path + path_segment(pk)
        name = f"Công đoàn cấp trên cơ sở {number + 1}"
        middle.append(Place(pk, parent.pk, Level.UPPER, path, name, parent.block))
        yield middle[-1]
    for number in range(grassroots):
        pk, parent = 2 + provinces + uppers + number, middle[number % uppers]
        path = parent.path + path_segment(pk)
        yield Place(pk, parent.pk, Level.GRASSROOTS, path, f"Công đoàn cơ sở {number + 1}", parent.block)


def fill(units: int, year: int, form) -> None:
    """Write the tree, its people, one cycle over all grassroots unions, and their accepted reports and figures."""
    founded = date(year - 2, 1, 1)
    with transaction.atomic():
        _write_units(units, founded)
        people = _write_people(units, founded)
        cycle = _write_cycle(year, form, people["reviewer"])
        owing = [place for place in places(units) if place.level == Level.GRASSROOTS]
        _write_reports(cycle, owing, people["head"])
        _write_figures(cycle, len(owing))
        written = (Unit, UnitVersion, Obligation, Report, Revision, Figure)
        bulk.reset_sequences(*written)
    bulk.analyse()


def _write_units(units: int, founded: date) -> None:
    now = datetime.now(UTC)
    bulk.write(Unit, ["id", "created_at"], ((place.pk, now) for place in places(units)))
    fields = ["id", "unit", "valid_from", "name", "short_name", "code", "other_codes", "level", "parent", "block"]
    fields += ["department", "place", "position", "path", "search_key", "sort_key"]
    bulk.write(
        UnitVersion,
        fields,
        (
            (p.pk, p.pk, founded, p.name, p.name, "", "[]", str(p.level), p.parent, p.block)
            + (
                "Ban Công tác Công đoàn" if p.parent is None else "",
                "Hà Nội",
                p.pk,
                p.path,
                fold(p.name),
                sort_key(p.name),
            )
            for p in places(units)
        ),
    )


def _write_people(units: int, founded: date) -> dict[str, User]:
    hashed = make_password(PASSWORD)
    first = next(place.pk for place in places(units) if place.level == Level.GRASSROOTS)
    wanted = [("thamdinh@tld", 1, Role.REVIEWER), ("truongban@tld", 1, Role.DEPARTMENT_HEAD)]
    wanted += [("quantri@tld", 1, Role.ADMINISTRATOR)]
    for number in range(min(units, OFFICES_WITH_PEOPLE)):
        wanted.append((f"canbo{number + 1}@cs", first + number, Role.OFFICER))
        wanted.append((f"lanhdao{number + 1}@cs", first + number, Role.HEAD))
    people = User.objects.bulk_create(
        [User(email=f"{key}.{DOMAIN}", full_name=f"Tài khoản {key}", password=hashed) for key, _, _ in wanted]
    )
    Membership.objects.bulk_create(
        [
            Membership(user=user, unit_id=unit, role=role, valid_from=founded)
            for user, (_, unit, role) in zip(people, wanted, strict=True)
        ]
    )
    return {"reviewer": people[0], "head": people[4]}


def _write_cycle(year: int, form, reviewer: User) -> Cycle:
    spec = reckon_deadline(
        year, words="trước ngày 20 tháng 11", relation="before", month=11, day=20, policy="keep", grace=3
    )
    return Cycle.objects.create(
        collector_id=1,
        collector_name=CONFEDERATION,
        department=DEPARTMENT,
        year=year,
        title=form.definition.short_title_for(year),
        form_version=form,
        scope=Cycle.Scope.LEAVES,
        data_from=date(year - 1, 11, 16),
        data_to=date(year, 11, 15),
        deadline_words=spec.words,
        last_day=spec.last_day,
        due_at=spec.due_at,
        grace_until=spec.grace_until,
        opened_at=datetime(year, 9, 15, tzinfo=UTC),
        opened_by=reviewer,
    )


def _write_reports(cycle: Cycle, owing: list[Place], head: User) -> None:
    """One obligation, report and revision for each place, under the same running number."""
    at = cycle.due_at - timedelta(days=2)
    numbered = list(enumerate(owing, start=1))
    fields = ["id", "cycle", "unit", "unit_name", "unit_short", "unit_code", "unit_path", "level", "block", "block_key"]
    fields += ["writer", "position", "sort_key", "search_key", "cause", "cause_note", "due_at"]
    bulk.write(
        Obligation,
        fields,
        (
            (n, cycle.pk, p.pk, p.name, p.name, "", p.path, str(p.level), p.block, block_key(p.block))
            + (p.pk, p.pk, sort_key(p.name), fold(p.name), "assigned", "", cycle.due_at)
            for n, p in numbered
        ),
    )
    report_fields = ["id", "obligation", "state", "version", "warning_count", "no_secret", "number"]
    bulk.write(Report, report_fields, ((n, n, "draft", 2, 0, True, "") for n, _ in numbered))
    revision_fields = ["id", "report", "number", "snapshot", "sha256", "submitted_at", "certified_by"]
    revision_fields += ["certified_name", "certified_role", "client_key", "receipt_code"]
    bulk.write(Revision, revision_fields, (_revision(n, p, at, head) for n, p in numbered))
    Report.objects.filter(obligation__cycle=cycle).update(
        state=State.ACCEPTED,
        first_submitted_at=at,
        submitted_at=at,
        accepted_at=at,
        latest_revision_id=F("pk"),
        accepted_revision_id=F("pk"),
    )


def _revision(number: int, place: Place, at: datetime, head: User) -> tuple:
    snapshot = {"schema": 1, "bare": True, "unit": {"id": place.pk, "name": place.name}}
    code = hashlib.sha256(f"bare-{number}".encode()).hexdigest()[:12].upper()
    receipt = "-".join((code[:4], code[4:8], code[8:]))
    text = json.dumps(snapshot, ensure_ascii=False)
    return (number, number, 1, text, digest(snapshot), at, head.pk, head.full_name, "head", f"bare-{number}", receipt)


def _write_figures(cycle: Cycle, count: int) -> None:
    indicators = list(enumerate(indicator_keys(cycle.form_version_id).items()))

    def rows() -> Iterator[tuple]:
        for number in range(1, count + 1):
            for place, (code, key) in indicators:
                yield number, key, "number", _value(code, place, number), (number + place) % 9 == 0

    bulk.write(Figure, ["revision", "indicator", "kind", "value", "estimated"], rows())


def _value(code: str, place: int, number: int) -> int:
    if code == "B01":
        return int(number % 5 != 0)
    if code == "E11":
        return 380 + number % 110
    if code == "E07":
        return (5 + number % 60) * 1_000_000
    return 10 + place + (number * (place + 3)) % 97
