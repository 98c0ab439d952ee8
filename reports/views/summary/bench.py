"""The bench where the department head writes the summary, with the units' words and the run's figures beside."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from portal.text import clean_line, fold, format_datetime
from reports.aggregation import latest_run, shown_figures
from reports.documents import latest_files
from reports.form_schema import FormDefinition, SectionDef
from reports.forms.framing import FrameForm
from reports.lookups import definition_of
from reports.models import Cycle, Summary, SummaryRun
from reports.summary_text import (
    Locked,
    Narratives,
    Saved,
    Stale,
    TooLong,
    blocks_of,
    cleaned,
    default_frame,
    open_summary,
    outline,
    quote_run,
    save_frame,
    save_text,
    summary_of,
)
from reports.views.paging import page_of
from reports.views.summary.doors import readable_cycle, rights, writable_cycle

PER_PAGE = 10
NO_BLOCK = "-"
CHANGED = "Báo cáo tổng hợp vừa được người khác sửa. Nội dung đồng chí gõ vẫn còn ở dưới; xem lại rồi bấm lưu lần nữa."


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def summary(request, pk):
    """The outline with the state of each section, the frame, the run it quotes; POST quotes the newest run."""
    if request.method == "POST":
        return _quote(request, writable_cycle(request.user, pk))
    cycle = readable_cycle(request.user, pk)
    allowed, newest = rights(request.user, cycle), latest_run(cycle)
    found = _opened(cycle, newest, writes=allowed["may_write"])
    parts = outline(found)
    run = found.run or newest
    context = {
        "cycle": cycle,
        "summary": found,
        "parts": parts,
        "empty": [part for part in parts if part.is_empty],
        "written": sum(part.leaf and not part.is_empty for part in parts),
        "leaves": sum(part.leaf for part in parts),
        "run": run,
        "newest": newest,
        "is_behind": bool(newest and run and newest.pk != run.pk),
        "open": cycle.state == Cycle.State.OPEN,
        "files": latest_files(cycle, most=3),
        "tab": "summary",
        **allowed,
    }
    return render(request, "reports/summary/summary.html", context)


def _opened(cycle: Cycle, newest: SummaryRun | None, *, writes: bool) -> Summary:
    """The summary with its rows for someone who writes, as it is stored for a reader."""
    if writes and cycle.state == Cycle.State.OPEN:
        return open_summary(cycle, run=newest)
    return summary_of(cycle)


def _quote(request, cycle: Cycle):
    newest = latest_run(cycle)
    if newest is None:
        messages.error(request, "Chưa có lần tổng hợp nào hoàn thành.")
        return redirect("reports:summary", cycle.pk)
    found = open_summary(cycle, run=newest)
    done = quote_run(found, newest, seen=_whole(request.POST.get("version")), by=request.user)
    if isinstance(done, Saved):
        messages.success(request, f"Báo cáo tổng hợp đã dùng số liệu của lần tổng hợp {newest.number}.")
    else:
        messages.error(request, done.words if isinstance(done, Locked) else "Trang đã cũ, đề nghị xem lại rồi chọn.")
    return redirect("reports:summary", cycle.pk)


def _whole(raw) -> int:
    return int(raw) if raw and raw.isascii() and raw.isdigit() and len(raw) < 10 else -1


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def summary_frame(request, pk):
    """The frame of the paper: names, number, date, signature, receivers."""
    cycle = writable_cycle(request.user, pk)
    found = open_summary(cycle, run=latest_run(cycle))
    status, stale = 200, ""
    form = FrameForm(request.POST or None, initial=FrameForm.initial_of(found))
    if request.method == "POST" and form.is_valid():
        done = save_frame(found, form.cleaned_data, seen=form.cleaned_data["seen"], by=request.user)
        if isinstance(done, Saved):
            messages.success(request, "Đã lưu thể thức của báo cáo.")
            return redirect("reports:summary", pk)
        status, stale = (423, done.words) if isinstance(done, Locked) else (409, CHANGED)
        found = summary_of(cycle)
    context = {
        "cycle": cycle,
        "form": form,
        "version": found.version,
        "stale": stale,
        "theirs": found if stale else None,
    }
    context |= {"suggested": default_frame(cycle), "tab": "summary", **rights(request.user, cycle)}
    return render(request, "reports/summary/frame.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def summary_section(request, pk, code):
    """One section: its text to write (or to read), the figures that belong to it, the units' words; POST saves."""
    if request.method == "POST":
        cycle = writable_cycle(request.user, pk)
        return _save(request, cycle, part_or_404(cycle, code))
    cycle = readable_cycle(request.user, pk)
    return render(request, "reports/summary/section.html", _desk(request, cycle, part_or_404(cycle, code)))


