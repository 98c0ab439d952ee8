"""Submitting: what is frozen, that it stays what it was, and that it costs little."""

import copy
import threading
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from directives.models import Frozen
from portal.models import Job
from reports.lookups import definition_of, indicator_keys
from reports.models import Figure, Report, Revision, State
from reports.submission import canonical, digest
from tests.factories.office import make_office
from tests.factories.portal import login
from tests.factories.reports import ANSWERS, fill

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office()


def press(client, report, key="khoa-1", **changes):
    """The head's press of "Xác nhận và nộp" on the check page."""
    report.refresh_from_db()
    given = {"step": "submit", "version": report.version, "client_key": key, "no_secret": "on"} | changes
    return client.post(reverse("reports:check", args=[report.pk]), given)


def test_snapshot_and_figures_tell_the_same(office):
    report = office.submitted(answers={"E07": "187,5", "C08": ""})
    revision = report.latest_revision

    rows = {
        row.indicator.code: {"kind": row.kind, "value": row.value, "estimated": row.estimated}
        for row in Figure.objects.filter(revision=revision).select_related("indicator")
    }

    assert rows == revision.snapshot["figures"]
    assert len(rows) == len(definition_of(office.cycle.form_version_id).indicators)


def test_figures_are_frozen_as_scaled_whole_numbers_with_their_kind(office):
    figures = office.submitted(answers={"E07": "187,5", "E11": "4,35", "C08": ""}).latest_revision.snapshot["figures"]

    assert (figures["E07"]["value"], figures["E11"]["value"], figures["B01"]["value"]) == (187_500_000, 435, 1)
    assert figures["C08"] == {"kind": "not_entered", "value": None, "estimated": False}


@pytest.mark.parametrize(
    ("entry", "frozen"),
    [
        ({"raw": "", "kind": "none_occurred", "estimated": False}, ("none_occurred", 0, False)),
        ({"raw": "", "kind": "not_applicable", "estimated": True}, ("not_applicable", None, False)),
        ({"raw": "0", "kind": "number", "estimated": True}, ("number", 0, True)),
    ],
)
def test_kinds_of_empty_stay_apart(office, entry, frozen):
    report = fill(office.report, by=office.officer)
    row = report.draft_sections.get(code="II.3")
    row.content["figures"]["D05"] = entry
    row.content["figures"]["D04"] = entry | {"kind": "number", "raw": "0"}
    row.save()

    found = office_submit(office, report).latest_revision.snapshot["figures"]["D05"]

    assert (found["kind"], found["value"], found["estimated"]) == frozen


def office_submit(office, report):
    from_draft = login_pair(office)
    press_send(from_draft[0], report)
    press(from_draft[1], report)
    report.refresh_from_db()
    return report


def login_pair(office):
    return login(Client(), office.officer), login(Client(), office.head)


def press_send(client, report):
    report.refresh_from_db()
    given = {"step": "send", "version": report.version, "no_secret": "on", "number": "05/BC-CĐ"}
    return client.post(reverse("reports:check", args=[report.pk]), given)


def test_snapshot_names_who_prepared_and_who_certified(office):
    snapshot = office_submit(office, fill(office.report, by=office.officer)).latest_revision.snapshot

    assert (snapshot["prepared_by"], snapshot["number"]) == ("Nguyễn Văn Lập", "05/BC-CĐ")
    assert {key: snapshot["certified"][key] for key in ("name", "title", "role")} == {
        "name": "Lê Thị Chủ",
        "title": "Chủ tịch",
        "role": "head",
    }


def test_hash_is_over_the_snapshot_as_the_database_gives_it_back(office):
    revision = Revision.objects.get(pk=office.submitted(text="Đơn vị “đặc biệt” – ồ…\n☺").latest_revision_id)

    assert digest(revision.snapshot) == revision.sha256
    assert canonical({"b": 1, "a": "ữ"}) == '{"a":"ữ","b":1}'.encode()


@pytest.mark.parametrize(
    "tamper",
    [
        lambda snapshot: snapshot["figures"]["C02"].update(value=961),
        lambda snapshot: snapshot["sections"]["III.2"].update(text=""),
        lambda snapshot: snapshot["unit"].update(name="Đơn vị khác"),
        lambda snapshot: snapshot.update(no_secret=False),
        lambda snapshot: snapshot["certified"].update(at="2026-11-20T00:00:00+07:00"),
    ],
)
def test_any_change_of_a_stored_snapshot_is_noticed(office, tamper):
    revision = office.submitted().latest_revision
    changed = copy.deepcopy(revision.snapshot)
    tamper(changed)
    QuerySet.update(Revision.objects.filter(pk=revision.pk), snapshot=changed)

    revision.refresh_from_db()

    assert digest(revision.snapshot) != revision.sha256


