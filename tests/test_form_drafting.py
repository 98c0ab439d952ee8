"""A form out of a directive's tasks: the rule keeps everything consistent, the page shows faults before it loads."""

import json

import pytest
import yaml
from django.urls import reverse

from directives.publishing import TaskLine
from portal.models import Event, Role
from reports import form_loading
from reports.form_drafting import FormPlan, TaskChoice, draft_form, next_version, propose_sections, short_heading
from reports.form_schema import load_definition
from reports.models import FormVersion
from tests.factories.directives import make_draft, make_published
from tests.factories.portal import login, make_member, make_tree
from tests.factories.reports import FORM_FILE, make_cycle, make_form

BASE = FORM_FILE.read_text(encoding="utf-8")
OLD = load_definition(BASE)
ALL = frozenset(section.code for section in OLD.writable_sections)
OTHERS = frozenset(section.code for section in OLD.writable_sections if not section.tasks)


def drafted(*tasks: TaskChoice, kept=OTHERS, base: str = BASE, **changes):
    """(the new definition, its notes)."""
    skeleton = draft_form(base, FormPlan("1.1.0", tasks, frozenset(kept), **changes))
    return load_definition(skeleton.source), skeleton.notes


def without_tasks(base: str = BASE) -> str:
    source = yaml.safe_load(base)
    for section in source["sections"]:
        for child in (section, *section.get("children", ())):
            child.pop("seed_task", None)
    return yaml.safe_dump(json.loads(json.dumps(source)), allow_unicode=True, sort_keys=False)


# --- the rule -------------------------------------------------------------------------------


def test_everything_carried_over_is_the_old_form_with_a_new_number():
    tasks = [TaskChoice(n, f"Việc {n}", f"II.{n}") for n in range(1, 6)]

    form, notes = drafted(*tasks)

    assert (form.version, notes) == ("1.1.0", [])
    for part in ("sections", "indicators", "derived", "rules", "annexes", "groups", "regime", "consolidation"):
        assert getattr(form, part) == getattr(OLD, part), part


def test_what_hangs_on_a_section_goes_with_it():
    form, notes = drafted(TaskChoice(1, "Lập kế hoạch", "II.1"))

    assert {item.code[0] for item in form.indicators} == {"A", "B"}
    assert [item.code for item in form.derived] == ["T01", "T02"]
    assert [rule.id for rule in form.rules] == ["R01", "R02", "R03", "R04", "R28"]
    assert [annex.id for annex in form.annexes] == ["PL4", "PL5"]
    assert [group.code for group in form.groups] == ["A", "B"]
    assert "Không mang theo 33 chỉ tiêu: C01, C02, " in "\n".join(notes)


def test_ratios_and_rules_over_two_sections_need_both():
    """T02 = B03/A01 and R03 stand on II.1 and I.1; without I.1 both go, and nothing speaks of A01."""
    form, _ = drafted(TaskChoice(1, "Lập kế hoạch", "II.1"), kept=OTHERS - {"I.1"})

    assert {item.code for item in form.indicators} == {"B01", "B02", "B03"}
    assert form.derived == ()
    assert [rule.id for rule in form.rules] == ["R04", "R28"]


def test_a_mean_goes_with_its_weight_and_a_part_is_freed_of_its_whole():
    source = yaml.safe_load(BASE)
    parts = next(s for s in source["sections"] if s["id"] == "II")["children"]
    for code in ("E12", "E01"):
        parts[3]["indicators"].remove(code)
        parts[4]["indicators"].append(code)
    base = yaml.safe_dump(json.loads(json.dumps(source)), allow_unicode=True, sort_keys=False)

    form, notes = drafted(TaskChoice(1, "Phục vụ", "II.4"), base=base)

    codes = {item.code for item in form.indicators}
    assert "E11" not in codes
    assert (form.indicator("E02").parent, "E01" in codes) == (None, False)
    assert "Bỏ chỉ tiêu E11: bình quân theo E12, là chỉ tiêu không còn." in notes
    assert "Chỉ tiêu E02 không còn là “trong đó” của E01." in notes


