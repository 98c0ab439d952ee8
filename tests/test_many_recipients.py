"""An issuer with very many affiliated unions: recipients are searched for or chosen by block, never listed whole."""

import pytest
from django.urls import reverse

from directives.forms import picking
from directives.models import Directive, DirectiveAct
from directives.publishing import acting_content, addressing, content_of, delivery, is_intact, paper, plan
from portal.jobs import run_due
from portal.models import Message, Role
from tests.factories.directives import make_approved, make_content, make_draft, make_published
from tests.factories.portal import login, make_member, make_tree
from tests.sent_forms import as_sent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch):
    """Three affiliated unions count as very many."""
    monkeypatch.setattr(picking, "MOST_TICKED", 2)
    monkeypatch.setattr(addressing, "MOST_NAMED", 2)
    monkeypatch.setattr(paper, "MOST_NAMED", 2)
    monkeypatch.setattr(delivery, "BATCH", 2)


@pytest.fixture
def tree():
    return make_tree(3)


@pytest.fixture
def clerk(tree):
    return make_member(tree.upper, Role.CLERK)


def test_the_form_offers_blocks_and_a_search_instead_of_every_union(tree, clerk, client):
    page = login(client, clerk).get(reverse("directives:create"))

    assert "Công đoàn Cơ quan" not in page.text
    assert ("Khối I (2 đơn vị)" in page.text, "Khối II (1 đơn vị)" in page.text) == (True, True)
    assert f"{reverse('directives:pick')}?don_vi={tree.upper.pk}" in page.text


def test_the_search_finds_unions_below_the_issuer_alone(tree, clerk, client):
    address = reverse("directives:pick")
    login(client, clerk)

    found = client.get(address, {"don_vi": tree.upper.pk, "tim_units": "co quan 2", "units": tree[0].pk})
    above = client.get(address, {"don_vi": tree.upper.pk, "tim_units": "tong lien doan"})
    foreign = client.get(address, {"don_vi": tree.root.pk, "tim_units": "co quan"})

    assert [name in found.text for name in ("Cơ quan 1", "Cơ quan 2", "Cơ quan 3")] == [True, True, False]
    assert "Không tìm thấy" in above.text
    assert foreign.status_code == 404


def test_a_whole_block_and_a_single_union_are_chosen(tree, clerk, client):
    sent = as_sent(login(client, clerk).get(reverse("directives:create")))
    sent |= {"title": "Về việc lớn", "summary": "Nội dung.", "to": "chon", "blocks": ["Khối II"], "units": [tree[2].pk]}

    client.post(reverse("directives:create"), sent)

    draft = Directive.objects.get()
    assert content_of(draft).blocks == ("Khối II",)
    assert plan(draft).recipients.keys() == {tree[1].pk, tree[2].pk}


def test_a_union_of_another_parent_is_refused(tree, clerk, client):
    sent = as_sent(login(client, clerk).get(reverse("directives:create")))
    sent |= {"title": "Về việc lớn", "summary": "Nội dung.", "to": "chon", "units": [tree.root.pk]}

    answer = client.post(reverse("directives:create"), sent)

    assert "Có đơn vị không còn là công đoàn trực thuộc; xin chọn lại." in answer.text
    assert Directive.objects.count() == 0


def test_searching_without_scripts_saves_nothing(tree, clerk, client):
    sent = as_sent(login(client, clerk).get(reverse("directives:create")))
    sent |= {"title": "Về việc lớn", "summary": "Nội dung.", "to": "chon", "buoc": "tim", "tim_units": "co quan 3"}

    answer = client.post(reverse("directives:create"), sent)

    assert "Công đoàn Cơ quan 3" in answer.text
    assert Directive.objects.count() == 0


def test_pages_count_recipients_by_block_instead_of_naming_them(tree, clerk, client):
    draft = make_approved(tree.upper, by=clerk)
    login(client, clerk)

    pages = [client.get(reverse(f"directives:{name}", args=[draft.pk])).text for name in ("detail", "publish")]

    assert ["Công đoàn Cơ quan" in page for page in pages] == [False, False]
    assert ["Khối I: <b>2</b> đơn vị" in page for page in pages] == [True, True]


def test_a_paper_to_chosen_blocks_counts_them_and_what_replaces_it_goes_the_same_way(tree, clerk, client):
    blocks = {"to_all": False, "blocks": ("Khối I", "Khối II")}
    published = make_published(tree.upper, by=clerk, **blocks)
    page = login(client, clerk).get(reverse("directives:detail", args=[published.pk])).text

    following = acting_content(published, DirectiveAct.Kind.REPLACES)

    assert "Kính gửi: 3 công đoàn trực thuộc theo danh sách nơi nhận" in page
    assert (following.blocks, following.unit_ids) == (("Khối I", "Khối II"), ())
    assert is_intact(published)


def test_a_changed_choice_of_blocks_voids_the_approval(tree, clerk):
    draft = make_draft(tree.upper, by=clerk, to_all=False, blocks=("Khối I",))
    before = paper.approval_hash(draft, [])
    draft.content["blocks"] = ["Khối II"]

    assert paper.approval_hash(draft, []) != before
    assert "blocks" not in paper.columns(make_content())["content"]


def test_everyone_is_told_once_part_by_part(tree, clerk):
    people = [make_member(unit, role) for unit in tree.units for role in (Role.OFFICER, Role.HEAD)]
    make_published(tree.upper, by=clerk)

    run_due()

    told = Message.objects.filter(key__contains=":published:").values_list("user", flat=True)
    assert sorted(told) == sorted(user.pk for user in people)
