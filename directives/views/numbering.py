"""The page on which a unit decides how its papers are numbered, and sees how far each run has come."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from directives.forms.numbering import COMMON, NumberingForm
from directives.models import NumberPolicy, NumberSeries
from directives.publishing import NotPossible, Refused, StalePage, begun_years, policy_of, save_policy
from directives.views.typed import seen_version
from portal.access import hats_with
from portal.models import Unit


@login_required
@require_http_methods(["GET", "POST"])
def numbering(request):
    """The policy of the unit whose hat the person chose (?don_vi=), from this year or the next (?nam=)."""
    hats = hats_with(request.user, "directive.write")
    wanted = request.GET.get("don_vi", "")
    hat = next((hat for hat in hats if str(hat.unit_id) == wanted), hats[0] if hats and not wanted else None)
    if hat is None:
        raise Http404
    issuer = Unit.objects.get(pk=hat.unit_id)
    years = begun_years(issuer)
    year = years[1] if request.GET.get("nam") == str(years[1]) else years[0]
    series = {row.type_name: row for row in NumberSeries.objects.filter(issuer=issuer, year=year)}
    policy = policy_of(issuer.pk, year)
    form = NumberingForm(request.POST or None, policy=policy, code=issuer.latest.code, series=series)
    context = {"hats": hats, "hat": hat, "form": form, "policy": policy, "year": year, "years": years}
    context |= {"common": series.get(COMMON), "begins": year == years[0]}
    context["version"] = policy.version if policy and policy.from_year == year else 0
    if request.method == "POST" and form.is_valid():
        return _save(request, issuer, context)
    return render(request, "directives/numbering.html", context, status=422 if request.method == "POST" else 200)


def _save(request, issuer, context):
    content = context["form"].content(context["year"], begins=context["begins"])
    try:
        save_policy(issuer, content, by=request.user, seen=seen_version(request))
    except StalePage as refusal:
        current = NumberPolicy.objects.filter(issuer=issuer, from_year=context["year"]).first()
        context |= {"problems": [str(refusal)], "version": current.version if current else 0}
        return render(request, "directives/numbering.html", context, status=409)
    except (NotPossible, Refused) as refusal:
        problems = refusal.problems if isinstance(refusal, Refused) else [str(refusal)]
        return render(request, "directives/numbering.html", context | {"problems": problems}, status=422)
    messages.success(request, f"Đã lưu cách đánh số văn bản, áp dụng từ năm {context['year']}.")
    return redirect(f"{reverse('directives:numbering')}?don_vi={issuer.pk}&nam={context['year']}")
