"""The calendar of public holidays and swapped working days, by which deadlines are counted."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from portal.access import keeper_of_calendar, may
from portal.calendar_days import add_day, remove_day
from portal.forms.calendar import CalendarDayForm
from portal.forms.listing import key_in
from portal.models import CalendarDay
from portal.worktime import today

YEARS_AROUND = 3


@login_required
@require_http_methods(["GET", "POST"])
def calendar(request):
    """The days of ?nam= for every administrator; and, for the one who keeps the calendar, a form to add one."""
    hat = keeper_of_calendar(request.user)
    if not may(request.user, "calendar.manage") or (request.method == "POST" and hat is None):
        raise Http404
    this = today().year
    year = key_in(request.GET.get("nam")) or this
    if not this - 20 <= year <= this + 20:
        year = this
    form = CalendarDayForm(request.POST or None)
    if form.is_valid():
        day = add_day(**form.cleaned_data, by=request.user, hat=hat)
        messages.success(request, f"Đã thêm {day}.")
        return redirect(f"{reverse('ground:calendar')}?nam={day.day.year}")
    days = list(CalendarDay.objects.filter(day__year=year))
    years = range(this - YEARS_AROUND, this + YEARS_AROUND)
    context = {"form": form, "days": days, "year": year, "years": years, "keeps": hat is not None}
    return render(request, "ground/calendar.html", context)


@login_required
@require_POST
def remove(request, pk):
    """Take a day out of the calendar."""
    hat = keeper_of_calendar(request.user)
    if hat is None:
        raise Http404
    day = get_object_or_404(CalendarDay, pk=pk)
    remove_day(day, by=request.user, hat=hat)
    messages.success(request, f"Đã bỏ {day}.")
    return redirect(f"{reverse('ground:calendar')}?nam={day.day.year}")
