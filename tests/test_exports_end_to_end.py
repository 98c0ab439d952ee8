"""From accepted reports to the files: what the DOCX and XLSX say equals what an outsider reckons from the CSV."""

import io
import re
import shutil
import subprocess
from datetime import timedelta
from decimal import Decimal

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from portal import clock, jobs
from portal.exports.csv_export import write_csv
from portal.models import Job, Message, Role
from reports.aggregation import ask_for_run, latest_run
from reports.aggregation.exporting import HEADER, figure_rows
from reports.documents import ExportRefused, ask_for_export, sheets
from reports.models import ExportFile, Report
from reports.obligations import extend
from reports.summary_text import open_summary, save_text
from tests.factories.portal import make_member, make_tree
from tests.factories.reports import ANSWERS, contents_for, fire, make_cycle, report_of, walk
from tests.factories.summaries import compiled
from tests.independent_totals import by_block, read_units, totals

HOSTILE = '=HYPERLINK("http://x")\x0b]]><w:p/> & “trích” \u202e\ufffe\n- gạch đầu dòng\n\nđoạn hai'


class Year:
    """Five unions: three accepted (on time, late, in the grace), one returned, one that wrote nothing; one exempt."""

    def __init__(self):
        self.tree = make_tree(6, names=[f"Công đoàn Cơ quan {name}" for name in "ABCDEF"])
        self.reviewer = make_member(self.tree.upper, Role.REVIEWER, "Người thẩm định")
        self.head = make_member(self.tree.upper, Role.DEPARTMENT_HEAD, "Trưởng ban")
        exempt = {self.tree[5].pk: ("exempt", "Mới thành lập, đang kiện toàn")}
        self.cycle = make_cycle(self.tree.upper, by=self.reviewer, overrides=exempt)
        answers = [{"E07": "1.187,5", "C02": "1.500*"}, {"E07": "0,4", "F04": ""}, {"A03": "901"}]
        for place, given in enumerate(answers):
            self.walk(place, "accepted", given)
        self.walk(3, "returned", {})
        for place, after in ((1, self.cycle.grace_until), (2, self.cycle.due_at)):
            late = report_of(self.cycle, self.tree[place])
            Report.objects.filter(pk=late.pk).update(first_submitted_at=after + timedelta(hours=47))
        extend(
            report_of(self.cycle, self.tree[4]).obligation,
            new_due_at=max(self.cycle.due_at, clock.now()) + timedelta(days=9),
            reason="Thay đổi nhân sự",
            by=self.reviewer,
        )

    def walk(self, place, state, answers):
        unit = self.tree[place]
        people = {"officer": make_member(unit, Role.OFFICER), "head": make_member(unit, Role.HEAD)}
        with clock.told_as(self.cycle.due_at - timedelta(days=9)):
            walk(report_of(self.cycle, unit), state, reviewer=self.reviewer, answers=ANSWERS | answers, **people)

    def write(self, code, text):
        summary = open_summary(self.cycle, run=latest_run(self.cycle))
        row = summary.sections.get(code=code)
        save_text(summary.pk, code, text, seen=row.version, by=self.head)

    def export(self, kind) -> ExportFile:
        export = ask_for_export(self.cycle, kind=kind, run=latest_run(self.cycle), by=self.head)
        assert jobs.run(export.job_id) == "done"
        return ExportFile.objects.select_related("file").get(pk=export.pk)

    def reckoned(self, tmp_path) -> dict[str, dict]:
        write_csv(tmp_path / "figures.csv", HEADER, figure_rows(self.cycle))
        return read_units(tmp_path / "figures.csv")


@pytest.fixture
def year(db):
    return Year()


def opened(export: ExportFile):
    with export.file.file.open("rb") as content:
        return Document(io.BytesIO(content.read()))


