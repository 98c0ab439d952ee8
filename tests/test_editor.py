"""The editor over HTTP: its page, saving without scripts, and what the script asks for."""

import json
import re

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from directives.models import Programme
from directives.publishing import TaskLine
from portal import clock
from portal.models import Membership, Role
from portal.worktime import today
from reports.drafts import save_section
from reports.models import DraftSection, Report, State
from tests.factories.directives import make_published
from tests.factories.office import EARLY, make_office
from tests.factories.portal import login, make_member
from tests.factories.reports import fill, fire, make_cycle, report_of, submit

pytestmark = pytest.mark.django_db

TCVN3 = "C«ng ®oµn Viªn chøc ViÖt Nam ®· triÓn khai c«ng t¸c d©n vËn"


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def officer(client, office):
    return login(client, office.officer)


def page_of(report, code="II.2"):
    return reverse("reports:section", args=[report.pk, code])


def autosave(client, report, content, *, code="II.2", version=0, **headers):
    return client.post(
        reverse("reports:autosave", args=[report.pk, code]),
        json.dumps({"version": version, "text": "", "figures": {}, "annexes": {}} | content),
        content_type="application/json",
        headers=headers,
    )


def stored(report, code="II.2"):
    return report.draft_sections.get(code=code)


# --- Autosave: who is let in ----------------------------------------------------------------


def test_autosave_of_someone_without_a_session_is_401_and_no_redirect(client, office):
    answer = autosave(client, office.report, {"text": "mất phiên"})

    assert (answer.status_code, answer.json()["login"]) == (401, "/tai-khoan/login/")
    assert DraftSection.objects.count() == 0


@pytest.mark.parametrize(
    "who",
    ["sibling_officer", "unit_viewer", "reviewer", "administrator", "upper_viewer"],
)
def test_autosave_by_another_is_404_and_stores_nothing(client, office, who):
    tree = office.tree
    people = {
        "sibling_officer": lambda: make_member(tree[1], Role.OFFICER),
        "unit_viewer": lambda: make_member(tree[0], Role.VIEWER),
        "reviewer": lambda: office.reviewer,
        "administrator": lambda: make_member(tree.upper, Role.ADMINISTRATOR),
        "upper_viewer": lambda: make_member(tree.root, Role.VIEWER),
    }
    report = fill(office.report, by=office.officer)
    before = stored(report).content
    login(client, people[who]())

    answer = autosave(client, report, {"text": "không phải của tôi"}, version=1)

    assert (answer.status_code, stored(report).content) == (404, before)


def test_autosave_is_404_from_the_moment_at_which_the_role_ended(officer, office):
    report = office.report
    officer.get(page_of(report))
    assert autosave(officer, report, {"text": "còn vai trò"}).status_code == 204

    Membership.objects.filter(user=office.officer).update(valid_to=today())
    answers = [
        autosave(officer, report, {"text": "hết vai trò"}, version=1),
        autosave(officer, report, {"text": "hết vai trò"}, version=7),
        autosave(officer, report, {"text": "a" * 1_000_000}, version=1),
        autosave(officer, report, {"text": "hết vai trò"}, code="I.9"),
    ]

    assert [(a.status_code, "còn vai trò" in a.content.decode()) for a in answers] == [(404, False)] * 4
    assert stored(report).content["text"] == "còn vai trò"


def test_section_is_saved_by_nobody_who_does_not_write_there(office):
    report = fill(office.report, by=office.officer)
    before = stored(report).content

    with pytest.raises(Report.DoesNotExist):
        save_section(report.pk, "II.2", {"text": "của người khác"}, seen=1, by=office.reviewer)

    assert stored(report).content == before


def test_autosave_without_the_csrf_header_is_refused(office):
    strict = Client(enforce_csrf_checks=True)
    login(strict, office.officer)

    answer = autosave(strict, office.report, {"text": "giả mạo"})

    assert (answer.status_code, DraftSection.objects.filter(version__gt=0).count()) == (403, 0)


