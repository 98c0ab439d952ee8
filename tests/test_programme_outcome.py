"""How a year came out: the table, its totals over the years, its picture, and the paper made in the background."""

import io
import re
from datetime import date

import pytest
import time_machine
from django.urls import reverse
from docx import Document

from directives.models import OutcomeFile
from directives.programmes import (
    PartyLine,
    ProgrammeRefused,
    ask_for_outcome,
    outcome_of,
    save_programme,
    set_status,
    timeline_of,
)
from portal import jobs
from portal.models import Job, Message, Role
from tests.factories.portal import login, make_member, make_tree
from tests.factories.programmes import hold, make_activity, make_programme, programme_content

DAY = date(2023, 12, 31)


@pytest.fixture
def tree(db):
    return make_tree(2)


@pytest.fixture
def clerk(tree):
    return make_member(tree.upper, Role.CLERK)


@pytest.fixture
def programme(tree, clerk):
    """2022: a talk held. 2023: one class of two held without a count, one late, one put off, one called off."""
    programme = make_programme(tree.upper, by=clerk)
    talk = {"kind": "toa_dam", "quantity": 1, "participants_from": None, "participants_to": None}
    hold(
        make_activity(programme, "năm 2022", by=clerk, title="Tọa đàm", **talk),
        "trong năm 2022",
        by=clerk,
        completes=True,
    )
    classes = make_activity(programme, by=clerk)
    hold(classes, "18/10/2023", by=clerk, participants=160, result="Tốt")
    hold(classes, "15/11/2023", by=clerk, completes=True)
    make_activity(programme, "quý II/2023", by=clerk, title="Quá hạn", **talk)
    for status in ("postponed", "cancelled"):
        other = make_activity(programme, "quý III/2023", by=clerk, title=status, **talk)
        set_status(other, status, reason="Chờ kinh phí", by=clerk, seen=0)
    return programme


def test_totals_of_a_year_and_so_far(programme):
    outcome = outcome_of(programme, DAY)
    first, second = outcome.years

    counts = ("activities", "done", "late", "postponed", "cancelled", "planned_times", "held")
    assert [getattr(first.totals, name) for name in counts] == [1, 1, 0, 0, 0, 1, 1]
    assert [getattr(second.totals, name) for name in counts] == [4, 1, 1, 1, 1, 4, 2]
    assert [getattr(second.so_far, name) for name in counts] == [5, 2, 1, 1, 1, 5, 3]
    assert outcome.totals == second.so_far
    assert (second.totals.people_few, second.totals.people_many, second.totals.unplanned_people) == (300, 400, 2)
    assert (second.totals.participants, second.totals.uncounted) == (160, 1)
    assert (first.totals.participants, first.totals.uncounted) == (None, 1)
    assert (second.totals.share, second.so_far.share) == ("1/3 (33,3%)", "2/4 (50,0%)")


@pytest.mark.parametrize(("day", "late"), [(date(2023, 6, 30), 0), (date(2023, 7, 1), 1)])
def test_quarter_is_late_from_the_day_after_it(programme, day, late):
    assert outcome_of(programme, day).of(2023).totals.late == late


def test_picture_places_plans_and_occurrences_in_shares_of_the_year(programme):
    year = outcome_of(programme, DAY).of(2023)

    picture = timeline_of(2023, list(year.lines), date(2023, 7, 2))

    late, postponed, cancelled, classes = picture.lanes
    assert [lane.tone for lane in picture.lanes] == ["late", "stopped", "stopped", "done"]
    assert (late.plan.x, late.plan.width) == ("24.66%", "24.93%")
    assert [(bar.x, bar.width, bar.exact) for bar in classes.held] == [
        ("79.45%", "0.90%", True),
        ("87.12%", "0.90%", True),
    ]
    assert picture.today == "49.86%"
    assert [month.x for month in picture.months][:2] == ["0.00%", "8.49%"]
    assert "quá thời gian dự kiến" in picture.description


