"""What a paper does to earlier ones: refused, carried out with its publication, shown both ways, told, as of a day."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from directives.models import Directive, DirectiveAct, Frozen
from directives.publishing import (
    CitationLine,
    Refused,
    acknowledge,
    delivery,
    is_intact,
    open_by,
    plan,
    publish,
    recall,
    telling,
)
from directives.publishing.chain import NO_ACT
from portal.jobs import run_due
from portal.models import Job, Membership, Message, Role
from portal.worktime import today
from tests.factories.directives import ISSUED_ON, make_approved, make_draft, make_published, receipt_of
from tests.factories.portal import login, make_member, make_tree

pytestmark = pytest.mark.django_db

LATER = date(2026, 5, 4)
KINDS = ("replaces", "amends", "corrects", "recalls")


@pytest.fixture
def tree():
    return make_tree(3)


@pytest.fixture
def clerk(tree):
    return make_member(tree.upper, Role.CLERK, "Văn thư cấp trên")


@pytest.fixture
def old(tree, clerk):
    return make_published(tree.upper, by=clerk, number="5/CĐVC-TG")


def cites(target, kind) -> tuple:
    return (CitationLine(target.type_name, target.number, target.issued_on, target.issuer_name, relation=kind),)


def acting(tree, clerk, target, kind, make=make_published, **changes) -> Directive:
    values = {"number": "6/CĐVC-TG", "issued_on": LATER, "citations": cites(target, kind)}
    return make(tree.upper, by=clerk, **(values | changes))


def page_of(paper):
    return reverse("directives:detail", args=[paper.pk])


# --- refused --------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_acting_before_the_target_was_issued_is_refused(tree, clerk, old, kind):
    draft = acting(tree, clerk, old, kind, make_draft, issued_on=ISSUED_ON - timedelta(days=1))

    (problem,) = plan(draft).problems
    assert "sau ngày ban hành văn bản này" in problem


@pytest.mark.parametrize("kind", ["amends", "corrects", "recalls"])
def test_recalled_target_is_neither_mended_nor_recalled_again(tree, clerk, old, kind):
    paper = acting(tree, clerk, old, kind, make_approved)
    recall(old, by=clerk, reason="Ban hành nhầm")

    with pytest.raises(Refused):
        publish(paper, by=clerk, seen=paper.version)

    paper.refresh_from_db()
    assert (paper.state, DirectiveAct.objects.filter(acting=paper).count()) == ("approved", 0)


@pytest.mark.parametrize("kind", ["amends", "corrects"])
def test_replaced_target_is_not_mended(tree, clerk, old, kind):
    acting(tree, clerk, old, "replaces")

    assert len(plan(acting(tree, clerk, old, kind, make_draft, number="7/CĐVC-TG")).problems) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_paper_of_another_issuer_is_only_cited(tree, clerk, kind):
    foreign = make_published(tree.root, by=make_member(tree.root, Role.CLERK), number="880/TLĐ")
    paper = acting(tree, clerk, foreign, kind)

    foreign.refresh_from_db()
    assert (foreign.state, DirectiveAct.objects.count()) == ("published", 0)
    assert paper.citations.get().cited == foreign


def test_paper_that_is_not_in_the_portal_is_only_cited_and_the_preview_says_so(tree, clerk):
    line = CitationLine("Công văn", "1/CĐVC", date(2010, 1, 1), relation="replaces")
    draft = make_draft(tree.upper, by=clerk, citations=(line,))

    (planned,) = plan(draft).acts
    assert (planned.target, planned.note) == (None, NO_ACT)


def test_preview_does_not_tell_whether_another_unit_has_a_paper_of_that_number(tree, clerk):
    make_published(
        tree.root, by=make_member(tree.root, Role.CLERK), number="880/TLĐ", to_all=False, unit_ids=(tree.upper.pk,)
    )
    lines = [
        CitationLine("Công văn", number, date(2026, 3, 20), relation="replaces") for number in ("880/TLĐ", "881/TLĐ")
    ]
    draft = make_draft(tree.upper, by=clerk, citations=tuple(lines))

    known, unknown = plan(draft).acts
    assert (known.target, known.note) == (unknown.target, unknown.note)


def test_paper_of_another_unit_under_the_same_number_takes_no_act_away(tree, clerk, old):
    make_published(tree.root, by=make_member(tree.root, Role.CLERK), number=old.number, issued_on=old.issued_on)

    paper = acting(tree, clerk, old, "replaces")

    assert DirectiveAct.objects.get().target == old
    assert paper.citations.get().cited == old


def test_form_of_the_acting_paper_is_warned_of(tree, clerk, old):
    replaced = plan(acting(tree, clerk, old, "replaces", make_draft, type_name="Thông báo"))
    corrected = plan(acting(tree, clerk, old, "corrects", make_draft, type_name="Thông báo"))
    equal = plan(acting(tree, clerk, old, "replaces", make_draft))

    assert [len(one.warnings) for one in (replaced, corrected, equal)] == [1, 1, 0]
    assert replaced.problems == []


def test_recall_names_only_a_paper_of_the_same_issuer_that_came_later(tree, clerk, old):
    foreign = make_published(tree.root, by=make_member(tree.root, Role.CLERK), number="880/TLĐ", issued_on=LATER)
    earlier = make_published(tree.upper, by=clerk, number="4/CĐVC-TG", issued_on=date(2026, 1, 5))
    draft = make_draft(tree.upper, by=clerk, number="8/CĐVC-TG", issued_on=LATER)

    for document in (foreign, earlier, draft, old):
        with pytest.raises(Refused):
            recall(old, by=clerk, reason="Sai thể thức", document=document)

    old.refresh_from_db()
    assert old.state == "published"


def test_acts_are_never_changed_taken_out_or_written_past_the_door(tree, clerk, old):
    acting(tree, clerk, old, "replaces")
    act = DirectiveAct.objects.get()

    for change in (
        act.save,
        act.delete,
        DirectiveAct.objects.all().delete,
        lambda: DirectiveAct.objects.update(effective_on=LATER),
        lambda: DirectiveAct.objects.bulk_create([DirectiveAct(target=old, kind="recalls")]),
    ):
        with pytest.raises(Frozen):
            change()


def test_database_refuses_a_replacement_without_its_paper_and_a_second_recall(tree, clerk, old):
    recall(old, by=clerk, reason="Ban hành nhầm")
    made = {"target": old, "effective_on": LATER, "made_at": old.published_at, "made_by": clerk}

    for kind in ("replaces", "recalls"):
        with pytest.raises(IntegrityError), transaction.atomic():
            DirectiveAct.objects.write([DirectiveAct(kind=kind, **made)])


# --- carried out ----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_publishing_carries_the_act_out_once(tree, clerk, old, kind):
    paper = acting(tree, clerk, old, kind, citations=cites(old, kind) * 2)

    act = DirectiveAct.objects.get()
    old.refresh_from_db()
    assert (act.target, act.acting, act.kind, act.effective_on, act.made_by) == (old, paper, kind, LATER, clerk)
    assert old.state == ("recalled" if kind == "recalls" else "published")
    assert is_intact(old)


def test_recalling_paper_gives_the_reason(tree, clerk, old):
    acting(tree, clerk, old, "recalls")

    old.refresh_from_db()
    assert (old.recall_reason, old.recalled_by) == ("Thu hồi theo Công văn số 6/CĐVC-TG ngày 04/05/2026.", clerk)


def test_recall_by_hand_may_name_its_paper(tree, clerk, old):
    document = make_published(tree.upper, by=clerk, number="6/CĐVC-TG", issued_on=LATER)

    recall(old, by=clerk, reason="Sai thể thức", document=document)

    act = DirectiveAct.objects.get()
    assert (act.acting, act.kind, act.effective_on) == (document, "recalls", today())


def test_paper_that_arrives_later_is_already_replaced(tree, clerk):
    line = CitationLine("Kế hoạch", "7/KH-CĐVC", ISSUED_ON, relation="replaces")
    newer = make_published(tree.upper, by=clerk, issued_on=LATER, citations=(line,))

    arrived = make_published(tree.upper, by=clerk, type_name="Kế hoạch", number="7/KH-CĐVC")

    act = DirectiveAct.objects.get()
    assert (act.target, act.acting, act.effective_on) == (arrived, newer, LATER)


# --- in force as of a day -------------------------------------------------------------------


def in_force(day) -> set[str]:
    return set(Directive.objects.in_force_on(day).values_list("number", flat=True))


def test_in_force_is_computed_as_of_a_day(tree, clerk, old):
    make_draft(tree.upper, by=clerk, number="99/CĐVC-TG")
    acting(tree, clerk, old, "replaces")

    assert in_force(ISSUED_ON - timedelta(days=1)) == set()
    assert in_force(LATER - timedelta(days=1)) == {"5/CĐVC-TG"}
    assert in_force(LATER) == {"6/CĐVC-TG"}
    assert list(Directive.objects.ended_on(LATER)) == [old]


@pytest.mark.parametrize("kind", ["amends", "corrects"])
def test_mended_paper_stays_in_force(tree, clerk, old, kind):
    acting(tree, clerk, old, kind)

    assert in_force(LATER) == {"5/CĐVC-TG", "6/CĐVC-TG"}


def test_recalled_paper_was_in_force_until_the_recall(tree, clerk, old):
    recall(old, by=clerk, reason="Ban hành nhầm")

    assert (in_force(today() - timedelta(days=1)), in_force(today())) == ({"5/CĐVC-TG"}, set())


def test_replaced_paper_does_not_come_back_when_the_new_one_is_recalled(tree, clerk, old):
    newer = acting(tree, clerk, old, "replaces")
    recall(newer, by=clerk, reason="Ban hành nhầm")

    assert in_force(today()) == set()


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("?hieu_luc=con", ["6/CĐVC-TG"]),
        ("?hieu_luc=het", ["5/CĐVC-TG"]),
        ("?vao_ngay=03/05/2026", ["5/CĐVC-TG"]),
        ("?hieu_luc=con&vao_ngay=04/05/2026", ["6/CĐVC-TG"]),
        ("?hieu_luc=het&vao_ngay=03/05/2026", []),
        ("?vao_ngay=31/02/2026", ["6/CĐVC-TG", "5/CĐVC-TG"]),
        ("?hieu_luc=bay-ba", ["6/CĐVC-TG", "5/CĐVC-TG"]),
    ],
)
def test_list_is_narrowed_to_what_was_in_force_on_a_day(tree, clerk, old, client, query, numbers):
    acting(tree, clerk, old, "replaces")
    login(client, clerk)

    answer = client.get(reverse("directives:list") + query)

    assert [row.number for row in answer.context["page"]] == numbers


def test_day_that_does_not_exist_is_told_at_its_box(tree, clerk, client):
    login(client, clerk)

    page = client.get(reverse("directives:list"), {"vao_ngay": "31/02/2026"}).text

    assert 'id="id_vao_ngay_error"' in page
    assert "Hãy ghi ngày có thật theo dạng ngày/tháng/năm" in page


# --- shown and told -------------------------------------------------------------------------


def test_chain_is_shown_on_both_papers(tree, clerk, old, client):
    newer = acting(tree, clerk, old, "replaces")
    login(client, make_member(tree[0], Role.OFFICER))

    on_old, on_new = client.get(page_of(old)).text, client.get(page_of(newer)).text

    assert "HẾT HIỆU LỰC từ ngày 04/05/2026" in on_old
    assert f'<span class="caps">Được thay thế bằng</span> <a href="{page_of(newer)}">' in on_old
    assert f'<span class="caps">Thay thế</span> <a href="{page_of(old)}">' in on_new


def test_reader_of_the_old_paper_reads_the_new_one_that_went_elsewhere(tree, clerk, client):
    old = make_published(tree.upper, by=clerk, number="5/CĐVC-TG", to_all=False, unit_ids=(tree[0].pk,))
    newer = acting(tree, clerk, old, "replaces", to_all=False, unit_ids=(tree[1].pk,))
    has_old, has_new, neither = (make_member(unit, Role.OFFICER) for unit in tree.units)

    seen = {
        (name, paper.number): login(client, user).get(page_of(paper)).status_code
        for name, user in (("old", has_old), ("new", has_new), ("neither", neither))
        for paper in (old, newer)
    }

    assert seen == {
        ("old", "5/CĐVC-TG"): 200,
        ("old", "6/CĐVC-TG"): 200,
        ("new", "5/CĐVC-TG"): 404,
        ("new", "6/CĐVC-TG"): 200,
        ("neither", "5/CĐVC-TG"): 404,
        ("neither", "6/CĐVC-TG"): 404,
    }


def test_old_paper_is_named_without_a_link_to_whoever_may_not_open_it(tree, clerk, client):
    old = make_published(tree.upper, by=clerk, number="5/CĐVC-TG", to_all=False, unit_ids=(tree[0].pk,))
    newer = acting(tree, clerk, old, "amends", to_all=False, unit_ids=(tree[1].pk,))
    login(client, make_member(tree[1], Role.OFFICER))

    page = client.get(page_of(newer)).text

    assert page_of(old) not in page
    assert "Công văn số 5/CĐVC-TG" in page


def letters_to(user, mailoutbox) -> list[str]:
    return [letter.subject for letter in mailoutbox if letter.to == [user.email]]


@pytest.mark.parametrize(
    ("kind", "subject"),
    [("replaces", "Thay thế văn bản"), ("amends", "Sửa đổi, bổ sung văn bản"), ("corrects", "Đính chính văn bản")],
)
def test_everyone_who_received_or_opened_the_old_one_is_told_once(tree, clerk, mailoutbox, kind, subject):
    old = make_published(tree.upper, by=clerk, number="5/CĐVC-TG", to_all=False, unit_ids=(tree[0].pk, tree[1].pk))
    unopened, both = make_member(tree[0], Role.OFFICER), make_member(tree[1], Role.HEAD)
    opener, gone = make_member(tree[0], Role.CLERK), make_member(tree[1], Role.OFFICER)
    open_by(receipt_of(old, tree[0]), opener)
    acknowledge(receipt_of(old, tree[1]), by=gone)
    Membership.objects.filter(user=opener).update(role=Role.VIEWER)
    Membership.objects.filter(user=gone).update(valid_to="2026-01-01")
    run_due()
    mailoutbox.clear()

    newer = acting(tree, clerk, old, kind, to_all=False, unit_ids=(tree[1].pk, tree[2].pk))
    run_due()
    Job.objects.filter(kind="directive.tell_act").update(state=Job.State.WAITING)
    run_due()

    assert letters_to(unopened, mailoutbox) == [f"{subject}: Công văn số 5/CĐVC-TG"]
    assert letters_to(opener, mailoutbox) == [f"{subject}: Công văn số 5/CĐVC-TG"]
    assert letters_to(both, mailoutbox) == ["Văn bản mới: Công văn số 6/CĐVC-TG"]
    assert letters_to(gone, mailoutbox) == []
    (of_both,) = [letter for letter in mailoutbox if letter.to == [both.email]]
    assert f"{DirectiveAct.Kind(kind).label}: Công văn số 5/CĐVC-TG ngày 02/03/2026" in of_both.body
    assert Message.objects.filter(user=unopened, url=page_of(newer)).count() == 1


def test_readers_of_the_old_one_are_told_part_by_part(tree, clerk, monkeypatch):
    for unit in (tree[0], tree[1], tree[2]):
        make_member(unit, Role.OFFICER)
    old = make_published(tree.upper, by=clerk, number="5/CĐVC-TG")
    opener = make_member(tree[0], Role.CLERK)
    open_by(receipt_of(old, tree[0]), opener)
    Membership.objects.filter(user=opener).update(role=Role.VIEWER)
    acting(tree, clerk, old, "amends", to_all=False, unit_ids=(tree[2].pk,))
    parts = []
    monkeypatch.setattr(delivery, "BATCH", 2)
    monkeypatch.setattr(telling, "queue_mails", lambda letters, by: parts.append(len(letters)))

    run_due()

    assert parts == [2, 1]


def test_recalling_paper_tells_the_readers_of_the_old_one(tree, clerk, old, mailoutbox):
    officer = make_member(tree[0], Role.OFFICER)
    acting(tree, clerk, old, "recalls")

    run_due()

    assert "Thu hồi văn bản: Công văn số 5/CĐVC-TG" in letters_to(officer, mailoutbox)


def test_draft_page_says_what_publishing_will_do(tree, clerk, old, client):
    draft = acting(tree, clerk, old, "replaces", make_draft)
    login(client, clerk)

    page = client.get(page_of(draft)).text

    assert "Khi ban hành, văn bản này:" in page
    assert f'Thay thế <a href="{page_of(old)}">' in page


def test_recall_page_offers_the_issuers_later_papers(tree, clerk, old, client):
    document = make_published(tree.upper, by=clerk, number="6/CĐVC-TG", issued_on=LATER)
    login(client, clerk)

    sent = {"reason": "Sai thể thức, đã có công văn", "document": document.pk}
    client.post(reverse("directives:recall", args=[old.pk]), sent)
    page = client.get(page_of(old)).text

    assert "Bị thu hồi theo" in page
    assert DirectiveAct.objects.get().acting == document


def test_recall_page_refuses_a_foreign_document(tree, clerk, old, client):
    foreign = make_published(tree.root, by=make_member(tree.root, Role.CLERK), number="880/TLĐ", issued_on=LATER)
    login(client, clerk)

    sent = {"reason": "Sai thể thức, đã có công văn", "document": foreign.pk}
    client.post(reverse("directives:recall", args=[old.pk]), sent)

    old.refresh_from_db()
    assert old.state == "published"


# --- begun from the page of the paper ---------------------------------------------------------


def start_of(client, paper, kind) -> dict:
    page = client.get(reverse("directives:create"), {"don_vi": paper.issuer_id, "ve": paper.pk, "viec": kind})
    desk = page.context["desk"]
    return desk.form.initial | {"tasks": desk.tasks.initial, "citations": desk.citations.initial}


@pytest.mark.parametrize("kind", ["replaces", "amends", "corrects"])
def test_page_leads_to_a_draft_that_does_it(tree, clerk, old, client, kind):
    login(client, clerk)

    page = client.get(page_of(old)).text
    start = start_of(client, old, kind)

    address = f"{reverse('directives:create')}?don_vi={old.issuer_id}&amp;ve={old.pk}&amp;viec={kind}"
    assert address in page
    cited = start["citations"][0]
    assert (cited["relation"], cited["number"], cited["issued_on"]) == (kind, old.number, old.issued_on)
    assert (start["number"], start["issued_on"], start["to"]) == ("", None, "tat_ca")


def test_replacing_begins_with_the_old_words_and_correcting_with_none(tree, clerk, client):
    plan_paper = make_published(tree.upper, by=clerk, number="5/KH-CĐVC", type_name="Kế hoạch")
    login(client, clerk)

    anew, amended, corrected = (start_of(client, plan_paper, kind) for kind in ("replaces", "amends", "corrects"))

    assert (anew["type_name"], anew["title"]) == ("Kế hoạch", plan_paper.title)
    assert [task["text"] for task in anew["tasks"]] == [task.text for task in plan_paper.tasks.all()]
    assert (amended["type_name"], amended["tasks"]) == ("Kế hoạch", [])
    assert (corrected["type_name"], corrected["tasks"]) == ("Công văn", [])
    assert corrected["title"] == f"Đính chính Kế hoạch số 5/KH-CĐVC: {plan_paper.title}"


def test_chosen_recipients_are_those_of_the_old_paper(tree, clerk, client):
    some = make_published(tree.upper, by=clerk, to_all=False, unit_ids=(tree.units[0].pk, tree.units[2].pk))
    login(client, clerk)

    start = start_of(client, some, "amends")

    assert (start["to"], sorted(start["units"])) == ("chon", sorted([tree.units[0].pk, tree.units[2].pk]))


def test_paper_that_ended_or_is_another_issuers_begins_nothing(tree, clerk, old, client):
    acting(tree, clerk, old, "replaces")
    foreign = make_published(tree.root, by=make_member(tree.root, Role.CLERK), number="880/TLĐ")
    login(client, clerk)

    page = client.get(page_of(old)).text
    sent = {"don_vi": old.issuer_id, "ve": foreign.pk, "viec": "replaces"}
    refused = client.get(reverse("directives:create"), sent)

    assert "Soạn văn bản thay thế" not in page
    assert refused.status_code == 404
