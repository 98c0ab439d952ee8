"""The demo's papers: the facts of the two seed documents, and years of invented ones that look alive."""

from datetime import date

import pytest

from directives.demo import seed_directives, seed_year
from directives.models import Activity, Directive, Programme, Recipient
from directives.publishing import is_intact
from portal.models import Role
from tests.factories.portal import make_member, make_tree

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    return make_tree(10, on=date(2010, 1, 1))


@pytest.fixture
def clerk(tree):
    return make_member(tree.upper, Role.CLERK)


def test_seed_directive_keeps_the_facts(tree, clerk):
    directive = seed_directives(tree.upper, clerk)

    assert (directive.type_name, directive.state, directive.issued_on) == ("Công văn", "published", date(2016, 7, 5))
    assert directive.tasks.count() == 5
    assert directive.department == "Ban Tuyên giáo"
    assert "trước ngày 20 tháng 11" in directive.deadline_words
    assert set(directive.citations.values_list("type_name", "number", "issued_on")) == {
        ("Công văn", "880/TLĐ", date(2016, 6, 15)),
        ("Chỉ thị", "16/CT-TTg", date(2016, 5, 16)),
        ("Chương trình hành động", "299/CTr-TLĐ", date(2014, 3, 17)),
        ("Chương trình hành động", "110/CTr-CĐVC", date(2014, 4, 1)),
        ("Nghị quyết", "25-NQ/TW", date(2013, 6, 3)),
        ("Quyết định", "217-QĐ/TW", date(2013, 12, 12)),
        ("Quyết định", "218-QĐ/TW", date(2013, 12, 12)),
    }
    assert directive.recipients.count() == 10
    assert is_intact(directive)


def test_seed_directive_waits_for_the_first_unions():
    late = make_tree(2, on=date(2023, 1, 1))

    directive = seed_directives(late.upper, make_member(late.upper, Role.CLERK, on=date(2023, 1, 1)))

    assert directive.issued_on == date(2023, 1, 1)


def test_seed_programme_keeps_the_facts(tree, clerk):
    seed_directives(tree.upper, clerk)

    programme = Programme.objects.get()
    assert (programme.number, programme.signed_on, programme.signed_at_place) == (
        "01/BNV-CĐVCVN",
        date(2023, 2, 22),
        "Hà Nội",
    )
    assert list(
        programme.activities.values_list(
            "year", "kind", "status", "planned_to", "quantity", "participants_from", "participants_to"
        )
    ) == [
        (2022, Activity.Kind.TALK, "done", date(2022, 12, 31), 1, None, None),
        (2022, Activity.Kind.CONTEST, "done", date(2022, 12, 31), 1, None, None),
        (2023, Activity.Kind.TALK, "planned", date(2023, 6, 30), 1, None, None),
        (2023, Activity.Kind.TRAINING, "planned", date(2023, 11, 30), 2, 150, 200),
    ]


def test_year_of_invented_papers_is_labelled_received_and_told_in_its_time(tree, clerk):
    for unit in tree.units:
        make_member(unit, Role.OFFICER)
    seed = seed_directives(tree.upper, clerk)

    made = seed_year(tree.upper, clerk, 2025)

    assert [one.title.endswith("(văn bản minh họa)") or "minh họa" in one.title for one in made] == [True] * 4
    assert sorted(Directive.objects.filter(issued_on__year=2025).values_list("state", flat=True)) == [
        "published",
        "published",
        "published",
        "recalled",
    ]
    assert {one.published_at.year for one in made} == {2025}
    assert Recipient.objects.filter(directive=made[0], acknowledged_at__isnull=False).count() == 7
    assert (
        Recipient.objects.filter(directive=made[0], acknowledged_at__isnull=True, opened_at__isnull=False).count() == 2
    )
    assert list(Directive.objects.filter(citations__cited=seed).values_list("type_name", flat=True)) == ["Công văn"]
    assert Directive.objects.filter(citations__relation="replaces", citations__cited__state="recalled").count() == 1
