"""From the desk to the seal: every state, step and role; nobody approves alone; an edit voids what was approved."""

import re
from importlib import import_module
from itertools import product

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.urls import reverse

from directives import agenda
from directives.models import Directive, DirectiveFile, Frozen, SearchEntry
from directives.publishing import (
    STEPS,
    NotAllowed,
    NotPossible,
    Refused,
    StalePage,
    approve,
    possible_steps,
    publish,
    put_away,
    recall,
    save_draft,
    send_back,
    submit,
    take_up,
    twins,
    withdraw,
)
from portal.jobs import run_due
from portal.models import Event, Job, Membership, Message, Role, User
from portal.worktime import today
from tests.factories.directives import (
    approver_of,
    make_approved,
    make_content,
    make_draft,
    make_published,
    make_submitted,
)
from tests.factories.portal import forget_hats, grant, login, make_member, make_tree

pytestmark = pytest.mark.django_db

S = Directive.State


@pytest.fixture
def tree():
    return make_tree(3)


@pytest.fixture
def clerk(tree):
    return make_member(tree.upper, Role.CLERK, "Văn thư cấp trên")


@pytest.fixture
def chief(tree):
    return make_member(tree.upper, Role.HEAD, "Chủ tịch")


def in_state(state, tree, clerk) -> Directive:
    """A paper walked to the state by the real steps."""
    approver_of(tree.upper)
    if state == S.DRAFT:
        return make_draft(tree.upper, by=clerk)
    makers = {S.IN_REVIEW: make_submitted, S.APPROVED: make_approved}
    if state == S.PUT_AWAY:
        return put_away(make_draft(tree.upper, by=clerk), by=clerk, seen=0)
    made = makers.get(state, make_published)(tree.upper, by=clerk)
    return recall(made, by=clerk, reason="Ban hành nhầm") if state == S.RECALLED else made


# --- every state, step and role -------------------------------------------------------------

DEEDS = {
    "save": lambda paper, by: save_draft(paper, make_content(title="Sửa"), by=by, seen=paper.version),
    "put_away": lambda paper, by: put_away(paper, by=by, seen=paper.version),
    "take_up": lambda paper, by: take_up(paper, by=by, seen=paper.version),
    "submit": lambda paper, by: submit(paper, by=by, seen=paper.version),
    "withdraw": lambda paper, by: withdraw(paper, by=by, seen=paper.version),
    "approve": lambda paper, by: approve(paper, by=by, seen=paper.version),
    "return": lambda paper, by: send_back(paper, by=by, seen=paper.version, words="Nêu rõ thời hạn."),
    "publish": lambda paper, by: publish(paper, by=by, seen=paper.version),
    "recall": lambda paper, by: recall(paper, by=by, reason="Ban hành nhầm"),
}
DESK, LEADERS = (Role.CLERK, Role.ADMINISTRATOR), (Role.HEAD, Role.DEPARTMENT_HEAD)
# (state, step): the roles of the issuing unit that take it, and the state after it; everything else is refused.
ARROWS = {
    (S.DRAFT, "save"): (DESK, S.DRAFT),
    (S.DRAFT, "put_away"): (DESK, S.PUT_AWAY),
    (S.APPROVED, "put_away"): (DESK, S.PUT_AWAY),
    (S.PUT_AWAY, "take_up"): (DESK, S.DRAFT),
    (S.DRAFT, "submit"): (DESK, S.IN_REVIEW),
    (S.IN_REVIEW, "save"): (DESK, S.DRAFT),
    (S.IN_REVIEW, "withdraw"): (DESK, S.DRAFT),
    (S.IN_REVIEW, "approve"): (LEADERS, S.APPROVED),
    (S.IN_REVIEW, "return"): (LEADERS, S.DRAFT),
    (S.APPROVED, "save"): (DESK, S.DRAFT),
    (S.APPROVED, "return"): (LEADERS, S.DRAFT),
    (S.APPROVED, "publish"): (DESK, S.PUBLISHED),
    (S.PUBLISHED, "recall"): (DESK, S.RECALLED),
}
HOLDERS = {"approve": LEADERS, "return": LEADERS}
STATES = [state for state in S if state != S.SCHEDULED]


