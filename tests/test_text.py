"""Cleaning, folding and tone placement of Vietnamese text, and the numbering of its headings."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.text import canonical_tone, clean_line, clean_text, count_words, fold, list_letter, roman

VIETNAMESE = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
MARKS = "\u0300\u0301\u0302\u0303\u0304\u0306\u0308\u0309\u031b\u0323\u0327\u0344\u0f73"
vietnamese_text = st.text(VIETNAMESE + VIETNAMESE.upper() + " -.,0123456789", max_size=60)
any_text = st.text(st.characters(), max_size=60)
heaped_marks = st.text("aeuüếúǟ…—" + MARKS, max_size=90)
calm = settings(deadline=None)


@pytest.mark.parametrize("char", [*"\x00\x01\x08\x0e\x1f\x7f\x80\x85\x9f", *"\u200e\u200f\u202a\u202e\u2066\u2069"])
def test_clean_text_drops_controls_and_bidirectional_marks(char):
    assert clean_text(f"dân{char}vận") == "dânvận"


@pytest.mark.parametrize("char", ["\ud800", "\udfff", "\ufffe", "\uffff"])
def test_clean_text_drops_what_utf8_or_xml_cannot_carry(char):
    assert clean_text(f"dân{char}vận") == "dânvận"


@pytest.mark.parametrize("mark", ["\r\n", "\r", "\n", "\x0b", "\x0c", "\u2028", "\u2029", "\r\x00\n"])
def test_clean_text_makes_every_break_one_newline(mark):
    assert clean_text(f"một{mark}hai") == "một\nhai"


def test_clean_text_keeps_tabs_outer_blanks_and_soft_hyphens():
    assert clean_text("  a\tb\u00ad ") == "  a\tb\u00ad "


def test_clean_text_composes_letters_that_a_dropped_character_kept_apart():
    assert clean_text("e\u200e\u0302\u0323") == "ệ"


def test_clean_text_keeps_characters_beyond_the_basic_plane():
    assert clean_text("họp 😀") == "họp 😀"


@calm
@given(any_text | heaped_marks)
def test_clean_text_is_idempotent(value):
    once = clean_text(value)

    assert clean_text(once) == once


@calm
@given(vietnamese_text)
def test_clean_text_gives_one_form_for_all_unicode_forms(value):
    assert clean_text(unicodedata.normalize("NFD", value)) == clean_text(value) == value


@pytest.mark.parametrize(
    ("heaped", "kept"),
    [
        ("x" + "\u0323" * 20 + "\u0301" * 20 + " y", "x" + "\u0323" * 20 + "\u0301" * 10 + " y"),
        ("x" + "\u0344" * 20, "x" + "\u0308\u0301" * 15),  # one character, two marks
        ("≠" + "\u0323" * 30, "=" + "\u0323" * 29 + "\u0338"),  # a sign that has a mark of its own
        ("ế" + "\u0327" * 40, "ȩ" + "\u0327" * 27 + "\u0302\u0301"),  # a letter that has two
    ],
)
def test_clean_text_leaves_thirty_marks_on_a_letter(heaped, kept):
    assert clean_text(heaped) == unicodedata.normalize("NFC", kept)


def test_clean_text_keeps_long_leaders_and_rules():
    assert clean_text("…" * 200 + "—" * 200) == "…" * 200 + "—" * 200


def test_clean_line_makes_all_white_space_one_space():
    assert clean_line("\u00a0 Ban\t Tuyên\u3000\r\ngiáo \n") == "Ban Tuyên giáo"


def test_clean_line_drops_invisible_blanks_from_addresses():
    assert clean_line("\ufeffban\u200b@cong-doan.vn\u2060") == "ban@cong-doan.vn"


@calm
@given(any_text | heaped_marks)
def test_clean_line_is_idempotent_and_one_line(value):
    once = clean_line(value)

    assert clean_line(once) == once
    assert len(once.splitlines()) <= 1


@pytest.mark.parametrize(
    ("value", "words"),
    [("", 0), (" \n ", 0), ("- – …", 0), ("Công tác dân vận", 4), ("số 880/TLĐ, ngày\u00a015/6", 4), ("a-b _", 1)],
)
def test_count_words_counts_runs_with_a_letter_or_digit(value, words):
    assert count_words(value) == words


@pytest.mark.parametrize(
    ("value", "key"),
    [
        ("", ""),
        ("Dân vận khéo", "dan van kheo"),
        ("ĐƯỜNG Đường đường", "duong duong duong"),
        ("ắ ấ ố ớ ứ ệ Ỵ", "a a o o u e y"),
        ("Ðà Nẵng", "da nang"),
        ("  Công\u00a0đoàn \n Việt\u200b Nam\ufeff ", "cong doan viet nam"),
        ("tuyên\u00adgiáo", "tuyengiao"),
        ("“Dân vận khéo” ‘a’ «b»", '"dan van kheo" \'a\' "b"'),
        ("25–NQ‑TW — 217−QĐ", "25-nq-tw - 217-qd"),
        ("hòa hoà thủy thuỷ", "hoa hoa thuy thuy"),
        ("HƢỚNG DẪN đối tƣợng", "huong dan doi tuong"),
        ("công đoμn đ−ợc l−ợng", "cong doan duoc luong"),
    ],
)
def test_fold_gives_the_key_without_accents(value, key):
    assert fold(value) == key


@calm
@given(vietnamese_text | any_text)
def test_fold_is_the_same_for_nfd_and_nfc(value):
    assert fold(unicodedata.normalize("NFD", value)) == fold(unicodedata.normalize("NFC", value))


@calm
@given(vietnamese_text)
def test_fold_of_vietnamese_is_ascii_and_its_own_key(value):
    key = fold(value)

    assert key.isascii()
    assert fold(key) == key


@pytest.mark.parametrize(
    ("value", "canonical"),
    [
        # the old style, whichever was typed
        ("hoà", "hòa"),
        ("hòa", "hòa"),
        ("thuỷ", "thủy"),
        ("toạ đàm", "tọa đàm"),
        ("Uỷ ban", "Ủy ban"),
        ("CỘNG HOÀ", "CỘNG HÒA"),
        ("khoẻ, xoá, loè", "khỏe, xóa, lòe"),
        ("hoa\u0300", "hòa"),
        # closed syllables, three vowels, letters with a mark of their own: never moved
        ("hoàn thuyền huỳnh", "hoàn thuyền huỳnh"),
        ("ngoài khuỷu ngoẻo khuya", "ngoài khuỷu ngoẻo khuya"),
        ("cứu hữu rượu của mía múa thuở huế", "cứu hữu rượu của mía múa thuở huế"),
        # qu and gi are consonants
        ("quý quỳ quá quốc quyết quái", "quý quỳ quá quốc quyết quái"),
        ("giá già giữ giếng giỏi giáo giụa gì", "giá già giữ giếng giỏi giáo giụa gì"),
        # misplaced by hand
        ("qúy gìa hòan QÚY", "quý già hoàn QUÝ"),
        # other languages and codes
        ("Société Orléans São", "Société Orléans São"),
        ("hòà quýnhé", "hòà quýnhé"),
        ("qui định quy định", "qui định quy định"),
    ],
)
def test_canonical_tone_places_the_mark_in_the_old_style(value, canonical):
    assert canonical_tone(value) == canonical


@calm
@given(vietnamese_text)
def test_canonical_tone_is_idempotent_and_keeps_the_letters(value):
    once = canonical_tone(value)

    assert canonical_tone(once) == once
    assert fold(once) == fold(value)


@pytest.mark.parametrize(
    ("number", "numeral"),
    [(1, "I"), (4, "IV"), (9, "IX"), (14, "XIV"), (40, "XL"), (1994, "MCMXCIV"), (3999, "MMMCMXCIX")],
)
def test_roman_writes_numerals(number, numeral):
    assert roman(number) == numeral


@pytest.mark.parametrize("number", [0, -1, 4000])
def test_roman_refuses_what_has_no_numeral(number):
    with pytest.raises(ValueError, match=str(number)):
        roman(number)


def test_list_letter_follows_the_alphabet_of_points():
    assert "".join(list_letter(n) for n in range(1, 24)) == "abcdđeghiklmnopqrstuvxy"
    assert [list_letter(24), list_letter(25), list_letter(46), list_letter(47)] == ["aa", "ab", "ay", "ba"]


def test_list_letter_refuses_numbers_below_one():
    with pytest.raises(ValueError, match="0"):
        list_letter(0)
