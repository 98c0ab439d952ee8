"""What a person finds: the rows that hold every term and that the person may see, the best first."""

import hashlib
import heapq
from dataclasses import dataclass
from itertools import islice

from django.core.cache import cache
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import ExtractYear

from directives.models import Directive, DirectiveAct, Programme, Recipient, SearchEntry
from directives.search.query import Query
from portal.access import hats
from portal.worktime import today

MOST = 500
# Up to so many papers it is quicker to name those that a person sees than to ask of each that matches.
FEW = 3000
Kind = SearchEntry.Kind
FACETS_KEPT = 300
_FACETS = ("type_name", "issuer", "issuer_name", "year")


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the results are narrowed by; empty values narrow nothing."""

    kind: str = ""
    type_name: str = ""
    issuer: int | None = None
    year: int | None = None
    in_force: bool = False
    unread: bool = False

    @property
    def any(self) -> bool:
        """Whether anything is wished for."""
        return self != Wishes()


def found(query: Query, wishes: Wishes, *, by) -> list[int]:
    """Keys of entries, at most MOST + 1, the best first; nothing for a query without terms or wishes.

    A document's own number comes first, then what bears the typed tone marks, then what reads the same without marks;
    within each the newest first.
    """
    if not query.terms and not wishes.any:
        return []
    sides = [side for side in (_directives(wishes, by), _programmes(wishes, by)) if side is not None]
    keys: list[int] = []
    for tier in _tiers(query):
        room = MOST + 1 - len(keys)
        if room:
            ahead = set(keys)
            newest = heapq.merge(*(_newest(side, query, tier, MOST + 1) for side in sides), reverse=True)
            keys += islice((key for _, key in newest if key not in ahead), room)
    return keys


def _newest(rows, query: Query, tier: Q, most: int) -> list[tuple]:
    """(day, key) of the rows that match, newest first."""
    for term in query.terms:
        rows = rows.filter(folded__contains=term.folded)
    return list(rows.filter(tier).order_by("-day", "-pk").values_list("day", "pk")[:most])


def _tiers(query: Query) -> list[Q]:
    tiers = []
    if query.numbers:
        own = Q()
        for sign in query.numbers:
            own |= Q(own_number__startswith=sign)
        tiers.append(own)
    if query.has_marks:
        exact = Q()
        for term in query.terms:
            exact &= Q(words__contains=term.exact) if term.exact else Q()
        tiers.append(exact)
    return [*tiers, Q()]


def _narrowed(kinds: tuple[str, ...], wishes: Wishes):
    """The rows of these kinds that match the plain wishes; None when another kind is wished for."""
    if wishes.kind and wishes.kind not in kinds:
        return None
    rows = SearchEntry.objects.filter(kind=wishes.kind) if wishes.kind else SearchEntry.objects.all()
    for column in ("type_name", "issuer", "year"):
        if value := getattr(wishes, column):
            rows = rows.filter(**{column: value})
    return rows


def _directives(wishes: Wishes, by):
    """Directives and tasks that the person sees. Whoever sees few is asked for those; whoever sees many, row by row."""
    rows = _narrowed((Kind.DIRECTIVE, Kind.TASK), wishes)
    if rows is None:
        return None
    few = _few_visible(by)
    if few is None:
        rows = rows.filter(Exists(Directive.objects.visible_to(by).filter(pk=OuterRef("directive"))))
    else:
        rows = rows.filter(directive__in=few)
    if wishes.in_force:
        ended = DirectiveAct.objects.filter(
            target=OuterRef("directive"), kind__in=DirectiveAct.ENDING, effective_on__lte=today()
        )
        rows = rows.filter(~Exists(ended), directive__state=Directive.State.PUBLISHED)
    if wishes.unread:
        waiting = Recipient.objects.answered_for_by(by).filter(opened_at__isnull=True)
        rows = rows.filter(directive__in=waiting.values("directive"))
    return rows


def _few_visible(by) -> set[int] | None:
    """The keys of the directives that the person sees, or None where they are more than FEW.

    The door is an OR of doors; asked one by one each finds its rows by an index, asked together they read every row.
    """
    if not hats(by):
        return set()
    door = Directive.objects.all().scope_for(by)
    doors = door.children if door.connector == Q.OR and not door.negated else [door]
    few: set[int] = set()
    for one in doors:
        rows = Directive.objects.filter(one if isinstance(one, Q) else Q(one)).order_by()
        few.update(rows.values_list("pk", flat=True)[: FEW + 1])
        if len(few) > FEW:
            return None
    return few


def _programmes(wishes: Wishes, by):
    """Programmes and activities that the person sees; nothing when only what a unit received is wished for."""
    rows = _narrowed((Kind.PROGRAMME, Kind.ACTIVITY), wishes)
    if rows is None or wishes.unread:
        return None
    programmes = Programme.objects.visible_to(by)
    if wishes.in_force:
        programmes = programmes.in_force(today())
    return rows.filter(programme__in=programmes.values("pk"))


def facets(by) -> dict[str, list]:
    """What may be chosen of what the person sees: {"types": [word], "issuers": [(key, name)], "years": [year]}.

    Remembered for five minutes and for the roles held: it goes through every paper that the person sees.
    """
    roles = ".".join(str(hat.membership_id) for hat in hats(by))
    key = f"search:facets:{by.pk}:{hashlib.sha256(roles.encode()).hexdigest()[:16]}"
    known = cache.get(key)
    if known is None:
        known = _facets(by)
        cache.set(key, known, FACETS_KEPT)
    return known


def _facets(by) -> dict[str, list]:
    visible = Directive.objects.visible_to(by).order_by()
    programmes = Programme.objects.visible_to(by).order_by()
    rows = set(visible.annotate(year=ExtractYear("issued_on")).values_list(*_FACETS).distinct())
    spans = set(programmes.values_list("year_from", "activities__plan__year").distinct())
    years = {year for *_, year in rows} | {year for span in spans for year in span}
    return {
        "types": sorted({word for word, *_ in rows} | ({SearchEntry.PROGRAMME} if spans else set())),
        "issuers": sorted({issuer: name for _, issuer, name, _ in rows}.items()),
        "years": sorted(years - {None}, reverse=True),
    }
