"""Figures and rows from a unit's programmes: what is offered, what a person takes, and the source that goes along."""

import json
from datetime import date

import pytest
from django.urls import reverse

from directives.programmes import PartyLine, save_occurrence
from portal.models import Event, Role
from portal.reorganisation import plan_merge
from reports.drafts import open_sections, save_section
from reports.lookups import definition_of
from reports.models import DraftSource, State
from reports.prefill import offer_for
from tests.factories.cast import make_cast
from tests.factories.portal import act, decision, login, make_member
from tests.factories.programmes import hold, make_activity, make_programme, occurrence_content
from tests.factories.reports import fill, fire

SECTION = "II.3"


@pytest.fixture
def cast(db):
    return make_cast()


@pytest.fixture
def led(cast):
    """A programme that the first unit leads, with one class held twice within the window of 2026."""
    return lead(cast, cast.tree[0], cast.people["officer"])


def lead(cast, unit, by, number="02/QCPH"):
    """One programme of the unit, and one activity that it leads; held on 20/5 (47 people) and 17/6/2026 (58)."""
    parties = (PartyLine(unit.latest.name), PartyLine("Lãnh đạo cơ quan"))
    programme = make_programme(unit, by=by, number=number, year_from=2026, parties=parties)
    own = programme.parties.first()
    activity = make_activity(programme, "quý II/2026", by=by, lead_id=own.pk, participants_from=40, participants_to=60)
    hold(activity, "20/5/2026", by=by, participants=47)
    hold(activity, "17/6/2026", by=by, participants=58, completes=True)
    return programme


def offered(cast, number=0):
    report = cast.report(number)
    definition = definition_of(report.obligation.cycle.form_version_id)
    return offer_for(report, definition, definition.section(SECTION))


def figures(offer) -> dict:
    return {code: one.value for code, one in offer.figures.items()}


def page(cast) -> str:
    return reverse("reports:prefill", args=[cast.report().pk, SECTION])


def content(cast) -> dict:
    return cast.report().draft_sections.get(code=SECTION).content


def typed(cast, **raw) -> int:
    """Somebody typed these figures into the section; returns its version."""
    report, definition = cast.report(), definition_of(cast.cycle.form_version_id)
    row = open_sections(report, definition)[SECTION]
    entries = {code: {"raw": value, "kind": "number", "estimated": False} for code, value in raw.items()}
    held = row.content | {"figures": row.content["figures"] | entries}
    return save_section(report.pk, SECTION, held, seen=row.version, by=cast.people["officer"]).version


def test_what_the_unit_leads_in_the_window_is_offered(cast, led):
    offer = offered(cast)

    assert figures(offer) == {"D03": 1, "D04": 2, "D05": 105}
    assert [row.cells for row in offer.rows] == [
        {
            "chuong_trinh": "02/QCPH",
            "loai": "tap_huan",
            "ten": f"Lớp tập huấn (lần {turn}/2)",
            "doi_tac": "Lãnh đạo cơ quan",
            "thoi_gian": month,
            "du_kien_tu": "40",
            "du_kien_den": "60",
            "thuc_te": people,
        }
        for turn, month, people in ((1, "05/2026", "47"), (2, "06/2026", "58"))
    ]
    assert "2 lần tổ chức của 1 hoạt động" in offer.figures["D04"].words


def test_what_another_side_leads_or_lies_outside_the_window_is_not(cast):
    officer = cast.people["officer"]
    name = cast.tree[0].latest.name
    programme = make_programme(cast.tree[0], by=officer, parties=(PartyLine(name), PartyLine("Bộ Nội vụ")))
    own, other = programme.parties.all()
    hold(
        make_activity(programme, "quý II/2026", by=officer, lead_id=other.pk, co_lead_ids=(own.pk,)),
        "20/5/2026",
        by=officer,
    )
    hold(make_activity(programme, "quý II/2025", by=officer, lead_id=own.pk), "20/5/2025", by=officer)
    hold(make_activity(programme, "năm 2026", by=officer, lead_id=own.pk), "trong năm 2026", by=officer)
    hold(make_activity(programme, "quý II/2026", by=officer, title="Chưa rõ bên"), "20/5/2026", by=officer)

    offer = offered(cast)

    assert figures(offer) == {"D03": 1}
    assert (offer.rows, len(offer.unsure)) == ((), 2)


