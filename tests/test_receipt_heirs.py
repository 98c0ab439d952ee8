"""Papers of units that were merged, divided or split: who sees what its predecessors received, and who acknowledges."""

from datetime import date, datetime

import pytest
from django.urls import reverse

from directives.agenda import to_acknowledge
from directives.models import Directive
from directives.publishing import NotAllowed, acknowledge, recall
from portal import clock
from portal.jobs import run_due
from portal.models import Event, Level, Message, Role
from portal.reorganisation import NewUnit, plan_consolidate, plan_divide, plan_merge, plan_rename, plan_split
from portal.worktime import TZ
from tests.factories.directives import make_published, receipt_of
from tests.factories.portal import act, decision, forget_hats, login, make_member, make_tree

pytestmark = pytest.mark.django_db
BEFORE, DAY, AFTER = date(2026, 3, 2), date(2026, 4, 1), date(2026, 5, 4)
NOW = date(2026, 5, 2)


def member(unit, role: str, name: str = ""):
    """A person of a unit that began lately."""
    return make_member(unit, role, name, on=NOW)


def published(tree, clerk, day: date, number: str = "12/CĐVC-TG"):
    with clock.told_as(datetime(day.year, day.month, day.day, 9, tzinfo=TZ)):
        return make_published(tree.upper, by=clerk, issued_on=day, number=number)


@pytest.fixture
def tree():
    return make_tree(3)


@pytest.fixture
def clerk(tree):
    return make_member(tree.upper, Role.CLERK)


@pytest.fixture
def paper(tree, clerk):
    return published(tree, clerk, BEFORE)


def new(tree, name: str) -> NewUnit:
    return NewUnit(name, Level.GRASSROOTS, tree.upper.pk)


def made_by(plan) -> list:
    """The units that an act made."""
    done = act(plan)
    units = {edge.successor for edge in done.edges.select_related("successor").order_by("pk") if edge.successor}
    return sorted(units, key=lambda unit: unit.pk)


def reorganised(tree, kind: str):
    """A unit that came out of, or took in, the first unit on DAY."""
    when = {"effective_on": DAY, "decision": decision()}
    if kind == "merge":
        act(plan_merge([tree[0]], into=tree[1], **when))
        return tree[1]
    if kind == "consolidate":
        return made_by(plan_consolidate([tree[0], tree[1]], new(tree, "Công đoàn Hợp nhất"), **when))[0]
    if kind == "divide":
        parts = [new(tree, "Công đoàn Phần một"), new(tree, "Công đoàn Phần hai")]
        return made_by(plan_divide(tree[0], parts, children={}, **when))[-1]
    return made_by(plan_split(tree[0], [new(tree, "Công đoàn Tách ra")], children={}, **when))[-1]


def seen_by(user) -> list[str]:
    return list(Directive.objects.visible_to(forget_hats(user)).order_by("pk").values_list("number", flat=True))


@pytest.mark.parametrize("kind", ["consolidate", "divide", "split"])
def test_new_unit_sees_what_its_predecessor_received(tree, clerk, paper, client, kind):
    officer = member(reorganised(tree, kind), Role.OFFICER)

    page = login(client, officer).get(reverse("directives:detail", args=[paper.pk]))

    assert page.status_code == 200
    assert "Văn bản do Công đoàn Cơ quan 1 nhận lúc" in page.text
    assert "trước khi sắp xếp tổ chức" in page.text


def test_unit_that_took_another_in_sees_both_receipts(tree, clerk, paper, client):
    officer = member(reorganised(tree, "merge"), Role.OFFICER)

    page = login(client, officer).get(reverse("directives:detail", args=[paper.pk]))

    receipts = [(r.unit_name, r.is_inherited, r.may_acknowledge) for r in page.context["receipts"]]
    assert receipts == [("Công đoàn Cơ quan 1", True, True), ("Công đoàn Cơ quan 2", False, True)]


