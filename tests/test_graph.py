"""The graph of documents: who takes part, down to the tasks; circles, conflicting dates, what one may not see."""

from datetime import date
from xml.etree import ElementTree

import pytest
from django.urls import reverse

from directives.graph import Answered, answers, around_cited, around_directive, cited_document
from directives.models import Directive
from directives.publishing import CitationLine, recall
from portal.models import Role
from tests.factories.directives import make_published
from tests.factories.portal import forget_hats, login, make_member, make_tree

pytestmark = pytest.mark.django_db
PARTY = "Ban Chấp hành Trung ương Đảng"


def cites(number: str, relation: str = "implements", type_name: str = "Công văn", day=date(2026, 3, 2), **more):
    return CitationLine(type_name, number, day, relation=relation, **more)


RESOLUTION = cites("25-NQ/TW", "basis", "Nghị quyết", date(2013, 6, 3), issuer_name=PARTY, title="Về dân vận")


@pytest.fixture
def tree():
    return make_tree(2)


@pytest.fixture
def clerk(tree):
    return make_member(tree.upper, Role.CLERK)


@pytest.fixture
def officer(tree):
    return make_member(tree[0], Role.OFFICER)


@pytest.fixture
def issue(tree, clerk):
    """Publish a directive with a number and citations."""

    def make(number: str, *citations: CitationLine, **more) -> Directive:
        return make_published(tree.upper, by=clerk, number=number, citations=citations, **more)

    return make


def labels(graph) -> set[str]:
    return {node.label for node in graph.nodes if node.kind != "task"}


def relations(graph) -> set[tuple]:
    named = {node.key: node.label for node in graph.nodes}
    return {(named[e.source], e.label, named[e.target]) for e in graph.edges if e.kind != "task"}


# --- what takes part ------------------------------------------------------------------------


def test_from_the_resolution_one_sees_down_to_the_tasks(issue, officer):
    issue("12/CĐVC-TG", RESOLUTION)
    issue("20/CĐVC-TG", cites("12/CĐVC-TG"))

    graph = around_cited(cited_document(officer, "nghi-quyet", "25-NQ/TW"), officer)

    assert relations(graph) == {
        ("Nghị quyết số 25-NQ/TW", "Căn cứ", "Công văn số 12/CĐVC-TG"),
        ("Công văn số 12/CĐVC-TG", "Thực hiện", "Công văn số 20/CĐVC-TG"),
    }
    assert sum(node.kind == "task" for node in graph.nodes) == 4
    assert [node.label for node in graph.nodes if node.is_focus] == ["Nghị quyết số 25-NQ/TW"]


def test_directive_shows_what_it_rests_on_and_what_follows(issue, officer):
    first = issue("12/CĐVC-TG", RESOLUTION)
    middle = issue("20/CĐVC-TG", cites("12/CĐVC-TG"))
    issue("30/CĐVC-TG", cites("20/CĐVC-TG", "replaces"))
    issue("99/CĐVC-TG")

    graph = around_directive(middle, officer)

    assert labels(graph) == {
        "Nghị quyết số 25-NQ/TW",
        "Công văn số 12/CĐVC-TG",
        "Công văn số 20/CĐVC-TG",
        "Công văn số 30/CĐVC-TG",
    }
    owners = {edge.source for edge in graph.edges if edge.kind == "task"}
    assert f"d{first.pk}" not in owners


def test_circle_of_citations_ends(issue, officer):
    one = issue("1/CĐVC-TG", cites("3/CĐVC-TG"))
    issue("2/CĐVC-TG", cites("1/CĐVC-TG"))
    issue("3/CĐVC-TG", cites("2/CĐVC-TG"))

    graph = around_directive(one, officer)

    assert len(relations(graph)) == 3
    assert labels(graph) == {"Công văn số 1/CĐVC-TG", "Công văn số 2/CĐVC-TG", "Công văn số 3/CĐVC-TG"}


def test_directive_that_cites_itself_hangs_nothing(issue, officer):
    paper = issue("12/CĐVC-TG", cites("12/CĐVC-TG"))

    graph = around_directive(paper, officer)

    assert "Công văn số 12/CĐVC-TG" in labels(graph)


def test_large_family_is_cut_and_says_so(issue, officer, monkeypatch, client):
    monkeypatch.setattr("directives.graph.gathering.MOST_DOCUMENTS", 3)
    root = issue("1/CĐVC-TG")
    for number in range(2, 7):
        issue(f"{number}/CĐVC-TG", cites("1/CĐVC-TG"))

    page = login(client, officer).get(reverse("directives:graph", args=[root.pk]))

    assert (page.context["count"], page.context["left_out"]) == (3, 3)
    assert "còn 3 văn bản ở xa hơn" in page.text


# --- what one may not see -------------------------------------------------------------------


