"""The register of issued documents: its ten columns, who reads and who notes, the workbook, notes of two people."""

import io
from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from directives.models import RegisterNote
from directives.publishing import CitationLine, acknowledge, begin_forwarding, content_of, recall, save_draft
from directives.register import COLUMNS, Note, NoteChanged, NotTheClerk, entries, keys_of, note_of, write_note
from portal.models import Event, Role
from portal.text import format_date
from portal.worktime import today
from tests.factories.directives import ISSUED_ON, make_approved, make_published, published, receipt_of
from tests.factories.portal import login, make_member, make_tree

pytestmark = pytest.mark.django_db
PAGE = "directives:register"


@pytest.fixture
def tree():
    return make_tree(3)


@pytest.fixture
def clerk(tree):
    return make_member(tree.upper, Role.CLERK, "Văn thư")


@pytest.fixture
def paper(tree, clerk):
    return make_published(tree.upper, by=clerk, signer_name="Nguyễn Văn Ký")


def line_of(paper):
    return next(entries([paper.pk]))


def rows_of(answer) -> list[tuple]:
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    return list(sheet.iter_rows(values_only=True))


# --- what is refused ------------------------------------------------------------------------


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.CLERK, Role.ADMINISTRATOR)])
def test_roles_that_do_not_write_note_nothing(tree, paper, client, role):
    other = make_member(tree.upper, role)

    with pytest.raises(NotTheClerk):
        write_note(paper, Note(note="x"), by=other, seen=0)
    answer = login(client, other).post(reverse("directives:register-note", args=[paper.pk]), {"note": "x"})

    assert answer.status_code == 404
    assert RegisterNote.objects.count() == 0


@pytest.mark.parametrize("place", ["register", "register-file"])
def test_register_of_another_issuer_is_not_found(tree, paper, client, place):
    clerk = make_member(tree.root, Role.CLERK)

    answer = login(client, clerk).get(reverse(f"directives:{place}"), {"don_vi": tree.upper.pk})

    assert answer.status_code == 404


def test_drafts_and_approved_papers_stand_in_no_register(tree, clerk, client):
    draft = make_approved(tree.upper, by=clerk, number="77/CĐVC-TG")
    login(client, clerk)

    page = client.get(reverse(PAGE))
    noting = client.get(reverse("directives:register-note", args=[draft.pk]))

    assert (page.context["entries"], noting.status_code) == ([], 404)
    with pytest.raises(NotTheClerk):
        write_note(draft, Note(note="x"), by=clerk, seen=0)


def test_note_over_words_that_the_person_did_not_see_is_refused(tree, clerk, paper):
    write_note(paper, Note(note="của người thứ nhất"), by=clerk, seen=0)

    for seen in (0, 9):
        with pytest.raises(NoteChanged):
            write_note(paper, Note(note="của người thứ hai"), by=clerk, seen=seen)

    assert note_of(paper) == (Note(note="của người thứ nhất"), 1)


def test_stale_page_shows_both_texts_and_the_next_press_counts(tree, clerk, paper, client):
    page = reverse("directives:register-note", args=[paper.pk])
    login(client, clerk)
    write_note(paper, Note(note="Lời trước"), by=clerk, seen=0)

    stale = client.post(page, {"note": "Lời sau", "seen": "0"})
    again = client.post(page, {"note": "Lời sau", "seen": str(stale.context["version"])})

    assert (stale.status_code, again.status_code) == (409, 302)
    assert "Lời trước" in stale.text
    assert "Lời sau" in stale.text
    assert note_of(paper)[0].note == "Lời sau"


def test_pressing_twice_writes_one_event(tree, clerk, paper):
    write_note(paper, Note(copies=5), by=clerk, seen=0)
    write_note(paper, Note(copies=5), by=clerk, seen=0)

    assert note_of(paper) == (Note(copies=5), 1)
    assert Event.objects.filter(kind="register.noted").count() == 1


@pytest.mark.parametrize(("name", "value"), [("copies", "hai bản"), ("copies", "-1"), ("note", "x" * 501)])
def test_wrong_input_is_named_and_nothing_written(clerk, paper, client, name, value):
    answer = login(client, clerk).post(reverse("directives:register-note", args=[paper.pk]), {name: value, "seen": "0"})

    assert list(answer.context["form"].errors) == [name]
    assert RegisterNote.objects.count() == 0