@pytest.mark.parametrize(("state", "step"), list(product(STATES, DEEDS)))
def test_step_from_state_by_every_role(tree, clerk, state, step):
    paper = in_state(state, tree, clerk)
    roles, target = ARROWS.get((state, step), ((), None))
    outcomes = {}

    for role in Role:
        with transaction.atomic():
            try:
                outcomes[role] = DEEDS[step](paper, make_member(tree.upper, role)).state
            except (NotAllowed, NotPossible) as refusal:
                outcomes[role] = type(refusal)
            transaction.set_rollback(True)

    refusal_of_holders = NotPossible if not roles else None
    holders = HOLDERS.get(step, DESK)
    assert outcomes == {role: (target or refusal_of_holders) if role in holders else NotAllowed for role in Role}


def test_table_holds_the_arrows_of_this_test_and_those_of_the_clock():
    of_the_hour = {"schedule", "unschedule", "give_up"}
    arrows = {(step.source, step.name): step.target for step in STEPS if step.name not in of_the_hour}

    in_table = {arrow: target for arrow, target in arrows.items() if arrow[0] != S.SCHEDULED}

    assert in_table == {arrow: target for arrow, (_, target) in ARROWS.items()}


@pytest.mark.parametrize(("place", "role"), list(product(("root", "child"), DESK + LEADERS)))
def test_roles_of_other_units_take_no_step(tree, clerk, place, role):
    paper = make_submitted(tree.upper, by=clerk)
    stranger = make_member(tree.root if place == "root" else tree[0], role)

    for deed in DEEDS.values():
        with pytest.raises(NotAllowed):
            deed(paper, stranger)

    assert possible_steps(paper, stranger) == {}


# --- nobody approves alone ------------------------------------------------------------------


def test_drafter_who_leads_does_not_approve_their_own_draft(tree, clerk, chief):
    grant(clerk, tree.upper, Role.DEPARTMENT_HEAD)
    both = forget_hats(clerk)
    paper = make_submitted(tree.upper, by=both)

    with pytest.raises(Refused):
        approve(paper, by=both, seen=paper.version)

    assert approve(paper, by=chief, seen=paper.version).approved_by == chief


def test_last_writer_does_not_approve_the_draft_of_another(tree, clerk, chief):
    grant(chief, tree.upper, Role.ADMINISTRATOR)
    chief = forget_hats(chief)
    draft = make_draft(tree.upper, by=clerk)
    saved = save_draft(draft, make_content(title="Lời của lãnh đạo"), by=chief, seen=0)
    approver_of(tree.upper)
    paper = submit(saved, by=clerk, seen=saved.version)

    with pytest.raises(Refused):
        approve(paper, by=chief, seen=paper.version)

    assert approve(paper, by=approver_of(tree.upper), seen=paper.version).state == S.APPROVED


def test_whoever_rewrote_it_in_between_does_not_approve_it(tree, clerk, chief):
    other = approver_of(tree.upper)
    grant(chief, tree.upper, Role.ADMINISTRATOR)
    chief = forget_hats(chief)
    draft = make_draft(tree.upper, by=clerk)
    between = save_draft(draft, make_content(title="Lời của lãnh đạo"), by=chief, seen=0)
    saved = save_draft(between, make_content(title="Lời của lãnh đạo, thêm dấu"), by=clerk, seen=between.version)
    paper = submit(saved, by=clerk, seen=saved.version)

    with pytest.raises(Refused):
        approve(paper, by=chief, seen=paper.version)

    assert agenda.to_approve(chief) == []
    assert agenda.to_approve(other) == [paper]
    assert approve(paper, by=other, seen=paper.version).approved_by == other


