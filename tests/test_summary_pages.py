"""The pages of compiling: who may open and press what, what is refused, and what a page costs."""

import json

import pytest
from django.urls import reverse
from django.utils import timezone

from portal import jobs
from portal.models import Job, Level, Role
from reports import tasks
from reports.aggregation import latest_run
from reports.closing import close_cycle
from reports.documents import ask_for_export
from reports.models import ExportFile, Figure, Summary, SummaryRun, SummarySection
from tests.factories.portal import found, login, make_member, make_tree
from tests.factories.reports import ANSWERS, make_cycle, report_of
from tests.factories.summaries import accept, compiled, number

PAGES = {
    "runs": ("cycle",),
    "run": ("run",),
    "run_progress": ("run",),
    "run_inputs": ("run",),
    "run_changes": ("run",),
    "figure": ("run", "E07"),
    "summary": ("cycle",),
    "summary_section": ("cycle", "II.2"),
    "exports": ("cycle",),
    "export_file": ("export",),
    "export_progress": ("export",),
}
WRITING = {"summary_frame": ("cycle",)}


class Place:
    """Unions, a compiled cycle with a file, and one person of every kind."""

    def __init__(self, units: int = 3):
        self.tree = make_tree(units)
        self.head = make_member(self.tree.upper, Role.DEPARTMENT_HEAD, "Trưởng ban")
        self.reviewer = make_member(self.tree.upper, Role.REVIEWER, "Người thẩm định")
        self.officer = make_member(self.tree[0], Role.OFFICER)
        self.above = make_member(self.tree.root, Role.VIEWER, "Người xem của Tổng Liên đoàn")
        other = found("Công đoàn Giáo dục Việt Nam", self.tree.root, level=Level.CENTRAL)
        self.stranger = make_member(other, Role.DEPARTMENT_HEAD, "Trưởng ban nơi khác")
        self.administrator = make_member(self.tree.upper, Role.ADMINISTRATOR)
        self.cycle = make_cycle(self.tree.upper, by=self.reviewer)
        for unit in self.tree.units:
            self.accept(unit)
        self.run = compiled(self.cycle)
        self.export = ask_for_export(self.cycle, kind="docx", run=self.run, by=self.head)
        jobs.run(self.export.job_id)

    def accept(self, unit, **answers):
        given = {code: number(7) for code in ANSWERS} | answers
        texts = {"II.2": f"Lời văn của {unit}."}
        return accept(report_of(self.cycle, unit), given, by=self.head, texts=texts)

    def url(self, name: str, *args) -> str:
        keys = {"cycle": self.cycle.pk, "run": self.run.pk, "export": self.export.pk}
        return reverse(f"reports:{name}", args=[keys.get(arg, arg) for arg in args])


@pytest.fixture
def place(db):
    return Place()


@pytest.mark.parametrize("name", PAGES | WRITING)
@pytest.mark.parametrize("who", ["officer", "stranger", "administrator"])
def test_page_is_not_there_for_those_outside(client, place, name, who):
    args = (PAGES | WRITING)[name]

    answer = login(client, getattr(place, who)).get(place.url(name, *args))

    assert answer.status_code == 404


@pytest.mark.parametrize("name", PAGES | WRITING)
def test_page_asks_a_visitor_to_sign_in(client, place, name):
    url = place.url(name, *(PAGES | WRITING)[name])

    answer = client.get(url)

    assert (answer.status_code, answer["Location"]) == (302, f"{reverse('account_login')}?next={url}")


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("who", ["head", "reviewer", "above"])
def test_page_opens_for_those_who_read(client, place, name, who):
    answer = login(client, getattr(place, who)).get(place.url(name, *PAGES[name]))

    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("who", "runs", "exports", "summary", "section", "frame"),
    [
        ("head", 302, 302, 302, 302, 200),
        ("reviewer", 302, 302, 404, 404, 404),
        ("above", 404, 404, 404, 404, 404),
        ("officer", 404, 404, 404, 404, 404),
        ("stranger", 404, 404, 404, 404, 404),
    ],
)
def test_buttons_work_only_for_those_who_may(client, place, who, runs, exports, summary, section, frame):
    login(client, getattr(place, who))

    answers = [
        client.post(place.url("runs", "cycle")).status_code,
        client.post(place.url("exports", "cycle"), {"kind": "xlsx"}).status_code,
        client.post(place.url("summary", "cycle"), {"version": "0"}).status_code,
        client.post(place.url("summary_section", "cycle", "II.2"), {"version": "0", "text": "x"}).status_code,
        client.get(place.url("summary_frame", "cycle")).status_code,
    ]

    assert answers == [runs, exports, summary, section, frame]


