"""Words of two people on one page: nothing newer is written over, nothing typed is lost; duties that were lifted."""

import pytest
from django.urls import reverse

from portal import jobs
from portal.models import Message
from reports import workflow
from reports.drafts import Locked, Typed, mark, save_closing, save_section
from reports.models import Obligation, ReviewPoint, State
from reports.obligations import amend
from reports.points import AnswerChanged, answer_point, raise_point
from reports.workflow import Refused
from tests.factories.cast import make_cast
from tests.factories.portal import login
from tests.factories.reports import fill, fire


@pytest.fixture
def cast(db):
    return make_cast()


def test_explanation_of_a_stale_page_is_not_written_over_newer_words(cast, client):
    officer, head = cast.people["officer"], cast.people["head"]
    report = fill(cast.report(), by=officer, answers={"F06": "20"})
    page = reverse("reports:check", args=[report.pk])
    save_closing(report, number="5", no_secret=False, explanations={"R24": Typed("của lãnh đạo", mark(""))}, by=head)

    answer = login(client, officer).post(page, {"number": "5", "giai-trinh:R24": "của cán bộ", "da-thay:R24": mark("")})

    assert answer.status_code == 409
    assert report.explanations.get().text == "của lãnh đạo"
    assert [(w["explanation"], w["theirs"]) for w in answer.context["warnings"]] == [("của cán bộ", "của lãnh đạo")]


def test_explanation_box_left_alone_keeps_what_somebody_else_wrote(cast, client):
    officer, head = cast.people["officer"], cast.people["head"]
    report = fill(cast.report(), by=officer, answers={"F06": "20"})
    save_closing(report, number="", no_secret=False, explanations={"R24": Typed("của lãnh đạo", mark(""))}, by=head)

    answer = login(client, officer).post(
        reverse("reports:check", args=[report.pk]), {"number": "", "giai-trinh:R24": "", "da-thay:R24": mark("")}
    )

    assert answer.status_code == 302
    assert report.explanations.get().text == "của lãnh đạo"


def test_number_that_somebody_else_gave_survives_a_stale_page(cast, client):
    officer, head = cast.people["officer"], cast.people["head"]
    report = fill(cast.report(), by=officer)
    page = reverse("reports:check", args=[report.pk])
    save_closing(report, number="05/BC-CĐ", no_secret=False, explanations={}, by=head)
    client = login(client, officer)

    left_alone = client.post(page, {"number": "", "da-thay-so": mark("")})
    changed = client.post(page, {"number": "06/BC-CĐ", "da-thay-so": mark("")})

    report.refresh_from_db()
    assert (left_alone.status_code, changed.status_code, report.number) == (302, 409, "05/BC-CĐ")
    assert (changed.context["number"], changed.context["their_number"]) == ("06/BC-CĐ", "05/BC-CĐ")
    assert client.post(page, {"number": "06/BC-CĐ", "da-thay-so": changed.context["number_seen"]}).status_code == 302
    report.refresh_from_db()
    assert report.number == "06/BC-CĐ"


def test_answer_of_a_stale_page_is_shown_beside_the_newer_one(cast, client):
    report = cast.walked(State.RETURNED)
    point = report.points.get()
    answer_point(point, text="của lãnh đạo", by=cast.people["head"])

    answer = login(client, cast.people["officer"]).post(
        reverse("reports:points", args=[report.pk]),
        {f"tra-loi-{point.pk}": "của cán bộ", f"da-thay-{point.pk}": mark("")},
    )

    point.refresh_from_db()
    assert (answer.status_code, point.answer) == (409, "của lãnh đạo")
    assert [row["typed"] for row in answer.context["current"]] == ["của cán bộ"]


def test_answer_over_words_that_the_person_did_not_see_is_refused(cast):
    report = cast.walked(State.RETURNED)
    seen = report.points.get()
    answer_point(report.points.get(), text="v2", by=cast.people["head"])

    with pytest.raises(AnswerChanged):
        answer_point(seen, text="v1", by=cast.people["officer"])

    assert report.points.get().answer == "v2"


def test_accepting_with_a_point_not_sent_is_refused_and_closes_nothing(cast):
    reviewer = cast.people["reviewer"]
    report = cast.walked(State.SUBMITTED)
    point = raise_point(report, section="II.2", indicator="", text="Riêng của Ban", by=reviewer)

    with pytest.raises(Refused):
        fire(report, "accept", by=reviewer)

    point.refresh_from_db()
    assert point.state == ReviewPoint.State.DRAFT


@pytest.mark.parametrize(
    ("state", "step", "who"),
    [("draft", "send", "officer"), ("awaiting_certification", "submit", "head"), ("submitted", "accept", "reviewer")],
)
def test_lifted_duty_stops_every_step(cast, state, step, who):
    report = cast.walked(state)
    Obligation.objects.filter(pk=report.obligation_id).update(cause=Obligation.Cause.EXEMPT)
    report = cast.report()

    with pytest.raises(Refused):
        fire(report, step, by=cast.people[who], client_key="k")

    assert workflow.possible_steps(report, cast.people[who]) == {}
    assert cast.report().state == state


def test_lifted_duty_locks_the_draft(cast):
    officer = cast.people["officer"]
    report = fill(cast.report(), by=officer)
    row = report.draft_sections.get(code="I.1")
    amend(report.obligation, cause="exempt", reason="Theo quyết định.", by=cast.people["reviewer"])

    outcome = save_section(report.pk, "I.1", {"text": "muộn"}, seen=row.version, by=officer)

    assert outcome == Locked("draft", not_owing=True)


def test_notices_of_a_repeated_step_are_told_each_with_its_own_reason(cast):
    officer, head = cast.people["officer"], cast.people["head"]
    report = fill(cast.report(), by=officer)
    for reason in ("Sửa mục I.", "Sửa mục II."):
        fire(report, "send", by=officer)
        fire(report, "send_back", by=head, reason=reason)

    jobs.run_due()

    told = Message.objects.filter(user=officer, subject="Báo cáo được chuyển lại để sửa").order_by("pk")
    assert [message.body.rpartition("Lý do: ")[2] for message in told] == ["Sửa mục I.", "Sửa mục II."]
