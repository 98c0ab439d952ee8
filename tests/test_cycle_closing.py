"""Closing a cycle and opening it again: who may, what then stands still, and what people are told."""

import json

import pytest
from django.urls import reverse

from portal.models import Event, Role
from reports.closing import close_cycle
from reports.drafts import Locked, Saved, open_sections, save_closing, save_section
from reports.lookups import definition_of
from reports.models import Cycle, ReviewPoint, State
from reports.points import PointRefused, answer_point, raise_point
from reports.workflow import StalePage, fire
from tests.factories.portal import login, make_member, make_tree
from tests.factories.reports import contents_for, make_cycle, report_of, walk


class Scene:
    def __init__(self):
        self.tree = make_tree(2)
        self.officer = make_member(self.tree[0], Role.OFFICER, "Cán bộ")
        self.head = make_member(self.tree[0], Role.HEAD, "Chủ tịch")
        self.reviewer = make_member(self.tree.upper, Role.REVIEWER, "Thẩm định")
        self.cycle = make_cycle(self.tree.upper, by=self.reviewer)

    @property
    def report(self):
        return report_of(self.cycle, self.tree[0])

    @property
    def url(self):
        return reverse("reports:cycle_close", args=[self.cycle.pk])

    def walk(self, state):
        return walk(self.report, state, officer=self.officer, head=self.head, reviewer=self.reviewer)

    def close(self):
        close_cycle(self.cycle, by=self.reviewer)


@pytest.fixture
def scene(db):
    return Scene()


WHO = {
    "officer": 404,
    "head": 404,
    "viewer": 404,
    "administrator": 404,
    "clerk": 404,
    "reviewer": 200,
    "department_head": 200,
}


@pytest.mark.parametrize(("role", "status"), WHO.items())
def test_closing_page_is_for_those_who_run_the_cycle(client, scene, role, status):
    place = scene.tree[0] if role in (Role.OFFICER, Role.HEAD) else scene.tree.upper
    login(client, make_member(place, role))

    answer = client.get(scene.url)
    pressed = client.post(scene.url, {"viec": "khoa"})

    scene.cycle.refresh_from_db()
    assert answer.status_code == status
    assert (pressed.status_code, scene.cycle.state) == ((302, "closed") if status == 200 else (404, "open"))


def test_reviewer_of_another_collector_can_not_close(client, scene):
    login(client, make_member(scene.tree.root, Role.REVIEWER))

    pressed = client.post(scene.url, {"viec": "khoa"})

    scene.cycle.refresh_from_db()
    assert (pressed.status_code, scene.cycle.state) == (404, "open")


def test_closing_twice_is_told_and_recorded_once(client, scene):
    login(client, scene.reviewer)

    client.post(scene.url, {"viec": "khoa"})
    second = client.post(scene.url, {"viec": "khoa"}, follow=True)

    assert [str(m) for m in second.context["messages"]][-1] == "Kỳ báo cáo đã được khóa sổ trước đó."
    assert Event.objects.filter(kind="cycle.close").count() == 1


@pytest.mark.parametrize(("reason", "status", "state"), [("   ", 422, "closed"), ("Đơn vị xin nộp bù.", 302, "open")])
def test_opening_again_needs_a_reason(client, scene, reason, status, state):
    scene.close()
    login(client, scene.reviewer)

    answer = client.post(scene.url, {"viec": "mo", "reason": reason})

    scene.cycle.refresh_from_db()
    assert (answer.status_code, scene.cycle.state) == (status, state)


def test_section_is_not_saved_in_a_closed_cycle_and_is_again_when_it_opens(scene):
    report = scene.report
    definition = definition_of(scene.cycle.form_version_id)
    open_sections(report, definition)
    code, content = next(iter(contents_for(definition).items()))
    scene.close()

    refused = save_section(report.pk, code, content, seen=0, by=scene.officer)
    Cycle.objects.update(state="open")
    stored = save_section(report.pk, code, content, seen=0, by=scene.officer)

    assert refused == Locked(State.DRAFT, cycle_closed=True)
    assert isinstance(stored, Saved)


