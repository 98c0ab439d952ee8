"""The graph of documents: about a directive of the portal, and about a document that is merely cited."""

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from directives.graph import around_cited, around_directive, cited_document, draw
from directives.graph.model import CITED, DIRECTIVE, HAS_TASK, TASK, Graph
from directives.models import Directive


@login_required
@require_safe
def directive_graph(request, pk):
    """What a published directive rests on and what carries it out, as a picture and as a list."""
    found = Directive.objects.visible_to(request.user).published().defer("content", "search_key", "summary")
    directive = get_object_or_404(found, pk=pk)
    graph = around_directive(directive, request.user)
    return render(request, "directives/graph.html", {"directive": directive, "title": str(directive), **_shown(graph)})


@login_required
@require_safe
def cited(request, slug, number):
    """A document that is merely cited: who cites it, with which dates, and what follows from it."""
    document = cited_document(request.user, slug, number)
    if document is None:
        raise Http404
    context = {"document": document, "title": str(document), **_shown(around_cited(document, request.user))}
    return render(request, "directives/cited.html", context)


def _shown(graph: Graph) -> dict:
    """The picture and the same as a list: [{node, above: [(relation, document)], tasks}]."""
    nodes = {node.key: node for node in graph.nodes}
    orders: dict[str, list] = {}
    for edge in graph.edges:
        if edge.kind == HAS_TASK:
            orders.setdefault(edge.source, []).append(nodes[edge.target])
    documents = [node for node in graph.nodes if node.kind != TASK]
    rows = [{"node": node, "above": graph.above(node.key), "tasks": orders.get(node.key, [])} for node in documents]
    return {
        "picture": draw(graph),
        "rows": rows,
        "left_out": graph.left_out,
        "count": len(documents),
        "kinds": {"cited": CITED, "directive": DIRECTIVE},
    }
