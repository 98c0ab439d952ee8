"""What the search compares: words without and with marks, document numbers in any spelling, queries, marked hits."""

import unicodedata

import pytest

from directives.search import exact_words, folded_words, marked, parse
from directives.search.words import number_signs, sign_of
from portal.text import fold
from tests.growth import grows_linearly


def matches(typed: str, text: str) -> bool:
    words = folded_words(text)
    return all(term.folded in words for term in parse(typed).terms)


def exactly(typed: str, text: str) -> bool:
    return all(term.exact in exact_words(text) for term in parse(typed).terms if term.exact)


@pytest.mark.parametrize(
    "spelling",
    [
        "880/TLĐ",
        "880-TLĐ",
        "880/tld",
        "0880/TLĐ",
        "0880",
        "880 / TLĐ",
        "880–TLĐ",
        "880TLĐ",
        "880 TLĐ",
        "cv 880",
        "CV880",
        "CV 880/TLĐ",
        "công văn 880",
        "cong van so 880",
        "số 880",
        "Công văn số 880/TLĐ",
        "880",
        unicodedata.normalize("NFD", "công văn 880/TLĐ"),
    ],
)
def test_number_is_found_in_any_spelling(spelling):
    assert matches(spelling, "Công văn số 880/TLĐ ngày 15/6/2016")


@pytest.mark.parametrize("other", ["88/TLĐ", "1880/TLĐ", "880/CĐVC", "cv 88", "số 80", "8800"])
def test_other_number_is_not_found(other):
    assert not matches(other, "Công văn số 880/TLĐ ngày 15/6/2016")


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("Nghị quyết số 25-NQ/TW ngày 03/6/2013", ["§25.nq.tw"]),
        ("Nghị định 30/2020/NĐ-CP và 30/2020/NĐ–CP", ["§30.2020.nd.cp"]),
        ("Nghị quyết số 06b /NQ-TLĐ", ["§6b.nq.tld"]),
        ("Quy chế số 07-QCPH/BTGTU-LĐLĐ", ["§7.qcph.btgtu.ldld"]),
        ("tỷ lệ 39/45, ngày 15/6/2016, 150-200 học viên, quý II/2023, V/v báo cáo", []),
    ],
)
def test_numbers_in_a_text_become_signs(text, signs):
    assert number_signs(fold(text)) == signs


def test_number_without_a_shape_has_a_sign_too():
    assert (sign_of("0880/TLĐ"), sign_of("12"), sign_of("")) == ("§880.tld", "§12", "§")


@pytest.mark.parametrize(
    "typed",
    ["dan van kheo", "Dân vận khéo", "DÂN VẬN", "“dân vận khéo”", "khéo dân", unicodedata.normalize("NFD", "dân vận")],
)
def test_words_are_found_with_and_without_marks(typed):
    assert matches(typed, "Phong trào thi đua “Dân vận khéo” năm 2026")


@pytest.mark.parametrize(
    ("typed", "text"),
    [("hoà bình", "Hòa bình"), ("thuỷ", "Thủy lợi"), ("toạ đàm", "tọa đàm"), ("uỷ ban", "Ủy ban Kiểm tra")],
)
def test_old_and_new_tone_places_are_the_same_word(typed, text):
    assert matches(typed, text)
    assert exactly(typed, text)


def test_d_with_and_without_stroke_are_found_together():
    assert matches("doan", "Công đoàn")
    assert matches("đoan", "Công đoàn")


def test_word_is_found_whole():
    assert matches("tuyen", "tuyên truyền")
    assert not matches("tuye", "tuyên truyền")
    assert not matches("dan", "Đăng ký danh sách")


def test_phrase_stands_as_it_is():
    assert matches('"van kheo"', "Dân vận khéo")
    assert not matches('"dan kheo"', "Dân vận khéo")
    assert not matches('"van khe"', "Dân vận khéo")


def test_only_typed_marks_ask_for_exact_matches():
    assert [parse(typed).has_marks for typed in ("dân vận", "dan van", "880/TLĐ", "doàn")] == [True, False, False, True]
    assert exactly("dân", "dân vận")
    assert not exactly("dân", "dẫn đầu")
    assert matches("dân", "dẫn đầu")


@pytest.mark.parametrize("typed", ["15/6/2016", "15/06/2016", "15 tháng 6 năm 2016", "ngay 15 thang 6 nam 2016"])
@pytest.mark.parametrize("text", ["ngày 15/6/2016", "ngày 15 tháng 6 năm 2016", "ngày 15/06/2016"])
def test_date_is_found_however_it_is_written(typed, text):
    assert matches(typed, text)
    assert not parse(typed.removeprefix("ngay ")).has_marks


@pytest.mark.parametrize(("typed", "text"), [("qui dinh", "Quy định"), ("tỷ lệ", "tỉ lệ"), ("ki niem", "kỷ niệm")])
def test_i_and_y_for_one_sound_are_one(typed, text):
    assert matches(typed, text) and matches(text, typed) and exactly(text, text.replace("ỉ", "ỷ"))
    assert all(bit.is_hit for bit in marked(text, parse(typed)) if bit.text.strip())


@pytest.mark.parametrize("typed", ["", "  ", '""', "§", "(), ./-", "\x00"])
def test_nothing_typed_is_no_query(typed):
    assert parse(typed).terms == ()


def test_query_is_bounded():
    assert len(parse(" ".join(f"từ{n}" for n in range(50))).terms) == 10
    assert len(parse("a" * 5000).typed) == 200


def test_hits_are_marked_in_the_text():
    bits = marked("Phong trào “Dân vận khéo” do Công văn số 880/TLĐ nêu", parse("dan khéo số 880"))

    assert [bit.text for bit in bits if bit.is_hit] == ["Dân", "khéo", "880"]
    assert "".join(bit.text for bit in bits) == "Phong trào “Dân vận khéo” do Công văn số 880/TLĐ nêu"


@pytest.mark.parametrize(
    ("typed", "hits"),
    [
        ("dân vận", ["dân", "vận"]),
        ("dan vận", ["Dẫn", "dân", "vận"]),
        ("dan van", ["Dẫn", "văn", "dân", "vận"]),
        ("dằn", ["Dẫn", "dân"]),
    ],
)
def test_hits_are_marked_as_they_were_typed_before_others(typed, hits):
    bits = marked("Dẫn văn bản về công tác dân vận", parse(typed))

    assert [bit.text for bit in bits if bit.is_hit] == hits


def test_long_text_is_cut_around_the_first_hit():
    bits = marked(f"{'mở đầu ' * 60}tập huấn {'kết thúc ' * 60}", parse("tap huan"))

    text = "".join(bit.text for bit in bits)
    assert text.startswith("… ") and text.endswith(" …")
    assert [bit.text for bit in bits if bit.is_hit] == ["tập", "huấn"]
    assert len(text) < 260


@pytest.mark.parametrize("unit", ["880/TLĐ ", "1-", "a/", "12 /", "§", "“"])
def test_keeping_words_is_linear(unit):
    assert grows_linearly(folded_words, unit, 50_000)
