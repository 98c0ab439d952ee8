"""What an administrator types into the form of an act on the union tree, and where it goes."""

from django.urls import reverse

SLUGS = ["thanh-lap", "doi-ten", "chuyen-dau-moi", "nang-ha-cap", "sap-nhap", "hop-nhat", "chia", "tach", "ket-thuc"]


def url(slug: str) -> str:
    return reverse("units:act", args=[slug])


def typed(units, **changes) -> dict:
    """The form of an act on these units, first press ("xem"), with `changes` over it."""
    values = {
        "units": [unit.pk for unit in units],
        "decision_number": "12/QĐ-TLĐ",
        "effective_on": "01/03/2025",
        "khoa": "key-1",
        "buoc": "xem",
    }
    return values | changes
