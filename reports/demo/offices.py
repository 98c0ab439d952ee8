"""The demo's unions and people: founded, merged and renamed by the real acts; everyone is a role account."""

from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth.hashers import make_password

from portal.models import CalendarDay, Level, Role, Unit, UnitVersion, User
from portal.people import grant
from portal.reorganisation import Decision, NewUnit, carry_out, plan_end, plan_found, plan_merge, plan_rename
from reports.demo.bodies import BODIES, ENDED_2025, MERGED_2025, RENAMED_2025, Body

PASSWORD = "danvan-demo-2026"  # noqa: S105  (an open password of invented accounts, printed at the end)
DOMAIN = "demo.example"
CONFEDERATION = "Tổng Liên đoàn Lao động Việt Nam"
UPPER = "Công đoàn Viên chức Việt Nam"

UPPER_ROLES = (
    ("thamdinh1", Role.REVIEWER, "Chuyên viên thẩm định 1"),
    ("thamdinh2", Role.REVIEWER, "Chuyên viên thẩm định 2"),
    ("truongban", Role.DEPARTMENT_HEAD, "Trưởng Ban Tuyên giáo"),
    ("vanthu", Role.CLERK, "Văn thư"),
    ("quantri", Role.ADMINISTRATOR, "Quản trị"),
)
ABOVE_ROLES = (
    ("vanthu@tld", Role.CLERK, "Văn thư"),
    ("lanhdao@tld", Role.HEAD, "Lãnh đạo"),
)
HOLIDAYS = (
    (1, 1, "Tết Dương lịch"),
    (4, 30, "Ngày Chiến thắng"),
    (5, 1, "Ngày Quốc tế Lao động"),
    (9, 1, "Nghỉ lễ Quốc khánh"),
    (9, 2, "Quốc khánh"),
)


@dataclass
class Offices:
    """The founded tree and its people; `unions` maps a body's sign to its unit."""

    confederation: Unit
    upper: Unit
    bodies: dict[str, Body]
    unions: dict[str, Unit]
    people: dict[str, User] = field(default_factory=dict)
    absorbed: dict[str, list[str]] = field(default_factory=dict)

    def officer(self, sign: str) -> User:
        return self.people[f"canbo@{sign}"]

    def head(self, sign: str) -> User:
        return self.people[f"lanhdao@{sign}"]

    def members(self, sign: str) -> int:
        """Members of a union with those of the unions that it absorbed."""
        return self.bodies[sign].members + sum(self.members(s) for s in self.absorbed.get(sign, ()))


def _decision(number: int, day: date) -> Decision:
    return Decision(f"{number}/QĐ-TLĐ", day, CONFEDERATION, "Dữ liệu minh họa; số quyết định là số giả định.")


def found_offices(count: int, first_year: int) -> Offices:
    """Found the confederation, the upper union and `count` affiliated unions with their people."""
    bodies = BODIES[:count]
    day = date(first_year - 1, 1, 1)
    rows = [
        NewUnit(CONFEDERATION, Level.CONFEDERATION, None, "Tổng Liên đoàn", "TLĐ", place="Hà Nội", position=1),
        NewUnit(
            UPPER,
            Level.CENTRAL,
            "new:0",
            "Công đoàn Viên chức VN",
            "CĐVC",
            ("CĐVCVN",),
            department="Ban Tuyên giáo",
            place="Hà Nội",
            position=1,
        ),
    ]
    rows += [
        NewUnit(
            body.union,
            Level.UPPER if body.members >= 600 else Level.GRASSROOTS,
            "new:1",
            f"CĐ {body.name}",
            f"CĐ{body.sign.upper()}",
            block=body.block,
            place="Hà Nội",
            position=number,
        )
        for number, body in enumerate(bodies, start=1)
    ]
    act = carry_out(plan_found(rows, effective_on=day, decision=_decision(1, day)), by=None)
    units = [edge.successor for edge in act.edges.select_related("successor").order_by("pk")]
    signs = [body.sign for body in bodies]
    offices = Offices(
        units[0], units[1], dict(zip(signs, bodies, strict=True)), dict(zip(signs, units[2:], strict=True))
    )
    _people(offices, day)
    return offices


def _people(offices: Offices, day: date) -> None:
    hashed = make_password(PASSWORD)
    wanted = [(f"{name}@cdvc", offices.upper, role, title) for name, role, title in UPPER_ROLES]
    wanted.append(("xem@tld", offices.confederation, Role.VIEWER, "Người xem – Tổng Liên đoàn"))
    for sign, unit in offices.unions.items():
        short = f"CĐ {offices.bodies[sign].name}"
        wanted.append((f"canbo@{sign}", unit, Role.OFFICER, f"Cán bộ lập báo cáo – {short}"))
        wanted.append((f"lanhdao@{sign}", unit, Role.HEAD, f"Chủ tịch – {short}"))
    wanted += [(key, offices.confederation, role, f"{title} – Tổng Liên đoàn") for key, role, title in ABOVE_ROLES]
    for number, (key, unit, role, title) in enumerate(wanted):
        user = User(
            email=f"{key}.{DOMAIN}",
            full_name=title[:100],
            job_title=title.partition(" – ")[0],
            phone=f"024 3000 {number:04d}",
            password=hashed,
        )
        user.fill_keys()
        user.save()
        grant(user, unit, role, valid_from=day)
        offices.people[key] = user


def reorganise_2025(offices: Offices) -> None:
    """The restructuring of 2025 as far as the demo's unions took part in it."""
    day = date(2025, 3, 1)
    signs = {body.name: sign for sign, body in offices.bodies.items()}
    by_name = {name: offices.unions[sign] for name, sign in signs.items()}
    number = 100
    for gone, heir in MERGED_2025.items():
        if gone in by_name and heir in by_name:
            number += 1
            plan = plan_merge([by_name[gone]], by_name[heir], effective_on=day, decision=_decision(number, day))
            carry_out(plan, by=offices.people["quantri@cdvc"])
            offices.absorbed.setdefault(signs[heir], []).append(signs[gone])
    for old, new in RENAMED_2025.items():
        if old in by_name:
            number += 1
            names = {"name": f"Công đoàn {new}", "short_name": f"CĐ {new}"}
            plan = plan_rename(by_name[old], names, effective_on=day, decision=_decision(number, day))
            carry_out(plan, by=offices.people["quantri@cdvc"])
    ending = [by_name[name] for name in ENDED_2025 if name in by_name]
    if ending:
        custodian = offices.upper
        plan = plan_end(ending, custodian=custodian, effective_on=day, decision=_decision(number + 1, day))
        carry_out(plan, by=offices.people["quantri@cdvc"])


def merge_last(offices: Offices, day: date) -> None:
    """In the newest year the last union that is still there is merged into another (invented)."""
    there = set(UnitVersion.objects.as_of(day).values_list("unit", flat=True))
    living = [sign for sign, unit in offices.unions.items() if unit.pk in there]
    gone = living[-1]
    heir = "mttq" if "mttq" in living else living[0]
    if gone == heir:
        return
    plan = plan_merge([offices.unions[gone]], offices.unions[heir], effective_on=day, decision=_decision(200, day))
    carry_out(plan, by=offices.people["quantri@cdvc"])
    offices.absorbed.setdefault(heir, []).append(gone)


def mark_holidays(years: range) -> None:
    """Fixed-date public holidays; the lunar ones are entered by an administrator each year."""
    CalendarDay.objects.bulk_create(
        [
            CalendarDay(day=date(year, month, day), kind=CalendarDay.Kind.HOLIDAY, name=name)
            for year in years
            for month, day, name in HOLIDAYS
        ]
    )
