"""A revision beside last year's and the one before: figures, kinds of empty, warnings, texts, annex rows."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.models import Role
from portal.reorganisation import plan_merge
from reports.drafts import save_section
from reports.lineage import previous_figures, previous_revisions, units_behind
from reports.lookups import definition_of
from reports.models import Explanation, Report
from reports.points import answer_point, raise_point
from reports.readiness import assess
from reports.reviewing import Piece, compare, word_diff
from tests.factories.portal import act, decision, grant, make_member, make_tree
from tests.factories.reports import fill, fire, make_cycle, report_of, submit, walk

# --- Words ----------------------------------------------------------------------------------


def test_diff_of_one_word_marks_that_word():
    assert word_diff("Tổ chức 18 buổi", "Tổ chức 24 buổi") == [
        Piece("same", "Tổ chức "),
        Piece("gone", "18"),
        Piece("new", "24"),
        Piece("same", " buổi"),
    ]


def test_diff_of_a_rewritten_phrase_reads_as_one():
    assert word_diff("Đã họp ba lần rồi", "Đã gặp gỡ hai lần rồi") == [
        Piece("same", "Đã "),
        Piece("gone", "họp ba"),
        Piece("new", "gặp gỡ hai"),
        Piece("same", " lần rồi"),
    ]


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        ("", "", []),
        ("như cũ", "như cũ", ["same"]),
        ("", "mới", ["new"]),
        ("cũ", "", ["gone"]),
        ("Đoạn một\nĐoạn hai", "Đoạn một\nĐoạn ba\nĐoạn hai", ["same", "new", "same"]),
    ],
)
def test_diff_of_edges(before, after, kinds):
    assert [piece.kind for piece in word_diff(before, after)] == kinds


@given(st.text("ab \n", max_size=60), st.text("ab \n", max_size=60))
@settings(max_examples=200, deadline=None)
def test_diff_loses_no_letter_of_either_text(before, after):
    pieces = word_diff(before, after)

    assert "".join(p.text for p in pieces if p.kind != "new") == before
    assert "".join(p.text for p in pieces if p.kind != "gone") == after


def test_diff_of_100_000_letters_stays_affordable():
    before = " ".join(f"từ{i % 97}" for i in range(20_000))
    after = " ".join(f"chữ{i % 89}" for i in range(20_000))

    pieces = word_diff(before, after)

    assert [(p.kind, len(p.text)) for p in pieces] == [("gone", len(before)), ("new", len(after))]


# --- Figures --------------------------------------------------------------------------------


@pytest.fixture
def years(db):
    """Two units through 2025 (both accepted); unit 1 is merged into unit 0 on 1/3/2026."""
    tree = make_tree(2)
    people = {
        "officer": make_member(tree[0], Role.OFFICER),
        "head": make_member(tree[0], Role.HEAD),
        "reviewer": make_member(tree.upper, Role.REVIEWER),
    }
    for name, role in (("officer", Role.OFFICER), ("head", Role.HEAD)):
        grant(people[name], tree[1], role)
    with time_machine.travel("2025-11-10T09:00:00+07:00", tick=False):
        before = make_cycle(tree.upper, by=people["reviewer"], year=2025)
        for index, answers in enumerate(({"C02": "900", "E11": "4,20"}, {"C02": "60", "E07": "12,5"})):
            walk(report_of(before, tree[index]), "accepted", **people, answers=answers)
    return tree, people, before


def merge(tree):
    with time_machine.travel("2026-03-02T09:00:00+07:00", tick=False):
        act(plan_merge([tree[1]], tree[0], effective_on=date(2026, 3, 1), decision=decision()))


def submitted_2026(tree, people, answers=None, kinds=None) -> Report:
    """Unit 0's report of 2026, with some figures of other kinds than a number, warnings explained."""
    with time_machine.travel("2026-11-10T09:00:00+07:00", tick=False):
        cycle = make_cycle(tree.upper, by=people["reviewer"])
        report = fill(report_of(cycle, tree[0]), by=people["officer"], answers=answers)
        for section, code, entry in kinds or ():
            row = report.draft_sections.get(code=section)
            row.content["figures"][code] = entry
            save_section(report.pk, section, row.content, seen=row.version, by=people["officer"])
        explain_all(report, people["officer"])
        fire(report, "send", by=people["officer"])
        fire(report, "submit", by=people["head"], client_key="nam-2026")
    return report_of(cycle, tree[0])


