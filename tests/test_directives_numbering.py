"""Numbers of papers: refused faults first, then no gap, no double, anew each year, in one run or one per type."""

import threading
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from directives.models import Directive, NumberPolicy, NumberSeries
from directives.publishing import (
    NotAllowed,
    NotPossible,
    PolicyContent,
    Refused,
    StalePage,
    plan,
    publish,
    save_policy,
)
from directives.publishing.numbering import serial_in
from portal.models import Role, User
from portal.worktime import today
from tests.factories.directives import make_approved, make_draft, make_published, published
from tests.factories.portal import login, make_member, make_tree

pytestmark = pytest.mark.django_db

YEAR = today().year
PATTERNS = {"Công văn": "{serial:02}/CĐVC-TG", "Kế hoạch": "{serial:02}/KH-CĐVC"}


@pytest.fixture
def tree():
    return make_tree(2)


@pytest.fixture
def clerk(tree):
    return make_member(tree.upper, Role.CLERK, "Văn thư cấp trên")


def policy(scope="by_type", *, patterns=None, year=YEAR, **more) -> PolicyContent:
    return PolicyContent(year, scope, PATTERNS if patterns is None else patterns, **more)


def issue(tree, clerk, type_name="Công văn", *, day=None, number="") -> Directive:
    draft = make_draft(tree.upper, by=clerk, number=number, type_name=type_name, issued_on=day or today())
    return published(draft, by=clerk)


# --- refused --------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.CLERK, Role.ADMINISTRATOR)])
def test_others_than_the_desk_set_no_policy(tree, role):
    with pytest.raises(NotAllowed):
        save_policy(tree.upper, policy(), by=make_member(tree.upper, role), seen=0)


def test_desk_of_another_unit_sets_no_policy(tree):
    with pytest.raises(NotAllowed):
        save_policy(tree.upper, policy(), by=make_member(tree[0], Role.CLERK), seen=0)


@pytest.mark.parametrize(
    "content",
    [
        policy(year=YEAR - 1),
        policy(year=YEAR + 2),
        policy("xyz"),
        policy(patterns={"Kế hoạch": "KH-CĐVC"}),
        policy(patterns={"Kế hoạch": "{serial:02}/KH CĐVC"}),
        policy(patterns={"Kế hoạch": "{serial:02}/{serial}-KH"}),
        policy(patterns={"Kế hoạch": "{serial.__class__}/KH"}),
        policy(patterns={"Kế hoạch": "{serial:99999999}/KH"}),
        policy(patterns={"Kế hoạch": "{serial:02}/" + "K" * 60}),
        policy(taken_over={"Kế hoạch": -1}),
        policy(taken_over={"Kế hoạch": 10**9}),
    ],
)
def test_faulty_policy_is_refused_and_changes_nothing(tree, clerk, content):
    with pytest.raises(Refused):
        save_policy(tree.upper, content, by=clerk, seen=0)

    assert (NumberPolicy.objects.count(), NumberSeries.objects.count()) == (0, 0)


def test_policy_saved_meanwhile_is_stale(tree, clerk):
    save_policy(tree.upper, policy(), by=clerk, seen=0)
    save_policy(tree.upper, policy(patterns={}), by=clerk, seen=1)

    for seen in (0, 1):
        with pytest.raises(StalePage):
            save_policy(tree.upper, policy(), by=clerk, seen=seen)

    assert NumberPolicy.objects.get().patterns == {}


def test_scope_changes_only_where_no_number_was_given(tree, clerk):
    save_policy(tree.upper, policy(), by=clerk, seen=0)
    issue(tree, clerk)

    with pytest.raises(NotPossible):
        save_policy(tree.upper, policy("common"), by=clerk, seen=1)

    assert save_policy(tree.upper, policy("common", year=YEAR + 1), by=clerk, seen=0).scope == "common"


def test_last_number_on_paper_is_fixed_once_the_portal_counted_on(tree, clerk):
    save_policy(tree.upper, policy(taken_over={"Công văn": 379}), by=clerk, seen=0)
    issue(tree, clerk)

    with pytest.raises(Refused):
        save_policy(tree.upper, policy(taken_over={"Công văn": 400}), by=clerk, seen=1)

    assert issue(tree, clerk).number == "381/CĐVC-TG"


def test_paper_without_number_and_series_is_refused(tree, clerk):
    save_policy(tree.upper, policy(), by=clerk, seen=0)
    draft = make_approved(tree.upper, by=clerk, number="", type_name="Thông báo")

    with pytest.raises(Refused) as refusal:
        publish(draft, by=clerk, seen=draft.version)

    assert "Chưa có số, ký hiệu" in str(refusal.value)


def test_number_by_hand_needs_a_digit(tree, clerk):
    draft = make_approved(tree.upper, by=clerk, number="")

    with pytest.raises(Refused):
        publish(draft, by=clerk, seen=draft.version, number="khong-so")


