"""How headings and points are numbered: Roman numerals and the letters of the Vietnamese alphabet."""

_ROMAN = (
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)
_POINT_LETTERS = "abcdđeghiklmnopqrstuvxy"


def roman(n: int) -> str:
    """The number 1 … 3999 in Roman numerals; ValueError outside."""
    if not 1 <= n <= 3999:
        raise ValueError(f"no Roman numeral for {n}")
    numeral = ""
    for size, letters in _ROMAN:
        numeral += letters * (n // size)
        n %= size
    return numeral


def list_letter(n: int) -> str:
    """The letter of the n-th point, from 1: a, b, c, d, đ, e, g … y, then aa, ab …; ValueError below 1."""
    if n < 1:
        raise ValueError(f"no letter for point {n}")
    letters = ""
    while n:
        n, place = divmod(n - 1, len(_POINT_LETTERS))
        letters = _POINT_LETTERS[place] + letters
    return letters
