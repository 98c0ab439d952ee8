"""The pages about people: who reaches them, what a form answers, how many statements a list costs."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.models import Job, Membership, Role, User
from portal.worktime import today
from tests.factories.portal import PASSWORD, found, grant, login, make_member, make_tree, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    return make_tree(3)


@pytest.fixture
def admin(tree):
    return make_member(tree.upper, Role.ADMINISTRATOR, "Quản Trị")


def names(response):
    return [person.full_name for person in response.context["page"]]


def typed(at, **changes):
    day = f"{today():%d/%m/%Y}"
    values = {
        "full_name": "Cán Bộ Mới",
        "email": "Moi@Congdoan.Example",
        "unit": at.pk,
        "role": "officer",
        "valid_from": day,
    }
    return values | changes


# --- doors ------------------------------------------------------------------------------------


def pages(person, seat):
    return [
        ("get", reverse("people:list")),
        ("get", reverse("people:invite")),
        ("post", reverse("people:invite")),
        ("get", reverse("people:person", args=[person.pk])),
        ("get", reverse("people:grant", args=[person.pk])),
        ("post", reverse("people:grant", args=[person.pk])),
        ("get", reverse("people:end_role", args=[seat.pk])),
        ("post", reverse("people:end_role", args=[seat.pk])),
        ("post", reverse("people:deed", args=[person.pk, "ngung"])),
        ("post", reverse("people:deed", args=[person.pk, "gui-lai"])),
    ]


@pytest.mark.parametrize("role", [None, *[role for role in Role if role != Role.ADMINISTRATOR]])
def test_people_pages_do_not_exist_for_others(client, tree, role):
    user = make_member(tree.upper, role) if role else make_user()
    person = make_member(tree[0], Role.OFFICER)
    login(client, user)

    answers = [getattr(client, method)(url).status_code for method, url in pages(person, person.memberships.get())]

    assert set(answers) == {404}


def test_people_pages_send_visitors_to_the_door(client, tree):
    person = make_member(tree[0], Role.OFFICER)

    answers = {getattr(client, m)(url).url.split("?")[0] for m, url in pages(person, person.memberships.get())}

    assert answers == {reverse("account_login")}


def test_person_of_a_sibling_unit_does_not_exist(client, tree):
    login(client, make_member(tree[0], Role.ADMINISTRATOR))
    person = make_member(tree[1], Role.OFFICER)

    answers = {
        getattr(client, method)(url).status_code
        for method, url in pages(person, person.memberships.get())
        if str(person.pk) in url or "vai-tro" in url
    }

    assert answers == {404}
    assert (
        names(client.get(reverse("people:list"))) == ["Người 1"]
        or "Người" in names(client.get(reverse("people:list")))[0]
    )


# --- the list ---------------------------------------------------------------------------------


def test_list_shows_only_people_within_reach(client, tree, admin):
    above = make_member(tree.root, Role.VIEWER, "Ở Trên")
    inside = make_member(tree[0], Role.OFFICER, "Ở Trong")
    login(client, admin)

    assert names(client.get(reverse("people:list"))) == [admin.full_name, inside.full_name]
    assert client.get(reverse("people:person", args=[above.pk])).status_code == 404


@pytest.mark.parametrize(
    ("query", "found_names"),
    [
        ({"q": "lê thị"}, ["Lê Thị Đào"]),
        ({"q": "dao"}, ["Lê Thị Đào"]),
        ({"q": "DAO le"}, ["Lê Thị Đào"]),
        ({"vai_tro": "head"}, ["Trần Văn Bình"]),
        ({"vai_tro": "nonsense", "q": "binh"}, ["Trần Văn Bình"]),
        ({"truoc": "1", "vai_tro": "viewer"}, ["Vũ Cũ"]),
        ({"vai_tro": "viewer"}, []),
        ({"don_vi": "0"}, ["Trần Văn Bình", "Lê Thị Đào", "Quản Trị"]),
    ],
)
def test_list_is_narrowed_by_name_and_role(client, tree, admin, query, found_names):
    make_member(tree[0], Role.OFFICER, "Lê Thị Đào")
    make_member(tree[1], Role.HEAD, "Trần Văn Bình")
    make_member(tree[1], Role.VIEWER, "Vũ Cũ")
    Membership.objects.filter(role="viewer").update(valid_to=today())
    login(client, admin)

    assert names(client.get(reverse("people:list"), query)) == found_names


def test_list_of_a_unit_holds_those_below_too(client, tree, admin):
    inner = found("Công đoàn bộ phận", tree[0])
    make_member(inner, Role.OFFICER, "Ở Dưới")
    make_member(tree[1], Role.OFFICER, "Nơi Khác")
    login(client, admin)

    assert names(client.get(reverse("people:list"), {"don_vi": tree[0].pk})) == ["Ở Dưới"]


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_for_one_and_three(client, tree, admin, count, django_assert_num_queries):
    for n in range(count):
        user = make_member(tree[n], Role.OFFICER)
        grant(user, tree[n], Role.HEAD)
    login(client, admin)
    client.get(reverse("people:list"))

    with django_assert_num_queries(7):
        client.get(reverse("people:list"))


def test_list_asks_once_who_is_within_reach(client, tree, admin):
    login(client, admin)

    with CaptureQueriesContext(connection) as asked:
        client.get(reverse("people:list"))

    (counted,) = [one["sql"] for one in asked if "COUNT(" in one["sql"] and 'FROM "portal_user"' in one["sql"]]
    assert counted.count('FROM "portal_membership"') == 1


# --- inviting ---------------------------------------------------------------------------------


def test_invitation_goes_from_the_form_to_a_signed_in_person(client, tree, admin):
    login(client, admin)

    answer = client.post(reverse("people:invite"), typed(tree[0]))
    client.logout()
    link = re.search(r"http://[^/]+(/nguoi-dung/loi-moi/\S+)", Job.objects.get().args["body"])[1]
    page = client.get(link)
    accepted = client.post(link, {"password1": PASSWORD, "password2": PASSWORD})
    client.post(reverse("account_login"), {"login": "moi@congdoan.example", "password": PASSWORD})

    person = User.objects.get(email="moi@congdoan.example")
    assert answer.url == reverse("people:person", args=[person.pk])
    # Under "no-referrer" a browser sends the form with "Origin: null", which the check against forgery refuses.
    assert (page.status_code, page["Referrer-Policy"]) == (200, "same-origin")
    assert accepted.url == reverse("account_login")
    assert client.session["_auth_user_id"] == str(person.pk)
    assert client.get(link).status_code == 410


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"email": "khong phai"}, "email", "Địa chỉ thư điện tử này không hợp lệ, ví dụ đúng: ten@donvi.vn."),
        ({"full_name": " "}, "full_name", "Chưa nhập mục này."),
        ({"role": "king"}, "role", "“king” không có trong danh sách. Hãy chọn lại."),
        (
            {"valid_from": "31/02/2026"},
            "valid_from",
            "Hãy ghi ngày có thật theo dạng ngày/tháng/năm, ví dụ 05/07/2026.",
        ),
        ({"unit": ""}, "unit", "Hãy tìm và chọn đơn vị."),
    ],
)
def test_invitation_with_a_fault_says_where(client, tree, admin, changes, field, message):
    login(client, admin)

    answer = client.post(reverse("people:invite"), typed(tree[0], **changes))

    assert answer.context["form"].errors == {field: [message]}
    assert (answer.status_code, User.objects.filter(email="moi@congdoan.example").count()) == (200, 0)


def test_invitation_to_a_unit_out_of_reach_is_refused(client, tree):
    login(client, make_member(tree[0], Role.ADMINISTRATOR))

    answer = client.post(reverse("people:invite"), typed(tree[1]))

    assert answer.context["form"].errors["unit"] == [
        "Có đơn vị đã kết thúc hoạt động hoặc ngoài phạm vi quản lý của đồng chí; xin chọn lại."
    ]


def test_searching_a_unit_in_the_form_judges_nothing_and_keeps_what_was_typed(client, tree, admin):
    login(client, admin)
    data = typed(tree[0], unit="", email="", tim_unit="co quan 2", buoc="tim")

    answer = client.post(reverse("people:invite"), data)

    content = answer.content.decode()
    assert answer.context["form"].errors == {}
    assert 'value="Cán Bộ Mới"' in content
    assert f'id="unit_{tree[1].pk}"' in content
    assert f'id="unit_{tree[0].pk}"' not in content


@pytest.mark.parametrize(
    ("first", "second", "field"),
    [
        (PASSWORD, PASSWORD + "x", "password2"),
        ("ngan", "ngan", "password1"),
        ("1q2w3e4r5t6y", "1q2w3e4r5t6y", "password1"),
        ("123456789012", "123456789012", "password1"),
        ("moi@congdoan.example", "moi@congdoan.example", "password1"),
        ("", "", "password1"),
    ],
)
def test_weak_first_password_is_refused(client, tree, admin, first, second, field):
    login(client, admin)
    client.post(reverse("people:invite"), typed(tree[0]))
    client.logout()
    link = re.search(r"http://[^/]+(/nguoi-dung/loi-moi/\S+)", Job.objects.get().args["body"])[1]

    answer = client.post(link, {"password1": first, "password2": second})

    assert next(iter(answer.context["form"].errors)) == field
    assert User.objects.get(email="moi@congdoan.example").has_usable_password() is False


# --- one person -------------------------------------------------------------------------------


def test_person_page_shows_roles_now_and_before_within_reach_only(client, tree):
    admin = make_member(tree[0], Role.ADMINISTRATOR)
    person = make_member(tree[0], Role.OFFICER)
    Membership.objects.filter(user=person).update(valid_to=today())
    now = grant(person, tree[0], Role.HEAD)
    grant(person, tree[1], Role.HEAD)
    login(client, admin)

    answer = client.get(reverse("people:person", args=[person.pk]))

    assert answer.context["now"] == [now]
    assert [seat.role for seat in answer.context["before"]] == ["officer"]


def test_grant_and_end_from_the_pages(client, tree, admin):
    person = make_member(tree[0], Role.OFFICER)
    login(client, admin)
    day = f"{today():%d/%m/%Y}"

    granted = client.post(
        reverse("people:grant", args=[person.pk]), {"unit": tree[1].pk, "role": "head", "valid_from": day}
    )
    seat = person.memberships.get(role="head")
    ended = client.post(reverse("people:end_role", args=[seat.pk]), {"on": day})

    seat.refresh_from_db()
    assert granted.url == ended.url == reverse("people:person", args=[person.pk])
    assert (seat.granted_by, seat.ended_by, seat.valid_to) == (admin, admin, today())


def test_own_last_administrator_role_cannot_be_ended_from_the_page(client, tree, admin):
    login(client, admin)
    seat = admin.memberships.get()

    answer = client.post(reverse("people:end_role", args=[seat.pk]), {"on": f"{today():%d/%m/%Y}"})

    assert answer.context["form"].non_field_errors() == [
        "Không thể tự kết thúc vai trò Quản trị cuối cùng của chính mình."
    ]


def test_closed_account_is_out_at_once(client, tree, admin):
    person = make_member(tree[0], Role.OFFICER)
    session = login(client, person)
    assert session.get(reverse("ground:account")).status_code == 200

    other = type(client)()
    login(other, admin)
    other.post(reverse("people:deed", args=[person.pk, "ngung"]))

    assert session.get(reverse("ground:account")).status_code == 302


def test_deeds_want_a_post_and_a_known_name(client, tree, admin):
    person = make_member(tree[0], Role.OFFICER)
    login(client, admin)

    assert client.get(reverse("people:deed", args=[person.pk, "ngung"])).status_code == 405
    assert client.post(reverse("people:deed", args=[person.pk, "xoa"])).status_code == 404


def test_text_typed_by_people_is_escaped(client, tree, admin):
    person = make_member(tree[0], Role.OFFICER, "<script>alert(1)</script>")
    login(client, admin)

    content = client.get(reverse("people:person", args=[person.pk])).content.decode()

    assert "<script>alert(1)" not in content
    assert "&lt;script&gt;alert(1)" in content
