"""The pages on which a paper is read and confirmed, in the browser's place: what is shown, kept, refused, made."""

import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from directives.confirming import begin, came_as_words, items_of
from directives.models import Directive, PaperReading
from directives.publishing import is_intact
from portal.models import Role, StoredFile
from portal.worktime import today
from tests.factories.papers import make_docx, make_pdf
from tests.factories.portal import grant, login, make_member, make_tree
from tests.test_reading import REFUSED

pytestmark = pytest.mark.django_db

SEED = (Path(__file__).parent / "data" / "seed_directive.txt").read_text()
DOOR = "/van-ban/doc/"


@pytest.fixture
def tree():
    return make_tree(2)


@pytest.fixture
def clerk(tree):
    return make_member(tree.upper, Role.CLERK, "Văn thư cấp trên")


@pytest.fixture
def reading(tree, clerk):
    return begin(tree.upper, came_as_words(SEED), by=clerk)


def page_of(reading, name="reading"):
    return reverse(f"directives:{name}", args=[reading.pk])


def form_of(response) -> dict:
    """What a browser would send of the page's form without a button pressed."""
    page = response.content.decode()
    page = page[page.index('id="ban-xac-nhan"') :]
    sent = {}
    for tag in re.findall(r"<(?:input|textarea|select)\b[^>]*>(?:[^<]*</textarea>)?", page):
        name = re.search(r'\bname="([^"]+)"', tag)
        if name and name[1] not in sent:
            value = re.search(r'\bvalue="([^"]*)"', tag) or re.search(r">\n?([^<]*)</textarea>", tag)
            sent[name[1]] = _unescaped(value[1]) if value else ""
    for name, options in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', page, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        sent[name] = _unescaped(chosen[1]) if chosen else ""
    return sent