def test_drafts_of_before_get_the_writers_that_their_history_tells(tree, clerk, chief):
    grant(chief, tree.upper, Role.ADMINISTRATOR)
    chief = forget_hats(chief)
    draft = make_draft(tree.upper, by=clerk)
    between = save_draft(draft, make_content(title="Lời của lãnh đạo"), by=chief, seen=0)
    save_draft(between, make_content(title="Lời của văn thư"), by=clerk, seen=between.version)
    draft.writers.clear()

    import_module("directives.migrations.0019_drafts_get_their_writers").fill(apps, None)

    assert set(draft.writers.all()) == {clerk, chief}


def test_saving_without_a_change_makes_nobody_a_writer(tree, clerk, chief):
    grant(chief, tree.upper, Role.ADMINISTRATOR)
    chief = forget_hats(chief)
    draft = make_draft(tree.upper, by=clerk)
    saved = save_draft(draft, make_content(), by=chief, seen=0)
    paper = submit(saved, by=clerk, seen=saved.version)

    assert approve(paper, by=chief, seen=paper.version).approved_by == chief


def test_submitting_where_all_who_approve_have_written_is_refused(tree, clerk, chief):
    grant(chief, tree.upper, Role.ADMINISTRATOR)
    chief = forget_hats(chief)
    draft = make_draft(tree.upper, by=clerk)
    between = save_draft(draft, make_content(title="Lời của lãnh đạo"), by=chief, seen=0)
    saved = save_draft(between, make_content(title="Lời của văn thư"), by=clerk, seen=between.version)

    with pytest.raises(Refused) as refusal:
        submit(saved, by=clerk, seen=saved.version)

    assert "người đã soạn hoặc sửa dự thảo này" in str(refusal.value)


def test_submitting_where_nobody_else_approves_is_refused(tree, clerk):
    grant(clerk, tree.upper, Role.HEAD)
    draft = make_draft(tree.upper, by=forget_hats(clerk))

    with pytest.raises(Refused) as refusal:
        submit(draft, by=forget_hats(clerk), seen=0)

    assert "chưa có người nào khác giữ vai trò" in str(refusal.value)


def test_submitting_to_someone_whose_account_is_closed_is_refused(tree, clerk):
    closed = make_member(tree.upper, Role.HEAD)
    User.objects.filter(pk=closed.pk).update(is_active=False)
    draft = make_draft(tree.upper, by=clerk)

    with pytest.raises(Refused):
        submit(draft, by=clerk, seen=0)


@pytest.mark.parametrize("changes", [{"summary": ""}, {"to_all": False, "unit_ids": ()}])
def test_unfinished_draft_is_not_submitted(tree, clerk, chief, changes):
    draft = make_draft(tree.upper, by=clerk, **changes)

    with pytest.raises(Refused):
        submit(draft, by=clerk, seen=0)

    draft.refresh_from_db()
    assert (draft.state, draft.version) == (S.DRAFT, 0)


def test_number_and_day_may_come_after_the_approval(tree, clerk):
    paper = make_approved(tree.upper, by=clerk, number="", issued_on=None)

    published = publish(paper, by=clerk, seen=paper.version, number="15/CĐVC-TG")

    assert (published.number, published.number_key) == ("15/CĐVC-TG", "15/CĐVC-TG")
    assert published.content["header"]["number"] == "15/CĐVC-TG"


def test_returning_needs_words(tree, clerk, chief):
    paper = make_submitted(tree.upper, by=clerk)

    with pytest.raises(Refused):
        send_back(paper, by=chief, seen=paper.version, words="  \n ")

    paper.refresh_from_db()
    assert paper.state == S.IN_REVIEW


def test_approving_what_was_withdrawn_and_submitted_anew_is_stale(tree, clerk, chief):
    paper = make_submitted(tree.upper, by=clerk)
    back = withdraw(paper, by=clerk, seen=paper.version)
    submit(back, by=clerk, seen=back.version)

    with pytest.raises(StalePage):
        approve(paper, by=chief, seen=paper.version)


