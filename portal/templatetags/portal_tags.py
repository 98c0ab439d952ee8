"""What templates need to show Vietnamese numbers and dates, icons, badges and fields."""

from datetime import datetime
from decimal import Decimal
from functools import lru_cache

from django import template
from django.db.models import Model
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from portal import clock
from portal.text import format_date, format_date_long, format_datetime, format_deadline, format_number
from portal.worktime import remaining

register = template.Library()

NO_VALUE = "–"
# Stands for the page's token in what is remembered of its head; no name or address holds it.
SLOT = "\0token\0"
MESSAGE_TONES = {"success": ("ok", "check-circle"), "warning": ("warn", "alert"), "error": ("bad", "error")}
PLAIN_MESSAGE = ("info", "info")


@register.filter
def vn_number(value, decimals=None):
    """Decimal("1234567.5") → "1.234.567,5"; nothing → "–". `decimals` fixes the number of digits after the comma."""
    if value is None or value == "":
        return NO_VALUE
    number = Decimal(str(value))
    if decimals is None:
        decimals = max(0, -number.normalize().as_tuple().exponent)
    return format_number(number, int(decimals))


@register.filter
def vn_date(value):
    """A date or an instant as dd/mm/yyyy in Viet Nam's time; nothing → "–"."""
    return format_date(value) if value else NO_VALUE


@register.filter
def vn_datetime(value):
    """An instant as "09:12 ngày 18/11/2026" in Viet Nam's time; nothing → "–"."""
    return format_datetime(value) if value else NO_VALUE


@register.filter
def vn_date_long(value):
    """A date as official papers write it, "ngày 05 tháng 02 năm 2026"; nothing → "–"."""
    return format_date_long(value) if value else NO_VALUE


@register.filter
def iso(value):
    """A date or an instant (in Viet Nam's time) in ISO 8601, for `datetime=` and `data-due`; nothing → ""."""
    if not value:
        return ""
    return (timezone.localtime(value) if isinstance(value, datetime) else value).isoformat()


@register.filter
def time_left(due):
    """How far an instant is, in words: "còn 3 ngày 4 giờ", "quá hạn 2 ngày"; nothing → "–"."""
    return remaining(clock.now(), due) if due else NO_VALUE


@register.filter
def last_moment(due):
    """The last moment before `due`, e.g. "hết ngày Thứ Năm 19/11/2026"; nothing → "–"."""
    return format_deadline(due) if due else NO_VALUE


@register.filter
def get_item(mapping, key):
    """`mapping[key]`, or None where there is none (also for lists and missing mappings)."""
    try:
        return mapping[key]
    except (KeyError, IndexError, TypeError):
        return None


@register.filter
def initials(full_name):
    """The last two words' first letters, as people are called: "Nguyễn Thị Minh Hà" → "MH"."""
    words = (full_name or "").split()
    return "".join(word[0].upper() for word in words[-2:]) or "?"


@register.filter
def message_tone(level_tag):
    """The tone of a message of django.contrib.messages: info, ok, warn or bad."""
    return MESSAGE_TONES.get(level_tag, PLAIN_MESSAGE)[0]


@register.filter
def message_icon(level_tag):
    """The icon of a message of django.contrib.messages."""
    return MESSAGE_TONES.get(level_tag, PLAIN_MESSAGE)[1]


@register.filter
def page_range(paginator, number):
    """Page numbers around `number`, with the paginator's ELLIPSIS for the gaps."""
    return paginator.get_elided_page_range(number, on_each_side=1, on_ends=1)


@register.filter
def bootstrap_widget(bound_field):
    """The field's own widget with Bootstrap's class (Django itself ties it to its help text and error)."""
    classes = _widget_class(bound_field.field.widget)
    if bound_field.errors:
        classes += " is-invalid"
    return bound_field.as_widget(attrs={"class": classes})


def _widget_class(widget):
    own = widget.attrs.get("class", "")
    kind = getattr(widget, "input_type", "")
    base = {"select": "form-select", "checkbox": "form-check-input", "radio": "form-check-input"}.get(
        kind, "form-control"
    )
    return f"{base} {own}".strip()


@register.simple_tag
@lru_cache(maxsize=64)
def asset(path):
    """The address of a static file of the frame: `{% static %}`, worked out once per process."""
    return static(path)


@register.simple_tag
@lru_cache(maxsize=1024)
def address(name, *args):
    """An address of the portal, worked out once per process: `{% url %}` for what pages ask dozens of times."""
    return reverse(name, args=args)


@register.simple_tag
def drawn(path, **shown):
    """A part of a page (its template), drawn once in a process for all that it shows.

    The template sees nothing but what is given here, so that what it shows to one person is right for everybody to
    whom the same is given. It must not ask what time it is. Values are plain and unchangeable: words, numbers, dates,
    frozen dataclasses, tuples of them; a row of the database is refused, because it would be known by its key alone.
    """
    for name, value in shown.items():
        if isinstance(value, Model):
            raise TypeError(f"{path} is given a row of the database as {name}")
    return _drawn(path, **shown)


@lru_cache(maxsize=4096, typed=True)
def _drawn(path, **shown):
    return mark_safe(render_to_string(path, shown))  # noqa: S308


@register.simple_tag
@lru_cache(maxsize=512)
def icon(name, extra_class="", label=""):
    """A drawing of static/img/icons.svg; decorative unless `label` names it.

    Remembered, because a page shows dozens and the sprite's address never changes while a process runs.
    """
    classes = f"icon {extra_class}".strip()
    told = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="{}" {} focusable="false"><use href="{}#{}"></use></svg>',
        classes,
        told,
        static("img/icons.svg"),
        name,
    )


@register.simple_tag(takes_context=True)
def frame_header(context):
    """The head of every page, parts/header.html: drawn once in a process for all that it shows, but its token."""
    frame, user = context.get("frame") or {}, context.get("user")
    shown = tuple((key, _plain(value)) for key, value in frame.items() if key != "debug")
    person = (user.full_name, user.email) if getattr(user, "is_authenticated", False) else None
    return mark_safe(_header(shown, person).replace(SLOT, str(context.get("csrf_token", ""))))  # noqa: S308


def _plain(value):
    """What can be the key of what is remembered: lists as tuples, an entry of the menu as its pairs."""
    if isinstance(value, list | tuple):
        return tuple(tuple(one.items()) if isinstance(one, dict) else one for one in value)
    return value


@lru_cache(maxsize=1024)
def _header(shown: tuple, person: tuple[str, str] | None) -> str:
    frame = dict(shown)
    frame["nav"] = [dict(item) for item in frame.get("nav", ())]
    user = {"is_authenticated": person is not None, "full_name": person and person[0], "email": person and person[1]}
    return render_to_string("parts/header.html", {"frame": frame, "user": user, "csrf_token": SLOT})


@register.simple_tag
@lru_cache(maxsize=512)
def badge(tone, word, icon_name):
    """A state in words with its icon. `tone`: neutral, info, ok, warn or bad."""
    return format_html('<span class="state state-{}">{}{}</span>', tone, icon(icon_name), word)