def test_database_holds_one_paper_per_serial(tree, clerk):
    save_policy(tree.upper, policy(), by=clerk, seen=0)
    first = issue(tree, clerk)
    draft = make_draft(tree.upper, by=clerk, number="9/X-Y")

    with pytest.raises(IntegrityError), transaction.atomic():
        Directive.objects.filter(pk=draft.pk).update(series=first.series, serial=first.serial)


# --- no gap, no double ----------------------------------------------------------------------


def test_numbers_run_on_without_gap_in_each_types_own_run(tree, clerk):
    save_policy(tree.upper, policy(), by=clerk, seen=0)

    numbers = [issue(tree, clerk, type_name).number for type_name in ("Công văn", "Kế hoạch", "Công văn", "Kế hoạch")]

    assert numbers == ["01/CĐVC-TG", "01/KH-CĐVC", "02/CĐVC-TG", "02/KH-CĐVC"]


def test_common_run_counts_all_types_together(tree, clerk):
    save_policy(tree.upper, policy("common", taken_over={"": 10}), by=clerk, seen=0)

    numbers = [issue(tree, clerk, type_name).number for type_name in ("Công văn", "Kế hoạch", "Công văn")]

    assert numbers == ["11/CĐVC-TG", "12/KH-CĐVC", "13/CĐVC-TG"]


def test_numbers_begin_anew_with_the_year_of_issue(tree, clerk):
    NumberPolicy.objects.create(
        issuer=tree.upper,
        from_year=2024,
        scope="by_type",
        patterns=PATTERNS,
        saved_at="2024-01-01T00:00Z",
        saved_by=clerk,
    )

    days = (date(2024, 12, 30), date(2025, 1, 2), date(2024, 12, 31), date(2025, 1, 3))
    numbers = [issue(tree, clerk, day=day).number for day in days]

    assert numbers == ["01/CĐVC-TG", "01/CĐVC-TG", "02/CĐVC-TG", "02/CĐVC-TG"]
    assert sorted(NumberSeries.objects.values_list("year", "last")) == [(2024, 2), (2025, 2)]


def test_two_issuers_count_apart(tree, clerk):
    other = make_member(tree.root, Role.CLERK)
    save_policy(tree.upper, policy(), by=clerk, seen=0)
    save_policy(tree.root, policy(patterns={"Công văn": "{serial}/TLĐ"}), by=other, seen=0)

    mine = issue(tree, clerk).number
    theirs = published(make_draft(tree.root, by=other, number="", issued_on=today()), by=other).number

    assert (mine, theirs) == ("01/CĐVC-TG", "1/TLĐ")


def test_number_by_hand_takes_its_serial_so_that_nobody_gets_it_again(tree, clerk):
    save_policy(tree.upper, policy(), by=clerk, seen=0)

    numbers = [issue(tree, clerk, number=number).number for number in ("", "3/CĐVC – TG", "", "", "2/KH-CĐVC")]

    assert numbers == ["01/CĐVC-TG", "3/CĐVC – TG", "02/CĐVC-TG", "04/CĐVC-TG", "2/KH-CĐVC"]


def test_number_given_before_the_policy_is_not_given_again(tree, clerk):
    issue(tree, clerk, number="01/CĐVC-TG")
    save_policy(tree.upper, policy(), by=clerk, seen=0)

    assert issue(tree, clerk).number == "02/CĐVC-TG"


def test_paper_from_outside_any_series_keeps_its_number(tree, clerk):
    save_policy(tree.upper, policy(), by=clerk, seen=0)

    old = issue(tree, clerk, "Chương trình", number="110/CTr-CĐVC")

    assert (old.number, old.series, old.serial) == ("110/CTr-CĐVC", None, None)


def test_same_number_twice_by_hand_is_published_with_a_warning(tree, clerk):
    save_policy(tree.upper, policy(), by=clerk, seen=0)
    first = issue(tree, clerk, number="5/CĐVC-TG")
    again = make_approved(tree.upper, by=clerk, number="05/CĐVC-TG", issued_on=today())

    assert list(plan(again).twins) == [first]
    assert publish(again, by=clerk, seen=again.version).serial is None


def test_publishing_that_is_rolled_back_gives_its_number_back(tree, clerk):
    save_policy(tree.upper, policy(), by=clerk, seen=0)
    draft = make_approved(tree.upper, by=clerk, number="", issued_on=today())

    with pytest.raises(RuntimeError), transaction.atomic():
        publish(draft, by=clerk, seen=draft.version)
        raise RuntimeError

    assert issue(tree, clerk).number == "01/CĐVC-TG"


@pytest.mark.parametrize(
    ("number", "serial"),
    [("07/KH-CĐVC", 7), ("7 / kh-cđvc", 7), ("7/KH-CĐVCX", None), ("KH-CĐVC", None), ("", None), ("12/CTr-CĐVC", None)],
)
def test_serial_is_read_only_in_the_series_own_symbol(number, serial):
    assert serial_in("{serial:02}/KH-CĐVC", number) == serial