def test_a_new_section_asks_for_a_text_under_a_code_that_was_never_used():
    form, _ = drafted(TaskChoice(1, "Đăng ký mô hình {mới} của đơn vị; báo cáo kết quả."), TaskChoice(2, "x", "II.1"))

    made = form.section("II.6")
    assert (made.heading, made.tasks, made.required, made.indicators) == (
        "1. Đăng ký mô hình (mới) của đơn vị",
        (1,),
        True,
        (),
    )
    assert made.prompt.startswith("Đăng ký mô hình {mới} của đơn vị; báo cáo kết quả. Nêu việc đã làm")
    assert form.section("II.1").heading.startswith("2. Quán triệt")


def test_sections_stand_in_the_order_of_the_tasks_and_keep_their_codes():
    form, notes = drafted(TaskChoice(1, "a", "II.5"), TaskChoice(2, "b", "II.2", "Tuyên truyền"), TaskChoice(3, "c"))

    assert [(s.code, s.heading[:12], s.tasks) for s in form.sections if s.parent == "II"] == [
        ("II.5", "1. Giám sát,", (1,)),
        ("II.2", "2. Tuyên tru", (2,)),
        ("II.6", "3. c", (3,)),
    ]
    assert "Mục II.5 nay đứng thứ 1; mã mục giữ nguyên để so sánh được với các năm trước." in notes


def test_one_section_may_answer_several_tasks_and_one_outside_its_part_stays_there():
    form, _ = drafted(TaskChoice(1, "a", "II.4"), TaskChoice(2, "b", "II.4"), TaskChoice(3, "c", "V"))

    assert (form.section("II.4").tasks, form.section("V").tasks, form.section("V").parent) == ((1, 2), (3,), None)
    assert sorted(form.task_places) == [1, 2, 3]


def test_a_part_that_nothing_is_left_of_goes_or_is_made_anew_for_the_tasks():
    form, _ = drafted(TaskChoice(1, "Làm việc mới"), kept={"I.1"})

    assert [(section.code, section.tasks) for section in form.sections] == [
        ("I", ()),
        ("I.1", ()),
        ("II", ()),
        ("II.6", (1,)),
    ]


def test_a_form_without_tasks_gets_them_at_its_end():
    form, _ = drafted(TaskChoice(1, "Làm việc mới"), kept=ALL, base=without_tasks())

    assert (form.sections[-1].code, form.sections[-1].tasks, len(form.indicators)) == ("NV1", (1,), 40)


def test_nothing_kept_is_told_as_a_fault_of_the_form():
    skeleton = draft_form(BASE, FormPlan("1.1.0", (TaskChoice(1, "Việc"),)))

    with pytest.raises(ValueError, match="indicators"):
        load_definition(skeleton.source)


def test_the_directive_is_named_as_the_legal_basis():
    form, _ = drafted(TaskChoice(1, "a", "II.1"), basis="Công văn số 412/CĐVC-TG ngày 15/08/2016")

    assert form.regime.legal_basis == ("Công văn số 412/CĐVC-TG ngày 15/08/2016",)


@pytest.mark.parametrize(
    ("taken", "following"),
    [([], "0.1.0"), (["1.0.0"], "1.1.0"), (["1.9.0", "1.10.3"], "1.11.0"), (["2"], "2.1.0")],
)
def test_next_version_follows_the_highest(taken, following):
    assert next_version(taken) == following


@pytest.mark.parametrize(
    ("order", "heading"),
    [
        ("", ""),
        ("Gửi báo cáo.", "Gửi báo cáo"),
        ("Lập kế hoạch của đơn vị trong năm; gửi về Ban.", "Lập kế hoạch của đơn vị trong năm"),
        ("Số 1. Quy định: làm ngay việc này trong năm nay: gấp", "Số 1. Quy định: làm ngay việc này trong năm nay"),
        ("a" * 300, "a" * 119 + "…"),
    ],
)
def test_heading_is_the_first_clause(order, heading):
    assert short_heading(order) == heading