def _unescaped(value):
    for sign, meant in (("&quot;", '"'), ("&#x27;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        value = value.replace(sign, meant)
    return value


def press(client, reading, button, **typed):
    """Open the page, type, press; the answer of the press."""
    sent = form_of(client.get(page_of(reading))) | {name.replace("__", "-"): words for name, words in typed.items()}
    return client.post(page_of(reading), sent | {"viec": button})


def item(reading, key):
    reading.refresh_from_db()
    return next(one for one in items_of(reading.items) if one.key == key)


def test_seed_pasted_is_confirmed_and_published_without_javascript(client, tree, clerk):
    login(client, clerk)

    begun = client.post(DOOR, {"words": SEED, "key": "a"}, follow=True)
    reading = PaperReading.objects.get()
    press(
        client,
        reading,
        "nhan-het",
        number__value="412/CĐVC-TG",
        title__value="Về công tác dân vận",
        issued_on__value=f"{today():%d/%m/%Y}",
    )
    made = press(client, reading, "lap")
    draft = Directive.objects.get()
    chief = make_member(tree.upper, Role.HEAD)
    client.post(reverse("directives:step", args=[draft.pk]), {"buoc": "submit", "seen": "0"})
    login(client, chief).post(reverse("directives:step", args=[draft.pk]), {"buoc": "approve", "seen": "1"})
    login(client, clerk).post(reverse("directives:publish", args=[draft.pk]), {"seen": "2"})

    assert begun.redirect_chain == [(page_of(reading), 302)]
    assert made["Location"] == reverse("directives:detail", args=[draft.pk])
    directive = Directive.objects.get()
    assert (directive.state, directive.tasks.count(), directive.citations.count()) == ("published", 5, 7)
    assert (directive.number, directive.issued_on) == ("412/CĐVC-TG", today())
    assert is_intact(directive)


def test_pressing_one_button_decides_one_item(client, clerk, reading):
    login(client, clerk)

    answer = press(client, reading, "nhan:task-1")

    states = {one.key: one.state for one in items_of(PaperReading.objects.get().items)}
    assert [key for key, state in states.items() if state != "open"] == ["task-1"]
    assert answer["Location"] == f"{page_of(reading)}?phan=1#de-nghi-task-2"
    assert (item(reading, "task-1").state, item(reading, "task-1").by) == ("accepted", clerk.pk)


def test_corrected_item_holds_the_persons_words(client, clerk, reading):
    login(client, clerk)

    press(client, reading, "nhan:citation-1", **{"citation-1-number": "0880/TLĐ", "citation-1-issued_on": "16/6/2016"})

    assert item(reading, "citation-1").state == "corrected"
    assert item(reading, "citation-1").values["number"] == "0880/TLĐ"
    assert item(reading, "citation-1").values["issued_on"] == "2016-06-16"


def test_dropped_item_stays_to_be_taken_up_again(client, clerk, reading):
    login(client, clerk)
    press(client, reading, "bo:task-3")
    dropped = item(reading, "task-3").state

    press(client, reading, "lai:task-3")

    assert (dropped, item(reading, "task-3").state) == ("dropped", "open")


def test_wrong_value_is_refused_at_its_item_and_kept(client, clerk, reading):
    login(client, clerk)

    answer = press(client, reading, "nhan:issued_on", issued_on__value="31/02/2026")

    assert answer.context["desk"].problems["issued_on"].startswith("Hãy ghi ngày có thật")
    assert 'value="31/02/2026"' in answer.content.decode()
    assert item(reading, "issued_on").is_open
    assert 'value="31/02/2026"' in client.get(page_of(reading)).content.decode()


def test_what_was_missed_is_added_with_the_picked_words(client, clerk, reading):
    login(client, clerk)
    start = SEED.index("phong trào thi đua")

    press(client, reading, "them:task", chon_tu=str(start), chon_den=str(start + 18))
    press(client, reading, "nhan:task-6", **{"task-6-due_words": "trong quý II"})

    added = item(reading, "task-6")
    assert (added.state, added.values) == (
        "corrected",
        {"text": "phong trào thi đua", "who": "", "due_words": "trong quý II"},
    )
    assert added.spans == ((start, start + 18),)


def test_added_item_that_is_dropped_is_gone(client, clerk, reading):
    login(client, clerk)
    press(client, reading, "them:citation")

    press(client, reading, "bo:citation-8")

    assert "citation-8" not in [one.key for one in items_of(PaperReading.objects.get().items)]


@pytest.mark.parametrize("picked", [("5", "3"), ("-1", "4"), ("0", "999999"), ("a", "b"), ("", "")])
def test_senseless_places_are_left_out(client, clerk, reading, picked):
    login(client, clerk)

    press(client, reading, "them:deadline", chon_tu=picked[0], chon_den=picked[1])

    assert (item(reading, "deadline-2").value, item(reading, "deadline-2").spans) == ("", ())


def test_draft_names_what_is_undecided_or_missing(client, clerk, reading):
    login(client, clerk)

    answer = press(client, reading, "lap")

    page = answer.content.decode()
    assert "Trích yếu: Chưa có trích yếu được xác nhận." in page
    assert "Nhiệm vụ: còn 5 điều chờ xác nhận." in page
    assert "Văn bản viện dẫn: còn 7 điều chờ xác nhận." in page
    assert Directive.objects.count() == 0


def test_words_typed_where_nothing_was_found_go_into_the_draft(client, clerk, reading):
    login(client, clerk)
    press(client, reading, "nhan-het")

    answer = press(client, reading, "lap", title__value="Về việc", signer_name__value="Nguyễn Văn Mẫu")

    draft = Directive.objects.get()
    assert answer["Location"] == reverse("directives:detail", args=[draft.pk])
    assert (draft.title, draft.signer_name) == ("Về việc", "Nguyễn Văn Mẫu")
    assert item(reading, "signer_name").state == "corrected"


def test_words_picked_and_never_pressed_are_not_lost(client, clerk, reading):
    login(client, clerk)
    press(client, reading, "nhan-het", title__value="Về việc")
    press(client, reading, "them:task", chon_tu=str(SEED.index("Thực hiện")), chon_den=str(SEED.index("Công văn số")))

    press(client, reading, "lap")

    assert [task["text"] for task in Directive.objects.get().content["tasks"]][5:] == ["Thực hiện"]


def test_wrong_words_typed_by_hand_stop_the_draft_at_their_place(client, clerk, reading):
    login(client, clerk)
    press(client, reading, "nhan-het", title__value="Về việc")

    answer = press(client, reading, "lap", issued_on__value="31/02/2026", signer_name__value="Nguyễn Văn Mẫu")

    assert list(answer.context["desk"].problems) == ["issued_on"]
    assert 'value="31/02/2026"' in answer.content.decode()
    assert item(reading, "signer_name").state == "corrected"
    assert Directive.objects.count() == 0


def test_changed_proposal_nobody_accepted_stops_the_draft(client, clerk, reading):
    login(client, clerk)
    press(client, reading, "nhan-het", title__value="Về việc")
    press(client, reading, "lai:department")

    answer = press(client, reading, "lap", department__value="Văn phòng")

    assert answer.context["desk"].problems == {"department": "Đã sửa nhưng chưa chấp nhận."}
    assert Directive.objects.count() == 0


def test_typed_words_survive_a_session_that_ends(client, clerk, reading):
    login(client, clerk)
    sent = form_of(client.get(page_of(reading))) | {"title-value": "Gõ dở"}
    answer = client.post(page_of(reading, "reading-typed"), sent)

    again = login(Client(), clerk).get(page_of(reading))

    assert answer.status_code == 204
    assert "Gõ dở</textarea>" in again.content.decode()


def test_stale_page_shows_both_texts(client, tree, clerk, reading):
    login(client, clerk)
    sent = form_of(client.get(page_of(reading))) | {"department-value": "Ban Công tác Công đoàn"}
    press(login(Client(), make_member(tree.upper, Role.CLERK, "Người thứ hai")), reading, "nhan:department")

    answer = client.post(page_of(reading), sent | {"viec": "nhan:department"})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Người thứ hai thay đổi lúc" in page
    assert "Đồng chí đã gõ: Ban Công tác Công đoàn" in page
    assert item(reading, "department").value == "Ban Tuyên giáo"


def test_second_press_of_the_same_button_changes_nothing(client, clerk, reading):
    login(client, clerk)
    sent = form_of(client.get(page_of(reading))) | {"viec": "nhan:task-1"}

    answers = [client.post(page_of(reading), sent).status_code for _ in range(2)]

    reading.refresh_from_db()
    assert (answers, reading.version) == ([302, 302], 1)


def test_htmx_gets_the_panel_and_the_text(client, clerk, reading):
    login(client, clerk)
    sent = form_of(client.get(page_of(reading)))

    answer = client.post(page_of(reading), sent | {"viec": "nhan:task-1"}, headers={"HX-Request": "true"})

    page = answer.content.decode()
    assert "<html" not in page
    assert 'data-next="task-2"' in page
    assert 'id="van-ban" hx-swap-oob="true"' in page


def test_htmx_is_sent_on_to_the_draft(client, clerk, reading):
    login(client, clerk)
    press(client, reading, "nhan-het", number__value="1/A", title__value="Về việc")
    sent = form_of(client.get(page_of(reading)))

    answer = client.post(page_of(reading), sent | {"viec": "lap"}, headers={"HX-Request": "true"})

    assert answer["HX-Redirect"] == reverse("directives:detail", args=[Directive.objects.get().pk])


BAD = {name: case for name, case in REFUSED.items() if name not in ("too large", "pdf scanned", "docx without words")}


@pytest.mark.parametrize(("data", "name", "fault"), BAD.values(), ids=BAD)
def test_bad_file_is_refused_at_the_field_with_its_reason(client, clerk, data, name, fault):
    answer = login(client, clerk).post(DOOR, {"file": SimpleUploadedFile(name, data), "key": "a"})

    assert list(answer.context["form"].errors) == ["file"]
    assert 'id="id_file_error"' in answer.content.decode()
    assert (PaperReading.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_too_large_file_is_refused_with_both_sizes(client, clerk, settings):
    settings.MAX_UPLOAD_MB = 1

    answer = login(client, clerk).post(DOOR, {"file": SimpleUploadedFile("a.txt", b"x" * 1_572_864), "key": "a"})

    assert answer.context["form"].errors["file"] == ["Tệp lớn 1,5\xa0MB; chỉ đọc được tệp đến 1,0\xa0MB."]


@pytest.mark.parametrize(("sent", "field"), [({}, "file"), ({"words": "  "}, "file")])
def test_nothing_to_read_is_told(client, clerk, sent, field):
    answer = login(client, clerk).post(DOOR, sent | {"key": "a"})

    assert list(answer.context["form"].errors) == [field]


def test_file_and_words_at_once_are_refused(client, clerk):
    sent = {"file": SimpleUploadedFile("a.txt", b"Abc"), "words": "Abc", "key": "a"}

    assert list(login(client, clerk).post(DOOR, sent).context["form"].errors) == ["words"]


@pytest.mark.parametrize(("data", "name"), [(make_pdf([]), "quet.pdf"), (make_docx(lambda d: None), "anh.docx")])
def test_scan_is_entered_by_hand_with_its_file_attached(client, clerk, data, name):
    login(client, clerk)
    client.post(DOOR, {"file": SimpleUploadedFile(name, data), "key": "a"})
    reading = PaperReading.objects.get()
    shown = client.get(page_of(reading)).content.decode()

    press(client, reading, "lap", type_name__value="Công văn", number__value="7/A", title__value="Về việc A")

    assert "Không có đề nghị nào, xin nhập tay" in shown
    assert "Tệp không có chữ để đọc" in shown
    attached = Directive.objects.get().files.get().file
    assert (attached.name, attached.size) == (name, len(data))


def test_original_comes_back_byte_for_byte(client, clerk):
    login(client, clerk)
    data = "Kính gửi: Các đơn vị".encode("utf-16")
    client.post(DOOR, {"file": SimpleUploadedFile("cũ.txt", data), "key": "a"})
    reading = PaperReading.objects.get()

    answer = client.get(page_of(reading, "reading-file"))

    assert b"".join(answer.streaming_content) == data
    assert answer["Content-Disposition"].startswith("attachment")
    assert reading.text == "Kính gửi: Các đơn vị"


def test_text_is_escaped_on_the_page(client, tree, clerk):
    words = '<script>alert(1)</script> Thực hiện Nghị quyết số 25-NQ/TW "ngày".'
    reading = begin(tree.upper, came_as_words(words), by=clerk)

    page = login(client, clerk).get(page_of(reading)).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; Thực hiện " in page


def test_repair_is_asked_for_and_done(client, tree, clerk):
    reading = begin(tree.upper, came_as_words("Hƣớng dẫn số 05/HD-TLĐ về đối tƣợng."), by=clerk)
    login(client, clerk)
    before = client.get(page_of(reading)).content.decode()

    client.post(page_of(reading, "reading-mend"), {"seen": "0", "sua": "oi"})

    reading.refresh_from_db()
    assert "Sửa chữ và đọc lại" in before
    assert reading.text == "Hướng dẫn số 05/HD-TLĐ về đối tượng."
    assert reading.source == "Hƣớng dẫn số 05/HD-TLĐ về đối tƣợng."


def test_stale_repair_or_putting_away_is_told(client, clerk, reading):
    login(client, clerk)
    press(client, reading, "nhan:task-1")

    client.post(page_of(reading, "reading-discard"), {"seen": "0"})

    assert PaperReading.objects.get().is_open


def test_reading_put_away_leaves_the_list(client, clerk, reading):
    login(client, clerk)
    listed = page_of(reading) in client.get(DOOR).content.decode()

    client.post(page_of(reading, "reading-discard"), {"seen": "0"})

    assert (listed, page_of(reading) in client.get(DOOR).content.decode()) == (True, False)
    assert "Bản đọc đã được bỏ" in client.get(page_of(reading)).content.decode()


def test_made_reading_only_shows_where_it_led(client, clerk, reading):
    login(client, clerk)
    press(client, reading, "nhan-het", number__value="1/A", title__value="Về việc")
    press(client, reading, "lap")

    page = client.get(page_of(reading)).content.decode()

    assert reverse("directives:detail", args=[Directive.objects.get().pk]) in page
    assert 'value="nhan:' not in page


def test_clerk_of_two_unions_reads_for_the_chosen_one(client, tree, clerk):
    grant(clerk, tree[0], Role.CLERK)
    login(client, clerk)

    client.post(f"{DOOR}?don_vi={tree[0].pk}", {"words": SEED, "key": "a"})

    assert PaperReading.objects.get().owner == tree[0]


def test_megabyte_of_text_is_shown_in_parts(client, tree, clerk):
    words = "".join(f"Dòng {n}: theo Nghị quyết số {n}-NQ/TW ngày 03/6/2013 của Bộ Chính trị.\n" for n in range(13_000))
    reading = begin(tree.upper, came_as_words(words), by=clerk)
    login(client, clerk)

    answer = client.get(page_of(reading), {"phan": "3"})

    assert len(reading.text) > 900_000
    assert len(answer.content) < 700_000
    assert answer.context["desk"].part == 3
    assert client.get(page_of(reading), {"phan": "x"}).context["desk"].part == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_list_costs_the_same_for_one_and_three(client, tree, clerk, rows, django_assert_num_queries):
    for _ in range(rows):
        begin(tree.upper, came_as_words(SEED), by=clerk)
    login(client, clerk)

    with django_assert_num_queries(4):
        client.get(DOOR)


def test_page_costs_few_queries(client, clerk, reading, django_assert_num_queries):
    login(client, clerk)

    with django_assert_num_queries(5):
        client.get(page_of(reading))
