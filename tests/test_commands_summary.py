"""The commands that compile and export: one line of JSON last, totals that an outsider can reckon again."""

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from portal.models import Level, Role
from reports.aggregation import latest_run, scopes_of, shown_figures
from reports.models import Cycle, Figure, SummaryRun
from tests.factories.portal import found, make_member, make_tree, make_user
from tests.factories.reports import ANSWERS, fill, make_cycle, report_of, walk
from tests.independent_totals import by_block, read_units, totals


@pytest.fixture
def year(db):
    """Four unions: three accepted through the real steps (one after another revision), one still a draft."""
    tree = make_tree(4)
    reviewer = make_member(tree.upper, Role.REVIEWER)
    cycle = make_cycle(tree.upper, by=reviewer)
    changes = [
        {"E07": "1.187,5", "A03": "1.001", "E11": "4,99", "E12": "7"},
        {"E07": "0,3", "F04": "", "E10": ""},
        {"A02": "9.999", "E11": "1", "E12": "600"},
    ]
    for unit, answers in zip(tree.units, changes, strict=False):
        officer, head = make_member(unit, Role.OFFICER), make_member(unit, Role.HEAD)
        walk(
            report_of(cycle, unit), "accepted", officer=officer, head=head, reviewer=reviewer, answers=ANSWERS | answers
        )
    fill(report_of(cycle, tree[3]), by=make_member(tree[3], Role.OFFICER))
    return cycle


def run_command(*args) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        call_command(*args, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_compile_summary_prints_what_it_made(year, tmp_path):
    out, _ = run_command("compile_summary", "--year", "2026", "--docx", str(tmp_path / "a.docx"))

    told = json.loads(out.splitlines()[-1])
    run = SummaryRun.objects.get()
    assert {name: told[name] for name in ("run", "obligations", "accepted", "figures")} == {
        "run": run.pk,
        "obligations": 4,
        "accepted": 3,
        "figures": run.figures.count(),
    }
    assert told["seconds"] >= 0
    assert (run.state, run.job.state) == ("done", "done")
    assert (tmp_path / "a.docx").read_bytes()[:2] == b"PK"


def test_compile_summary_of_a_year_without_accepted_reports_still_ends_well(db):
    tree = make_tree(2)
    make_cycle(tree.upper, by=make_user())

    out, _ = run_command("compile_summary", "--year", "2026")

    assert json.loads(out)["accepted"] == 0


def test_commands_refuse_a_year_that_is_not_there_or_twice_there(year, tmp_path):
    other = found("Công đoàn Giáo dục Việt Nam", year.collector.latest.parent, level=Level.CENTRAL)
    found("Công đoàn Trường", other)
    make_cycle(other, by=make_user())

    with pytest.raises(CommandError, match="Không có kỳ báo cáo năm 1999"):
        run_command("compile_summary", "--year", "1999")
    with pytest.raises(CommandError, match="hãy chỉ rõ --collector"):
        run_command("export_figures", "--year", "2026")
    out, _ = run_command("compile_summary", "--year", "2026", "--collector", str(year.collector_id))
    assert json.loads(out)["accepted"] == 3


def test_compile_summary_to_a_place_that_is_not_there_says_so(year, tmp_path):
    with pytest.raises(CommandError, match="khong-co"):
        run_command("compile_summary", "--year", "2026", "--xlsx", str(tmp_path / "khong-co" / "a.xlsx"))

    assert SummaryRun.objects.get().state == "done"


def test_export_figures_writes_every_figure_of_every_accepted_revision(year, tmp_path):
    target = tmp_path / "figures.csv"

    out, _ = run_command("export_figures", "--year", "2026", "--format", "csv", "--out", str(target))

    units = read_units(target)
    assert json.loads(out) == {"year": 2026, "rows": 120}
    assert {len(unit["values"]) for unit in units.values()} == {40}
    assert Figure.objects.count() == 120
    assert sorted(unit["values"]["E07"] for unit in units.values()) == [
        Decimal("0.3"),
        Decimal("187.5"),
        Decimal("1187.5"),
    ]


def test_export_figures_to_standard_output_keeps_the_json_apart(year):
    out, err = run_command("export_figures", "--year", "2026")

    assert len(out.splitlines()) == 121
    assert out.startswith("\ufeffyear,unit_id,unit_name,block,level,revision,")
    assert json.loads(err)["rows"] == 120


def test_totals_equal_those_of_an_outsider(year, tmp_path):
    run_command("compile_summary", "--year", "2026")
    target = tmp_path / "figures.csv"
    run_command("export_figures", "--year", "2026", "--out", str(target))

    units = read_units(target)
    run = latest_run(Cycle.objects.get())
    assert_same(shown_figures(run), totals(list(units.values())))
    blocks = by_block(units)
    for scope in scopes_of(run, "block"):
        assert_same(shown_figures(run, "block", scope.key), blocks[scope.label])


def assert_same(figures, reckoned) -> None:
    assert len(figures) == len(reckoned) == 49
    for figure in figures:
        value, number, marked = reckoned[figure.code]
        assert (figure.code, figure.value, figure.coverage[0]) == (figure.code, value, number)
        assert marked is None or figure.is_estimated == marked
