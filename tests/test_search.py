"""The search: what is kept with the things, who finds what, in which order, narrowed by what."""

from datetime import date
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.core.management import call_command
from django.urls import reverse

from directives.models import SearchEntry
from directives.programmes import save_activity, save_programme
from directives.publishing import TaskLine, open_by, put_away, save_draft
from directives.search import Wishes, facets, found, parse
from portal.jobs import run_due
from portal.models import Job, Membership, Role
from portal.worktime import today
from tests.factories.directives import make_content, make_draft, make_published, receipt_of
from tests.factories.portal import found as found_unit
from tests.factories.portal import login, make_member, make_tree, make_user
from tests.factories.programmes import activity_content, make_activity, make_programme, programme_content

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    return make_tree(2)


@pytest.fixture
def clerk(tree):
    return make_member(tree.upper, Role.CLERK)


@pytest.fixture
def officer(tree):
    return make_member(tree[0], Role.OFFICER)


def found_elsewhere(tree):
    """A unit of another central union."""
    return found_unit("Công đoàn Ngành khác", tree.root, level="central")


def hits(typed, by, **wishes):
    """What is found, in order: (kind, what it is called)."""
    rows = SearchEntry.objects.in_bulk(found(parse(typed), Wishes(**wishes), by=by))
    return [
        (rows[key].kind, rows[key].directive.number if rows[key].directive_id else rows[key].programme.number)
        for key in found(parse(typed), Wishes(**wishes), by=by)
    ]


def test_draft_is_found_by_those_who_write_only(tree, clerk, officer):
    make_draft(tree.upper, by=clerk, number="77/CĐVC-TG", tasks=())

    assert hits("cv 77", clerk) == [("directive", "77/CĐVC-TG")]
    assert hits("cv 77", officer) == []
    assert hits("cv 77", make_user()) == []


def test_saved_draft_is_found_by_its_new_words_alone(tree, clerk):
    draft = make_draft(tree.upper, by=clerk, number="77/CĐVC-TG", title="Tổ chức hội thao", tasks=())

    save_draft(draft, make_content(number="78/CĐVC-TG", title="Tổ chức hội thi", tasks=()), by=clerk, seen=0)

    assert (hits("hoi thao", clerk), hits("hoi thi", clerk)) == ([], [("directive", "78/CĐVC-TG")])


def test_published_directive_and_its_tasks_are_found_by_recipients(tree, clerk, officer):
    tasks = (TaskLine("Mở lớp tập huấn nghiệp vụ."),)
    make_published(tree.upper, by=clerk, number="79/CĐVC-TG", to_all=False, unit_ids=(tree[0].pk,), tasks=tasks)

    assert hits("tap huan", officer) == [("task", "79/CĐVC-TG")]
    assert hits("79/cdvc", officer)[0] == ("directive", "79/CĐVC-TG")
    assert hits("79/cdvc", make_member(tree[1], Role.OFFICER)) == []


def test_directive_is_found_by_what_it_cites(tree, clerk):
    make_published(tree.upper, by=clerk)

    assert hits("25-NQ/TW", clerk) == [("directive", "12/CĐVC-TG")]


@pytest.mark.parametrize(
    "pasted",
    [
        "Công văn số 12/CĐVC-TG ngày 02/3/2026 của Công đoàn Viên chức Việt Nam",
        "công văn số 12/CĐVC-TG, ngày 02 tháng 3 năm 2026",
        "cv 12 năm 2026",
        "Nghị quyết số 25-NQ/TW ngày 3/6/2013 của Ban Chấp hành Trung ương Đảng",
        "25-NQ/TW 03/06/2013",
    ],
)
def test_citation_pasted_whole_is_found(tree, clerk, pasted):
    make_published(tree.upper, by=clerk, number="12/CĐVC-TG")
    make_published(tree.upper, by=clerk, number="13/CĐVC-TG", citations=(), issued_on=date(2026, 3, 3))

    assert hits(pasted, clerk, kind="directive") == [("directive", "12/CĐVC-TG")]


