"""The life of a directive by its rules: drafts, publishing once and for all, what never changes after it, recall."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, models, transaction

from directives.models import Citation, Directive, DirectiveFile, Frozen, Recipient, Task
from directives.publishing import (
    CitationLine,
    NotAllowed,
    NotPossible,
    Refused,
    StalePage,
    TaskLine,
    addressing,
    approve,
    content_of,
    create_draft,
    is_intact,
    number_key,
    paper,
    plan,
    publish,
    recall,
    save_draft,
    submit,
    twins,
)
from directives.publishing.numbering import NO_NUMBER
from portal.jobs import run_due
from portal.models import Event, Job, Message, Role
from portal.reorganisation import plan_end
from portal.worktime import today
from tests.factories.directives import ISSUED_ON, make_approved, make_content, make_draft, make_published, receipt_of
from tests.factories.portal import act, decision, make_member, make_tree

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    return make_tree(3)


@pytest.fixture
def clerk(tree):
    return make_member(tree.upper, Role.CLERK, "Văn thư Công đoàn Viên chức")


def end(unit, on):
    return act(plan_end([unit], effective_on=on, decision=decision()))


# --- what is refused ------------------------------------------------------------------------


def test_publish_twice_gives_one_publication(tree, clerk):
    draft = make_approved(tree.upper, by=clerk)
    publish(draft, by=clerk, seen=draft.version)

    with pytest.raises(NotPossible):
        publish(draft, by=clerk, seen=draft.version)

    assert Recipient.objects.filter(directive=draft).count() == 3
    assert Job.objects.filter(kind="directive.deliver").count() == 1
    assert Event.objects.about(draft).filter(kind="directive.published").count() == 1


def test_publish_of_another_approved_text_than_the_one_seen_is_stale(tree, clerk):
    draft = make_approved(tree.upper, by=clerk)
    saved = save_draft(draft, make_content(title="Lời văn mới"), by=clerk, seen=draft.version)
    submitted = submit(saved, by=clerk, seen=saved.version)
    approve(submitted, by=make_member(tree.upper, Role.HEAD, "Chủ tịch"), seen=submitted.version)

    with pytest.raises(StalePage) as refusal:
        publish(draft, by=clerk, seen=draft.version)

    draft.refresh_from_db()
    assert "Chủ tịch xử lý lúc" in str(refusal.value)
    assert draft.state == Directive.State.APPROVED


def test_save_of_a_stale_draft_changes_nothing(tree, clerk):
    draft = make_draft(tree.upper, by=clerk)
    save_draft(draft, make_content(title="Bản của người thứ nhất"), by=clerk, seen=0)

    with pytest.raises(StalePage):
        save_draft(draft, make_content(title="Bản của người thứ hai"), by=clerk, seen=0)

    draft.refresh_from_db()
    assert (draft.title, draft.version) == ("Bản của người thứ nhất", 1)


def test_save_after_publishing_is_refused(tree, clerk):
    published = make_published(tree.upper, by=clerk)

    with pytest.raises(NotPossible):
        save_draft(published, make_content(title="Sửa lén"), by=clerk, seen=published.version)

    published.refresh_from_db()
    assert published.title == "Thực hiện công tác dân vận năm 2026"


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.CLERK, Role.ADMINISTRATOR)])
def test_roles_that_do_not_write_are_refused(tree, clerk, role):
    other = make_member(tree.upper, role)
    draft = make_draft(tree.upper, by=clerk)
    published = make_published(tree.upper, by=clerk, number="13/CĐVC-TG")

    for step in (
        lambda: create_draft(tree.upper, make_content(), by=other),
        lambda: save_draft(draft, make_content(), by=other, seen=0),
        lambda: publish(draft, by=other, seen=0),
        lambda: recall(published, by=other, reason="Nhầm"),
    ):
        with pytest.raises(NotAllowed):
            step()


def test_clerk_of_another_unit_is_refused(tree, clerk):
    other = make_member(tree[0], Role.CLERK)
    draft = make_draft(tree.upper, by=clerk)

    with pytest.raises(NotAllowed):
        publish(draft, by=other, seen=0)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"number": ""}, NO_NUMBER),
        ({"summary": ""}, "Văn bản chưa có nội dung chính và cũng chưa có tệp kèm theo."),
        (
            {"to_all": False, "unit_ids": ()},
            "Chưa có đơn vị nhận nào là công đoàn trực thuộc vào ngày ban hành.",
        ),
    ],
)
def test_plan_says_what_is_missing(tree, clerk, changes, problem):
    draft = make_draft(tree.upper, by=clerk, **changes)

    assert plan(draft).problems == [problem]


def refused_to_publish(draft, clerk) -> list[str]:
    with pytest.raises(Refused) as refusal:
        publish(draft, by=clerk, seen=draft.version)
    return refusal.value.problems


def test_publish_without_a_number_is_refused(tree, clerk):
    draft = make_approved(tree.upper, by=clerk, number="")

    assert refused_to_publish(draft, clerk) == [NO_NUMBER]


def test_publish_with_a_day_ahead_is_refused(tree, clerk):
    draft = make_approved(tree.upper, by=clerk, issued_on=today() + timedelta(days=1))

    assert len(refused_to_publish(draft, clerk)) == 1


def test_publish_before_the_issuer_was_founded_is_refused(tree, clerk):
    draft = make_approved(tree.upper, by=clerk, issued_on=None)

    with pytest.raises(Refused) as refusal:
        publish(draft, by=clerk, seen=draft.version, day=date(2019, 12, 31))

    assert refusal.value.problems == [
        "Vào ngày ban hành, đơn vị ban hành chưa thành lập hoặc đã kết thúc hoạt động.",
        "Chưa có đơn vị nhận nào là công đoàn trực thuộc vào ngày ban hành.",
    ]


def test_chosen_unit_that_ended_meanwhile_must_be_taken_out(tree, clerk):
    draft = make_approved(tree.upper, by=clerk, to_all=False, unit_ids=(tree[0].pk, tree[1].pk))
    end(tree[1], on=date(2026, 2, 1))

    assert refused_to_publish(draft, clerk) == [
        "Công đoàn Cơ quan 2 không là công đoàn trực thuộc vào ngày 02/03/2026: hãy bỏ khỏi nơi nhận."
    ]


def test_recall_needs_a_reason_and_happens_once(tree, clerk):
    published = make_published(tree.upper, by=clerk)

    with pytest.raises(Refused):
        recall(published, by=clerk, reason="  ")
    recall(published, by=clerk, reason="Ban hành nhầm bản chưa duyệt")
    with pytest.raises(NotPossible):
        recall(published, by=clerk, reason="Lần nữa")

    published.refresh_from_db()
    assert published.recall_reason == "Ban hành nhầm bản chưa duyệt"


def test_recall_of_a_draft_is_refused(tree, clerk):
    draft = make_draft(tree.upper, by=clerk)

    with pytest.raises(NotPossible):
        recall(draft, by=clerk, reason="Chưa ban hành")


# --- what never changes after publishing ----------------------------------------------------

LIFECYCLE = {"state", "version", "recalled_at", "recalled_by", "recall_reason"}
COLUMNS = sorted(
    {field.name for field in Directive._meta.concrete_fields if not field.primary_key} - LIFECYCLE,
)


@pytest.mark.parametrize("column", COLUMNS)
def test_no_column_of_a_published_directive_is_updated(tree, clerk, column):
    published = make_published(tree.upper, by=clerk)
    value = getattr(published, Directive._meta.get_field(column).attname)

    with pytest.raises(Frozen):
        Directive.objects.filter(pk=published.pk).update(**{column: value})


@pytest.mark.parametrize("state", [state for state in Directive.State if state != Directive.State.RECALLED])
@pytest.mark.parametrize("taken_back", [False, True])
def test_what_left_the_house_never_goes_back(tree, clerk, state, taken_back):
    published = make_published(tree.upper, by=clerk)
    if taken_back:
        recall(published, by=clerk, reason="Ban hành nhầm")

    with pytest.raises(Frozen):
        Directive.objects.filter(pk=published.pk).update(state=state, recalled_at=None, recalled_by=None)


def test_rows_of_a_published_directive_refuse_every_change(tree, clerk):
    published = make_published(tree.upper, by=clerk)
    task, citation, recipient = published.tasks.first(), published.citations.first(), published.recipients.first()

    for change in (
        published.save,
        published.delete,
        Directive.objects.filter(pk=published.pk).delete,
        lambda: Directive.objects.bulk_update([published], ["title"]),
        task.save,
        task.delete,
        citation.save,
        recipient.save,
        recipient.delete,
        published.tasks.all().delete,
        published.citations.all().delete,
        published.recipients.all().delete,
        lambda: published.tasks.update(text="khác"),
        lambda: published.citations.update(number="khác"),
        lambda: published.recipients.update(unit_name="khác"),
        lambda: Task.objects.create(directive=published, number=9, text="thêm"),
        lambda: Task.objects.bulk_create([Task(directive=published, number=9, text="thêm")]),
        lambda: Citation.objects.bulk_create([Citation(directive=published, number="1/A")]),
        lambda: DirectiveFile.objects.bulk_create([DirectiveFile(directive=published)]),
        lambda: published.files.update(position=9),
    ):
        with pytest.raises(Frozen), transaction.atomic():
            change()

    published.refresh_from_db()
    assert is_intact(published)


def test_only_publishing_writes_the_guarded_rows(settings):
    """The doors of the guard are used in one package only."""
    doors = ("objects.write(", "objects.write_selected(", ".DirectiveFile.objects.bulk_create(", "Directive(issuer")

    users = {
        path.relative_to(settings.BASE_DIR).parts[:2]
        for app in ("portal", "directives", "reports")
        for path in (settings.BASE_DIR / app).rglob("*.py")
        if any(door in path.read_text(encoding="utf-8") for door in doors)
    }

    assert users == {("directives", "publishing")}


def test_a_changed_letter_shows_in_the_fingerprint(tree, clerk):
    published = make_published(tree.upper, by=clerk)
    published.content["tasks"][0]["text"] += "."

    assert is_intact(published) is False


def test_database_refuses_a_recall_without_who_and_when(tree, clerk):
    published = make_published(tree.upper, by=clerk)

    with pytest.raises(IntegrityError), transaction.atomic():
        Directive.objects.filter(pk=published.pk).update(state=Directive.State.RECALLED)


# --- what publishing does -------------------------------------------------------------------


def test_publish_freezes_names_recipients_rows_and_hash(tree, clerk):
    published = make_published(tree.upper, by=clerk)

    assert (published.state, published.version, published.published_by) == (Directive.State.PUBLISHED, 3, clerk)
    assert published.issuer_name == "Công đoàn Viên chức Việt Nam"
    assert published.content["issuer"] == {
        "unit": tree.upper.pk,
        "name": "Công đoàn Viên chức Việt Nam",
        "superior": "Tổng Liên đoàn Lao động Việt Nam",
        "place": "Hà Nội",
    }
    assert list(published.tasks.values_list("number", "text", "due_words")) == [
        (1, "Lập kế hoạch công tác dân vận của đơn vị.", ""),
        (2, "Tổ chức tuyên truyền tới đoàn viên.", "trước ngày 30 tháng 6"),
    ]
    assert list(published.citations.values_list("number", "number_key", "issued_on", "relation")) == [
        ("25-NQ/TW", "25-NQ/TW", date(2013, 6, 3), "basis")
    ]
    assert list(published.recipients.in_order().values_list("unit_name", "block")) == [
        ("Công đoàn Cơ quan 1", "Khối I"),
        ("Công đoàn Cơ quan 3", "Khối I"),
        ("Công đoàn Cơ quan 2", "Khối II"),
    ]
    assert is_intact(published)
    assert len(published.content_hash) == 64


def test_publish_counts_units_as_of_the_day_of_issue(tree, clerk):
    end(tree[0], on=date(2026, 3, 2))
    end(tree[1], on=date(2026, 3, 3))

    published = make_published(tree.upper, by=clerk)

    assert list(published.recipients.in_order().values_list("unit", flat=True)) == [tree[2].pk, tree[1].pk]


def test_publish_to_chosen_units_reaches_only_these(tree, clerk):
    published = make_published(tree.upper, by=clerk, to_all=False, unit_ids=(tree[2].pk,))

    assert list(published.recipients.values_list("unit", flat=True)) == [tree[2].pk]


def test_a_paper_to_many_counts_its_recipients_and_hashes_their_names(tree, clerk, monkeypatch):
    monkeypatch.setattr(paper, "MOST_NAMED", 2)
    monkeypatch.setattr(addressing, "MOST_NAMED", 2)

    published = make_published(tree.upper, by=clerk)

    told = published.content["recipients"]
    assert (told["count"], len(told["sha256"])) == (3, 64)
    assert [row.unit_name for row in published.recipients.in_order()] == [
        "Công đoàn Cơ quan 1",
        "Công đoàn Cơ quan 3",
        "Công đoàn Cơ quan 2",
    ]
    assert is_intact(published)


def test_a_changed_name_among_many_recipients_shows(tree, clerk, monkeypatch):
    monkeypatch.setattr(paper, "MOST_NAMED", 2)
    monkeypatch.setattr(addressing, "MOST_NAMED", 2)
    published = make_published(tree.upper, by=clerk)

    models.QuerySet(Recipient).filter(directive=published, unit=tree[0].pk).update(unit_name="Khác")

    assert is_intact(published) is False


def test_many_addressees_are_counted_by_block_and_never_read_whole(tree, clerk, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(addressing, "MOST_NAMED", 2)
    draft = make_draft(tree.upper, by=clerk)
    recipients = addressing.Addressees(plan(draft).recipients.rows.all())

    with django_assert_num_queries(2):
        blocks = [(block.label, block.count, block.named) for block in recipients.by_block]
        count = len(recipients)

    assert blocks == [("Khối I", 2, ()), ("Khối II", 1, ())]
    assert count == 3


def test_plan_tells_before_the_act(tree, clerk):
    draft = make_draft(tree.upper, by=clerk)

    ready = plan(draft)

    assert [unit.name for unit in ready.recipients] == [f"Công đoàn Cơ quan {n}" for n in (1, 2, 3)]
    assert ready.problems == []
    assert Recipient.objects.count() == 0


def test_draft_reads_back_what_was_written(tree, clerk):
    content = make_content(to_all=False, unit_ids=(tree[0].pk,))

    draft = create_draft(tree.upper, content, by=clerk)
    draft.refresh_from_db()

    assert content_of(draft) == content


def test_same_key_twice_gives_one_draft(tree, clerk):
    first = create_draft(tree.upper, make_content(), by=clerk, key="abc")
    second = create_draft(tree.upper, make_content(), by=clerk, key="abc")
    other = create_draft(tree.upper, make_content(), by=clerk, key="abd")

    assert (second.pk, Directive.objects.count()) == (first.pk, 2)
    assert other.pk != first.pk


def test_same_key_with_other_words_saves_them(tree, clerk):
    first = create_draft(tree.upper, make_content(), by=clerk, key="abc")

    again = create_draft(tree.upper, make_content(title="Viết thêm"), by=clerk, key="abc")

    assert (again.pk, again.title, again.version) == (first.pk, "Viết thêm", 1)


def test_same_key_after_somebody_else_saved_is_stale(tree, clerk):
    first = create_draft(tree.upper, make_content(), by=clerk, key="abc")
    save_draft(first, make_content(title="Của người kia"), by=clerk, seen=0)

    with pytest.raises(StalePage):
        create_draft(tree.upper, make_content(title="Của tôi"), by=clerk, key="abc")

    first.refresh_from_db()
    assert first.title == "Của người kia"


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("012/CĐVC-TG", "12/CĐVC-TG"),
        (" 12 /cđvc – tg", "12/CĐVC-TG"),
        ("06b/NQ-TLĐ", "6B/NQ-TLĐ"),
        ("25-NQ/TW", "25-NQ/TW"),
        ("0", "0"),
    ],
)
def test_number_key_forgets_how_a_number_was_typed(written, key):
    assert number_key(written) == key


def test_twins_share_number_type_issuer_and_year(tree, clerk):
    first = make_published(tree.upper, by=clerk, number="05/CĐVC-TG")
    same = make_draft(tree.upper, by=clerk, number="5/CĐVC – TG")
    for other in ({"issued_on": date(2025, 3, 2)}, {"type_name": "Kế hoạch"}, {"number": "6/CĐVC-TG"}):
        make_draft(tree.upper, by=clerk, **({"number": "5/CĐVC-TG"} | other))

    assert list(twins(same)) == [first]


def test_citation_is_linked_when_number_type_and_date_agree(tree, clerk):
    earlier = make_published(tree.upper, by=clerk, number="110/CTr-CĐVC", type_name="Chương trình")
    lines = (
        CitationLine("Chương trình", "0110/CTr-CĐVC", ISSUED_ON),
        CitationLine("Chương trình", "110/CTr-CĐVC", date(2014, 4, 1)),
        CitationLine("Công văn", "110/CTr-CĐVC", ISSUED_ON),
    )

    later = make_published(tree.upper, by=clerk, number="200/CĐVC-TG", citations=lines)

    assert list(later.citations.values_list("cited", flat=True)) == [earlier.pk, None, None]


def test_earlier_citation_is_linked_when_its_document_arrives(tree, clerk):
    line = CitationLine("Kế hoạch", "7/KH-CĐVC", issuer_name="Công đoàn viên chức Việt Nam")
    earlier = make_published(tree.upper, by=clerk, citations=(line,))

    arrived = make_published(tree.upper, by=clerk, type_name="Kế hoạch", number="07/KH-CĐVC")

    earlier.refresh_from_db()
    assert earlier.citations.get().cited == arrived
    assert is_intact(earlier)


# --- who is told ----------------------------------------------------------------------------


def test_publish_tells_those_who_receive_for_the_units_once(tree, clerk):
    told = [make_member(tree[0], role) for role in (Role.OFFICER, Role.HEAD, Role.CLERK)]
    make_member(tree[0], Role.VIEWER)
    make_member(tree.upper, Role.REVIEWER)
    both = make_member(tree[1], Role.OFFICER)
    make_member(tree[2], Role.OFFICER, is_active=True)

    published = make_published(tree.upper, by=clerk, to_all=False, unit_ids=(tree[0].pk, tree[1].pk))
    run_due()

    people = sorted(user.pk for user in [*told, both])
    messages = Message.objects.filter(key__startswith=f"directive:{published.pk}:")
    assert sorted(messages.values_list("user", flat=True)) == people
    letters = Job.objects.filter(kind="mail.send", key__startswith="mail:directive:")
    assert sorted(letter.args["to"] for letter in letters) == sorted(user.email for user in [*told, both])
    assert set(letters.values_list("state", flat=True)) == {Job.State.DONE}
    assert messages.first().url == f"/van-ban/{published.pk}/"


def test_delivery_run_again_adds_nothing(tree, clerk):
    officer = make_member(tree[0], Role.OFFICER)
    make_published(tree.upper, by=clerk)
    run_due()

    Job.objects.filter(kind="directive.deliver").update(state=Job.State.WAITING)
    run_due()

    assert Message.objects.filter(user=officer).count() == 1
    assert Job.objects.filter(kind="mail.send", args__to=officer.email).count() == 1


def test_letter_says_what_why_and_by_when(tree, clerk, mailoutbox):
    officer = make_member(tree[0], Role.OFFICER, "Người nhận")
    published = make_published(tree.upper, by=clerk, to_all=False, unit_ids=(tree[0].pk,))

    run_due()

    (letter,) = [letter for letter in mailoutbox if letter.to == [officer.email]]
    assert letter.subject == "Văn bản mới: Công văn số 12/CĐVC-TG"
    assert letter.body.startswith("Kính gửi đồng chí Người nhận,\n\nCông đoàn Viên chức Việt Nam vừa gửi")
    assert f"/van-ban/{published.pk}/" in letter.body
    assert "Thời hạn ghi trong văn bản: trước ngày 20 tháng 11." in letter.body
    assert "Cán bộ lập báo cáo của Công đoàn Cơ quan 1" in letter.body


def test_recall_tells_the_same_people(tree, clerk, mailoutbox):
    officer = make_member(tree[0], Role.OFFICER)
    published = make_published(tree.upper, by=clerk)
    run_due()

    recall(published, by=clerk, reason="Sai thể thức")
    run_due()

    received = [letter for letter in mailoutbox if letter.to == [officer.email]]
    assert [letter.subject for letter in received] == [
        "Văn bản mới: Công văn số 12/CĐVC-TG",
        "Thu hồi văn bản: Công văn số 12/CĐVC-TG",
    ]
    assert "Lý do thu hồi: Sai thể thức" in received[1].body


def test_directive_without_tasks_or_citations_is_published(tree, clerk):
    published = make_published(tree.upper, by=clerk, tasks=(), citations=())

    assert (published.tasks.count(), published.citations.count()) == (0, 0)
    assert receipt_of(published, tree[0]).opened_at is None


def test_long_task_survives_to_the_letter(tree, clerk):
    text = "Nội dung rất dài. " * 5000

    published = make_published(tree.upper, by=clerk, tasks=(TaskLine(text),))

    assert published.tasks.get().text == text
