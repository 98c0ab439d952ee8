"""The sort key: the order of the Vietnamese alphabet in plain code points."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.text import sort_key

IN_ORDER = [
    # domain 7.3
    ["Ban Dân vận", "Ban Đối ngoại", "Bảo hiểm", "Báo Nhân Dân", "Bộ", "Đài", "Thanh tra", "Thông tấn xã"],
    ["Thông tấn xã", "Tòa án", "Tổng cục", "Ủy ban", "Văn phòng"],
    [*"aăâbcdđeêghiklmnoôơpqrstuưvxyz"],
    ["ma", "mà", "mả", "mã", "má", "mạ", "mă", "mằ", "mẳ", "mẵ", "mắ", "mặ", "mâ", "mầ"],
    ["hoà", "hòa"],
    # letters before tones before case
    ["an", "án", "ana", "ăn"],
    ["ban", "Ban", "BAN", "bàn", "Bàn", "bản"],
    ["Bà Rịa", "Bá Thước", "Ba Vì"],
    ["Công đoàn A", "Công đoàn a b", "Công đoàn Á b"],
    # spaces, signs, digits, letters
    ["", "a", "a b", "a-b", "a1", "aa"],
    ["Khối 1", "Khối 10", "Khối 2", "Khối II", "Khối VII"],
    ["- a", "(a)", "1", "a"],
    ["chi", "cho", "cu"],
    ["ngang", "nha", "nữa"],
    ["z", "Z", "я", "中"],
]


@pytest.mark.parametrize("words", IN_ORDER, ids=lambda words: words[0])
def test_sort_key_follows_the_vietnamese_alphabet(words):
    keys = [sort_key(word) for word in words]

    assert all(low < high for low, high in pairwise(keys)), keys


def test_sort_key_is_made_of_digits_and_small_letters():
    key = sort_key('Ban "Dân vận" – 01/BNV, Ｆ ½ ﬁ 😀 \u0301 中')

    assert key.isascii() and key.isalnum() and key == key.lower()


@pytest.mark.parametrize("value", ["", " \n", "\u0001", "\u200b"])
def test_sort_key_of_nothing_visible_is_empty(value):
    assert sort_key(value) == ""


def test_sort_key_of_small_letters_without_accents_is_the_word_itself():
    assert sort_key("ban") == "ban"


def test_sort_key_ignores_outer_blanks_and_unicode_form():
    assert sort_key(f" {unicodedata.normalize('NFD', 'Ủy  ban')} ") == sort_key("Ủy ban")


def test_sort_key_of_a_long_text_fits_an_index():
    assert len(sort_key("Ẫ" * 5000)) < 2700


def naive_levels(value: str) -> tuple[list, list, list]:
    """The order said again by other means: alphabet position, tone position and case of each letter."""
    tones = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
    letters = " -,." + "0123456789" + "aăâbcdđeêghiklmnoôơpqrstuưvxy"
    first, second, third = [], [], []
    for char in value:
        decomposed = unicodedata.normalize("NFD", char.lower())
        tone = next((mark for mark in decomposed if mark in tones[1:]), "")
        first.append(letters.index(unicodedata.normalize("NFC", decomposed.replace(tone, "") if tone else decomposed)))
        second.append(tones.index(tone))
        third.append(char.isupper())
    return first, second, third


@settings(deadline=None)
@given(st.lists(st.text("aàăằâậAÀĂÂbBdDđĐoớôồƠuụừ 12", max_size=5).map(str.strip), min_size=2, max_size=8))
def test_sort_key_orders_as_alphabet_then_tones_then_case(words):
    words = [" ".join(word.split()) for word in words]

    assert sorted(words, key=sort_key) == sorted(words, key=naive_levels)