def test_two_presses_of_approve_are_one_approval(tree, clerk, chief):
    paper = make_submitted(tree.upper, by=clerk)
    approve(paper, by=chief, seen=paper.version)

    with pytest.raises(NotPossible):
        approve(paper, by=chief, seen=paper.version)

    assert Event.objects.about(paper).filter(kind="directive.approved").count() == 1


# --- what an approval covers ----------------------------------------------------------------


def test_edit_after_the_approval_voids_it(tree, clerk):
    paper = make_approved(tree.upper, by=clerk)

    saved = save_draft(paper, make_content(title="Lời văn khác"), by=clerk, seen=paper.version)

    assert (saved.state, saved.approved_at, saved.approved_by, saved.approved_hash) == (S.DRAFT, None, None, "")
    with pytest.raises(NotPossible):
        publish(saved, by=clerk, seen=saved.version)


@pytest.mark.parametrize("column", ["title", "summary", "signer_name", "content", "to_all"])
@pytest.mark.parametrize("state", [S.IN_REVIEW, S.APPROVED])
def test_words_before_an_approver_are_not_written_past_the_steps(tree, clerk, state, column):
    paper = in_state(state, tree, clerk)

    with pytest.raises(Frozen):
        Directive.objects.filter(pk=paper.pk).update(**{column: getattr(paper, column)})


@pytest.mark.parametrize("state", [S.IN_REVIEW, S.APPROVED])
def test_files_before_an_approver_stay(tree, clerk, state):
    paper = in_state(state, tree, clerk)

    for change in (
        lambda: DirectiveFile.objects.bulk_create([DirectiveFile(directive=paper)]),
        lambda: DirectiveFile(directive=paper).save(),
    ):
        with pytest.raises(Frozen):
            change()


def test_publish_compares_with_what_was_approved(tree, clerk):
    """Even if words got past every guard, the fingerprint of the approval refuses them."""
    paper = make_approved(tree.upper, by=clerk)
    with transaction.atomic():
        super(type(Directive.objects.all()), Directive.objects.filter(pk=paper.pk)).update(title="Lời văn lọt vào")

    with pytest.raises(Refused) as refusal:
        publish(paper, by=clerk, seen=paper.version)

    assert "Nội dung đã khác bản được duyệt" in str(refusal.value)