def test_directive_of_others_stands_there_as_merely_cited(tree, issue, officer):
    hidden = issue("12/CĐVC-TG", RESOLUTION, to_all=False, unit_ids=(tree[1].pk,), title="Việc riêng của đơn vị khác")
    paper = issue("20/CĐVC-TG", cites("12/CĐVC-TG"))

    graph = around_directive(paper, officer)

    node = next(node for node in graph.nodes if node.label == "Công văn số 12/CĐVC-TG")
    assert (node.kind, node.words, node.url) == ("cited", "", "/van-ban/vien-dan/cong-van/12/C%C4%90VC-TG/")
    assert f"d{hidden.pk}" not in {n.key for n in graph.nodes}
    assert "Nghị quyết số 25-NQ/TW" not in labels(graph)


def test_what_hidden_directives_cite_has_no_page(tree, issue, officer, client):
    issue("12/CĐVC-TG", RESOLUTION, to_all=False, unit_ids=(tree[1].pk,))

    answer = login(client, officer).get(reverse("directives:cited", args=["nghi-quyet", "25-NQ/TW"]))

    assert answer.status_code == 404


def test_hidden_descendant_is_not_drawn(tree, issue, officer):
    paper = issue("12/CĐVC-TG")
    issue("20/CĐVC-TG", cites("12/CĐVC-TG"), to_all=False, unit_ids=(tree[1].pk,))

    assert labels(around_directive(paper, officer)) == {"Công văn số 12/CĐVC-TG"}


def test_closed_role_opens_no_graph(tree, issue, officer, client):
    paper = issue("12/CĐVC-TG", RESOLUTION)
    officer.memberships.update(valid_to=date(2026, 3, 1))
    login(client, forget_hats(officer))

    answers_given = [
        client.get(reverse("directives:graph", args=[paper.pk])).status_code,
        client.get(reverse("directives:cited", args=["nghi-quyet", "25-NQ/TW"])).status_code,
    ]

    assert answers_given == [404, 404]


# --- dates that do not agree ----------------------------------------------------------------


def test_conflicting_dates_are_kept_and_flagged(issue, officer, client):
    """The real case of domain.md 7.5: one number, 20/11/2000 in one decision and 22/11/2000 in another."""
    issue("1/CĐVC-TG", cites("05/NQ-ĐCT", "basis", "Nghị quyết", date(2000, 11, 20)))
    issue("2/CĐVC-TG", cites("05/NQ-ĐCT", "basis", "Nghị quyết", date(2000, 11, 22)))

    page = login(client, officer).get(reverse("directives:cited", args=["nghi-quyet", "5/NQ-ĐCT"]))

    node = next(row["node"] for row in page.context["rows"] if row["node"].kind == "cited")
    assert node.note == "Được ghi nhiều ngày khác nhau: 20/11/2000, 22/11/2000"
    assert page.context["document"].dates == [date(2000, 11, 20), date(2000, 11, 22)]
    assert "xin đối chiếu với bản gốc" in page.text


def test_same_number_of_another_year_is_another_document(issue, officer):
    issue("1/CĐVC-TG", cites("8/HD-TLĐ", "basis", "Hướng dẫn", date(2000, 1, 5)))
    issue("2/CĐVC-TG", cites("8/HD-TLĐ", "basis", "Hướng dẫn", date(2001, 1, 5)))

    graph = around_cited(cited_document(officer, "huong-dan", "8/HD-TLĐ"), officer)

    assert sorted(node.note for node in graph.nodes if node.kind == "cited") == [
        "Cùng số, ghi năm khác: 2000",
        "Cùng số, ghi năm khác: 2001",
    ]


def test_undated_citation_joins_the_only_year_known(issue, officer):
    issue("1/CĐVC-TG", cites("8/HD-TLĐ", "basis", "Hướng dẫn", date(2000, 1, 5)))
    issue("2/CĐVC-TG", cites("08/HD-TLĐ", "basis", "Hướng dẫn", None))

    graph = around_cited(cited_document(officer, "huong-dan", "8/HD-TLĐ"), officer)

    assert [node.note for node in graph.nodes if node.kind == "cited"] == [""]


def test_stored_document_cited_with_another_date_is_flagged_not_linked(issue, officer):
    issue("12/CĐVC-TG")
    paper = issue("20/CĐVC-TG", cites("12/CĐVC-TG", day=date(2026, 3, 3)))

    document = cited_document(officer, "cong-van", "12/CĐVC-TG")

    assert [str(one) for one in document.stored] == ["Công văn số 12/CĐVC-TG"]
    assert [node.kind for node in around_directive(paper, officer).nodes if node.kind != "task"] == [
        "cited",
        "directive",
    ]


