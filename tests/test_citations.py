"""The citations of domain.md 7.5: the development examples, and further sentences for every rule."""

import datetime
import json
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from directives.citations import extract_citations, matching_key
from tests.growth import grows_linearly

DATA = Path(__file__).parent / "data"
EXAMPLES = [json.loads(line) for line in (DATA / "citations.jsonl").read_text("utf-8").splitlines()]


def found(text):
    """The citations as rows of (type, number, date as d/m/yyyy, issuer); "-" for what is missing."""
    return [
        (c.type, c.number, f"{c.date.day}/{c.date.month}/{c.date.year}" if c.date else "-", c.issuer or "-")
        for c in extract_citations(text)
    ]


def sentences():
    """The blocks of the data file: (name, text, rows)."""
    text = (DATA / "citation_sentences.txt").read_text("utf-8").replace("␣", "\u00a0")
    for block in text.split("\n= ")[1:]:
        name, sentence, *rows = block.splitlines()
        expected = [tuple(row[2:].split(" | ")) for row in rows if row.startswith("> ")]
        yield pytest.param(sentence.replace("⏎", "\n"), expected, id=name)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["id"])
def test_extractor_holds_development_example(example):
    expected = [{"title": None, **item} for item in example["expected"]]

    citations = extract_citations(example["text"])

    fields = ("title", "type", "number", "date", "issuer")
    rows = [{field: getattr(citation, field) for field in fields} for citation in citations]
    assert [{**row, "date": row["date"] and row["date"].isoformat()} for row in rows] == expected


