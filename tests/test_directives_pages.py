"""The pages of directives in the browser's place: who sees what, what is refused, what is kept, how many queries."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from directives.models import Directive, DirectiveFile, Recipient
from directives.publishing import acknowledge, is_intact, open_by, recall, save_draft
from portal.models import Event, Role, StoredFile
from portal.reorganisation import plan_end
from tests.factories.directives import make_approved, make_content, make_draft, make_published, receipt_of
from tests.factories.portal import act, decision, forget_hats, grant, login, make_member, make_tree, make_user
from tests.sent_forms import as_sent

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


@pytest.fixture
def tree():
    return make_tree(3)


@pytest.fixture
def clerk(tree):
    return make_member(tree.upper, Role.CLERK, "Văn thư cấp trên")


@pytest.fixture
def officer(tree):
    return make_member(tree[0], Role.OFFICER, "Cán bộ đơn vị một")


def page_of(name, directive, **more):
    return reverse(f"directives:{name}", kwargs={"pk": directive.pk} | more)


def posted(**changes) -> dict:
    """What a browser sends for a complete draft with one task and one citation."""
    values = {
        "seen": "0",
        "key": "khoa-1",
        "type_name": "Công văn",
        "number": "15/CĐVC-TG",
        "issued_on": "02/03/2026",
        "title": "Về công tác dân vận",
        "urgency": "",
        "summary": "Nội dung chính của văn bản.",
        "deadline_words": "trước ngày 20 tháng 11",
        "department": "Ban Tuyên giáo",
        "signer_title": "",
        "signer_name": "",
        "to": "tat_ca",
        "nhiem_vu-TOTAL_FORMS": "1",
        "nhiem_vu-INITIAL_FORMS": "0",
        "nhiem_vu-0-text": "Lập kế hoạch.",
        "nhiem_vu-0-due_words": "",
        "vien_dan-TOTAL_FORMS": "1",
        "vien_dan-INITIAL_FORMS": "0",
        "vien_dan-0-relation": "basis",
        "vien_dan-0-type_name": "Nghị quyết",
        "vien_dan-0-number": "25-NQ/TW",
        "vien_dan-0-issued_on": "3/6/2013",
        "vien_dan-0-issuer_name": "",
        "vien_dan-0-title": "",
    }
    return values | changes


def errors_on(answer) -> list[str]:
    """The lines of the error summary."""
    found = re.search(r'<div class="error-summary".*?</ul>', answer.text, re.S)
    return re.findall(r"(?:<a href=[^>]*>|<p class=[^>]*>)(.*?)</", found[0], re.S) if found else []


# --- refused --------------------------------------------------------------------------------


def test_every_page_sends_a_visitor_to_sign_in(tree, clerk, client):
    published = make_published(tree.upper, by=clerk)
    receipt = receipt_of(published, tree[0])

    for address in (
        reverse("directives:list"),
        reverse("directives:create"),
        *(page_of(name, published) for name in ("detail", "edit", "step", "publish", "recall", "recipients")),
        page_of("file", published, position=1),
        page_of("acknowledge", published, recipient_pk=receipt.pk),
    ):
        assert client.get(address).headers["Location"].startswith("/tai-khoan/")
        assert client.post(address).headers["Location"].startswith("/tai-khoan/")


# role and unit → what each page of a published directive answers; decided by hand.
PAGES = ("list", "detail", "edit", "publish", "recall", "recipients", "create")
ANSWERS = {
    ("upper", Role.CLERK): (200, 200, 302, 302, 200, 200, 200),
    ("upper", Role.ADMINISTRATOR): (200, 200, 302, 302, 200, 200, 200),
    ("upper", Role.REVIEWER): (200, 200, 404, 404, 404, 200, 404),
    ("upper", Role.DEPARTMENT_HEAD): (200, 200, 404, 404, 404, 200, 404),
    ("upper", Role.VIEWER): (200, 200, 404, 404, 404, 404, 404),
    ("upper", Role.OFFICER): (200, 200, 404, 404, 404, 404, 404),
    ("received", Role.OFFICER): (200, 200, 404, 404, 404, 404, 404),
    ("received", Role.HEAD): (200, 200, 404, 404, 404, 404, 404),
    ("received", Role.CLERK): (200, 200, 404, 404, 404, 404, 200),
    ("received", Role.VIEWER): (200, 200, 404, 404, 404, 404, 404),
    ("sibling", Role.OFFICER): (200, 404, 404, 404, 404, 404, 404),
    ("sibling", Role.HEAD): (200, 404, 404, 404, 404, 404, 404),
    ("sibling", Role.CLERK): (200, 404, 404, 404, 404, 404, 200),
    ("sibling", Role.ADMINISTRATOR): (200, 404, 404, 404, 404, 404, 200),
    ("above", Role.VIEWER): (200, 404, 404, 404, 404, 404, 404),
    ("none", ""): (200, 404, 404, 404, 404, 404, 404),
}


@pytest.mark.parametrize(("place", "role"), ANSWERS)
def test_pages_of_a_published_directive_by_role(tree, clerk, client, place, role):
    published = make_published(tree.upper, by=clerk, to_all=False, unit_ids=(tree[0].pk,))
    units = {"upper": tree.upper, "received": tree[0], "sibling": tree[1], "above": tree.root}
    user = make_member(units[place], role) if role else make_user()
    login(client, user)

    answers = tuple(
        client.get(reverse("directives:list") if name == "list" else _address(name, published)).status_code
        for name in PAGES
    )

    assert answers == ANSWERS[place, role]


def _address(name, published):
    return reverse("directives:create") if name == "create" else page_of(name, published)


@pytest.mark.parametrize("role", list(Role))
def test_draft_is_seen_only_by_those_who_write(tree, clerk, client, role):
    draft = make_draft(tree.upper, by=clerk)
    login(client, make_member(tree.upper, role))

    answer = client.get(page_of("detail", draft))

    assert answer.status_code == (200 if role in (Role.CLERK, Role.ADMINISTRATOR) else 404)


def test_draft_is_not_seen_by_its_future_readers(tree, clerk, officer, client):
    draft = make_draft(tree.upper, by=clerk)
    login(client, officer)

    assert client.get(page_of("detail", draft)).status_code == 404
    assert "12/CĐVC-TG" not in client.get(reverse("directives:list")).text


def test_sibling_sees_only_what_its_unit_received(tree, clerk, client):
    make_published(tree.upper, by=clerk, number="1/A-B", to_all=False, unit_ids=(tree[0].pk,))
    make_published(tree.upper, by=clerk, number="2/A-B", to_all=False, unit_ids=(tree[1].pk,))
    login(client, make_member(tree[1], Role.OFFICER))

    page = client.get(reverse("directives:list")).text

    assert re.findall(r'class="nowrap">(\d/A-B)<', page) == ["2/A-B"]


def test_edit_of_a_published_directive_is_refused_and_keeps_the_words(tree, clerk, client):
    published = make_published(tree.upper, by=clerk)
    login(client, clerk)

    answer = client.post(page_of("edit", published), posted(title="Sửa sau khi ban hành", seen="3"))

    published.refresh_from_db()
    assert answer.status_code == 409
    assert "Sửa sau khi ban hành" in answer.text
    assert 'id="soan"' in answer.text
    assert "Lưu dự thảo" not in answer.text
    assert published.title == "Thực hiện công tác dân vận năm 2026"


def test_no_address_changes_a_published_directive(tree, clerk, officer, client):
    published = make_published(tree.upper, by=clerk)
    receipt = receipt_of(published, tree[0])
    login(client, clerk)

    for name in ("detail", "edit", "step", "publish", "recipients"):
        for send in (client.post, client.put, client.patch, client.delete):
            send(page_of(name, published), posted(seen="3", number="99/X", buoc="return", words="Sửa"))
    client.post(page_of("file", published, position=1))
    client.post(page_of("acknowledge", published, recipient_pk=receipt.pk))

    published.refresh_from_db()
    receipt.refresh_from_db()
    assert (published.number, published.version, published.state) == ("12/CĐVC-TG", 3, "published")
    assert is_intact(published)
    assert receipt.acknowledged_at is None


def test_stale_save_is_refused_and_keeps_the_words(tree, clerk, client):
    draft = make_draft(tree.upper, by=clerk)
    save_draft(draft, make_content(title="Bản của người kia"), by=clerk, seen=0)
    login(client, clerk)

    answer = client.post(page_of("edit", draft), posted(title="Bản của tôi"))

    draft.refresh_from_db()
    assert answer.status_code == 409
    assert "Bản của tôi" in answer.text
    assert "Văn thư cấp trên sửa lúc" in answer.text
    assert draft.title == "Bản của người kia"


def test_stale_save_sent_again_after_the_warning_is_kept(tree, clerk, client):
    draft = make_draft(tree.upper, by=clerk)
    save_draft(draft, make_content(title="Bản của người kia"), by=clerk, seen=0)
    login(client, clerk)
    warned = client.post(page_of("edit", draft), posted(title="Bản của tôi"))
    seen = re.search(r'name="seen" value="(\d+)"', warned.text)[1]

    answer = client.post(page_of("edit", draft), posted(title="Bản của tôi", seen=seen))

    draft.refresh_from_db()
    assert answer.status_code == 302
    assert draft.title == "Bản của tôi"


def test_one_box_changed_leaves_tasks_and_citations(tree, clerk, client):
    draft = make_draft(tree.upper, by=clerk)
    held = {name: draft.content[name] for name in ("tasks", "citations")}
    sent = as_sent(login(client, clerk).get(page_of("edit", draft)), title="Tên mới")

    answer = client.post(page_of("edit", draft), sent)

    assert answer.status_code == 302
    draft.refresh_from_db()
    assert draft.title == "Tên mới"
    assert {name: draft.content[name] for name in held} == held


def test_new_draft_sent_twice_is_one_draft(tree, clerk, client):
    login(client, clerk)

    for _ in range(2):
        client.post(reverse("directives:create"), posted())

    assert Directive.objects.count() == 1


def test_new_draft_that_was_changed_meanwhile_can_be_saved_as_another(tree, clerk, client):
    login(client, clerk)
    client.post(reverse("directives:create"), posted())
    save_draft(Directive.objects.get(), make_content(title="Của người kia"), by=clerk, seen=0)

    warned = client.post(reverse("directives:create"), posted(title="Của tôi"))
    key = re.search(r'name="key" value="(\w+)"', warned.text)[1]
    client.post(reverse("directives:create"), posted(title="Của tôi", key=key))

    assert warned.status_code == 409
    assert list(Directive.objects.order_by("pk").values_list("title", flat=True)) == ["Của người kia", "Của tôi"]


def test_publish_pressed_twice_is_one_publication(tree, clerk, client):
    draft = make_approved(tree.upper, by=clerk)
    login(client, clerk)

    answers = [client.post(page_of("publish", draft), {"seen": "2"}, follow=True) for _ in range(2)]

    assert "Đã ban hành Công văn số 12/CĐVC-TG, gửi tới 3 đơn vị." in answers[0].text
    assert "đã được ban hành từ trước" in answers[1].text
    assert Recipient.objects.count() == 3


@pytest.mark.parametrize("seen", ["", "x", "7", "-1", "99999999999999999999"])
def test_publish_from_a_page_that_saw_something_else_is_refused(tree, clerk, client, seen):
    draft = make_approved(tree.upper, by=clerk)
    login(client, clerk)

    answer = client.post(page_of("publish", draft), {"seen": seen})

    draft.refresh_from_db()
    assert answer.status_code == 409
    assert draft.state == "approved"


def test_publish_page_names_what_is_missing(tree, clerk, client):
    draft = make_draft(tree.upper, by=clerk, summary="")
    login(client, clerk)

    answer = client.get(page_of("publish", draft))

    assert errors_on(answer) == ["Văn bản chưa có nội dung chính và cũng chưa có tệp kèm theo."]
    assert "Ban hành, gửi" not in answer.text


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("van-ban.pdf", b"MZ\x90\x00 this is a program", "van-ban.pdf: "),
        ("van-ban.exe", PDF, "van-ban.exe: Chỉ nhận tệp loại PDF, DOCX."),
        ("so-lieu.xlsx", PDF, "so-lieu.xlsx: Chỉ nhận tệp loại PDF, DOCX."),
        ("rong.pdf", b"", "rong.pdf: "),
        ("gia.docx", b"PK\x03\x04 not a document", "gia.docx: "),
    ],
)
def test_bad_file_is_refused_where_it_was_chosen(tree, clerk, client, name, content, words):
    login(client, clerk)

    answer = client.post(reverse("directives:create"), posted(files=SimpleUploadedFile(name, content)))

    (line,) = errors_on(answer)
    assert line.startswith("Thêm tệp văn bản: ")
    assert words in line or name == "rong.pdf"
    assert Directive.objects.count() == 0
    assert StoredFile.objects.count() == 0


def test_oversize_file_is_refused(tree, clerk, client, settings):
    settings.MAX_UPLOAD_MB = 1
    login(client, clerk)
    big = SimpleUploadedFile("lon.pdf", PDF + b"\0" * (1024 * 1024))

    answer = client.post(reverse("directives:create"), posted(files=big))

    assert errors_on(answer) == ["Thêm tệp văn bản: lon.pdf: Tệp lớn 1,0 MB; chỉ nhận tệp đến 1 MB."]


def test_good_file_stays_on_the_page_when_a_field_is_wrong(tree, clerk, client):
    login(client, clerk)
    first = client.post(
        reverse("directives:create"), posted(title="", files=SimpleUploadedFile("goc.pdf", PDF, "application/pdf"))
    )
    token = re.search(r'name="kept" value="([^"]+)"', first.text)[1]

    client.post(reverse("directives:create"), posted(kept=token))

    draft = Directive.objects.get()
    assert [row.file.name for row in draft.files.all()] == ["goc.pdf"]
    assert StoredFile.objects.count() == 1


def test_token_of_another_person_brings_no_file(tree, clerk, client):
    login(client, clerk)
    first = client.post(reverse("directives:create"), posted(title="", files=SimpleUploadedFile("goc.pdf", PDF)))
    token = re.search(r'name="kept" value="([^"]+)"', first.text)[1]
    other = login(Client(), make_member(tree[0], Role.CLERK))

    other.post(reverse("directives:create"), posted(kept=[token, "giả:mạo", ""]))

    assert DirectiveFile.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"number": "9" * 61}, "Số, ký hiệu: "),
        ({"title": "x" * 501}, "Trích yếu: "),
        ({"issued_on": "31/02/2026"}, "Ngày ban hành: Hãy ghi ngày có thật"),
        ({"issued_on": "02/03/0026"}, "Ngày ban hành: Hãy ghi ngày có thật"),
        ({"type_name": "Bịa đặt"}, "Loại văn bản: "),
        ({"to": "chon"}, "Đơn vị được chọn: Hãy chọn ít nhất một đơn vị nhận."),
        ({"to": "chon", "units": ["999999"]}, "Đơn vị được chọn: "),
        ({"nhiem_vu-0-text": "x" * 5001}, "Nhiệm vụ 1, Nội dung nhiệm vụ: "),
        ({"vien_dan-0-number": "không số"}, "Văn bản viện dẫn 1, Số, ký hiệu: Số, ký hiệu phải có chữ số"),
        ({"vien_dan-0-issued_on": "tháng 6"}, "Văn bản viện dẫn 1, Ngày: Hãy ghi ngày có thật"),
        ({"vien_dan-TOTAL_FORMS": "ba"}, "Trang gửi lên không đầy đủ"),
        ({"nhiem_vu-TOTAL_FORMS": "61"}, "Chỉ ghi được tối đa 60 dòng ở mục này."),
    ],
)
def test_wrong_input_is_named_at_its_place(tree, clerk, client, changes, line):
    login(client, clerk)

    answer = client.post(reverse("directives:create"), posted(**changes))

    found = errors_on(answer)
    assert [one.startswith(line) for one in found if one.startswith(line)] == [True], found
    assert Directive.objects.count() == 0


def test_legacy_text_is_offered_for_conversion(tree, clerk, client):
    login(client, clerk)
    typed = posted(title="B¸o c¸o kÕt qu¶ c«ng t¸c d©n vËn n¨m 2026")

    warned = client.post(reverse("directives:create"), typed)
    changed = client.post(reverse("directives:create"), typed | {"chuyen_ma": "1"})

    assert "Chuyển sang Unicode" in warned.text
    assert "Báo cáo kết quả công tác dân vận năm 2026" in changed.text
    assert Directive.objects.count() == 0


def test_legacy_text_may_be_kept(tree, clerk, client):
    login(client, clerk)

    client.post(reverse("directives:create"), posted(title="B¸o c¸o kÕt qu¶ c«ng t¸c d©n vËn n¨m 2026", giu_nguyen="1"))

    assert Directive.objects.get().title == "B¸o c¸o kÕt qu¶ c«ng t¸c d©n vËn n¨m 2026"


def test_hostile_text_is_cleaned_and_escaped(tree, clerk, client):
    login(client, clerk)
    nasty = "<script>alert(1)</script>\x00\u202e “dân” e\u0302\u0323"

    client.post(reverse("directives:create"), posted(title=nasty, summary=nasty, **{"nhiem_vu-0-text": nasty}))

    draft = Directive.objects.get()
    page = client.get(page_of("detail", draft)).text
    assert draft.title == "<script>alert(1)</script> “dân” ệ"
    assert "<script>alert" not in page


def test_megabyte_of_text_is_refused_with_words(tree, clerk, client):
    login(client, clerk)

    answer = client.post(reverse("directives:create"), posted(summary="dân vận " * 130_000))

    assert [line[:15] for line in errors_on(answer)] == ["Nội dung chính:"]


def test_viewer_can_not_acknowledge(tree, clerk, client):
    published = make_published(tree.upper, by=clerk)
    receipt = receipt_of(published, tree[0])
    login(client, make_member(tree[0], Role.VIEWER))

    answer = client.post(page_of("acknowledge", published, recipient_pk=receipt.pk))

    receipt.refresh_from_db()
    assert answer.status_code == 404
    assert receipt.acknowledged_at is None


def test_viewer_who_reads_does_not_open_for_the_unit(tree, clerk, client):
    published = make_published(tree.upper, by=clerk)
    login(client, make_member(tree[0], Role.VIEWER))

    answer = client.get(page_of("detail", published))

    assert answer.status_code == 200
    assert receipt_of(published, tree[0]).opened_at is None


def test_officer_can_not_acknowledge_for_a_sibling(tree, clerk, officer, client):
    published = make_published(tree.upper, by=clerk)
    receipt = receipt_of(published, tree[1])
    login(client, officer)

    answer = client.post(page_of("acknowledge", published, recipient_pk=receipt.pk))

    assert answer.status_code == 404
    assert receipt_of(published, tree[1]).acknowledged_at is None


def test_acknowledge_takes_the_recipient_of_this_directive_only(tree, clerk, officer, client):
    one = make_published(tree.upper, by=clerk)
    other = make_published(tree.upper, by=clerk, number="13/CĐVC-TG")
    login(client, officer)

    answer = client.post(page_of("acknowledge", one, recipient_pk=receipt_of(other, tree[0]).pk))

    assert answer.status_code == 404


def test_acknowledging_twice_keeps_the_first(tree, clerk, officer, client):
    published = make_published(tree.upper, by=clerk)
    receipt = receipt_of(published, tree[0])
    head = make_member(tree[0], Role.HEAD)
    acknowledge(receipt, by=head)
    login(client, officer)

    answer = client.post(page_of("acknowledge", published, recipient_pk=receipt.pk), follow=True)

    receipt.refresh_from_db()
    assert "đã xác nhận nhận văn bản từ trước" in answer.text
    assert (receipt.acknowledged_by, receipt.acknowledged_role) == (head, Role.HEAD)
    assert Event.objects.about(published).filter(kind="directive.acknowledged").count() == 1


def test_recalled_directive_is_not_acknowledged(tree, clerk, officer, client):
    published = make_published(tree.upper, by=clerk)
    receipt = receipt_of(published, tree[0])
    recall(published, by=clerk, reason="Ban hành nhầm")
    login(client, officer)

    answer = client.post(page_of("acknowledge", published, recipient_pk=receipt.pk), follow=True)

    assert "Văn bản đã được thu hồi, không cần xác nhận nữa." in answer.text
    assert "Xác nhận đã nhận" not in answer.text
    assert receipt_of(published, tree[0]).acknowledged_at is None


def test_people_of_a_recipient_that_ended_meanwhile_are_outside(tree, clerk, officer, client):
    published = make_published(tree.upper, by=clerk)
    receipt = receipt_of(published, tree[0])
    act(plan_end([tree[0]], effective_on=date(2026, 4, 1), decision=decision()))
    login(client, forget_hats(officer))

    seen = client.get(page_of("detail", published))
    taken = client.post(page_of("acknowledge", published, recipient_pk=receipt.pk))
    login(client, clerk)
    followed = client.get(page_of("recipients", published))

    assert (seen.status_code, taken.status_code) == (404, 404)
    assert followed.text.count("Đã kết thúc hoạt động") == 1


# --- what works -----------------------------------------------------------------------------


def test_draft_is_written_published_and_read(tree, clerk, officer, client):
    login(client, clerk)
    upload = SimpleUploadedFile("Công văn gốc.pdf", PDF, "application/pdf")
    chosen = {"to": "chon", "units": [str(tree[0].pk)]}

    client.post(reverse("directives:create"), posted(files=upload, **chosen))
    draft = Directive.objects.get()
    chief = make_member(tree.upper, Role.HEAD)
    client.post(page_of("step", draft), {"buoc": "submit", "seen": "0"})
    login(client, chief).post(page_of("step", draft), {"buoc": "approve", "seen": "1"})
    plan_page = login(client, clerk).get(page_of("publish", draft))
    client.post(page_of("publish", draft), {"seen": "2"})
    login(client, officer)
    read = client.get(page_of("detail", draft))
    file = client.get(page_of("file", draft, position=1))

    receipt = receipt_of(draft, tree[0])
    assert "Ban hành, gửi 1 đơn vị" in plan_page.text
    assert "Công đoàn Cơ quan 1 chưa xác nhận đã nhận văn bản này" in read.text
    assert (file.status_code, b"".join(file.streaming_content)) == (200, PDF)
    assert receipt.opened_by == officer
    assert [item["sha256"] for item in receipt.directive.content["files"]] == [StoredFile.objects.get().sha256]


def test_saving_keeps_files_and_drops_those_marked(tree, clerk, client):
    login(client, clerk)
    uploads = [SimpleUploadedFile(f"tep-{n}.pdf", PDF + bytes([n])) for n in (1, 2)]
    client.post(reverse("directives:create"), posted(files=uploads))
    draft = Directive.objects.get()
    page = client.get(page_of("edit", draft)).text
    tokens = re.findall(r'name="kept" value="([^"]+)"', page)
    first = re.search(r'name="drop" value="(\d+)"', page)[1]

    client.post(page_of("edit", draft), posted(kept=tokens, drop=[first]))

    draft.refresh_from_db()
    assert draft.version == 1
    assert [row.file.name for row in draft.files.all()] == ["tep-2.pdf"]


def test_row_is_added_without_script(tree, clerk, client):
    login(client, clerk)

    answer = client.post(reverse("directives:create"), posted(them_dong="nhiem_vu"))

    assert 'name="nhiem_vu-1-text"' in answer.text
    assert "Lập kế hoạch." in answer.text
    assert Directive.objects.count() == 0


def test_senseless_number_of_rows_is_answered_on_the_page(tree, clerk, client):
    login(client, clerk)
    sent = posted(them_dong="nhiem_vu") | {"nhiem_vu-TOTAL_FORMS": "9" * 5000}

    answer = client.post(reverse("directives:create"), sent)

    assert (answer.status_code, Directive.objects.count()) == (200, 0)


def test_row_taken_out_is_not_saved(tree, clerk, client):
    login(client, clerk)

    client.post(reverse("directives:create"), posted(**{"nhiem_vu-0-DELETE": "on", "nhiem_vu-0-text": ""}))

    assert Directive.objects.get().content["tasks"] == []


def test_same_number_is_warned_of_on_every_page_before_publishing(tree, clerk, client):
    make_published(tree.upper, by=clerk, number="15/CĐVC-TG")
    login(client, clerk)

    saved = client.post(reverse("directives:create"), posted(number="015/CĐVC-TG"), follow=True)
    draft = Directive.objects.get(state="draft")
    plan_page = client.get(page_of("publish", draft))

    assert "đã dùng cho văn bản khác cùng loại" in saved.text
    assert "đã dùng cho văn bản cùng loại" in plan_page.text


def test_person_with_two_hats_chooses_the_issuer(tree, clerk, client):
    grant(clerk, tree[0], Role.CLERK)
    login(client, forget_hats(clerk))

    client.post(f"{reverse('directives:create')}?don_vi={tree[0].pk}", posted())
    foreign = client.get(f"{reverse('directives:create')}?don_vi={tree[1].pk}")

    assert Directive.objects.get().issuer == tree[0]
    assert foreign.status_code == 404


def test_acknowledging_records_who_when_and_in_which_role(tree, clerk, officer, client):
    published = make_published(tree.upper, by=clerk)
    receipt = receipt_of(published, tree[0])
    login(client, officer)

    answer = client.post(page_of("acknowledge", published, recipient_pk=receipt.pk), follow=True)

    receipt.refresh_from_db()
    assert "Đã xác nhận: Công đoàn Cơ quan 1 đã nhận văn bản." in answer.text
    assert (receipt.acknowledged_by, receipt.acknowledged_role, receipt.opened_by) == (officer, "officer", officer)


def test_opening_again_keeps_the_first_opening(tree, clerk, officer):
    published = make_published(tree.upper, by=clerk)
    receipt = receipt_of(published, tree[0])

    answers = [open_by(receipt, user) for user in (officer, make_member(tree[0], Role.HEAD))]

    receipt.refresh_from_db()
    assert answers == [True, False]
    assert receipt.opened_by == officer


def test_recipients_page_counts_and_narrows(tree, clerk, officer, client):
    published = make_published(tree.upper, by=clerk)
    acknowledge(receipt_of(published, tree[0]), by=officer)
    open_by(receipt_of(published, tree[1]), make_member(tree[1], Role.HEAD))
    login(client, make_member(tree.upper, Role.REVIEWER))

    def names(query):
        answer = client.get(page_of("recipients", published) + query)
        return [receipt.unit_name for receipt in answer.context["page"]]

    total = client.get(page_of("recipients", published)).context["total"]
    assert total == {"delivered": 3, "opened": 2, "acknowledged": 1, "unopened": 1, "waiting": 2}
    assert names("?loc=chua-mo") == ["Công đoàn Cơ quan 3"]
    assert names("?loc=chua-xac-nhan") == ["Công đoàn Cơ quan 3", "Công đoàn Cơ quan 2"]
    assert names("?loc=da-xac-nhan") == ["Công đoàn Cơ quan 1"]
    assert names("?khoi=0002+Kh%E1%BB%91i+II") == ["Công đoàn Cơ quan 2"]
    assert len(names("?loc=bay-ba&khoi=")) == 3


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("?q=dan+van+kheo", ["2/KH-CĐVC"]),
        ("?q=D%C3%82N+V%E1%BA%ACN+kh%C3%A9o", ["2/KH-CĐVC"]),
        ("?q=1%2Fc%C4%91vc-tg", ["1/CĐVC-TG"]),
        ("?loai=C%C3%B4ng+v%C4%83n", ["1/CĐVC-TG"]),
        ("?nam=2025", ["2/KH-CĐVC"]),
        ("?trang_thai=recalled", ["2/KH-CĐVC"]),
        ("?xac_nhan=con-thieu", ["1/CĐVC-TG"]),
        ("?q=khong+co+gi", []),
        ("?nam=b%E1%BB%8Ba&loai=x&page=99", ["1/CĐVC-TG", "2/KH-CĐVC"]),
    ],
)
def test_list_is_narrowed_by_its_address(tree, clerk, client, query, numbers):
    make_published(tree.upper, by=clerk, number="1/CĐVC-TG", title="Báo cáo năm")
    day = date(2025, 5, 5)
    made = make_published(
        tree.upper, by=clerk, number="2/KH-CĐVC", type_name="Kế hoạch", title="Dân vận khéo", issued_on=day
    )
    recall(made, by=clerk, reason="Thay bằng kế hoạch khác")
    login(client, clerk)

    answer = client.get(reverse("directives:list") + query)

    assert [row.number for row in answer.context["page"]] == numbers


def test_list_shows_what_my_unit_has_not_acknowledged(tree, clerk, officer, client):
    done = make_published(tree.upper, by=clerk, number="1/A-B")
    make_published(tree.upper, by=clerk, number="2/A-B")
    acknowledge(receipt_of(done, tree[0]), by=officer)
    login(client, officer)

    answer = client.get(reverse("directives:list") + "?xac_nhan=don-vi-toi")

    assert [row.number for row in answer.context["page"]] == ["2/A-B"]
    assert "Chưa mở" in answer.text


def test_cited_directive_is_linked_only_for_those_who_may_open_it(tree, clerk, officer, client):
    hidden = make_published(tree.upper, by=clerk, number="5/CĐVC-TG", to_all=False, unit_ids=(tree[1].pk,))
    line = make_content().citations[0]
    cites = (type(line)("Công văn", "5/CĐVC-TG", hidden.issued_on),)
    citing = make_published(tree.upper, by=clerk, number="6/CĐVC-TG", citations=cites)
    link = f'href="{page_of("detail", hidden)}"'

    seen_by_clerk = login(client, clerk).get(page_of("detail", citing)).text
    seen_by_officer = login(client, officer).get(page_of("detail", citing)).text

    assert (link in seen_by_clerk, link in seen_by_officer) == (True, False)
    assert "Công văn số 5/CĐVC-TG" in seen_by_officer


def test_replaced_directive_says_so(tree, clerk, officer, client):
    old = make_published(tree.upper, by=clerk, number="5/CĐVC-TG")
    line = type(make_content().citations[0])("Công văn", "5/CĐVC-TG", old.issued_on, relation="replaces")
    make_published(tree.upper, by=clerk, number="6/CĐVC-TG", citations=(line,))
    login(client, officer)

    page = client.get(page_of("detail", old)).text

    assert "Đã có văn bản thay thế:" in page


def test_recalled_directive_stays_readable_with_its_reason(tree, clerk, officer, client):
    published = make_published(tree.upper, by=clerk)
    login(client, clerk)

    client.post(page_of("recall", published), {"reason": "Ban hành nhầm bản chưa duyệt"})
    page = login(client, officer).get(page_of("detail", published)).text

    assert "VĂN BẢN ĐÃ ĐƯỢC THU HỒI" in page
    assert "Lý do: Ban hành nhầm bản chưa duyệt" in page


def test_recall_without_a_real_reason_is_refused(tree, clerk, client):
    published = make_published(tree.upper, by=clerk)
    login(client, clerk)

    answer = client.post(page_of("recall", published), {"reason": "sai"})

    published.refresh_from_db()
    assert len(errors_on(answer)) == 1
    assert published.state == "published"


# --- how much a page costs ------------------------------------------------------------------

QUERIES = {
    "list, clerk": 7,
    "list, officer": 7,
    "detail, clerk": 9,
    "detail, officer": 8,
    "recipients": 11,
    "draft": 12,
    "edit": 6,
}


@pytest.mark.parametrize("rows", [1, 3])
def test_number_of_queries_does_not_grow(clerk, tree, officer, client, django_assert_num_queries, rows):
    lines = make_content()
    content = {"tasks": lines.tasks[:1] * rows, "citations": lines.citations * rows}
    for number in range(rows):
        published = make_published(tree.upper, by=clerk, number=f"{number + 1}/CĐVC-TG", **content)
        open_by(receipt_of(published, tree[0]), officer)
    chosen = {"to_all": False, "unit_ids": tuple(unit.pk for unit in tree.units[:rows])}
    few = make_published(tree.upper, by=clerk, number="90/CĐVC-TG", **chosen)
    draft = make_draft(tree.upper, by=clerk, number="91/CĐVC-TG", **content)
    addresses = {
        "list, clerk": (clerk, reverse("directives:list")),
        "list, officer": (officer, reverse("directives:list")),
        "detail, clerk": (clerk, page_of("detail", published)),
        "detail, officer": (officer, page_of("detail", published)),
        "recipients": (clerk, page_of("recipients", few)),
        "draft": (clerk, page_of("detail", draft)),
        "edit": (clerk, page_of("edit", draft)),
    }

    counted = {}
    for name, (user, address) in addresses.items():
        login(client, user)
        with django_assert_num_queries(QUERIES[name], info=name):
            counted[name] = client.get(address).status_code

    assert set(counted.values()) == {200}