def test_summary_and_units_narratives_are_read_only_for_a_reviewer(client, place):
    answer = login(client, place.reviewer).get(place.url("summary_section", "cycle", "II.2"))

    page = answer.content.decode()
    assert "data-editor" not in page
    assert "data-inserts" not in page
    assert "Lời văn của Công đoàn Cơ quan 1." in page
    assert Summary.objects.count() == 0


def test_pressing_compile_twice_asks_for_one_run(client, place):
    login(client, place.reviewer)

    client.post(place.url("runs", "cycle"))
    client.post(place.url("runs", "cycle"))

    assert SummaryRun.objects.filter(state="waiting").count() == 1
    assert SummaryRun.objects.count() == 2


def test_progress_polls_until_the_run_is_over(client, place):
    login(client, place.reviewer)
    client.post(place.url("runs", "cycle"))
    run = SummaryRun.objects.get(state="waiting")
    url = reverse("reports:run_progress", args=[run.pk])

    waiting = client.get(url).content.decode()
    Job.objects.filter(pk=run.job_id).update(state="running", progress_done=2, progress_total=5)
    working = client.get(url).content.decode()
    Job.objects.filter(pk=run.job_id).update(state="waiting", run_after=timezone.now())
    jobs.run(run.job_id)
    done = client.get(url).content.decode()

    assert "Đang chờ việc nền nhận" in waiting
    assert ('hx-trigger="every 2s"' in waiting, 'hx-trigger="every 2s"' in working) == (True, True)
    assert ("Đang cộng số liệu từng đơn vị" in working, "2/5" in working) == (True, True)
    assert ("Hoàn thành" in done, "hx-trigger" in done) == (True, False)


def test_failed_run_tells_its_reason_and_offers_another(client, place):
    place.accept(place.tree[0], E11=number(500), E12=number(9 * 10**18))
    login(client, place.reviewer)
    client.post(place.url("runs", "cycle"))
    run = SummaryRun.objects.get(state="waiting")
    jobs.run(run.job_id)

    page = client.get(reverse("reports:run_progress", args=[run.pk])).content.decode()

    assert tasks.TOO_LARGE in page
    assert "Tổng hợp lại" in page
    assert client.get(reverse("reports:run", args=[run.pk])).status_code == 404
    assert latest_run(place.cycle) == place.run


def test_figure_page_shows_the_units_and_their_sum(client, place):
    answer = login(client, place.reviewer).get(place.url("figure", "run", "A03"))

    assert answer.context["check"] == (21, 3)
    assert [row["cells"][0]["value"] for row in answer.context["rows"]] == [7, 7, 7]
    assert "đúng bằng số trong bảng tổng hợp" in answer.content.decode()


def test_figure_page_is_narrowed_by_scope_kind_and_name(client, place):
    place.accept(place.tree[0], A03=(Figure.Kind.NOT_APPLICABLE, None, False))
    run = compiled(place.cycle)
    login(client, place.reviewer)

    def units(**query):
        answer = client.get(reverse("reports:figure", args=[run.pk, "A03"]), query)
        return [row["obligation"].unit_name for row in answer.context["rows"]]

    assert units() == ["Công đoàn Cơ quan 1", "Công đoàn Cơ quan 3", "Công đoàn Cơ quan 2"]
    assert units(loai="not_applicable") == ["Công đoàn Cơ quan 1"]
    assert units(pham_vi="khoi:0002 Khối II") == ["Công đoàn Cơ quan 2"]
    assert units(q="co quan 3") == ["Công đoàn Cơ quan 3"]
    assert units(loai="estimated") == []


