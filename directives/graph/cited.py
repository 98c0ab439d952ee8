"""Documents that are merely cited: known by type and number, as those who cite them write it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from directives.models import Citation, Directive
from portal.text import fold


def slug_of(type_name: str) -> str:
    """The type of a document as it stands in addresses: "Nghị quyết" is nghi-quyet."""
    return re.sub(r"[^a-z0-9]+", "-", fold(type_name)).strip("-") or "van-ban"


def identity(row: Citation) -> tuple[str, str]:
    """By what a cited document is known: type and number or, where it has none (a law by its name), type and name."""
    return slug_of(row.type_name), row.number_key or f"={fold(row.title)}"


@dataclass(frozen=True)
class CitedDocument:
    """A number of a type, what visible directives say of it (`mentions`), and what in the portal bears it."""

    slug: str
    number_key: str
    mentions: list[Citation]
    stored: list[Directive] = field(default_factory=list)

    def __str__(self):
        return str(self.mentions[0])

    @property
    def titles(self) -> list[str]:
        """What it is about, as given by those who cite it."""
        return list(dict.fromkeys(one.title for one in self.mentions if one.title))

    @property
    def issuers(self) -> list[str]:
        return list(dict.fromkeys(one.issuer_name for one in self.mentions if one.issuer_name))

    @property
    def dates(self) -> list[date]:
        return dates_of(self.mentions)

    @property
    def conflicts(self) -> bool:
        """Whether several dates are given for the number: kept as they are, for nobody here can decide."""
        return len(self.dates) > 1


def dates_of(mentions: Iterable[Citation]) -> list[date]:
    """The different dates that are given, in time order."""
    return sorted({one.issued_on for one in mentions if one.issued_on})


def cited_document(user, slug: str, number_key: str) -> CitedDocument | None:
    """The document as far as `user` may see who cites it; None where nobody does whom they may read."""
    visible = Directive.objects.visible_to(user)
    rows = Citation.objects.filter(number_key=number_key, directive__in=visible.values("pk"))
    rows = rows.select_related("directive").defer("directive__content", "directive__search_key")
    mentions = [row for row in rows.order_by("directive__issued_on", "pk") if slug_of(row.type_name) == slug]
    if not mentions:
        return None
    bearing = visible.published().filter(number_key=number_key).defer("content", "search_key").order_by("issued_on")
    stored = [directive for directive in bearing if slug_of(directive.type_name) == slug]
    return CitedDocument(slug, number_key, mentions, stored)
