"""What a paper's text proposes: particulars, tasks, time limits, receivers and citations, each with its place."""

import datetime
import json
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directives.reading import extract_text, propose
from tests.factories.papers import make_docx, make_pdf
from tests.growth import grows_linearly

EXAMPLES = {
    example["id"]: example["text"]
    for example in map(json.loads, (Path(__file__).parent / "data/citations.jsonl").read_text("utf-8").splitlines())
}
# The first seed's citing sentences in the frame of its five tasks.
LETTER = f""" Kính gửi:  Các công đoàn trực thuộc

	{EXAMPLES["d01"]}
	1. Quán triệt chủ trương về dân vận; gắn với nhiệm vụ chuyên môn.
	2. Tuyên truyền trong đoàn viên, thực hiện phong trào “Dân vận khéo”.
	3. {EXAMPLES["d02"]}
	4. Nâng cao đạo đức công vụ của đội ngũ cán bộ.
	5. {EXAMPLES["d03"]}
	{EXAMPLES["d06"]}
"""
PLAN = """TỔNG LIÊN ĐOÀN LAO ĐỘNG VIỆT NAM
CÔNG ĐOÀN VIÊN CHỨC VIỆT NAM
Số: 45/KH-CĐVC
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập – Tự do – Hạnh phúc
Hà Nội, ngày 05 tháng 02 năm 2026
KẾ HOẠCH
Triển khai công tác dân vận – công tác nữ công
năm 2026
-------
Thực hiện Nghị quyết số 25-NQ/TW ngày 03/6/2013 của Ban Chấp hành Trung
ương Đảng, Công đoàn Viên chức Việt Nam xây dựng kế hoạch như sau:
I. MỤC ĐÍCH
1. Quán triệt đầy đủ.
2. Bảo đảm thiết thực.
3. Bảo đảm tiết kiệm.
4. Bảo đảm đúng hạn.
II. NHIỆM VỤ
1. Tổ chức tuyên truyền, gắn với học tập nghị quyết trong từng tổ công
đoàn, hoàn thành trước ngày 30/6/2026.
- Mỗi tháng một buổi;
- Mỗi quý một chuyên đề.
2. Sơ kết việc thực hiện, báo cáo về Tổng Liên đoàn Lao động Việt Nam qua
Văn phòng chậm nhất là ngày 15 tháng 12 năm 2026.
a) Kết quả;
b) Kiến nghị.
III. TỔ CHỨC THỰC HIỆN
Các đơn vị căn cứ kế hoạch để thực hiện./.
Nơi nhận:
- Như trên;
- Lưu: VT.
TM. BAN THƯỜNG VỤ
KT. CHỦ TỊCH
PHÓ CHỦ TỊCH
(Đã ký)
Nguyễn Thị Mẫu
"""


def value(found):
    return found and found.value


def papers():
    """The blocks of the data file: a paper and what it proposes, as words."""
    text = (Path(__file__).parent / "data/papers.txt").read_text("utf-8")
    for block in text.split("\n= ")[1:]:
        name, *lines = block.rstrip("\n").split("\n")
        rows = [line[2:].split(": ", 1) for line in lines if line.startswith("> ")]
        paper = "\n".join(line for line in lines if not line.startswith("> "))
        yield pytest.param(paper, dict(rows), id=name)


def as_words(proposal, particular):
    """A particular of a proposal as the data file writes it; "-" for none."""
    if particular == "tasks":
        return " ".join(str(task.number) for task in proposal.tasks) or "-"
    if particular == "first_task":
        return proposal.tasks[0].text
    if particular == "last_task":
        return proposal.tasks[-1].text.replace("\n", " ⏎ ")
    if particular == "deadlines":
        return ", ".join(f"{one.relation} {one.day}/{one.month}/{one.year or '-'}" for one in proposal.deadlines) or "-"
    found = value(getattr(proposal, particular))
    return f"{found.day}/{found.month}/{found.year}" if isinstance(found, datetime.date) else found or "-"


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize(("paper", "expected"), [*papers()])
def test_whole_paper_proposes_what_it_says_and_nothing_else(paper, expected, form):
    proposal = propose(unicodedata.normalize(form, paper))

    proposed = {particular: as_words(proposal, particular) for particular in expected}
    assert {name: unicodedata.normalize("NFC", words) for name, words in proposed.items()} == expected