def test_autosave_with_the_cookies_token_in_the_header_is_stored(office):
    strict = Client(enforce_csrf_checks=True)
    login(strict, office.officer)
    strict.get(page_of(office.report))

    answer = autosave(strict, office.report, {"text": "thật"}, **{"X-CSRFToken": strict.cookies["csrftoken"].value})

    assert (answer.status_code, stored(office.report).content["text"]) == (204, "thật")


@pytest.mark.parametrize("code", ["II", "I.9", "nope", "ii.2"])
def test_autosave_of_a_section_that_is_not_written_is_404(officer, office, code):
    assert autosave(officer, office.report, {"text": "x"}, code=code).status_code == 404


# --- Autosave: what is stored ---------------------------------------------------------------


def test_autosave_stores_and_says_version_and_time(officer, office):
    officer.get(page_of(office.report))

    with clock.told_as(EARLY):
        answer = autosave(officer, office.report, {"text": "Đã tổ chức 18 buổi."})

    row = stored(office.report)
    assert (answer.status_code, answer["X-Draft-Version"], answer["X-Saved-At"]) == (204, "1", EARLY.isoformat())
    assert (answer.content, row.content["text"], row.saved_by) == (b"", "Đã tổ chức 18 buổi.", office.officer)


def test_autosave_before_the_page_was_ever_opened_is_stored(officer, office):
    answer = autosave(officer, office.report, {"text": "từ bản giữ trên máy"})

    assert (answer.status_code, stored(office.report).content["text"]) == (204, "từ bản giữ trên máy")


def test_autosave_asks_the_database_three_times(officer, office, django_assert_num_queries):
    report = office.report
    officer.get(page_of(report))
    autosave(officer, report, {"text": "lần đầu"})

    with django_assert_num_queries(3):
        answer = autosave(officer, report, {"text": "lần hai"}, version=1)

    assert answer.status_code == 204


def test_stale_autosave_is_409_with_what_stands_there(officer, office):
    officer.get(page_of(office.report))
    other = login(Client(), office.head)
    autosave(other, office.report, {"text": "của Chủ tịch"})

    answer = autosave(officer, office.report, {"text": "của cán bộ"})

    told = answer.json()
    assert (answer.status_code, told["theirs"]["text"], told["version"], told["by"]) == (
        409,
        "của Chủ tịch",
        1,
        "Lê Thị Chủ",
    )
    assert stored(office.report).content["text"] == "của Chủ tịch"


def test_repeated_autosave_is_answered_as_stored(officer, office):
    officer.get(page_of(office.report))
    autosave(officer, office.report, {"text": "câu trả lời bị mất trên đường"})

    again = autosave(officer, office.report, {"text": "câu trả lời bị mất trên đường"})

    assert (again.status_code, again["X-Draft-Version"], stored(office.report).version) == (204, "1", 1)


@pytest.mark.parametrize("state", [State.AWAITING_CERTIFICATION, State.SUBMITTED, State.ACCEPTED])
def test_autosave_after_sending_is_423_with_the_state(officer, office, state):
    report = office.walked(state)
    row = stored(report)

    answer = autosave(officer, report, {"text": "viết thêm"}, version=row.version)

    assert (answer.status_code, answer.json()["state"], stored(report).content) == (423, state, row.content)


def test_autosave_after_a_return_is_stored(officer, office):
    report = office.walked(State.RETURNED)

    answer = autosave(officer, report, {"text": "Đã làm rõ."}, version=stored(report).version)

    assert (answer.status_code, stored(report).content["text"]) == (204, "Đã làm rõ.")


@pytest.mark.parametrize(
    "body",
    ["", "{", "[]", "null", '"text"', '{"text": "không có phiên bản"}', '{"version": "1"}', '{"version": true}']
    + [
        "[" * 100_000,
        '{"version": 0, "text": ' + "[" * 100_000,
        '{"version": -1}',
        '{"version": 99999999999}',
        '{"version": 1.5}',
        '{"version": null}',
    ],
)
def test_autosave_not_understood_is_400(officer, office, body):
    officer.get(page_of(office.report))

    answer = officer.post(
        reverse("reports:autosave", args=[office.report.pk, "II.2"]), body, content_type="application/json"
    )

    assert (answer.status_code, stored(office.report).version) == (400, 0)