@pytest.mark.parametrize("query", [{"pham_vi": "khoi:không có"}, {"pham_vi": "rác"}, {"pham_vi": "x" * 500}])
def test_unknown_scope_is_not_there(client, place, query):
    login(client, place.reviewer)

    assert client.get(place.url("run", "run"), query).status_code == 404
    assert client.get(place.url("figure", "run", "A03"), query).status_code == 404


@pytest.mark.parametrize("code", ["Z99", "a03", "A03'"])
def test_unknown_code_is_not_there(client, place, code):
    assert login(client, place.reviewer).get(place.url("figure", "run", code)).status_code == 404


def test_unknown_section_is_not_there(client, place):
    login(client, place.head)

    assert client.get(place.url("summary_section", "cycle", "II")).status_code == 404
    assert client.get(place.url("summary_section", "cycle", "IX.9")).status_code == 404


@pytest.mark.parametrize("query", ["?page=99", "?page=-1", "?page=chữ", "?loai=chữ", "?loai=chua-co", "?cong=1"])
def test_odd_addresses_still_show_the_figure(client, place, query):
    answer = login(client, place.reviewer).get(place.url("figure", "run", "A03") + query)

    assert answer.status_code == 200


def test_changes_page_names_what_changed(client, place):
    place.accept(place.tree[1], A03=number(9))
    newer = compiled(place.cycle)

    answer = login(client, place.reviewer).get(reverse("reports:run_changes", args=[newer.pk]))

    assert {change.after.code for change in answer.context["figures"]} >= {"A03"}
    assert answer.context["counts"] == {"added": 0, "replaced": 1, "removed": 0}
    assert [row.changed for row in answer.context["page"]] == [["A03"]]
    unknown = client.get(reverse("reports:run_changes", args=[newer.pk]), {"voi": "77"})
    assert unknown.status_code == 404


def autosave(client, place, payload, code="II.2"):
    body = payload if isinstance(payload, str) else json.dumps(payload)
    return client.post(place.url("summary_autosave", "cycle", code), body, content_type="application/json")


@pytest.fixture
def writing(client, place):
    """The department head with the summary open."""
    login(client, place.head).get(place.url("summary", "cycle"))
    return client


def test_autosave_stores_and_tells_version_and_time(writing, place):
    answer = autosave(writing, place, {"version": 0, "text": "Lời văn.", "figures": {}, "annexes": {}})

    row = SummarySection.objects.get(code="II.2")
    assert (answer.status_code, answer["X-Draft-Version"], answer["X-Saved-At"]) == (204, "1", row.saved_at.isoformat())
    assert row.text == "Lời văn."


def test_autosave_on_an_old_version_tells_both_texts(writing, place):
    autosave(writing, place, {"version": 0, "text": "Bản một."})

    answer = autosave(writing, place, {"version": 0, "text": "Bản hai."})

    told = answer.json()
    assert (answer.status_code, told["theirs"]["text"], told["version"], told["by"]) == (
        409,
        "Bản một.",
        1,
        "Trưởng ban",
    )


@pytest.mark.parametrize(
    ("payload", "status"),
    [
        ("{", 400),
        ("[" * 100_000, 400),
        ("[]", 400),
        ({"text": "x"}, 400),
        ({"version": "0", "text": "x"}, 400),
        ({"version": 0, "text": ["x"]}, 400),
        ({"version": True, "text": "x"}, 400),
        ({"version": 2**40, "text": "x"}, 400),
        ({"version": 0, "text": "x" * 1_000_000}, 413),
    ],
)
def test_autosave_refuses_what_it_does_not_understand(writing, place, payload, status):
    answer = autosave(writing, place, payload)

    assert answer.status_code == status
    assert SummarySection.objects.get(code="II.2").version == 0


def test_autosave_refuses_strangers_visitors_and_closed_cycles(client, writing, place):
    close_cycle(place.cycle, by=place.head)
    assert autosave(writing, place, {"version": 0, "text": "x"}).status_code == 423
    assert autosave(writing, place, {"version": 0, "text": "x"}, code="II").status_code == 404
    for who in (place.reviewer, place.stranger, place.officer, place.above):
        assert autosave(login(client, who), place, {"version": 0, "text": "x"}).status_code == 404
    client.logout()

    assert autosave(client, place, {"version": 0, "text": "x"}).status_code == 401