def explain_all(report, by):

    for finding in assess(report).unexplained:
        Explanation.objects.create(report=report, key=finding.key, text=f"Giải trình {finding.key}", by=by)


def compared(report, previous=None):
    cycle, unit = report.obligation.cycle, report.obligation.unit_id
    behind = units_behind(cycle, unit)
    return compare(
        definition_of(cycle.form_version_id),
        report.latest_revision,
        year=cycle.year,
        last_year=previous_figures(cycle, unit, behind),
        last_texts=[(r.unit_name, r.snapshot) for r in previous_revisions(cycle, behind)],
        previous=previous,
        points=report.points.order_by("pk"),
    )


def line(comparison, code):
    return next(line for view in comparison.sections for line in view.lines if line.indicator.code == code)


def view(comparison, code):
    return next(view for view in comparison.sections if view.section.code == code)


def test_difference_is_this_year_less_last_year(years):
    tree, people, _ = years
    found = line(compared(submitted_2026(tree, people, {"C02": "990"})), "C02")

    assert (found.before.words, found.now.words, found.difference, found.percent) == ("900", "990", 90, Decimal("10.0"))
    assert (found.difference_words, found.percent_words, found.units_behind) == ("+90", "+10,0 %", 1)


def test_merged_unit_is_compared_with_the_sum_of_its_predecessors(years):
    tree, people, _ = years
    merge(tree)

    comparison = compared(submitted_2026(tree, people, {"C02": "1.000"}))

    c02, e07, e11 = (line(comparison, code) for code in ("C02", "E07", "E11"))
    assert (c02.before.value, c02.difference, c02.units_behind) == (960, 40, 2)
    assert e07.before.value == Decimal("200.0")
    # A mean does not add up: nothing to compare with once two units stand behind it.
    assert (e11.before.value, e11.difference) == (None, None)


def test_merged_unit_shows_the_texts_of_both_predecessors(years):
    tree, people, _ = years
    merge(tree)

    comparison = compared(submitted_2026(tree, people))

    assert [name for name, _ in view(comparison, "I.1").texts_before] == ["Công đoàn Cơ quan 1", "Công đoàn Cơ quan 2"]


def test_unit_without_last_year_is_compared_with_nothing(db):
    tree = make_tree(1)
    people = {
        "officer": make_member(tree[0], Role.OFFICER),
        "head": make_member(tree[0], Role.HEAD),
        "reviewer": make_member(tree.upper, Role.REVIEWER),
    }

    comparison = compared(submitted_2026(tree, people))

    assert (comparison.has_last_year, line(comparison, "C02").before) == (False, None)


@pytest.mark.parametrize(
    ("entry", "words", "value", "difference"),
    [
        ({"raw": "", "kind": "none_occurred", "estimated": False}, "KPS", 0, Decimal(-11)),
        ({"raw": "", "kind": "not_applicable", "estimated": False}, "KAD", None, None),
        ({"raw": "", "kind": "", "estimated": False}, "–", None, None),
        ({"raw": "12", "kind": "number", "estimated": True}, "12", 12, Decimal(1)),
    ],
)
def test_kinds_of_empty_stay_apart(years, entry, words, value, difference):
    tree, people, _ = years

    found = line(compared(submitted_2026(tree, people, kinds=[("II.1", "B03", entry)])), "B03")

    assert (found.now.words, found.now.value, found.difference) == (words, value, difference)
    assert found.now.estimated == entry["estimated"]


def test_warning_stands_at_its_figure_with_what_the_unit_wrote(years):
    tree, people, _ = years

    comparison = compared(submitted_2026(tree, people, {"C02": "1.800"}))

    remarks = line(comparison, "C02").remarks
    assert [(r.severity, r.message, r.explanation) for r in remarks] == [
        (
            "warning",
            "Chỉ tiêu C02 biến động trên 50% so với năm trước (900 → 1.800); cần giải trình.",
            "Giải trình R28:C02",
        )
    ]
    assert (comparison.warnings, view(comparison, "II.2").warnings) == (1, 1)


