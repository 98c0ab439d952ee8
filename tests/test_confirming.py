"""From a paper that was read to a draft: what is proposed, decided, kept, repaired; nothing unconfirmed goes in."""

from datetime import date
from pathlib import Path

import pytest

from directives.confirming import (
    added_item,
    begin,
    came_as_file,
    came_as_words,
    decide,
    decided,
    discard,
    items_from,
    items_of,
    keep_typed,
    lacking,
    make_draft,
    part_of,
    parts,
    pieces,
    reading_texts,
    reopened,
    repair,
    undo_repairs,
)
from directives.confirming.items import MOST_CITATIONS, dropped
from directives.models import Directive, PaperReading
from directives.publishing import NotAllowed, NotPossible, Refused, StalePage
from directives.reading import ReadingError, propose
from portal.models import Event, Role
from tests.factories.papers import make_docx, make_pdf
from tests.factories.portal import make_member, make_tree, make_user

SEED = (Path(__file__).parent / "data" / "seed_directive.txt").read_text()


@pytest.fixture
def tree(db):
    return make_tree(2)


@pytest.fixture
def clerk(tree):
    return make_member(tree.upper, Role.CLERK)


@pytest.fixture
def reading(tree, clerk):
    return begin(tree.upper, came_as_words(SEED), by=clerk)


def proposed(text):
    return items_from(text, propose(text))[0]


def by_key(items):
    return {item.key: item for item in items}


def confirmed(reading, clerk, **by_hand):
    """Everything that waits accepted, and these single values typed."""
    items = []
    for item in items_of(reading.items):
        values = {"value": by_hand[item.kind]} if item.kind in by_hand else item.values
        waits = item.waits or item.kind in by_hand
        items.append(decided(item, values, by=clerk.pk, at="") if waits else item)
    return decide(reading, items, by=clerk, seen=reading.version)


NUMBER_AND_TITLE = {"number": "412/CĐVC-TG", "title": "Thực hiện công tác dân vận"}


def test_seed_gives_its_citations_tasks_deadline_and_department():
    items = by_key(proposed(SEED))

    citations = [item.values for item in items.values() if item.kind == "citation"]
    assert [(one["type_name"], one["number"], one["issued_on"], one["relation"]) for one in citations] == [
        ("Công văn", "880/TLĐ", "2016-06-15", "implements"),
        ("Chỉ thị", "16/CT-TTg", "2016-05-16", "implements"),
        ("Chương trình hành động", "299/CTr-TLĐ", "2014-03-17", "implements"),
        ("Chương trình hành động", "110/CTr-CĐVC", "2014-04-01", "implements"),
        ("Nghị quyết", "25-NQ/TW", "2013-06-03", "implements"),
        ("Quyết định", "217-QĐ/TW", "2013-12-12", "implements"),
        ("Quyết định", "218-QĐ/TW", "2013-12-12", "implements"),
    ]
    assert [one["title"][:28] for one in citations] == [
        "",
        "Tăng cường và đổi mới công t",
        "Tăng cường và đổi mới sự lãn",
        *[""] * 4,
    ]
    assert [items[f"task-{number}"].values["text"][:12] for number in range(1, 6)] == [
        "Xác định côn",
        "Đẩy mạnh côn",
        "Triển khai t",
        "Tăng cường g",
        "Tiếp tục tri",
    ]
    assert items["deadline-1"].value == "hằng năm, trước ngày 20 tháng 11"
    assert items["deadline-1"].notes == ("Hiểu là: chậm nhất hết ngày 19/11.",)
    assert (items["department"].value, items["type_name"].value) == ("Ban Tuyên giáo", "Công văn")
    assert items["opening"].value.startswith("Thực hiện Công văn số 880/TLĐ")
    assert items["opening"].value.endswith("thực hiện một số nội dung sau:")
    assert [key for key, item in items.items() if item.is_blank] == [
        "number",
        "issued_on",
        "title",
        "signer_title",
        "signer_name",
    ]


def test_spans_of_items_hold_their_words():
    for item in proposed(SEED):
        for start, end in item.spans:
            words = SEED[start:end]
            if item.kind == "citation":
                assert item.values["number"] in words
            elif item.kind == "task":
                assert words.endswith(item.values["text"])