def test_laws_by_name_only_stay_apart(issue, officer):
    law = {"type_name": "Luật", "day": None}
    paper = issue("1/CĐVC-TG", cites("", title="Công đoàn", **law), cites("", title="Cán bộ, công chức", **law))

    nodes = [node for node in around_directive(paper, officer).nodes if node.kind == "cited"]

    assert sorted(node.label for node in nodes) == ["Luật Cán bộ, công chức", "Luật Công đoàn"]
    assert {node.url for node in nodes} == {f"/van-ban/{paper.pk}/"}


# --- the pages ------------------------------------------------------------------------------


def test_picture_is_well_formed_and_every_node_is_a_link(issue, officer, client):
    paper = issue("12/CĐVC-TG", RESOLUTION, cites("880/TLĐ", title="<b>&\" 'dấu'"))

    page = login(client, officer).get(reverse("directives:graph", args=[paper.pk]))

    svg = page.text[page.text.index('<svg class="graph"') :]
    drawing = ElementTree.fromstring(svg[: svg.index("</svg>") + 6])
    space = "{http://www.w3.org/2000/svg}"
    links = drawing.findall(f"{space}a")
    assert [child.tag for child in drawing[:2]] == [f"{space}title", f"{space}desc"]
    assert drawing.get("aria-labelledby") == "so-do-ten so-do-loi"
    assert len(links) == 5
    assert all(link.get("href") and link.get("aria-label") for link in links)
    assert all(float(r.get("x")) >= 0 and float(r.get("width")) > 0 for r in drawing.iter(f"{space}rect"))


def test_every_node_of_the_picture_leads_somewhere(issue, officer, client):
    paper = issue("12/CĐVC-TG", RESOLUTION)
    login(client, officer)

    page = client.get(reverse("directives:graph", args=[paper.pk]))

    addresses = {box.node.url for box in page.context["picture"].nodes}
    assert {client.get(url).status_code for url in addresses} == {200}
    assert (
        f'href="{reverse("directives:graph", args=[paper.pk])}"'
        in client.get(reverse("directives:detail", args=[paper.pk])).text
    )


def test_list_says_the_same_as_the_picture(issue, officer, client):
    paper = issue("12/CĐVC-TG", RESOLUTION)
    issue("20/CĐVC-TG", cites("12/CĐVC-TG", "replaces"))

    page = login(client, officer).get(reverse("directives:graph", args=[paper.pk]))

    told = {(edge.label, node.label, row["node"].label) for row in page.context["rows"] for edge, node in row["above"]}
    assert told == {
        ("Căn cứ", "Nghị quyết số 25-NQ/TW", "Công văn số 12/CĐVC-TG"),
        ("Thay thế", "Công văn số 12/CĐVC-TG", "Công văn số 20/CĐVC-TG"),
    }
    assert [len(row["tasks"]) for row in page.context["rows"]] == [0, 2, 2]


def test_replaced_directive_says_since_when(issue, officer):
    paper = issue("12/CĐVC-TG")
    issue("20/CĐVC-TG", cites("12/CĐVC-TG", "replaces"))

    notes = {node.label: node.note for node in around_directive(paper, officer).nodes if node.kind != "task"}

    assert notes == {"Công văn số 12/CĐVC-TG": "Hết hiệu lực từ 02/03/2026", "Công văn số 20/CĐVC-TG": ""}


def test_recalled_directive_says_so(issue, clerk, officer):
    paper = issue("12/CĐVC-TG")
    recall(paper, by=clerk, reason="Ghi nhầm ngày họp")

    assert around_directive(paper, officer).nodes[0].note == "Đã thu hồi"


def test_draft_has_no_graph(tree, clerk, client):
    draft = make_published(tree.upper, by=clerk)
    login(client, clerk)

    assert client.get(reverse("directives:graph", args=[draft.pk + 1])).status_code == 404


def test_tasks_say_who_answered_them(issue, officer, monkeypatch):
    paper = issue("12/CĐVC-TG")
    first = paper.tasks.get(number=1)
    told = Answered("3 báo cáo đã trả lời", "/bao-cao/")
    monkeypatch.setattr(answers, "SOURCES", [lambda user, keys: {first.pk: told} if first.pk in keys else {}])

    tasks = [node for node in around_directive(paper, officer).nodes if node.kind == "task"]

    assert [(node.detail, node.url) for node in tasks] == [
        ("3 báo cáo đã trả lời", "/bao-cao/"),
        ("", f"/van-ban/{paper.pk}/#nhiem-vu-2"),
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_graph_costs_the_same_for_one_and_three(issue, officer, django_assert_num_queries, rows):
    paper = issue("1/CĐVC-TG")
    for number in range(rows):
        issue(f"{number + 2}/CĐVC-TG", cites("1/CĐVC-TG"), cites(f"{number + 80}/TLĐ"))

    with django_assert_num_queries(15):
        around_directive(paper, forget_hats(officer))