@pytest.mark.parametrize(
    "deed",
    [
        lambda row: row.save(),
        lambda row: row.delete(),
        lambda row: type(row).objects.filter(pk=row.pk).update(pk=row.pk),
        lambda row: type(row).objects.filter(pk=row.pk).delete(),
        lambda row: type(row).objects.bulk_update([row], ["kind" if isinstance(row, Figure) else "number"]),
        lambda row: type(row).objects.bulk_create(
            [row],
            update_conflicts=True,
            update_fields=["kind" if isinstance(row, Figure) else "number"],
            unique_fields=["id"],
        ),
    ],
)
def test_what_was_submitted_refuses_to_be_changed(office, deed):
    revision = office.submitted().latest_revision

    for row in (revision, revision.figures.first()):
        with pytest.raises(Frozen):
            deed(row)


def test_later_drafts_leave_the_frozen_revision_as_it_was(office):
    report = office.walked(State.RETURNED)
    before = copy.deepcopy(report.latest_revision.snapshot)

    fill(report, by=office.officer, answers={"C02": "970"}, text="Viết lại.")

    revision = Revision.objects.get(pk=report.latest_revision_id)
    assert (revision.snapshot, digest(revision.snapshot)) == (before, revision.sha256)
    assert Decimal(ANSWERS["C02"]) == Decimal(before["figures"]["C02"]["value"])


# --- Pressing -------------------------------------------------------------------------------


def test_double_press_gives_the_same_receipt(client, office):
    report = office.walked(State.AWAITING_CERTIFICATION)
    login(client, office.head)
    version = report.version

    first = press(client, report, version=version)
    second = press(client, report, version=version)

    report.refresh_from_db()
    receipt = reverse("reports:receipt", args=[report.latest_revision.receipt_code])
    assert (first.headers["Location"], second.headers["Location"]) == (receipt, receipt)
    assert (Revision.objects.count(), report.version) == (1, version + 1)


def test_stale_page_with_another_key_is_told_and_led_to_the_present(client, office):
    report = office.walked(State.AWAITING_CERTIFICATION)
    login(client, office.head)
    version = report.version
    press(client, report, version=version)

    answer = client.post(
        reverse("reports:check", args=[report.pk]),
        {"step": "submit", "version": version, "client_key": "khoa-2", "no_secret": "on"},
        follow=True,
    )

    assert answer.redirect_chain == [(reverse("reports:report", args=[report.pk]), 302)]
    assert "không thực hiện được bước này" in answer.content.decode()
    assert Revision.objects.count() == 1


@pytest.mark.parametrize("broker", ["redis://127.0.0.1:1/0", "filesystem:///nowhere"])
def test_submitting_with_the_broker_down_writes_jobs_only(client, office, settings, broker):
    settings.CELERY_BROKER_URL = broker
    report = office.walked(State.AWAITING_CERTIFICATION)
    Job.objects.all().delete()
    login(client, office.head)

    answer = press(client, report)

    assert answer.headers["Location"].startswith("/bao-cao/bien-nhan/")
    assert list(Job.objects.values_list("kind", "state", "handed_over_at")) == [("report.notify", "waiting", None)]


def test_submit_without_the_tick_is_refused(client, office):
    report = office.walked(State.AWAITING_CERTIFICATION)
    login(client, office.head)

    answer = client.post(
        reverse("reports:check", args=[report.pk]),
        {"step": "submit", "version": report.version, "client_key": "k"},
        follow=True,
    )

    assert "cần đánh dấu xác nhận" in answer.content.decode()
    assert Revision.objects.count() == 0


def test_submit_asks_the_database_no_more_than_measured(client, office):
    report = office.walked(State.AWAITING_CERTIFICATION)
    login(client, office.head)
    indicator_keys(office.cycle.form_version_id)

    with CaptureQueriesContext(connection) as asked:
        press_as_seen(client, report)

    statements = [query["sql"] for query in asked if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert (Report.objects.get(pk=report.pk).state, len(statements)) == (State.SUBMITTED, 11), "\n".join(statements)


def press_as_seen(client, report):
    given = {"step": "submit", "version": report.version, "client_key": "do", "no_secret": "on"}
    return client.post(reverse("reports:check", args=[report.pk]), given)


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_give_one_revision_and_one_receipt():
    office = make_office()
    report = office.walked(State.AWAITING_CERTIFICATION)
    together, answers = threading.Barrier(2), []

    def press_now(client):
        together.wait()
        answers.append(press_as_seen(client, report).headers["Location"])
        connection.close()

    clients = [login(Client(), office.head) for _ in range(2)]
    threads = [threading.Thread(target=press_now, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    revision = Revision.objects.get()
    assert answers == [reverse("reports:receipt", args=[revision.receipt_code])] * 2
