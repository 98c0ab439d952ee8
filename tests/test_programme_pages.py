"""Pages of programmes: who reaches them, what forms refuse and keep, the year's picture, files of occurrences."""

import re
import struct
import zlib
from datetime import date

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from directives.models import Activity, Occurrence, Programme
from directives.programmes import (
    DocumentLine,
    PrizeLine,
    RoundLine,
    remove_occurrence,
    save_activity,
    save_occurrence,
    save_programme,
    set_status,
)
from portal.models import Role, StoredFile
from tests.factories.portal import login, make_member, make_tree, make_user
from tests.factories.programmes import (
    activity_content,
    hold,
    make_activity,
    make_programme,
    occurrence_content,
    programme_content,
)
from tests.sent_forms import as_sent


@pytest.fixture
def tree(db):
    return make_tree(2)


@pytest.fixture
def clerk(tree):
    return make_member(tree.upper, Role.CLERK)


@pytest.fixture
def programme(tree, clerk):
    return make_programme(tree.upper, by=clerk)


@pytest.fixture
def activity(programme, clerk):
    return make_activity(programme, by=clerk)


def page(name: str, *keys, query: str = "") -> str:
    return reverse(f"directives:{name}", args=keys) + query


NO_ROWS = {
    f"{prefix}-{name}": "0" for prefix in ("vong", "giai", "van_ban") for name in ("TOTAL_FORMS", "INITIAL_FORMS")
}


def posted(**changes) -> dict:
    values = {
        **NO_ROWS,
        "seen": "0",
        "kind": "phoi_hop",
        "number": "02/BNV-CĐVCVN",
        "title": "Phối hợp",
        "signed_on": "22/2/2023",
        "signed_at_place": "Hà Nội",
        "year_from": "2023",
        "year_to": "",
        "status": "running",
        "note": "",
        "ben-TOTAL_FORMS": "2",
        "ben-INITIAL_FORMS": "0",
        "ben-0-name": "Công đoàn Viên chức Việt Nam",
        "ben-0-signer_title": "Chủ tịch",
        "ben-1-name": "Bộ Nội vụ",
        "ben-1-signer_title": "",
    }
    return values | changes


def posted_activity(**changes) -> dict:
    values = {
        **NO_ROWS,
        "seen": "0",
        "year": "2023",
        "kind": "tap_huan",
        "title": "Lớp tập huấn",
        "planned_words": "tháng 10 và tháng 11/2023",
        "quantity": "2",
        "participants_from": "150",
        "participants_to": "1.200",
    }
    return values | changes


def lines(answer) -> list[str]:
    found = re.search(r'<div class="error-summary".*?</ul>', answer.text, re.S)
    return re.findall(r"(?:<a href=[^>]*>|<p class=[^>]*>)(.*?)</", found[0], re.S) if found else []


# role and place → list, detail, edit of programme, new activity, edit of activity; decided by hand.
ANSWERS = {
    ("upper", Role.CLERK): (200, 200, 200, 200, 200),
    ("upper", Role.ADMINISTRATOR): (200, 200, 200, 200, 200),
    ("upper", Role.REVIEWER): (200, 200, 200, 200, 200),
    ("upper", Role.DEPARTMENT_HEAD): (200, 200, 200, 200, 200),
    ("upper", Role.OFFICER): (200, 200, 200, 200, 200),
    ("upper", Role.HEAD): (200, 200, 200, 200, 200),
    ("upper", Role.VIEWER): (200, 200, 404, 404, 404),
    ("below", Role.OFFICER): (200, 200, 404, 404, 404),
    ("below", Role.CLERK): (200, 200, 404, 404, 404),
    ("above", Role.VIEWER): (200, 404, 404, 404, 404),
    ("none", ""): (200, 404, 404, 404, 404),
}


@pytest.mark.parametrize(("place", "role"), ANSWERS)
def test_pages_by_role(tree, clerk, client, place, role):
    programme = make_programme(tree.upper, by=clerk)
    activity = make_activity(programme, by=clerk)
    units = {"upper": tree.upper, "below": tree[0], "above": tree.root}
    login(client, make_member(units[place], role) if role else make_user())

    answers = tuple(
        client.get(reverse(f"directives:{name}", args=args)).status_code
        for name, args in (
            ("programmes", []),
            ("programme", [programme.pk]),
            ("programme-edit", [programme.pk]),
            ("activity-create", [programme.pk]),
            ("activity-edit", [programme.pk, activity.pk]),
        )
    )

    assert answers == ANSWERS[place, role]