def test_sections_are_proposed_by_number_for_the_same_directive_and_by_words_for_another():
    tasks = [(1, "Giám sát, phản biện xã hội; tham gia góp ý xây dựng Đảng, xây dựng chính quyền."), (2, "Việc lạ.")]

    assert propose_sections(OLD, tasks, same=True) == {1: "II.1", 2: "II.2"}
    assert propose_sections(OLD, tasks, same=False) == {1: "II.5"}


# --- the page -------------------------------------------------------------------------------


@pytest.fixture
def tree(db):
    return make_tree(2)


@pytest.fixture
def clerk(tree):
    return make_member(tree.upper, Role.CLERK)


@pytest.fixture
def directive(tree, clerk):
    make_form()
    return make_published(tree.upper, by=clerk, tasks=(TaskLine("Lập kế hoạch của đơn vị."), TaskLine("Việc mới.")))


@pytest.fixture
def writer(client, tree):
    return login(client, make_member(tree.upper, Role.DEPARTMENT_HEAD))


def address(directive):
    return reverse("reports:form_from_directive", args=[directive.pk])


def choices(**changes) -> dict:
    values = {"viec": "dung", "version": "1.1.0", "section_1": "II.1", "section_2": "moi", "keep": sorted(OTHERS)}
    return values | changes


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.CLERK, Role.VIEWER, Role.OFFICER])
def test_page_is_closed_to_those_who_write_no_forms(client, tree, directive, role):
    login(client, make_member(tree.upper, role))

    assert client.get(address(directive)).status_code == 404
    assert client.post(address(directive), {"viec": "nap", "source": BASE}).status_code == 404
    assert FormVersion.objects.count() == 1


def test_a_draft_or_a_paper_without_tasks_has_no_page(writer, tree, clerk, directive):
    draft = make_draft(tree.upper, by=clerk, number="2/X")
    bare = make_published(tree.upper, by=clerk, number="3/X", tasks=())

    assert writer.get(address(draft)).status_code == 404
    assert writer.get(address(bare)).status_code == 404


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"version": "một"}, "Hãy ghi số phiên bản theo dạng 1.1.0."),
        ({"version": ""}, "Chưa nhập mục này."),
        ({"section_1": "XX"}, "XX"),
        ({"keep": ["XX"]}, "XX"),
        ({"heading_2": "Năm {nam}"}, "Đề mục không dùng dấu ngoặc nhọn."),
    ],
)
def test_choices_that_make_no_sense_are_refused(writer, directive, changes, words):
    page = writer.post(address(directive), choices(**changes))

    assert (page.status_code, page.context["seen"]) == (422, None)
    assert words in page.text


def test_faults_are_listed_with_their_lines_and_nothing_is_loaded(writer, directive):
    broken = BASE.replace("E02 <= E01", "E02 <= Z99")
    line = next(number for number, row in enumerate(broken.splitlines(), start=1) if "Z99" in row)

    for deed in ("kiem-tra", "nap"):
        page = writer.post(address(directive), {"viec": deed, "source": broken})

        assert page.status_code == 422
        assert [(fault["line"], fault["code"]) for fault in page.context["seen"]["faults"]] == [(line, "R14")]
        assert "E02 &lt;= Z99" in page.text
    assert FormVersion.objects.count() == 1


@pytest.mark.parametrize("source", ["", "chỉ là chữ", "a: &x 1\nb: *x\n", "[1, 2"])
def test_a_text_that_is_no_form_is_told_so(writer, directive, source):
    page = writer.post(address(directive), {"viec": "nap", "source": source})

    assert (page.status_code, len(page.context["seen"]["faults"])) == (422, 1)


def test_a_number_that_is_taken_is_refused(writer, directive):
    page = writer.post(address(directive), {"viec": "nap", "source": BASE + "\n# khác\n"})

    assert (page.status_code, FormVersion.objects.count()) == (422, 1)
    assert "hãy ghi số phiên bản mới" in page.context["seen"]["refusal"]


