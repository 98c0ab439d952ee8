"""Founding many units from a file: every fault named by row and column, all or nothing, one act."""

import io
import re
import zipfile

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from portal import spreadsheets, unit_import
from portal.models import Role, StoredFile, Unit, UnitAct
from portal.unit_import import HEADINGS
from tests.factories.portal import found, login, make_member, make_tree

pytestmark = pytest.mark.django_db

GRASSROOTS = "Công đoàn cơ sở"
UPPER = "Công đoàn cấp trên trực tiếp cơ sở"


def xlsx(rows, headings=None):
    book = Workbook()
    sheet = book.active
    sheet.append(headings or list(HEADINGS.values()))
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def row(name="Công đoàn Một", level=GRASSROOTS, parent="", code="", position=""):
    return [name, "", code, level, parent, "", "", "", position]


def faults(content, kind="xlsx"):
    return [(fault.row, fault.column, fault.text) for fault in unit_import.read(content, kind).faults]


# --- reading ----------------------------------------------------------------------------------


def test_empty_table_is_a_fault_of_the_file():
    assert faults(xlsx([])) == [(0, "", "Tệp chưa có dòng nào ngoài dòng tiêu đề.")]
    assert faults(b"", "csv")[0] == (
        1,
        "Tên đầy đủ",
        "Thiếu cột này. Dòng đầu của bảng phải là dòng tiêu đề như trong tệp mẫu.",
    )


def test_missing_heading_is_named():
    found_faults = faults(xlsx([["A"]], headings=["Tên đầy đủ"]))

    assert found_faults == [
        (1, "Cấp công đoàn", "Thiếu cột này. Dòng đầu của bảng phải là dòng tiêu đề như trong tệp mẫu.")
    ]


def test_every_fault_is_named_by_row_and_column():
    content = xlsx(
        [
            row(name=""),
            row(level="Cấp lạ"),
            ["", "", "", "", "", "", "", "", ""],
            row(name="x" * 251, position="ba"),
            row(level="", position=-1),
        ]
    )

    assert [(number, column) for number, column, _ in faults(content)] == [
        (2, "Tên đầy đủ"),
        (3, "Cấp công đoàn"),
        (5, "Tên đầy đủ"),
        (5, "Thứ tự"),
        (6, "Cấp công đoàn"),
        (6, "Thứ tự"),
    ]
    assert faults(content)[2][2] == "Dài quá 250 ký tự."
    assert faults(content)[3][2] == "“ba” không phải là số nguyên từ 0 đến 100000."


def test_what_is_no_table_is_refused_in_words():
    wrong = [(0, "", "Không đọc được bảng trong tệp. Hãy dùng tệp mẫu của cổng.")]

    assert faults(b"PK\x03\x04 nonsense") == wrong
    assert faults("Tên\n".encode("utf-16"), "csv") == wrong


WIDE = "Bảng quá rộng: có ô ở cột XFD, chỉ nhận đến cột BH. Hãy xóa các cột thừa rồi lưu lại."
LONG = "Bảng quá dài: có ô ở dòng {}, chỉ nhận đến dòng 20.001. Hãy xóa các dòng thừa hoặc chia thành nhiều tệp."
UNREADABLE = "Không đọc được bảng trong tệp. Hãy dùng tệp mẫu của cổng."


