"""A directive's life as its people live it in Chromium: from the file to the matrix of who answered which task."""

import pytest
from django.urls import reverse

from directives.confirming import begin, came_as_words
from directives.models import Citation
from directives.publishing import TaskLine
from portal.worktime import today
from tests.factories.directives import make_published, receipt_of
from tests.factories.programmes import hold, make_activity, make_programme
from tests.factories.reports import make_cycle, submit
from tests.journey import answers, paper
from tests.journey.walker import walking

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 360, "height": 740}
FIVE = tuple(TaskLine(f"Thực hiện việc thứ {n} của văn bản trong năm.") for n in range(1, 6))


@pytest.fixture
def world(transactional_db):
    return paper.make_paper_world()


def test_paper_from_the_file_to_the_matrix_of_answers(open_page, world):
    with walking(open_page) as walk:
        paper.clerk_pastes_and_puts_away(walk(world.clerk))
        paper.clerk_uploads(walk(world.clerk))
        paper.clerk_confirms(walk(world.clerk))
        paper.writer_submits(walk(world.clerk), world.department_head)
        paper.another_person_approves(walk(world.department_head), paper.PAPER)
        paper.writer_publishes(walk(world.clerk), paper.PAPER, to=2)
        paper.paper_is_as_confirmed()
        paper.officer_acknowledges(walk(world.officer))
        paper.unit_clerk_begins_to_pass_on(walk(world.unit_clerk))
        paper.writer_submits(walk(world.unit_clerk), world.head)
        paper.another_person_approves(walk(world.head), paper.COVERING)
        paper.writer_publishes(walk(world.unit_clerk), paper.COVERING, to=2)
        paper.officer_below_reads_the_original(walk(world.officer_below))
        paper.clerk_follows(walk(world.clerk))
        answers.department_head_drafts_the_form(walk(world.department_head))
        answers.department_head_opens_the_cycle(walk(world.department_head), world)
        answers.officer_begins(walk(world.officer), world)
        answers.officer_writes(walk(world.officer), world)
        answers.officer_is_warned_explains_and_sends(walk(world.officer), world)
        answers.head_certifies(walk(world.head), world)
        answers.reviewer_reads_the_matrix(walk(world.reviewer), world)


def publish_and_ask(world):
    """The directive in force and the cycle opened on it, as the rules do it."""
    made = make_published(
        world.tree.upper, by=world.clerk, number="412/CĐVC-TG", title=paper.TITLE, issued_on=today(), tasks=FIVE
    )
    form = answers.load_short_form(made.tasks.order_by("number"))
    make_cycle(world.tree.upper, by=world.reviewer, year=today().year, directive=made, form_version=form)
    return made


def test_officer_receives_answers_and_sends_on_a_phone(open_page, world):
    publish_and_ask(world)
    with walking(open_page) as walk:
        officer = walk(world.officer, **PHONE)
        paper.officer_acknowledges(officer)
        answers.officer_begins(officer, world)
        answers.officer_writes(officer, world)
        answers.officer_is_warned_explains_and_sends(officer, world)
        answers.head_certifies(walk(world.head, **PHONE), world)


def test_pages_of_papers_and_programmes_fit_a_phone(open_page, world):
    made = publish_and_ask(world)
    submit(world.report(), officer=world.officer, head=world.head, answers=answers.NOT_GIVEN)
    programme = make_programme(world.tree.upper, by=world.clerk, year_to=2023)
    activity = make_activity(programme, by=world.clerk)
    held = hold(activity, by=world.clerk, participants=180)
    reading = begin(world.tree.upper, came_as_words(paper.SEED), by=world.clerk)
    cited = Citation.objects.get(directive=made)
    receipt = receipt_of(made, world.tree[0])
    plain, within, about = ("readings", "register", "feed-address", "programmes", "programme-create"), [made.pk], []
    for name in ("register-note", "graph", "recipients"):
        about.append((name, within))
    for name in ("programme", "programme-edit", "outcome", "activity-create"):
        about.append((name, [programme.pk]))
    for name in ("activity", "activity-edit", "activity-status", "occurrence-create"):
        about.append((name, [programme.pk, activity.pk]))
    clerks = [
        *((name, []) for name in plain),
        *about,
        ("reading", [reading.pk]),
        ("cited", ["nghi-quyet", cited.number]),
        ("programme-plan", [programme.pk, 2023]),
        ("occurrence-edit", [programme.pk, activity.pk, held.pk]),
    ]
    with walking(open_page) as walk:
        look_at(walk(world.clerk, **PHONE), [reverse(f"directives:{name}", args=args) for name, args in clerks])
        address = reverse("directives:forward", args=[made.pk, receipt.pk])
        look_at(walk(world.unit_clerk, **PHONE), [address])
        head = walk(world.department_head, **PHONE)
        look_at(head, [reverse("reports:form_from_directive", args=[made.pk])])
        head.press("Dựng và xem trước")
        head.reads("Mẫu không có lỗi, nạp được.")
        look_at(head, [reverse("reports:cycle_tasks", args=[world.cycle.pk])])


def look_at(walker, addresses: list[str]) -> None:
    """Open each address; a page that is refused fails."""
    for address in addresses:
        answer = walker.page.goto(address)
        assert (address, answer.status) == (address, 200)
        walker.look()