def test_page_proposes_a_number_and_sections(writer, directive):
    form = writer.get(address(directive)).context["form"]

    assert form["version"].value() == "1.1.0"
    assert [section.value() for _, section, _ in form.rows] == ["moi", "moi"]
    assert set(form["keep"].value()) == OTHERS


def test_page_proposes_the_numbers_of_a_form_that_was_used_for_the_directive(writer, tree, directive):
    reviewer = make_member(tree.upper, Role.REVIEWER)
    make_cycle(tree.upper, by=reviewer, directive=directive)

    form = writer.get(address(directive)).context["form"]

    assert [section.value() for _, section, _ in form.rows] == ["II.1", "II.2"]


def test_preview_and_loading_give_a_new_version_with_who_and_why(writer, tree, directive):
    seen = writer.post(address(directive), choices()).context["seen"]
    edited = seen["source"].replace("Việc mới. Nêu", "Việc rất mới. Nêu")

    answer = writer.post(address(directive), choices(viec="nap", source=edited))

    version = FormVersion.objects.get(version="1.1.0")
    assert (seen["faults"], seen["unasked"]) == ([], [])
    assert answer.url == reverse("reports:form_version", args=[version.pk])
    assert version.definition.section("II.6").prompt.startswith("Việc rất mới. Nêu")
    assert version.definition.task_places[2].sections[0].code == "II.6"
    assert version.definition.regime.legal_basis == ("Công văn số 12/CĐVC-TG ngày 02/03/2026",)
    assert Event.objects.about(version).get().role == Role.DEPARTMENT_HEAD


def test_loading_the_same_text_twice_gives_one_version(writer, directive):
    source = writer.post(address(directive), choices()).context["seen"]["source"]

    answers = [writer.post(address(directive), choices(viec="nap", source=source)) for _ in range(2)]

    assert answers[0].url == answers[1].url
    assert FormVersion.objects.count() == 2


@pytest.mark.parametrize(("sneaked", "code"), [("", 302), ("\n# khác\n", 422)])
def test_loading_in_the_same_moment_as_somebody_else(writer, directive, monkeypatch, sneaked, code):
    source = writer.post(address(directive), choices()).context["seen"]["source"]
    read = form_loading.parsed

    def read_while_another_loads(digest, text):
        monkeypatch.setattr(form_loading, "parsed", read)
        form_loading.load_form(source + sneaked)
        return read(digest, text)

    monkeypatch.setattr(form_loading, "parsed", read_while_another_loads)
    answer = writer.post(address(directive), choices(viec="nap", source=source))

    assert (answer.status_code, FormVersion.objects.count()) == (code, 2)


def test_preview_warns_of_a_task_that_nothing_answers(writer, directive):
    page = writer.post(address(directive), {"viec": "kiem-tra", "source": without_tasks()})

    assert page.context["seen"]["unasked"] == [1, 2]
    assert "Chưa có mục nào trả lời nhiệm vụ 1, 2." in page.text


def test_markup_in_a_source_is_shown_as_text(writer, directive):
    page = writer.post(address(directive), {"viec": "kiem-tra", "source": "</textarea><script>alert(1)</script>"})

    assert "<script>alert" not in page.text


def test_forms_page_offers_directives_to_writers_only(client, tree, directive):
    for role, offered in ((Role.DEPARTMENT_HEAD, True), (Role.REVIEWER, False)):
        login(client, make_member(tree.upper, role))

        page = client.get(reverse("reports:forms"))

        assert (f'href="{address(directive)}"' in page.text) is offered


@pytest.mark.parametrize("count", [1, 3])
def test_page_costs_the_same_for_one_task_and_for_three(writer, tree, clerk, count, django_assert_num_queries):
    make_form()
    tasks = tuple(TaskLine(f"Việc {n}.") for n in range(count))
    paper = make_published(tree.upper, by=clerk, number="9/X", tasks=tasks)
    writer.get(address(paper))

    with django_assert_num_queries(9):
        writer.get(address(paper))