def part_or_404(cycle: Cycle, code: str) -> SectionDef:
    """A section that holds a text."""
    definition = definition_of(cycle.form_version_id)
    found = next((part for part in definition.writable_sections if part.code == code), None)
    if found is None:
        raise Http404
    return found


def _save(request, cycle: Cycle, part: SectionDef):
    found = open_summary(cycle, run=latest_run(cycle))
    typed = request.POST.get("text", "")
    try:
        text = cleaned(typed)
    except TooLong as fault:
        messages.error(request, str(fault))
        return render(request, "reports/summary/section.html", _desk(request, cycle, part, typed=typed), status=413)
    saved = save_text(found.pk, part.code, text, seen=_whole(request.POST.get("version")), by=request.user)
    if isinstance(saved, Saved):
        messages.success(request, f"Đã lưu mục này lúc {format_datetime(saved.at)}.")
        return redirect("reports:summary_section", cycle.pk, part.code)
    status = 409 if isinstance(saved, Stale) else 423
    context = _desk(request, cycle, part, typed=text, refused=saved)
    return render(request, "reports/summary/section.html", context, status=status)


def _desk(request, cycle: Cycle, part: SectionDef, *, typed: str | None = None, refused=None) -> dict:
    """What the page shows; `typed` is what could not be stored and must not be lost, `refused` why."""
    allowed, newest = rights(request.user, cycle), latest_run(cycle)
    found = _opened(cycle, newest, writes=allowed["may_write"])
    rows = {row.code: row for row in found.sections.all()} if found.pk else {}
    row = rows.get(part.code)
    parts = outline(found)
    leaves = [item for item in parts if item.leaf]
    place = next(number for number, item in enumerate(leaves) if item.code == part.code)
    run = found.run or newest
    if run:
        run.cycle = cycle
    return {
        "cycle": cycle,
        "summary": found,
        "part": part,
        "parts": parts,
        "here": leaves[place],
        "place": place + 1,
        "leaves": len(leaves),
        "before": leaves[place - 1] if place else None,
        "after": leaves[place + 1] if place + 1 < len(leaves) else None,
        "row": row,
        "version": refused.version if isinstance(refused, Stale) else (row.version if row else 0),
        "text": typed if typed is not None else (row.text if row else ""),
        "refused": refused,
        "is_stale": isinstance(refused, Stale),
        "writable": allowed["may_write"] and cycle.state == Cycle.State.OPEN,
        "run": run,
        "figures": _figures(run, definition_of(cycle.form_version_id), part) if run else [],
        "last_year": cycle.year - 1,
        "tab": "summary",
        **_material(request, cycle, part),
        **allowed,
    }


def _figures(run: SummaryRun, definition: FormDefinition, part: SectionDef) -> list:
    """The figures of the run that belong to a section, with the ratios made of them."""
    own = set(part.indicators)
    ratios = {item.code for item in definition.derived if own & set(item.numerators)}
    return [figure for figure in shown_figures(run) if figure.code in own | ratios] if own else []


def _material(request, cycle: Cycle, part: SectionDef) -> dict:
    """The units' words for the section, narrowed by block and by a search in names and words."""
    block, query = request.GET.get("khoi", ""), clean_line(request.GET.get("q", ""))[:200]
    blocks = blocks_of(cycle)
    chosen = None if not block else "" if block == NO_BLOCK else block
    told = Narratives(cycle, part.code, block=chosen, search=fold(query))
    return {
        "page": page_of(request, told, PER_PAGE, len(told)),
        "blocks": [name for name in blocks if name],
        "has_blockless": "" in blocks and len(blocks) > 1,
        "khoi": block,
        "query": query,
        "read_words": told.read_words,
    }
