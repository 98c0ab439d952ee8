"""The pages of the union tree: who reaches them, and what they show."""

from datetime import date

import pytest
from django.urls import reverse

from portal.models import Role, UnitAct
from portal.reorganisation import plan_merge, plan_rename
from tests.factories.acts import SLUGS, typed, url
from tests.factories.portal import act, decision, login, make_member, make_tree, make_user

pytestmark = pytest.mark.django_db

DAY = date(2025, 3, 1)
READERS = [Role.ADMINISTRATOR, Role.VIEWER, Role.CLERK, Role.REVIEWER, Role.DEPARTMENT_HEAD]


@pytest.fixture
def tree():
    return make_tree(3)


@pytest.fixture
def admin(tree):
    return make_member(tree.upper, Role.ADMINISTRATOR, "Quản Trị")


def reading(unit):
    return [
        reverse("units:tree"),
        reverse("units:tree") + "?q=co+quan",
        reverse("units:unit", args=[unit.pk]),
        reverse("units:branch", args=[unit.pk]),
        reverse("units:act_done", args=[UnitAct.objects.first().pk]),
    ]


def managing(unit):
    pages = [
        reverse("units:bulk", args=[unit.pk]),
        reverse("units:import", args=[unit.pk]),
        reverse("units:pick") + "?ten=to",
    ]
    return pages + [f"{url(slug)}?units={unit.pk}" for slug in SLUGS]


# --- doors ------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [None, *Role])
def test_tree_pages_open_for_readers_and_acts_for_administrators(client, tree, role):
    user = make_member(tree.upper, role) if role else make_user()
    login(client, user)

    seen = {client.get(page).status_code for page in reading(tree[0])}
    done = {client.get(page).status_code for page in managing(tree[0])}

    assert seen == ({200} if role in READERS else {404})
    assert done == ({200} if role == Role.ADMINISTRATOR else {404})


def test_tree_pages_send_visitors_to_the_door(client, tree):
    answers = {client.get(page).url.split("?")[0] for page in reading(tree[0]) + managing(tree[0])}

    assert answers == {reverse("account_login")}


def test_sibling_and_upper_units_do_not_exist_for_an_administrator_below(client, tree):
    login(client, make_member(tree[0], Role.ADMINISTRATOR))

    for unit in (tree[1], tree.upper, tree.root):
        pages = [page for page in reading(unit) + managing(unit) if str(unit.pk) in page and "quyet-dinh" not in page]
        assert {client.get(page).status_code for page in pages} == {404}
        answers = {client.post(url(slug), typed([unit])).status_code for slug in SLUGS}
        assert answers == {404}


def test_administrator_does_not_end_or_move_the_own_unit(client, tree):
    login(client, make_member(tree[0], Role.ADMINISTRATOR))

    answers = {slug: client.get(f"{url(slug)}?units={tree[0].pk}").status_code for slug in SLUGS}

    assert answers == {slug: 200 if slug in ("thanh-lap", "doi-ten") else 404 for slug in SLUGS}


def test_act_of_a_foreign_branch_does_not_exist(client, tree):
    done = act(plan_rename(tree[1], {"code": "X"}, effective_on=DAY, decision=decision()))
    login(client, make_member(tree[0], Role.ADMINISTRATOR))

    assert client.get(reverse("units:act_done", args=[done.pk])).status_code == 404


@pytest.mark.parametrize("units", ["", "?units=", "?units=0", "?units=abc", "?units=99999999999999999999"])
def test_act_without_a_unit_does_not_exist(client, tree, admin, units):
    login(client, admin)

    assert client.get(url("sap-nhap") + units).status_code == 404


def test_act_of_an_unknown_kind_does_not_exist(client, tree, admin):
    login(client, admin)

    assert client.get(f"{url('xoa-bo')}?units={tree[0].pk}").status_code == 404


# --- the tree ---------------------------------------------------------------------------------


def test_tree_shows_the_day_asked_for(client, tree, admin):
    act(plan_rename(tree[0], {"name": "Công đoàn Mới"}, effective_on=DAY, decision=decision()))
    login(client, admin)

    now = client.get(reverse("units:tree")).content.decode()
    then = client.get(reverse("units:tree"), {"ngay": "28/2/2025"}).content.decode()

    assert ("Công đoàn Mới" in now, "Công đoàn Cơ quan 1" in now) == (True, False)
    assert ("Công đoàn Mới" in then, "Công đoàn Cơ quan 1" in then) == (False, True)
    assert "28/02/2025" in then


@pytest.mark.parametrize("typed_day", ["31/02/2025", "mai", "01/01/2999"])
def test_tree_of_a_day_that_is_none_says_so_and_shows_today(client, tree, admin, typed_day):
    login(client, admin)

    content = client.get(reverse("units:tree"), {"ngay": typed_day}).content.decode()

    assert "không có thật hoặc ở sau hôm nay" in content
    assert "Công đoàn Cơ quan 1" in content


def test_branch_answers_htmx_with_the_rows_alone(client, tree, admin):
    login(client, admin)
    page = reverse("units:branch", args=[tree.upper.pk])

    whole, rows = client.get(page), client.get(page, headers={"HX-Request": "true"})

    assert b"<html" in whole.content
    assert b"<html" not in rows.content
    assert rows.content.decode().count('class="tree-row"') == 3


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("page", "queries"), [("units:tree", 7), ("units:branch", 7), ("units:found", 5), ("units:bulk", 7)]
)
def test_lists_cost_the_same_for_one_and_three(client, count, page, queries, django_assert_num_queries):
    tree = make_tree(count)
    login(client, make_member(tree.upper, Role.ADMINISTRATOR))
    name, query = ("units:tree", "?q=co+quan") if page == "units:found" else (page, "")
    address = reverse(name, args=[] if name == "units:tree" else [tree.upper.pk]) + query

    with django_assert_num_queries(queries):
        assert client.get(address).status_code == 200


def test_unit_page_tells_name_place_history_and_kin(client, tree, admin):
    act(plan_merge([tree[0]], tree[1], effective_on=DAY, decision=decision()))
    login(client, admin)

    ended = client.get(reverse("units:unit", args=[tree[0].pk]))
    heir = client.get(reverse("units:unit", args=[tree[1].pk]))

    assert "Đã kết thúc hoạt động" in ended.content.decode()
    assert ended.context["keeper"].unit_id == tree[1].pk
    assert [row["unit"] for row in heir.context["neighbours"]["before"]] == [tree[0].pk]
    assert (ended.context["manages"], heir.context["manages"]) == (False, True)


def test_unit_page_shows_people_to_those_who_manage_them(client, tree, admin):
    make_member(tree[0], Role.OFFICER, "Lê Thị Đào")
    reader = make_member(tree.upper, Role.VIEWER)

    login(client, reader)
    hidden_page = client.get(reverse("units:unit", args=[tree[0].pk])).content.decode()
    login(client, admin)
    shown_page = client.get(reverse("units:unit", args=[tree[0].pk])).content.decode()

    assert ("Lê Thị Đào" in hidden_page, "Lê Thị Đào" in shown_page) == (False, True)