def test_saving_without_scripts_keeps_what_a_stale_page_typed(writing, place):
    url = place.url("summary_section", "cycle", "II.2")
    writing.post(url, {"version": "0", "text": "Bản một."})

    answer = writing.post(url, {"version": "0", "text": "Bản hai gõ trên trang cũ."})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert ("Bản một." in page, "Bản hai gõ trên trang cũ." in page) == (True, True)
    assert SummarySection.objects.get(code="II.2").text == "Bản một."


def test_frame_is_checked_and_a_stale_page_keeps_what_was_typed(writing, place):
    url = place.url("summary_frame", "cycle")
    values = {"seen": "0", "issuer_name": "Công đoàn", "subject": "Kết quả", "addressees": "Tổng Liên đoàn"}

    wrong = writing.post(url, values | {"signed_on": "31/02/2026"})
    done = writing.post(url, values | {"signed_on": "5/12/2026", "number": "7"})
    stale = writing.post(url, values | {"subject": "Trích yếu gõ trên trang cũ"})

    summary = Summary.objects.get()
    assert (wrong.status_code, done.status_code, stale.status_code) == (200, 302, 409)
    assert "Hãy ghi ngày có thật" in wrong.content.decode()
    assert "Trích yếu gõ trên trang cũ" in stale.content.decode()
    assert (summary.number, summary.subject, f"{summary.signed_on:%d/%m/%Y}") == ("7", "Kết quả", "05/12/2026")


def test_summary_keeps_its_run_until_told_otherwise(writing, place):
    place.accept(place.tree[1], A03=number(9))
    newer = compiled(place.cycle)

    before = writing.get(place.url("summary", "cycle"))
    writing.post(place.url("summary", "cycle"), {"version": str(before.context["summary"].version)})
    after = writing.get(place.url("summary", "cycle"))

    assert (before.context["run"], before.context["is_behind"]) == (place.run, True)
    assert (after.context["run"], after.context["is_behind"]) == (newer, False)


def test_download_is_an_attachment_that_browsers_never_show(client, place):
    answer = login(client, place.above).get(place.url("export_file", "export"))

    assert answer["Content-Disposition"].startswith("attachment; filename=")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer.streaming_content)[:2] == b"PK"


def test_file_that_is_not_ready_is_not_there(client, place):
    waiting = ask_for_export(place.cycle, kind="xlsx", run=place.run, by=place.head)

    answer = login(client, place.head).get(reverse("reports:export_file", args=[waiting.pk]))

    assert answer.status_code == 404


def test_export_without_any_run_is_refused_in_words(client, db):
    tree = make_tree(1)
    head = make_member(tree.upper, Role.DEPARTMENT_HEAD)
    cycle = make_cycle(tree.upper, by=head)
    url = reverse("reports:exports", args=[cycle.pk])

    login(client, head).post(url, {"kind": "docx"})
    page = client.get(url).content.decode()

    assert "Chưa có lần tổng hợp nào hoàn thành nên chưa xuất được tệp." in page
    assert ExportFile.objects.count() == 0


def test_page_names_the_sections_without_words_before_the_export(client, place):
    page = login(client, place.head).get(place.url("exports", "cycle"))

    assert len(page.context["empty"]) == 14
    assert "14 mục chưa có lời văn" in page.content.decode()


@pytest.mark.parametrize("units", [1, 3])
@pytest.mark.parametrize(
    ("name", "statements"),
    [
        ("runs", 8),
        ("run", 7),
        ("run_inputs", 5),
        ("figure", 10),
        ("summary", 8),
        ("summary_section", 11),
        ("exports", 11),
    ],
)
def test_pages_cost_the_same_for_one_unit_and_for_three(client, db, django_assert_num_queries, name, statements, units):
    place = Place(units)
    login(client, place.head)
    url = place.url(name, *PAGES[name])
    client.get(url)

    with django_assert_num_queries(statements):
        client.get(url)