def test_database_refuses_half_an_approval(tree, clerk):
    paper = make_approved(tree.upper, by=clerk)

    for broken in ({"approved_by": None}, {"approved_hash": ""}, {"approved_at": None}, {"state": S.IN_REVIEW}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Directive.objects.filter(pk=paper.pk).update(**broken)


def test_approval_stays_on_the_published_paper(tree, clerk):
    published = make_published(tree.upper, by=clerk)

    with pytest.raises(Frozen):
        Directive.objects.filter(pk=published.pk).update(approved_by=clerk)

    assert published.approved_by == approver_of(tree.upper)


# --- who is told ----------------------------------------------------------------------------


def told(user) -> list[str]:
    return list(Message.objects.filter(user=user).order_by("pk").values_list("subject", flat=True))


def test_each_step_tells_those_whose_turn_it_is(tree, clerk, chief):
    other_clerk = make_member(tree.upper, Role.CLERK)
    paper = make_submitted(tree.upper, by=clerk)
    paper = send_back(paper, by=chief, seen=paper.version, words="Nêu rõ thời hạn.")
    paper = submit(paper, by=clerk, seen=paper.version)
    approve(paper, by=chief, seen=paper.version)

    run_due()

    name = "Công văn số 12/CĐVC-TG"
    assert told(chief) == [f"Chờ duyệt nội dung: {name}"] * 2
    assert told(clerk) == [f"Trả lại để sửa: {name}", f"Đã duyệt nội dung: {name}"]
    assert told(other_clerk) == [f"Đã duyệt nội dung: {name}"]


def test_paper_without_a_number_is_told_by_what_it_is_about(tree, clerk, chief, mailoutbox):
    make_submitted(tree.upper, by=clerk, number="", title="Tổ chức hội nghị tổng kết")

    run_due()

    assert told(chief) == ["Chờ duyệt nội dung: Công văn “Tổ chức hội nghị tổng kết”"]
    (letter,) = [one for one in mailoutbox if one.to == [chief.email]]
    assert letter.body.count("Tổ chức hội nghị tổng kết") == 1


def test_letter_of_a_return_carries_the_words_and_is_sent_once(tree, clerk, chief, mailoutbox):
    paper = make_submitted(tree.upper, by=clerk)
    send_back(paper, by=chief, seen=paper.version, words="Nêu rõ thời hạn.\n\nBỏ {mục} 3.")
    run_due()

    Job.objects.filter(kind="directive.notify").update(state=Job.State.WAITING)
    run_due()

    (letter,) = [letter for letter in mailoutbox if letter.to == [clerk.email]]
    assert "Chủ tịch trả lại Công văn số 12/CĐVC-TG để sửa. Ý kiến: Nêu rõ thời hạn.\n\nBỏ {mục} 3." in letter.body


def test_drafter_who_left_the_unit_is_told_of_its_drafts_no_more(tree, clerk, chief, mailoutbox):
    paper = make_submitted(tree.upper, by=clerk)
    send_back(paper, by=chief, seen=paper.version, words="Chuyện nội bộ.")
    Membership.objects.filter(user=clerk).update(valid_to=today())

    run_due()

    assert told(clerk) == []
    assert not [letter for letter in mailoutbox if letter.to == [clerk.email]]


# --- the pages ------------------------------------------------------------------------------


def press(client, paper, step, **more):
    return client.post(reverse("directives:step", args=[paper.pk]), {"buoc": step, "seen": paper.version} | more)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("state", [S.DRAFT, S.PUT_AWAY, S.IN_REVIEW, S.APPROVED])
def test_paper_in_the_house_is_seen_by_its_desk_and_once_submitted_by_approvers(tree, clerk, client, role, state):
    paper = in_state(state, tree, clerk)
    login(client, make_member(tree.upper, role))

    answer = client.get(reverse("directives:detail", args=[paper.pk]))

    sees = role in DESK or (role in LEADERS and state in (S.IN_REVIEW, S.APPROVED))
    assert answer.status_code == (200 if sees else 404)


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.VIEWER, Role.OFFICER, Role.CLERK, Role.ADMINISTRATOR])
def test_pressing_approve_without_the_role_is_not_found(tree, clerk, client, role):
    paper = make_submitted(tree.upper, by=clerk)
    login(client, make_member(tree.upper, role))

    assert press(client, paper, "approve").status_code == 404
    paper.refresh_from_db()
    assert paper.state == S.IN_REVIEW


@pytest.mark.parametrize("step", ["", "publish", "schedule", "recall", "save", "give_up", "xyz"])
def test_other_words_than_the_pages_buttons_are_not_found(tree, clerk, client, step):
    paper = make_approved(tree.upper, by=clerk)
    login(client, clerk)

    assert press(client, paper, step).status_code == 404


def test_own_draft_offers_no_approval_and_refuses_it(tree, clerk, chief, client):
    grant(clerk, tree.upper, Role.DEPARTMENT_HEAD)
    both = forget_hats(clerk)
    paper = make_submitted(tree.upper, by=both)
    login(client, both)

    page = client.get(reverse("directives:detail", args=[paper.pk])).text
    answer = press(client, paper, "approve")

    assert "nên không tự duyệt" in page
    assert 'value="approve"' not in page
    assert (answer.status_code, "không tự duyệt nội dung" in answer.text) == (422, True)


