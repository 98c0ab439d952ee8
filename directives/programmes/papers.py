"""A year's sơ kết, or the tổng kết of all years, as an official paper: asked for here, made in the background."""

import re
from dataclasses import replace

from django.db import transaction

from directives.models import OutcomeFile, Programme, ProgrammeParty
from directives.programmes.doors import keeping_hat
from directives.programmes.errors import ProgrammeNotAllowed, ProgrammeRefused
from directives.programmes.outcome import Line, Outcome, Totals, Year, outcome_of
from portal.access import Hat, hats
from portal.exports.docx import render_document
from portal.exports.layout import Annex, Column, GroupRow, Heading, OfficialDocument, Paragraph, TotalRow
from portal.jobs import enqueue
from portal.journal import record
from portal.models import Job, UnitVersion
from portal.text import format_date, format_number
from portal.worktime import today

JOB = "programme.outcome"


def ask_for_outcome(programme: Programme, year: int | None, *, by) -> OutcomeFile:
    """Ask for the paper of one year, or of all (None); one that still waits to be made is given again.

    Raises ProgrammeRefused where there is no plan to tell of. `by` must see the programme: the caller's door says so.
    """
    with transaction.atomic():
        Programme.objects.select_for_update().get(pk=programme.pk)
        plans = programme.plans.filter(activities__isnull=False)
        if not (plans if year is None else plans.filter(year=year)).exists():
            raise ProgrammeRefused("Chưa có hoạt động nào để lập bảng sơ kết, tổng kết.")
        waiting = programme.outcome_files.filter(
            year=year, file=None, asked_by=by, job__state=Job.State.WAITING, job__attempts=0
        ).first()
        if waiting is not None:
            return waiting
        found = OutcomeFile.objects.create(programme=programme, year=year, asked_by=by)
        found.job = enqueue(JOB, f"{JOB}:{found.pk}", {"outcome": found.pk}, by=by)
        found.save(update_fields=["job"])
        record(programme, "outcome.asked", f"Yêu cầu lập {_name(year)}", by=by, hat=_hat(programme, by))
    return found


def _hat(programme: Programme, by) -> Hat | None:
    """The hat under which someone reads the programme: the keeping one, else their first."""
    try:
        return keeping_hat(programme.owner_id, by)
    except ProgrammeNotAllowed:
        return next(iter(hats(by)), None)


def _name(year: int | None) -> str:
    return f"bảng sơ kết năm {year}" if year else "bảng tổng kết các năm"


def file_name(found: OutcomeFile) -> str:
    """What the paper is called when it is downloaded."""
    number = found.programme.number.replace("/", "-")
    return f"{'So ket ' + str(found.year) if found.year else 'Tong ket'} {number}.docx"


def paper_of(found: OutcomeFile) -> bytes:
    """The DOCX, with the figures as they stand now."""
    return render_document(document_of(found.programme, found.year))


def document_of(programme: Programme, year: int | None) -> OfficialDocument:
    """The paper in words and tables, without a number and unsigned: it is a draft for those who issue it."""
    outcome = outcome_of(programme, today())
    years = _told(outcome, year)
    blocks = _blocks(programme, years, years[-1] if years else None, year, outcome.day)
    return replace(frame_of(outcome, year), blocks=tuple(blocks), annexes=tuple(_annex(one) for one in years))


def frame_of(outcome: Outcome, year: int | None) -> OfficialDocument:
    """What stands around the words and tables (domain.md 2.2): whose paper it is, when, who signs, who receives it."""
    programme, day = outcome.programme, outcome.day
    version, parties = programme.owner.latest, list(programme.parties.all())
    parent = UnitVersion.objects.as_of(day).filter(unit=version.parent_id).first() if version.parent_id else None
    return OfficialDocument(
        issuer_name=version.name,
        parent_name=parent.name if parent else "",
        symbol=f"BC-{version.code}" if version.code else "BC",
        place=version.place,
        year=day.year,
        subject=_subject(programme, year, _span([one.year for one in _told(outcome, year)], year)),
        signature_lines=_signature(programme, parties),
        recipients=(*_others(programme, parties), "Lưu: VT"),
    )


def _told(outcome: Outcome, year: int | None) -> list[Year]:
    return [one for one in outcome.years if year in (None, one.year) and one.lines]


def _span(years: list[int], year: int | None) -> str:
    if year is None and len(years) > 1:
        return f"giai đoạn {years[0]} - {years[-1]}"
    return f"năm {year or years[-1]}" if year or years else ""


def _signature(programme: Programme, parties: list[ProgrammeParty]) -> tuple[str, ...]:
    """Who signs for the unit: under the title that signed the programme; a deputy signs in the chair's stead."""
    own = next((party for party in parties if party.unit_id == programme.owner_id), None)
    title = own.signer_title if own and own.signer_title else "Chủ tịch"
    if title.upper().startswith(("TM.", "KT.", "TL.", "TUQ.")):
        return (title,)
    deputy = title.lower().startswith("phó ")
    return ("TM. Ban Thường vụ", *((f"KT. {_chief(title)}",) if deputy else ()), title)


def _chief(title: str) -> str:
    """ "Phó Chủ tịch Thường trực" → "Chủ tịch"."""
    return re.sub(r"(?i)\s+thường trực$", "", title[len("phó ") :].strip())


