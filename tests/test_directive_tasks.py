"""Tasks of a directive: whom each addresses, by when in words, and the day that the words mean."""

from datetime import date

import pytest
from django.urls import reverse

from directives.models import Directive, Task
from directives.models.guard import Frozen
from directives.publishing import Due, TaskLine, due_of, is_intact
from portal.models import Role
from tests.factories.directives import make_draft, make_published
from tests.factories.portal import login, make_member, make_tree
from tests.test_directives_pages import posted

ISSUED = date(2026, 3, 2)

NO_DAY = ["", "thường xuyên", "trước ngày 31 tháng 2", "năm 0000", "tháng 12/9999", "quý V/2026", "trong quý II", "20"]
DAYS = [
    ("trước ngày 20 tháng 11", date(2026, 11, 19), False),
    ("chậm nhất ngày 15/12/2026", date(2026, 12, 15), False),
    ("hằng năm, trước ngày 20 tháng 11", date(2026, 11, 19), True),
    ("trước ngày 30/6 hằng năm", date(2026, 6, 29), True),
    ("trước ngày 15 tháng 02", date(2027, 2, 14), False),  # over in the year of issue
    ("trước ngày 01/01 hằng năm", date(2026, 12, 31), True),
    ("đến hết ngày 30/6/2026", date(2026, 6, 30), False),
    ("ngày 5/7/2026", date(2026, 7, 5), False),
    ("trong quý II/2026", date(2026, 6, 30), False),
    ("quý iv năm 2026", date(2026, 12, 31), False),
    ("tháng 10 và tháng 11/2026", date(2026, 11, 30), False),
    ("tháng 2/2028", date(2028, 2, 29), False),
    ("năm 2027", date(2027, 12, 31), False),
]


@pytest.fixture
def tree(db):
    return make_tree(2)


@pytest.fixture
def clerk(tree):
    return make_member(tree.upper, Role.CLERK)


# --- the rule -------------------------------------------------------------------------------


@pytest.mark.parametrize("words", NO_DAY)
def test_words_without_a_day_give_none(words):
    assert due_of(words, ISSUED) is None


def test_a_day_without_a_year_means_nothing_before_the_paper_has_a_date():
    assert due_of("trước ngày 20 tháng 11", None) is None
    assert due_of("trước ngày 20/11/2026", None) == Due(date(2026, 11, 19))


@pytest.mark.parametrize(("words", "day", "is_yearly"), DAYS)
def test_words_give_the_last_day_on_time(words, day, is_yearly):
    assert due_of(words, ISSUED) == Due(day, is_yearly)


def test_a_yearly_task_falls_due_in_each_year():
    yearly = Task(due_on=date(2028, 2, 29), is_yearly=True)
    once = Task(due_on=date(2028, 2, 29))

    assert (yearly.due_in(2030), yearly.due_in(2032)) == (date(2030, 2, 28), date(2032, 2, 29))
    assert (once.due_in(2030), Task().due_in(2030)) == (date(2028, 2, 29), None)


# --- published ------------------------------------------------------------------------------


def test_rows_say_whom_and_by_when(tree, clerk):
    lines = (
        TaskLine("Lập kế hoạch."),
        TaskLine("Gửi báo cáo.", "hằng năm, trước ngày 20 tháng 11", "Ban Tuyên giáo"),
        TaskLine("Đăng ký mô hình.", "ngay sau hội nghị", due_on=date(2026, 4, 10)),
    )

    published = make_published(tree.upper, by=clerk, tasks=lines)

    assert list(published.tasks.values_list("number", "who", "due_words", "due_on", "is_yearly")) == [
        (1, "", "", None, False),
        (2, "Ban Tuyên giáo", "hằng năm, trước ngày 20 tháng 11", date(2026, 11, 19), True),
        (3, "", "ngay sau hội nghị", date(2026, 4, 10), False),
    ]
    assert is_intact(published)
    with pytest.raises(Frozen):
        published.tasks.update(due_on=None)


def test_a_draft_of_before_keeps_its_tasks(tree, clerk, client):
    """A draft stored when tasks had no addressee still opens, and publishes."""
    draft = make_draft(tree.upper, by=clerk)
    old = draft.content | {"tasks": [{"text": "Việc cũ", "due_words": "trước ngày 30/6/2026"}]}
    Directive.objects.filter(pk=draft.pk).update(content=old)
    login(client, clerk)

    page = client.get(reverse("directives:edit", args=[draft.pk]))

    assert 'value="trước ngày 30/6/2026"' in page.text
    assert "chậm nhất" in client.get(reverse("directives:detail", args=[draft.pk])).text


# --- typed on the page ----------------------------------------------------------------------


def test_a_day_that_no_calendar_has_is_refused(tree, clerk, client):
    login(client, clerk)

    answer = client.post(reverse("directives:create"), posted(**{"nhiem_vu-0-due_on": "31/02/2026"}))

    assert Directive.objects.count() == 0
    assert "Nhiệm vụ 1, Ngày cuối cùng: " in answer.text


def test_whom_and_when_are_typed_and_shown_with_the_day_they_mean(tree, clerk, client):
    login(client, clerk)
    typed = {"nhiem_vu-0-who": "Các công đoàn bộ", "nhiem_vu-0-due_words": "trước ngày 30 tháng 6"}

    answer = client.post(reverse("directives:create"), posted(**typed), follow=True)

    assert Directive.objects.get().content["tasks"] == [
        {"text": "Lập kế hoạch.", "who": "Các công đoàn bộ", "due_words": "trước ngày 30 tháng 6", "due_on": None}
    ]
    assert "Giao cho: Các công đoàn bộ." in answer.text
    assert '<time datetime="2026-06-29">29/06/2026</time>' in answer.text