def test_programme_of_a_unit_below_is_not_seen_by_its_sibling(tree, client):
    owner = make_member(tree[0], Role.CLERK)
    programme = make_programme(tree[0], by=owner)
    login(client, make_member(tree[1], Role.CLERK))

    assert client.get(reverse("directives:programme", args=[programme.pk])).status_code == 404


def test_activity_is_reached_through_its_own_programme_only(tree, clerk, client):
    programme = make_programme(tree.upper, by=clerk)
    other = make_programme(tree.upper, by=clerk, number="2/A-B")
    activity = make_activity(programme, by=clerk)
    login(client, clerk)

    assert client.get(reverse("directives:activity-edit", args=[other.pk, activity.pk])).status_code == 404


def test_programme_is_written_in_the_browser(tree, clerk, client):
    login(client, clerk)

    answer = client.post(reverse("directives:programme-create"), posted(), follow=True)

    programme = Programme.objects.get()
    assert (programme.signed_on, programme.year_to, programme.owner) == (date(2023, 2, 22), None, tree.upper)
    assert list(programme.parties.values_list("name", flat=True)) == ["Công đoàn Viên chức Việt Nam", "Bộ Nội vụ"]
    assert "Đã lưu chương trình." in answer.text


def test_party_is_chosen_and_named_by_its_unit(tree, clerk, client):
    login(client, clerk)

    client.post(reverse("directives:programme-create"), posted(**{"ben-1-unit_id": tree[0].pk, "ben-1-name": ""}))
    programme = Programme.objects.get()
    again = client.get(reverse("directives:programme-edit", args=[programme.pk])).text

    assert list(programme.parties.values_list("name", "unit"))[1] == (str(tree[0]), tree[0].pk)
    assert f'<option value="{tree[0].pk}" selected>' in again


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"ben-1-unit_id": "999999"}, "Bên 2, Đơn vị trong cổng: "),
        ({"ben-1-name": "", "ben-1-signer_title": "A"}, "Bên 2, Tên bên tham gia: Hãy chọn đơn vị trong cổng hoặc ghi"),
        ({"year_to": "2020"}, "Đến năm: Năm cuối không được trước năm đầu."),
        ({"year_from": "hai nghìn"}, "Từ năm: "),
        ({"year_from": "-5"}, "Từ năm: Hãy ghi số từ 1990 đến 2100."),
        ({"ben-1-name": ""}, "Chương trình phối hợp phải có ít nhất hai bên."),
        ({"ben-1-DELETE": "on"}, "Chương trình phối hợp phải có ít nhất hai bên."),
        ({"number": "01/BNV-CĐVCVN"}, "Số, ký hiệu: Đơn vị đã có chương trình mang số 01/BNV-CĐVCVN."),
    ],
)
def test_wrong_programme_is_refused_at_its_place(tree, clerk, client, changes, line):
    make_programme(tree.upper, by=clerk)
    login(client, clerk)

    answer = client.post(reverse("directives:programme-create"), posted(**changes))

    assert [one for one in lines(answer) if one.startswith(line)] == lines(answer)
    assert Programme.objects.count() == 1


def test_stale_programme_page_keeps_the_words(tree, clerk, client):
    programme = make_programme(tree.upper, by=clerk)
    save_programme(programme, programme_content(title="Của người kia"), by=clerk, seen=0)
    login(client, clerk)

    answer = client.post(reverse("directives:programme-edit", args=[programme.pk]), posted(title="Của tôi"))

    programme.refresh_from_db()
    assert (answer.status_code, programme.title) == (409, "Của người kia")
    assert "Của tôi" in answer.text
    assert 'name="seen" value="1"' in answer.text


