"""Publishing at a chosen hour: refused, taken back, missed with a reason, done once and in the name of who chose it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from directives.models import Directive, Recipient
from directives.publishing import (
    NotAllowed,
    NotPossible,
    PolicyContent,
    Refused,
    StalePage,
    approve,
    post_due,
    publish,
    recall,
    save_draft,
    save_policy,
    schedule,
    send_back,
    submit,
    unschedule,
    withdraw,
)
from directives.tasks import publish_due
from portal import clock
from portal.jobs import run_due
from portal.models import Event, Job, Membership, Message, Role, User
from portal.reorganisation import plan_end
from portal.worktime import local_day, today
from tests.factories.directives import approver_of, make_approved, make_content, make_draft, make_published
from tests.factories.portal import act, decision, forget_hats, login, make_member, make_tree

pytestmark = pytest.mark.django_db

S = Directive.State


@pytest.fixture
def tree():
    return make_tree(2)


@pytest.fixture
def clerk(tree):
    return make_member(tree.upper, Role.CLERK, "Văn thư cấp trên")


def ahead(**span) -> datetime:
    return timezone.now() + timedelta(**(span or {"hours": 1}))


def make_scheduled(tree, clerk, **changes) -> Directive:
    """A paper whose hour was chosen two hours ago for one hour ago."""
    paper = make_approved(tree.upper, by=clerk, **changes)
    with clock.told_as(ahead(hours=-2)):
        return schedule(paper, by=clerk, seen=paper.version, at=ahead(hours=-1))


def tick() -> None:
    publish_due()
    run_due()


# --- refused --------------------------------------------------------------------------------


@pytest.mark.parametrize("at", [ahead(minutes=-1), ahead(days=400)])
def test_hour_that_is_over_or_far_away_is_refused(tree, clerk, at):
    paper = make_approved(tree.upper, by=clerk)

    with pytest.raises(Refused):
        schedule(paper, by=clerk, seen=paper.version, at=at)


def test_hour_before_the_day_of_issue_is_refused(tree, clerk):
    paper = make_approved(tree.upper, by=clerk, issued_on=today() + timedelta(days=3))

    with pytest.raises(Refused):
        schedule(paper, by=clerk, seen=paper.version, at=ahead(hours=1))

    assert schedule(paper, by=clerk, seen=paper.version, at=ahead(days=4)).state == S.SCHEDULED


def test_hour_for_a_paper_without_a_number_is_refused(tree, clerk):
    paper = make_approved(tree.upper, by=clerk, number="")

    with pytest.raises(Refused):
        schedule(paper, by=clerk, seen=paper.version, at=ahead())


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.CLERK, Role.ADMINISTRATOR)])
def test_others_than_the_desk_choose_and_free_no_hour(tree, clerk, role):
    other = make_member(tree.upper, role)
    paper = make_approved(tree.upper, by=clerk)
    waiting = make_scheduled(tree, clerk, number="13/CĐVC-TG")

    for step in (
        lambda: schedule(paper, by=other, seen=paper.version, at=ahead()),
        lambda: unschedule(waiting, by=other, seen=waiting.version),
    ):
        with pytest.raises(NotAllowed):
            step()


def test_hour_is_chosen_only_for_what_is_approved(tree, clerk):
    for made in (make_draft, make_published):
        paper = made(tree.upper, by=clerk, number=f"{made.__name__}-1/A")
        with pytest.raises(NotPossible):
            schedule(paper, by=clerk, seen=paper.version, at=ahead())


DEEDS = {
    "save": lambda paper, clerk, chief: save_draft(paper, make_content(), by=clerk, seen=paper.version),
    "submit": lambda paper, clerk, chief: submit(paper, by=clerk, seen=paper.version),
    "withdraw": lambda paper, clerk, chief: withdraw(paper, by=clerk, seen=paper.version),
    "approve": lambda paper, clerk, chief: approve(paper, by=chief, seen=paper.version),
    "recall": lambda paper, clerk, chief: recall(paper, by=clerk, reason="Ban hành nhầm"),
    "schedule": lambda paper, clerk, chief: schedule(paper, by=clerk, seen=paper.version, at=ahead()),
}


@pytest.mark.parametrize("step", DEEDS)
def test_waiting_paper_takes_no_other_step(tree, clerk, step):
    paper = make_scheduled(tree, clerk)

    with pytest.raises(NotPossible):
        DEEDS[step](paper, clerk, approver_of(tree.upper))

    paper.refresh_from_db()
    assert paper.state == S.SCHEDULED


def test_waiting_paper_is_not_published_by_hand_before_its_hour(tree, clerk):
    paper = make_approved(tree.upper, by=clerk)
    waiting = schedule(paper, by=clerk, seen=paper.version, at=ahead())

    with pytest.raises(Refused) as refusal:
        publish(waiting, by=clerk, seen=waiting.version)

    assert "hãy bỏ hẹn giờ trước" in str(refusal.value)


def test_hour_chosen_on_a_stale_page_is_refused(tree, clerk):
    paper = make_approved(tree.upper, by=clerk)
    waiting = schedule(paper, by=clerk, seen=paper.version, at=ahead())
    unschedule(waiting, by=clerk, seen=waiting.version)

    with pytest.raises(StalePage):
        schedule(paper, by=clerk, seen=paper.version, at=ahead())


def test_database_holds_hour_and_state_together(tree, clerk):
    paper = make_approved(tree.upper, by=clerk)

    for broken in ({"publish_at": ahead()}, {"scheduled_by": clerk}, {"state": S.SCHEDULED}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Directive.objects.filter(pk=paper.pk).update(**broken)


# --- missed ---------------------------------------------------------------------------------


def missed(paper) -> str:
    paper.refresh_from_db()
    assert (paper.state, paper.publish_at, paper.scheduled_by) == (S.APPROVED, None, None)
    return paper.missed_words


def test_missed_hour_says_why_and_tells_the_clerk(tree, clerk, mailoutbox):
    paper = make_scheduled(tree, clerk, to_all=False, unit_ids=(tree[0].pk, tree[1].pk))
    act(plan_end([tree[1]], effective_on=paper.issued_on, decision=decision()))

    tick()

    words = missed(paper)
    assert "Công đoàn Cơ quan 2 không là công đoàn trực thuộc" in words
    (letter,) = [one for one in mailoutbox if "Chưa ban hành được vào giờ hẹn" in one.subject]
    assert (letter.to, words in letter.body) == ([clerk.email], True)
    assert Job.objects.get(kind="directive.publish").state == Job.State.DONE


def test_hour_of_someone_who_left_is_missed(tree, clerk):
    other = make_member(tree.upper, Role.CLERK)
    paper = make_scheduled(tree, clerk)
    Membership.objects.filter(user=clerk).update(valid_to="2026-01-01")

    tick()

    assert "không còn vai trò" in missed(paper)
    assert Message.objects.filter(user=other, subject__startswith="Chưa ban hành được").count() == 1


def test_hour_of_a_closed_account_is_missed(tree, clerk):
    paper = make_scheduled(tree, clerk)
    User.objects.filter(pk=clerk.pk).update(is_active=False)

    tick()

    assert "không còn vai trò" in missed(paper)


def test_words_that_got_past_the_guard_miss_the_hour(tree, clerk):
    paper = make_scheduled(tree, clerk)
    super(type(Directive.objects.all()), Directive.objects.filter(pk=paper.pk)).update(title="Lời văn lọt vào")

    tick()

    assert "Nội dung đã khác bản được duyệt" in missed(paper)


def test_fault_of_the_portal_is_tried_again_and_then_told(tree, clerk, monkeypatch):
    paper = make_scheduled(tree, clerk)

    def broken(*args, **options):
        raise OSError("đĩa hỏng")

    monkeypatch.setattr("directives.publishing.scheduling.publish", broken)
    tick()
    first = Job.objects.get(kind="directive.publish")
    for _ in range(5):
        Job.objects.filter(pk=first.pk, state=Job.State.WAITING).update(run_after=timezone.now())
        run_due()

    first.refresh_from_db()
    assert first.state == Job.State.FAILED
    assert "lỗi kỹ thuật" in missed(paper)


def test_returned_paper_is_not_published_at_its_old_hour(tree, clerk):
    paper = make_scheduled(tree, clerk)
    post_due()
    send_back(paper, by=approver_of(tree.upper), seen=paper.version, words="Còn phải sửa.")

    run_due()

    paper.refresh_from_db()
    assert (paper.state, paper.publish_at, Recipient.objects.count()) == (S.DRAFT, None, 0)


def test_hour_taken_back_publishes_nothing(tree, clerk):
    paper = make_scheduled(tree, clerk)
    post_due()
    unschedule(paper, by=clerk, seen=paper.version)

    tick()

    paper.refresh_from_db()
    assert (paper.state, Recipient.objects.count()) == (S.APPROVED, 0)


# --- done -----------------------------------------------------------------------------------


def test_hour_that_has_not_come_waits(tree, clerk):
    paper = make_approved(tree.upper, by=clerk)
    schedule(paper, by=clerk, seen=paper.version, at=ahead())

    tick()

    paper.refresh_from_db()
    assert (paper.state, Job.objects.filter(kind="directive.publish").count()) == (S.SCHEDULED, 0)


def test_ticks_publish_once_in_the_name_of_who_chose(tree, clerk):
    paper = make_scheduled(tree, clerk)

    tick()
    tick()
    Job.objects.filter(kind="directive.publish").update(state=Job.State.WAITING)
    run_due()

    paper.refresh_from_db()
    assert (paper.state, paper.published_by, paper.publish_at) == (S.PUBLISHED, clerk, None)
    assert Event.objects.about(paper).filter(kind="directive.published").count() == 1
    assert Job.objects.filter(kind="directive.deliver").count() == 1


def test_number_and_day_are_given_at_the_hour(tree, clerk):
    save_policy(tree.upper, PolicyContent(today().year, "by_type", {"Công văn": "{serial:02}/CĐVC"}), by=clerk, seen=0)
    paper = make_approved(tree.upper, by=clerk, number="", issued_on=None)
    with clock.told_as(ahead(hours=-2)):
        waiting = schedule(paper, by=clerk, seen=paper.version, at=ahead(hours=-1), number="")

    assert waiting.number == ""
    tick()

    paper.refresh_from_db()
    assert (paper.number, paper.issued_on) == ("01/CĐVC", local_day(timezone.now()))


# --- the pages ------------------------------------------------------------------------------


def posted(paper, **changes) -> dict:
    day = timezone.now() + timedelta(days=2)
    return {
        "viec": "hen",
        "seen": paper.version,
        "so": "12/CĐVC-TG",
        "ngay": "",
        "ngay_hen": f"{day:%d/%m/%Y}",
        "gio_hen": "08:00",
    } | changes


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"gio_hen": "25:00"}, 422),
        ({"gio_hen": ""}, 422),
        ({"ngay_hen": ""}, 422),
        ({"ngay_hen": "31/02/2027"}, 422),
        ({"ngay_hen": "01/01/2020"}, 422),
        ({"seen": "77"}, 409),
        ({"so": ""}, 409),
    ],
)
def test_page_refuses_a_wrong_hour(tree, clerk, client, changes, status):
    paper = make_approved(tree.upper, by=clerk)
    login(client, clerk)

    answer = client.post(reverse("directives:publish", args=[paper.pk]), posted(paper, **changes))

    paper.refresh_from_db()
    assert (answer.status_code, paper.state) == (status, S.APPROVED)


def test_hour_that_passed_is_told_at_its_box_which_keeps_it(tree, clerk, client):
    paper = make_approved(tree.upper, by=clerk)
    login(client, clerk)

    answer = client.post(reverse("directives:publish", args=[paper.pk]), posted(paper, ngay_hen="01/01/2020"))

    assert answer.context["hour"].errors == {"gio_hen": ["Giờ này đã qua; hãy hẹn một giờ ở sau thời điểm hiện tại."]}
    assert 'name="gio_hen" value="08:00"' in answer.text
    assert 'type="time"' not in answer.text


def test_hour_is_chosen_shown_and_taken_back_on_the_page(tree, clerk, client):
    paper = make_approved(tree.upper, by=clerk, issued_on=None)
    login(client, clerk)

    shown = client.post(reverse("directives:publish", args=[paper.pk]), posted(paper), follow=True).text
    paper.refresh_from_db()
    edit = client.get(reverse("directives:edit", args=[paper.pk]), follow=True).text
    sent = {"buoc": "unschedule", "seen": paper.version}
    freed = client.post(reverse("directives:step", args=[paper.pk]), sent, follow=True).text

    local = paper.publish_at.astimezone(UTC) + timedelta(hours=7)
    assert (local.hour, local.minute) == (8, 0)
    assert "HẸN GIỜ BAN HÀNH" in shown
    assert "hãy bỏ hẹn giờ trước khi sửa" in edit
    assert "ĐÃ DUYỆT NỘI DUNG" in freed


def test_missed_hour_stands_on_the_papers_page(tree, clerk, client):
    paper = make_scheduled(tree, clerk)
    Membership.objects.filter(user=clerk).update(valid_to="2026-01-01")
    other = make_member(tree.upper, Role.CLERK)
    tick()

    page = login(client, forget_hats(other)).get(reverse("directives:detail", args=[paper.pk])).text

    assert "CHƯA BAN HÀNH ĐƯỢC VÀO GIỜ HẸN" in page