def _others(programme: Programme, parties: list[ProgrammeParty]) -> list[str]:
    """The sides to whom the paper goes: all but the one that issues it."""
    return [str(party) for party in parties if party.unit_id != programme.owner_id]


def _subject(programme: Programme, year: int | None, span: str) -> str:
    act = "Sơ kết" if year else "Tổng kết"
    return f"{act} thực hiện {programme.get_kind_display()} số {programme.number} {span}"


def _blocks(programme: Programme, years: list[Year], last: Year | None, year: int | None, day):
    yield Heading(1, "I. Thông tin chung")
    signed = f", ký ngày {format_date(programme.signed_on)}" if programme.signed_on else ""
    place = f" tại {programme.signed_at_place}" if programme.signed_at_place else ""
    yield Paragraph(f"{programme.get_kind_display()} số {programme.number} “{programme.title}”{signed}{place}.")
    yield Paragraph("Các bên: " + "; ".join(str(party) for party in programme.parties.all()) + ".")
    yield Paragraph(f"Số liệu tính đến ngày {format_date(day)}, chi tiết từng hoạt động ở phụ lục.")
    yield Heading(1, "II. Kết quả")
    for one in years:
        yield Paragraph(f"Năm {one.year}: {sentence(one.totals)}")
    if last and year is not None and last.so_far != last.totals:
        yield Paragraph(f"Lũy kế đến hết năm {last.year}: {sentence(last.so_far)}")
    if last and year is None and len(years) > 1:
        yield Paragraph(f"Cộng các năm: {sentence(last.so_far)}")


def sentence(totals: Totals) -> str:
    """The totals as a sentence of an official paper."""
    states = (
        (totals.done, "hoàn thành"),
        (totals.running, "đang thực hiện"),
        (totals.waiting, "chưa thực hiện"),
        (totals.late, "quá thời gian dự kiến"),
        (totals.postponed, "hoãn"),
        (totals.cancelled, "hủy"),
    )
    parts = ", ".join(f"{format_number(count)} {word}" for count, word in states if count)
    people = people_words(totals.participants, totals.uncounted) if totals.held else ""
    held = f"đã tổ chức {format_number(totals.held)} lần" if totals.held else "chưa tổ chức lần nào"
    return (
        f"{format_number(totals.activities)} hoạt động ({parts}); dự kiến {format_number(totals.planned_times)} lần, "
        f"{held}{', ' + people if people else ''}."
    )


def people_words(participants: int | None, uncounted: int) -> str:
    """How many took part, with what is not known of it."""
    if participants is None:
        return "chưa có số người tham gia"
    more = f" (còn {format_number(uncounted)} lần chưa có số liệu)" if uncounted else ""
    return f"{format_number(participants)} lượt người{more}"


_COLUMNS = (
    Column("TT", 13, "center"),
    Column("Hoạt động", 62),
    Column("Chủ trì", 34),
    Column("Thời gian dự kiến", 28),
    Column("Thời gian tổ chức", 30),
    Column("Số lần dự kiến", 16, "right"),
    Column("Số lần tổ chức", 16, "right"),
    Column("Số người dự kiến", 24, "right"),
    Column("Số người tham gia", 24, "right"),
    Column("Tình trạng, kết quả", 54),
)


def _annex(one: Year) -> Annex:
    rows = [_row(number, line) for number, line in enumerate(one.lines, start=1)]
    total = _total(f"Cộng năm {one.year}", one.totals)
    so_far = [_total(f"Lũy kế đến hết năm {one.year}", one.so_far)] if one.so_far != one.totals else []
    return Annex(
        title=f"Kế hoạch và kết quả các hoạt động năm {one.year}",
        columns=_COLUMNS,
        rows=(GroupRow(f"Năm {one.year}"), *rows, total, *so_far),
        note="(*) Chưa gồm những lần chưa có số người. Chỉ tính quá thời gian sau ngày cuối của thời gian dự kiến.",
        landscape=True,
    )


def _row(number: int, line: Line) -> tuple[str, ...]:
    activity = line.activity
    planned = line.planned_people
    state = "Quá thời gian dự kiến" if line.late else activity.get_status_display()
    words = [state + (f": {activity.status_reason}" if activity.status_reason else ""), line.result]
    return (
        str(number),
        activity.title,
        str(activity.lead or "–"),
        activity.planned_words,
        "\n".join(one.held_words for one in line.occurrences) or "–",
        format_number(activity.quantity),
        format_number(line.held),
        range_words(planned),
        "–" if line.participants is None else format_number(line.participants) + (" (*)" if line.uncounted else ""),
        "\n".join(filter(None, words)),
    )


def range_words(planned: tuple[int, int] | None) -> str:
    """ "300–400"; "–" where nothing is planned."""
    if planned is None:
        return "–"
    few, many = planned
    return format_number(few) if few == many else f"{format_number(few)}–{format_number(many)}"


def _total(words: str, totals: Totals) -> TotalRow:
    planned = (totals.people_few, totals.people_many) if totals.people_many else None
    people = "–" if totals.participants is None else format_number(totals.participants)
    return TotalRow(
        (
            "",
            words,
            "",
            "",
            "",
            format_number(totals.planned_times),
            format_number(totals.held),
            range_words(planned),
            people + (" (*)" if totals.uncounted and totals.participants is not None else ""),
            f"Hoàn thành {totals.share}",
        )
    )
