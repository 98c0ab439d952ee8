"""Two people, or two presses, at a paper at once: one deed is done, the other is told, and nothing is half done."""

from datetime import timedelta

import pytest

from directives.confirming import begin, came_as_words, decide, decided, items_of, keep_typed, make_draft
from directives.models import (
    Directive,
    DirectiveAct,
    Forwarding,
    NumberPolicy,
    NumberSeries,
    PaperReading,
    Recipient,
    RegisterNote,
)
from directives.publishing import (
    CitationLine,
    PolicyContent,
    acknowledge,
    approve,
    begin_forwarding,
    create_draft,
    post_due,
    publish,
    recall,
    save_draft,
    save_policy,
    schedule,
    send_back,
    unschedule,
)
from directives.register import Note, NoteChanged, write_note
from portal import clock, jobs
from portal.models import Event, Job, Role
from portal.worktime import today
from tests.at_once import at_once, names_of
from tests.factories.directives import (
    approver_of,
    make_approved,
    make_content,
    make_published,
    make_submitted,
    receipt_of,
)
from tests.factories.portal import Level, found, make_member, make_tree

pytestmark = pytest.mark.django_db(transaction=True)

YEAR = today().year
TEXT = "CÔNG VĂN\nSố: 12/CĐVC-TG\nKính gửi: Các công đoàn trực thuộc\nV/v thực hiện công tác dân vận"


@pytest.fixture
def tree():
    return make_tree(2)


@pytest.fixture
def clerk(tree):
    return make_member(tree.upper, Role.CLERK, "Văn thư cấp trên")


@pytest.fixture
def other(tree):
    return make_member(tree.upper, Role.CLERK, "Văn thư thứ hai")


def events(kind: str) -> int:
    return Event.objects.filter(kind=kind).count()


# --- one press, many times --------------------------------------------------------------------


def test_draft_begun_by_many_presses_is_one(tree, clerk):
    content = make_content()

    results = at_once(*[lambda: create_draft(tree.upper, content, by=clerk, key="k")] * 5)

    assert {result.pk for result in results} == {Directive.objects.get().pk}
    assert events("directive.created") == 1


def test_reading_begun_by_many_presses_is_one(tree, clerk):
    came = came_as_words(TEXT)

    results = at_once(*[lambda: begin(tree.upper, came, by=clerk, key="k")] * 5)

    assert {result.pk for result in results} == {PaperReading.objects.get().pk}
    assert events("reading.begun") == 1


def confirmed(tree, clerk) -> PaperReading:
    reading = begin(tree.upper, came_as_words(TEXT), by=clerk)
    said = {"type_name": {"value": "Công văn"}, "title": {"value": "Thực hiện công tác dân vận"}}
    items = [
        decided(item, said.get(item.key, item.values), by=clerk.pk, at="") if item.waits or item.key in said else item
        for item in items_of(reading.items)
    ]
    return decide(reading, items, by=clerk, seen=reading.version)


def test_draft_made_of_a_reading_by_many_presses_is_one(tree, clerk):
    reading = confirmed(tree, clerk)

    results = at_once(*[lambda seen=reading.version: make_draft(reading, by=clerk, seen=seen)] * 5)

    assert {result.pk for result in results} == {Directive.objects.get().pk}
    assert events("reading.made") == 1


def test_draft_made_of_a_reading_by_two_people_is_one(tree, clerk, other):
    reading = confirmed(tree, clerk)

    results = at_once(
        *[lambda by=by, seen=reading.version: make_draft(reading, by=by, seen=seen) for by in (clerk, other)]
    )

    assert {result.pk for result in results} == {Directive.objects.get().pk}
    assert events("reading.made") == 1


def test_forwarding_begun_by_many_presses_is_one(tree, clerk):
    found("Công đoàn cơ sở một", tree[0], level=Level.GRASSROOTS)
    paper = make_published(tree.upper, by=clerk)
    passing = make_member(tree[0], Role.CLERK, "Văn thư cấp dưới")
    receipt = receipt_of(paper, tree[0])

    results = at_once(*[lambda: begin_forwarding(receipt, by=passing)] * 5)

    assert {result.pk for result in results} == {Forwarding.objects.get().covering_id}
    assert Directive.objects.count() == 2


