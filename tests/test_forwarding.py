"""A unit passes on what it received: its covering directive, who may read the original by it, and nobody else."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from directives.models import Directive, Forwarding, Frozen
from directives.publishing import (
    NotAllowed,
    NotPossible,
    Refused,
    begin_forwarding,
    content_of,
    publish,
    put_away,
    recall,
    save_draft,
)
from portal import clock
from portal.files import store_upload
from portal.jobs import run_due
from portal.models import Event, Level, Message, Role
from portal.reorganisation import NewUnit, plan_consolidate
from tests.factories.directives import ISSUED_ON, approved, make_published, published, receipt_of
from tests.factories.portal import act, decision, forget_hats, found, login, make_member, make_tree

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


class House:
    """The confederation sends a directive to the upper union, which may pass it on to its affiliates."""

    def __init__(self):
        self.tree = make_tree(3)
        self.sender = make_member(self.tree.root, Role.CLERK, "Văn thư Tổng Liên đoàn")
        self.clerk = make_member(self.tree.upper, Role.CLERK, "Văn thư Công đoàn Viên chức")
        self.officer = make_member(self.tree[0], Role.OFFICER, "Cán bộ")
        self.paper = make_published(self.tree.root, by=self.sender, number="880/TLĐ")

    @property
    def receipt(self):
        return receipt_of(self.paper, self.tree.upper)

    def begin(self, **changes) -> Directive:
        draft = begin_forwarding(self.receipt, by=self.clerk)
        content = replace(content_of(draft), number="5/CĐVC-TG", issued_on=ISSUED_ON, **changes)
        return save_draft(draft, content, by=self.clerk, seen=draft.version)

    def pass_on(self, **changes) -> Directive:
        draft = self.begin(**changes)
        return published(draft, by=self.clerk)


@pytest.fixture
def house():
    return House()


def reads(user, directive) -> bool:
    return Directive.objects.visible_to(forget_hats(user)).filter(pk=directive.pk).exists()


def page_of(name: str, directive, **more) -> str:
    return reverse(f"directives:{name}", kwargs={"pk": directive.pk, **more})


def test_covering_draft_put_away_is_taken_up_when_forwarding_begins_again(house):
    first = house.begin()
    put_away(first, by=house.clerk, seen=first.version)

    again = begin_forwarding(house.receipt, by=house.clerk)

    assert (again.pk, again.state, Forwarding.objects.count()) == (first.pk, Directive.State.DRAFT, 1)


# --- what is refused ------------------------------------------------------------------------


def test_nobody_reads_the_original_before_the_covering_directive_is_published(house):
    house.begin()

    assert reads(house.officer, house.paper) is False
    assert Forwarding.objects.done().count() == 0


def test_unit_left_out_of_the_covering_directive_reads_nothing(house):
    left_out = make_member(house.tree[1], Role.OFFICER)
    house.pass_on(to_all=False, unit_ids=(house.tree[0].pk,))

    assert (reads(house.officer, house.paper), reads(left_out, house.paper)) == (True, False)


def test_reading_goes_one_step_and_no_further(house):
    below = found("Công đoàn Bộ phận", house.tree[0])
    deep = make_member(below, Role.OFFICER)
    own_clerk = make_member(house.tree[0], Role.CLERK)
    first = house.pass_on()
    draft = begin_forwarding(receipt_of(first, house.tree[0]), by=own_clerk)
    content = replace(content_of(draft), number="1/CĐCQ", issued_on=ISSUED_ON)
    draft = save_draft(draft, content, by=own_clerk, seen=draft.version)
    published(draft, by=own_clerk)

    assert (reads(deep, first), reads(deep, house.paper)) == (True, False)


def test_reader_by_forwarding_gains_no_receipt_and_no_page_of_the_issuer(house, client):
    house.pass_on()
    login(client, house.officer)

    answers = {
        name: client.get(page_of(name, house.paper)).status_code
        for name in ("detail", "recipients", "recall", "edit", "publish")
    }
    pressed = client.post(page_of("acknowledge", house.paper, recipient_pk=house.receipt.pk))
    passed = client.post(page_of("forward", house.paper, recipient_pk=house.receipt.pk))

    assert answers == {"detail": 200, "recipients": 404, "recall": 404, "edit": 404, "publish": 404}
    assert (pressed.status_code, passed.status_code) == (404, 404)
    assert house.receipt.opened_at is None


def test_recall_of_the_covering_directive_closes_the_original_again(house):
    covering = house.pass_on()
    recall(covering, by=house.clerk, reason="Gửi nhầm đơn vị")

    assert (reads(house.officer, covering), reads(house.officer, house.paper)) == (True, False)


def test_recalled_directive_is_not_passed_on(house, client):
    recall(house.paper, by=house.sender, reason="Ghi nhầm ngày họp")

    with pytest.raises(NotPossible):
        begin_forwarding(house.receipt, by=house.clerk)
    page = login(client, house.clerk).get(page_of("detail", house.paper))

    assert "Chuyển tiếp…" not in page.text
    assert client.post(page_of("forward", house.paper, recipient_pk=house.receipt.pk)).status_code == 404


def test_covering_directive_is_not_published_once_the_original_is_recalled(house):
    draft = approved(house.begin(), by=house.clerk)
    recall(house.paper, by=house.sender, reason="Ghi nhầm ngày họp")

    with pytest.raises(Refused) as refusal:
        publish(draft, by=house.clerk, seen=draft.version)

    assert refusal.value.problems == [
        "Công văn số 880/TLĐ mà văn bản này chuyển tiếp đã được thu hồi; không chuyển tiếp nữa."
    ]


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.CLERK, Role.ADMINISTRATOR)])
def test_roles_that_do_not_write_pass_nothing_on(house, client, role):
    other = make_member(house.tree.upper, role)

    with pytest.raises(NotAllowed):
        begin_forwarding(house.receipt, by=other)
    answer = login(client, other).get(page_of("forward", house.paper, recipient_pk=house.receipt.pk))

    assert answer.status_code == 404


def test_unit_without_affiliates_has_nobody_to_pass_it_on_to(house, client):
    covering = house.pass_on()
    clerk = make_member(house.tree[0], Role.CLERK)
    receipt = receipt_of(covering, house.tree[0])

    with pytest.raises(NotPossible):
        begin_forwarding(receipt, by=clerk)
    login(client, clerk)

    assert "Chuyển tiếp…" not in client.get(page_of("detail", covering)).text
    assert "không có công đoàn trực thuộc nào" in client.get(page_of("forward", covering, recipient_pk=receipt.pk)).text


def test_pressing_twice_gives_one_draft(house, client):
    page = page_of("forward", house.paper, recipient_pk=house.receipt.pk)
    login(client, house.clerk)

    first, second = client.post(page), client.post(page)

    assert first["Location"] == second["Location"]
    assert Directive.objects.filter(issuer=house.tree.upper).count() == 1


def test_database_holds_one_open_forwarding_of_a_receipt(house):
    house.begin()
    other = make_published(house.tree.upper, by=house.clerk, number="9/CĐVC-TG")
    row = Forwarding(
        recipient=house.receipt, covering=other, unit=house.tree.upper, begun_at=clock.now(), begun_by=house.clerk
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        Forwarding.objects.write([row])


def test_forwarding_is_never_rewritten(house):
    house.pass_on()

    for change in (
        Forwarding.objects.get().save,
        Forwarding.objects.get().delete,
        Forwarding.objects.all().delete,
        lambda: Forwarding.objects.update(unit=house.tree[0]),
    ):
        with pytest.raises(Frozen), transaction.atomic():
            change()


# --- what works -----------------------------------------------------------------------------


def test_draft_cites_the_original_as_what_it_carries_out(house):
    draft = begin_forwarding(house.receipt, by=house.clerk)

    content = content_of(draft)
    assert draft.issuer == house.tree.upper
    assert content.title == "Triển khai thực hiện Công văn số 880/TLĐ của Tổng Liên đoàn Lao động Việt Nam"
    assert [(line.relation, line.number, line.issued_on) for line in content.citations] == [
        ("implements", "880/TLĐ", ISSUED_ON)
    ]
    assert content.to_all is True


def test_publishing_the_covering_directive_is_the_forwarding(house):
    covering = house.pass_on()

    row = Forwarding.objects.get()
    event = Event.objects.about(house.paper).filter(kind="directive.forwarded").get()
    assert (row.covering, row.forwarded_at, row.forwarded_by) == (covering, covering.published_at, house.clerk)
    assert covering.citations.get().cited == house.paper
    assert event.what == (
        "Công đoàn Viên chức Việt Nam chuyển tiếp kèm Công văn số 5/CĐVC-TG của Công đoàn Viên chức Việt Nam"
    )


def test_affiliate_reads_the_original_with_its_files(house, client):
    upload = SimpleUploadedFile("Bản gốc.pdf", PDF, "application/pdf")
    file = store_upload(upload, by=house.sender)
    house.paper = make_published(house.tree.root, by=house.sender, number="881/TLĐ", files=(file,))
    covering = house.pass_on()
    login(client, house.officer)

    page = client.get(page_of("detail", house.paper))
    covered = client.get(page_of("detail", covering))
    sent = client.get(page_of("file", house.paper, position=1))

    assert "Công đoàn Viên chức Việt Nam chuyển tiếp văn bản này" in page.text
    assert "Văn bản này chuyển tiếp" in covered.text
    assert b"".join(sent.streaming_content) == PDF


def test_receipt_row_says_when_by_whom_and_with_what(house, client):
    house.pass_on()

    page = login(client, house.sender).get(page_of("recipients", house.paper) + "?loc=da-chuyen-tiep")

    (receipt,) = page.context["page"]
    assert [(str(row.covering), row.sent) for row in receipt.passed_on] == [("Công văn số 5/CĐVC-TG", 3)]
    assert "Văn thư Công đoàn Viên chức" in page.text
    assert f'href="{page_of("detail", receipt.passed_on[0].covering)}"' not in page.text


def test_issuer_does_not_read_the_covering_directive(house):
    covering = house.pass_on()

    assert reads(house.sender, covering) is False


def test_unit_sees_on_the_original_that_it_passed_it_on(house, client):
    covering = house.pass_on()
    login(client, house.clerk)

    page = client.get(page_of("detail", house.paper))
    again = client.get(page_of("forward", house.paper, recipient_pk=house.receipt.pk))

    assert [row.covering for row in page.context["passed_on"]] == [covering]
    assert "gửi 3 đơn vị" in again.text


def test_recall_of_the_original_reaches_those_to_whom_it_was_passed_on(house):
    house.pass_on()
    run_due()
    Message.objects.all().delete()

    recall(house.paper, by=house.sender, reason="Ghi nhầm ngày họp")
    run_due()

    assert set(Message.objects.values_list("user__full_name", flat=True)) == {"Cán bộ", "Văn thư Công đoàn Viên chức"}


def test_heir_passes_on_what_an_ended_unit_received(house):
    below = found("Công đoàn Bộ phận", house.tree[0])
    paper = make_published(house.tree.upper, by=house.clerk, number="30/CĐVC-TG")
    new = NewUnit("Công đoàn Hợp nhất", Level.GRASSROOTS, house.tree.upper.pk)
    when = date(2026, 4, 1)
    done = act(plan_consolidate([house.tree[0], house.tree[1]], new, effective_on=when, decision=decision()))
    heir = done.edges.filter(successor__isnull=False).first().successor
    clerk = make_member(heir, Role.CLERK, on=when)

    draft = begin_forwarding(receipt_of(paper, house.tree[0]), by=clerk)

    assert (draft.issuer, draft.forwards.unit) == (heir, heir)
    assert below.latest.parent == heir


def test_begun_draft_says_what_it_passes_on(house, client):
    draft = house.begin()

    page = login(client, house.clerk).get(page_of("detail", draft))

    assert "Văn bản này chuyển tiếp" in page.text
    assert page_of("detail", house.paper) in page.text
