"""A new form version out of a directive's tasks: chosen, looked at with every fault and its line, then loaded."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from directives.models import Directive
from portal.text import clean_text
from portal.worktime import today
from reports.form_drafting import FormSkeleton, draft_form, next_version
from reports.form_loading import FormExists, load_form, writing_hat
from reports.form_schema import FormDefinition, FormErrors, definition_counts, load_definition
from reports.forms.form_drafting import FormDraftForm
from reports.lookups import definition_of, tasks_of
from reports.models import FormVersion
from reports.views.cycles.form_versions import with_lines

DRAW, CHECK, LOAD = "dung", "kiem-tra", "nap"


@login_required
@require_http_methods(["GET", "POST"])
def form_from_directive(request, pk):
    """Choose, look, load; the source text on the page is what gets loaded, as the person last edited it."""
    hat = writing_hat(request.user)
    if hat is None:
        raise Http404
    directive = get_object_or_404(Directive.objects.visible_to(request.user).published(), pk=pk, tasks__number=1)
    base = _base(request)
    form = _form(request, directive, base)
    deed = request.POST.get("viec")
    if request.method == "GET" or deed not in (DRAW, CHECK, LOAD):
        return _show(request, directive, base, form)
    if deed == DRAW:
        if not form.is_valid():
            return _show(request, directive, base, form, status=422)
        return _look(request, directive, base, form, draft_form(base.source, form.plan()))
    source = clean_text(request.POST.get("source", ""))
    if deed == CHECK:
        return _look(request, directive, base, form, FormSkeleton(source))
    return _load(request, directive, base, form, source, hat)


def _base(request) -> FormVersion:
    """The version from which sections are taken: the one that was chosen, else the newest."""
    wanted = request.POST.get("mau") or request.GET.get("mau") or ""
    versions = FormVersion.objects.order_by("-pk")
    if wanted.isdecimal() and len(wanted) < 19:
        return get_object_or_404(versions, pk=wanted)
    newest = versions.first()
    if newest is None:
        raise Http404
    return newest


def _form(request, directive, base: FormVersion) -> FormDraftForm:
    taken = FormVersion.objects.filter(code=base.code).values_list("version", flat=True)
    return FormDraftForm(
        request.POST if request.method == "POST" else None,
        definition=definition_of(base.pk),
        directive=directive,
        tasks=tasks_of(directive.pk),
        proposed_version=next_version(list(taken)),
        same=base.cycles.filter(directive=directive).exists(),
    )


def _look(request, directive, base, form, skeleton: FormSkeleton, *, refusal: str = "", status: int = 200):
    """The page with the source as it stands, what it amounts to, and everything wrong in it."""
    faults, definition = [], None
    try:
        definition = load_definition(skeleton.source)
    except FormErrors as errors:
        faults = with_lines(errors.problems, skeleton.source)
    seen = {
        "source": skeleton.source,
        "rows": max(skeleton.source.count("\n") + 1, 4),
        "notes": skeleton.notes,
        "faults": faults,
        "outline": _outline(definition, directive) if definition else [],
        "counts": definition_counts(definition) if definition else None,
        "unasked": _unasked(definition, directive) if definition else [],
        "refusal": refusal,
    }
    return _show(request, directive, base, form, seen=seen, status=422 if faults else status)


def _outline(definition: FormDefinition, directive: Directive) -> list[dict]:
    year = today().year
    return [{"section": item, "heading": definition.heading(item, year)} for item in definition.sections]


def _unasked(definition: FormDefinition, directive: Directive) -> list[int]:
    return [task.number for task in tasks_of(directive.pk) if task.number not in definition.task_places]


def _load(request, directive, base, form, source: str, hat):
    try:
        version, is_new = load_form(source, by=request.user, hat=hat)
    except FormErrors:
        return _look(request, directive, base, form, FormSkeleton(source))
    except FormExists as refusal:
        return _look(request, directive, base, form, FormSkeleton(source), refusal=str(refusal), status=422)
    words = "Đã nạp mẫu" if is_new else "Mẫu này đã được nạp từ trước"
    messages.success(request, f"{words} {version.code}, phiên bản {version.version}.")
    return redirect("reports:form_version", pk=version.pk)


def _show(request, directive, base, form, *, seen: dict | None = None, status: int = 200):
    context = {
        "directive": directive,
        "base": base,
        "versions": FormVersion.objects.order_by("-pk").only("pk", "code", "version"),
        "form": form,
        "seen": seen,
    }
    return render(request, "reports/forms/from_directive.html", context, status=status)