def test_noting_never_touches_the_paper(clerk, paper):
    before = (paper.content_hash, paper.version)

    write_note(paper, Note("VT", 3, "Lan", "Ghi chú"), by=clerk, seen=0)

    paper.refresh_from_db()
    assert (paper.content_hash, paper.version) == before


# --- the ten columns ------------------------------------------------------------------------


def test_line_is_told_from_what_the_portal_knows(tree, clerk, paper):
    officer = make_member(tree[0], Role.OFFICER)
    acknowledge(receipt_of(paper, tree[0]), by=officer)

    line = line_of(paper)

    assert len(COLUMNS) == 10
    assert (line.number, line.issued_on, line.title, line.signer) == (
        "12/CĐVC-TG",
        ISSUED_ON,
        "Công văn: Thực hiện công tác dân vận năm 2026",
        "Phó Chủ tịch, Nguyễn Văn Ký",
    )
    assert (line.recipients(), line.kept_by, line.copies) == (
        "Các công đoàn trực thuộc (3 đơn vị)",
        "Văn thư",
        3,
    )
    assert (line.sent_on, line.signed_for, line.note) == (today(), "1/3 đơn vị xác nhận trên cổng", "")


def test_notes_of_the_clerk_stand_beside_what_is_computed(clerk, paper):
    write_note(paper, Note("Văn thư; Ban Tuyên giáo", 52, "Bưu tá ký 2 bản", "Gửi thêm bản giấy"), by=clerk, seen=0)

    line = line_of(paper)

    assert (line.kept_by, line.copies) == ("Văn thư; Ban Tuyên giáo", 52)
    assert line.signed_for == "0/3 đơn vị xác nhận trên cổng; Bưu tá ký 2 bản"
    assert line.note == "Gửi thêm bản giấy"


def test_zero_copies_are_not_nothing(clerk, paper):
    write_note(paper, Note(copies=0), by=clerk, seen=0)

    assert line_of(paper).copies == 0


def test_chosen_recipients_are_named(tree, clerk):
    units = (tree[0].pk, tree[2].pk)
    paper = make_published(tree.upper, by=clerk, to_all=False, unit_ids=units)

    line = line_of(paper)

    assert line.recipients() == "Công đoàn Cơ quan 1; Công đoàn Cơ quan 3"
    assert line.recipients(1) == "Công đoàn Cơ quan 1 và 1 đơn vị khác"


def test_very_many_chosen_recipients_are_counted(tree, clerk, monkeypatch):
    monkeypatch.setattr("directives.register.MOST_NAMED", 1)
    one, two = (
        make_published(tree.upper, by=clerk, number=f"{n}/CĐVC", to_all=False, unit_ids=units)
        for n, units in ((31, (tree[0].pk,)), (32, (tree[0].pk, tree[2].pk)))
    )

    told = [line_of(paper).recipients_in_short for paper in (one, two)]

    assert told == ["Công đoàn Cơ quan 1", "2 đơn vị theo danh sách nơi nhận của văn bản"]


def test_recalled_paper_stays_in_the_register_and_says_so(clerk, paper):
    recall(paper, by=clerk, reason="Ghi nhầm ngày họp")

    assert line_of(paper).note == f"Thu hồi ngày {format_date(today())}."


def test_replaced_paper_names_what_replaced_it(tree, clerk, paper):
    line = CitationLine("Công văn", paper.number, paper.issued_on, relation="replaces")
    make_published(tree.upper, by=clerk, number="13/CĐVC-TG", citations=(line,))

    assert line_of(paper).note == "Được thay thế bằng Công văn số 13/CĐVC-TG."


def test_covering_directive_names_what_it_passes_on(tree, clerk):
    sender = make_member(tree.root, Role.CLERK)
    original = make_published(tree.root, by=sender, number="880/TLĐ")
    draft = begin_forwarding(receipt_of(original, tree.upper), by=clerk)
    content = replace(content_of(draft), number="5/CĐVC-TG", issued_on=ISSUED_ON)
    covering = published(save_draft(draft, content, by=clerk, seen=draft.version), by=clerk)

    assert line_of(covering).note == "Chuyển tiếp Công văn số 880/TLĐ của Tổng Liên đoàn Lao động Việt Nam."