def test_time_limit_within_a_task_belongs_to_the_task():
    text = "1. Lập kế hoạch, gửi trước ngày 15/3/2026.\n2. Tuyên truyền.\n\nBáo cáo gửi về chậm nhất ngày 20/11/2026."

    items = by_key(proposed(text))

    assert items["task-1"].values["due_words"] == "trước ngày 15/3/2026"
    assert items["task-2"].values["due_words"] == ""
    assert [item.value for item in items.values() if item.kind == "deadline"] == ["chậm nhất ngày 20/11/2026"]


@pytest.mark.parametrize(
    ("words", "note"),
    [
        ("gửi trước ngày 01/3", "Hiểu là: chậm nhất hết ngày cuối cùng của tháng 02."),
        ("gửi trước ngày 01/3/2028", "Hiểu là: chậm nhất hết ngày 29/02/2028."),
        ("gửi trước ngày 01/01/2027", "Hiểu là: chậm nhất hết ngày 31/12/2026."),
        ("gửi chậm nhất ngày 20 tháng 11", "Hiểu là: chậm nhất hết ngày 20/11."),
        ("gửi trước 17 giờ ngày 20/11/2026", "Hiểu là: chậm nhất 17:00 ngày 20/11/2026."),
    ],
)
def test_time_limit_says_what_it_means(words, note):
    (item,) = [item for item in proposed(f"Đề nghị các đơn vị {words}.") if item.kind == "deadline"]

    assert item.notes == (note,)


@pytest.mark.parametrize(
    ("sentence", "relation"),
    [
        ("Căn cứ Nghị quyết số 25-NQ/TW ngày 03/6/2013;", "basis"),
        ("Căn cứ vào công tác năm. Triển khai Nghị quyết số 25-NQ/TW.", "implements"),
        ("Kế hoạch này thay thế Kế hoạch số 12/KH-CĐVC.", "replaces"),
        ("Như Nghị quyết số 25-NQ/TW đã nêu.", "mentions"),
        ("Bãi bỏ các Kế hoạch số 12/KH-CĐVC.", "replaces"),
        ("Kế hoạch cũ được thay thế bởi Kế hoạch số 12/KH-CĐVC.", "mentions"),
        ("Kế hoạch này không thay thế Kế hoạch số 12/KH-CĐVC.", "mentions"),
        ("Việc thay thế nhân sự theo Kế hoạch số 12/KH-CĐVC.", "implements"),
    ],
)
def test_relation_is_read_from_the_words_before(sentence, relation):
    (item,) = [item for item in proposed(sentence) if item.kind == "citation"]

    assert item.values["relation"] == relation


def test_document_named_twice_is_one_item_with_two_places():
    text = "Thực hiện Chỉ thị 16/CT-TTg. Theo Chỉ thị số 16/CT–TTg ngày 16/5/2016 của Thủ tướng Chính phủ, đề nghị."

    (item,) = [item for item in proposed(text) if item.kind == "citation"]

    assert (item.values["issued_on"], item.values["issuer_name"]) == ("2016-05-16", "Thủ tướng Chính phủ")
    assert [text[start:end][:12] for start, end in item.spans] == ["Chỉ thị 16/C", "Chỉ thị số 1"]
    assert "Được nhắc 2 lần trong văn bản." in item.notes


def test_type_that_no_union_issues_is_told_not_taken():
    items = by_key(proposed("TỜ TRÌNH\nVề kinh phí\n\nKính gửi: Ban Thường vụ\n\nĐề nghị xem xét."))

    assert items["type_name"].is_blank
    assert items["type_name"].notes == ("“Tờ trình” không có trong các loại văn bản chỉ đạo; hãy chọn loại.",)


def test_long_list_of_citations_is_cut_and_says_so():
    text = "\n".join(f"Căn cứ Quyết định số {number}/QĐ-TLĐ;" for number in range(1, 131))

    items, warnings = items_from(text, propose(text))

    assert sum(item.kind == "citation" for item in items) == MOST_CITATIONS
    assert warnings == ["Văn bản viện dẫn 130 văn bản; chỉ đề nghị 100 văn bản đầu."]