def changed(before: bytes, after: bytes, rows=None, part="sheet1"):
    """A book whose XML was written by somebody who means harm."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx(rows or [row()]))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            assert part not in name or before in content
            new.writestr(name, content.replace(before, after, 1) if part in name else content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (b'r="XFD2"', WIDE),
        (b"r='XFD2'", WIDE),
        (b'r = "xfd2"', WIDE),
        (b'r="&#88;FD2"', WIDE),
        (b'r="A1048576"', LONG.format("1.048.576")),
        (b'r="A20002"', LONG.format("20.002")),
        (b'r="2"', UNREADABLE),
        (b'r="A2" r="XFD2"', UNREADABLE),
    ],
)
def test_cell_far_out_is_refused_before_it_fills_the_memory(place, words):
    assert faults(changed(b'r="A2"', place)) == [(0, "", words)]


def test_row_far_out_is_refused_also_where_its_cells_say_no_place():
    content = changed(b'<row r="2"><c r="A2"', b'<row r="90000"><c')

    assert faults(content) == [(0, "", LONG.format("90.000"))]


def test_formats_of_empty_rows_and_columns_are_no_fault():
    content = changed(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>')

    assert faults(content) == []


def test_empty_text_far_out_is_refused():
    content = changed(b"</sheetData>", b'<row r="2"><c r="XFD2" t="inlineStr"><is><t/></is></c></row></sheetData>')

    assert faults(content) == [(0, "", WIDE)]


def test_sheet_far_behind_the_first_is_measured_too():
    book = Workbook()
    book.create_sheet().cell(2, 16_384, "x")
    out = io.BytesIO()
    book.save(out)

    assert faults(out.getvalue()) == [(0, "", WIDE)]


def test_long_cell_is_named():
    wanted = [(0, "", "Ô A2 dài 5.001 ký tự; một ô chỉ nhận đến 5.000 ký tự.")]

    assert faults(xlsx([row("x" * 5_001)])) == wanted
    assert faults(f"Tên đầy đủ;Cấp công đoàn\n{'x' * 5_001};A\n".encode(), "csv") == wanted


def test_one_long_text_that_many_cells_share_is_counted_for_each(monkeypatch):
    monkeypatch.setattr(spreadsheets, "MOST_TEXTS", 50_000)
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        for number in range(11):
            sheet.write_string(number, 0, "x" * 5_000)

    assert faults(out.getvalue()) == [(0, "", "Bảng có quá nhiều chữ. Hãy chia thành nhiều tệp.")]


def test_book_with_a_document_type_is_refused_before_its_entities_grow():
    types = b"<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;'>]>"

    assert faults(changed(b"<worksheet", types + b"<worksheet")) == [(0, "", UNREADABLE)]


def test_sheet_under_another_name_is_refused():
    out = io.BytesIO(xlsx([row()]))
    with zipfile.ZipFile(out, "a") as book:
        book.writestr("xl/media/image1.png", b"<worksheet><sheetData/></worksheet>")

    assert faults(out.getvalue()) == [(0, "", UNREADABLE)]


def test_book_that_unpacks_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(spreadsheets, "MOST_UNPACKED", 1_000)

    assert faults(xlsx([row()]))[0][2].startswith("Tệp mở ra quá lớn.")


def test_too_many_rows_are_refused():
    content = "Tên đầy đủ;Cấp công đoàn\n" + f"A;{GRASSROOTS}\n" * (unit_import.MOST_ROWS + 1)

    assert faults(content.encode(), "csv") == [(0, "", LONG.format("20.002"))]


def test_csv_of_very_many_empty_or_very_wide_rows_is_refused():
    heading = "Tên đầy đủ;Cấp công đoàn\n"

    assert faults((heading + "\n" * 100_000).encode(), "csv") == [(0, "", LONG.format("80.005"))]
    assert faults((heading + ";" * 16_383 + "x").encode(), "csv") == [(0, "", WIDE)]
    assert faults((heading + f"A;{GRASSROOTS}" + ";" * 200).encode(), "csv") == []


@pytest.mark.parametrize("mark", [";", ",", "\t"])
def test_csv_is_read_with_any_usual_mark_and_in_any_unicode_form(mark):
    heading = mark.join(["Cấp công đoàn *", "TEN DAY DU"])
    content = f"\ufeff{heading}\r\n{GRASSROOTS}{mark}Co\u0302ng \u0111oa\u0300n Hai\r\n"

    sheet = unit_import.read(content.encode(), "csv")

    assert sheet.faults == []
    assert [(one.values["name"], one.level) for one in sheet.rows] == [("Công đoàn Hai", "grassroots")]


def test_numbers_in_cells_are_read_as_people_see_them():
    sheet = unit_import.read(xlsx([row(code=12, position=3.0)]), "xlsx")

    assert (sheet.rows[0].values["code"], sheet.rows[0].position, sheet.faults) == ("12", 3, [])


def test_parents_are_found_by_name_or_code_here_or_above():
    sheet = unit_import.read(
        xlsx(
            [row("Cha", UPPER, code="CHA"), row("Con một", parent="cha"), row("Con hai", parent="TLĐ"), row("Con ba")]
        ),
        "xlsx",
    )

    unit_import.place(sheet, {"tld": [7]}, 9)

    assert [one.parent for one in sheet.rows] == [9, "new:0", 7, 9]
    assert sheet.faults == []


def test_parents_that_cannot_be_found_are_named():
    sheet = unit_import.read(
        xlsx([row("Con", parent="Cha"), row("Cha", UPPER), row("A", parent="Lạ"), row("B", parent="Trùng")]), "xlsx"
    )

    unit_import.place(sheet, {"trung": [1, 2]}, 9)

    assert [(fault.row, fault.column, fault.text) for fault in sheet.faults] == [
        (2, "Công đoàn cấp trên", "“Cha” phải đứng ở dòng trên đơn vị trực thuộc nó."),
        (4, "Công đoàn cấp trên", "Không tìm thấy “Lạ” trong phạm vi quản lý của đồng chí."),
        (5, "Công đoàn cấp trên", "“Trùng” là tên của nhiều đơn vị; hãy ghi ký hiệu văn bản."),
    ]


# --- pages ------------------------------------------------------------------------------------


@pytest.fixture
def tree():
    return make_tree(1)


@pytest.fixture
def admin_client(client, tree):
    return login(client, make_member(tree.upper, Role.ADMINISTRATOR))


def sent(content, name="ds.xlsx", **changes):
    values = {"decision_number": "5/QĐ", "effective_on": "01/03/2025", "khoa": "key-9", "buoc": "xem"}
    return values | {"file": SimpleUploadedFile(name, content)} | changes


def hidden(response):
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', response.content.decode()))


def test_file_that_lies_is_refused_at_its_field(admin_client, tree):
    answer = admin_client.post(reverse("units:import", args=[tree.upper.pk]), sent(b"%PDF-1.4"))

    assert answer.context["form"].errors == {
        "file": ["ds.xlsx: Nội dung tệp không phải là XLSX dù tên tệp ghi như vậy. Hãy mở và lưu lại tệp."]
    }


def test_import_without_a_file_asks_for_one(admin_client, tree):
    data = sent(b"")
    del data["file"]

    answer = admin_client.post(reverse("units:import", args=[tree.upper.pk]), data)

    assert answer.context["form"].errors == {"file": ["Hãy chọn tệp danh sách."]}


def test_empty_file_is_refused_once(admin_client, tree):
    answer = admin_client.post(reverse("units:import", args=[tree.upper.pk]), sent(b"", "ds.csv"))

    assert answer.context["form"].errors == {"file": ["ds.csv: Tệp trống, không có nội dung."]}


def test_file_is_asked_for_at_first_and_may_be_replaced_later(admin_client, tree):
    page = reverse("units:import", args=[tree.upper.pk])
    seen = admin_client.post(page, sent(xlsx([row("Công đoàn Mới")])))

    again = admin_client.post(page, hidden(seen) | {"buoc": "xem", "decision_number": ""})

    assert admin_client.get(page).context["form"].fields["file"].required is True
    assert again.context["form"].fields["file"].required is False
    assert again.context["form"].errors == {"decision_number": ["Chưa nhập mục này."]}


def test_file_over_five_megabytes_is_refused(admin_client, tree):
    answer = admin_client.post(
        reverse("units:import", args=[tree.upper.pk]), sent(b"a" * (5 * 1024 * 1024 + 1), "ds.csv")
    )

    assert answer.context["form"].errors == {"file": ["ds.csv: Tệp lớn 5,0 MB; chỉ nhận tệp đến 5 MB."]}


def test_one_wrong_row_keeps_all_out(admin_client, tree):
    page = reverse("units:import", args=[tree.upper.pk])

    answer = admin_client.post(page, sent(xlsx([row("Đúng"), row("Sai", level="?")])))

    assert answer.status_code == 422
    assert "“?” không có trong danh sách" in answer.content.decode()
    assert UnitAct.objects.count() == 1


def test_right_file_is_shown_then_founded_in_one_act(admin_client, tree):
    page = reverse("units:import", args=[tree.upper.pk])
    content = xlsx([row("Công đoàn Cha", UPPER, code="CHA"), row("Công đoàn Con", parent="CHA")])

    seen = admin_client.post(page, sent(content))
    before = UnitAct.objects.count()
    data = hidden(seen) | {"buoc": "lam"}
    first, second = admin_client.post(page, data), admin_client.post(page, data)

    done = UnitAct.objects.latest("pk")
    parent, child = (edge.successor for edge in done.edges.order_by("pk"))
    assert (before, UnitAct.objects.count()) == (1, 2)
    assert first.url == second.url == reverse("units:act_done", args=[done.pk])
    assert (parent.latest.parent, child.latest.parent) == (tree.upper, parent)
    assert (done.decision_number, StoredFile.objects.count()) == ("5/QĐ", 1)


def test_name_that_stands_already_is_a_problem_before_anything_is_written(admin_client, tree):
    page = reverse("units:import", args=[tree.upper.pk])

    seen = admin_client.post(page, sent(xlsx([row("Công đoàn Cơ quan 1")])))
    pressed = admin_client.post(page, hidden(seen) | {"buoc": "lam"})

    assert seen.context["plan"].problems == (
        "Đã có đơn vị cùng tên “Công đoàn Cơ quan 1” dưới cùng một công đoàn cấp trên.",
    )
    assert pressed.status_code == 200
    assert UnitAct.objects.count() == 1


def test_tree_that_changed_meanwhile_is_shown_again(admin_client, tree):
    page = reverse("units:import", args=[tree.upper.pk])
    seen = admin_client.post(page, sent(xlsx([row("Công đoàn Mới")])))
    found("Công đoàn Mới", tree.upper)

    pressed = admin_client.post(page, hidden(seen) | {"buoc": "lam"})

    assert pressed.context["plan"].problems != ()
    assert Unit.objects.count() == 4


def test_stored_file_of_someone_else_cannot_be_imported(admin_client, client, tree):
    page = reverse("units:import", args=[tree.upper.pk])
    seen = admin_client.post(page, sent(xlsx([row("Công đoàn Mới")])))
    data = hidden(seen) | {"buoc": "lam"}
    login(client, make_member(tree.upper, Role.ADMINISTRATOR))

    answer = client.post(page, data)

    assert answer.context["form"].errors == {"file": ["Hãy chọn tệp danh sách."]}


def test_template_has_the_headings_and_reads_back(admin_client, tree):
    answer = admin_client.get(reverse("units:template"))

    sheet = load_workbook(io.BytesIO(answer.content))["Danh sách"]
    assert [cell.value for cell in sheet[1]][:4] == [
        "Tên đầy đủ *",
        "Tên gọi ngắn",
        "Ký hiệu văn bản",
        "Cấp công đoàn *",
    ]
    assert faults(answer.content) == [(0, "", "Tệp chưa có dòng nào ngoài dòng tiêu đề.")]


def test_import_under_a_unit_out_of_reach_does_not_exist(client, tree):
    login(client, make_member(tree[0], Role.ADMINISTRATOR))

    assert client.get(reverse("units:import", args=[tree.upper.pk])).status_code == 404
    assert client.post(reverse("units:import", args=[tree.upper.pk]), sent(xlsx([row()]))).status_code == 404
