"""TCVN3 and VNI text: noticed where it is, not where it is not, and converted exactly."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.text import convert_legacy, detect_legacy

# domain 7.2: Unicode, TCVN3, VNI-Windows
VECTORS = [
    ("Công đoàn Viên chức Việt Nam", "C«ng ®oµn Viªn chøc ViÖt Nam", "Coâng ñoaøn Vieân chöùc Vieät Nam"),
    (
        "Tổng Liên đoàn Lao động Việt Nam",
        "Tæng Liªn ®oµn Lao ®éng ViÖt Nam",
        "Toång Lieân ñoaøn Lao ñoäng Vieät Nam",
    ),
    (
        "Báo cáo kết quả công tác dân vận năm 2026",
        "B¸o c¸o kÕt qu¶ c«ng t¸c d©n vËn n¨m 2026",
        "Baùo caùo keát quaû coâng taùc daân vaän naêm 2026",
    ),
    ("được tuyên dương", "®\u00ad\u00eec tuyªn d\u00ad¬ng", "ñöôïc tuyeân döông"),
    ("chương trình phối hợp", "ch\u00ad¬ng tr×nh phèi hîp", "chöông trình phoái hôïp"),
]
SAMPLES = [
    *[
        (encoding, typed, text)
        for text, *both in VECTORS
        for encoding, typed in zip(("tcvn3", "vni"), both, strict=True)
    ],
    ("tcvn3", "Uû ban nh©n d©n", "Uỷ ban nhân dân"),
    ("tcvn3", "CéNG HOµ", "CỘNG HOÀ"),
    ("vni", "COÂNG ÑOAØN VIEÂN CHÖÙC", "CÔNG ĐOÀN VIÊN CHỨC"),
]


@pytest.mark.parametrize(("encoding", "typed", "text"), SAMPLES)
def test_legacy_text_is_detected(encoding, typed, text):
    assert detect_legacy(typed) == encoding


@pytest.mark.parametrize(("encoding", "typed", "text"), SAMPLES)
def test_legacy_text_is_converted(encoding, typed, text):
    assert convert_legacy(typed, encoding) == text


@pytest.mark.parametrize(("encoding", "typed", "text"), SAMPLES)
def test_converted_text_is_no_longer_legacy(encoding, typed, text):
    assert detect_legacy(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n ",
        "2026",
        "Ban Thanh tra",
        # Vietnamese in Unicode whose letters all exist in Latin-1, some of them as VNI or TCVN3 readings too
        "hoà toàn khoá ngoài loà",
        "Hà Nam, hoà bình, thoáng",
        "cà phê và bánh mì",
        "công đoμn đ−ợc l−ợng",
        "HƢỚNG DẪN đối tƣợng",
        # other languages
        "L'été où nous étions à Nîmes, le maïs et le blé coûtent cher; où es-tu? « Bonjour » «là»",
        "Société Générale, né à Orléans, déjà là",
        "The café served naïve readers, 25 µm × 10 µm, Acme® ©2020 §5 · item ¹²³ ½",
        "Über die Straße läuft für Mädchen ein schöner Bär",
        "El niño mañana comió año señor él sí más según",
        "São Paulo não é a capital; coração, irmã, mãe, pão",
        "C«ng ®oµn, à l'été né à Orléans, déjà théâtre",
        # one word alone is no evidence
        "Où ? où !",
        "nh©n",
        # signs alone
        "12 µm",
        "® © ™ « »",
        "· Ban thanh tra · Ban ta",
        "ì í ô ñ ö",
    ],
)
def test_other_text_is_not_taken_for_legacy(text):
    assert detect_legacy(text) is None


def test_one_quoted_legacy_name_does_not_make_an_english_text_legacy():
    text = "The union of public servants is written " * 5 + "C«ng ®oµn"

    assert detect_legacy(text) is None


def test_text_with_letters_of_unicode_vietnamese_is_not_legacy():
    assert detect_legacy("Báo cáo của Ủy ban: C«ng ®oµn Viªn chøc ViÖt Nam") is None


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("CéNG HOµ X· HéI CHñ NGHÜA VIÖT NAM", "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("TØNH ñY Hµ Néi", "TỈNH ỦY Hà Nội"),
        ("Uû ban TP Hµ Néi", "Uỷ ban TP Hà Nội"),
        ("L§L§ TØNH Hµ TÜNH ®· b¸o c¸o", "LĐLĐ TỈNH HÀ TĨNH đã báo cáo"),
        ("cho Hµ, Hµ TÜNH", "cho Hà, HÀ TĨNH"),
        ("®ång chÝ BÝ TH\u00ad TØNH ñY", "đồng chí BÍ THƯ TỈNH ỦY"),
        ("VIÖT NAM vµ CéNGan", "VIỆT NAM và CộNGan"),
        ("B¸O C¸O\nHµ Néi ®· cã", "BÁO CÁO\nHà Nội đã có"),
        ("§éc lËp - Tù do - H¹nh phóc", "Độc lập - Tự do - Hạnh phúc"),
    ],
)
def test_case_of_words_typed_in_the_capital_font_is_repaired(typed, text):
    assert convert_legacy(typed, "tcvn3") == text


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("®oμn, ®−îc, l−îng", "đoàn, được, lượng"),  # what PDF text makes of U+00B5 and U+00AD
        ("Hµ Néi − 2026", "Hà Nội − 2026"),
        ("· C«ng t¸c", "• Công tác"),
        ("x· ®·", "xã đã"),
    ],
)
def test_signs_of_pdf_text_and_bullets_are_told_from_letters(typed, text):
    assert convert_legacy(typed, "tcvn3") == text


def test_convert_legacy_refuses_an_unknown_encoding():
    with pytest.raises(ValueError, match="viscii"):
        convert_legacy("C«ng", "viscii")


@settings(deadline=None)
@given(st.text(st.characters(max_codepoint=0x2FF), max_size=80), st.sampled_from(["tcvn3", "vni"]))
def test_conversion_never_touches_ascii_letters_and_digits(value, encoding):
    def plain(text):
        return [char.lower() for char in text if char.isdigit() and char.isascii()]

    assert plain(convert_legacy(value, encoding)) == plain(value)
    assert convert_legacy(value, encoding).count("\n") == value.count("\n")
