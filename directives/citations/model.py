"""What a citation is, and the key by which two spellings of one number are the same."""

import datetime
import re
import unicodedata
from dataclasses import dataclass

_KEY_SIGNS = {**dict.fromkeys(map(ord, "‐‑‒–—―−"), "-"), **dict.fromkeys(map(ord, "ÐƉ"), "Đ"), ord("ð"): "đ"}
_LEADING_ZEROS = re.compile(r"\A0+(?=[0-9])")
_IGNORED = re.compile("[\\s\u00ad\u200b-\u200d\u2060\ufeff]+")


@dataclass(frozen=True, slots=True)
class Citation:
    """One mention of a document (domain.md 7.5); `start` and `end` are offsets into the text as it was given.

    `number` is canonical: NFC, no white space, printed zeros kept; None for a law cited by name only, whose name is
    `title`. `date` and `issuer` are what the text says; `inferred_issuer` is what the symbol suggests where it says
    nothing. `warnings` are Vietnamese sentences for the person who checks.
    """

    type: str
    number: str | None
    date: datetime.date | None
    issuer: str | None
    start: int
    end: int
    title: str | None = None
    warnings: tuple[str, ...] = ()
    inferred_issuer: str | None = None


def matching_key(number: str) -> str:
    """The number as documents are matched by: no white space, plain hyphens, no leading zeros, upper case.

    "06b /NQ–TLĐ" and "6b/NQ-TLĐ" have the same key, "6B/NQ-TLĐ".
    """
    plain = _IGNORED.sub("", unicodedata.normalize("NFC", number).translate(_KEY_SIGNS))
    return _LEADING_ZEROS.sub("", plain).upper()