def test_own_number_comes_before_citing_ones_and_exact_marks_before_folded_ones(tree, clerk):
    make_draft(
        tree.upper,
        by=clerk,
        number="1/A",
        title="Dẫn đầu phong trào",
        summary="",
        tasks=(),
        citations=(),
        department="",
    )
    make_draft(
        tree.upper, by=clerk, number="2/A", title="Công tác dân vận", summary="", tasks=(), issued_on=date(2020, 1, 1)
    )

    assert [number for _, number in hits("dân", clerk)] == ["2/A", "1/A"]
    assert [number for _, number in hits("dan", clerk)] == ["1/A", "2/A"]


def test_filters_narrow(tree, clerk, officer):
    old = make_published(tree.upper, by=clerk, number="1/CĐVC", issued_on=date(2026, 1, 5), tasks=())
    make_published(tree.upper, by=clerk, number="2/KH-CĐVC", type_name="Kế hoạch", issued_on=date(2026, 2, 5), tasks=())
    open_by(receipt_of(old, tree[0]), officer)

    assert hits("", officer, type_name="Kế hoạch") == [("directive", "2/KH-CĐVC")]
    assert hits("", officer, unread=True) == [("directive", "2/KH-CĐVC")]
    assert len(hits("", officer, year=2026, issuer=tree.upper.pk)) == 2
    assert hits("", officer, year=2025) == []
    assert hits("dan van", officer, kind="task") == []


def test_replaced_directive_is_no_longer_in_force(tree, clerk):
    old = make_published(tree.upper, by=clerk, number="1/CĐVC", tasks=())
    line = make_content().citations[0].__class__("Công văn", "1/CĐVC", old.issued_on, "", "", "replaces")
    make_published(tree.upper, by=clerk, number="2/CĐVC", tasks=(), citations=(line,))

    assert hits("", clerk, in_force=True) == [("directive", "2/CĐVC")]


def test_programme_and_its_activities_are_found_by_the_units_below(tree, clerk, officer):
    programme = make_programme(tree.upper, by=clerk, number="01/BNV-CĐVCVN")
    activity = make_activity(programme, by=clerk, title="Tọa đàm cải cách hành chính", topics=("Nhà nước pháp quyền",))

    assert hits("01-bnv/cđvcvn", officer)[0] == ("programme", "01/BNV-CĐVCVN")
    assert hits("toạ đàm pháp quyền", officer) == [("activity", "01/BNV-CĐVCVN")]
    assert hits("toa dam", make_member(found_elsewhere(tree), Role.OFFICER)) == []
    assert hits("", officer, year=activity.plan.year, kind="activity") == [("activity", "01/BNV-CĐVCVN")]


def test_years_and_type_of_programmes_may_be_chosen(tree, clerk):
    programme = make_programme(tree.upper, by=clerk, year_from=2022)
    make_activity(programme, "quý II/2023", by=clerk)

    offered = facets(clerk)

    assert (offered["types"], offered["years"]) == (["Chương trình"], [2023, 2022])
    assert hits("", clerk, type_name="Chương trình") == [("programme", programme.number)]


@pytest.mark.parametrize(
    ("changes", "count"),
    [
        ({"year_to": 2025}, 0),
        ({"year_to": 2026}, 1),
        ({"year_to": 2025, "status": "extended"}, 1),
        ({"status": "replaced"}, 0),
    ],
)
def test_programme_is_in_force_by_its_state_and_its_years(tree, clerk, changes, count):
    make_programme(tree.upper, by=clerk, **changes)

    with time_machine.travel("2026-06-01T09:00:00+07:00", tick=False):
        assert len(hits("phối hợp", clerk, in_force=True)) == count


def test_saved_programme_and_activity_are_found_by_their_new_words_alone(tree, clerk):
    programme = make_programme(tree.upper, by=clerk, number="01/BNV-CĐVCVN", title="Chương trình cũ kỹ")
    activity = make_activity(programme, by=clerk, title="Hội thi nấu ăn")

    save_programme(
        programme, programme_content(number="01/BNV-CĐVCVN", title="Chương trình mới tinh"), by=clerk, seen=0
    )
    save_activity(activity, activity_content(title="Hội thao bơi lội", lead_id=None), by=clerk, seen=0)

    assert [hits(typed, clerk) for typed in ("cu ky", "nau an")] == [[], []]
    assert [kind for typed in ("moi tinh", "boi loi") for kind, _ in hits(typed, clerk)] == ["programme", "activity"]