def rows_of(table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def number(words: str) -> Decimal | None:
    words = words.replace("(*)", "").strip()
    return None if words == "–" else Decimal(words.replace(".", "").replace(",", "."))


def figures_table(word):
    return next(table for table in word.tables if table.rows[0].cells[0].text == "STT" and len(table.columns) == 8)


def test_document_holds_the_totals_that_an_outsider_reckons(year, tmp_path):
    compiled(year.cycle)

    word = opened(year.export("docx"))

    expected = totals(list(year.reckoned(tmp_path).values()))
    definition = year.cycle.form_version.definition
    labels = {item.label: item for item in (*definition.indicators, *definition.derived)}
    rows = [row for row in rows_of(figures_table(word))[1:] if row[0].isdigit()]
    assert [row[0] for row in rows] == [str(place) for place in range(1, 50)]
    for row in rows:
        item = labels[row[1]]
        value, counted, _ = expected[item.code]
        rounded = None if value is None else round_half_up(value, item.decimals)
        assert (item.code, number(row[3]), row[7]) == (item.code, rounded, f"{counted}/5")
        assert row[4:7] == ["–", "–", "–"]


def round_half_up(value: Decimal, decimals: int) -> Decimal:
    return (value * 10**decimals + Decimal("0.5")).__floor__() / Decimal(10) ** decimals


def test_document_has_the_decrees_page_and_a_header_row_that_repeats(year):
    compiled(year.cycle)

    word = opened(year.export("docx"))

    for section in word.sections:
        measures = [section.page_width, section.page_height, section.top_margin, section.bottom_margin]
        measures += [section.left_margin, section.right_margin]
        assert [round(m.mm) for m in measures] == [210, 297, 20, 20, 30, 20]
        assert section.different_first_page_header_footer
    header = figures_table(word).rows[0]._tr
    assert header.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None


def test_table_of_figures_lies_across_when_a_total_would_be_broken(year):
    year.walk(4, "accepted", {"C02": "12.345.678*"})
    compiled(year.cycle)

    word = opened(year.export("docx"))

    total = next(row for row in rows_of(figures_table(word)) if row[3].startswith("12."))
    assert total[3].endswith(" (*)")
    assert [(round(s.page_width.mm), s.orientation == WD_ORIENT.LANDSCAPE) for s in word.sections] == [
        (210, False),
        (297, True),
        (210, False),
    ]


def test_document_says_who_writes_to_whom_and_from_how_many_units(year):
    compiled(year.cycle)
    year.write("II.2", "Toàn hệ thống đã tổ chức tuyên truyền.")

    word = opened(year.export("docx"))

    heads = [cell.text for row in word.tables[0].rows for cell in row.cells]
    whole = "\n".join(paragraph.text for paragraph in word.paragraphs)
    assert "TỔNG LIÊN ĐOÀN" in heads[0]
    assert "CÔNG ĐOÀN VIÊN CHỨC" in heads[0]
    assert "Kính gửi: Tổng Liên đoàn Lao động Việt Nam" in whole
    assert "Toàn hệ thống đã tổ chức tuyên truyền." in whole
    closing = (
        "Trên đây là báo cáo của Công đoàn Viên chức Việt Nam. Số liệu tổng hợp từ 3/5 đơn vị; số liệu chi tiết tại "
        "Phụ lục I, danh sách đơn vị tại Phụ lục II kèm theo./."
    )
    assert closing in whole
    assert "Phụ lục II" in [paragraph.text for paragraph in word.paragraphs]


def test_customary_last_words_of_the_writer_are_not_said_twice(year):
    compiled(year.cycle)
    year.write("V", "Kiến nghị một.\nTrên đây là báo cáo kết quả công tác dân vận năm 2026.")

    word = opened(year.export("docx"))

    said = [paragraph.text for paragraph in word.paragraphs if "Trên đây là" in paragraph.text]
    assert said == ["Trên đây là báo cáo kết quả công tác dân vận năm 2026."]


def test_sections_without_words_are_bare_headings_and_nothing_is_invented(year):
    compiled(year.cycle)

    word = opened(year.export("docx"))

    definition = year.cycle.form_version.definition
    headings = {definition.heading(part, 2026) for part in definition.sections} - {"Mở đầu"}
    first_annex = next(i for i, p in enumerate(word.paragraphs) if p.text == "Phụ lục I")
    body = [p.text for p in word.paragraphs[:first_annex] if p.text.strip()]
    start = next(i for i, text in enumerate(body) if text.startswith("I. "))
    assert set(body[start:-1]) == headings
    assert body[-1].startswith("Trên đây là báo cáo của")


def test_hostile_text_stays_text(year):
    compiled(year.cycle)
    year.write("II.2", HOSTILE)

    word = opened(year.export("docx"))

    whole = [paragraph.text for paragraph in word.paragraphs]
    assert any(text.startswith('=HYPERLINK("http://x")') for text in whole)
    assert "- gạch đầu dòng" in whole
    assert all(ord(letter) >= 32 and letter not in "\u202e\ufffe" for text in whole for letter in text)


def test_late_missing_and_exempt_units_are_listed_with_reasons(year):
    compiled(year.cycle)

    word = opened(year.export("docx"))

    table = next(t for t in word.tables if len(t.columns) == 5)
    rows = [row for row in rows_of(table)[1:] if row[0].isdigit()]
    by_unit = {row[1]: row[3:] for row in rows}
    assert list(by_unit) == [f"Công đoàn Cơ quan {name}" for name in "CBEDF"]
    groups = [row[0] for row in rows_of(table)[1:] if not row[0].isdigit()]
    assert groups[:2] == ["Nộp trong thời gian gia hạn chung: 1 đơn vị", "Nộp muộn: 1 đơn vị"]
    assert by_unit["Công đoàn Cơ quan C"][0] == "Nộp ngày 21/11/2026, quá hạn 1 ngày"
    assert by_unit["Công đoàn Cơ quan B"][0] == "Nộp ngày 26/11/2026, quá hạn 6 ngày"
    assert by_unit["Công đoàn Cơ quan E"][0].startswith("Còn trong hạn, đến hết ngày ")
    assert by_unit["Công đoàn Cơ quan E"][1].endswith("Thay đổi nhân sự")
    assert by_unit["Công đoàn Cơ quan D"][0] == "Đã trả lại, chờ đơn vị bổ sung"
    assert by_unit["Công đoàn Cơ quan F"] == ["Được miễn", "Mới thành lập, đang kiện toàn"]


def test_workbook_holds_every_level_of_detail(year, tmp_path):
    compiled(year.cycle)

    export = year.export("xlsx")

    with export.file.file.open("rb") as content:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content.read()))
    names = ["Tổng hợp", "Theo khối", "Theo cấp", "Theo đơn vị", "PL1", "PL2", "PL3", "PL4", "Chưa nộp, nộp muộn"]
    assert book.sheet_names == names
    units = year.reckoned(tmp_path)
    whole, blocks = totals(list(units.values())), by_block(units)
    for row in below(book, "Tổng hợp", "STT"):
        assert close(row[4], whole[row[1]][0]), row
    header, *rows = table(book, "Theo khối", "Mã")
    for row in rows[1:]:
        for column in range(4, len(header)):
            assert close(row[column], blocks[header[column]][row[0]][0]), (row[0], header[column])
    given = {row[1]: row for row in below(book, "Theo đơn vị", "Khối, cụm")}
    assert sorted(given) == [f"Công đoàn Cơ quan {name}" for name in "ABC"]
    assert [given[f"Công đoàn Cơ quan {name}"][5 + 28] for name in "ABC"] == [1187.5, 0.4, 187.5]