def test_picture_of_another_year_has_no_today_and_keeps_rough_times_apart(programme):
    year = outcome_of(programme, DAY).of(2022)

    picture = timeline_of(2022, list(year.lines), DAY)

    (bar,) = picture.lanes[0].held
    assert (picture.today, bar.x, bar.width, bar.exact) == (None, "0.00%", "100.00%", False)


def test_bars_stay_inside_the_picture(tree, clerk):
    programme = make_programme(tree.upper, by=clerk)
    activity = make_activity(programme, "31/12/2023", by=clerk)
    hold(activity, "từ 31/12/2023 đến 05/01/2024", by=clerk)

    (lane,) = timeline_of(2023, list(outcome_of(programme, DAY).of(2023).lines), DAY).lanes

    assert len(lane.held) == 1
    for bar in (lane.plan, *lane.held):
        assert float(bar.x[:-1]) + float(bar.width[:-1]) <= 100.01


def test_what_was_held_in_another_year_has_words_and_no_bar(tree, clerk):
    programme = make_programme(tree.upper, by=clerk)
    activity = make_activity(programme, "quý IV/2023", by=clerk)
    hold(activity, "20/12/2023", by=clerk)
    hold(activity, "05/01/2024", by=clerk)

    (lane,) = timeline_of(2023, list(outcome_of(programme, DAY).of(2023).lines), DAY).lanes

    assert ([bar.words for bar in lane.held], lane.elsewhen) == (
        ["Đã tổ chức: 20/12/2023"],
        "Đã tổ chức: 05/01/2024",
    )


def test_picture_is_told_in_words_and_each_bar_is_a_link(programme, clerk, client):
    address = reverse("directives:programme", args=[programme.pk]) + "?nam=2023"

    text = login(client, clerk).get(address).text

    svg = re.search(r"<svg class=\"year-picture\".*?</svg>", text, re.S)[0]
    links = re.findall(r'<a class="lane[^"]*" href="([^"]+)"', svg)
    assert links == [
        reverse("directives:activity", args=[programme.pk, one.pk])
        for one in programme.activities.filter(plan__year=2023).order_by("planned_from", "planned_to", "pk")
    ]
    assert 'aria-labelledby="ten-hinh mo-ta-hinh"' in svg
    assert "<title id=" in svg and "<desc id=" in svg
    assert "style=" not in svg


def test_table_on_screen_by_year_and_over_all(programme, clerk, client):
    login(client, clerk)
    address = reverse("directives:outcome", args=[programme.pk])

    one, all_years = client.get(address + "?nam=2023").text, client.get(address).text

    assert re.findall(r"(Cộng năm|Lũy kế đến hết năm) (\d+)</th>", one) == [
        ("Cộng năm", "2023"),
        ("Lũy kế đến hết năm", "2023"),
    ]
    assert "160 lượt người (còn 1 lần chưa có số liệu)" in one
    assert "Cộng các năm" in all_years
    assert [client.get(address + bad).status_code for bad in ("?nam=2031", "?nam=x", "?nam=²")] == [404, 404, 404]


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("", ["TM. BAN THƯỜNG VỤ", "CHỦ TỊCH"]),
        ("Phó Chủ tịch Thường trực", ["TM. BAN THƯỜNG VỤ", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH THƯỜNG TRỰC"]),
        ("TL. Ban Thường vụ", ["TL. BAN THƯỜNG VỤ"]),
    ],
)
def test_paper_and_page_have_place_date_signature_and_receivers(tree, programme, clerk, client, title, lines):
    parties = tuple(
        PartyLine(str(party), title if party.unit_id else "Thứ trưởng", pk=party.pk)
        for party in programme.parties.all()
    )
    save_programme(programme, programme_content(parties=parties), by=clerk, seen=0)
    found = ask_for_outcome(programme, 2023, by=clerk)
    year = date.today().year

    jobs.run(found.job_id)
    _, tables = texts(OutcomeFile.objects.get().file.file.read())
    page = login(client, clerk).get(reverse("directives:outcome", args=[programme.pk]) + "?nam=2023").text

    head, foot = tables[0], next(table for table in tables if table[0][0].startswith("Nơi nhận"))
    assert foot[0][1].split("\n")[: len(lines)] == lines
    assert f"tháng\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0năm {year}" in head[1][1]
    assert re.findall(r'<p class="strong">([^<]+)</p>', page)[1:] == lines
    assert f"năm {year}</em>" in page
    assert re.findall(r"<li>([^<]+[;.])</li>", page) == ["Bộ Nội vụ;", "Lưu: VT."]