def test_autosave_in_a_closed_cycle_answers_locked_with_the_reason(client, scene):
    report = scene.report
    definition = definition_of(scene.cycle.form_version_id)
    code = definition.writable_sections[0].code
    open_sections(report, definition)
    scene.close()
    login(client, scene.officer)

    answer = client.post(
        reverse("reports:autosave", args=[report.pk, code]),
        json.dumps({"version": 0, "text": "Viết thêm.", "figures": {}, "annexes": {}}),
        content_type="application/json",
    )

    assert (answer.status_code, answer.json()["message"]) == (423, "Kỳ báo cáo đã khóa sổ.")


def test_closing_words_of_a_draft_are_not_stored_in_a_closed_cycle(scene):
    report = scene.walk(State.DRAFT)
    scene.close()

    answer = save_closing(scene.report, number="9/BC", no_secret=False, explanations={}, by=scene.officer)

    report.refresh_from_db()
    assert answer == Locked(State.DRAFT, cycle_closed=True)
    assert (report.number, report.no_secret) == ("", True)


def test_step_pressed_while_the_cycle_is_being_closed_changes_nothing(scene):
    scene.walk(State.DRAFT)
    report = scene.report
    Cycle.objects.update(state="closed")

    with pytest.raises(StalePage):
        fire(report, "send", by=scene.officer, seen=report.version)

    report.refresh_from_db()
    assert report.state == State.DRAFT


def test_point_is_not_answered_in_a_closed_cycle(scene):
    scene.walk(State.RETURNED)
    point = ReviewPoint.objects.get()
    scene.close()

    with pytest.raises(PointRefused, match="khóa sổ"):
        answer_point(point, text="Đã rà soát.", by=scene.officer)


def test_point_is_not_raised_in_a_closed_cycle(scene):
    scene.walk(State.SUBMITTED)
    scene.close()

    with pytest.raises(PointRefused, match="khóa sổ"):
        raise_point(scene.report, section="II.2", indicator="C02", text="Làm rõ.", by=scene.reviewer)


PAGES = ["report", "check", "points", "section"]


@pytest.mark.parametrize("page", PAGES)
def test_banner_stands_on_the_unit_pages_only_while_closed(client, scene, page):
    report = scene.walk(State.RETURNED)
    args = [report.pk, "I"] if page == "section" else [report.pk]
    if page == "section":
        args = [report.pk, definition_of(scene.cycle.form_version_id).writable_sections[0].code]
    url = reverse(f"reports:{page}", args=args)
    login(client, scene.officer)

    before = client.get(url).content.decode()
    scene.close()
    after = client.get(url).content.decode()

    assert before.count("<b>Kỳ báo cáo đã khóa sổ</b>") == 0
    assert after.count("<b>Kỳ báo cáo đã khóa sổ</b>") == 1
    assert "Lưu mục này</span></button>" not in after
    assert 'name="step" value="send"' not in after


@pytest.mark.parametrize("page", ["cycle", "obligations", "missing", "cycle_journal", "cycle_close"])
def test_banner_stands_on_the_pages_of_a_closed_cycle(client, scene, page):
    scene.close()
    login(client, scene.reviewer)

    body = client.get(reverse(f"reports:{page}", args=[scene.cycle.pk])).content.decode()

    assert body.count("<b>Kỳ báo cáo đã khóa sổ</b>") == 1


def test_review_page_of_a_closed_cycle_offers_no_decision(client, scene):
    report = scene.walk(State.SUBMITTED)
    scene.close()
    login(client, scene.reviewer)

    body = client.get(reverse("reports:review", args=[report.pk])).content.decode()

    assert body.count("<b>Kỳ báo cáo đã khóa sổ</b>") == 1
    assert 'name="buoc"' not in body