def test_receipt_acknowledged_by_many_is_acknowledged_once(tree, clerk):
    paper = make_published(tree.upper, by=clerk)
    receivers = [make_member(tree[0], Role.OFFICER, f"Cán bộ {n}") for n in range(4)]

    results = at_once(*[lambda by=by: acknowledge(receipt_of(paper, tree[0]), by=by) for by in receivers])

    assert sorted(results) == [False, False, False, True]
    assert events("directive.acknowledged") == events("directive.opened") == 1
    assert Recipient.objects.get(unit=tree[0]).acknowledged_by == receivers[results.index(True)]


# --- two steps from one state -----------------------------------------------------------------


def test_approval_and_return_at_once_leave_one_of_them(tree, clerk):
    paper = make_submitted(tree.upper, by=clerk)
    first, second = approver_of(tree.upper), make_member(tree.upper, Role.HEAD, "Chủ tịch")

    results = at_once(
        lambda seen=paper.version: approve(paper, by=first, seen=seen),
        lambda seen=paper.version: send_back(paper, by=second, seen=seen, words="Sửa lại mục hai."),
    )

    assert sum(isinstance(result, Directive) for result in results) == 1
    assert events("directive.approved") + events("directive.returned") == 1


def test_approval_never_covers_words_that_were_saved_in_the_same_moment(tree, clerk):
    first = approver_of(tree.upper)
    for round_ in range(4):
        paper = make_submitted(tree.upper, by=clerk, number=f"{round_ + 1}/CĐVC-TG")
        words = make_content(title="Lời khác hẳn", number=f"{round_ + 1}/CĐVC-TG")

        at_once(
            lambda paper=paper, seen=paper.version: approve(paper, by=first, seen=seen),
            lambda paper=paper, words=words, seen=paper.version: save_draft(paper, words, by=clerk, seen=seen),
        )

        paper.refresh_from_db()
        assert paper.state == "draft" or (paper.state == "approved" and paper.title != "Lời khác hẳn")


def test_hour_taken_back_and_kept_by_the_clock_at_once_is_one_of_both(tree, clerk, monkeypatch):
    paper = make_approved(tree.upper, by=clerk)
    now = clock.now()
    paper = schedule(paper, by=clerk, seen=paper.version, at=now + timedelta(minutes=5))
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=6))
    post_due()
    job = Job.objects.get(kind="directive.publish")

    results = at_once(lambda: jobs.run(job.pk), lambda seen=paper.version: unschedule(paper, by=clerk, seen=seen))

    paper.refresh_from_db()
    assert events("directive.published") + events("directive.unscheduled") == 1
    assert results[0] == "done"
    assert paper.state == ("published" if isinstance(results[1], Exception) else "approved")


def test_recall_by_many_is_one_act(tree, clerk):
    paper = make_published(tree.upper, by=clerk)

    results = at_once(*[lambda: recall(paper, by=clerk, reason="Ban hành nhầm lần thứ hai")] * 4)

    assert sum(isinstance(result, Directive) for result in results) == 1
    assert DirectiveAct.objects.filter(kind="recalls").count() == events("directive.recalled") == 1


def test_recall_by_a_paper_and_by_hand_at_once_leaves_both_whole(tree, clerk):
    old = make_published(tree.upper, by=clerk, number="1/CĐVC-TG")
    cites = CitationLine("Công văn", old.number, old.issued_on, relation="recalls")
    taking = make_approved(tree.upper, by=clerk, number="2/CĐVC-TG", citations=(cites,))

    at_once(
        lambda seen=taking.version: publish(taking, by=clerk, seen=seen),
        lambda: recall(old, by=clerk, reason="Ban hành nhầm lần thứ hai"),
    )

    taking.refresh_from_db()
    acts = DirectiveAct.objects.filter(target=old, kind="recalls")
    assert acts.count() == 1
    assert (taking.state == "published") == (acts.get().acting_id == taking.pk)