def test_renamed_unit_keeps_its_receipts_under_the_old_name(tree, clerk, paper, client):
    officer = make_member(tree[0], Role.OFFICER)
    act(plan_rename(tree[0], {"name": "Công đoàn Tên mới"}, effective_on=DAY, decision=decision()))

    page = login(client, officer).get(reverse("directives:detail", args=[paper.pk]))

    assert [(r.unit_name, r.is_inherited) for r in page.context["receipts"]] == [("Công đoàn Cơ quan 1", False)]


@pytest.mark.parametrize("kind", ["merge", "consolidate", "divide"])
def test_heir_acknowledges_in_the_stead_of_the_ended_unit(tree, clerk, paper, kind):
    heir = reorganised(tree, kind)
    officer = member(heir, Role.OFFICER)

    first = acknowledge(receipt_of(paper, tree[0]), by=officer)
    second = acknowledge(receipt_of(paper, tree[0]), by=officer)

    receipt = receipt_of(paper, tree[0])
    event = Event.objects.get(kind="directive.acknowledged")
    assert (first, second) == (True, False)
    assert (receipt.acknowledged_by, receipt.acknowledged_as) == (officer, str(heir))
    assert (event.unit, event.detail) == (heir, {"sha256": paper.content_hash})


def test_issuer_reads_who_acknowledged_for_whom(tree, clerk, paper, client):
    heir = reorganised(tree, "consolidate")
    acknowledge(receipt_of(paper, tree[0]), by=member(heir, Role.HEAD, "Chủ tịch mới"))

    page = login(client, clerk).get(reverse("directives:recipients", args=[paper.pk]))

    assert "của Công đoàn Hợp nhất (đơn vị kế thừa)" in page.text


def test_what_the_predecessor_acknowledged_stays_so(tree, clerk, paper, client):
    old = make_member(tree[0], Role.OFFICER, "Cán bộ cũ")
    acknowledge(receipt_of(paper, tree[0]), by=old)
    officer = member(reorganised(tree, "consolidate"), Role.OFFICER)

    acknowledge(receipt_of(paper, tree[0]), by=officer)
    page = login(client, officer).get(reverse("directives:detail", args=[paper.pk]))

    receipt = receipt_of(paper, tree[0])
    assert (receipt.acknowledged_by, receipt.acknowledged_as) == (old, "")
    assert "Cán bộ cũ, Cán bộ lập báo cáo" in page.text


def test_living_predecessor_answers_for_itself(tree, clerk, paper, client):
    officer = member(reorganised(tree, "split"), Role.OFFICER)
    receipt = receipt_of(paper, tree[0])

    with pytest.raises(NotAllowed):
        acknowledge(receipt, by=officer)
    page = login(client, officer).get(reverse("directives:detail", args=[paper.pk]))
    pressed = client.post(reverse("directives:acknowledge", args=[paper.pk, receipt.pk]))

    receipt.refresh_from_db()
    assert (page.status_code, pressed.status_code) == (200, 404)
    assert "Xác nhận" not in page.text.partition("<main")[2].partition("<article")[0].replace("chưa xác nhận", "")
    assert (receipt.opened_at, receipt.acknowledged_at) == (None, None)


def test_unit_split_off_sees_nothing_that_came_after(tree, clerk, paper):
    officer = member(reorganised(tree, "split"), Role.OFFICER)
    later = make_published(
        tree.upper, by=clerk, issued_on=AFTER, number="20/CĐVC-TG", to_all=False, unit_ids=(tree[0].pk,)
    )

    assert seen_by(officer) == ["12/CĐVC-TG"]
    assert later.pk not in Directive.objects.visible_to(forget_hats(officer)).values_list("pk", flat=True)


def test_paper_delivered_to_an_ended_unit_after_its_end_goes_to_the_heir(tree, clerk):
    """Issued before the merger, published on the portal after it."""
    officer = make_member(tree[1], Role.OFFICER)
    act(plan_merge([tree[0]], into=tree[1], effective_on=DAY, decision=decision()))
    late = make_published(tree.upper, by=clerk, issued_on=BEFORE, to_all=False, unit_ids=(tree[0].pk,))

    run_due()

    assert seen_by(officer) == [late.number]
    assert Message.objects.get(user=officer).subject == "Văn bản mới: Công văn số 12/CĐVC-TG"
    assert acknowledge(receipt_of(late, tree[0]), by=forget_hats(officer)) is True


