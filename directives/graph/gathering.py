"""Gathering a graph from what a person may see: upwards to what a document rests on, downwards to what carries it out.

A cited document that the person may not open stands there as merely cited: what the citing text says, and no more.
Each direction is followed generation by generation over documents not met before, so that circles end.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import groupby

from django.urls import reverse

from directives.graph.answers import answers_to
from directives.graph.cited import CitedDocument, dates_of, identity, slug_of
from directives.graph.model import CITED, DIRECTIVE, FORWARDS, HAS_TASK, TASK, Edge, Graph, Node
from directives.models import Citation, Directive, DirectiveAct, Forwarding, Task
from portal.text import format_date
from portal.worktime import today

MOST_DOCUMENTS, MOST_TASKS = 60, 90
_RELATIONS = dict(Citation.Relation.choices)


@dataclass
class _Found:
    """What has been met: directives in order with how far they are, merely cited ones, and what did not fit."""

    user: object
    up: list[int] = field(default_factory=list)
    down: list[int] = field(default_factory=list)
    cited: set[tuple[str, str]] = field(default_factory=set)
    left_out: set[int] = field(default_factory=set)

    @property
    def directives(self) -> list[int]:
        return list(dict.fromkeys([*self.up, *self.down]))

    def take(self, side: list[int], keys) -> set[int]:
        """Those of `keys` that are new to this direction and still fit."""
        fresh = set()
        for key in sorted(set(keys) - set(side)):
            if key in self.directives or len(self.directives) < MOST_DOCUMENTS:
                side.append(key)
                fresh.add(key)
            else:
                self.left_out.add(key)
        return fresh

    def visible(self):
        return Directive.objects.visible_to(self.user).published()


def around_directive(directive: Directive, user) -> Graph:
    """The graph about a published directive that `user` may read."""
    found = _Found(user, up=[directive.pk], down=[directive.pk])
    _climb(found, {directive.pk})
    _descend(found, {directive.pk})
    return _graph(found, focus={_key(directive.pk)})


def around_cited(document: CitedDocument, user) -> Graph:
    """The graph below a document that is merely cited."""
    found = _Found(user, cited={(document.slug, document.number_key)})
    start = found.take(found.down, {one.directive_id for one in document.mentions})
    _descend(found, start)
    return _graph(found, focus={(document.slug, document.number_key)})


def _climb(found: _Found, frontier: set[int]) -> None:
    while frontier:
        rows = list(Citation.objects.filter(directive__in=frontier).order_by("directive", "position"))
        readable = _readable(found, rows)
        found.cited |= {identity(row) for row in rows if row.cited_id not in readable}
        above = set(readable)
        passed = Forwarding.objects.in_force().filter(
            covering__in=frontier, recipient__directive__in=found.visible().values("pk")
        )
        above |= set(passed.values_list("recipient__directive", flat=True))
        frontier = found.take(found.up, above)


def _descend(found: _Found, frontier: set[int]) -> None:
    visible = found.visible().values("pk")
    while frontier:
        below = set(
            Citation.objects.filter(cited__in=frontier, directive__in=visible).values_list("directive", flat=True)
        )
        passed = Forwarding.objects.in_force().filter(recipient__directive__in=frontier, covering__in=visible)
        frontier = found.take(found.down, below | set(passed.values_list("covering", flat=True)))


def _readable(found: _Found, rows) -> set[int]:
    linked = {row.cited_id for row in rows if row.cited_id}
    return set(found.visible().filter(pk__in=linked).values_list("pk", flat=True)) if linked else set()


def _key(pk: int) -> str:
    return f"d{pk}"


def _graph(found: _Found, focus: set) -> Graph:
    keys = found.directives
    directives = Directive.objects.filter(pk__in=keys).defer("content", "search_key", "summary").in_bulk()
    rows = list(Citation.objects.filter(directive__in=keys).order_by("directive__issued_on", "directive", "position"))
    readable = _readable(found, rows)
    merely = [row for row in rows if row.cited_id not in readable and identity(row) in found.cited]
    cited, place = _cited_nodes(merely, focus)
    ended = _ended(keys)
    in_order = sorted(keys, key=_by_day(directives))
    nodes = [*cited, *(_directive_node(directives[pk], ended.get(pk, ""), focus) for pk in in_order)]
    edges = [_edge(row, _key(row.cited_id)) for row in rows if row.cited_id in directives and row.cited_id in readable]
    edges += [_edge(row, place[row.pk]) for row in merely]
    edges += _forwarded(keys, {(edge.source, edge.target) for edge in edges})
    tasks = _tasks(found, directives)
    nodes, tasks = _flagged(nodes, directives), tasks[:MOST_TASKS]
    nodes += _task_nodes(tasks, found.user)
    edges += [Edge(_key(task.directive_id), f"t{task.pk}", HAS_TASK, "Giao nhiệm vụ") for task in tasks]
    return Graph(tuple(nodes), tuple(dict.fromkeys(edges)), len(found.left_out))


def _by_day(directives):
    return lambda pk: (directives[pk].issued_on, pk)


def _edge(row: Citation, source: str) -> Edge:
    return Edge(source, _key(row.directive_id), row.relation, _RELATIONS.get(row.relation, row.relation))


def _forwarded(keys, told) -> list[Edge]:
    """Forwardings between directives that are shown, where no citation says so already."""
    rows = Forwarding.objects.in_force().filter(covering__in=keys, recipient__directive__in=keys)
    pairs = rows.values_list("recipient__directive", "covering")
    found = [Edge(_key(original), _key(covering), FORWARDS, "Chuyển tiếp") for original, covering in pairs]
    return [edge for edge in found if (edge.source, edge.target) not in told]


def _cited_nodes(rows: list[Citation], focus: set) -> tuple[list[Node], dict[int, str]]:
    """One node for a number and year, since numbers begin anew each year; and the node of each row."""
    groups: dict[tuple, list[Citation]] = defaultdict(list)
    for row in rows:
        groups[identity(row)].append(row)
    nodes, place = [], {}
    for (slug, number), mentions in groups.items():
        years = {day.year for day in dates_of(mentions)}
        only = next(iter(years)) if len(years) == 1 else None
        by_year = sorted(mentions, key=lambda row: _year(row, only) or 0)
        for year, group in groupby(by_year, key=lambda row: _year(row, only)):
            same = list(group)
            key = f"c{slug}/{number}/{year or ''}"
            place |= {row.pk: key for row in same}
            nodes.append(_cited_node(key, slug, number, same, years - {year}, focus))
    return nodes, place


def _year(row: Citation, only: int | None) -> int | None:
    return row.issued_on.year if row.issued_on else only


def _cited_node(key: str, slug: str, number: str, mentions: list[Citation], other_years: set, focus: set) -> Node:
    days = dates_of(mentions)
    first = mentions[0]
    issuer = next((row.issuer_name for row in mentions if row.issuer_name), "")
    note = ""
    if len(days) > 1:
        note = f"Được ghi nhiều ngày khác nhau: {', '.join(format_date(day) for day in days)}"
    elif other_years:
        note = f"Cùng số, ghi năm khác: {', '.join(str(year) for year in sorted(other_years))}"
    url = reverse("directives:cited", args=[slug, number]) if first.number_key else _page(first.directive_id)
    return Node(
        key=key,
        kind=CITED,
        label=f"{first.type_name} số {first.number}" if first.number_key else f"{first.type_name} {first.title}",
        url=url,
        detail=" · ".join(filter(None, [format_date(days[0]) if days else "", issuer])),
        words=next((row.title for row in mentions if row.title), "") if first.number_key else "",
        note=note,
        is_focus=(slug, number) in focus,
    )


def _page(pk: int) -> str:
    return reverse("directives:detail", args=[pk])


def _ended(keys: list[int]) -> dict[int, str]:
    """{directive: since when it has no force}, for those that something replaced or recalled by today."""
    acts = DirectiveAct.objects.filter(target__in=keys, kind__in=DirectiveAct.ENDING, effective_on__lte=today())
    return {act.target_id: f"Hết hiệu lực từ {format_date(act.effective_on)}" for act in acts.order_by("-effective_on")}


def _directive_node(directive: Directive, ended: str, focus: set) -> Node:
    return Node(
        key=_key(directive.pk),
        kind=DIRECTIVE,
        label=str(directive),
        url=_page(directive.pk),
        detail=f"{format_date(directive.issued_on)} · {directive.issuer_name}",
        words=directive.title,
        note="Đã thu hồi" if directive.is_recalled else ended,
        is_focus=_key(directive.pk) in focus,
    )


def _flagged(nodes: list[Node], directives) -> list[Node]:
    """The same nodes; one that is cited under the number of a stored document, with another date, says so."""
    stored = {(slug_of(one.type_name), one.number_key): one for one in directives.values()}
    found = []
    for node in nodes:
        if node.kind == CITED and not node.note:
            slug, _, rest = node.key[1:].partition("/")
            same = stored.get((slug, rest.rpartition("/")[0]))
            if same:
                note = f"Cùng số với văn bản trong cổng ngày {format_date(same.issued_on)}"
                node = Node(node.key, node.kind, node.label, node.url, node.detail, node.words, note, node.is_focus)
        found.append(node)
    return found


def _tasks(found: _Found, directives) -> list[Task]:
    """The orders of what stands at or below the start, nearest first."""
    rank = {pk: number for number, pk in enumerate(found.down)}
    rows = Task.objects.filter(directive__in=found.down)
    return sorted(rows, key=lambda task: (rank[task.directive_id], task.number))


def _task_nodes(tasks: list[Task], user) -> list[Node]:
    answered = answers_to(user, [task.pk for task in tasks])
    return [
        Node(
            key=f"t{task.pk}",
            kind=TASK,
            label=f"Nhiệm vụ {task.number}",
            url=answered[task.pk].url if task.pk in answered else f"{_page(task.directive_id)}#nhiem-vu-{task.number}",
            detail=answered[task.pk].words if task.pk in answered else "",
            words=task.text,
        )
        for task in tasks
    ]
