"""`python -m bench.texts`: seconds for a megabyte of prose, for every function that reads whole texts (no database)."""

from tests import testenv  # noqa: F401  isort: skip

from directives.citations import extract_citations
from directives.reading import propose
from portal.text import clean_text, convert_legacy, count_words, detect_legacy, fold, sort_key
from tests.growth import seconds

PROSE = (
    "Thực hiện Công văn số 880/TLĐ ngày 15/6/2016 của Tổng Liên đoàn, đề nghị các đơn vị báo cáo trước ngày 20/11.\n"
)
LEGACY = "CéNG HOµ X· HéI b¸o c¸o ®\u00ad\u00eec "
MEGABYTE = 1_000_000
# (name, function, what its megabyte is made of)
READERS = (
    ("clean_text", clean_text, PROSE),
    ("fold", fold, PROSE),
    ("sort_key", sort_key, PROSE),
    ("count_words", count_words, PROSE),
    ("detect_legacy", detect_legacy, LEGACY),
    ("convert_legacy", lambda text: convert_legacy(text, "tcvn3"), LEGACY),
    ("extract_citations (goal: 2)", extract_citations, PROSE),
    ("propose", propose, PROSE),
)


def main() -> None:
    """The better of two runs each."""
    for name, function, piece in READERS:
        print(f"{name:<28} {min(seconds(function, piece, MEGABYTE) for _ in range(2)):6.2f} s", flush=True)


if __name__ == "__main__":
    main()
