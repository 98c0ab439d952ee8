"""Which tasks of a directive a report answers: the rule, the warning before sending, what is frozen, the own page."""

import json

import pytest
import yaml
from django.urls import reverse

from directives.models import Task
from directives.publishing import TaskLine
from portal.models import Role
from reports.drafts import open_sections, read_values, save_section
from reports.form_loading import load_form
from reports.form_schema import FormErrors, load_definition
from reports.models import Explanation, Report, State, TaskAnswer
from reports.readiness import assess, section_states
from reports.submission import digest
from reports.task_answers import open_words, replies
from reports.workflow import Refused
from tests.factories.directives import make_published
from tests.factories.office import make_office
from tests.factories.portal import login, make_member
from tests.factories.reports import FORM_FILE, contents_for, fill, fire, submit

SOURCE = yaml.safe_load(FORM_FILE.read_text(encoding="utf-8"))
ANSWERED, PARTLY, NOT = TaskAnswer.State.ANSWERED, TaskAnswer.State.PARTLY, TaskAnswer.State.NOT
FIVE = tuple(TaskLine(f"Việc thứ {n} của văn bản.") for n in range(1, 6))


def form_of(sections: list[dict], indicators: dict[str, dict] | None = None):
    """A form with these sections and indicators (code -> changed keys) only."""
    base = {"label": "Số việc", "unit": "việc", "type": "integer", "agg": {"units": "sum", "periods": "sum"}}
    source = {
        **{key: SOURCE[key] for key in ("schema_version", "template", "regime", "consolidation")},
        "sections": sections,
        "indicator_groups": [{"id": "A", "title": "Nhóm"}],
        "indicators": [base | {"code": code} | changes for code, changes in (indicators or {"A99": {}}).items()],
    }
    return yaml.safe_dump(json.loads(json.dumps(source)), allow_unicode=True, sort_keys=False)


def section(code: str, **keys) -> dict:
    return {"id": code, "heading": f"Mục {code}"} | keys


REST = section("Z", indicators=["A99"])
ONE = load_definition(
    form_of(
        [section("X", seed_task=1, required=True, indicators=["A01", "A02"]), REST],
        {"A01": {"required": True}, "A02": {}, "A99": {}},
    )
)
OPTIONAL = load_definition(form_of([section("X", seed_task=1), section("Y", seed_task=1), REST]))
FIGURES = load_definition(
    form_of([section("X", indicators=["A01", "A02"]), REST], {"A01": {"seed_task": 1}, "A02": {}, "A99": {}})
)

# form, texts, kinds → state, what is open. Unhappy first.
RULE = [
    (ONE, {}, {}, NOT, ("X",), ("A01", "A02")),
    (ONE, {"X": " \n "}, {}, NOT, ("X",), ("A01", "A02")),
    (ONE, {}, {"A01": "not_entered", "A02": "not_entered"}, NOT, ("X",), ("A01", "A02")),
    (ONE, {}, {"A01": "not_applicable", "A02": "not_applicable"}, NOT, ("X",), ()),
    (ONE, {"Z": "Lời văn của mục khác."}, {"A99": "number"}, NOT, ("X",), ("A01", "A02")),
    (ONE, {"X": "Đã làm."}, {}, PARTLY, (), ("A01", "A02")),
    (ONE, {"X": "Đã làm."}, {"A01": "number"}, PARTLY, (), ("A02",)),
    (ONE, {}, {"A01": "number", "A02": "number"}, PARTLY, ("X",), ()),
    (ONE, {}, {"A01": "none_occurred", "A02": "none_occurred"}, PARTLY, ("X",), ()),
    (ONE, {"X": "Đã làm."}, {"A01": "none_occurred", "A02": "none_occurred"}, ANSWERED, (), ()),
    (ONE, {"X": "Đã làm."}, {"A01": "number", "A02": "not_applicable"}, ANSWERED, (), ()),
    (ONE, {"X": "Không thuộc."}, {"A01": "not_applicable", "A02": "not_applicable"}, ANSWERED, (), ()),
    (OPTIONAL, {}, {}, NOT, ("X", "Y"), ()),
    (OPTIONAL, {"Y": "Đã làm."}, {}, PARTLY, ("X",), ()),
    (OPTIONAL, {"X": "Đã làm.", "Y": "Đã làm."}, {}, ANSWERED, (), ()),
    (FIGURES, {"X": "Lời văn."}, {"A02": "number"}, NOT, (), ("A01",)),
    (FIGURES, {}, {"A01": "none_occurred"}, ANSWERED, (), ()),
]


@pytest.mark.parametrize(("form", "texts", "kinds", "state", "open_texts", "open_figures"), RULE)
def test_rule_says_what_is_answered_and_what_is_open(form, texts, kinds, state, open_texts, open_figures):
    (reply,) = replies(form, [Task(number=1)], texts, kinds, {})

    assert (reply.state, reply.open_texts, reply.open_figures) == (state, open_texts, open_figures)