def test_activity_gets_its_span_from_its_words(tree, clerk, client):
    programme = make_programme(tree.upper, by=clerk)
    login(client, clerk)

    client.post(reverse("directives:activity-create", args=[programme.pk]), posted_activity())

    activity = Activity.objects.get()
    assert (activity.planned_from, activity.planned_to) == (date(2023, 10, 1), date(2023, 11, 30))
    assert (activity.quantity, activity.participants_from, activity.participants_to) == (2, 150, 1200)


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"planned_words": "khi thuận tiện"}, "Dự kiến từ ngày: Cổng chưa hiểu thời gian ghi ở trên"),
        ({"planned_from": "01/10/2023"}, "Dự kiến đến hết ngày: Hãy ghi cả ngày đầu và ngày cuối."),
        (
            {"planned_from": "01/10/2023", "planned_to": "30/9/2023"},
            "Dự kiến đến hết ngày: Ngày cuối không được trước ngày đầu (01/10/2023).",
        ),
        ({"participants_to": "100"}, "Số người mỗi lần, đến: Số người nhiều nhất"),
        ({"participants_to": "nhiều"}, "Số người mỗi lần, đến: "),
        ({"quantity": "0"}, "Số lượng (lớp, cuộc): Hãy ghi số từ 1 đến 9999."),
        ({"quantity": "99999999999999999999"}, "Số lượng (lớp, cuộc): "),
        ({"planned_from": "01/7/2023", "planned_to": "02/7/2023"}, "Dự kiến từ ngày: Ngày không khớp với lời ghi"),
        ({"planned_words": "quý I/2024"}, "Thời gian dự kiến: “quý I/2024” không thuộc kế hoạch năm 2023."),
        (
            {"year": "2021", "planned_words": "quý I"},
            "Thuộc kế hoạch năm: Chương trình từ năm 2022, không có năm 2021.",
        ),
        ({"topics": "x" * 501}, "Nội dung: Mỗi dòng dài tối đa 500 ký tự"),
        (
            {"giai-TOTAL_FORMS": "1", "giai-0-kind": "nhat", "giai-0-quantity": "1"},
            "Loại hoạt động: Chỉ cuộc thi, hội thi có vòng thi và giải thưởng",
        ),
        ({"lead_id": "0"}, "Bên chủ trì: "),
    ],
)
def test_wrong_activity_is_refused_at_its_place(tree, clerk, client, changes, line):
    programme = make_programme(tree.upper, by=clerk)
    login(client, clerk)

    answer = client.post(reverse("directives:activity-create", args=[programme.pk]), posted_activity(**changes))

    assert [one[: len(line)] for one in lines(answer)] == [line]
    assert Activity.objects.count() == 0


def test_stale_activity_page_keeps_the_words(tree, clerk, client):
    programme = make_programme(tree.upper, by=clerk)
    activity = make_activity(programme, by=clerk)
    save_activity(activity, activity_content(title="Của người kia"), by=clerk, seen=0)
    login(client, clerk)

    answer = client.post(
        reverse("directives:activity-edit", args=[programme.pk, activity.pk]), posted_activity(title="Của tôi")
    )

    activity.refresh_from_db()
    assert (answer.status_code, activity.title) == (409, "Của người kia")
    assert "Của tôi" in answer.text


def test_year_is_switched_and_shows_ranges_and_lateness(tree, clerk, client, programme):
    make_activity(programme, by=clerk)
    make_activity(programme, "quý II/2022", by=clerk, title="Cuộc thi")
    login(client, make_member(tree[0], Role.OFFICER))

    with time_machine.travel("2023-12-01T09:00:00+07:00", tick=False):
        newest = client.get(page("programme", programme.pk))
        older = client.get(page("programme", programme.pk, query="?nam=2022"))
        absent = client.get(page("programme", programme.pk, query="?nam=2031"))

    assert [answer.context["year"] for answer in (newest, older)] == [2023, 2022]
    assert [year for year, _ in newest.context["years"]] == [2022, 2023, 2024]
    assert newest.text.count("state-bad") == 1
    assert "150–200 người" in newest.text
    assert absent.status_code == 404


@pytest.mark.parametrize(
    ("changes", "years"),
    [
        ({}, [2022, 2023, 2024]),
        ({"year_to": 2022}, [2022]),
        ({"year_to": 2022, "status": "extended"}, [2022, 2023, 2024]),
        ({"status": "ended"}, [2022, 2023]),
        ({"year_from": 2025}, [2025]),
    ],
)
def test_years_that_may_be_planned_are_offered(tree, clerk, client, changes, years):
    programme = make_programme(tree.upper, by=clerk, **changes)

    with time_machine.travel("2023-12-01T09:00:00+07:00", tick=False):
        answer = login(client, clerk).get(page("programme", programme.pk))

    assert [year for year, _ in answer.context["years"]] == years