def test_explanation_stays_when_its_warning_no_longer_arises(years):
    tree, people, before = years
    report = submitted_2026(tree, people, {"C02": "1.800"})
    last = report_of(before, tree[0])
    fire(last, "reopen", by=people["reviewer"], reason="Nhầm số")
    raise_point(last, section="II.2", indicator="C02", text="Rà soát", by=people["reviewer"])
    fire(last, "return", by=people["reviewer"], return_due_at=last.submitted_at.replace(year=2030))
    answer_point(last.points.get(), text="Số đúng là 1.700", by=people["officer"])
    submit(last, officer=people["officer"], head=people["head"], answers={"C02": "1.700", "E11": "4,20"})
    fire(last, "accept", by=people["reviewer"])

    remarks = line(compared(report), "C02").remarks

    assert [r.explanation for r in remarks] == ["Giải trình R28:C02"]


def test_ratios_are_worked_out_for_both_years(years):
    tree, people, _ = years

    ratios = {r.ratio.code: r.words for r in compared(submitted_2026(tree, people)).ratios}

    # T01: members per staff, 1.180 / 1.250 in both years.
    assert ratios["T01"] == ("94,4", "94,4")


# --- The revision before --------------------------------------------------------------------


def resubmitted(tree, people, change):
    """Unit 0's report of 2026 in a second revision; `change` edits the stored draft between the two."""
    report = submitted_2026(tree, people)
    with time_machine.travel("2026-11-12T09:00:00+07:00", tick=False):
        raise_point(report, section="I.1", indicator="", text="Bổ sung", by=people["reviewer"])
        fire(report, "return", by=people["reviewer"], return_due_at=report.submitted_at.replace(year=2030))
        answer_point(report.points.get(), text="Đã bổ sung", by=people["officer"])
        for section, edit in change.items():
            row = report.draft_sections.get(code=section)
            content = {**row.content, "figures": dict(row.content["figures"])}
            edit(content)
            save_section(report.pk, section, content, seen=row.version, by=people["officer"])
        fire(report, "send", by=people["officer"])
        fire(report, "submit", by=people["head"], client_key="lan-hai")
    report = report_of(report.obligation.cycle, tree[0])
    return compared(report, report.revisions.get(number=1))


def test_second_revision_without_changes_shows_none(years):
    tree, people, _ = years

    comparison = resubmitted(tree, people, {})

    assert (comparison.has_previous, comparison.changed) == (True, [])


def test_changed_text_is_shown_word_by_word(years):
    tree, people, _ = years

    comparison = resubmitted(
        tree, people, {"I.1": lambda c: c.update(text="Đơn vị đã triển khai một phần nội dung của mục I.1 trong năm.")}
    )

    assert [v.section.code for v in comparison.changed] == ["I.1"]
    assert [p for p in view(comparison, "I.1").changes if p.kind != "same"] == [
        Piece("gone", "đầy đủ"),
        Piece("new", "một phần"),
    ]


def test_changed_figure_says_what_it_was(years):
    tree, people, _ = years

    def edit(content):
        content["figures"]["C01"] = {"raw": "20", "kind": "number", "estimated": True}

    found = line(resubmitted(tree, people, {"II.2": edit}), "C01")

    assert (found.was.words, found.now.words, found.now.estimated) == ("18", "20", True)


def test_annex_rows_are_new_gone_or_the_same(years):
    tree, people, _ = years
    row = {"noi_nhan": "tld", "noi_dung": "Tăng biên chế", "ly_do": ""}
    other = {"noi_nhan": "cap_uy", "noi_dung": "Bố trí phòng họp", "ly_do": ""}

    def first(content):
        content["annexes"] = {"PL4": [row, other]}

    with_rows = resubmitted(tree, people, {"V": first})
    annex = view(with_rows, "V").annexes[0]

    assert [(mark, cells[0], cells[1]) for mark, cells in annex.rows] == [
        ("new", "Tổng Liên đoàn Lao động Việt Nam", "Tăng biên chế"),
        ("new", "Cấp ủy", "Bố trí phòng họp"),
    ]
    assert (annex.count, annex.rows_before) == (2, 0)