def test_a_row_of_an_annex_says_something():
    form = load_definition(FORM_FILE.read_text(encoding="utf-8"))

    (reply,) = replies(form, [Task(number=5)], {}, {}, {"PL2": [{"noi_dung": "Giám sát"}]})

    assert (reply.state, reply.section) == (PARTLY, "II.5")


def test_a_task_that_the_form_does_not_ask_about_has_no_state():
    (reply,) = replies(ONE, [Task(number=2)], {"X": "Đã làm."}, {}, {})

    assert (reply.state, reply.section, open_words(reply)) == (None, "", "")


def test_one_goes_to_the_first_section_with_something_open():
    (reply,) = replies(OPTIONAL, [Task(number=1)], {"X": "Đã làm."}, {}, {})

    assert (reply.section, open_words(reply)) == ("Y", "chưa viết mục Y")


# --- the link in the form -------------------------------------------------------------------


@pytest.mark.parametrize("value", ["một", 0, 100, [1, "hai"], [1, 1], [0], {"a": 1}, [[1]]])
def test_a_task_number_that_makes_no_sense_is_refused(value):
    with pytest.raises(FormErrors) as caught:
        load_definition(form_of([section("X", seed_task=value), REST]))

    assert {problem.code for problem in caught.value.problems} == {"X"}


def test_sections_below_answer_with_their_parent_unless_they_say_their_own():
    children = [section("I.1", indicators=["A01"]), section("I.2", seed_task=[4, 3])]
    form = load_definition(form_of([section("I", seed_task=2, children=children), REST], {"A01": {}, "A99": {}}))

    places = {
        number: ([s.code for s in place.sections], [i.code for i in place.indicators])
        for number, place in form.task_places.items()
    }
    assert places == {2: (["I.1"], ["A01"]), 3: (["I.2"], []), 4: (["I.2"], [])}


# --- before sending -------------------------------------------------------------------------


@pytest.fixture
def office(db):
    return make_office()


def ordered(office, tasks=FIVE):
    """The cycle's directive with these tasks."""
    clerk = make_member(office.tree.upper, Role.CLERK)
    directive = make_published(office.tree.upper, by=clerk, tasks=tasks)
    type(office.cycle).objects.filter(pk=office.cycle.pk).update(directive=directive)
    office.cycle.refresh_from_db()
    return directive


def not_applicable(definition, code: str) -> dict:
    """A section in which every figure is "không áp dụng" and nothing is written."""
    figures = {
        key: {"raw": "", "kind": "not_applicable", "estimated": False} for key in definition.section(code).indicators
    }
    return {"text": "", "figures": figures, "annexes": {}}


def with_optional_task(office):
    """The office's cycle on a form whose section II.3 asks for no text, so that task 3 may be left unanswered."""
    source = yaml.safe_load(FORM_FILE.read_text(encoding="utf-8"))
    source["template"]["version"] = "9.0.0"
    part = next(s for s in source["sections"] if s["id"] == "II")["children"][2]
    part["required"] = False
    version = load_form(yaml.safe_dump(source, allow_unicode=True, sort_keys=False))[0]
    type(office.cycle).objects.filter(pk=office.cycle.pk).update(form_version=version)
    ordered(office)
    report = fill(Report.objects.select_related("obligation__cycle").get(pk=office.report.pk), by=office.officer)
    row = open_sections(report, version.definition)["II.3"]
    save_section(report.pk, "II.3", not_applicable(version.definition, "II.3"), seen=row.version, by=office.officer)
    return Report.objects.select_related("obligation__cycle").get(pk=report.pk)


def test_unanswered_task_stops_the_report_until_it_is_explained(office):
    report = with_optional_task(office)

    with pytest.raises(Refused) as refused:
        fire(report, "send", by=office.officer)
    Explanation.objects.create(report=report, key="task:3", text="Không có chương trình phối hợp.", by=office.officer)
    fire(report, "send", by=office.officer)

    assert str(refused.value) == "Còn 1 cảnh báo chưa có giải trình."
    assert Report.objects.get(pk=report.pk).state == State.AWAITING_CERTIFICATION


def test_warning_names_the_task_and_the_place(office):
    report = with_optional_task(office)

    assessment = assess(report)

    (finding,) = [f for f in assessment.warnings if f.rule_id == "task"]
    assert (finding.key, finding.section_code) == ("task:3", "II.3")
    assert finding.message.startswith(
        "Nhiệm vụ 3 của văn bản chưa được trả lời: mục II.3 chưa có lời văn hay số liệu nào. “Việc thứ 3"
    )
    contents = dict(report.draft_sections.values_list("code", "content"))
    assert section_states(assessment, contents)["II.3"].is_finished is False


def test_without_a_directive_nothing_is_asked(office):
    assert [f for f in assess(office.report).findings if f.rule_id == "task"] == []


def test_empty_draft_answers_no_task_and_a_complete_one_all(office):
    ordered(office)
    report = Report.objects.select_related("obligation__cycle").get(pk=office.report.pk)

    assert [r.state for r in assess(report).replies] == [NOT] * 5
    fill(report, by=office.officer)
    assert [r.state for r in assess(report).replies] == [ANSWERED] * 5