@pytest.mark.parametrize(
    ("query", "count"),
    [("", 1), ("?q=phoi+hop+cong+tac", 1), ("?q=B%E1%BB%98+n%E1%BB%99i", 1), ("?tinh_trang=ended", 0)],
)
def test_list_is_narrowed(tree, clerk, client, query, count):
    make_programme(tree.upper, by=clerk)
    login(client, clerk)

    answer = client.get(reverse("directives:programmes") + query)

    assert len(answer.context["page"]) == count


def test_list_puts_what_has_no_day_of_signing_last_in_its_year(tree, clerk, client):
    for number, day in (("1/A-B", date(2022, 3, 1)), ("2/A-B", None), ("3/A-B", date(2022, 5, 1))):
        make_programme(tree.upper, by=clerk, number=number, signed_on=day)

    answer = login(client, clerk).get(reverse("directives:programmes"))

    assert [row.number for row in answer.context["page"]] == ["3/A-B", "1/A-B", "2/A-B"]


@pytest.mark.parametrize("rows", [1, 3])
def test_number_of_queries_does_not_grow(tree, clerk, client, django_assert_num_queries, rows):
    for number in range(rows):
        programme = make_programme(tree.upper, by=clerk, number=f"{number}/A-B")
    own, other = programme.parties.all()
    for number in range(rows):
        activity = make_activity(programme, by=clerk, lead_id=own.pk, co_lead_ids=(other.pk,), title=f"Lớp {number}")
        for time in range(rows):
            hold(activity, f"{time + 1}/10/2023", by=clerk)
    login(client, clerk)

    with django_assert_num_queries(6):
        client.get(page("programmes"))
    with django_assert_num_queries(11):
        client.get(page("programme", programme.pk, query="?nam=2023"))
    with django_assert_num_queries(10):
        client.get(page("activity", programme.pk, activity.pk))
    with django_assert_num_queries(8):
        client.get(page("activity-edit", programme.pk, activity.pk))
    with django_assert_num_queries(12):
        client.get(page("outcome", programme.pk, query="?nam=2023"))


# --- what the forms keep --------------------------------------------------------------------


def test_seed_s_contest_is_entered_by_the_form(clerk, client, programme):
    own, other = programme.parties.all()
    rounds = {"vong-TOTAL_FORMS": "2", "vong-0-name": "Vòng loại", "vong-0-form": "Thi trắc nghiệm trực tuyến"}
    rounds |= {"vong-1-name": "Vòng chung kết", "vong-1-form": "Thi sân khấu hóa"}
    prizes = {"giai-TOTAL_FORMS": "4"}
    for number, (kind, count) in enumerate((("nhat", 1), ("nhi", 2), ("ba", 3), ("khuyen_khich", 8))):
        prizes |= {f"giai-{number}-kind": kind, f"giai-{number}-quantity": str(count)}
    contest = {"kind": "cuoc_thi", "year": "2022", "planned_words": "năm 2022", "quantity": "1"}
    sides = {"lead_id": own.pk, "co_lead_ids": [other.pk], "topics": "Cải cách hành chính\n- Văn hóa công vụ\n\n"}
    people = {"participants_from": "", "participants_to": ""}
    login(client, clerk)

    client.post(
        page("activity-create", programme.pk), posted_activity(**contest, **sides, **people, **rounds, **prizes)
    )

    activity = Activity.objects.get()
    answer = client.get(page("activity", programme.pk, activity.pk))
    assert (activity.plan.year, activity.planned_precision, activity.lead) == (2022, "year", own)
    assert activity.topics == ["Cải cách hành chính", "Văn hóa công vụ"]
    assert list(activity.prizes.values_list("kind", "quantity")) == [
        ("nhat", 1),
        ("nhi", 2),
        ("ba", 3),
        ("khuyen_khich", 8),
    ]
    assert re.findall(r"<b>(Vòng [^<]+)</b>: ([^<,]+)", answer.text) == [
        ("Vòng loại", "Thi trắc nghiệm trực tuyến"),
        ("Vòng chung kết", "Thi sân khấu hóa"),
    ]


