"""Founding many units from a file: every fault named by row and column, all or nothing, one act."""

import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from portal import unit_import
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


@pytest.mark.parametrize("place", ['r="XFD2"', "r='XFD2'", 'r="A1048576"'])
def test_cell_far_out_is_refused_before_it_fills_the_memory(place):
    out, bad = io.BytesIO(xlsx([row()])), io.BytesIO()
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(bad, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, part.replace(b'r="A2"', place.encode()) if "sheet1" in name else part)

    assert faults(bad.getvalue()) == [(0, "", "Không đọc được bảng trong tệp. Hãy dùng tệp mẫu của cổng.")]


def test_too_many_rows_are_refused():
    content = "Tên đầy đủ;Cấp công đoàn\n" + f"A;{GRASSROOTS}\n" * (unit_import.MOST_ROWS + 1)

    assert faults(content.encode(), "csv") == [(0, "", "Tệp có hơn 20.000 dòng; hãy chia thành nhiều tệp.")]


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
