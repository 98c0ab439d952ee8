"""Every function of the ground's text takes time in proportion to its input, whatever that is."""

import pytest

from portal.text import (
    canonical_tone,
    clean_line,
    clean_text,
    convert_legacy,
    count_words,
    detect_legacy,
    fold,
    parse_date,
    parse_number,
    sort_key,
)
from tests.growth import grows_linearly

FUNCTIONS = {
    "clean_text": clean_text,
    "clean_line": clean_line,
    "fold": fold,
    "canonical_tone": canonical_tone,
    "sort_key": sort_key,
    "detect_legacy": detect_legacy,
    "convert tcvn3": lambda text: convert_legacy(text, "tcvn3"),
    "convert vni": lambda text: convert_legacy(text, "vni"),
    "count_words": count_words,
    "parse_number": lambda text: parse_number(text, decimals=2),
    "parse_date": parse_date,
}


PROSE = {
    "unicode": "Báo cáo kết quả công tác dân vận năm 2026, được tuyên dương – phối hợp.\n",
    "tcvn3": "CéNG HOµ X· HéI b¸o c¸o ®\u00ad\u00eec ",
    "vni": "Baùo caùo keát quaû ",
}
ODDITIES = {
    "one letter": "ó",
    "marks": "\u0301\u0323",
    "marks that hide": "\u0f73",
    "leaders": "…",
    "blanks": " ",
    "digits": "1",
    "groups": ".234",
    "signs": "-",
}
every_function = pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS)


@pytest.mark.parametrize("piece", [*PROSE.values(), *ODDITIES.values()], ids=[*PROSE, *ODDITIES])
@every_function
def test_work_grows_with_the_text_and_not_with_its_square(function, piece):
    assert grows_linearly(function, piece, 50_000)
