"""Receipts: shown to those who may read, verified by anyone with the code, and true to what is stored."""

import copy
import re

import pytest
import time_machine
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse

from portal.jobs import run_due
from portal.models import Role
from reports.models import Revision, State
from reports.points import answer_point
from reports.views.officer.receipts import TRIES_PER_MINUTE, tidy_code
from tests.factories.office import make_office
from tests.factories.portal import login, make_member
from tests.factories.reports import fill, fire

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def revision(office):
    return office.submitted().latest_revision


def words(answer):
    """The page's text without tags, its blanks as one."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def tamper(revision):
    changed = copy.deepcopy(revision.snapshot)
    changed["figures"]["C02"]["value"] += 1
    QuerySet.update(Revision.objects.filter(pk=revision.pk), snapshot=changed)


# --- Who may see ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("nobody", 302),
        ("officer", 200),
        ("head", 200),
        ("unit_viewer", 200),
        ("reviewer", 200),
        ("upper_viewer", 200),
        ("sibling", 404),
        ("clerk", 404),
    ],
)
@pytest.mark.parametrize("page", ["receipt", "revision"])
def test_receipt_and_frozen_page_are_for_those_who_may_read(client, office, revision, who, status, page):
    tree = office.tree
    people = {
        "officer": lambda: office.officer,
        "head": lambda: office.head,
        "unit_viewer": lambda: make_member(tree[0], Role.VIEWER),
        "reviewer": lambda: office.reviewer,
        "upper_viewer": lambda: make_member(tree.root, Role.VIEWER),
        "sibling": lambda: make_member(tree[1], Role.HEAD),
        "clerk": lambda: make_member(tree.upper, Role.CLERK),
    }
    if who in people:
        login(client, people[who]())
    key = revision.receipt_code if page == "receipt" else revision.pk

    assert client.get(reverse(f"reports:{page}", args=[key])).status_code == status


def test_receipt_says_what_a_person_files(client, office, revision):
    login(client, office.officer)

    shown = words(client.get(reverse("reports:receipt", args=[revision.receipt_code])))

    for fact in (
        revision.receipt_code,
        revision.sha256,
        "Công đoàn Cơ quan 1",
        "09:00 ngày 10/11/2026",
        "Nộp đúng hạn",
        "Lê Thị Chủ, Chủ tịch",
        "Nguyễn Văn Lập",
        f"/bao-cao/xac-minh/?ma={revision.receipt_code}",
    ):
        assert fact in shown


def test_receipt_is_found_however_its_code_is_written(client, office, revision):
    login(client, office.officer)
    code = revision.receipt_code.lower().replace("-", "")

    assert client.get(reverse("reports:receipt", args=[code])).status_code == 200


def test_receipt_of_a_second_submission_keeps_the_first_ones_timeliness(client, office):
    report = office.walked(State.RETURNED)
    for point in report.points.all():
        answer_point(point, text="Đã làm rõ.", by=office.officer)
    fire(report, "send", by=office.officer)
    fire(report, "submit", by=office.head, client_key="lan-hai")
    login(client, office.officer)

    shown = words(client.get(reverse("reports:receipt", args=[report.latest_revision.receipt_code])))

    assert "Bản nộp thứ 2" in shown
    assert "(nộp lần đầu 09:00 ngày 10/11/2026)" in shown
    assert "Nộp đúng hạn" in shown


def test_receipt_is_sent_by_mail_to_who_prepared_and_who_certified(office, mailoutbox):
    revision = office.submitted().latest_revision

    run_due()

    letters = {letter.to[0]: letter for letter in mailoutbox if letter.subject.startswith("Biên nhận")}
    assert set(letters) == {office.officer.email, office.head.email}
    letter = letters[office.head.email]
    assert letter.subject == f"Biên nhận báo cáo {revision.receipt_code}"
    assert revision.sha256 in letter.body
    assert f"/bao-cao/bien-nhan/{revision.receipt_code}/" in letter.body


# --- The frozen page ------------------------------------------------------------------------


def test_frozen_page_is_read_from_the_snapshot_alone(client, office):
    report = office.walked(State.RETURNED, answers={"C02": "960"})
    fill(report, by=office.officer, answers={"C02": "7.777"}, text="Bản thảo sau khi trả lại.")
    login(client, office.reviewer)

    shown = words(client.get(reverse("reports:revision", args=[report.latest_revision_id])))

    assert "960 lượt người" in shown
    assert "7.777" not in shown
    assert "Bản thảo sau khi trả lại" not in shown


def test_frozen_page_shows_kinds_of_empty_estimates_rows_and_explanations(client, office):
    report = fill(office.report, by=office.officer, answers={"B02": "0"})
    row = report.draft_sections.get(code="II.3")
    row.content["figures"]["D03"] = {"raw": "", "kind": "none_occurred", "estimated": False}
    row.content["figures"]["D01"] = {"raw": "10", "kind": "number", "estimated": True}
    row.content["annexes"] = {
        "PL3": [{"loai": "toa_dam", "ten": "Tọa đàm về dân vận", "thoi_gian": "05/2026", "thuc_te": "1.200"}]
    }
    row.save()
    report.explanations.create(key="R04", text="Ban hành chung với chính quyền.", by=office.officer)
    fire(report, "send", by=office.officer)
    fire(report, "submit", by=office.head, client_key="k")
    login(client, office.officer)

    shown = words(client.get(reverse("reports:revision", args=[report.latest_revision_id])))

    for fact in (
        "D03 Số chương trình, quy chế phối hợp còn hiệu lực Không phát sinh",
        "10 nhiệm vụ (ước)",
        "Tọa đàm, hội thảo Tọa đàm về dân vận – 05/2026 – – 1.200",
        "Ban hành chung với chính quyền.",
    ):
        assert fact in shown


def test_frozen_page_says_when_the_stored_content_was_changed(client, office, revision):
    login(client, office.officer)
    address = reverse("reports:revision", args=[revision.pk])
    sound = words(client.get(address))

    tamper(revision)

    assert "không khớp mã băm" not in sound
    assert "Nội dung lưu trữ không khớp mã băm khi nộp." in words(client.get(address))


# --- Verifying ------------------------------------------------------------------------------


def ask(client, code):
    return client.get(reverse("reports:verify"), {"ma": code})


@pytest.mark.parametrize(
    "write",
    [
        lambda code: code,
        lambda code: code.lower(),
        lambda code: code.replace("-", ""),
        lambda code: f"  {code.replace('-', ' ')} ",
        lambda code: code.replace("-", "–"),
        lambda code: "-".join(code),
    ],
)
def test_verify_takes_the_code_however_it_is_typed(client, revision, write):
    answer = ask(client, write(revision.receipt_code))

    assert answer.status_code == 200
    assert "BIÊN NHẬN HỢP LỆ" in words(answer)


def test_verify_confirms_no_more_than_it_must(client, office, revision):
    shown = words(ask(client, revision.receipt_code))

    for fact in ("Công đoàn Cơ quan 1", "Báo cáo công tác dân vận năm 2026", "09:00 ngày 10/11/2026", "Bản nộp thứ 1"):
        assert fact in shown
    for secret in ("Lê Thị Chủ", "Nguyễn Văn Lập", "960", revision.sha256):
        assert secret not in shown


def test_verify_notices_a_tampered_row(client, revision):
    tamper(revision)

    shown = words(ask(client, revision.receipt_code))

    assert "NỘI DUNG KHÔNG CÒN KHỚP" in shown
    assert "BIÊN NHẬN HỢP LỆ" not in shown


@pytest.mark.parametrize("code", ["2222-2222-2222", "x", "<script>", "' OR 1=1", "A" * 5000, "🙂"])
def test_verify_of_an_unknown_code_finds_nothing(client, revision, code):
    answer = ask(client, code)

    assert answer.status_code == 404
    assert "Không tìm thấy" in words(answer)
    assert "<script>" not in answer.content.decode().split("<main", 1)[1].split("</main>")[0]


@pytest.mark.parametrize("query", [{}, {"ma": ""}, {"ma": "   "}])
def test_verify_without_a_code_asks_for_one(client, query):
    answer = client.get(reverse("reports:verify"), query)

    assert (answer.status_code, "Không tìm thấy" in words(answer)) == (200, False)


@time_machine.travel("2026-11-20T09:00:30+07:00", tick=False)
def test_verify_is_limited_by_address(client, revision):
    answers = [ask(client, "2222-2222-2222").status_code for _ in range(TRIES_PER_MINUTE)]

    beyond = ask(client, revision.receipt_code)
    other = Client(REMOTE_ADDR="10.9.8.7").get(reverse("reports:verify"), {"ma": revision.receipt_code})

    assert (set(answers), beyond.status_code, other.status_code) == ({404}, 429, 200)


@pytest.mark.parametrize(
    ("raw", "tidy"),
    [("7f3k92qdxm4t", "7F3K-92QD-XM4T"), (" 7f3k 92qd-xm4t ", "7F3K-92QD-XM4T"), ("", ""), ("--", "")],
)
def test_code_is_tidied(raw, tidy):
    assert tidy_code(raw) == tidy
