"""What is asked of the search; all of it stands in the address."""

from django import forms

from directives.models import SearchEntry
from directives.search import Query, Wishes, parse
from directives.search.query import LONGEST
from portal.forms.fields import Line
from portal.text import fold


class SearchForm(forms.Form):
    """The box and the filters; a filter that makes no sense is left out. `facets` as directives.search gives them."""

    q = Line(label="Tìm trong văn bản, nhiệm vụ, chương trình, hoạt động", required=False)
    muc = forms.ChoiceField(required=False, choices=[("", "Tất cả"), *SearchEntry.Kind.choices])
    loai = forms.ChoiceField(label="Loại văn bản", required=False)
    co_quan = forms.ChoiceField(label="Cơ quan ban hành", required=False)
    nam = forms.ChoiceField(label="Năm", required=False)
    hieu_luc = forms.BooleanField(label="Còn hiệu lực", required=False)
    chua_mo = forms.BooleanField(label="Đơn vị tôi chưa mở", required=False)

    def __init__(self, data, *, facets: dict, receives: bool):
        super().__init__(data)
        self.fields["loai"].choices = _choices((word, word) for word in facets["types"])
        issuers = sorted(facets["issuers"], key=lambda item: fold(item[1]))
        self.fields["co_quan"].choices = _choices((str(key), name) for key, name in issuers)
        self.fields["nam"].choices = _choices((str(year), str(year)) for year in facets["years"])
        if not receives:
            del self.fields["chua_mo"]
        self.full_clean()

    @property
    def query(self) -> Query:
        return parse(self.cleaned_data.get("q", ""))

    @property
    def is_cut(self) -> bool:
        """Whether more was sent than the search reads; the box of the page takes no more than that."""
        return len(self.cleaned_data.get("q", "")) > LONGEST

    @property
    def wishes(self) -> Wishes:
        chosen = self.cleaned_data
        return Wishes(
            kind=chosen.get("muc", ""),
            type_name=chosen.get("loai", ""),
            issuer=int(chosen.get("co_quan") or 0) or None,
            year=int(chosen.get("nam") or 0) or None,
            in_force=bool(chosen.get("hieu_luc")),
            unread=bool(chosen.get("chua_mo")),
        )

    @property
    def is_narrowed(self) -> bool:
        """Whether a filter besides the kind is on."""
        return any(self.cleaned_data.get(name) for name in ("loai", "co_quan", "nam", "hieu_luc", "chua_mo"))


def _choices(rows) -> list:
    return [("", "Tất cả"), *rows]
