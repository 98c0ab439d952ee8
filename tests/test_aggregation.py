"""Totals of a run equal those of plain Python over the same answers, in every scope, for any answers at all."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import pytest
from django.db.models import QuerySet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.models import Level
from portal.reorganisation import (
    NewUnit,
    plan_consolidate,
    plan_divide,
    plan_end,
    plan_found,
    plan_merge,
    plan_move,
)
from reports.aggregation import contributions, scope_of, scopes_of, shown_figures
from reports.models import Cycle, Figure, Obligation, Report, Revision, State, SummaryRun
from tests.factories.portal import FOUNDED, act, decision, make_user
from tests.factories.reports import make_cycle
from tests.factories.summaries import accept, compiled, number, small_form

CODES = ["A01", "A02", "A03", "B01", "C04", "C05", "C06", "C07", "E06", "E07", "E11", "E12"]
SUMMED = ["A01", "A02", "B01", "C04", "C05", "C06", "C07", "E06", "E07", "E12"]
RATIOS = {
    "T01": (["A01"], ["A02"]),
    "T02": (["C06", "C07"], ["C04", "C05"]),
    "T03": (["E07"], ["E06"]),
    "T04": (["E07", "E06"], ["A02"]),
    "T05": (["C06"], ["C06", "C07"]),
    "T06": (["C06", "E12"], ["A01"]),
}
SCALE = {"E07": 1_000_000, "E11": 100}
DERIVED = [
    {"code": code, "label": code, "unit": "%", "decimals": 1, "num": above, "den": under}
    for code, (above, under) in RATIOS.items()
]

# Where each unit that owes a report in 2026 stands: block, level, union in between.
STANDING = {
    "A": ("Khối I", "grassroots", "P1"),
    "B": ("Khối II", "grassroots", "P1"),
    "D": ("Khối I", "grassroots", "P2"),
    "F": ("", "grassroots", ""),
    "J": ("Khối II", "grassroots", "P2"),
    "K1": ("Khối I", "grassroots", "P1"),
    "M": ("Khối X", "grassroots", "P2"),
    "N": ("Khối I", "grassroots", "P2"),
    "C": ("Khối I", "grassroots", "P1"),
}
# Units of 2025 and whose base they are in 2026 (None: of the whole alone).
HEIRS = {
    "A": "A",
    "B": "B",
    "C": "C",  # merged into A, but owes a closing report of its own
    "D": "D",
    "F": "F",
    "G": "A",  # merged into A
    "X": "A",  # merged into Y, and Y into A
    "Y": "A",
    "H": "J",  # consolidated with I
    "I": "J",
    "K": None,  # divided: nobody can say who did what
    "L": None,  # ended
    "N": "N",  # moved from P1 to P2
    "Z": None,  # exempt this year
}


@dataclass
class World:
    now: Cycle
    then: Cycle
    person: object
    names: dict[str, int]


def build_world() -> World:
    """Two years of a collector with unions of every fate between them."""
    person = make_user("Người kiểm thử")
    leaves = [name for name in HEIRS if name != "F"]
    uppers = {name: "new:3" if name in ("D", "H", "I") else "new:2" for name in leaves}
    blocks = {name: STANDING.get(name, ("Khối II",))[0] for name in leaves} | {"N": "Khối I"}
    rows = [
        NewUnit("TLĐ", Level.CONFEDERATION, None),
        NewUnit("Tổng hợp", Level.CENTRAL, "new:0", department="Ban Tuyên giáo"),
        NewUnit("P1", Level.UPPER, "new:1"),
        NewUnit("P2", Level.UPPER, "new:1"),
        NewUnit("F", Level.GRASSROOTS, "new:1"),
    ]
    rows += [NewUnit(name, Level.GRASSROOTS, uppers[name], block=blocks[name]) for name in leaves]
    done = act(plan_found(rows, effective_on=FOUNDED, decision=decision()))
    units = {edge.successor.latest.name: edge.successor for edge in done.edges.select_related("successor")}
    form = small_form(CODES, DERIVED, changes={"A03": {"agg": {"units": "none", "periods": "last"}}})
    settings_ = {"form_version": form, "scope": Cycle.Scope.LEAVES}
    then = make_cycle(units["Tổng hợp"], by=person, year=2025, **settings_)
    _reorganise(units)
    overrides = {
        units["Z"].pk: (Obligation.Cause.EXEMPT, "Đang kiện toàn"),
        units["C"].pk: (Obligation.Cause.CLOSING, "Báo cáo kết thúc"),
        units["K2"].pk: (Obligation.Cause.EXEMPT, "Mới thành lập"),
    }
    now = make_cycle(units["Tổng hợp"], by=person, year=2026, overrides=overrides, **settings_)
    return World(now, then, person, {name: unit.pk for name, unit in units.items()})


def _reorganise(units: dict) -> None:
    new = {"level": Level.GRASSROOTS}
    on = date(2026, 3, 1)
    act(plan_merge([units["G"]], units["A"], effective_on=on, decision=decision()))
    act(plan_merge([units["X"]], units["Y"], effective_on=on, decision=decision()))
    act(plan_merge([units["Y"]], units["A"], effective_on=date(2026, 4, 1), decision=decision()))
    act(plan_merge([units["C"]], units["A"], effective_on=date(2026, 5, 1), decision=decision()))
    joined = NewUnit("J", parent=units["P2"].pk, block="Khối II", **new)
    done = [act(plan_consolidate([units["H"], units["I"]], joined, effective_on=on, decision=decision()))]
    parts = [NewUnit(name, parent=units["P1"].pk, block="Khối I", **new) for name in ("K1", "K2")]
    done.append(act(plan_divide(units["K"], parts, children={}, effective_on=on, decision=decision())))
    founded = NewUnit("M", parent=units["P2"].pk, block="Khối X", **new)
    done.append(act(plan_found([founded], effective_on=on, decision=decision())))
    act(plan_end([units["L"]], effective_on=on, decision=decision()))
    act(plan_move([units["N"]], units["P2"], effective_on=on, decision=decision()))
    for made in done:
        units |= {edge.successor.latest.name: edge.successor for edge in made.edges.select_related("successor")}


def answers_of(code: str):
    """Any answer to an indicator, as it is stored."""
    if code == "B01":
        value = st.integers(0, 1)
    elif code == "E11":
        value = st.integers(100, 500)
    else:
        value = st.one_of(st.integers(0, 50), st.integers(0, 10**9))
    return st.one_of(
        st.builds(lambda v, e: number(v, estimated=e), value, st.booleans()),
        st.builds(lambda v, e: number(v, estimated=e), value, st.booleans()),
        st.sampled_from(
            [
                (Figure.Kind.NONE_OCCURRED, 0, False),
                (Figure.Kind.NOT_APPLICABLE, None, False),
                (Figure.Kind.NOT_ENTERED, None, False),
            ]
        ),
    )


REPORT = st.one_of(st.none(), st.fixed_dictionaries({code: answers_of(code) for code in CODES}))
YEAR_NOW = st.fixed_dictionaries(dict.fromkeys(STANDING, REPORT))
YEAR_THEN = st.fixed_dictionaries(dict.fromkeys(HEIRS, REPORT))


def scopes(name: str) -> list[tuple[str, str]]:
    """(kind, label) of the scopes in which a unit of 2026 counts."""
    block, level, upper = STANDING[name]
    found = [("total", "Tổng hợp"), ("level", str(Level(level).label))]
    found += [("block", block)] if block else []
    return found + ([("subtree", upper)] if upper else [])


def expected(year: dict, heirs: dict[str, str | None]) -> dict:
    """{(kind, label, code): (value, above/below as Fractions, units, estimated)} by plain addition."""
    found: dict = {}
    for name, answers in year.items():
        if answers is None:
            continue
        where = scopes(heirs[name]) if heirs[name] else [("total", "Tổng hợp")]
        for scope in where:
            for code, share in shares(answers).items():
                kept = found.setdefault((*scope, code), [None, None, None, 0, 0])
                for place, value in enumerate(share[:3]):
                    if value is not None:
                        kept[place] = (kept[place] or 0) + value
                kept[3] += share[3]
                kept[4] += share[4]
    return found


def shares(answers: dict) -> dict[str, tuple]:
    """What one report adds to each figure: (value, above, below, counted, estimated)."""
    values = {code: answer[1] for code, answer in answers.items()}
    guessed = {code: answer[2] for code, answer in answers.items()}
    typed = {code: None if v is None else Fraction(v, SCALE.get(code, 1)) for code, v in values.items()}
    found = {code: (values[code], None, None, values[code] is not None, guessed[code]) for code in SUMMED}
    found["A03"] = (None, None, None, values["A03"] is not None, guessed["A03"])
    weight = values["E12"]
    paired = answers["E11"][0] == Figure.Kind.NUMBER and bool(weight)
    found["E11"] = (None, None, None, False, False)
    if paired:
        found["E11"] = (None, typed["E11"] * weight, Fraction(weight), True, guessed["E11"] or guessed["E12"])
    for code, (above, under) in RATIOS.items():
        if all(values[c] is not None for c in above + under):
            marked = any(guessed[c] for c in above + under)
            found[code] = (None, sum(typed[c] for c in above), sum(typed[c] for c in under), True, marked)
        else:
            found[code] = (None, None, None, False, False)
    return found


@pytest.fixture
def world(db):
    return build_world()


def forget(world: World) -> None:
    """Take back what an example told."""
    SummaryRun.objects.all().delete()
    Report.objects.update(
        state=State.DRAFT, latest_revision=None, accepted_revision=None, accepted_at=None, first_submitted_at=None
    )
    for model in (Figure, Revision):
        QuerySet.delete(model.objects.all())


def tell(world: World, cycle: Cycle, year: dict) -> None:
    names = {pk: name for name, pk in world.names.items()}
    for report in Report.objects.filter(obligation__cycle=cycle).select_related("obligation__cycle"):
        answers = year.get(names[report.obligation.unit_id])
        if answers is not None:
            accept(report, answers, by=world.person)


def figure_facts(run: SummaryRun) -> dict:
    """What the run stored, by (kind, label, code): shaped as `compare` expects."""
    return {
        (scope.kind, scope.label, figure.code): figure
        for scope in scopes_of(run)
        for figure in shown_figures(run, scope.kind, scope.key)
    }


def test_owing_units_stand_where_the_tables_of_this_test_say(world):
    run = compiled(world.now)

    names = {pk: name for name, pk in world.names.items()}
    owing = Obligation.objects.filter(cycle=world.now).owing()
    assert {names[row.unit_id] for row in owing} == set(STANDING)
    assert {(s.kind, s.label): s.owing for s in scopes_of(run)} == {
        scope: sum(scope in scopes(name) for name in STANDING) for name in STANDING for scope in scopes(name)
    }


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(now=YEAR_NOW, then=YEAR_THEN)
def test_every_figure_equals_plain_addition(world, now, then):
    forget(world)
    tell(world, world.then, then)
    tell(world, world.now, now)

    run = compiled(world.now)

    ours, before = expected(now, {name: name for name in STANDING}), expected(then, HEIRS)
    stored = figure_facts(run)
    assert run.accepted == sum(answers is not None for answers in now.values())
    assert len(stored) == len(scopes_of(run)) * (len(CODES) + len(RATIOS))
    for key, figure in stored.items():
        code = key[-1]
        want, was = ours.get(key, [None, None, None, 0, 0]), before.get(key, [None, None, None, 0, 0])
        assert (key, figure.coverage[0], figure.row.units_estimated) == (key, want[3], want[4])
        assert (key, figure.row.previous_units) == (key, was[3])
        assert same(figure.value, wanted(code, want)), (key, figure.value, want)
        assert same(figure.previous, wanted(code, was)), (key, figure.previous, was)
        assert_kinds(figure, [now[name] for name in STANDING if key[:2] in scopes(name) and now[name]])
    assert_sums_of_units(run)


def wanted(code: str, sums: list) -> Fraction | None:
    value, above, below = sums[:3]
    if code in RATIOS or code == "E11":
        return above / below * (100 if code in RATIOS else 1) if below else None
    return None if value is None else Fraction(value, SCALE.get(code, 1))


def same(shown, exact: Fraction | None) -> bool:
    if shown is None or exact is None:
        return shown is None and exact is None
    return abs(Fraction(shown) - exact) <= abs(exact) / 10**20


def assert_kinds(figure, reports: list[dict]) -> None:
    if figure.is_derived:
        return
    kinds = [answers[figure.code][0] for answers in reports]
    counted = (figure.row.units_none, figure.row.units_not_applicable, figure.row.units_not_entered)
    assert counted == tuple(
        kinds.count(kind) for kind in (Figure.Kind.NONE_OCCURRED, Figure.Kind.NOT_APPLICABLE, Figure.Kind.NOT_ENTERED)
    )


def assert_sums_of_units(run: SummaryRun) -> None:
    """The click-through of a figure leads to units whose own sum is that figure."""
    for scope in scopes_of(run):
        by_code = {figure.code: figure for figure in shown_figures(run, scope.kind, scope.key)}
        made_of = contributions(run, "E07", scope)
        assert made_of.added_up() == (by_code["E07"].value, by_code["E07"].coverage[0])
        rows = made_of.rows(made_of.inputs())
        given = [row.figures["E07"].value for row in rows if row.figures["E07"].value is not None]
        assert sum(given) == (by_code["E07"].value or 0) * SCALE["E07"]
        assert len(rows) + made_of.absent().count() == scope.owing


def test_scopes_are_named_in_addresses_and_nothing_else_is_found(world):
    run = compiled(world.now)

    for scope in scopes_of(run):
        assert scope_of(run, scope.code) == scope
    assert scope_of(run, "khoi:9999") is None
    assert scope_of(run, "rác") is None
    assert scope_of(run, "khoi") is None
