"""What templates show: numbers, dates, icons, badges, fields."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.template.loader import render_to_string

from portal.models import User
from portal.templatetags import portal_tags

ROOT = Path(__file__).resolve().parent.parent
DRAWN = set(re.findall(r'<symbol id="([^"]+)"', (ROOT / "static/img/icons.svg").read_text()))
WRITTEN = [
    (path, name)
    for path in sorted((ROOT / "templates").rglob("*.html"))
    for name in re.findall(r'\{% (?:icon|badge "[^"]*" "[^"]*") "([^"]+)"', path.read_text())
]


def shown(source, **context):
    return Template("{% load portal_tags %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        ("", "–"),
        (0, "0"),
        (1234567, "1.234.567"),
        (Decimal("1234.50"), "1.234,5"),
        (Decimal("1E+3"), "1.000"),
        (-12.25, "-12,25"),
    ],
)
def test_vn_number_writes_as_official_papers(value, text):
    assert portal_tags.vn_number(value) == text


def test_vn_number_with_fixed_decimals_keeps_zeros():
    assert shown("{{ n|vn_number:1 }}", n=7) == "7,0"


def test_dates_of_nothing_are_a_dash():
    filters = (portal_tags.vn_date, portal_tags.vn_datetime, portal_tags.vn_date_long)

    assert [show(None) for show in filters] == ["–", "–", "–"]


def test_dates_stand_in_viet_nams_time():
    moment = datetime(2026, 11, 18, 17, 30, tzinfo=UTC)

    text = shown("{{ m|vn_date }}; {{ m|vn_datetime }}; {{ m|vn_date_long }}; {{ m|iso }}", m=moment)

    assert text == ("19/11/2026; 00:30 ngày 19/11/2026; ngày 19 tháng 11 năm 2026; 2026-11-19T00:30:00+07:00")


def test_iso_takes_a_day_and_nothing():
    assert [portal_tags.iso(date(2026, 1, 5)), portal_tags.iso(None)] == ["2026-01-05", ""]


@pytest.mark.parametrize(
    ("mapping", "key", "value"),
    [({"a": 1}, "a", 1), ({"a": 1}, "b", None), (None, "a", None), ([5, 6], 1, 6), ([5], 9, None)],
)
def test_get_item_never_raises(mapping, key, value):
    assert portal_tags.get_item(mapping, key) == value


@pytest.mark.parametrize(("full_name", "letters"), [("Nguyễn Thị Minh Hà", "MH"), ("đào", "Đ"), ("", "?"), (None, "?")])
def test_initials_are_those_people_are_called_by(full_name, letters):
    assert portal_tags.initials(full_name) == letters


def test_badge_escapes_the_word():
    html = shown("{% badge 'ok' word 'check' %}", word="<b>")

    assert html == (
        '<span class="state state-ok"><svg class="icon" aria-hidden="true" focusable="false">'
        '<use href="/static/img/icons.svg#check"></use></svg>&lt;b&gt;</span>'
    )


def test_drawn_part_sees_only_what_it_is_given_and_escapes_it():
    footer = "{% drawn 'parts/footer.html' portal_name=name owner_name=owner %}"

    found = [shown(footer, name=name, owner="<b>", user="Lan") for name in ("Cổng <i>", "Cổng hai")]

    assert [re.search("<p>(.*?)</p>", text)[1] for text in found] == [
        "Cổng &lt;i&gt; · &lt;b&gt;",
        "Cổng hai · &lt;b&gt;",
    ]
    assert shown("{% drawn 'parts/mark.html' %}{{ user }}", user="Lan").endswith("</svg>\nLan")


def test_drawn_part_is_given_no_row_of_the_database():
    with pytest.raises(TypeError, match="row of the database as person"):
        shown("{% drawn 'parts/mark.html' person=person %}", person=User(pk=1))


def test_icon_with_a_label_is_told_to_screen_readers():
    html = shown("{% icon 'lock' '' 'Đã khóa' %}")

    assert html == (
        '<svg class="icon" role="img" aria-label="Đã khóa" focusable="false">'
        '<use href="/static/img/icons.svg#lock"></use></svg>'
    )


@pytest.mark.parametrize(("path", "name"), WRITTEN, ids=lambda value: getattr(value, "name", value))
def test_every_icon_of_a_template_is_drawn(path, name):
    assert {name} - DRAWN == set()


def test_every_message_level_has_a_drawn_icon():
    levels = ("debug", "info", "success", "warning", "error", "unheard-of")

    assert {portal_tags.message_icon(level) for level in levels} - DRAWN == set()


class Letter(forms.Form):
    number = forms.CharField(label="Số", help_text="Ví dụ: 512/CĐVC")
    note = forms.CharField(label="Ghi chú", required=False, widget=forms.Textarea)
    kind = forms.ChoiceField(label="Loại", choices=[("a", "Công văn")])


def test_field_ties_label_help_and_error_together():
    form = Letter({"kind": "a"})

    html = render_to_string("parts/field.html", {"field": form["number"]})

    assert re.findall(r'(?:id|for|aria-describedby|aria-invalid|class)="([^"]*)"', html) == [
        "field",
        "div_id_number",
        "form-label",
        "id_number",
        "form-text",
        "id_number_helptext",
        "form-control is-invalid",
        "true",
        "id_number_helptext id_number_error",
        "id_number",
        "invalid-feedback",
        "id_number_error",
        "icon",
    ]


def test_field_says_what_is_optional():
    html = render_to_string("parts/field.html", {"field": Letter()["note"]})

    assert html.count("(không bắt buộc)") == 1


def test_error_summary_links_to_every_fault():
    form = Letter({"kind": "b"})

    html = render_to_string("parts/error_summary.html", {"form": form})

    assert re.findall(r'<a href="([^"]+)">([^<]+)</a>', html) == [
        ("#id_number", "Số: Chưa nhập mục này."),
        ("#id_kind", "Loại: “b” không có trong danh sách. Hãy chọn lại."),
    ]


def test_error_summary_of_a_clean_form_is_nothing():
    assert render_to_string("parts/error_summary.html", {"form": Letter()}).strip() == ""


@pytest.mark.django_db
def test_pager_keeps_the_filters(rf):
    page = Paginator(range(70), 25).get_page(2)

    html = render_to_string("parts/pager.html", {"page": page}, request=rf.get("/?khoi=3&page=2"))

    assert re.findall(r'href="([^"]+)"', re.sub(r"<use[^>]+>", "", html)) == [
        "?khoi=3&amp;page=1",
        "?khoi=3&amp;page=1",
        "?khoi=3&amp;page=3",
        "?khoi=3&amp;page=3",
    ]


@pytest.mark.django_db
def test_pager_of_one_page_is_nothing(rf):
    page = Paginator(range(3), 25).get_page(1)

    assert render_to_string("parts/pager.html", {"page": page}, request=rf.get("/")).strip() == ""