def test_workbook_marks_estimates_and_writes_years_without_thousands(year):
    run = compiled(year.cycle)

    export = year.export("xlsx")

    with export.file.file.open("rb") as content:
        book = load_workbook(io.BytesIO(content.read()))
    units = {row[1].value: row for row in book["Theo đơn vị"].iter_rows(min_row=6)}
    place = next(cell.column - 1 for cell in book["Theo đơn vị"][5] if str(cell.value).startswith("C02."))
    marks = [units[f"Công đoàn Cơ quan {name}"][place].number_format for name in "AB"]
    whole = {row[1].value: row[4].number_format for row in book["Tổng hợp"].iter_rows(min_row=6)}
    annex = next(sheet for sheet in sheets(run, now=clock.now(), progress=print) if sheet.name == "PL1")
    (begun,) = [column for column in annex.columns if column.label == "Năm bắt đầu"]
    assert marks == ['#,##0" (*)"', "#,##0"]
    assert (whole["C02"], whole["C01"], whole["T03"]) == ('#,##0" (*)"', "#,##0", '#,##0.0" (*)"')
    assert begun.kind == "year"


def table(book, name: str, first: str) -> list[list]:
    rows = book.get_sheet_by_name(name).to_python()
    start = next(place for place, row in enumerate(rows) if row[0] == first)
    return rows[start:]


