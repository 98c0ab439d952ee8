"""The one search page, over everything that the papers of the union say."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from directives.forms.searching import SearchForm
from directives.models import SearchEntry
from directives.search import MOST, facets, found, marked
from portal.access import may

PER_PAGE = 20


@login_required
@require_safe
def search(request):
    """Results, the best first; what was asked stands in the address."""
    form = SearchForm(request.GET, facets=facets(request.user), receives=may(request.user, "directive.receive"))
    query = form.query
    keys = found(query, form.wishes, by=request.user)
    page = Paginator(keys[:MOST], PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "query": query,
        "page": page,
        "asked": bool(query.terms) or form.wishes.any,
        "more_than": MOST if len(keys) > MOST else None,
        "kinds": SearchEntry.Kind.choices,
        "results": _results(list(page.object_list), query),
    }
    return render(request, "directives/search.html", context)


def _results(keys: list[int], query) -> list[dict]:
    """The rows of one page in their order: {entry, url, bits}; one statement."""
    rows = SearchEntry.objects.select_related("directive", "programme", "activity", "issuer").defer(
        "folded", "words", "directive__content", "directive__search_key", "directive__summary"
    )
    known = rows.in_bulk(keys)
    return [
        {"entry": known[key], "url": _address(known[key]), "bits": marked(known[key].text, query)}
        for key in keys
        if key in known
    ]


def _address(entry: SearchEntry) -> str:
    if entry.directive_id:
        place = f"#nhiem-vu-{entry.task_number}" if entry.task_number else ""
        return reverse("directives:detail", args=[entry.directive_id]) + place
    if entry.activity_id:
        return reverse("directives:activity", kwargs={"pk": entry.programme_id, "activity_pk": entry.activity_id})
    return reverse("directives:programme", args=[entry.programme_id])