@pytest.mark.parametrize(("text", "expected"), [*sentences()])
def test_sentence_yields_its_citations(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(("text", "expected"), [*sentences()])
def test_sentence_decomposed_yields_the_same_at_the_same_places(text, expected):
    decomposed = unicodedata.normalize("NFD", text)

    spans = [(c.start, c.end) for c in extract_citations(decomposed)]

    assert found(decomposed) == expected
    composed = [unicodedata.normalize("NFC", decomposed[start:end]) for start, end in spans]
    assert composed == [text[c.start : c.end] for c in extract_citations(text)]


BODIES = (
    ["Chính phủ", "Bộ Chính trị", "Ban Bí thư", "Bộ Nội vụ", "Bộ Quốc phòng", "Sở Xây dựng", "Tỉnh ủy", "Quốc hội"]
    + ["Tổng Liên đoàn Lao động Việt Nam", "Bộ Kế hoạch và Đầu tư", "Bộ Lao động - Thương binh và Xã hội"]
    + ["Ủy ban nhân dân tỉnh Nghệ An", "Hội đồng nhân dân tỉnh", "Ban Tổ chức Trung ương", "Vụ Kế hoạch - Tài chính"]
    + ["Bộ Chính trị, Ban Bí thư", "Bộ trưởng, Chủ nhiệm Văn phòng Chính phủ", "Bảo hiểm xã hội Việt Nam"]
    + [
        "Công đoàn cơ sở Văn phòng Bộ Tư pháp",
        "Viện kiểm sát nhân dân tối cao",
        "Ban Thường vụ Đảng ủy Khối các cơ quan",
    ]
)
CLAUSES = (
    [" về công tác dân vận", " về việc", " ban hành Quy chế", " quy định chi tiết", " hướng dẫn thi hành", " sửa đổi"]
    + [
        " thực hiện",
        " triển khai",
        " phê duyệt",
        " đề nghị",
        " yêu cầu",
        " giai đoạn 2021-2025",
        " khóa XI",
        " khoá X về",
    ]
    + [
        " ngày 1/2/2024",
        " (khóa X)",
        " “Quy chế”",
        ";",
        ".",
        ", các đơn vị",
        " và Kế hoạch số 1/KH-X",
        ", Kế hoạch số 1/KH-X",
    ]
    + [
        " tăng cường",
        " tổ chức",
        " kế hoạch",
        " báo cáo",
        " v/v",
        " và các văn bản",
        " nhiệm kỳ 2023-2028",
        "\nKính gửi",
    ]
)


@pytest.mark.parametrize("case", [str, str.upper], ids=["as written", "capitals"])
@pytest.mark.parametrize("body", BODIES)
def test_issuer_ends_where_any_clause_goes_on(body, case):
    issuers = {
        clause: extract_citations(case(f"Quyết định số 12/QĐ-X của {body}{clause}"))[0].issuer for clause in CLAUSES
    }

    assert {clause: issuer for clause, issuer in issuers.items() if issuer != case(body)} == {}


LAWS = {
    "Căn cứ Luật Công đoàn ngày 27 tháng 11 năm 2024;": [("Luật", "Công đoàn", datetime.date(2024, 11, 27))],
    "Luật Phòng chống tham nhũng năm 2018, Luật Viên chức": [
        ("Luật", "Phòng chống tham nhũng", None),
        ("Luật", "Viên chức", None),
    ],
    "Bộ luật Lao động 2019 quy định": [("Bộ luật", "Lao động", None)],
    "Luật Phá sản và Luật này; Luật của chúng ta": [("Luật", "Phá sản", None)],
    "Khoa Luật, Hội Luật gia, pháp luật, KỶ LUẬT, Công ty Luật Hà An": [],
    "Luật sửa đổi, bổ sung một số điều của Luật Báo chí năm 2030;": [
        ("Luật", "sửa đổi, bổ sung một số điều của Luật Báo chí", None)
    ],
}


@pytest.mark.parametrize(("text", "expected"), LAWS.items(), ids=LAWS)
def test_law_is_found_by_its_name(text, expected):
    citations = extract_citations(text)

    assert [(c.type, c.title, c.date) for c in citations] == expected
    assert [c.number for c in citations] == [None] * len(expected)


def test_named_laws_can_be_left_out():
    text = "Luật Công đoàn năm 2024; Luật Công đoàn số 50/2024/QH15"

    citations = extract_citations(text, named_laws=False)

    assert [(c.number, c.title) for c in citations] == [("50/2024/QH15", "Công đoàn")]


def test_impossible_date_is_left_out_with_a_warning():
    (citation,) = extract_citations("Công văn số 77/CĐVC-TG ngày 31/6/2026 của Công đoàn Viên chức Việt Nam.")

    assert citation.date is None
    assert citation.warnings == ("Ngày 31/6/2026 không có trong lịch.",)


def test_conflicting_dates_are_kept_and_flagged():
    dates = ("20/11/2000", "22/11/2000")
    text = " và ".join(f"Nghị quyết số 05/NQ-ĐCT ngày {date}" for date in dates)

    citations = extract_citations(f"{text}; Công văn số 5/TLĐ ngày 1/1/2001")

    warning = "Văn bản này được ghi nhiều ngày ban hành khác nhau: 20/11/2000, 22/11/2000."
    assert [c.date.day for c in citations] == [20, 22, 1]
    assert [c.warnings for c in citations] == [(warning,), (warning,), ()]


def test_issuer_is_inferred_apart_from_what_the_text_says():
    text = "Chỉ thị số 16/CT-TTg; Nghị quyết số 25-NQ/TW; Công văn số 880/TLĐ-ToC của Ban Tuyên giáo"

    citations = extract_citations(text)

    assert [c.issuer for c in citations] == [None, None, "Ban Tuyên giáo"]
    assert [c.inferred_issuer for c in citations] == ["Thủ tướng Chính phủ", None, None]


def test_span_covers_the_mention_in_the_original_text():
    text = "\ufeffTheo\u00a0Công\u200b văn số 880/TLĐ,\r\nngày 15–6–2016 của Tổng Liên đoàn về việc"

    (citation,) = extract_citations(text)

    assert citation.date == datetime.date(2016, 6, 15)
    assert text[citation.start : citation.end] == "Công\u200b văn số 880/TLĐ,\r\nngày 15–6–2016 của Tổng Liên đoàn"


@pytest.mark.parametrize(
    ("number", "key"),
    [
        ("06b /NQ–TLĐ", "6B/NQ-TLĐ"),
        ("25-\nNQ/TW", "25-NQ/TW"),
        ("30/2020/NÐ-CP", "30/2020/NĐ-CP"),
        ("000/QĐ", "0/QĐ"),
        ("", ""),
    ],
)
def test_matching_key_is_one_for_all_spellings(number, key):
    assert matching_key(number) == key
    assert matching_key(unicodedata.normalize("NFD", number)) == key


PIECES = st.sampled_from(
    ["Quyết định", "Luật", "Luật sửa đổi", "Công đoàn", "CV", "số", "Số:", "12/QĐ-TLĐ", "25-NQ/TW", "880/TLĐ", "217"]
    + ["50/2024/QH15", "ngày", "1/2/2024", "31/6/2026", "tháng", "năm 2024", "của", "giữa", "do", "ban hành", "và"]
    + ["Bộ Nội vụ", ", ", ";", ". ", "\n", "\r\n", "(", ")", "khóa XI", "“", "”", "-", "/", "…", " "]
    + ["\u0323", "\u0301", "ệ", "\u200b", "\u00a0"]
)


@given(st.lists(PIECES, max_size=40).map(" ".join) | st.lists(PIECES, max_size=40).map("".join))
def test_any_text_yields_ordered_spans_that_hold_their_numbers(text):
    citations = extract_citations(text)

    assert all(0 <= c.start < c.end <= len(text) for c in citations)
    assert all(earlier.end <= later.start for earlier, later in pairwise(citations))
    mentions = ["".join(text[c.start : c.end].replace("\u200b", "").split()) for c in citations]
    missing = [c for c, mention in zip(citations, mentions, strict=True) if (c.number or "") not in mention]
    assert missing == []


HOSTILE = {
    "type words": "Quyết định số ",
    "digits": "1",
    "và": "và ",
    "commas": ", ",
    "quotes": "“",
    "marks": "\u0323\u0301",
    "loose letters": "e\u0323\u0302",
    "issuers": "Quyết định của Bộ Kế hoạch và ",
    "laws": "Luật hoa ",
    "amendments": "Luật sửa đổi Luật hoa ",
    "numbers": "Quyết định số 1/A-B, ",
    "half numbers": "1/A-",
    "half dates": "Công văn số 1/A ngày 1 tháng ",
    "line ends": "\r\n",
    "seed": EXAMPLES[0]["text"],
}


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_takes_linear_time(unit):
    assert grows_linearly(extract_citations, unit, 50_000)


def test_command_prints_the_citations_as_json(tmp_path, capsys):
    text = "Theo Công văn số 880/TLĐ ngày 15/6/2016; Luật Công đoàn."
    (tmp_path / "paper.txt").write_text(text, "utf-8")

    call_command("extract_citations", str(tmp_path / "paper.txt"))

    assert json.loads(capsys.readouterr().out) == [
        {"type": "Công văn", "number": "880/TLĐ", "date": "2016-06-15", "issuer": None, "start": 5, "end": 39},
        {"type": "Luật", "number": None, "date": None, "issuer": None, "start": 41, "end": 55},
    ]


def test_command_counts_offsets_in_the_file_as_it_is(tmp_path, capsys):
    (tmp_path / "paper.txt").write_bytes("\ufeffMở đầu\r\nCông văn số 880/TLĐ".encode())

    call_command("extract_citations", str(tmp_path / "paper.txt"))

    assert [(item["start"], item["end"]) for item in json.loads(capsys.readouterr().out)] == [(9, 28)]


def test_command_names_a_missing_file(tmp_path):
    with pytest.raises(CommandError) as caught:
        call_command("extract_citations", str(tmp_path / "none.txt"))

    assert str(caught.value) == f"Không tìm thấy tệp {tmp_path}/none.txt."


def test_command_refuses_a_file_that_is_no_utf8_text(tmp_path):
    (tmp_path / "paper.doc").write_bytes(b"\xd0\xcf\x11\xe0")

    with pytest.raises(CommandError) as caught:
        call_command("extract_citations", str(tmp_path / "paper.doc"))

    assert str(caught.value) == f"Tệp {tmp_path}/paper.doc không phải văn bản thuần mã UTF-8 (lỗi tại byte thứ 1)."


def test_command_refuses_a_folder(tmp_path):
    with pytest.raises(CommandError) as caught:
        call_command("extract_citations", str(tmp_path))

    assert str(caught.value) == f"Không đọc được tệp {tmp_path}: Is a directory."