def test_return_without_words_keeps_the_page_and_says_where(tree, clerk, chief, client):
    paper = make_submitted(tree.upper, by=clerk)
    login(client, chief)

    answer = press(client, paper, "return", words=" ")

    paper.refresh_from_db()
    assert (answer.status_code, paper.state) == (422, S.IN_REVIEW)
    assert "Hãy ghi ý kiến để người soạn biết cần sửa gì." in answer.text


def test_stale_return_keeps_the_words(tree, clerk, chief, client):
    paper = make_submitted(tree.upper, by=clerk)
    back = withdraw(paper, by=clerk, seen=paper.version)
    submit(back, by=clerk, seen=back.version)
    login(client, chief)

    answer = press(client, paper, "return", words="Lời đã gõ của tôi")

    assert (answer.status_code, "Lời đã gõ của tôi" in answer.text) == (409, True)


def test_approver_of_a_paper_withdrawn_meanwhile_is_told_in_the_list(tree, clerk, chief, client):
    paper = make_submitted(tree.upper, by=clerk)
    login(client, chief)
    withdraw(paper, by=clerk, seen=paper.version)

    assert press(client, paper, "approve").status_code == 404


def test_approver_reads_approves_and_the_clerk_publishes(tree, clerk, chief, client):
    draft = make_draft(tree.upper, by=clerk)

    press(login(client, clerk), draft, "submit")
    draft.refresh_from_db()
    page = login(client, chief).get(reverse("directives:detail", args=[draft.pk])).text
    seen = re.search(r'name="buoc" value="approve"><input type="hidden" name="seen" value="(\d+)"', page)[1]
    client.post(reverse("directives:step", args=[draft.pk]), {"buoc": "approve", "seen": seen})
    draft.refresh_from_db()
    login(client, clerk).post(reverse("directives:publish", args=[draft.pk]), {"seen": draft.version})

    draft.refresh_from_db()
    assert (draft.state, draft.approved_by) == (S.PUBLISHED, chief)


def test_returned_draft_shows_the_words_to_its_writer(tree, clerk, chief, client):
    paper = make_submitted(tree.upper, by=clerk)

    answer = press(login(client, chief), paper, "return", words="Nêu rõ thời hạn.")
    page = login(client, clerk).get(reverse("directives:detail", args=[paper.pk])).text

    assert answer.headers["Location"] == reverse("directives:list")
    assert "ĐƯỢC TRẢ LẠI ĐỂ SỬA" in page
    assert "Nêu rõ thời hạn." in page


def test_publish_page_of_an_unapproved_draft_only_shows(tree, clerk, client):
    paper = make_submitted(tree.upper, by=clerk)
    login(client, clerk)

    shown = client.get(reverse("directives:publish", args=[paper.pk]))
    pressed = client.post(reverse("directives:publish", args=[paper.pk]), {"seen": paper.version}, follow=True)

    assert "trang này chỉ để xem trước" in shown.text
    assert "Ban hành, gửi" not in shown.text
    assert "đang ở bước “Chờ duyệt nội dung”" in pressed.text
    assert Job.objects.filter(kind="directive.deliver").count() == 0


@pytest.mark.parametrize(("state", "words"), [(S.IN_REVIEW, "đang chờ duyệt"), (S.APPROVED, "Nội dung đã được duyệt")])
def test_desk_warns_that_saving_takes_back(tree, clerk, client, state, words):
    paper = in_state(state, tree, clerk)
    login(client, clerk)

    assert words in client.get(reverse("directives:edit", args=[paper.pk])).text


# --- the first page -------------------------------------------------------------------------


def test_first_page_of_an_approver_lists_what_waits_and_not_their_own(tree, clerk, chief):
    waiting = make_submitted(tree.upper, by=clerk)
    grant(chief, tree.upper, Role.CLERK)
    chief = forget_hats(chief)
    make_submitted(tree.upper, by=chief, number="13/CĐVC-TG")
    make_approved(tree.upper, by=clerk, number="14/CĐVC-TG")

    assert agenda.to_approve(chief) == [waiting]
    assert agenda.to_approve(clerk) == []


