"""Inbox, own page, calendar, journal and the letters of a development machine."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.mail import EmailMessage
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from directives.confirming import begin, came_as_words
from directives.publishing import send_back
from portal.access import hats
from portal.clock import told_as
from portal.journal import record
from portal.models import CalendarDay, Event, Membership, Message, Role
from portal.views.dev_mail import letters
from portal.worktime import today
from tests.factories.directives import approver_of, make_submitted
from tests.factories.portal import forget_hats, found, grant, login, make_member, make_tree, make_user

pytestmark = pytest.mark.django_db


def tell(user, n, **values):
    return Message.objects.create(key=f"k-{user.pk}-{n}", user=user, subject=f"Tin {n}", body="Nội dung", **values)


def subjects(response):
    return [row.subject for row in response.context["page"]]


# --- inbox ------------------------------------------------------------------------------------


def test_pages_of_ones_own_send_visitors_to_the_door(client):
    message = tell(make_user(), 1)
    own = ["ground:messages", "ground:account", "ground:calendar", "ground:journal"]
    pages = [*map(reverse, own), reverse("ground:message", args=[message.pk])]

    assert {client.get(page).url.split("?")[0] for page in pages} == {reverse("account_login")}


def test_message_of_another_does_not_exist(client):
    message = tell(make_user(), 1)
    login(client, make_user())

    assert client.get(reverse("ground:message", args=[message.pk])).status_code == 404
    client.post(reverse("ground:messages_read"))
    message.refresh_from_db()
    assert message.read_at is None


def test_looking_at_a_message_makes_it_read_once(client):
    user = make_user()
    message = tell(user, 1, url="/bao-cao/1/")
    login(client, user)

    page = client.get(reverse("ground:message", args=[message.pk]))
    message.refresh_from_db()
    first = message.read_at
    client.get(reverse("ground:message", args=[message.pk]))

    message.refresh_from_db()
    assert (page.context["link"], first) == ("/bao-cao/1/", message.read_at)
    assert first is not None


@pytest.mark.parametrize("url", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "", "\\\\evil"])
def test_message_leads_nowhere_outside(client, url):
    user = make_user()
    message = tell(user, 1, url=url)
    login(client, user)

    assert client.get(reverse("ground:message", args=[message.pk])).context["link"] == ""


def test_all_messages_are_read_at_once_by_post_only(client):
    user = make_user()
    for n in range(2):
        tell(user, n)
    login(client, user)

    assert client.get(reverse("ground:messages_read")).status_code == 405
    client.post(reverse("ground:messages_read"))

    assert user.messages.filter(read_at=None).count() == 0


def test_inbox_is_a_page_at_a_time_newest_first(client):
    user = make_user()
    for n in range(35):
        tell(user, n)
    login(client, user)

    first = client.get(reverse("ground:messages"))
    second = client.get(reverse("ground:messages"), {"sau": first.context["page"].after})

    assert subjects(first) == [f"Tin {n}" for n in range(34, 4, -1)]
    assert subjects(second) == [f"Tin {n}" for n in range(4, -1, -1)]
    assert second.context["page"].after is None


def test_inbox_can_be_narrowed_to_the_unread(client):
    user = make_user()
    tell(user, 1, read_at=timezone.now())
    tell(user, 2)
    login(client, user)

    assert subjects(client.get(reverse("ground:messages"), {"chua_doc": "1", "sau": "nonsense"})) == ["Tin 2"]


@pytest.mark.parametrize("count", [1, 3])
def test_inbox_costs_the_same_for_one_and_three(client, count, django_assert_num_queries):
    user = make_user()
    for n in range(count):
        tell(user, n)
    login(client, user)

    with django_assert_num_queries(5):
        client.get(reverse("ground:messages"))


# --- own page ---------------------------------------------------------------------------------


def test_own_page_shows_hats_now_and_before(client):
    tree = make_tree(2)
    user = make_member(tree[0], Role.OFFICER)
    Membership.objects.update(valid_to=today())
    now = grant(user, tree[1], Role.HEAD)
    login(client, user)

    answer = client.get(reverse("ground:account"))

    assert (answer.context["now"], [seat.role for seat in answer.context["before"]]) == ([now], ["officer"])


def test_own_page_changes_name_and_nothing_else(client):
    user = make_user("Cũ", email="lan@congdoan.example")
    login(client, user)
    data = {"full_name": "Ca\u0301n Bô\u0323\u200b Mới", "job_title": "Chủ tịch", "phone": "", "email": "x@y.z"}

    client.post(reverse("ground:account"), data | {"is_superuser": "on", "is_active": ""})

    user = forget_hats(user)
    assert (user.full_name, user.job_title, user.email) == ("Cán Bộ Mới", "Chủ tịch", "lan@congdoan.example")
    assert (user.is_superuser, user.is_active) == (False, True)


def test_own_page_without_a_name_says_so(client):
    user = make_user("Cũ")
    login(client, user)

    answer = client.post(reverse("ground:account"), {"full_name": " "})

    assert answer.context["form"].errors == {"full_name": ["Chưa nhập mục này."]}
    assert forget_hats(user).full_name == "Cũ"


# --- calendar ---------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [None, *[role for role in Role if role != Role.ADMINISTRATOR]])
def test_calendar_is_only_for_its_keeper(client, role):
    tree = make_tree(1)
    day = CalendarDay.objects.create(day=date(2026, 9, 2), kind="holiday", name="Quốc khánh")
    login(client, make_member(tree.upper, role) if role else make_user())

    assert client.get(reverse("ground:calendar")).status_code == 404
    assert client.post(reverse("ground:calendar"), {"day": "3/9/2026"}).status_code == 404
    assert client.post(reverse("ground:calendar_remove", args=[day.pk])).status_code == 404
    assert CalendarDay.objects.count() == 1


def test_administrator_below_another_does_not_keep_the_calendar(client):
    tree = make_tree(1)
    make_member(tree.upper, Role.ADMINISTRATOR)
    day = CalendarDay.objects.create(day=date(2026, 9, 2), kind="holiday", name="Quốc khánh")
    login(client, make_member(tree[0], Role.ADMINISTRATOR))

    page = client.get(reverse("ground:calendar"), {"nam": "2026"})
    added = client.post(reverse("ground:calendar"), {"day": "3/9/2026", "kind": "holiday", "name": "Nghỉ"})

    assert (page.context["days"], page.context["keeps"]) == ([day], False)
    assert (added.status_code, client.post(reverse("ground:calendar_remove", args=[day.pk])).status_code) == (404, 404)
    assert list(CalendarDay.objects.all()) == [day]


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"day": "02/09/2026"}, {"day": ["Ngày này đã có trong lịch."]}),
        ({"day": "31/9/2026"}, {"day": ["Hãy ghi ngày có thật theo dạng ngày/tháng/năm, ví dụ 05/07/2026."]}),
        (
            {"day": "03/09/2026", "kind": "extra_working_day"},
            {"day": ["Ngày làm bù phải là thứ Bảy hoặc Chủ nhật."]},
        ),
        ({"day": "03/09/2026", "name": ""}, {"name": ["Chưa nhập mục này."]}),
    ],
)
def test_wrong_day_is_refused_at_its_field(client, typed, errors):
    CalendarDay.objects.create(day=date(2026, 9, 2), kind="holiday", name="Quốc khánh")
    login(client, make_member(make_tree(0).upper, Role.ADMINISTRATOR))

    answer = client.post(reverse("ground:calendar"), {"kind": "holiday", "name": "Nghỉ"} | typed)

    assert answer.context["form"].errors == errors
    assert CalendarDay.objects.count() == 1


def test_day_is_added_and_removed_with_a_line_of_history(client):
    login(client, make_member(make_tree(0).upper, Role.ADMINISTRATOR))

    client.post(reverse("ground:calendar"), {"day": "2/9/2026", "kind": "holiday", "name": "Quốc khánh"})
    day = CalendarDay.objects.get()
    page = reverse("ground:calendar_remove", args=[day.pk])
    answers = [client.post(page).status_code, client.post(page).status_code]

    assert answers == [302, 404]
    assert [event.what for event in Event.objects.filter(kind__startswith="calendar.").order_by("pk")] == [
        "Thêm vào lịch: 02/09/2026 – Quốc khánh (ngày nghỉ).",
        "Bỏ khỏi lịch: 02/09/2026 – Quốc khánh.",
    ]


@pytest.mark.parametrize("year", ["", "abc", "99999", "-1"])
def test_calendar_of_a_senseless_year_is_that_of_this_year(client, year):
    login(client, make_member(make_tree(0).upper, Role.ADMINISTRATOR))

    assert client.get(reverse("ground:calendar"), {"nam": year}).context["year"] == today().year


# --- journal ----------------------------------------------------------------------------------


@pytest.fixture
def tree():
    return make_tree(2)


def note(tree, n, *, unit=0, kind="report.submitted", by=None, at=None):
    actor = by or make_member(tree[unit], Role.OFFICER, f"Người {n}")
    with told_as(at or timezone.now()):
        hat = next(iter(Membership.objects.filter(user=actor)))
        event = record(tree[unit], kind, f"Việc {n}", by=actor)
        Event.objects.filter(pk=event.pk).update(unit=hat.unit_id, role=hat.role)
    return event


def whats(response):
    return [event.what for event in response.context["page"] if event.what.startswith("Việc")]


@pytest.mark.parametrize("role", [None, *[role for role in Role if role != Role.ADMINISTRATOR]])
def test_journal_is_only_for_administrators(client, tree, role):
    login(client, make_member(tree.upper, role) if role else make_user())

    assert client.get(reverse("ground:journal")).status_code == 404


def test_journal_keeps_to_the_units_within_reach(client, tree):
    note(tree, 1, unit=0)
    note(tree, 2, unit=1)
    login(client, make_member(tree[0], Role.ADMINISTRATOR))

    assert whats(client.get(reverse("ground:journal"))) == ["Việc 1"]


def test_journal_of_few_units_and_of_many_is_the_same(client, tree, monkeypatch):
    gone = found("Công đoàn đã kết thúc", tree[1])
    note(tree, 1, unit=0)
    note(tree, 2, unit=1)
    note(tree, 3, unit=1)
    Event.objects.filter(what="Việc 3").update(unit=gone)
    gone.versions.update(valid_to=today())
    type(gone).objects.filter(pk=gone.pk).update(custodian=tree[0].pk)
    login(client, make_member(tree[0], Role.ADMINISTRATOR))

    told = {}
    for few in (1, 0):
        monkeypatch.setattr("portal.access.FEW", few)
        with CaptureQueriesContext(connection) as asked:
            told[few] = whats(client.get(reverse("ground:journal")))
        (read,) = [one["sql"] for one in asked if 'FROM "portal_event"' in one["sql"]]
        told[few] += ["by the tree" if "path" in read else "by name"]

    assert told == {1: ["Việc 3", "Việc 1", "by name"], 0: ["Việc 3", "Việc 1", "by the tree"]}


def test_journal_leaves_what_is_between_a_units_own_people_to_that_unit(client, tree):
    above, own = make_member(tree.upper, Role.ADMINISTRATOR), make_member(tree[0], Role.ADMINISTRATOR)
    clerk = make_member(tree[0], Role.CLERK)
    found("Công đoàn cơ sở một", tree[0])
    begin(tree[0], came_as_words("CÔNG VĂN về chuyện nội bộ"), by=clerk)
    paper = make_submitted(tree[0], by=clerk)
    send_back(paper, by=approver_of(tree[0]), seen=paper.version, words="Chuyện riêng của đơn vị.")
    hat = hats(own)[0]
    record(clerk, "report.send_back", "Trả lại cho người soạn: chuyện riêng", by=own, hat=hat)
    page = reverse("ground:journal")

    def private(one):
        told = [event.what for event in login(client, one).get(page).context["page"]]
        return [what for what in told if re.search("riêng|nội bộ|dự thảo|Trình duyệt", what)]

    assert (private(above), len(private(own))) == ([], 5)


def test_journal_is_narrowed_by_kind_person_unit_and_day(client, tree):
    note(tree, 1, at=datetime(2026, 3, 1, 16, 59, tzinfo=UTC))
    note(tree, 2, kind="directive.published", at=datetime(2026, 3, 1, 17, 0, tzinfo=UTC))
    note(tree, 3, unit=1, at=datetime(2026, 3, 5, tzinfo=UTC))
    login(client, make_member(tree.upper, Role.ADMINISTRATOR))
    page = reverse("ground:journal")

    assert whats(client.get(page)) == ["Việc 3", "Việc 2", "Việc 1"]
    assert whats(client.get(page, {"loai": "directive"})) == ["Việc 2"]
    assert whats(client.get(page, {"nguoi": "nguoi 3"})) == ["Việc 3"]
    assert whats(client.get(page, {"don_vi": tree[1].pk})) == ["Việc 3"]
    assert whats(client.get(page, {"tu": "02/03/2026"})) == ["Việc 3", "Việc 2"]
    assert whats(client.get(page, {"den": "01/03/2026"})) == ["Việc 1"]
    assert whats(client.get(page, {"tu": "hôm qua", "loai": "x", "don_vi": "0"})) == ["Việc 3", "Việc 2", "Việc 1"]


def test_journal_continues_without_losing_or_doubling(client, tree):
    officer = make_member(tree[0], Role.OFFICER)
    same = timezone.now() - timedelta(hours=1)
    for n in range(120):
        note(tree, n, by=officer, at=same)
    login(client, make_member(tree.upper, Role.ADMINISTRATOR))
    seen, after = [], ""
    while after is not None:
        answer = client.get(reverse("ground:journal"), {"sau": after, "loai": "report"})
        seen += whats(answer)
        after = answer.context["page"].after

    assert seen == [f"Việc {n}" for n in range(119, -1, -1)]


@pytest.mark.parametrize("count", [1, 3])
def test_journal_costs_the_same_for_one_and_three(client, tree, count, django_assert_num_queries):
    for n in range(count):
        note(tree, n)
    login(client, make_member(tree.upper, Role.ADMINISTRATOR))

    with django_assert_num_queries(7):
        client.get(reverse("ground:journal"))


# --- letters ----------------------------------------------------------------------------------


def test_letters_are_shown_newest_first_and_escaped(rf, tmp_path, client):
    backend = {
        "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "EMAIL_FILE_PATH": tmp_path / "mail",
    }
    with override_settings(**backend):
        for n in (1, 2):
            EmailMessage(f"Thư số {n}", f"Chào <b>đồng chí</b> {n}", to=[f"nguoi-{n}@congdoan.example"]).send()
        request = rf.get("/dev/thu/")
        request.user = make_user()
        content = letters(request).content.decode()

    assert content.index("Thư số 2") < content.index("Thư số 1")
    assert "&lt;b&gt;đồng chí&lt;/b&gt; 1" in content


def test_letters_do_not_exist_outside_development(client):
    assert client.get("/dev/thu/").status_code == 404


def test_head_of_a_page_is_each_persons_own_with_the_pages_token():
    tree = make_tree(1)
    people = [make_member(tree.upper, Role.ADMINISTRATOR, "Bùi <b>An"), make_member(tree[0], Role.OFFICER, "Vũ Bình")]
    strict = [login(Client(enforce_csrf_checks=True), user) for user in people]

    pages = [client.get(reverse("ground:account")).text for client in strict + strict]
    heads = [page.partition('<header class="frame">')[2].partition("</header>")[0] for page in pages]
    tokens = [re.search(r'name="csrfmiddlewaretoken" value="(\w{64})"', head)[1] for head in heads]
    left = [c.post(reverse("account_logout"), {"csrfmiddlewaretoken": t}) for c, t in zip(strict, tokens, strict=False)]

    assert [("Bùi &lt;b&gt;An" in head, "Vũ Bình" in head) for head in heads] == [(True, False), (False, True)] * 2
    assert len(set(tokens)) == 4
    assert [answer.status_code for answer in left] == [302, 302]


def test_head_of_a_page_counts_what_came_meanwhile(client):
    tree = make_tree(1)
    officer = make_member(tree[0], Role.OFFICER)
    login(client, officer)

    before = client.get(reverse("ground:account")).text
    Message.objects.create(key="moi", user=officer, subject="Nhắc nộp báo cáo", body="…")
    after = client.get(reverse("ground:account")).text

    assert ["Thông báo, 1 chưa đọc" in page for page in (before, after)] == [False, True]