def test_picked_words_become_a_citation():
    items = proposed("Không có gì.")

    item = added_item(items, "citation", "theo Nghị quyết số 25-NQ/TW ngày 03/6/2013", (0, 9))

    assert (item.key, item.spans, item.waits) == ("citation-1", ((0, 9),), False)
    assert (item.values["type_name"], item.values["number"], item.values["issued_on"]) == (
        "Nghị quyết",
        "25-NQ/TW",
        "2013-06-03",
    )


def test_decision_says_whether_a_person_changed_what_was_found():
    item = by_key(proposed(SEED))["department"]

    assert decided(item, {"value": "Ban Tuyên giáo"}, by=1, at="").state == "accepted"
    assert decided(item, {"value": "Ban Công tác Công đoàn"}, by=1, at="").state == "corrected"
    assert reopened(dropped(item, by=1, at="x")) == item


def test_items_come_back_from_json_as_they_were():
    items = proposed(SEED)

    assert items_of([item.to_json() for item in items]) == items


def test_pieces_are_the_text_letter_by_letter():
    found = pieces(SEED, proposed(SEED), 0, len(SEED))

    assert "".join(piece.text for piece in found) == SEED
    assert [piece.start for piece in found] == [sum(len(one.text) for one in found[:n]) for n in range(len(found))]
    inside = next(piece for piece in found if piece.item and piece.item.values.get("number") == "299/CTr-TLĐ")
    assert inside.inside.key == "task-3"
    begins = [key for piece in found for key in piece.begins]
    assert len(begins) == len(set(begins)) == sum(bool(item.spans) for item in proposed(SEED))


def test_long_text_is_shown_in_parts_that_know_their_items():
    text = f"{'Một dòng chữ của văn bản.' * 40}\n" * 1000 + "Thực hiện Nghị quyết số 25-NQ/TW."
    stretches = parts(text)

    (item,) = [item for item in proposed(text) if item.kind == "citation"]

    assert max(end - start for start, end in stretches) <= 30_000
    assert [start for start, _ in stretches[1:]] == [end for _, end in stretches[:-1]]
    assert (stretches[0][0], stretches[-1][1], part_of(stretches, item)) == (0, len(text), len(stretches))


def test_file_and_its_hash_are_kept_as_they_came(tree, clerk):
    data = make_pdf(["Số: 05/KH-CĐVC", "KẾ HOẠCH", "Công tác dân vận năm 2026"])

    reading = begin(tree.upper, came_as_file(data, "ke-hoach.pdf"), by=clerk)

    with reading.file.file.open("rb") as kept:
        assert kept.read() == data
    assert Event.objects.about(reading).get().detail["sha256"] == reading.file.sha256


def test_second_press_gives_the_same_reading(tree, clerk):
    first = begin(tree.upper, came_as_words(SEED), by=clerk, key="a")

    assert begin(tree.upper, came_as_words(SEED), by=clerk, key="a") == first
    assert PaperReading.objects.count() == 1


@pytest.mark.parametrize("role", [Role.OFFICER, Role.HEAD, Role.VIEWER, Role.REVIEWER, Role.DEPARTMENT_HEAD])
def test_only_those_who_write_read_papers(tree, role):
    with pytest.raises(NotAllowed):
        begin(tree.upper, came_as_words(SEED), by=make_member(tree.upper, role))


def test_colleague_goes_on_and_stranger_may_not(tree, clerk, reading):
    colleague = make_member(tree.upper, Role.ADMINISTRATOR)

    assert list(PaperReading.objects.visible_to(colleague)) == [reading]
    assert list(PaperReading.objects.visible_to(make_member(tree[0], Role.CLERK))) == []
    assert decide(reading, items_of(reading.items), by=colleague, seen=0).version == 1
    with pytest.raises(NotAllowed):
        decide(reading, [], by=make_user(), seen=1)


def test_scan_is_kept_without_text_and_told(tree, clerk):
    reading = begin(tree.upper, came_as_file(make_pdf([]), "quet.pdf"), by=clerk)

    assert reading.is_scan
    assert reading.warnings[0].startswith("Tệp PDF là bản quét")
    assert {item.is_blank for item in items_of(reading.items)} == {True}


def test_empty_words_are_refused():
    with pytest.raises(ReadingError):
        came_as_words(" \n ")