def test_letter_of_the_seed_yields_its_citations_tasks_deadline_and_receivers():
    proposal = propose(LETTER)

    (deadline,) = proposal.deadlines
    assert [c.number for c in proposal.citations] == [
        "880/TLĐ", "16/CT-TTg", "299/CTr-TLĐ", "110/CTr-CĐVC", "25-NQ/TW", "217-QĐ/TW", "218-QĐ/TW",
    ]  # fmt: skip
    assert [task.number for task in proposal.tasks] == [1, 2, 3, 4, 5]
    assert proposal.tasks[4].text == EXAMPLES["d03"]
    assert (deadline.words, deadline.relation, deadline.day, deadline.month, deadline.year) == (
        "trước ngày 20 tháng 11", "before", 20, 11, None,
    )  # fmt: skip
    assert deadline.is_yearly is True
    assert value(proposal.department) == "Ban Tuyên giáo"
    assert value(proposal.recipient) == "Công đoàn Viên chức Việt Nam"
    assert value(proposal.type_word) == "Công văn"
    assert value(proposal.issuer) == "Công đoàn Viên chức Việt Nam"
    assert (proposal.number, proposal.issued_on, proposal.title, proposal.signer) == (None, None, None, None)


def test_plan_yields_its_particulars():
    proposal = propose(PLAN)

    assert value(proposal.type_word) == "Kế hoạch"
    assert (value(proposal.number), value(proposal.symbol)) == ("45/KH-CĐVC", "KH-CĐVC")
    assert value(proposal.issued_on) == datetime.date(2026, 2, 5)
    assert value(proposal.issuer) == "CÔNG ĐOÀN VIÊN CHỨC VIỆT NAM"
    assert value(proposal.title) == "Triển khai công tác dân vận – công tác nữ công năm 2026"
    assert value(proposal.signer) == "Nguyễn Thị Mẫu"
    assert value(proposal.signer_title) == "TM. BAN THƯỜNG VỤ / KT. CHỦ TỊCH / PHÓ CHỦ TỊCH"
    assert value(proposal.department) == "Văn phòng"
    assert value(proposal.recipient) == "Tổng Liên đoàn Lao động Việt Nam"


def test_tasks_are_those_of_their_section_with_sub_points_and_without_wrapped_line_ends():
    proposal = propose(PLAN)

    assert [task.text for task in proposal.tasks] == [
        "Tổ chức tuyên truyền, gắn với học tập nghị quyết trong từng tổ công đoàn, hoàn thành trước ngày 30/6/2026.\n"
        "- Mỗi tháng một buổi;\n- Mỗi quý một chuyên đề.",
        "Sơ kết việc thực hiện, báo cáo về Tổng Liên đoàn Lao động Việt Nam qua Văn phòng chậm nhất là ngày 15 tháng "
        "12 năm 2026.\na) Kết quả;\nb) Kiến nghị.",
    ]


