"""Pages of the reminders of a cycle: what went to whom and why, what goes next, and reminding by hand."""

from itertools import groupby

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from portal import clock
from portal.access import reach
from portal.models import Membership, Reminder
from portal.reminders import NotNeeded
from portal.text import clean_line
from reports.forms.filters import NO_BLOCK
from reports.forms.reminding import LedgerFilter
from reports.models import Cycle, Obligation, State
from reports.overview import tally
from reports.reminders import (
    ask_for_block,
    letters_for,
    remind_one,
    state_counts,
    step_label,
    steps_of,
    upcoming,
    wanted,
)
from reports.reminders.steps import UNIT_ROLES
from reports.views.cycles.doors import managed, managed_obligation

PER_PAGE = 100
TILES = (
    (Reminder.State.SENT, "check", "ok"),
    (Reminder.State.CLAIMED, "clock", ""),
    (Reminder.State.FAILED, "alert", "late"),
    (Reminder.State.SKIPPED, "minus-circle", ""),
    (Reminder.State.SUPERSEDED, "history", ""),
)


def _followed(user, pk: int) -> Cycle:
    """A cycle whose reminders the person may read."""
    return get_object_or_404(Cycle.objects.filter(reach(user, "reminder.read", "collector")), pk=pk)


@login_required
@require_safe
def reminders(request, pk):
    """What goes next and the ledger; pages are cut by the last line seen, so that deep ones cost no more."""
    cycle, now = _followed(request.user, pk), clock.now()
    filters = LedgerFilter(request.GET, offsets=[step.offset for step in steps_of(cycle, cycle.due_at)])
    rows = filters.narrow(cycle).select_related("user", "by_hand")
    before = request.GET.get("truoc", "")
    if before.isdecimal() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[: PER_PAGE + 1])
    lines = found[:PER_PAGE]
    _describe(lines)
    counts, states = tally(cycle, now), state_counts(cycle)
    context = {
        "cycle": cycle,
        "lines": lines,
        "entries": _entries(lines),
        "next": lines[-1].pk if len(found) > PER_PAGE else None,
        "is_first": not before,
        "filters": filters,
        "tiles": [(state, icon, tone if states[state] else "", states[state]) for state, icon, tone in TILES],
        "upcoming": upcoming(cycle, now),
        "blocks": [(block or NO_BLOCK, block, part) for block, part in counts.by_block() if part.missing],
        "tally": counts,
        "now": now,
        "is_open": cycle.state == Cycle.State.OPEN,
        "manages": True,
        "tab": "reminders",
    }
    return render(request, "reports/reminding/reminders.html", context)


def _describe(lines) -> None:
    """Say of each line which unit it concerns and its step in words; one statement."""
    units = {line.subject_id for line in lines if line.subject_type == "reports.obligation"}
    names = dict(Obligation.objects.filter(pk__in=units).values_list("pk", "unit_name"))
    for line in lines:
        of_unit = line.subject_type == "reports.obligation"
        line.obligation_id = line.subject_id if of_unit else None
        line.unit_name = names.get(line.subject_id, "") if of_unit else ""
        line.step_words = step_label(line.step)


def _entries(lines) -> list[dict]:
    """Lines of the same step for the same person, which were written one after the other, as one entry."""
    found = []
    for _, group in groupby(lines, key=lambda line: (line.subject_type, line.subject_id, line.step, line.user_id)):
        channels = list(group)
        says = dict.fromkeys((line.subject_line, line.why) for line in channels if line.subject_line or line.why)
        at = max(line.settled_at or line.claimed_at for line in channels)
        found.append({"line": channels[0], "channels": channels, "says": list(says), "at": at})
    return found


@login_required
@require_http_methods(["GET", "POST"])
def remind_unit(request, pk):
    """Reminding one unit by hand: who gets it and the very words, then the deed."""
    obligation = managed_obligation(request.user, pk)
    if request.method == "POST":
        return _remind_unit(request, obligation)
    try:
        letters, refusal = letters_for(obligation, by=request.user), ""
    except NotNeeded as reason:
        letters, refusal = [], str(reason)
    context = {
        "obligation": obligation,
        "cycle": obligation.cycle,
        "letters": letters,
        "refusal": refusal,
        "manages": True,
        "tab": "reminders",
    }
    return render(request, "reports/reminding/unit.html", context)


def _remind_unit(request, obligation: Obligation):
    try:
        people = remind_one(obligation, by=request.user)
    except NotNeeded as reason:
        messages.warning(request, str(reason))
    else:
        messages.success(request, f"Đang gửi nhắc việc tới {people} người của {obligation.unit_name}.")
    return redirect("reports:reminders", obligation.cycle_id)


@login_required
@require_http_methods(["GET", "POST"])
def remind_missing(request, pk):
    """Reminding all missing units of a block (`khoi`; without it of every block): how many, an example, the deed."""
    cycle = managed(request.user, pk)
    choice = clean_line((request.POST if request.method == "POST" else request.GET).get("khoi", ""))
    block = {"": None, NO_BLOCK: ""}.get(choice, choice)
    rows = wanted(cycle, block)
    units = rows.count()
    if block is not None and not units and not cycle.obligations.filter(block=block).exists():
        raise Http404
    if request.method == "POST":
        return _remind_missing(request, cycle, block)
    refusal = "" if cycle.state == Cycle.State.OPEN else "Kỳ báo cáo đã khóa sổ."
    if not refusal and not units:
        refusal = "Không còn đơn vị nào chưa nộp."
    context = {
        "cycle": cycle,
        "choice": choice,
        "place": "" if block is None else block or "chưa xếp khối",
        "units": units,
        "people": _people_in(rows),
        "examples": [] if refusal else _examples(rows, request.user),
        "refusal": refusal,
        "manages": True,
        "tab": "reminders",
    }
    return render(request, "reports/reminding/missing.html", context)


def _people_in(rows) -> int:
    """How many people of the units would get a letter."""
    held = Membership.objects.in_force().filter(role__in=UNIT_ROLES, user__is_active=True)
    return held.filter(unit__in=rows.values("writer")).values("user").distinct().count()


def _examples(rows, user) -> list:
    """One letter for each state in which missing reports stand: not sent yet, waiting for the head."""
    found = []
    for state in (State.DRAFT, State.AWAITING_CERTIFICATION):
        peopled = Membership.objects.in_force().filter(role__in=UNIT_ROLES, user__is_active=True).values("unit")
        first = rows.filter(report__state=state, writer__in=peopled).select_related("cycle", "report")
        one = first.in_order().first()
        if one:
            found.append((one, letters_for(one, by=user)[0]))
    return found


def _remind_missing(request, cycle: Cycle, block: str | None):
    try:
        if ask_for_block(cycle, block, by=request.user):
            messages.success(request, "Đã giao hệ thống nhắc; từng lượt gửi hiện dần trong sổ nhắc việc ở trang này.")
        else:
            messages.warning(request, "Các đơn vị này vừa được nhắc trực tiếp; mỗi giờ chỉ nhắc một lần.")
    except NotNeeded as reason:
        messages.warning(request, str(reason))
    return redirect("reports:reminders", cycle.pk)