def test_two_presses_give_one_activity(clerk, client, programme):
    login(client, clerk)

    answers = [client.post(page("activity-create", programme.pk), posted_activity(key="k")) for _ in range(2)]

    assert {answer["Location"] for answer in answers} == {page("activity", programme.pk, Activity.objects.get().pk)}


def test_one_box_changed_leaves_the_other_parties_and_papers(tree, clerk, client):
    papers = (DocumentLine("Chỉ thị", "16/CT-TTg", date(2016, 5, 16)), DocumentLine("Nghị quyết", "25-NQ/TW"))
    programme = make_programme(tree.upper, by=clerk, documents=papers)
    kept = list(programme.parties.values_list("pk", "name"))
    address = page("programme-edit", programme.pk)
    sent = as_sent(login(client, clerk).get(address), **{"title": "Tên mới", "ben-1-signer_name": "Người ký"})

    answer = client.post(address, sent)

    assert answer.status_code == 302
    programme.refresh_from_db()
    assert programme.title == "Tên mới"
    assert list(programme.parties.values_list("pk", "name")) == kept
    assert list(programme.documents.values_list("number", "issued_on")) == [
        ("16/CT-TTg", date(2016, 5, 16)),
        ("25-NQ/TW", None),
    ]


def test_one_box_changed_leaves_rounds_and_prizes(clerk, client, programme):
    rounds, prizes = (RoundLine("Vòng sơ khảo"), RoundLine("Chung kết")), (PrizeLine("nhat"), PrizeLine("ba", 3))
    contest = make_activity(programme, by=clerk, kind="cuoc_thi", rounds=rounds, prizes=prizes)
    address = page("activity-edit", programme.pk, contest.pk)
    sent = as_sent(login(client, clerk).get(address), **{"title": "Tên mới", "giai-0-DELETE": "on"})

    client.post(address, sent)

    contest.refresh_from_db()
    assert contest.title == "Tên mới"
    assert list(contest.rounds.values_list("name", flat=True)) == ["Vòng sơ khảo", "Chung kết"]
    assert list(contest.prizes.values_list("kind", "quantity")) == [("ba", 3)]


def test_page_of_a_new_programme_may_be_sent_with_its_second_side_blank(tree, clerk, client):
    address = page("programme-create")
    typed = {"kind": "hanh_dong", "number": "110/CTr-CĐVC", "title": "Chương trình hành động"}
    sent = as_sent(login(client, clerk).get(address), **typed)

    client.post(address, sent)

    assert list(Programme.objects.get().parties.values_list("name", flat=True)) == [str(tree.upper)]


def test_new_words_give_new_days_when_a_plan_is_edited(clerk, client, programme, activity):
    login(client, clerk)
    form = client.get(page("activity-edit", programme.pk, activity.pk)).context["form"]
    assert (form["planned_words"].value(), form["planned_from"].value()) == (activity.planned_words, None)

    client.post(page("activity-edit", programme.pk, activity.pk), posted_activity(planned_words="quý II/2023"))

    activity.refresh_from_db()
    assert (activity.planned_to, activity.planned_precision) == (date(2023, 6, 30), "quarter")


def test_row_is_added_without_losing_what_was_typed(clerk, client, programme):
    login(client, clerk)

    answer = client.post(page("activity-create", programme.pk), posted_activity(title="Đang gõ", them_dong="giai"))

    assert (answer.status_code, Activity.objects.count()) == (200, 0)
    assert "Đang gõ" in answer.text
    assert len(answer.context["prizes"].forms) == 1


def test_stale_state_is_shown_beside_what_was_chosen(clerk, client, programme, activity):
    set_status(activity, "postponed", reason="Của người kia", by=clerk, seen=0)
    login(client, clerk)

    chosen = {"status": "cancelled", "reason": "Của tôi", "seen": "0"}
    answer = client.post(page("activity-status", programme.pk, activity.pk), chosen)

    activity.refresh_from_db()
    assert (answer.status_code, activity.status) == (409, "postponed")
    assert "Của người kia" in answer.text
    assert 'value="Của tôi"' in answer.text


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ({"status": "cancelled", "reason": " "}, "Lý do hoãn, hủy: Hoạt động hoãn hoặc hủy thì phải ghi lý do."),
        ({"status": "done"}, "Tình trạng: Muốn ghi hoàn thành, hãy ghi ít nhất một lần tổ chức."),
        ({"status": "không có"}, "Tình trạng: "),
    ],
)
def test_state_that_can_t_be_is_refused(clerk, client, programme, activity, typed, line):
    answer = login(client, clerk).post(page("activity-status", programme.pk, activity.pk), {"seen": "0"} | typed)

    assert [one[: len(line)] for one in lines(answer)] == [line]