def test_citation_is_read_across_a_wrapped_line():
    (citation,) = propose(PLAN).citations

    assert citation.issuer == "Ban Chấp hành Trung ương Đảng"
    assert PLAN[citation.start : citation.end] == (
        "Nghị quyết số 25-NQ/TW ngày 03/6/2013 của Ban Chấp hành Trung\nương Đảng"
    )


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("paper", [LETTER, PLAN], ids=["letter", "plan"])
def test_every_proposal_stands_where_it_says(paper, form):
    text = unicodedata.normalize(form, paper)

    proposal = propose(text)

    singles = [getattr(proposal, name) for name in ("number", "symbol", "issuer", "title", "signer", "department")]
    shown = {
        unicodedata.normalize("NFC", " ".join(text[found.start : found.end].split())): found.value
        for found in singles
        if found
    }
    assert list(shown) == [unicodedata.normalize("NFC", found) for found in shown.values()]
    assert [text[task.start] for task in proposal.tasks] == [str(task.number) for task in proposal.tasks]
    assert [
        unicodedata.normalize("NFC", " ".join(text[limit.start : limit.end].split())) for limit in proposal.deadlines
    ] == [limit.words for limit in proposal.deadlines]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("gửi trước ngày 20 tháng 11", ("before", 20, 11, None)),
        ("gửi Trước  ngày 20/11/2026", ("before", 20, 11, 2026)),
        ("gửi trước 20-11-2026", ("before", 20, 11, 2026)),
        ("xong trước hoặc trong ngày 20/11", ("on_or_before", 20, 11, None)),
        ("chậm nhất ngày 15/12/2026", ("on_or_before", 15, 12, 2026)),
        ("chậm nhất vào ngày 15 tháng 12, năm 2026", ("on_or_before", 15, 12, 2026)),
        ("muộn nhất là ngày 29 tháng 02", ("on_or_before", 29, 2, None)),
        ("gửi báo cáo không quá ngày 5/7/2026", ("on_or_before", 5, 7, 2026)),
        ("nộp hồ sơ đến hết ngày 31/3/2026", ("on_or_before", 31, 3, 2026)),
        ("GỬI TRƯỚC NGÀY 20 THÁNG 11", ("before", 20, 11, None)),
        ("Thời hạn nộp hồ sơ là ngày 20 tháng 11 năm 2026", ("on_or_before", 20, 11, 2026)),
        ("Hạn chót gửi bài: 20/11/2026", ("on_or_before", 20, 11, 2026)),
        ("thời hạn nộp trước ngày 20/11/2026", ("before", 20, 11, 2026)),
    ],
)
def test_time_limit_is_read_with_its_relation(text, expected):
    (limit,) = propose(text).deadlines

    assert (limit.relation, limit.day, limit.month, limit.year) == expected


@pytest.mark.parametrize(
    "text",
    [
        "số liệu tính đến ngày 31/10/2026",
        "báo cáo số liệu từ ngày 01/10/2025 đến ngày 30/9/2026",
        "hoàn thành trước 12/15 nhiệm vụ",
        "đi đến ngày 20/11/2026 thì nghỉ",
        "có hiệu lực từ ngày 20/11/2026, trước ngày đó thì chưa",
        "phối hợp trước, trong và sau đại hội",
        "gửi trước ngày 25 hằng tháng, trước ngày 15 của tháng cuối quý, trước tháng 11/2026",
        "chậm nhất sau 05 ngày kể từ ngày ký; trong thời hạn 10 ngày kể từ ngày 20/11/2026",
    ],
)
def test_other_dates_are_no_time_limit(text):
    assert propose(text).deadlines == ()


def test_time_limit_with_an_hour_counts_its_day():
    (limit,) = propose("Hằng năm, gửi báo cáo trước 17 giờ 00 ngày 20 tháng 11.").deadlines

    assert (limit.relation, limit.time, limit.is_yearly) == ("on_or_before", datetime.time(17), True)


def test_time_limit_that_no_calendar_has_is_left_out_with_a_warning():
    proposal = propose("Gửi trước ngày 31/11/2026.")

    assert proposal.deadlines == ()
    assert proposal.warnings == ("Thời hạn “trước ngày 31/11/2026” ghi ngày không có trong lịch.",)


@pytest.mark.parametrize(
    ("text", "department"),
    [
        ("gửi về Công đoàn (qua Ban Tuyên giáo - Nữ công) để tổng hợp", "Ban Tuyên giáo - Nữ công"),
        ("qua Văn phòng, sau đó gửi (qua Ban Tuyên giáo)", "Ban Tuyên giáo"),
        ("gửi qua Ban Tuyên giáo trước ngày 20/11", "Ban Tuyên giáo"),
        ("thông qua Ban Chấp hành; qua thực tế; vượt qua", None),
    ],
)
def test_department_is_what_stands_behind_qua(text, department):
    assert value(propose(text).department) == department


