"""An act in the browser: from its form over the dry run to the deed, once."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from portal.models import Event, Role, Unit, UnitAct
from portal.reorganisation import plan_end
from portal.worktime import today
from tests.factories.acts import typed, url
from tests.factories.portal import act, decision, found, login, make_member, make_tree

pytestmark = pytest.mark.django_db

DAY = date(2025, 3, 1)


@pytest.fixture
def tree():
    return make_tree(3)


@pytest.fixture
def admin(tree):
    return make_member(tree.upper, Role.ADMINISTRATOR, "Quản Trị")


def hidden(response):
    """The fields that the page of the dry run would send again, as its form holds them."""
    pairs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', response.content.decode())
    data: dict[str, list[str]] = {}
    for name, value in pairs:
        if name != "csrfmiddlewaretoken":
            data.setdefault(name, []).append(value)
    return data


def test_form_with_faults_says_where_and_does_nothing(client, tree, admin):
    login(client, admin)

    answer = client.post(url("sap-nhap"), typed([tree[0]], decision_number=" ", effective_on="1/13/2025"))

    assert answer.context["form"].errors == {
        "into": ["Hãy tìm và chọn đơn vị."],
        "decision_number": ["Chưa nhập mục này."],
        "effective_on": ["Hãy ghi ngày có thật theo dạng ngày/tháng/năm, ví dụ 05/07/2026."],
    }
    assert UnitAct.objects.count() == 1


def test_impossible_plan_is_shown_with_its_problems_and_no_way_on(client, tree, admin):
    found("Bộ phận", tree[0])
    login(client, admin)

    answer = client.post(url("ket-thuc"), typed([tree[0]]))
    pressed = client.post(url("ket-thuc"), hidden(answer) | {"buoc": "lam"})

    assert answer.context["plan"].problems == (
        "“Công đoàn Cơ quan 1” còn 1 đơn vị trực thuộc: “Bộ phận”; xin chọn công đoàn cấp trên mới cho các đơn vị này.",
    )
    assert 'value="lam"' not in answer.content.decode()
    assert (pressed.status_code, UnitAct.objects.count()) == (409, 2)


def test_deed_without_the_dry_run_only_shows_it(client, tree, admin):
    login(client, admin)

    answer = client.post(url("sap-nhap"), typed([tree[0]], into=tree[1].pk, buoc="lam"))

    assert (answer.status_code, UnitAct.objects.count()) == (409, 1)
    assert "Sẽ thực hiện như sau" in answer.content.decode()


def test_dry_run_that_grew_old_is_shown_anew(client, tree, admin):
    login(client, admin)
    seen = client.post(url("sap-nhap"), typed([tree[0]], into=tree[1].pk))
    found("Bộ phận", tree[0])

    answer = client.post(url("sap-nhap"), hidden(seen) | {"buoc": "lam"})

    assert (answer.status_code, tree[0].versions.current().count()) == (409, 1)
    assert "Cây đơn vị đã thay đổi" in answer.content.decode()
    again = client.post(url("sap-nhap"), hidden(answer) | {"buoc": "lam"})
    assert (again.status_code, tree[0].versions.current().count()) == (302, 0)


def test_double_press_does_the_deed_once(client, tree, admin):
    login(client, admin)
    seen = client.post(url("sap-nhap"), typed([tree[0]], into=tree[1].pk))
    data = hidden(seen) | {"buoc": "lam"}

    first, second = client.post(url("sap-nhap"), data), client.post(url("sap-nhap"), data)

    assert first.url == second.url == reverse("units:act_done", args=[UnitAct.objects.latest("pk").pk])
    assert UnitAct.objects.count() == 2


def test_unit_out_of_reach_cannot_be_chosen(client, tree):
    inner = found("Bộ phận", tree[0])
    login(client, make_member(tree[0], Role.ADMINISTRATOR))

    answer = client.post(url("sap-nhap"), typed([inner], into=tree[1].pk))

    assert answer.context["form"].errors["into"] == [
        "Có đơn vị đã kết thúc hoạt động hoặc ngoài phạm vi quản lý của đồng chí; xin chọn lại."
    ]


def carried_out(client, slug, data):
    """From the form over the dry run to the deed; returns the act."""
    seen = client.post(url(slug), data)
    assert seen.context["plan"].problems == ()
    answer = client.post(url(slug), hidden(seen) | {"buoc": "lam"})
    assert answer.status_code == 302
    done = UnitAct.objects.latest("pk")
    page = client.get(answer.url).content.decode()
    assert all(sentence in page for sentence in map(str, [done.decision_number]))
    return done


def test_found_from_the_form(client, tree, admin):
    login(client, admin)
    data = typed([tree[0]], name="Công đoàn  bộ phận", level="grassroots", code="BP", position="3")

    done = carried_out(client, "thanh-lap", data)

    version = done.edges.get().successor.latest
    assert (version.name, version.parent, version.code, version.position) == ("Công đoàn bộ phận", tree[0], "BP", 3)
    event = Event.objects.about(done).get()
    assert (event.actor, event.role, event.unit) == (admin, "administrator", tree.upper)


def test_rename_from_the_form_changes_only_what_was_typed(client, tree, admin):
    login(client, admin)
    page = client.get(f"{url('doi-ten')}?units={tree[0].pk}")
    values = {field.name: field.value() for field in page.context["form"] if field.value() not in (None, "")}

    done = carried_out(client, "doi-ten", typed([tree[0]]) | values | {"name": "Công đoàn Bộ Mới", "buoc": "xem"})

    assert Event.objects.about(done).get().detail["sentences"] == [
        "Tên đầy đủ: “Công đoàn Cơ quan 1” đổi thành “Công đoàn Bộ Mới”.",
        "Tên gọi ngắn: “Cơ quan 1” đổi thành “Bộ Mới”.",
    ]


def test_move_relevel_merge_consolidate_from_the_forms(client, tree, admin):
    login(client, admin)

    moved = carried_out(client, "chuyen-dau-moi", typed([tree[0]], to=tree[1].pk))
    raised = carried_out(client, "nang-ha-cap", typed([tree[1]], level="upper", khoa="key-2"))
    merged = carried_out(client, "sap-nhap", typed([tree[0]], into=tree[2].pk, khoa="key-3", effective_on="02/03/2025"))
    joined = carried_out(
        client,
        "hop-nhat",
        typed(
            [tree[1]],
            others=[tree[2].pk],
            name="Công đoàn Chung",
            level="upper",
            parent=tree.upper.pk,
            khoa="key-4",
            effective_on="03/03/2025",
        ),
    )

    assert [one.kind for one in (moved, raised, merged, joined)] == ["move", "relevel", "merge", "consolidate"]
    assert [unit.latest.name for unit in Unit.objects.active_on(date(2025, 3, 3)).order_by("pk")][2:] == [
        "Công đoàn Chung"
    ]


def test_divide_from_the_form_with_a_third_part(client, tree, admin):
    inner = [found(f"Bộ phận {n}", tree[0]) for n in range(2)]
    login(client, admin)
    data = typed([tree[0]], so_don_vi=2, **{f"con_{inner[0].pk}": "2", f"con_{inner[1].pk}": "0"})
    data |= {f"p{n}_name": f"Công đoàn Phần {n}" for n in range(3)} | {f"p{n}_level": "grassroots" for n in range(3)}

    grown = client.post(url("chia"), data | {"buoc": "them"})
    done = carried_out(client, "chia", data | {"so_don_vi": 3})

    assert (grown.context["form"].count, grown.context["form"].errors) == (3, {})
    parts = [edge.successor for edge in done.edges.filter(predecessor=tree[0]).order_by("pk")]
    assert [part.latest.name for part in parts] == ["Công đoàn Phần 0", "Công đoàn Phần 1", "Công đoàn Phần 2"]
    assert [unit.latest.parent for unit in inner] == [parts[2], parts[0]]


def test_split_from_the_form_leaves_the_rest_where_it_is(client, tree, admin):
    inner = [found(f"Bộ phận {n}", tree[0]) for n in range(2)]
    login(client, admin)
    data = typed([tree[0]], p0_name="Công đoàn Mới", p0_level="grassroots", **{f"con_{inner[0].pk}": "0"})

    done = carried_out(client, "tach", data)

    born = done.edges.get(predecessor=tree[0]).successor
    assert [unit.latest.parent for unit in inner] == [born, tree[0]]


def test_many_units_end_under_one_decision(client, tree, admin):
    login(client, admin)

    page = client.post(url("ket-thuc"), {"units": [unit.pk for unit in tree.units], "buoc": "chon"})
    done = carried_out(client, "ket-thuc", typed(tree.units))

    assert (page.status_code, page.context["form"].errors) == (200, {})
    assert done.edges.count() == 3
    assert list(Unit.objects.filter(custodian=tree.upper)) == tree.units


def test_several_units_only_where_the_act_takes_several(client, tree, admin):
    login(client, admin)

    assert client.post(url("doi-ten"), typed(tree.units)).status_code == 404


def test_going_back_keeps_what_was_typed(client, tree, admin):
    login(client, admin)
    seen = client.post(url("sap-nhap"), typed([tree[0]], into=tree[1].pk, note="Ghi chú dài"))

    back = client.post(url("sap-nhap"), hidden(seen) | {"buoc": "sua"}).content.decode()

    assert "Ghi chú dài" in back
    assert f'value="{tree[1].pk}" id="into_{tree[1].pk}" checked' in back


def test_picker_answers_what_matches_with_the_chosen_first(client, tree, admin):
    login(client, admin)
    query = {"ten": "into", "tim_into": "co quan", "into": tree[2].pk, "tru_into": tree[0].pk}

    content = client.get(reverse("units:pick"), query).content.decode()

    assert re.findall(r'value="(\d+)" id="into_\d+"( checked)?', content) == [
        (str(tree[2].pk), " checked"),
        (str(tree[1].pk), ""),
    ]


def test_act_page_shows_what_was_said_and_decided(client, tree, admin):
    done = act(plan_end([tree[0]], effective_on=DAY, decision=decision("99/QĐ")), by=admin)
    login(client, admin)

    answer = client.get(reverse("units:act_done", args=[done.pk]))

    assert answer.context["sentences"][0] == "“Công đoàn Cơ quan 1” kết thúc hoạt động từ ngày 01/03/2025."
    assert "99/QĐ" in answer.content.decode()


def test_act_dated_today_is_possible(client, tree, admin):
    login(client, admin)

    done = carried_out(client, "sap-nhap", typed([tree[0]], into=tree[1].pk, effective_on=f"{today():%d/%m/%Y}"))

    assert done.effective_on == today()
    assert tree[0].version_on(today() - timedelta(days=1)).name == "Công đoàn Cơ quan 1"