# --- the paper ------------------------------------------------------------------------------


def texts(content: bytes) -> tuple[str, list[list[list[str]]]]:
    word = Document(io.BytesIO(content))
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in word.tables]
    return "\n".join(one.text for one in word.paragraphs), tables


def test_paper_is_made_in_the_background_and_told(programme, clerk, client):
    login(client, clerk)
    address = reverse("directives:outcome", args=[programme.pk]) + "?nam=2023"
    with time_machine.travel("2023-12-31T09:00:00+07:00", tick=False):
        assert client.post(address)["Location"] == address
        assert client.post(address)["Location"] == address
        (found,) = OutcomeFile.objects.all()
        line = reverse("directives:outcome-progress", args=[programme.pk, found.pk])
        assert "Đang lập tệp" in client.get(line).text
        assert client.get(line + "tep/").status_code == 404
        jobs.run(found.job_id)

    answer = client.get(line + "tep/")
    words, tables = texts(b"".join(answer.streaming_content))
    assert "Năm 2023: 4 hoạt động (1 hoàn thành, 1 quá thời gian dự kiến, 1 hoãn, 1 hủy)" in words
    assert "Lũy kế đến hết năm 2023: 5 hoạt động" in words
    rows = next(table for table in tables if table[0][0] == "TT")
    assert rows[-2][1:2] + rows[-2][5:9] == ["Cộng năm 2023", "4", "2", "300–400", "160 (*)"]
    assert rows[-1][1:2] + rows[-1][5:9] == ["Lũy kế đến hết năm 2023", "5", "3", "300–400", "160 (*)"]
    assert "hx-get" not in client.get(line).text
    assert Message.objects.get(user=clerk).url == address


def test_paper_of_all_years_has_a_table_for_each(programme, clerk):
    found = ask_for_outcome(programme, None, by=clerk)
    jobs.run(found.job_id)

    words, tables = texts(OutcomeFile.objects.get().file.file.read())

    assert "Cộng các năm: 5 hoạt động" in words
    (receivers,) = {cell for table in tables for row in table for cell in row if cell.startswith("Nơi nhận")}
    assert receivers.splitlines()[1:] == ["- Bộ Nội vụ;", "- Lưu: VT."]
    assert [table[1][0] for table in tables if table[0][0] == "TT"] == ["Năm 2022", "Năm 2023"]


def test_nothing_to_tell_makes_no_paper(tree, clerk, client):
    programme = make_programme(tree.upper, by=clerk)

    with pytest.raises(ProgrammeRefused):
        ask_for_outcome(programme, None, by=clerk)
    answer = login(client, clerk).post(reverse("directives:outcome", args=[programme.pk]), follow=True)

    assert "Chưa có hoạt động nào để lập bảng" in answer.text
    assert Job.objects.count() == 0


def test_paper_is_for_whoever_asked_and_still_sees_the_programme(tree, programme, clerk, client):
    reader, other = make_member(tree[0], Role.OFFICER), make_member(tree[1], Role.OFFICER)
    found = ask_for_outcome(programme, 2023, by=reader)
    jobs.run(found.job_id)
    address = reverse("directives:outcome-file", args=[programme.pk, found.pk])

    before = [login(client, one).get(address).status_code for one in (reader, other, clerk)]
    save_programme(programme, programme_content(status="draft"), by=clerk, seen=0)

    assert before == [200, 404, 404]
    assert login(client, reader).get(address).status_code == 404


def test_failed_paper_says_so(programme, clerk, client):
    found = ask_for_outcome(programme, 2023, by=clerk)
    Job.objects.filter(pk=found.job_id).update(state=Job.State.FAILED)

    text = login(client, clerk).get(reverse("directives:outcome", args=[programme.pk])).text

    assert "Không lập được" in text