@pytest.mark.parametrize(
    ("text", "recipient"),
    [
        ("nộp kết quả về Ban Chấp hành Công đoàn ngành", "Ban Chấp hành Công đoàn ngành"),
        ("gửi Tổng Liên đoàn Lao động Việt Nam để báo cáo", "Tổng Liên đoàn Lao động Việt Nam"),
        ("báo cáo về công tác dân vận; báo cáo về Dân vận", None),
    ],
)
def test_recipient_is_a_body_behind_a_verb_of_sending(text, recipient):
    assert value(propose(text).recipient) == recipient


@pytest.mark.parametrize(
    ("text", "number", "symbol"),
    [
        ("Số: 880/TLĐ    Hà Nội, ngày 15 tháng 6 năm 2016", "880/TLĐ", "TLĐ"),
        ("Số 25-NQ/TW", "25-NQ/TW", "NQ/TW"),
        ("CÔNG ĐOÀN NGÀNH | Số: 05/2026/QC-CĐN", "05/2026/QC-CĐN", "QC-CĐN"),
        ("Số:       /KH-CĐVC", None, "KH-CĐVC"),
        ("Số: ….. /CĐVC-TG", None, "CĐVC-TG"),
        ("Tại số 12/QĐ-CĐVC có ghi", None, None),
    ],
)
def test_own_number_stands_at_the_start_of_a_line_or_column(text, number, symbol):
    proposal = propose(text)

    assert (value(proposal.number), value(proposal.symbol)) == (number, symbol)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Số: 880/TLĐ    Hà Nội, ngày 15 tháng 6 năm 2016", datetime.date(2016, 6, 15)),
        ("TP. Hồ Chí Minh, ngày 01 tháng 4 năm 2014", datetime.date(2014, 4, 1)),
        ("Hà Nội, ngày    tháng 4 năm 2014", None),
        ("Hà Nội, ngày 31 tháng 4 năm 2014", None),
        ("Theo Công văn số 880/TLĐ, ngày 15 tháng 6 năm 2016", None),
        ("Hội nghị họp tại Hà Nội, ngày 15 tháng 6 năm 2016", None),
    ],
)
def test_issue_date_is_that_of_the_place_line(text, date):
    assert value(propose(text).issued_on) == date


@pytest.mark.parametrize(
    ("text", "type_word", "title"),
    [
        ("KẾ HOẠCH CÔNG TÁC DÂN VẬN NĂM 2026\n\nCăn cứ", "Kế hoạch", "CÔNG TÁC DÂN VẬN NĂM 2026"),
        ("CHƯƠNG TRÌNH HÀNH ĐỘNG\nThực hiện chính sách\n", "Chương trình hành động", None),
        ("Số: 5/TLĐ\nV/v triển khai\ndân vận\n\nKính gửi: Các đơn vị", "Công văn", "V/v triển khai dân vận"),
        ("Các đơn vị báo cáo kết quả.", None, None),
    ],
)  # fmt: skip
def test_type_and_title_come_from_the_heading_or_from_v_v(text, type_word, title):
    proposal = propose(text)

    assert (value(proposal.type_word), value(proposal.title)) == (type_word, title)


def test_names_of_bodies_beside_the_national_title_are_told_apart():
    text = (
        "LIÊN ĐOÀN LAO ĐỘNG      CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        "THÀNH PHỐ HÀ NỘI        Độc lập - Tự do - Hạnh phúc\nSố: 5/KH-LĐLĐ"
    )

    assert value(propose(text).issuer) == "LIÊN ĐOÀN LAO ĐỘNG THÀNH PHỐ HÀ NỘI"


def test_signature_beside_the_list_of_recipients_is_read():
    text = (
        "Nơi nhận:            TM. BAN CHẤP HÀNH\n- Như trên;                CHỦ TỊCH\n"
        "- Lưu: VT.\n                     Trần Văn Mẫu"
    )

    proposal = propose(text)

    assert value(proposal.signer_title) == "TM. BAN CHẤP HÀNH / CHỦ TỊCH"
    assert value(proposal.signer) == "Trần Văn Mẫu"


