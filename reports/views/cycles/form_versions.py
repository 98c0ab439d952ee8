"""Form versions: what they ask, their source to copy from, and taking in new ones with every fault and its line."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from directives.models import Directive
from portal.access import may
from portal.worktime import today
from reports.form_loading import FormExists, counts, load_form, writing_hat
from reports.form_schema import FormErrors
from reports.forms.form_files import FormFile
from reports.models import FormVersion

MOST_DIRECTIVES = 6


def _door(user) -> None:
    """Forms belong to no unit: whoever reviews or administers anywhere may read them."""
    if not may(user, "form.read"):
        raise Http404


@login_required
@require_http_methods(["GET", "POST"])
def forms(request):
    """All versions, newest first, and for those who write forms a box for a new one."""
    _door(request.user)
    hat = writing_hat(request.user)
    if request.method == "POST" and hat is None:
        raise Http404
    form = FormFile(request.POST, request.FILES) if request.method == "POST" else FormFile()
    faults = []
    if request.method == "POST" and form.is_valid():
        try:
            version, is_new = load_form(form.source, by=request.user, hat=hat)
        except FormErrors as errors:
            faults = with_lines(errors.problems, form.source)
        except FormExists as refusal:
            form.add_error("file", str(refusal))
        else:
            words = "Đã nạp mẫu" if is_new else "Mẫu này đã được nạp từ trước"
            messages.success(request, f"{words} {version.code}, phiên bản {version.version}.")
            return redirect("reports:form_version", pk=version.pk)
    versions = FormVersion.objects.select_related("loaded_by").annotate(used=Count("cycles")).defer("source")
    context = {"versions": _titled(versions.order_by("-pk")), "form": form, "faults": faults, "writes": hat is not None}
    context["directives"] = _directives(request.user) if hat else []
    return render(request, "reports/forms/list.html", context, status=422 if faults or form.errors else 200)


def _titled(versions) -> list[FormVersion]:
    """The versions with `shown_title`: the title as it reads in this year's cycle."""
    year, found = today().year, list(versions)
    for version in found:
        version.shown_title = version.title.replace("{nam}", str(year)).replace("{nam_sau}", str(year + 1))
    return found


def _directives(user) -> list[Directive]:
    """Directives out of whose tasks the person may draft a form, newest first."""
    found = Directive.objects.visible_to(user).published().filter(recalled_at__isnull=True)
    counted = found.annotate(task_count=Count("tasks")).filter(task_count__gt=0)
    return list(counted.defer("content", "summary", "search_key").order_by("-issued_on", "-pk")[:MOST_DIRECTIVES])


def with_lines(problems, source: str) -> list[dict]:
    """Each problem with the text of its line, so that it is found in any editor."""
    lines = source.splitlines()
    return [{"line": p.line, "code": p.code, "message": p.message_vi, "text": _line(lines, p.line)} for p in problems]


def _line(lines: list[str], number: int) -> str:
    return lines[number - 1].strip()[:160] if 0 < number <= len(lines) else ""


@login_required
@require_safe
def form_version(request, pk):
    """One version, read-only: sections with what they ask, derived values, rules, annexes, regime."""
    _door(request.user)
    version = get_object_or_404(FormVersion.objects.select_related("loaded_by"), pk=pk)
    definition = version.definition
    year = today().year
    context = {
        "version": version,
        "definition": definition,
        "title": definition.title_for(year),
        "sections": [(section, definition.heading(section, year)) for section in definition.sections],
        "indicators": {item.code: item for item in definition.indicators},
        "annexes": {item.id: item for item in definition.annexes},
        "counts": counts(version),
        "cycles": version.cycles.order_by("-year"),
        "year": year,
    }
    return render(request, "reports/forms/version.html", context)


@login_required
@require_safe
def form_source(request, pk):
    """The file as it was loaded, to be copied and edited into the next version."""
    _door(request.user)
    version = get_object_or_404(FormVersion, pk=pk)
    response = HttpResponse(version.source, content_type="text/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{version.code}-{version.version}.yaml"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
