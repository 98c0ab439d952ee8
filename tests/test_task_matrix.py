"""The matrix directive × unit × task: who may see it, what a cell says and where it leads, counts, filters, files."""

import re
from datetime import timedelta
from io import BytesIO
from urllib.parse import urlencode

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from directives.models import Directive
from directives.publishing import TaskLine
from portal.models import Role
from reports.form_loading import load_form
from reports.models import Report, TaskAnswer
from reports.points import answer_point, raise_point
from reports.task_matrix import tally_answers
from tests.factories.directives import make_published
from tests.factories.office import make_office
from tests.factories.portal import found, login, make_member
from tests.factories.reports import fill, fire, submit

# The form asks about the first five.
TASKS = (*(TaskLine(f"Việc thứ {n}.") for n in range(1, 6)), TaskLine("Việc mà mẫu không hỏi."))
ANSWERED, PARTLY, NOT = TaskAnswer.State.ANSWERED, TaskAnswer.State.PARTLY, TaskAnswer.State.NOT


@pytest.fixture
def office(db):
    office = make_office(3)
    clerk = make_member(office.tree.upper, Role.CLERK)
    directive = make_published(office.tree.upper, by=clerk, tasks=TASKS)
    type(office.cycle).objects.filter(pk=office.cycle.pk).update(directive=directive)
    office.cycle.refresh_from_db()
    office.clerk, office.directive = clerk, directive
    return office


def writers(office, index: int) -> dict:
    if index == 0:
        return {"officer": office.officer, "head": office.head}
    unit = office.tree[index]
    return {"officer": make_member(unit, Role.OFFICER), "head": make_member(unit, Role.HEAD)}


def submitted(office, index: int, answers: dict | None = None) -> Report:
    return submit(office.report_of(index), answers=answers, **writers(office, index))


def page_of(client, office, **query):
    return client.get(reverse("reports:cycle_tasks", args=[office.cycle.pk]), query)


def cells(page) -> dict[str, list[str]]:
    """{unit: the words of its cells} as the page shows them."""
    return {line["unit_name"]: [words_of(cell["shown"]) for cell in line["cells"]] for line in page.context["rows"]}


def words_of(cell) -> str:
    return re.sub(r"<[^>]+>", "", str(cell)).partition(":")[0].strip()


# --- who may --------------------------------------------------------------------------------


def test_units_and_strangers_do_not_see_the_matrix(client, office):
    other = found("Công đoàn Ngành khác", office.tree.root, level="central")
    people = [
        office.officer,
        office.head,
        make_member(office.tree[0], Role.VIEWER),
        make_member(other, Role.REVIEWER),
        make_member(other, Role.CLERK),
    ]
    for person in people:
        login(client, person)
        addresses = [
            reverse("reports:cycle_tasks", args=[office.cycle.pk]),
            reverse("reports:cycle_tasks_file", args=[office.cycle.pk, "csv"]),
            reverse("reports:directive_tasks", args=[office.directive.pk]),
        ]

        assert [client.get(address).status_code for address in addresses] == [404] * 3


def test_issuer_sees_the_states_but_no_way_into_reports(client, office):
    report = submitted(office, 0)
    login(client, office.clerk)

    page = page_of(client, office)

    assert cells(page)["Công đoàn Cơ quan 1"][0] == "Đã trả lời"
    assert reverse("reports:revision", args=[report.latest_revision_id]) not in page.text
    assert f'href="{reverse("reports:cycle", args=[office.cycle.pk])}"' not in page.text


def test_a_recalled_directive_still_shows_its_answers(client, office):
    login(client, office.clerk)
    Directive.objects.filter(pk=office.directive.pk).update(
        state=Directive.State.RECALLED, recalled_at=office.directive.published_at, recalled_by=office.clerk
    )

    assert page_of(client, office).status_code == 200


def test_cycle_without_a_directive_says_what_the_page_is_for(client, office):
    type(office.cycle).objects.filter(pk=office.cycle.pk).update(directive=None)
    login(client, office.reviewer)

    assert "không có nhiệm vụ để đối chiếu" in page_of(client, office).text


# --- what a cell says -----------------------------------------------------------------------


def test_a_draft_counts_as_not_submitted(client, office):
    fill(office.report, by=office.officer)
    fire(office.report, "send", by=office.officer)
    login(client, office.reviewer)

    page = page_of(client, office)

    assert cells(page)["Công đoàn Cơ quan 1"] == ["Chưa nộp"] * 6
    assert "revision" not in page.text


