"""A unit that ends with a report still open: the dry run says so, and the department is told what to do."""

import pytest
from django.urls import reverse

from portal.jobs import run_due
from portal.models import Job, Message, Role
from portal.reorganisation import consequences, plan_end, plan_merge, plan_rename
from portal.worktime import today
from reports.models import Obligation, State
from reports.obligations import amend, nobody_is_left, still_owed
from tests.factories.office import make_office
from tests.factories.portal import act, decision, login, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return make_office()


def merging(office):
    return plan_merge([office.tree[0]], into=office.tree[1], effective_on=today(), decision=decision())


def owed(office) -> str:
    return (
        "“Công đoàn Cơ quan 1” còn “Báo cáo công tác dân vận năm 2026” (đang soạn). Sau khi thực hiện, Công đoàn Viên "
        "chức Việt Nam cần điều chỉnh nghĩa vụ báo cáo của đơn vị, vì đơn vị không còn người viết và nộp."
    )


def test_dry_run_of_an_end_tells_of_the_open_report(office, client):
    login(client, make_member(office.tree.upper, Role.ADMINISTRATOR))
    data = {
        "units": office.tree[0].pk,
        "into": office.tree[1].pk,
        "decision_number": "12/QĐ-TLĐ",
        "effective_on": f"{today():%d/%m/%Y}",
        "khoa": "key-1",
        "buoc": "xem",
    }

    page = client.post(reverse("units:act", args=["sap-nhap"]), data)

    assert page.context["consequences"] == [owed(office)]
    assert "Việc còn lại sau khi thực hiện:" in page.content.decode()


def test_act_that_ends_nobody_leaves_nothing(office):
    renamed = plan_rename(office.tree[0], {"name": "Công đoàn Mới"}, effective_on=today(), decision=decision())

    assert consequences(renamed) == []


@pytest.mark.parametrize(
    ("state", "told"), [(State.DRAFT, 1), (State.SUBMITTED, 1), (State.RETURNED, 1), (State.ACCEPTED, 0)]
)
def test_report_that_was_accepted_is_no_open_duty(office, state, told):
    office.walked(state)

    assert len(still_owed([office.tree[0].pk])) == told


def test_duty_that_was_lifted_or_whose_cycle_is_closed_is_none(office):
    obligation = office.cycle.obligations.get(unit=office.tree[0])
    amend(obligation, cause=Obligation.Cause.EXEMPT, reason="Mới thành lập", by=office.reviewer)

    assert still_owed([office.tree[0].pk]) == []


def told(user) -> list[tuple[str, str]]:
    rows = Message.objects.filter(user=user, key__contains=":left-open:").order_by("pk")
    return list(rows.values_list("body", "url"))


def test_department_gets_a_letter_once_when_the_unit_has_ended(office, mailoutbox):
    obligation = office.cycle.obligations.get(unit=office.tree[0])
    done = act(merging(office))

    run_due()
    Job.objects.filter(kind="cycle.left_open").update(state=Job.State.WAITING)
    run_due()

    words = (
        f"{done.summary}, hiệu lực từ ngày {today():%d/%m/%Y}, theo {done.decision_number}. Báo cáo công tác dân vận "
        "năm 2026 còn chưa hoàn thành của: “Công đoàn Cơ quan 1” (đang soạn); nay không còn người viết và nộp. "
        "Đề nghị điều chỉnh nghĩa vụ báo cáo, kèm lý do."
    )
    assert told(office.reviewer) == [(words, reverse("reports:obligation", args=[obligation.pk]))]
    assert told(office.officer) == []
    assert [words in letter.body for letter in mailoutbox if letter.to == [office.reviewer.email]] == [True]


def test_department_is_told_of_several_with_the_list_of_the_missing(office):
    act(plan_end([office.tree[0], office.tree[1]], effective_on=today(), decision=decision()))

    run_due()

    ((body, url),) = told(office.reviewer)
    assert "“Công đoàn Cơ quan 1” (đang soạn); “Công đoàn Cơ quan 2” (đang soạn); nay" in body
    assert url == reverse("reports:missing", args=[office.cycle.pk])


def test_end_that_leaves_nothing_open_tells_nobody(office):
    office.walked(State.ACCEPTED)

    act(merging(office))

    assert not Job.objects.filter(kind="cycle.left_open").exists()


def test_department_is_told_until_it_names_who_writes(office, client):
    obligation = office.cycle.obligations.get(unit=office.tree[0])
    assert nobody_is_left(obligation) is None
    act(merging(office))
    login(client, office.reviewer)
    page = reverse("reports:obligation", args=[obligation.pk])

    before = client.get(page).content.decode()
    amend(obligation, cause=Obligation.Cause.CLOSING, reason="Đã sáp nhập", by=office.reviewer)
    after = client.get(page).content.decode()

    words = "Đề nghị điều chỉnh căn cứ: “Báo cáo kết thúc” để đơn vị giữ hồ sơ (Công đoàn Cơ quan 2) viết thay"
    assert (words in before, words in after) == (True, False)
