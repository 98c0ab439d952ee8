"""A person's own page: name and title, roles held, the way to password and two-step sign-in."""

from allauth.account.views import logout
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from portal.forms.people import OwnForm
from portal.models import Membership, UnitVersion
from portal.people import describe
from portal.worktime import today


@login_required
@require_http_methods(["GET", "POST"])
def account(request):
    """Who I am here: what I may change, and the hats I wear and wore."""
    user = request.user
    initial = {"full_name": user.full_name, "job_title": user.job_title, "phone": user.phone}
    form = OwnForm(request.POST or None, initial=initial)
    if form.is_valid():
        describe(user, **form.cleaned_data)
        messages.success(request, "Đã lưu thông tin của đồng chí.")
        return redirect("ground:account")
    seats = list(Membership.objects.filter(user=user).order_by("-valid_from", "-pk"))
    versions = UnitVersion.objects.filter(unit__in={seat.unit_id for seat in seats}).order_by("valid_from")
    context = {
        "form": form,
        "now": [seat for seat in seats if seat.valid_to is None or seat.valid_to > today()],
        "before": [seat for seat in seats if seat.valid_to is not None and seat.valid_to <= today()],
        "unit_names": dict(versions.values_list("unit", "name")),
        "has_two_steps": Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists(),
        "today": today(),
    }
    return render(request, "ground/account.html", context)


def sign_out(request):
    """Allauth's own page; whoever has left takes the pages along that "Back" would show on a shared machine."""
    response = logout(request)
    if not request.user.is_authenticated:
        response["Clear-Site-Data"] = '"cache"'
    return response