def test_cells_tell_the_latest_submission_and_lead_to_its_place(client, office):
    report = submitted(office, 0, {"C03": ""})
    login(client, office.reviewer)

    page = page_of(client, office)

    assert cells(page) == {
        "Công đoàn Cơ quan 1": ["Đã trả lời", "Một phần", "Đã trả lời", "Đã trả lời", "Đã trả lời", "Mẫu không hỏi"],
        "Công đoàn Cơ quan 2": ["Chưa nộp"] * 6,
        "Công đoàn Cơ quan 3": ["Chưa nộp"] * 6,
    }
    address = f"{reverse('reports:revision', args=[report.latest_revision_id])}#xem-II.2"
    assert f'href="{address}"' in page.text
    assert 'id="xem-II.2"' in client.get(address).text


def test_an_unanswered_task_leads_to_the_reason(client, office):
    report = submitted(office, 0)
    TaskAnswer.objects.filter(revision=report.latest_revision, task__number=3).update(state=NOT)
    login(client, office.reviewer)

    page = page_of(client, office)

    assert f'href="{reverse("reports:revision", args=[report.latest_revision_id])}#giai-trinh"' in page.text


def test_units_stand_by_block_with_how_many_submitted(client, office):
    submitted(office, 0)
    login(client, office.reviewer)

    page = page_of(client, office)

    groups = re.findall(r'<tr class="group"><th[^>]*>(.*?)</th>', page.text)
    assert [re.sub(r"<[^>]+>", "", group) for group in groups] == [
        "Khối I 1/2 đơn vị đã nộp",
        "Khối II 0/1 đơn vị đã nộp",
    ]


# --- counts and filters ---------------------------------------------------------------------


def test_counts_are_of_the_latest_submission_of_units_that_owe(client, office):
    report = submitted(office, 0, {"C03": ""})
    submitted(office, 1)
    fire(Report.objects.get(pk=report.pk), "accept", by=office.reviewer)

    tally = tally_answers(office.cycle)

    first, second = office.directive.tasks.all()[:2]
    assert (tally.owing, tally.submitted, tally.not_submitted) == (3, 2, 1)
    assert [tally.count(second.pk, state) for state in (ANSWERED, PARTLY, NOT)] == [1, 1, 0]
    assert tally.of("Khối I").count(first.pk, ANSWERED) == 1
    assert tally.of("Khối II").count(second.pk, PARTLY) == 0
    assert (tally.without_place(first.pk), tally.without_place(office.directive.tasks.get(number=6).pk)) == (0, 2)


def test_only_the_latest_submission_of_a_unit_counts(client, office):
    report = submitted(office, 0, {"C03": ""})
    raise_point(report, section="II.2", indicator="C03", text="Đề nghị ghi số tin, bài.", by=office.reviewer)
    fire(report, "return", by=office.reviewer, return_due_at=timezone.now() + timedelta(days=5))
    answer_point(report.points.get(), text="Đã ghi.", by=office.officer)
    submit(report, officer=office.officer, head=office.head)
    login(client, office.reviewer)

    tally = tally_answers(office.cycle)

    second = office.directive.tasks.get(number=2)
    assert report.revisions.count() == 2
    assert [tally.count(second.pk, state) for state in (ANSWERED, PARTLY, NOT)] == [1, 0, 0]
    assert cells(page_of(client, office))["Công đoàn Cơ quan 1"][1] == "Đã trả lời"
    assert list(cells(page_of(client, office, tt="mot-phan"))) == []


FILTERS = [
    ({"tt": "chua-nop"}, ["Công đoàn Cơ quan 3"]),
    ({"tt": "mot-phan"}, ["Công đoàn Cơ quan 1"]),
    ({"tt": "mot-phan", "nv": "1"}, []),
    ({"tt": "mot-phan", "nv": "2"}, ["Công đoàn Cơ quan 1"]),
    ({"tt": "da-tra-loi", "nv": "2"}, ["Công đoàn Cơ quan 2"]),
    ({"khoi": "Khối II"}, ["Công đoàn Cơ quan 2"]),
    ({"q": "co quan 3"}, ["Công đoàn Cơ quan 3"]),
    ({"nv": "99", "tt": "gi do", "khoi": "Khối IX"}, [f"Công đoàn Cơ quan {n}" for n in (1, 3, 2)]),
    ({"nv": "2"}, [f"Công đoàn Cơ quan {n}" for n in (1, 3, 2)]),
]


@pytest.mark.parametrize(("query", "units"), FILTERS)
def test_filters_stay_in_the_address(client, office, query, units):
    submitted(office, 0, {"C03": ""})
    submitted(office, 1)
    login(client, office.reviewer)

    page = page_of(client, office, **query)

    assert list(cells(page)) == units
    numbers = [task.number for task in page.context["tasks"]]
    assert numbers == ([int(query["nv"])] if query.get("nv") in ("1", "2") else [1, 2, 3, 4, 5, 6])


@pytest.mark.parametrize("rows", [1, 3])
def test_matrix_costs_the_same_for_one_submission_and_for_three(client, office, rows, django_assert_num_queries):
    for index in range(rows):
        submitted(office, index)
    login(client, office.reviewer)
    page_of(client, office)

    with django_assert_num_queries(12):
        page_of(client, office)