@pytest.mark.django_db(transaction=True)
def test_two_publishers_at_once_get_two_numbers_that_follow(transactional_db):
    tree = make_tree(2)
    clerk = make_member(tree.upper, Role.CLERK)
    save_policy(tree.upper, policy(), by=clerk, seen=0)
    papers = [make_approved(tree.upper, by=clerk, number="", issued_on=today()) for _ in range(4)]
    start, results = threading.Barrier(4), []

    def one(paper, fails):
        try:
            start.wait()
            with transaction.atomic():
                done = publish(paper, by=User.objects.get(pk=clerk.pk), seen=paper.version)
                if fails:
                    raise RuntimeError
            results.append(done.number)
        except RuntimeError:
            results.append("undone")
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(paper, place == 0)) for place, paper in enumerate(papers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(results) == ["01/CĐVC-TG", "02/CĐVC-TG", "03/CĐVC-TG", "undone"]
    assert NumberSeries.objects.get().last == 3


# --- the pages ------------------------------------------------------------------------------


def page(paper, **query):
    return reverse("directives:publish", args=[paper.pk], query=query or None)


def test_publish_page_shows_the_number_that_will_be_given(tree, clerk, client):
    save_policy(tree.upper, policy(), by=clerk, seen=0)
    paper = make_approved(tree.upper, by=clerk, number="", issued_on=None)
    login(client, clerk)

    shown = client.get(page(paper)).text
    client.post(page(paper), {"seen": paper.version, "so": "", "ngay": ""})

    paper.refresh_from_db()
    assert "<b>01/CĐVC-TG</b> (số tiếp theo của sổ" in shown
    assert (paper.number, paper.issued_on) == ("01/CĐVC-TG", today())


def test_publish_page_previews_another_number_and_day(tree, clerk, client):
    paper = make_approved(tree.upper, by=clerk, number="", issued_on=None)
    login(client, clerk)

    shown = client.get(page(paper, so="15/CĐVC-TG", ngay="02/03/2026")).text
    client.post(page(paper), {"seen": paper.version, "so": "15/CĐVC-TG", "ngay": "02/03/2026"})

    paper.refresh_from_db()
    assert "<b>15/CĐVC-TG</b> (ghi theo bản giấy)" in shown
    assert (paper.number, paper.issued_on) == ("15/CĐVC-TG", date(2026, 3, 2))


def test_publish_page_refuses_a_day_that_is_none(tree, clerk, client):
    paper = make_approved(tree.upper, by=clerk)
    login(client, clerk)

    answer = client.post(page(paper), {"seen": paper.version, "so": "1/A-B", "ngay": "31/02/2026"})

    paper.refresh_from_db()
    assert (answer.status_code, paper.state) == (422, "approved")
    assert "Hãy ghi ngày có thật" in answer.text


def test_number_by_hand_that_was_given_is_warned_of_on_the_page(tree, clerk, client):
    make_published(tree.upper, by=clerk, number="15/CĐVC-TG")
    paper = make_approved(tree.upper, by=clerk, number="")
    login(client, clerk)

    assert "Số 015/CĐVC-TG đã dùng" in client.get(page(paper, so="015/CĐVC-TG", ngay="02/03/2026")).text


POLICY_PAGE = "/van-ban/danh-so/"


def typed(**changes) -> dict:
    return {"seen": "0", "scope": "by_type", "ky_hieu_0": "CĐVC-TG", "dung_0": "379", "ky_hieu_4": "KH-CĐVC"} | changes


def test_policy_page_suggests_keeps_and_shows_the_next_number(tree, clerk, client):
    login(client, clerk)

    suggested = client.get(POLICY_PAGE).text
    saved = client.post(POLICY_PAGE, typed(), follow=True).text

    assert 'value="KH-CĐVC"' in suggested
    assert NumberPolicy.objects.get().patterns == PATTERNS
    assert "380/CĐVC-TG" in saved


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"ky_hieu_0": "CĐVC TG"}, "phải liền nhau"),
        ({"ky_hieu_0": "{x}/CĐVC"}, "phải liền nhau"),
        ({"ky_hieu_0": "}{"}, "phải liền nhau"),
        ({"dung_0": "ba"}, "số đã dùng trên giấy đến"),
        ({"scope": "abc"}, "Cách mở sổ"),
        ({"seen": "7"}, "vừa được người khác đổi"),
    ],
)
def test_policy_page_refuses_with_words_and_keeps_what_was_typed(tree, clerk, client, changes, words):
    login(client, clerk)

    answer = client.post(POLICY_PAGE, typed(ky_hieu_4="KHAC-CĐVC", **changes))

    assert answer.status_code in (409, 422)
    assert words in answer.text
    assert "KHAC-CĐVC" in answer.text
    assert NumberPolicy.objects.count() == 0


def test_policy_page_of_a_unit_without_ones_hat_is_not_found(tree, clerk, client):
    login(client, clerk)

    assert client.get(f"{POLICY_PAGE}?don_vi={tree[0].pk}").status_code == 404