def test_inheritance_goes_through_generations(tree, clerk, paper):
    first = reorganised(tree, "consolidate")
    second = made_by(
        plan_consolidate(
            [first, tree[2]], new(tree, "Công đoàn Cuối"), effective_on=date(2026, 4, 15), decision=decision()
        )
    )[0]
    officer = member(second, Role.OFFICER)

    assert acknowledge(receipt_of(paper, tree[0]), by=officer) is True
    assert receipt_of(paper, tree[0]).acknowledged_as == "Công đoàn Cuối"


def test_sibling_inherits_nothing(tree, clerk):
    paper = make_published(tree.upper, by=clerk, to_all=False, unit_ids=(tree[0].pk,))
    sibling = make_member(tree[2], Role.OFFICER)
    reorganised(tree, "merge")

    assert seen_by(sibling) == []
    with pytest.raises(NotAllowed):
        acknowledge(receipt_of(paper, tree[0]), by=forget_hats(sibling))


def test_closed_role_in_the_heir_opens_nothing(tree, clerk, paper):
    heir = reorganised(tree, "consolidate")
    gone = member(heir, Role.OFFICER)
    gone.memberships.update(valid_to=date(2026, 5, 3))

    assert seen_by(gone) == []
    with pytest.raises(NotAllowed):
        acknowledge(receipt_of(paper, tree[0]), by=forget_hats(gone))


def test_viewer_of_the_heir_reads_and_opens_nothing(tree, clerk, paper, client):
    viewer = member(reorganised(tree, "consolidate"), Role.VIEWER)

    page = login(client, viewer).get(reverse("directives:detail", args=[paper.pk]))

    assert page.status_code == 200
    assert receipt_of(paper, tree[0]).opened_at is None


def test_recalled_paper_is_not_acknowledged_by_the_heir(tree, clerk, paper, client):
    officer = member(reorganised(tree, "consolidate"), Role.OFFICER)
    recall(paper, by=clerk, reason="Ghi nhầm ngày họp")

    answer = login(client, officer).post(
        reverse("directives:acknowledge", args=[paper.pk, receipt_of(paper, tree[0]).pk]), follow=True
    )

    assert "Văn bản đã được thu hồi, không cần xác nhận nữa." in answer.text
    assert receipt_of(paper, tree[0]).acknowledged_at is None


def test_first_page_and_list_ask_the_heir(tree, clerk, paper, client):
    officer = member(reorganised(tree, "consolidate"), Role.OFFICER)

    waiting = to_acknowledge(officer)
    page = login(client, officer).get(reverse("directives:list") + "?xac_nhan=don-vi-toi")

    assert [receipt.unit_name for receipt in waiting] == ["Công đoàn Cơ quan 1", "Công đoàn Cơ quan 2"]
    assert [directive.number for directive in page.context["page"]] == ["12/CĐVC-TG"]


def test_receipt_of_a_living_predecessor_is_not_asked_of_the_part(tree, clerk, paper, client):
    officer = member(reorganised(tree, "split"), Role.OFFICER)
    login(client, officer)

    page = client.get(reverse("directives:list") + "?xac_nhan=don-vi-toi")

    assert list(page.context["page"]) == []
    assert to_acknowledge(officer) == []


def test_receipt_holds_the_hash_of_what_was_received(tree, clerk, paper):
    receipt = receipt_of(paper, tree[0])

    assert (len(receipt.content_hash), receipt.content_hash) == (64, paper.content_hash)


def test_unit_without_past_costs_no_statement_more(tree, clerk, paper, django_assert_num_queries):
    officer = make_member(tree[2], Role.OFFICER)

    with django_assert_num_queries(2):
        list(Directive.objects.visible_to(officer))