def test_check_page_asks_for_the_reason_with_a_link_to_the_place(client, office):
    report = with_optional_task(office)
    login(client, office.officer)

    page = client.get(reverse("reports:check", args=[report.pk]))

    assert 'name="giai-trinh:task:3"' in page.text
    assert f'href="{reverse("reports:section", args=[report.pk, "II.3"])}#loi-van"' in page.text


def test_explained_task_goes_into_the_revision_with_its_reason(office):
    report = with_optional_task(office)
    Explanation.objects.create(report=report, key="task:3", text="Không có.", by=office.officer)
    fire(report, "send", by=office.officer)
    fire(report, "submit", by=office.head, client_key="khoa")

    revision = report.revisions.get()
    assert list(revision.task_answers.values_list("task__number", "state", "section")) == [
        (1, "answered", "II.1"),
        (2, "answered", "II.2"),
        (3, "not", "II.3"),
        (4, "answered", "II.4"),
        (5, "answered", "II.5"),
    ]
    assert [(task["number"], task["state"]) for task in revision.snapshot["tasks"]][2] == (3, "not")
    assert [item["key"] for item in revision.snapshot["explanations"]] == ["task:3"]
    assert digest(revision.snapshot) == revision.sha256


def test_task_without_a_place_leaves_no_row(office):
    ordered(office, (*FIVE, TaskLine("Việc mà mẫu không hỏi.")))
    report = submit(office.report, officer=office.officer, head=office.head)

    revision = report.revisions.get()
    assert list(revision.task_answers.values_list("task__number", flat=True)) == [1, 2, 3, 4, 5]
    assert revision.snapshot["tasks"][5]["state"] is None


# --- the report's own page ------------------------------------------------------------------


def page_of(report):
    return reverse("reports:report", args=[report.pk])


def test_draft_answers_are_for_its_writers_only(client, office):
    """A reader of the unit, and those above, see what was submitted: nothing yet."""
    ordered(office)
    report = fill(office.report, by=office.officer)
    for person in (make_member(office.tree[0], Role.VIEWER), office.reviewer):
        login(client, person)

        lines = client.get(page_of(report)).context["tasks"]

        assert [line.url for line in lines] == [""] * 5
        assert all("Chưa nộp" in line.badge for line in lines)


def test_page_lists_the_tasks_with_their_state_and_place(client, office):
    ordered(office)
    login(client, office.officer)

    lines = client.get(page_of(office.report)).context["tasks"]

    assert [line.task.number for line in lines] == [1, 2, 3, 4, 5]
    assert all("Chưa trả lời" in line.badge for line in lines)
    assert lines[2].url == f"{reverse('reports:section', args=[office.report.pk, 'II.3'])}#loi-van"
    assert lines[2].hint == "chưa viết mục II.3; còn 5 chỉ tiêu chưa nhập (D01, D02, D03, D04, D05)"


def test_readers_find_the_frozen_place_once_submitted(client, office):
    ordered(office)
    report = submit(office.report, officer=office.officer, head=office.head)
    login(client, office.reviewer)

    lines = client.get(page_of(report)).context["tasks"]

    assert lines[0].url == f"{reverse('reports:revision', args=[report.latest_revision_id])}#xem-II.1"
    assert 'id="xem-II.1"' in client.get(lines[0].url).text


def test_page_without_tasks_says_nothing_of_them(client, office):
    login(client, office.officer)

    assert "Nhiệm vụ của văn bản" not in client.get(page_of(office.report)).text


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_for_one_task_and_for_three(client, office, count, django_assert_num_queries):
    ordered(office, FIVE[:count])
    login(client, office.officer)
    client.get(page_of(office.report))

    with django_assert_num_queries(10):
        client.get(page_of(office.report))


def test_editor_shows_every_task_that_a_section_answers(client, office):
    source = yaml.safe_load(FORM_FILE.read_text(encoding="utf-8"))
    source["template"]["version"] = "9.1.0"
    next(s for s in source["sections"] if s["id"] == "II")["children"][0]["seed_task"] = [1, 2]
    version = load_form(yaml.safe_dump(source, allow_unicode=True, sort_keys=False))[0]
    type(office.cycle).objects.filter(pk=office.cycle.pk).update(form_version=version)
    ordered(office)
    login(client, office.officer)

    page = client.get(reverse("reports:section", args=[office.report.pk, "II.1"]))

    assert [task.number for task in page.context["tasks"]] == [1, 2]
    assert "Nhiệm vụ 1 của văn bản chưa được trả lời" not in page.text


def test_contents_of_tests_are_complete():
    """What the factory writes answers every figure, or the tests above would prove nothing."""
    form = load_definition(FORM_FILE.read_text(encoding="utf-8"))

    values = read_values(form, contents_for(form))

    assert set(values.kinds.values()) == {"number"}
