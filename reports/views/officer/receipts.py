"""What a submission leaves behind: the frozen revision, its receipt, and the page that verifies a receipt."""

import re

import segno
from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from portal import clock
from portal.mail import portal_link
from reports.lookups import definition_of
from reports.models import FormVersion, Report, Revision
from reports.submission import digest
from reports.views.officer.readthrough import ratios_through, read_through
from reports.views.officer.standing import TIMELINESS, timeliness_of

TRIES_PER_MINUTE = 20
_GROUP = 4
_NOT_CODE = re.compile("[^0-9A-Z]")


def _revisions():
    return Revision.objects.select_related("report__obligation__cycle", "prepared_by").defer(
        "report__obligation__sort_key", "report__obligation__search_key"
    )


@login_required
@require_GET
def receipt(request, code):
    """The receipt of one submission, to read, print and file."""
    found = get_object_or_404(
        _revisions(), receipt_code=tidy_code(code), report__in=Report.objects.visible_to(request.user)
    )
    obligation = found.report.obligation
    address = portal_link(f"{reverse('reports:verify')}?ma={found.receipt_code}")
    context = {
        "revision": found,
        "report": found.report,
        "obligation": obligation,
        "cycle": obligation.cycle,
        "timeliness": TIMELINESS[timeliness_of(obligation, found.report.first_submitted_at, clock.now())],
        "address": address,
        "qr": segno.make(address, error="m").svg_data_uri(scale=4, border=2, dark="#000", light="#fff"),
    }
    return render(request, "reports/officer/receipt.html", context)


@login_required
@require_GET
def revision(request, pk):
    """A submission as it was frozen, read from its snapshot alone."""
    found = get_object_or_404(_revisions(), pk=pk, report__in=Report.objects.visible_to(request.user))
    snapshot = found.snapshot
    definition = _definition(snapshot["form"])
    context = {
        "revision": found,
        "report": found.report,
        "snapshot": snapshot,
        "subject": _subject(definition.title_for(snapshot["cycle"]["year"])),
        "parts": read_through(definition, snapshot, snapshot["cycle"]["year"]),
        "ratios": ratios_through(definition, snapshot),
        "holds": digest(snapshot) == found.sha256,
    }
    return render(request, "reports/officer/revision.html", context)


def _definition(form: dict):
    """The form version that the snapshot names; versions never change."""
    version = FormVersion.objects.only("pk").filter(code=form["code"], version=form["version"]).first()
    if version is None:
        raise Http404("form version")
    return definition_of(version.pk)


@require_GET
def verify(request):
    """Confirm a receipt to anyone who holds its code: unit, cycle, time, number, and whether it is unchanged."""
    typed = request.GET.get("ma", "")
    if not typed.strip():
        return render(request, "reports/officer/verify.html", {"page_title": "Xác minh biên nhận"})
    if not _may_try(request):
        return render(request, "429.html", status=429)
    found = Revision.objects.select_related("report__obligation__cycle").filter(receipt_code=tidy_code(typed)).first()
    context = {
        "page_title": "Xác minh biên nhận",
        "typed": typed[:40],
        "asked": True,
        "revision": found,
        "holds": found is not None and digest(found.snapshot) == found.sha256,
    }
    return render(request, "reports/officer/verify.html", context, status=200 if found else 404)


def tidy_code(raw: str) -> str:
    """A code as it is stored, however it was typed: capitals, hyphens after each group of four."""
    letters = _NOT_CODE.sub("", raw.upper())[:24]
    return "-".join(letters[start : start + _GROUP] for start in range(0, len(letters), _GROUP))


def _may_try(request) -> bool:
    """At most so many tries in each minute of the clock from one address: codes are not for guessing."""
    key = f"verify:{get_adapter().get_client_ip(request)}:{int(clock.now().timestamp()) // 60}"
    if cache.add(key, 1, 120):
        return True
    try:
        return cache.incr(key) <= TRIES_PER_MINUTE
    except ValueError:  # thrown out between the two calls
        return True


def _subject(title: str) -> str:
    """The form's title without the kind of document, which stands above it in capitals."""
    rest = title.removeprefix("Báo cáo ")
    return rest[:1].upper() + rest[1:]