def test_first_page_of_a_head_elsewhere_lists_nothing(tree, clerk):
    make_submitted(tree.upper, by=clerk)

    assert agenda.to_approve(make_member(tree[0], Role.HEAD)) == []


def test_first_page_of_a_clerk_counts_by_state_and_names_what_comes_next(tree, clerk, chief, client):
    returned = make_submitted(tree.upper, by=clerk, number="13/CĐVC-TG")
    send_back(returned, by=chief, seen=returned.version, words="Sửa lại.")
    approved = make_approved(tree.upper, by=clerk, number="14/CĐVC-TG")
    make_draft(tree.upper, by=clerk, number="15/CĐVC-TG")
    make_published(tree.upper, by=clerk, number="16/CĐVC-TG")

    desk = agenda.desk(clerk)
    page = login(client, clerk).get(reverse("home")).text

    assert (desk.inside[S.DRAFT], desk.inside[S.APPROVED], desk.drafts) == (2, 1, 3)
    assert (desk.returned, desk.next) == ([returned], [approved])
    assert "Chủ tịch trả lại để sửa" in page


def test_role_that_ended_approves_nothing_more(tree, clerk, chief):
    paper = make_submitted(tree.upper, by=clerk)
    Membership.objects.filter(user=chief).update(valid_to="2026-01-01")

    with pytest.raises(NotAllowed):
        approve(paper, by=forget_hats(chief), seen=paper.version)


# --- put away -------------------------------------------------------------------------------


def test_draft_put_away_leaves_lists_search_and_desk_and_comes_back(tree, clerk, client):
    paper = make_draft(tree.upper, by=clerk, title="Dự thảo soạn nhầm", number="77/CĐVC-TG")
    login(client, clerk)

    press(client, paper, "put_away")
    listed = client.get(reverse("directives:list")).context["page"].object_list
    chosen = client.get(reverse("directives:list"), {"trang_thai": "put_away"}).context["page"].object_list
    away = agenda.desk(clerk)
    found_away = SearchEntry.objects.filter(directive=paper).count()
    paper.refresh_from_db()
    press(client, paper, "take_up")

    assert (list(listed), list(chosen), away.drafts, found_away) == ([], [paper], 0, 0)
    paper.refresh_from_db()
    assert (paper.state, paper.title, agenda.desk(clerk).drafts) == (S.DRAFT, "Dự thảo soạn nhầm", 1)
    assert SearchEntry.objects.filter(directive=paper).exists()


def test_approval_ends_when_a_paper_is_put_away(tree, clerk):
    paper = in_state(S.APPROVED, tree, clerk)

    away = put_away(paper, by=clerk, seen=paper.version)
    back = take_up(away, by=clerk, seen=away.version)

    assert (back.state, back.approved_at, back.submitted_at, back.approved_hash) == (S.DRAFT, None, None, "")


def test_number_of_a_paper_put_away_is_nobodys_twin(tree, clerk):
    put_away(make_draft(tree.upper, by=clerk, number="77/CĐVC-TG"), by=clerk, seen=0)

    assert not twins(make_draft(tree.upper, by=clerk, number="77/CĐVC-TG")).exists()


def test_paper_put_away_is_not_edited_before_it_is_taken_up(tree, clerk, client):
    paper = in_state(S.PUT_AWAY, tree, clerk)
    login(client, clerk)

    answer = client.get(reverse("directives:edit", args=[paper.pk]), follow=True)

    assert "đã được bỏ; hãy lấy lại trước khi sửa" in answer.text
    assert "Lấy lại dự thảo" in answer.text


def test_second_press_on_putting_away_is_told(tree, clerk, client):
    paper = make_draft(tree.upper, by=clerk)
    login(client, clerk)

    answers = [press(client, paper, "put_away") for _ in range(2)]

    paper.refresh_from_db()
    assert ([one.status_code for one in answers], paper.state, paper.version) == ([302, 302], S.PUT_AWAY, 1)