def test_rows_written_anew_are_the_same(tree, clerk):
    make_published(tree.upper, by=clerk)
    columns = ("kind", "directive", "task_number", "text", "folded", "words", "own_number", "day")
    before = sorted(SearchEntry.objects.values_list(*columns), key=str)

    call_command("index_search")

    assert sorted(SearchEntry.objects.values_list(*columns), key=str) == before


def test_upgrade_asks_a_worker_to_write_the_rows_anew(tree, clerk):
    ask = import_module("directives.migrations.0020_search_is_written_anew").ask
    ask(apps, None)
    assert not Job.objects.filter(kind="search.refresh").exists()  # nothing to search
    columns = ("kind", "directive", "programme", "activity", "task_number", "text", "folded", "words", "own_number")
    make_published(tree.upper, by=clerk)
    make_activity(make_programme(tree.upper, by=clerk), by=clerk)
    put_away(make_draft(tree.upper, by=clerk), by=clerk, seen=0)
    before = sorted(SearchEntry.objects.values_list(*columns), key=str)
    SearchEntry.objects.update(folded="as an older version wrote it", words="")

    ask(apps, None)
    ask(apps, None)
    run_due()

    (job,) = Job.objects.filter(kind="search.refresh")
    assert (job.state, job.result, job.progress_total) == (Job.State.DONE, {"things": 4}, 4)
    assert sorted(SearchEntry.objects.values_list(*columns), key=str) == before


def test_page_shows_results_and_filters(client, tree, clerk, officer):
    make_published(tree.upper, by=clerk)

    page = login(client, officer).get(reverse("search"), {"q": "dan van", "hieu_luc": "on"}).content.decode()

    assert "Nhiệm vụ 1 của Công văn số 12/CĐVC-TG" in page
    assert "<mark>dân</mark> <mark>vận</mark>" in page
    assert 'name="chua_mo"' in page


def test_filters_of_a_role_that_ended_are_not_offered_any_more(client, tree, clerk, officer):
    make_published(tree.upper, by=clerk)
    login(client, officer)
    before = client.get(reverse("search")).content.decode()
    Membership.objects.filter(user=officer).update(valid_to=today())

    after = client.get(reverse("search")).content.decode()

    assert (">Công văn</option>" in before, ">Công văn</option>" in after) == (True, False)


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"q": ""},
        {"q": "khongco"},
        {"nam": "x"},
        {"loai": "?"},
        {"co_quan": "9999"},
        {"page": "x"},
        {"q": "%_'\"\\"},
    ],
)
def test_senseless_wishes_are_left_out(client, officer, sent):
    assert login(client, officer).get(reverse("search"), sent).status_code == 200


def test_what_is_too_long_is_cut_and_said(client, tree, clerk, officer):
    make_published(tree.upper, by=clerk)

    answer = login(client, officer).get(reverse("search"), {"q": "dân vận " * 50})

    assert answer.context["page"].paginator.count > 0
    assert "cổng chỉ tìm theo 200 ký tự đầu" in answer.text


def test_wildcards_are_only_letters(tree, clerk):
    make_published(tree.upper, by=clerk)

    assert [hits(typed, clerk) for typed in ("%", "d_n", "%dan%")] == [[], [], hits("dan", clerk)]


@pytest.mark.parametrize("rows", [1, 3])
def test_page_costs_the_same_for_one_and_three(client, tree, clerk, rows, django_assert_num_queries):
    for number in range(rows):
        make_published(tree.upper, by=clerk, number=f"{number + 1}/CĐVC", tasks=())
    login(client, clerk).get(reverse("search"))

    with django_assert_num_queries(12):
        client.get(reverse("search"), {"q": "dan van"})
