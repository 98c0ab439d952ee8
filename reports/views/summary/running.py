"""Runs of a cycle: asked for, followed while they work, listed with what went in and what changed."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from portal.text import clean_line, fold
from reports.aggregation import (
    ask_for_run,
    changed_codes,
    figure_changes,
    inputs_of,
    latest_run,
    left_out,
    news_since,
    unit_changes,
)
from reports.models import SummaryRun
from reports.views.paging import page_of
from reports.views.summary.doors import compilable_cycle, finished_run, readable_cycle, readable_run, rights

STEPS = (
    "Đang chờ việc nền nhận",
    "Đang chốt các bản nộp được chấp nhận",
    "Đang cộng số liệu từng đơn vị",
    "Đang cộng theo khối, theo cấp",
    "Đang ghi kết quả",
    "Đang hoàn tất",
)
PER_PAGE = 50
CHANGES = ("added", "replaced", "removed")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def runs(request, pk):
    """The runs of a cycle, newest first; POST asks for a new one, which follows in the background."""
    if request.method == "POST":
        cycle = compilable_cycle(request.user, pk)
        run = ask_for_run(cycle, by=request.user)
        messages.success(request, f"Đã yêu cầu tổng hợp lần {run.number}. Trang này tự cập nhật tiến độ.")
        return redirect("reports:runs", pk)
    cycle = readable_cycle(request.user, pk)
    found = list(cycle.runs.select_related("job", "asked_by", "cycle"))
    for run in found:
        run.shown_step = step_words(run)
    newest = latest_run(cycle)
    return render(
        request,
        "reports/summary/runs.html",
        {
            "cycle": cycle,
            "runs": found,
            "newest": newest,
            "news": news_since(cycle, newest),
            "tab": "runs",
            **rights(request.user, cycle),
        },
    )


@login_required
@require_safe
def run_progress(request, pk):
    """One run's lines of the list, asked for again and again until its job is over."""
    run = readable_run(request.user, pk)
    run.shown_step = step_words(run)
    return render(request, "reports/summary/parts/run_row.html", {"run": run, **rights(request.user, run.cycle)})


def step_words(run: SummaryRun) -> str:
    """What a run that is not over is doing."""
    done = run.job.progress_done if run.job and run.job.state == "running" else 0
    return STEPS[min(done, len(STEPS) - 1)]


@login_required
@require_safe
def run_inputs(request, pk):
    """What went into a run, and which units that owe a report did not."""
    run = finished_run(request.user, pk)
    outside = request.GET.get("xem") == "chua-co"
    query = clean_line(request.GET.get("q", ""))[:200]
    rows = left_out(run, search=fold(query)) if outside else inputs_of(run, search=fold(query))
    total = None if query else (run.obligations - run.accepted if outside else run.accepted)
    context = {
        "run": run,
        "cycle": run.cycle,
        "page": page_of(request, rows, PER_PAGE, total),
        "outside": outside,
        "query": query,
        "missing": run.obligations - run.accepted,
        "tab": "figures",
        **rights(request.user, run.cycle),
    }
    return render(request, "reports/summary/inputs.html", context)


@login_required
@require_safe
def run_changes(request, pk):
    """What changed from an earlier run (?voi=number, else the one before) to this one."""
    run = finished_run(request.user, pk)
    earlier = run.cycle.runs.filter(state=SummaryRun.State.DONE, number__lt=run.number)
    wanted = request.GET.get("voi", "")
    older = earlier.filter(number=int(wanted)).first() if wanted.isdecimal() and len(wanted) < 8 else earlier.first()
    if older is None:
        if wanted:
            raise Http404
        return render(request, "reports/summary/changes.html", {"run": run, "cycle": run.cycle, "tab": "figures"})
    older.cycle = run.cycle
    kind = request.GET.get("loai", "")
    units = unit_changes(older, run)
    counts = {name: getattr(units, name).count() for name in CHANGES}
    kind = kind if kind in CHANGES else next((name for name in CHANGES if counts[name]), "added")
    page = page_of(request, getattr(units, kind), PER_PAGE, counts[kind])
    if kind == "replaced":
        codes = changed_codes([(row.old_revision, row.revision_id) for row in page])
        for row in page:
            row.changed = codes[row.revision_id]
    context = {
        "run": run,
        "older": older,
        "cycle": run.cycle,
        "earlier": list(earlier),
        "figures": figure_changes(older, run),
        "counts": counts,
        "kind": kind,
        "page": page,
        "tab": "figures",
    }
    return render(request, "reports/summary/changes.html", context)