def test_same_paper_as_docx_and_as_pdf_proposes_the_same():
    lines = PLAN.split("\n")
    as_docx = extract_text(make_docx(lambda document: [document.add_paragraph(line) for line in lines]), "a.docx")
    as_pdf = extract_text(make_pdf(lines), "a.pdf")

    from_docx, from_pdf = propose(as_docx.text), propose(as_pdf.text)

    assert (value(from_docx.number), value(from_pdf.number)) == ("45/KH-CĐVC", "45/KH-CĐVC")
    assert [task.text for task in from_docx.tasks] == [task.text for task in from_pdf.tasks]
    assert [c.number for c in from_docx.citations] == [c.number for c in from_pdf.citations]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\u0301", "1.", "Số:", "(qua Ban", "trước ngày 99 tháng 99"])
def test_scraps_propose_nothing(text):
    proposal = propose(text)

    assert (proposal.tasks, proposal.deadlines, proposal.citations) == ((), (), ())


PIECES = st.sampled_from(
    ["CÔNG ĐOÀN VIÊN CHỨC", "Số:", "05/KH-CĐVC", "…/BC-..", "Hà Nội,", "ngày", "05", "tháng 4", "năm 2026", "KẾ HOẠCH"]
    + [
        "THÔNG BÁO",
        "Kết luận",
        "V/v",
        "Kính gửi:",
        "1.",
        "2.",
        "1-",
        "II. NHIỆM VỤ",
        "a)",
        "gửi về",
        "(qua",
        "đề nghị các",
    ]
    + ["Ban Tuyên giáo", "Văn phòng", "trước ngày", "chậm nhất", "20 tháng 11", "31/6/2026", "17h00", "Nguyễn Văn An"]
    + ["TM. BAN THƯỜNG VỤ", "T/M", "CHỦ TỊCH", "Nơi nhận:", "- Lưu: VT", "PHỤ LỤC", "Quyết định", "của", "Bộ Nội vụ"]
    + [
        ", ",
        ";",
        ". ",
        ")",
        "“",
        "”",
        "…",
        "-----",
        " | ",
        "    ",
        "\t",
        "\n",
        "\n\n",
        "\r\n",
        "\u0323",
        "\u200b",
        "²",
        "İ",
    ]
)


@given(st.lists(PIECES, max_size=50).map(" ".join) | st.lists(PIECES, max_size=50).map("\n".join))
def test_any_text_proposes_within_its_bounds(text):
    proposal = propose(text)

    singles = ("type_word", "number", "symbol", "issued_on", "issuer", "title", "signer", "department", "recipient")
    found = [one for name in singles if (one := getattr(proposal, name))]
    placed = [*found, *proposal.tasks, *proposal.deadlines, *proposal.citations]
    assert [one for one in placed if not 0 <= one.start < one.end <= len(text)] == []
    assert [one for one in found if not one.value] == []
    assert {later.number - earlier.number for earlier, later in pairwise(proposal.tasks)} <= {1}


@pytest.mark.parametrize(
    "unit",
    [LETTER, "1. ", "gửi ", "đề nghị các ", "trước ngày ", "qua Ban ", "Số: 1/A\n", "TM. A\n", "a\n", "\u0301", "  "],
)
def test_text_of_any_kind_is_read_in_linear_time(unit):
    assert grows_linearly(propose, unit, 50_000)


@pytest.mark.parametrize("words", ["Số: 12/QĐ-BNV", "Căn cứ Nghị định số 30/2020/NĐ-CP", "BỘ NỘI VỤ", "V/v"])
def test_gap_in_a_line_is_read_in_linear_time(words):
    """A run of blanks between two words: what parts columns may be as long as a paste makes it."""
    assert grows_linearly(lambda gap: propose(f"{words}{gap}x\nHà Nội{gap}ngày"), " ", 20_000)