@pytest.mark.parametrize(
    ("changes", "counted"),
    [
        ({}, 1),
        ({"year_to": 2025}, 0),
        ({"year_to": 2025, "status": "extended"}, 1),
        ({"status": "ended"}, 0),
        ({"status": "draft"}, 0),
        ({"kind": "hanh_dong"}, 0),
        ({"year_from": 2027}, 0),
    ],
)
def test_programmes_in_force_on_the_data_day_are_counted(cast, changes, counted):
    parties = (PartyLine("Công đoàn"), PartyLine("Bộ Nội vụ"))
    make_programme(cast.tree[0], by=cast.people["officer"], parties=parties, **changes)

    assert figures(offered(cast)).get("D03", 0) == counted


def test_sibling_is_offered_nothing_of_it(cast, led):
    assert offered(cast, 1).is_empty


def test_heir_is_offered_what_the_ended_unit_led_unless_that_one_reports_itself(cast):
    lead(cast, cast.tree[1], make_member(cast.tree[1], Role.OFFICER))
    act(plan_merge([cast.tree[1]], into=cast.tree[0], effective_on=date(2026, 7, 1), decision=decision()))
    assert figures(offered(cast)) == {}

    cast.report(1).obligation.__class__.objects.filter(unit=cast.tree[1]).update(cause="successor")

    assert figures(offered(cast)) == {"D03": 1, "D04": 2, "D05": 105}


# --- taking ---------------------------------------------------------------------------------


def test_blank_boxes_are_ticked_and_typed_ones_are_not(cast, led, client):
    typed(cast, D04="7")

    answer = login(client, cast.people["officer"]).get(page(cast))

    assert [(row["offer"].code, row["now"], row["ticked"]) for row in answer.context["figures"]] == [
        ("D03", "", True),
        ("D04", "7", False),
        ("D05", "", True),
    ]
    assert [row["ticked"] for row in answer.context["rows"]] == [True, True]


def test_only_what_was_ticked_is_written_with_its_source(cast, led, client):
    version = typed(cast, D04="7", D01="3")
    rows = [row.place for row in offered(cast).rows]
    login(client, cast.people["officer"])

    for _ in range(2):
        answer = client.post(page(cast), {"version": version, "lay": ["D05", rows[0]]})
        assert answer.status_code == 302

    held = content(cast)
    assert {code: entry["raw"] for code, entry in held["figures"].items() if entry["raw"]} == {
        "D01": "3",
        "D04": "7",
        "D05": "105",
    }
    assert [row["thuc_te"] for row in held["annexes"]["PL3"]] == ["47"]
    assert sorted(DraftSource.objects.values_list("place", flat=True)) == sorted(["D05", rows[0]])
    assert Event.objects.about(cast.report()).filter(kind="report.prefilled").exists()


def test_stale_page_writes_nothing_and_keeps_the_ticks(cast, led, client):
    version = typed(cast, D04="7")
    typed(cast, D05="88")
    login(client, cast.people["officer"])

    answer = client.post(page(cast), {"version": version, "lay": ["D05"]})

    assert (answer.status_code, content(cast)["figures"]["D05"]["raw"]) == (409, "88")
    assert [(row["now"], row["ticked"]) for row in answer.context["figures"] if row["offer"].code == "D05"] == [
        ("88", True)
    ]
    assert DraftSource.objects.count() == 0


def test_nothing_ticked_or_a_foreign_place_writes_nothing(cast, led, client):
    version = typed(cast, D04="7")
    login(client, cast.people["officer"])

    client.post(page(cast), {"version": version})
    client.post(page(cast), {"version": version, "lay": ["A01", "PL3:999999", "x"]})

    assert content(cast)["figures"] == {"D04": {"raw": "7", "kind": "number", "estimated": False}}
    assert DraftSource.objects.count() == 0