def test_plan_of_a_year_is_written_and_kept_from_stale_pages(clerk, client, programme):
    login(client, clerk)
    address = page("programme-plan", programme.pk, 2023)
    client.post(address, {"seen": "0", "number": "05/KH", "issued_on": "22/2/2023", "words": "Chuyển đổi số"})

    answer = client.post(address, {"seen": "0", "number": "06/KH", "words": "Của tôi"})

    assert (answer.status_code, programme.plans.get().number) == (409, "05/KH")
    assert "Của tôi" in answer.text
    assert client.get(page("programme-plan", programme.pk, 2021)).status_code == 404


# --- occurrences and their files ------------------------------------------------------------


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def picture(kind: str = "PNG") -> bytes:
    """A whole picture of one pixel."""
    if kind == "PNG":
        sides = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
        return b"\x89PNG\r\n\x1a\n" + sides + chunk(b"IDAT", zlib.compress(b"\0\0\0\0")) + chunk(b"IEND", b"")
    parts = ((0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0"), (0xC0, b"\x08\0\1\0\1\1\1\x11\0"), (0xDA, b"\1\1\0\0?\0"))
    body = b"".join(b"\xff" + bytes([mark]) + struct.pack(">H", len(data) + 2) + data for mark, data in parts)
    return b"\xff\xd8" + body + b"\x7f\xff\xd9"


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def held_form(**changes) -> dict:
    return {"seen": "0", "held_words": "18/10/2023", "place": "Hà Nội", "participants": "160"} | changes


def test_occurrence_is_noted_with_pictures_that_only_readers_download(tree, clerk, client, programme, activity):
    files = [upload("Ảnh lớp.png", picture()), upload("anh.jpg", picture("JPEG")), upload("bai.pdf", b"%PDF-1.4 x")]
    login(client, clerk)

    client.post(page("occurrence-create", programme.pk, activity.pk), held_form(files=files, key="k"))

    occurrence = Occurrence.objects.get()
    address = page("occurrence-file", programme.pk, activity.pk, occurrence.pk, 1)
    answer = login(client, make_member(tree[0], Role.OFFICER)).get(address)
    outside = login(client, make_member(tree.root, Role.VIEWER)).get(address)
    assert (answer.status_code, answer["Content-Type"], outside.status_code) == (200, "image/png", 404)
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert (occurrence.participants, occurrence.held_precision, occurrence.files.count()) == (160, "day", 3)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("trang.html", b"<script>alert(1)</script>"),
        ("anh.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"),
        ("anh.png", b"<html><script>alert(1)</script>"),
        ("anh.png", picture()[:-12]),
        ("anh.png", picture()[:8] + b"\x00\x00\x00\x0dIHDR" + b"\x7f" * 8 + picture()[24:]),
        ("anh.jpg", picture("PNG")),
        ("anh.jpg", picture("JPEG")[:-2]),
        ("anh.jpg", b"\xff\xd8\xff\xd9"),
        ("chuong-trinh.exe", b"MZ"),
        ("trong.png", b""),
        ("bang.xlsx", b"PK\x03\x04 broken"),
    ],
)
def test_hostile_file_is_refused_and_nothing_typed_is_lost(clerk, client, programme, activity, name, content):
    good = upload("tot.png", picture())
    login(client, clerk)

    answer = client.post(
        page("occurrence-create", programme.pk, activity.pk),
        held_form(files=[good, upload(name, content)], result="Đã gõ kết quả"),
    )

    assert Occurrence.objects.count() == 0
    assert len(lines(answer)) == 1
    assert "Đã gõ kết quả" in answer.text
    kept = re.findall(r'name="kept" value="([^"]+)"', answer.text)
    if name != "trong.png":
        assert len(kept) == 1
        client.post(page("occurrence-create", programme.pk, activity.pk), held_form(kept=kept))
        assert [row.file.name for row in Occurrence.objects.get().files.all()] == ["tot.png"]


