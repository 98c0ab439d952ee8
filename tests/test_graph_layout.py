"""The layered layout and the drawing by themselves: columns, order, circles, long words, large graphs."""

import random
import time
from itertools import combinations

import pytest

from directives.graph import Edge, Graph, Node, draw
from directives.graph.layout import columns_of, lay_out, spread, without_cycles
from directives.graph.picture import WIDTH, wrapped


def placed(arcs, height: float = 40, nodes=None):
    nodes = nodes or list(dict.fromkeys(key for arc in arcs for key in arc))
    return lay_out(nodes, arcs, dict.fromkeys(nodes, height), 100)


def columns(arcs) -> dict[str, int]:
    nodes = list(dict.fromkeys(key for arc in arcs for key in arc))
    return columns_of(nodes, without_cycles(nodes, arcs))


def overlaps(layout) -> list:
    return [
        (one, other)
        for (one, a), (other, b) in combinations(layout.boxes.items(), 2)
        if a.x < b.x + b.width and b.x < a.x + a.width and a.y < b.y + b.height and b.y < a.y + a.height
    ]


def crossings(layout) -> int:
    """How many pairs of straight lines between the ends of arcs cross."""
    ends = [(points[0], points[-1]) for points in layout.lines.values()]
    return sum(
        (a[0][1] - b[0][1]) * (a[1][1] - b[1][1]) < 0
        for a, b in combinations(ends, 2)
        if a[0][0] == b[0][0] and a[1][0] == b[1][0]
    )


def test_chain_stands_in_columns():
    assert columns([("a", "b"), ("b", "c")]) == {"a": 0, "b": 1, "c": 2}


def test_longest_way_decides_the_column():
    assert columns([("a", "c"), ("a", "b"), ("b", "c")]) == {"a": 0, "b": 1, "c": 2}


def test_basis_of_a_late_document_stands_just_before_it():
    assert columns([("a", "b"), ("b", "c"), ("late", "c")])["late"] == 1


@pytest.mark.parametrize(
    "arcs",
    [
        [("a", "b"), ("b", "a")],
        [("a", "b"), ("b", "c"), ("c", "a")],
        [("a", "a")],
        [("a", "b"), ("b", "a"), ("b", "c"), ("c", "b"), ("a", "c"), ("c", "a")],
    ],
)
def test_circles_end_and_every_line_is_drawn(arcs):
    layout = placed(arcs)

    assert set(layout.lines) == {arc for arc in arcs if arc[0] != arc[1]}
    assert overlaps(layout) == []


def test_line_against_the_columns_runs_from_its_own_source():
    layout = placed([("a", "b"), ("b", "a")])

    first, last = layout.lines["b", "a"][0], layout.lines["b", "a"][-1]
    assert (first[0], last[0]) == (layout.boxes["b"].x, layout.boxes["a"].x + layout.boxes["a"].width)


def test_lines_are_not_crossed_where_they_need_not_be():
    layout = placed([("a", "y"), ("b", "x")], nodes=["a", "b", "x", "y"])

    assert crossings(layout) == 0


def test_line_past_a_column_goes_round_its_boxes():
    layout = placed([("a", "b"), ("b", "c"), ("a", "c")])

    enters, leaves = layout.lines["a", "c"][1:3]
    box = layout.boxes["b"]
    assert (enters[0], leaves[0]) == (box.x, box.x + box.width)
    assert not box.y <= enters[1] <= box.y + box.height


def test_arcs_to_unknown_nodes_do_not_count():
    assert lay_out(["a"], [("a", "x"), ("y", "a")], {"a": 10}, 100).lines == {}


def test_nothing_makes_an_empty_layout():
    layout = lay_out([], [], {}, 100)

    assert (layout.boxes, layout.width, layout.height) == ({}, 0, 0)


@pytest.mark.parametrize(
    ("wanted", "gaps", "places"),
    [
        ([0, 100], [10], [0, 100]),
        ([0, 0], [10], [-5, 5]),
        ([10, 0, 50], [10, 10], [0, 10, 50]),
        ([], [], []),
    ],
)
def test_spread_keeps_the_order_at_the_least_cost(wanted, gaps, places):
    assert spread(wanted, gaps) == places


def test_random_graphs_never_overlap_and_stay_quick():
    dice = random.Random(7)
    nodes = [f"n{number}" for number in range(150)]
    arcs = [(dice.choice(nodes), dice.choice(nodes)) for _ in range(400)]

    start = time.process_time()
    layout = lay_out(nodes, arcs, {key: dice.randint(30, 120) for key in nodes}, 200)

    assert overlaps(layout) == []
    assert time.process_time() - start < 10


def test_same_input_gives_the_same_picture():
    arcs = [("a", "c"), ("b", "c"), ("a", "d"), ("d", "c")]

    assert placed(arcs) == placed(arcs)


# --- the drawing ----------------------------------------------------------------------------


def node(key: str, **more) -> Node:
    return Node(key=key, kind="directive", label=f"Công văn số {key}", url=f"/{key}/", **more)


def test_long_words_are_cut_and_say_so():
    lines = wrapped("thực hiện công tác dân vận trong các cấp công đoàn viên chức " * 5, "words")

    assert len(lines) == 3
    assert lines[-1].endswith("…")


def test_word_longer_than_a_line_is_broken():
    assert len(wrapped("X" * 60, "label")) == 3


def test_text_that_fits_is_whole():
    assert wrapped("Nghị quyết số 25-NQ/TW", "label") == ["Nghị quyết số 25-NQ/TW"]


def test_lines_stay_inside_their_boxes():
    graph = Graph((node("1/A", detail="05/07/2016", words="Về việc " * 40, note="Đã thu hồi"), node("2/A")), ())

    for box in draw(graph).nodes:
        assert all(box.y < line.y < box.y + box.height for line in box.lines)
        assert box.width == WIDTH


def test_two_relations_between_the_same_two_share_a_line():
    edges = (Edge("a", "b", "basis", "Căn cứ"), Edge("a", "b", "replaces", "Thay thế"))

    picture = draw(Graph((node("a"), node("b")), edges))

    assert [(edge.kind, edge.words) for edge in picture.edges] == [
        ("basis", "Công văn số b: căn cứ, thay thế Công văn số a")
    ]
    assert picture.kinds == (("basis", "Căn cứ"), ("replaces", "Thay thế"))