def below(book, name: str, first: str) -> list[list]:
    return table(book, name, first)[1:]


def close(cell, value) -> bool:
    if value is None:
        return cell == ""
    return abs(float(value) - cell) <= 0.06


def test_file_is_told_of_stored_and_named(year):
    compiled(year.cycle)

    export = year.export("docx")

    assert (export.file.name, export.file.stored_by) == ("Bao cao tong hop 2026 lan 1.docx", year.head)
    told = Message.objects.get(user=year.head, key=f"export:{export.pk}:{year.head.pk}")
    assert told.url == f"/bao-cao/ky/{year.cycle.pk}/tep/"


def test_export_without_a_finished_run_is_refused(year):
    with pytest.raises(ExportRefused, match="Chưa có lần tổng hợp"):
        ask_for_export(year.cycle, kind="docx", run=None, by=year.head)
    waiting = ask_for_run(year.cycle, by=year.head)
    with pytest.raises(ExportRefused, match="Chưa có lần tổng hợp"):
        ask_for_export(year.cycle, kind="docx", run=waiting, by=year.head)
    compiled(year.cycle)
    with pytest.raises(ExportRefused, match="Loại tệp"):
        ask_for_export(year.cycle, kind="exe", run=latest_run(year.cycle), by=year.head)
    assert ExportFile.objects.count() == 0


def test_asking_twice_makes_one_file(year):
    run = compiled(year.cycle)

    first = ask_for_export(year.cycle, kind="docx", run=run, by=year.head)
    second = ask_for_export(year.cycle, kind="docx", run=run, by=year.head)

    assert first == second
    assert Job.objects.filter(kind="summary.export").count() == 1


def test_export_quotes_its_run_although_reports_change_meanwhile(year):
    run = compiled(year.cycle)
    export = ask_for_export(year.cycle, kind="docx", run=run, by=year.head)
    fire(report_of(year.cycle, year.tree[0]), "reopen", by=year.reviewer, reason="Xem lại")

    jobs.run(export.job_id)

    word = opened(ExportFile.objects.select_related("file").get(pk=export.pk))
    rows = [row for row in rows_of(figures_table(word))[1:] if row[0] == "1"]
    assert rows[0][7] == "3/5"


def test_export_that_fails_leaves_no_file_and_says_why(year, monkeypatch):
    run = compiled(year.cycle)
    export = ask_for_export(year.cycle, kind="xlsx", run=run, by=year.head)
    Job.objects.filter(pk=export.job_id).update(max_attempts=1)

    def broken(*args, **kwargs):
        raise OSError("đĩa đầy")

    monkeypatch.setattr("reports.documents.making.write_workbook", broken)

    assert jobs.run(export.job_id) == "failed"
    export.refresh_from_db()
    assert (export.file, export.job.last_error) == (None, "OSError: đĩa đầy")


def test_narratives_of_units_never_reach_the_document_by_themselves(year):
    compiled(year.cycle)
    given = contents_for(year.cycle.form_version.definition)["II.2"]["text"]

    word = opened(year.export("docx"))

    assert all(given not in paragraph.text for paragraph in word.paragraphs)


@pytest.mark.slow
def test_document_opens_in_libreoffice(year, tmp_path):
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    compiled(year.cycle)
    year.write("I.1", "Lời văn của mục một.")
    export = year.export("docx")
    source = tmp_path / "a.docx"
    with export.file.file.open("rb") as content:
        source.write_bytes(content.read())

    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [office, profile, "--headless", "--convert-to", "txt:Text", "--outdir", str(tmp_path), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)

    text = (tmp_path / "a.txt").read_text(encoding="utf-8-sig")
    assert "Lời văn của mục một." in text
    assert re.search(r"Tổng số đoàn viên công đoàn\s+người\s+3\.261", text)
