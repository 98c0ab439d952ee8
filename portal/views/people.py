"""People and their roles, for administrators; and the page on which an invited person sets a password."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal import people
from portal.access import hat_at, may
from portal.forms.listing import key_in
from portal.forms.people import EndRoleForm, FirstPasswordForm, InviteForm, PeopleFilter, RoleForm
from portal.models import UnitVersion, User
from portal.models.units import below
from portal.people import PeopleRefused, memberships_within, people_within
from portal.text import fold
from portal.worktime import today

PER_PAGE = 50


def administrator(view):
    """Only for those who manage people somewhere; for everybody else the page does not exist."""

    @wraps(view)
    @login_required
    def guarded(request, *args, **kwargs):
        if not may(request.user, "people.manage"):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@administrator
@require_safe
def people_list(request):
    """People within reach, by name; each with the roles that match."""
    filters = PeopleFilter(request.GET, request.user)
    seats = memberships_within(request.user)
    if not filters.also_ended:
        seats = seats.in_force()
    if filters.role:
        seats = seats.filter(role=filters.role)
    if filters.unit:
        seats = seats.filter(_at_or_below(filters.unit))
    found = User.objects.filter(pk__in=seats.values("user"))
    for word in fold(filters.typed).split()[:8]:
        found = found.filter(search_key__contains=word)
    named = Prefetch("memberships", seats.order_by("valid_from", "pk"), to_attr="seats")
    page = Paginator(found.order_by("sort_key", "pk").prefetch_related(named), PER_PAGE).get_page(
        request.GET.get("page")
    )
    names = _unit_names(seat.unit_id for person in page for seat in person.seats)
    return render(request, "people/list.html", {"page": page, "filters": filters, "unit_names": names})


def _at_or_below(unit) -> Q:
    """Condition on memberships: at the unit, or at one that stands below it today."""
    version = unit.latest
    if not version.is_open:
        return Q(unit=unit)
    return Q(Exists(UnitVersion.objects.current().filter(below(version.path), unit=OuterRef("unit"))))


def _unit_names(unit_ids) -> dict[int, str]:
    """{unit id: its newest name}."""
    rows = UnitVersion.objects.filter(unit__in=set(unit_ids)).order_by("valid_from")
    return dict(rows.values_list("unit", "name"))


@administrator
@require_safe
def person(request, pk):
    """One person with the roles, now and before, at units within reach."""
    found = get_object_or_404(people_within(request.user), pk=pk)
    seats = memberships_within(request.user).filter(user=found).select_related("granted_by", "ended_by")
    seats = list(seats.order_by("-valid_from", "-pk"))
    context = {
        "person": found,
        "now": [seat for seat in seats if seat.valid_to is None or seat.valid_to > today()],
        "before": [seat for seat in seats if seat.valid_to is not None and seat.valid_to <= today()],
        "unit_names": _unit_names(seat.unit_id for seat in seats),
        "is_self": found.pk == request.user.pk,
        "today": today(),
    }
    return render(request, "people/person.html", context)


@administrator
@require_http_methods(["GET", "POST"])
def invite(request):
    """A new person with a first role; ?don_vi= preselects the unit."""
    form = InviteForm(request.POST or None, user=request.user, unit=key_in(request.GET.get("don_vi")))
    if request.POST.get("buoc") == "tim":
        form.hold_judgement()
    elif form.is_valid():
        typed = form.cleaned_data
        try:
            seat = people.invite(**typed, by=request.user, hat=_hat(request.user, typed["unit"]))
        except PeopleRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Đã giao vai trò cho {seat.user} và gửi thư tới {seat.user.email}.")
            return redirect("people:person", seat.user_id)
    return render(request, "people/invite.html", {"form": form})


def _hat(user, unit):
    version = unit.latest
    return hat_at(user, "people.manage", unit.pk, version.path if version.is_open else "")


@administrator
@require_http_methods(["GET", "POST"])
def grant(request, pk):
    """Another role for a person."""
    found = get_object_or_404(people_within(request.user), pk=pk)
    form = RoleForm(request.POST or None, user=request.user)
    if request.POST.get("buoc") == "tim":
        form.hold_judgement()
    elif form.is_valid():
        typed = form.cleaned_data
        try:
            seat = people.grant(found, by=request.user, hat=_hat(request.user, typed["unit"]), **typed)
        except PeopleRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Đã giao vai trò {seat.get_role_display()} tại {seat.unit}.")
            return redirect("people:person", pk)
    return render(request, "people/grant.html", {"form": form, "person": found})


@administrator
@require_http_methods(["GET", "POST"])
def end_role(request, pk):
    """End a role on a day."""
    seat = get_object_or_404(memberships_within(request.user).select_related("user"), pk=pk)
    form = EndRoleForm(request.POST or None, initial={"on": today()})
    if form.is_valid():
        try:
            people.end_role(seat, on=form.cleaned_data["on"], by=request.user, hat=_hat(request.user, seat.unit))
        except PeopleRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Đã kết thúc vai trò {seat.get_role_display()} tại {seat.unit}.")
            return redirect("people:person", seat.user_id)
    return render(request, "people/end_role.html", {"form": form, "seat": seat, "person": seat.user})


DEEDS = {
    "gui-lai": (people.invite_again, "Đã gửi lại lời mời."),
    "ngung": (people.close_account, "Đã ngừng tài khoản; người này không đăng nhập được nữa."),
    "mo-lai": (people.reopen_account, "Đã mở lại tài khoản."),
}


@administrator
@require_POST
def deed(request, pk, slug):
    """Invite again, close or reopen an account."""
    found = get_object_or_404(people_within(request.user), pk=pk)
    if slug not in DEEDS:
        raise Http404
    rule, word = DEEDS[slug]
    seat = memberships_within(request.user).filter(user=found).first()
    try:
        rule(found, by=request.user, hat=_hat(request.user, seat.unit))
        messages.success(request, word)
    except PeopleRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("people:person", pk)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def welcome(request, token):
    """Where the letter leads: set a password once, then sign in."""
    user = people.invited_user(token)
    if user is None:
        return render(request, "people/welcome.html", {"form": None}, status=410)
    form = FirstPasswordForm(request.POST or None, user=user)
    if form.is_valid() and people.accept_invitation(user, form.cleaned_data["password1"]):
        messages.success(request, "Đã đặt mật khẩu. Xin đăng nhập bằng thư điện tử và mật khẩu vừa đặt.")
        return redirect("account_login")
    return render(request, "people/welcome.html", {"form": form, "invited": user})
