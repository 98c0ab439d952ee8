"""Citations and the documents they mean: linked where number, type and date leave no doubt."""

from directives.models import Citation, Directive
from portal.text import canonical_tone, fold


def linked(citations: list[Citation]) -> list[Citation]:
    """The unsaved citations, each with `cited` set where exactly one published directive is meant.

    Of several that bear the same sign it is the issuer's own: no other unit can take a paper out of its issuer's hands.
    """
    keys = {citation.number_key for citation in citations}
    known = list(Directive.objects.published().filter(number_key__in=keys).defer("content", "search_key"))
    for citation in citations:
        meant = [directive for directive in known if _means(citation, directive)]
        own = [directive for directive in meant if directive.issuer_id == citation.directive.issuer_id]
        citation.cited = next((group[0] for group in (meant, own) if len(group) == 1), None)
    return citations


def link_earlier_citations(published: Directive) -> list[Citation]:
    """Point earlier citations of this number at the directive that has now come into the portal; gives those."""
    waiting = Citation.objects.filter(number_key=published.number_key, cited__isnull=True).exclude(directive=published)
    found = [citation.pk for citation in waiting if _means(citation, published)]
    Citation.objects.filter(pk__in=found, cited__isnull=True).update(cited=published)
    return list(Citation.objects.filter(pk__in=found, cited=published).select_related("directive", "cited"))


def _means(citation: Citation, directive: Directive) -> bool:
    if citation.directive_id == directive.pk or citation.number_key != directive.number_key:
        return False
    if fold(citation.type_name) != fold(directive.type_name):
        return False
    if citation.issued_on:
        return citation.issued_on == directive.issued_on
    return not citation.issuer_name or _same_name(citation.issuer_name, directive.issuer_name)


def _same_name(one: str, other: str) -> bool:
    return canonical_tone(one).casefold() == canonical_tone(other).casefold()