def test_token_of_somebody_else_s_file_brings_nothing(tree, clerk, client, programme, activity):
    other = make_member(tree.upper, Role.CLERK)
    login(client, other)
    answer = client.post(
        page("occurrence-create", programme.pk, activity.pk),
        held_form(held_words="không rõ", files=[upload("rieng.png", picture())]),
    )
    (token,) = re.findall(r'name="kept" value="([^"]+)"', answer.text)

    login(client, clerk).post(page("occurrence-create", programme.pk, activity.pk), held_form(kept=[token, "x:y"]))

    assert (StoredFile.objects.count(), Occurrence.objects.get().files.count()) == (1, 0)


def test_too_many_files_are_refused(clerk, client, programme, activity):
    files = [upload(f"{number}.pdf", b"%PDF-1.4 x") for number in range(11)]

    answer = login(client, clerk).post(page("occurrence-create", programme.pk, activity.pk), held_form(files=files))

    assert lines(answer) == ["Thêm ảnh, tài liệu: Mỗi lần tổ chức kèm tối đa 10 tệp; hãy bỏ bớt."]


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"held_words": "một hôm"}, "Từ ngày: Cổng chưa hiểu thời gian ghi ở trên"),
        ({"held_words": "01/01/2100"}, "Thời gian tổ chức: Ngày 01/01/2100 còn ở phía trước"),
        ({"held_words": "18/10/2022"}, "Thời gian tổ chức: “18/10/2022” ở trước năm 2023 của kế hoạch"),
        ({"participants": "đông"}, "Số người tham gia thực tế: "),
    ],
)
def test_wrong_occurrence_is_refused_at_its_place(clerk, client, programme, activity, changes, line):
    answer = login(client, clerk).post(page("occurrence-create", programme.pk, activity.pk), held_form(**changes))

    assert Occurrence.objects.count() == 0
    assert [one[: len(line)] for one in lines(answer)] == [line]


def test_stale_occurrence_page_keeps_words_and_files(clerk, client, programme, activity):
    occurrence = hold(activity, by=clerk)
    save_occurrence(occurrence, occurrence_content(place="Của người kia"), by=clerk, seen=0)
    address = page("occurrence-edit", programme.pk, activity.pk, occurrence.pk)
    login(client, clerk)

    answer = client.post(address, held_form(place="Của tôi", files=[upload("a.png", picture())]))

    assert (answer.status_code, Occurrence.objects.get().place) == (409, "Của người kia")
    kept = re.findall(r'name="kept" value="([^"]+)"', answer.text)
    assert "Của tôi" in answer.text
    client.post(address, held_form(place="Của tôi", seen="1", kept=kept))
    assert (Occurrence.objects.get().place, Occurrence.objects.get().files.count()) == ("Của tôi", 1)


def test_occurrence_taken_out_meanwhile_keeps_the_words_for_a_new_one(clerk, client, programme, activity):
    occurrence = hold(activity, by=clerk)
    address = page("occurrence-edit", programme.pk, activity.pk, occurrence.pk)
    remove_occurrence(occurrence, by=clerk, seen=0)
    login(client, clerk)

    answer = client.post(address, held_form(result="Đã gõ"))

    assert (answer.status_code, client.get(address).status_code) == (409, 404)
    assert "Đã gõ" in answer.text
    assert f'action="{page("occurrence-create", programme.pk, activity.pk)}"' in answer.text


def test_occurrence_is_taken_out_once_and_only_as_it_was_seen(clerk, client, programme, activity):
    occurrence = hold(activity, by=clerk)
    address = page("occurrence-remove", programme.pk, activity.pk, occurrence.pk)
    login(client, clerk)

    for seen, left in (("7", 1), ("x", 1), ("0", 0), ("0", 0)):
        assert client.post(address, {"seen": seen}).status_code == 302
        assert Occurrence.objects.count() == left


def test_occurrence_form_that_comes_empty_is_judged_as_any(clerk, client, programme, activity):
    login(client, clerk)

    answer = client.post(page("occurrence-create", programme.pk, activity.pk), {})

    assert (answer.status_code, answer.context["form"].errors != {}) == (200, True)