# --- the pages ------------------------------------------------------------------------------


def test_lines_stand_by_day_then_by_number(tree, clerk):
    for number, day in (("10/A", 2), ("9/A", 2), ("100/A", 1), ("02/A", 3)):
        make_published(tree.upper, by=clerk, number=number, issued_on=date(2026, 3, day))

    numbers = [line.number for line in entries(keys_of(tree.upper.pk, 2026))]

    assert numbers == ["100/A", "9/A", "10/A", "02/A"]


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", ["1/A", "2/KH-A"]),
        ("nam=2025", ["8/A"]),
        ("nam=2026&loai=Kế hoạch", ["2/KH-A"]),
        ("nam=2026&loai=khong-co", ["1/A", "2/KH-A"]),
        ("nam=abcd", ["1/A", "2/KH-A"]),
        ("nam=2019", []),
    ],
)
def test_register_is_narrowed_by_its_address(tree, clerk, client, query, numbers):
    make_published(tree.upper, by=clerk, number="8/A", issued_on=date(2025, 5, 5))
    make_published(tree.upper, by=clerk, number="1/A")
    make_published(tree.upper, by=clerk, number="2/KH-A", type_name="Kế hoạch")

    page = login(client, clerk).get(f"{reverse(PAGE)}?{query}")

    assert [line.number for line in page.context["entries"]] == numbers


def test_ban_reads_the_register_and_notes_nothing(tree, paper, client):
    page = login(client, make_member(tree.upper, Role.REVIEWER)).get(reverse(PAGE))

    assert [line.number for line in page.context["entries"]] == ["12/CĐVC-TG"]
    assert "Ghi sổ" not in page.text


def test_clerk_notes_in_the_browser(clerk, paper, client):
    login(client, clerk)

    client.post(
        reverse("directives:register-note", args=[paper.pk]),
        {"kept_by": "Văn thư", "copies": "1.200", "signed_for": "", "note": "Có bản giấy", "seen": "0"},
    )
    page = client.get(reverse(PAGE))

    assert note_of(paper)[0] == Note("Văn thư", 1200, "", "Có bản giấy")
    assert "1.200" in page.text
    assert reverse("directives:register-note", args=[paper.pk]) in page.text


def test_workbook_holds_the_same_ten_columns(tree, clerk, paper, client):
    page = login(client, clerk).get(reverse("directives:register-file"))

    rows = rows_of(page)
    head = rows.index(tuple(COLUMNS))
    assert [row[0] for row in rows[: head - 1]] == [
        "CÔNG ĐOÀN VIÊN CHỨC VIỆT NAM",
        "SỔ ĐĂNG KÝ VĂN BẢN ĐI",
        "Năm 2026",
    ]
    line = rows[head + 1]
    assert (line[0], line[1].date(), line[6], line[7].date()) == ("12/CĐVC-TG", ISSUED_ON, 3, today())
    assert page["Content-Disposition"] == 'attachment; filename="so-van-ban-di-2026.xlsx"'


def test_no_text_of_the_workbook_is_a_formula(tree, clerk, client):
    make_published(tree.upper, by=clerk, number="=1+1/A", title='=HYPERLINK("http://x","y")')
    paper = make_published(tree.upper, by=clerk, number="13/A")
    write_note(paper, Note("@SUM(A1)", None, "+1", "-2+3"), by=clerk, seen=0)

    answer = login(client, clerk).get(reverse("directives:register-file"))
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active

    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)}
    assert kinds == {"s"}


@pytest.mark.parametrize("rows", [1, 3])
def test_register_costs_the_same_for_one_and_three(tree, clerk, client, django_assert_num_queries, rows):
    for number in range(rows):
        made = make_published(tree.upper, by=clerk, number=f"{number + 1}/A", to_all=False, unit_ids=(tree[0].pk,))
        write_note(made, Note(note="x"), by=clerk, seen=0)
    login(client, clerk)

    with django_assert_num_queries(10):
        client.get(reverse(PAGE))