# --- files and ways in ----------------------------------------------------------------------


@pytest.mark.parametrize("page", ["obligations", "missing", "cycle_tasks"])
def test_list_too_long_for_a_workbook_is_given_as_text_only(client, office, monkeypatch, page):
    login(client, office.reviewer)
    address, chosen = reverse(f"reports:{page}", args=[office.cycle.pk]), {"q": "cong doan"}
    book, text = (reverse(f"reports:{page}_file", args=[office.cycle.pk, kind]) for kind in ("xlsx", "csv"))

    seen = {}
    for most in (3, 2):
        monkeypatch.setattr("reports.views.cycles.tables.MOST_IN_A_WORKBOOK", most)
        shown, filed = client.get(address, chosen).content.decode(), client.get(book, chosen)
        seen[most] = (book in shown, "cần XLSX, xin lọc bớt" in shown, filed.status_code)

    assert seen == {3: (True, False, 200), 2: (False, True, 302)}
    assert filed.url == f"{address}?{urlencode(chosen)}"
    assert "nên chỉ tải được dạng CSV" in client.get(filed.url).content.decode()
    assert client.get(text, chosen).status_code == 200


def test_workbook_holds_what_the_filters_show(client, office):
    submitted(office, 0, {"C03": ""})
    login(client, office.reviewer)

    answer = client.get(reverse("reports:cycle_tasks_file", args=[office.cycle.pk, "xlsx"]), {"nv": "2"})

    rows = list(openpyxl.load_workbook(BytesIO(answer.content)).active.values)
    at = next(i for i, row in enumerate(rows) if row[0] == "Khối")
    assert rows[at] == ("Khối", "Đơn vị", "Bản nộp thứ", "Nhiệm vụ 2")
    assert rows[at + 1 : at + 4] == [
        ("Khối I", "Công đoàn Cơ quan 1", 1, "Một phần"),
        ("Khối I", "Công đoàn Cơ quan 3", None, "Chưa nộp"),
        ("Khối II", "Công đoàn Cơ quan 2", None, "Chưa nộp"),
    ]


def test_a_directive_leads_to_the_matrix_of_its_newest_cycle(client, office):
    login(client, office.clerk)
    paper = client.get(reverse("directives:detail", args=[office.directive.pk]))

    address = reverse("reports:directive_tasks", args=[office.directive.pk])

    assert f'href="{address}"' in paper.text
    assert client.get(address).url == reverse("reports:cycle_tasks", args=[office.cycle.pk])


def test_a_directive_without_a_cycle_says_so(client, office):
    other = make_published(office.tree.upper, by=office.clerk, number="13/CĐVC-TG")
    login(client, office.clerk)

    assert "Chưa có kỳ báo cáo nào" in client.get(reverse("reports:directive_tasks", args=[other.pk])).text


# --- opening a cycle ------------------------------------------------------------------------


def previewed(client, office, directive, version=None):
    """The second step of opening next year's cycle with that directive."""
    login(client, office.reviewer)
    form = client.get(reverse("reports:cycle_open")).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    sent |= {
        "year": "2027",
        "data_from": "16/11/2026",
        "data_to": "15/11/2027",
        "directive": directive.pk,
        "buoc": "xem",
    }
    sent |= {"form_version": version.pk} if version else {}
    return client.post(reverse("reports:cycle_open"), {name: value or "" for name, value in sent.items()})


def test_opening_warns_of_tasks_that_the_form_does_not_ask_about(client, office):
    links = previewed(client, office, office.directive).context["links"]

    assert (links["without_place"], links["basis"]) == ([6], ())
    assert links["tasks"][2][1] == ["3. Triển khai chương trình hành động và các chương trình phối hợp"]


def test_opening_warns_of_a_form_that_was_made_for_another_directive(client, office):
    other = make_published(office.tree.upper, by=office.clerk, number="99/CĐVC-TG", tasks=TASKS[:1])
    source = office.cycle.form_version.source.replace("can_cu: []", 'can_cu: ["Công văn số 1/X"]')
    version = load_form(source.replace('version: "1.0.0"', 'version: "1.5.0"'))[0]

    page = previewed(client, office, other, version)

    assert page.context["links"]["basis"] == ("Công văn số 1/X",)
    assert "Mẫu này lập theo Công văn số 1/X, không phải văn bản đã chọn" in page.text


def test_opening_proposes_the_directive_that_the_form_answered_last(client, office):
    make_published(office.tree.upper, by=office.clerk, number="99/CĐVC-TG", tasks=TASKS[:1])
    login(client, office.reviewer)

    assert client.get(reverse("reports:cycle_open")).context["form"]["directive"].value() == office.directive.pk
