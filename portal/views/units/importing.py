"""Founding many units from a file: look at every fault first, then at the whole, then found all in one act."""

import io
import secrets

import xlsxwriter
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from portal import unit_import
from portal.access import hat_at
from portal.files import UploadRefused, store_upload
from portal.files.sniffing import CONTENT_TYPES, ending_of
from portal.forms.importing import KINDS, ImportForm
from portal.models import Level, StoredFile, Unit, UnitAct, UnitVersion
from portal.reorganisation import Decision, NewUnit, PlanRefused, TreeChanged, carry_out, plan_found
from portal.text import clean_line, fold
from portal.units import units_within
from portal.worktime import today

MAX_MB = 5
SALT = "portal.units.import"
ROWS_SHOWN = 50


@login_required
@require_http_methods(["GET", "POST"])
def import_units(request, pk):
    """Under unit `pk`: POST buoc=xem reads the file and shows faults or the whole, buoc=lam founds what was shown."""
    unit = get_object_or_404(units_within(request.user, "unit.manage").filter(versions__valid_to=None), pk=pk)
    key = clean_line(request.POST.get("khoa", ""))[:64]
    if key and (done := UnitAct.objects.filter(client_key=key, done_by=request.user).first()):
        return redirect("units:act_done", done.pk)
    context = {"unit": unit, "key": key or secrets.token_urlsafe(24)}
    if request.method == "GET":
        form = ImportForm(initial={"effective_on": today()})
        return render(request, "units/import.html", context | {"form": form})
    earlier = _looked_at(request)
    form = ImportForm(request.POST, request.FILES, has_file=earlier is not None)
    stored = _stored(request, form, earlier)
    if not form.is_valid() or stored is None:
        return render(request, "units/import.html", context | {"form": form, "stored": stored, "token": _token(stored)})
    sheet = _read(request, unit, stored)
    context |= {
        "form": form,
        "stored": stored,
        "token": _token(stored),
        "sheet": sheet,
        "shown": sheet.rows[:ROWS_SHOWN],
    }
    if sheet.faults:
        return render(request, "units/import.html", context, status=422)
    return _decide(request, unit, form, sheet, context)


def _looked_at(request) -> StoredFile | None:
    """The file that this person sent before and that the page names; None without."""
    try:
        pk = signing.loads(request.POST.get("tep", ""), salt=SALT, max_age=86_400)
    except signing.BadSignature:
        return None
    return StoredFile.objects.filter(pk=pk, stored_by=request.user).first()


def _stored(request, form, earlier: StoredFile | None) -> StoredFile | None:
    """The file sent now, or the one looked at before; None where the form has an error for it."""
    upload = request.FILES.get("file")
    if not upload:
        return earlier
    try:
        return store_upload(upload, by=request.user, kinds=KINDS, max_mb=MAX_MB)
    except UploadRefused as refusal:
        form.add_error("file", f"{upload.name}: {refusal}")
        return None


def _token(stored: StoredFile | None) -> str:
    return signing.dumps(stored.pk, salt=SALT) if stored else ""


def _read(request, unit: Unit, stored: StoredFile) -> unit_import.Sheet:
    with stored.file.open("rb") as content:
        sheet = unit_import.read(content.read(), ending_of(stored.name))
    unit_import.place(sheet, _known(request.user, unit_import.parents_named(sheet)), unit.pk)
    return sheet


def _known(user, words: set[str]) -> dict[str, list[int]]:
    """{folded name or code: keys} of the living units that the person manages and the file names as parents."""
    known: dict[str, list[int]] = {}
    words = sorted(words)
    for start in range(0, len(words), 300):
        some = words[start : start + 300]
        rows = UnitVersion.objects.current().filter(unit__in=units_within(user, "unit.manage"))
        for column in ("name", "short_name", "code"):
            for pk, value in rows.filter(**{f"{column}__in": some}).values_list("unit", column):
                keys = known.setdefault(fold(value), [])
                if pk not in keys:
                    keys.append(pk)
    return known


def _decide(request, unit, form, sheet, context):
    plan = plan_found([_new(row) for row in sheet.rows], **_when(form))
    context |= {"plan": plan}
    seen = request.POST.get("ban_xem")
    if request.POST.get("buoc") != "lam" or seen != plan.fingerprint or plan.problems:
        return render(request, "units/import_plan.html", context)
    version = unit.latest
    hat = hat_at(request.user, "unit.manage", unit.pk, version.path)
    try:
        done = carry_out(plan, by=request.user, hat=hat, client_key=context["key"])
    except (TreeChanged, PlanRefused) as refusal:
        return render(request, "units/import_plan.html", context | {"news": str(refusal)}, status=409)
    messages.success(request, f"Đã thành lập {len(sheet.rows)} đơn vị.")
    return redirect("units:act_done", done.pk)


def _new(row: unit_import.ImportRow) -> NewUnit:
    names = ("name", "short_name", "code", "block", "department", "place")
    values = {name: row.values[name] for name in names}
    return NewUnit(level=row.level, parent=row.parent, position=row.position, **values)


def _when(form) -> dict:
    typed = form.cleaned_data
    decision = Decision(typed["decision_number"], typed["decision_date"], typed["decision_issuer"], typed["note"])
    return {"effective_on": typed["effective_on"], "decision": decision}


@login_required
@require_safe
def template(request):
    """An empty table with the right headings, a list of levels to choose from, and a page of advice."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        _write_table(book)
        _write_advice(book)
    response = HttpResponse(out.getvalue(), content_type=CONTENT_TYPES["xlsx"])
    response["Content-Disposition"] = 'attachment; filename="mau-danh-sach-don-vi.xlsx"'
    return response


def _write_table(book) -> None:
    sheet = book.add_worksheet("Danh sách")
    bold = book.add_format({"bold": True, "bg_color": "#E8EDF4", "border": 1, "text_wrap": True})
    for index, (name, heading) in enumerate(unit_import.HEADINGS.items()):
        sheet.write_string(0, index, f"{heading} *" if name in unit_import.NEEDED else heading, bold)
        sheet.set_column(index, index, 36 if name in ("name", "level", "parent") else 18)
    sheet.freeze_panes(1, 0)
    level = list(unit_import.HEADINGS).index("level")
    last = len(Level.labels)
    choices = f"='Hướng dẫn'!$B$2:$B${last + 1}"
    sheet.data_validation(1, level, unit_import.MOST_ROWS, level, {"validate": "list", "source": choices})


def _write_advice(book) -> None:
    sheet = book.add_worksheet("Hướng dẫn")
    sheet.set_column(0, 0, 80)
    sheet.set_column(1, 1, 52)
    lines = (
        "Mỗi dòng của trang “Danh sách” là một đơn vị; cột có dấu * là bắt buộc.",
        "Công đoàn cấp trên: ghi tên đầy đủ hoặc ký hiệu của đơn vị đang có, hoặc của một dòng ở phía trên.",
        "Để trống cột Công đoàn cấp trên thì đơn vị trực thuộc công đoàn đang mở trang nhập.",
        "Thứ tự: số nguyên, số nhỏ đứng trước; để trống thì xếp theo tên.",
        "Chỉ khi mọi dòng đều đúng, danh sách mới được ghi vào cổng, trong một lần và theo một quyết định.",
    )
    for index, line in enumerate(lines):
        sheet.write_string(index, 0, line)
    sheet.write_string(0, 1, "Cấp công đoàn (chép đúng một dòng dưới đây)")
    for index, label in enumerate(Level.labels, start=1):
        sheet.write_string(index, 1, label)