def test_paper_and_the_one_that_replaces_it_published_at_once_are_chained(tree, clerk, other):
    for number in range(1, 9, 2):
        old = make_approved(tree.upper, by=clerk, number=f"{number}/CĐVC-TG")
        cites = CitationLine("Công văn", old.number, old.issued_on, relation="replaces")
        new = make_approved(tree.upper, by=other, number=f"{number + 1}/CĐVC-TG", citations=(cites,))

        at_once(
            lambda old=old, seen=old.version: publish(old, by=clerk, seen=seen),
            lambda new=new, seen=new.version: publish(new, by=other, seen=seen),
        )

        assert list(DirectiveAct.objects.filter(target=old).values_list("acting", flat=True)) == [new.pk]


# --- numbers ----------------------------------------------------------------------------------

PATTERNS = {"Công văn": "{serial:02}/CĐVC-TG"}


def test_numbers_of_many_publishers_follow_without_gap_although_some_fail(tree, clerk, other):
    save_policy(tree.upper, PolicyContent(YEAR, "by_type", PATTERNS), by=clerk, seen=0)
    papers = [make_approved(tree.upper, by=clerk, number="", issued_on=today()) for _ in range(4)]
    presses = [(paper, paper.version) for paper in papers] * 2 + [(papers[0], 99)]

    at_once(*[lambda paper=paper, seen=seen: publish(paper, by=clerk, seen=seen) for paper, seen in presses])

    serials = sorted(Directive.objects.values_list("serial", flat=True))
    assert serials == [1, 2, 3, 4]
    assert NumberSeries.objects.get().last == 4


def test_scope_never_changes_under_a_number_that_is_being_given(tree, clerk, other):
    save_policy(tree.upper, PolicyContent(YEAR, "by_type", PATTERNS), by=clerk, seen=0)
    papers = [make_approved(tree.upper, by=clerk, number="", issued_on=today()) for _ in range(3)]

    at_once(
        *[lambda paper=paper, seen=paper.version: publish(paper, by=clerk, seen=seen) for paper in papers],
        lambda: save_policy(tree.upper, PolicyContent(YEAR, "common", PATTERNS), by=other, seen=1),
    )

    assert sorted(Directive.objects.values_list("serial", flat=True)) == [1, 2, 3]
    assert NumberSeries.objects.filter(last__gt=0).count() == 1
    scope = "common" if NumberSeries.objects.filter(type_name="", last__gt=0).exists() else "by_type"
    assert NumberPolicy.objects.get().scope == scope


# --- desk, register ---------------------------------------------------------------------------


def test_two_who_decide_on_items_at_once_lose_nothing_silently(tree, clerk, other):
    reading = begin(tree.upper, came_as_words(TEXT), by=clerk)
    items, seen = items_of(reading.items), reading.version

    def said(by):
        changed = [decided(item, item.values, by=by.pk, at="") if item.waits else item for item in items]
        return decide(reading, changed, by=by, seen=seen)

    results = at_once(lambda: said(clerk), lambda: said(other))

    assert names_of(results) == ["PaperReading", "StalePage"]


def test_what_two_people_type_at_once_is_kept_for_both(tree, clerk, other):
    reading = begin(tree.upper, came_as_words(TEXT), by=clerk)

    at_once(
        *[lambda by=by: keep_typed(reading, {"title": {"value": str(by)}}, by=by) for by in (clerk, other)],
    )

    reading.refresh_from_db()
    assert set(reading.typed) == {str(clerk.pk), str(other.pk)}


def test_two_notes_in_the_register_at_once_are_one_and_a_word(tree, clerk, other):
    paper = make_published(tree.upper, by=clerk)

    results = at_once(
        *[lambda by=by: write_note(paper, Note(note=str(by)), by=by, seen=0) for by in (clerk, other)],
    )

    assert sorted(map(type, results), key=str) == sorted([type(None), NoteChanged], key=str)
    assert RegisterNote.objects.count() == events("register.noted") == 1