def test_paper_of_another_body_is_told(tree, clerk, reading):
    own = begin(tree.upper, came_as_words(SEED.replace("Công đoàn Viên chức Việt Nam", str(tree.upper))), by=clerk)

    notes = {row.pk: by_key(items_of(row.items))["issuer"].notes for row in (reading, own)}

    assert [bool(notes[reading.pk]), bool(notes[own.pk])] == [str(tree.upper) != "Công đoàn Viên chức Việt Nam", False]


def test_stale_decision_is_refused_and_changes_nothing(clerk, reading):
    decide(reading, items_of(reading.items), by=clerk, seen=0)

    with pytest.raises(StalePage):
        decide(reading, [], by=clerk, seen=0)

    reading.refresh_from_db()
    assert len(reading.items) > 10


def test_undecided_or_missing_items_stop_the_draft(clerk, reading):
    problems = dict(lacking(items_of(reading.items)))
    assert problems["task-1"] == "Chưa quyết định: chấp nhận, sửa hoặc bỏ."
    assert problems["title"] == "Chưa có trích yếu được xác nhận."
    assert "number" not in problems

    with pytest.raises(Refused):
        make_draft(reading, by=clerk, seen=0)

    assert Directive.objects.count() == 0


def test_draft_holds_what_was_confirmed_and_the_file(clerk, reading):
    reading = confirmed(reading, clerk, **NUMBER_AND_TITLE)

    draft = make_draft(reading, by=clerk, seen=reading.version)

    assert (draft.type_name, draft.number, draft.title, draft.issued_on) == (
        "Công văn",
        "412/CĐVC-TG",
        "Thực hiện công tác dân vận",
        None,
    )
    assert (draft.deadline_words, draft.department) == ("hằng năm, trước ngày 20 tháng 11", "Ban Tuyên giáo")
    assert [line["number"] for line in draft.content["citations"]][:2] == ["880/TLĐ", "16/CT-TTg"]
    assert len(draft.content["citations"]) == 7
    assert len(draft.content["tasks"]) == 5
    assert [row.file for row in draft.files.all()] == [reading.file]
    reading.refresh_from_db()
    assert (reading.state, reading.directive) == ("made", draft)
    made = Event.objects.about(reading).first()
    assert (made.kind, made.detail["corrected"]) == ("reading.made", 2)


def test_dropped_items_stay_out_of_the_draft(clerk, reading):
    reading = confirmed(reading, clerk, **NUMBER_AND_TITLE)
    out = ("task-2", "citation-3", "deadline-1", "opening")
    items = [dropped(item, by=1, at="") if item.key in out else item for item in items_of(reading.items)]
    reading = decide(reading, items, by=clerk, seen=reading.version)

    draft = make_draft(reading, by=clerk, seen=reading.version)

    assert (len(draft.content["tasks"]), len(draft.content["citations"])) == (4, 6)
    assert "299/CTr-TLĐ" not in [line["number"] for line in draft.content["citations"]]
    assert (draft.deadline_words, draft.summary) == ("", "")


def test_draft_may_wait_for_its_number(clerk, reading):
    reading = confirmed(reading, clerk, title="Thực hiện công tác dân vận")

    draft = make_draft(reading, by=clerk, seen=reading.version)

    assert draft.number == ""


def test_paper_with_a_symbol_only_says_so():
    item = by_key(proposed("CÔNG ĐOÀN VIÊN CHỨC\nSố:      /KH-CĐVC\n\nKẾ HOẠCH\nCông tác dân vận\n\nNội dung."))[
        "number"
    ]

    assert item.is_blank
    assert item.notes == ("Văn bản chỉ có ký hiệu KH-CĐVC, chưa có số. Để trống thì cổng cấp số khi ban hành.",)


def test_second_press_on_make_gives_the_same_draft(clerk, reading):
    reading = confirmed(reading, clerk, **NUMBER_AND_TITLE)
    draft = make_draft(reading, by=clerk, seen=reading.version)

    assert make_draft(reading, by=clerk, seen=reading.version) == draft
    assert Directive.objects.count() == 1


def test_made_reading_can_no_longer_change(clerk, reading):
    reading = confirmed(reading, clerk, **NUMBER_AND_TITLE)
    make_draft(reading, by=clerk, seen=reading.version)

    with pytest.raises(NotPossible):
        decide(reading, [], by=clerk, seen=reading.version + 1)
    with pytest.raises(NotPossible):
        discard(reading, by=clerk, seen=reading.version + 1)