def test_autosave_of_a_megabyte_is_413_in_vietnamese(officer, office):
    officer.get(page_of(office.report))

    answer = autosave(officer, office.report, {"text": "a" * 1_000_000})

    assert answer.status_code == 413
    assert answer.json()["message"].startswith("Nội dung mục này dài 1.000.000 ký tự, vượt giới hạn 100.000 ký tự.")


def test_autosave_larger_than_any_request_may_be_is_413(officer, office, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000

    answer = autosave(officer, office.report, {"text": "a" * 2000})

    assert (answer.status_code, "quá lớn" in answer.json()["message"]) == (413, True)


def test_autosave_on_a_busy_database_is_503_with_a_pause(officer, office):
    officer.get(page_of(office.report))

    def locked(execute, sql, params, many, context):
        if sql.startswith("UPDATE"):
            raise OperationalError("database is locked")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(locked):
        answer = autosave(officer, office.report, {"text": "chờ"})

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")


def test_autosave_says_when_a_text_was_typed_for_an_old_font(officer, office):
    officer.get(page_of(office.report))

    old = autosave(officer, office.report, {"text": TCVN3})
    new = autosave(officer, office.report, {"text": "Công đoàn"}, version=1)

    assert (old["X-Legacy-Text"], stored(office.report).content["text"]) == ("tcvn3", "Công đoàn")
    assert "X-Legacy-Text" not in new


# --- Looking over, old fonts ----------------------------------------------------------------


def test_look_over_tells_notes_ratios_and_states(officer, office):
    report = fill(office.report, by=office.officer, answers={"A04": "9.999"})

    told = officer.get(reverse("reports:look_over", args=[report.pk, "I.1"])).json()

    assert [(note["place"], note["tone"]) for note in told["notes"]] == [("dong-A04", "bad")]
    assert told["ratios"] == {"T01": "94,4"}
    assert {step["code"]: step["word"] for step in told["steps"]}["I.1"] == "Còn 1 lỗi"


@pytest.mark.parametrize(("who", "status"), [("nobody", 401), ("reviewer", 404), ("officer", 200)])
def test_look_over_is_for_the_units_writers(client, office, who, status):
    report = fill(office.report, by=office.officer)
    if who != "nobody":
        login(client, getattr(office, who))

    assert client.get(reverse("reports:look_over", args=[report.pk, "I.1"])).status_code == status


@pytest.mark.parametrize(
    ("text", "encoding", "converted"),
    [
        (TCVN3, "tcvn3", "Công đoàn Viên chức Việt Nam đã triển khai công tác dân vận"),
        ("Coâng ñoaøn Vieân chöùc Vieät Nam", "vni", "Công đoàn Viên chức Việt Nam"),
        ("Công đoàn Viên chức", None, ""),
        ("plain", None, ""),
    ],
)
def test_old_fonts_are_recognised(officer, text, encoding, converted):
    answer = officer.post(reverse("reports:old_fonts"), {"text": text}, content_type="application/json")

    assert answer.json() == {"encoding": encoding, "converted": converted}


@pytest.mark.parametrize(
    ("body", "status"),
    [({"text": "a" * 100_001}, 413), ({"text": 5}, 413), ({}, 400), ("[", 400)],
)
def test_old_fonts_refuses_what_is_no_text(officer, body, status):
    body = body if isinstance(body, str) else json.dumps(body)

    answer = officer.post(reverse("reports:old_fonts"), body, content_type="application/json")

    assert answer.status_code == status


def test_old_fonts_is_for_people_who_signed_in(client):
    assert client.post(reverse("reports:old_fonts"), {}, content_type="application/json").status_code == 401


# --- The page -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["section", "check"])
@pytest.mark.parametrize("who", ["reviewer", "sibling", "viewer"])
def test_draft_is_nobody_elses_to_read(client, office, name, who):
    report = fill(office.report, by=office.officer)
    people = {
        "reviewer": office.reviewer,
        "sibling": make_member(office.tree[1], Role.HEAD),
        "viewer": make_member(office.tree[0], Role.VIEWER),
    }
    login(client, people[who])
    args = [report.pk, "II.2"] if name == "section" else [report.pk]

    assert client.get(reverse(f"reports:{name}", args=args)).status_code == 404


def test_page_without_a_session_leads_to_the_door_and_back(client, office):
    answer = client.get(page_of(office.report))

    assert answer.headers["Location"] == f"/tai-khoan/login/?next={page_of(office.report)}"


def typed_in(html, name):
    """The value of the input of that name."""
    tag = re.search(rf'<input[^>]*name="{re.escape(name)}"[^>]*>', html)[0]
    return re.search(r'value="([^"]*)"', tag)[1]


def test_page_shows_numbers_as_they_will_be_read_again(officer, office):
    fill(office.report, by=office.officer, answers={"E07": "1234", "E11": "4.5", "A02": "1250"})

    money = officer.get(page_of(office.report, "II.4")).content.decode()
    people = officer.get(page_of(office.report, "I.1")).content.decode()

    assert (typed_in(money, "f-E07"), typed_in(money, "f-E11"), typed_in(people, "f-A02")) == (
        "1.234,0",
        "4,5",
        "1.250",
    )


def test_page_escapes_what_people_type(officer, office):
    officer.get(page_of(office.report))
    autosave(officer, office.report, {"text": "</textarea><script>alert(1)</script>"})

    html = officer.get(page_of(office.report)).content.decode()

    assert "<script>alert" not in html
    assert "&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt;" in html


def last_year(html, code):
    row = html.split(f'id="dong-{code}"', 1)[1]
    cell = re.search(r'class="field-figure-last">(.*?)</div>', row, re.S)[1]
    return " ".join(re.sub(r"<[^>]+>", "", cell).split())


def test_page_shows_last_years_figures_beside_the_boxes(client, office):
    older = make_cycle(office.tree.upper, by=office.reviewer, year=2025)
    report = submit(report_of(older, office.tree[0]), officer=office.officer, head=office.head)
    fire(report, "accept", by=office.reviewer)
    login(client, office.officer)

    html = client.get(page_of(office.report)).content.decode()

    assert (last_year(html, "C02"), last_year(html, "C03")) == ("Năm 2025: 960", "Năm 2025: 25")


def test_page_shows_the_directives_task_that_the_section_answers(client):
    office = make_office()
    clerk = make_member(office.tree.upper, Role.CLERK)
    tasks = (TaskLine("Lập kế hoạch."), TaskLine("Tuyên truyền <b>sâu rộng</b>", "trước ngày 30 tháng 6"))
    directive = make_published(office.tree.upper, by=clerk, tasks=tasks)
    type(office.cycle).objects.filter(pk=office.cycle.pk).update(directive=directive)
    login(client, office.officer)

    html = client.get(page_of(office.report)).content.decode()

    assert "Tuyên truyền &lt;b&gt;sâu rộng&lt;/b&gt;" in html
    assert "Lập kế hoạch." not in html


def test_page_offers_the_programmes_of_the_units_above(client, office):
    Programme.objects.create(owner=office.tree.upper, number="01/BNV-CĐVCVN", title="Phối hợp", year_from=2022)
    Programme.objects.create(owner=office.tree[1], number="99/KHÁC", title="Của đơn vị khác", year_from=2022)
    login(client, office.officer)

    html = client.get(page_of(office.report, "II.3")).content.decode()

    assert re.findall(r'<option value="([^"]*/[^"]*)">', html) == ["01/BNV-CĐVCVN"]


def test_sent_report_is_shown_for_reading_only(client, office):
    report = office.walked(State.SUBMITTED)
    login(client, office.officer)

    html = client.get(page_of(report)).content.decode()

    assert '<fieldset class="plain" disabled>' in html
    assert "Nội dung dưới đây chỉ để xem." in html


@pytest.mark.parametrize("rows", [1, 3])
def test_page_asks_the_database_six_times_however_much_is_written(client, office, rows, django_assert_num_queries):
    report = fill(office.report, by=office.officer)
    row = stored(report)
    row.content["annexes"] = {"PL1": [{"ten": f"Mô hình {n}"} for n in range(rows)]}
    row.save()
    login(client, office.officer)
    client.get(page_of(report))

    with django_assert_num_queries(6):
        client.get(page_of(report))


# --- Without a session, without scripts ---
def test_form_of_an_ended_session_is_shown_back(client, office):
    fields = form_of(login(Client(), office.officer), office.report) | {"text": "viết khi phiên đã hết", "f-C01": "18"}

    answer = client.post(page_of(office.report), fields)

    html = answer.content.decode()
    assert answer.status_code == 401
    assert "readonly>viết khi phiên đã hết</textarea>" in html
    assert "<code>C01</code>: 18" in html
    assert stored(office.report).version == 0


# --- Saving without scripts -----------------------------------------------------------------


def form_of(client, report, code="II.2"):
    """What a browser without scripts would post: every field of the page as it stands."""
    html = client.get(page_of(report, code)).content.decode()
    fields = {}
    for tag in re.findall(r"<input[^>]*>", html):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ('type="checkbox"' not in tag and 'type="radio"' not in tag or " checked" in tag):
            fields[name[1]] = value[1] if value else "on"
    for name, inner in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', html, re.S):
        chosen = re.search(r'value="([^"]*)" selected', inner)
        fields[name] = chosen[1] if chosen else re.search(r'value="([^"]*)"', inner)[1]
    for name, inner in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', html, re.S):
        fields[name] = inner
    return {name: value for name, value in fields.items() if not name.startswith("a-PL1-0-")}


def test_form_saves_text_figures_and_rows(officer, office):
    fields = form_of(officer, office.report)
    fields |= {"text": "Lời văn", "f-C01": "1.234", "f-C02-kind": "none_occurred", "f-C03": "5", "f-C03-est": "on"}
    fields |= {"a-PL1-1-ten": "Một cửa", "a-PL1-1-loai": "tap_the", "a-PL1-2-ten": "Hai cửa"}

    answer = officer.post(page_of(office.report), fields)

    content = stored(office.report).content
    assert (answer.status_code, answer.headers["Location"]) == (302, page_of(office.report))
    assert (content["text"], content["figures"]["C01"]) == (
        "Lời văn",
        {"raw": "1.234", "kind": "number", "estimated": False},
    )
    assert content["figures"]["C02"]["kind"] == "none_occurred"
    assert content["figures"]["C03"] == {"raw": "5", "kind": "number", "estimated": True}
    assert [(row["ten"], row["loai"]) for row in content["annexes"]["PL1"]] == [("Một cửa", "tap_the"), ("Hai cửa", "")]


def test_form_posted_unchanged_changes_no_figure(officer, office):
    report = fill(office.report, by=office.officer, answers={"E07": "1234", "E11": "4,35"})
    before = stored(report, "II.4").content["figures"]

    officer.post(page_of(report, "II.4"), form_of(officer, report, "II.4"))

    figures = stored(report, "II.4").content["figures"]
    assert figures == before | {"E07": {"raw": "1.234,0", "kind": "number", "estimated": False}}


def test_form_saves_yes_and_no(officer, office):
    fields = form_of(officer, office.report, "II.1") | {"f-B01": "false"}

    officer.post(page_of(office.report, "II.1"), fields)

    assert stored(office.report, "II.1").content["figures"]["B01"]["raw"] == "false"


def test_form_goes_on_to_the_next_section_when_asked(officer, office):
    answer = officer.post(page_of(office.report), form_of(officer, office.report) | {"go": "next"})

    assert answer.headers["Location"] == page_of(office.report, "II.3")


def test_stale_form_shows_both_texts_and_keeps_ours_in_the_boxes(officer, office):
    fields = form_of(officer, office.report) | {"text": "của cán bộ", "f-C01": "18"}
    other = login(Client(), office.head)
    autosave(other, office.report, {"text": "của Chủ tịch", "figures": {"C01": {"raw": "20", "kind": "number"}}})

    answer = officer.post(page_of(office.report), fields)

    html = answer.content.decode()
    assert answer.status_code == 409
    assert '<div class="quote">của Chủ tịch</div>' in html
    assert ">của cán bộ</textarea>" in html
    assert (typed_in(html, "f-C01"), typed_in(html, "version")) == ("18", "1")
    assert stored(office.report).content["text"] == "của Chủ tịch"


def test_stale_form_pressed_again_stores_ours(officer, office):
    fields = form_of(officer, office.report) | {"text": "của cán bộ"}
    autosave(login(Client(), office.head), office.report, {"text": "của Chủ tịch"})
    officer.post(page_of(office.report), fields)

    officer.post(page_of(office.report), fields | {"version": "1"})

    assert (stored(office.report).content["text"], stored(office.report).version) == ("của cán bộ", 2)


def test_form_after_sending_is_423_and_keeps_a_copy_to_read(client, office):
    login(client, office.officer)
    fields = form_of(client, office.report) | {"text": "viết muộn"}
    report = office.walked(State.AWAITING_CERTIFICATION)

    answer = client.post(page_of(report), fields)

    assert answer.status_code == 423
    assert '<div class="quote">viết muộn</div>' in answer.content.decode()
    assert stored(report).content["text"] != "viết muộn"


def test_form_too_long_keeps_what_was_typed(officer, office):
    text = "a" * 100_001

    answer = officer.post(page_of(office.report), form_of(officer, office.report) | {"text": text})

    assert answer.status_code == 413
    assert f">{text}</textarea>" in answer.content.decode()
    assert stored(office.report).content["text"] == ""


@pytest.mark.parametrize("version", ["", "abc", "-1", "9" * 30, "²"])
def test_form_with_a_bad_version_is_a_stale_one(officer, office, version):
    autosave(officer, office.report, {"text": "đã có"})

    answer = officer.post(page_of(office.report), form_of(officer, office.report) | {"text": "x", "version": version})

    assert (answer.status_code, stored(office.report).content["text"]) == (409, "đã có")


def test_old_font_is_offered_and_converted_by_the_form(officer, office):
    autosave(officer, office.report, {"text": TCVN3})

    html = officer.get(page_of(office.report)).content.decode()
    officer.post(page_of(office.report), form_of(officer, office.report) | {"convert": "yes"})

    assert "Công đoàn Viên chức Việt Nam đã triển khai" in html
    assert stored(office.report).content["text"] == "Công đoàn Viên chức Việt Nam đã triển khai công tác dân vận"


def test_writer_whose_role_ended_is_let_in_no_more(client, office):
    login(client, office.officer)
    client.get(page_of(office.report))
    membership = office.officer.memberships.get()
    membership.valid_to = membership.valid_from
    membership.save()

    assert client.get(page_of(office.report)).status_code == 404
    assert autosave(client, office.report, {"text": "x"}).status_code == 404


def test_box_shows_to_each_what_was_typed_there_and_nothing_of_others(officer, office, client):
    hostile = '"><script>alert(1)</script>\ufdd0'
    autosave(officer, office.report, {"figures": {"C01": {"raw": hostile, "kind": "number", "estimated": True}}})
    first = officer.get(page_of(office.report)).content.decode()

    again = {"C01": {"raw": "", "kind": "none_occurred", "estimated": False}}
    autosave(officer, office.report, {"figures": again}, version=1)
    second = officer.get(page_of(office.report)).content.decode()

    box = r'name="f-C01" inputmode="numeric" autocomplete="off" maxlength="100" value="([^"]*)"'
    assert ("<script>alert" in first, "script" in re.search(box, first)[1], re.search(box, second)[1]) == (
        False,
        True,
        "",
    )
    chosen = r'name="f-C01-kind".*?<option value="(\w+)" selected>'
    assert (re.search(chosen, first)[1], re.search(chosen, second)[1]) == ("number", "none_occurred")
    ticked = 'name="f-C01-est" checked'
    assert (ticked in first, ticked in second) == (True, False)
