"""A unit that owes a report and collects one itself: what its affiliates reported is offered to its own report."""

from dataclasses import dataclass
from decimal import Decimal

import pytest
from django.urls import reverse

from portal.models import Level, Role, User
from reports.drafts import open_sections
from reports.lookups import definition_of
from reports.models import Cycle, Figure, Report, State
from reports.prefill import offer_for
from tests.factories.cast import make_cast
from tests.factories.portal import found, login, make_member, make_tree
from tests.factories.reports import make_cycle, report_of
from tests.factories.summaries import accept, compiled, number

SECTION = "II.4"


@dataclass
class Cascade:
    """An upper cycle, and one of its first unit over two units of its own; the form is the same."""

    report: Report
    below: Cycle
    officer: User
    reviewer: User

    def accepted(self, index: int, **figures) -> None:
        unit = self.below.obligations.order_by("unit")[index].unit
        answers = {code: value if isinstance(value, tuple) else number(value) for code, value in figures.items()}
        accept(report_of(self.below, unit), answers, by=self.reviewer)

    def offered(self, own_cycle=None):
        definition = definition_of(self.below.form_version_id)
        return offer_for(self.report, definition, definition.section(SECTION), own_cycle or self.below.pk).figures

    @property
    def page(self) -> str:
        return reverse("reports:prefill", args=[self.report.pk, SECTION])

    @property
    def section(self) -> str:
        return reverse("reports:section", args=[self.report.pk, SECTION])

    def content(self) -> dict:
        return open_sections(self.report, definition_of(self.below.form_version_id))[SECTION].content["figures"]


@pytest.fixture
def cascade(db):
    tree = make_tree(2)
    for name in ("Công đoàn Cục A", "Công đoàn Cục B"):
        found(name, tree[0], level=Level.GRASSROOTS)
    above, reviewer = make_member(tree.upper, Role.REVIEWER), make_member(tree[0], Role.REVIEWER)
    upper = make_cycle(tree.upper, by=above)
    below = make_cycle(tree[0], by=reviewer)
    return Cascade(report_of(upper, tree[0]), below, make_member(tree[0], Role.OFFICER), reviewer)


def test_accepted_figures_of_the_units_below_are_offered_added_up(cascade):
    cascade.accepted(0, E03=4, E07=1_500_000, E11=400, E12=10)
    cascade.accepted(1, E03=5, E07=number(2_640_000, estimated=True), E11=300, E12=30)
    compiled(cascade.below)

    offered = cascade.offered()

    assert {code: one.value for code, one in offered.items()} == {
        "E03": Decimal(9),
        "E07": Decimal("4.1"),
        "E11": Decimal("3.25"),
        "E12": Decimal(40),
    }
    assert [code for code, one in offered.items() if one.estimated] == ["E07"]
    assert offered["E03"].items == ("Công đoàn Cục A: 4", "Công đoàn Cục B: 5")
    assert offered["E07"].items == ("Công đoàn Cục A: 1,5", "Công đoàn Cục B: 2,6 (ước)")
    assert offered["E03"].source.startswith(
        "Tổng hợp từ 2/2 đơn vị trực thuộc đã được chấp nhận báo cáo, lần tổng hợp 1 lúc "
    )


def test_what_is_not_accepted_or_not_compiled_is_not_offered(cascade):
    cascade.accepted(0, E03=4)

    assert cascade.offered() == {}

    compiled(cascade.below)
    assert (cascade.offered()["E03"].value, cascade.offered()["E03"].words[:3]) == (Decimal(4), "1/2")


def test_newest_run_alone_is_offered(cascade):
    cascade.accepted(0, E03=4)
    compiled(cascade.below)
    cascade.accepted(1, E03=5)
    compiled(cascade.below)

    assert cascade.offered()["E03"].value == Decimal(9)


def test_nothing_occurred_anywhere_offers_no_figure(cascade):
    cascade.accepted(0, E03=(Figure.Kind.NONE_OCCURRED, 0, False))
    compiled(cascade.below)

    assert cascade.offered() == {}


def test_taken_total_is_written_with_its_source_and_frozen(cascade, client):
    cascade.accepted(0, E03=1200, E07=number(1_500_000_000, estimated=True))
    compiled(cascade.below)
    login(client, cascade.officer)

    before = client.get(cascade.section).content.decode()
    shown = client.get(cascade.page)
    version = shown.context["version"]
    client.post(cascade.page, {"version": version, "lay": ["E03", "E07"]})
    after = client.get(cascade.section).content.decode()

    assert "Tổng hợp từ các đơn vị trực thuộc được <b>1.200</b>" in before
    assert "Lấy số liệu có sẵn" in shown.content.decode()
    assert cascade.content()["E03"] == {"raw": "1200", "kind": "number", "estimated": False}
    assert cascade.content()["E07"] == {"raw": "1500,0", "kind": "number", "estimated": True}
    assert "Nguồn: Tổng hợp từ 1/2 đơn vị trực thuộc" in after
    assert "Đã sửa khác số đã lấy" not in after
    assert "Tổng hợp từ các đơn vị trực thuộc được <b>1.200</b>" not in after


def test_unit_that_collects_nothing_has_no_such_page_and_no_more_questions(cascade, client):
    sibling = Report.objects.exclude(pk=cascade.report.pk).get(obligation__cycle=cascade.report.obligation.cycle)
    officer = make_member(sibling.obligation.unit, Role.OFFICER)
    login(client, officer)

    assert client.get(reverse("reports:prefill", args=[sibling.pk, SECTION])).status_code == 404
    assert (
        "Tổng hợp từ các đơn vị"
        not in client.get(reverse("reports:section", args=[sibling.pk, SECTION])).content.decode()
    )


def test_totals_of_another_year_are_not_found(client, db):
    cast = make_cast()
    unit = cast.tree[0]
    found("Công đoàn Cục A", unit)
    make_cycle(unit, by=make_member(unit, Role.REVIEWER), year=2025)
    login(client, cast.people["officer"])

    assert client.get(reverse("reports:prefill", args=[cast.report().pk, SECTION])).status_code == 404


def test_sent_report_is_offered_nothing(cascade, client):
    cascade.accepted(0, E03=4)
    compiled(cascade.below)
    Report.objects.filter(pk=cascade.report.pk).update(state=State.AWAITING_CERTIFICATION)
    login(client, cascade.officer)

    assert client.get(cascade.page).status_code == 404
    assert "Tổng hợp từ các đơn vị" not in client.get(cascade.section).content.decode()


@pytest.mark.parametrize("count", [1, 2])
def test_pages_of_a_collecting_unit_ask_as_often_for_one_unit_below_and_two(
    cascade, client, count, django_assert_num_queries
):
    for index in range(count):
        cascade.accepted(index, E03=4, E09=7)
    compiled(cascade.below)
    login(client, cascade.officer)
    client.get(cascade.section)

    with django_assert_num_queries(9):
        client.get(cascade.section)
    with django_assert_num_queries(10):
        client.get(cascade.page)