def test_draft_on_a_stale_page_is_refused(clerk, reading):
    reading = confirmed(reading, clerk, **NUMBER_AND_TITLE)
    decide(reading, items_of(reading.items), by=clerk, seen=reading.version)

    with pytest.raises(StalePage):
        make_draft(reading, by=clerk, seen=reading.version - 1)

    assert Directive.objects.count() == 0


def test_discarded_reading_leaves_the_desk_and_keeps_its_file(clerk, reading):
    discard(reading, by=clerk, seen=0)

    assert list(PaperReading.objects.being_read()) == []
    reading.refresh_from_db()
    assert reading.file.file.storage.exists(reading.file.file.name)


def test_typed_words_are_each_persons_own_and_move_no_version(tree, clerk, reading):
    colleague = make_member(tree.upper, Role.CLERK)
    keep_typed(reading, {"number": {"value": "1/A"}}, by=clerk)
    keep_typed(reading, {"number": {"value": "2/B"}}, by=colleague)
    keep_typed(reading, {}, by=clerk)

    reading.refresh_from_db()

    assert (reading.typed, reading.version) == ({str(colleague.pk): {"number": {"value": "2/B"}}}, 0)


SPOILT = "Kính gửi: Các công đoàn\n\nĐối tƣợng: Căn cứ Hƣớng dẫn số 05/HD-TLĐ ngày 03/2/2025."


def test_repair_is_offered_never_silent_and_can_be_undone(tree, clerk):
    reading = begin(tree.upper, came_as_words(SPOILT), by=clerk)
    assert [(one.name, reading.text) for one in reading_texts(reading)] == [("oi", SPOILT)]

    reading = repair(reading, "oi", by=clerk, seen=0)
    mended = (
        reading.text,
        reading.repairs,
        [i.values["type_name"] for i in items_of(reading.items) if i.kind == "citation"],
    )
    reading = undo_repairs(reading, by=clerk, seen=1)

    assert mended == (SPOILT.replace("ƣ", "ư"), ["oi"], ["Hướng dẫn"])
    assert (reading.text, reading.repairs) == (SPOILT, [])
    with pytest.raises(NotPossible):
        repair(reading, "vni", by=clerk, seen=2)


def test_repair_keeps_what_was_typed_by_hand(tree, clerk):
    reading = begin(tree.upper, came_as_words(SPOILT), by=clerk)
    items = [decided(i, {"value": "7/A"}, by=1, at="") if i.key == "number" else i for i in items_of(reading.items)]
    reading = decide(reading, items, by=clerk, seen=0)

    reading = repair(reading, "oi", by=clerk, seen=1)

    assert by_key(items_of(reading.items))["number"].value == "7/A"


def test_word_file_gives_head_and_signature(tree, clerk):
    lines = (
        "CÔNG ĐOÀN VIÊN CHỨC VIỆT NAM",
        "Số: 05/KH-CĐVC",
        "Hà Nội, ngày 12 tháng 01 năm 2026",
        "KẾ HOẠCH",
        "Công tác dân vận năm 2026",
        "Ban Thường vụ xây dựng kế hoạch với những việc sau:",
        "1. Quán triệt nghị quyết.",
        "2. Tổ chức tuyên truyền.",
        "TM. BAN THƯỜNG VỤ",
        "CHỦ TỊCH",
        "Nguyễn Văn Mẫu",
    )
    data = make_docx(lambda document: [document.add_paragraph(line) for line in lines])

    items = by_key(items_of(begin(tree.upper, came_as_file(data, "ke-hoach.docx"), by=clerk).items))

    assert {
        key: items[key].value for key in ("type_name", "number", "issued_on", "title", "signer_title", "signer_name")
    } == {
        "type_name": "Kế hoạch",
        "number": "05/KH-CĐVC",
        "issued_on": date(2026, 1, 12).isoformat(),
        "title": "Công tác dân vận năm 2026",
        "signer_title": "TM. BAN THƯỜNG VỤ / CHỦ TỊCH",
        "signer_name": "Nguyễn Văn Mẫu",
    }
    assert items["opening"].value == "Ban Thường vụ xây dựng kế hoạch với những việc sau:"