def test_sent_report_takes_nothing(cast, led, client):
    report = cast.walked(State.SUBMITTED)
    before = content(cast)
    login(client, cast.people["officer"])

    answer = client.post(page(cast), {"version": report.draft_sections.get(code=SECTION).version, "lay": ["D04"]})

    assert (answer.status_code, content(cast), client.get(page(cast)).status_code) == (423, before, 404)


def test_section_without_programmes_has_no_such_page(cast, client):
    address = reverse("reports:prefill", args=[cast.report().pk, "II.2"])

    assert login(client, cast.people["officer"]).get(address).status_code == 404


def test_button_stands_beside_the_boxes_until_taken_and_the_source_after(cast, led, client):
    address = reverse("reports:section", args=[cast.report().pk, SECTION])
    login(client, cast.people["officer"])
    before = client.get(address).text

    rows = [row.place for row in offered(cast).rows]
    client.post(page(cast), {"version": "0", "lay": ["D03", "D04", "D05", *rows]})
    after = client.get(address).text
    typed(cast, D04="5")
    changed = client.get(address).text

    assert before.count(f'href="{page(cast)}"') == 3
    assert "Nguồn:" not in before
    assert after.count(f'href="{page(cast)}') == 0
    assert after.count("Nguồn:") == 4
    assert "Nguồn: 2 dòng lấy từ chương trình phối hợp trên cổng" in after
    assert "Đã sửa khác số đã lấy (2)" in changed
    assert changed.count("Nguồn:") == 3


# --- the source in the report ---------------------------------------------------------------


def submitted(cast, *, answers=()):
    """The unit's report, filled, with everything taken from the programmes, changed by `answers`, and submitted."""
    officer, head = cast.people["officer"], cast.people["head"]
    report = fill(cast.report(), by=officer)
    row = report.draft_sections.get(code=SECTION)
    offer = offered(cast)
    held = row.content | {"annexes": {"PL3": []}}
    save_section(report.pk, SECTION, held, seen=row.version, by=officer)
    return report, officer, head, offer


def test_source_is_frozen_with_the_revision_and_shown_in_it(cast, led, client):
    report, officer, head, offer = submitted(cast)
    version = report.draft_sections.get(code=SECTION).version
    places = ["D03", "D04", "D05", *(row.place for row in offer.rows)]
    login(client, officer).post(page(cast), {"version": version, "lay": places})
    typed(cast, D05="110")
    checked = client.get(reverse("reports:check", args=[report.pk])).text

    fire(cast.report(), "send", by=officer)
    fire(cast.report(), "submit", by=head, client_key="k")

    sources = cast.report().latest_revision.snapshot["sources"]
    assert sorted(sources) == ["D03", "D04", "PL3"]
    assert sources["D04"]["items"][0].startswith(
        "Chương trình số 02/QCPH: Lớp tập huấn (lần 1/2) (20/5/2026, 47 người)"
    )
    assert len(sources["PL3"]["items"]) == 2
    shown = client.get(reverse("reports:revision", args=[cast.report().latest_revision_id])).text
    assert checked.count("Nguồn:") == shown.count("Nguồn:") == 3
    assert "Lớp tập huấn (lần 2/2)" in shown


def test_what_changes_in_the_programme_later_changes_nothing_that_was_frozen(cast, led, client):
    report, officer, head, _ = submitted(cast)
    version = report.draft_sections.get(code=SECTION).version
    login(client, officer).post(page(cast), {"version": version, "lay": ["D04"]})
    fire(cast.report(), "send", by=officer)
    fire(cast.report(), "submit", by=head, client_key="k")
    before = json.dumps(cast.report().latest_revision.snapshot)

    occurrence = led.activities.get().occurrences.first()
    save_occurrence(occurrence, occurrence_content("21/5/2026", participants=1), by=officer, seen=0)

    assert json.dumps(cast.report().latest_revision.snapshot) == before


def test_report_without_programmes_freezes_no_sources(cast):
    assert "sources" not in cast.walked(State.SUBMITTED).latest_revision.snapshot
