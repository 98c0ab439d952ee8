"""Invented directives of a year, labelled as such, with receipts as offices would give them."""

from dataclasses import replace
from datetime import date, timedelta

from directives.demo.paper import seed_reading
from directives.demo.telling import (
    SEED_NUMBER,
    Office,
    morning,
    seed_day,
    tell_receipts,
    told,
    told_approved,
    told_submitted,
)
from directives.models import Citation, Directive, NumberPolicy
from directives.publishing import (
    CitationLine,
    DraftContent,
    PolicyContent,
    TaskLine,
    create_draft,
    recall,
    save_policy,
    schedule,
)
from portal import clock
from portal.models import Unit
from portal.worktime import today

INVENTED = "(văn bản minh họa)"
BASIS, IMPLEMENTS = Citation.Relation.BASIS, Citation.Relation.IMPLEMENTS
REPLACES, CORRECTS = Citation.Relation.REPLACES, Citation.Relation.CORRECTS
SYMBOLS = {
    "Công văn": "{serial:02}/CĐVC-TG",
    "Kế hoạch": "{serial:02}/KH-CĐVC",
    "Thông báo": "{serial:02}/TB-CĐVC",
    "Hướng dẫn": "{serial:02}/HD-CĐVC",
    "Chương trình": "{serial:02}/CTr-CĐVC",
    "Giấy mời": "{serial:02}/GM-CĐVC",
}


def seed_year(office: Office, year: int) -> list[Directive]:
    """Invented directives of one year, told as of their days, with receipts; call it once the year's acts are done.

    Days that are still ahead are left out. In the year that is running one draft is left on the desk, one paper lies
    before whoever approves, one waits for its hour, and one is being read.
    """
    _count_from(office, year)
    made = []
    for day, content in _plans(office.issuer, year):
        if day <= today():
            made.append(told(office, day, content))
            tell_receipts(made[-1])
            _tell_correction(office, made)
    _tell_recall(office, made)
    if year == today().year:
        create_draft(office.issuer, _draft(year), by=office.clerk)
        told_submitted(office, today(), _waiting(year))
        _tell_hour(office, year)
        seed_reading(office.issuer, office.clerk, year)
    return made


def _count_from(office: Office, year: int) -> None:
    """The year's numbers: each type its own run; the letters were counted on paper before."""
    content = PolicyContent(year, NumberPolicy.Scope.BY_TYPE, SYMBOLS, {"Công văn": 378 + year % 11})
    with clock.told_as(morning(date(year, 1, 1))):
        save_policy(office.issuer, content, by=office.clerk, seen=0)


def _tell_hour(office: Office, year: int) -> None:
    """An invitation that leaves by itself in two days."""
    content = _invented(
        None,
        "Giấy mời",
        "",
        f"Dự hội nghị tổng kết công tác dân vận năm {year}",
        (TaskLine("Cử đại biểu dự hội nghị."),),
        (),
    )
    approved = told_approved(office, today(), content)
    schedule(approved, by=office.clerk, seen=approved.version, at=morning(today() + timedelta(days=2)))


def _tell_correction(office: Office, made: list[Directive]) -> None:
    """A week after the plan of March a letter corrects a word of it."""
    plan = made[-1]
    day = plan.issued_on + timedelta(days=7)
    if plan.type_name != "Kế hoạch" or day > today():
        return
    cites = (CitationLine(plan.type_name, plan.number, plan.issued_on, plan.issuer_name, "", CORRECTS),)
    content = _invented(day, "Công văn", "", f"Đính chính {plan}", (), cites)
    made.append(told(office, day, replace(content, deadline_words="")))
    tell_receipts(made[-1])


def _plans(issuer: Unit, year: int) -> list[tuple[date, DraftContent]]:
    seed = CitationLine("Công văn", SEED_NUMBER, seed_day(issuer), "Công đoàn Viên chức Việt Nam", "", IMPLEMENTS)
    basis = CitationLine("Nghị quyết", "25-NQ/TW", date(2013, 6, 3), "Ban Chấp hành Trung ương Đảng", "", BASIS)
    rows = [
        (
            date(year, 3, 4),
            "Kế hoạch",
            "",
            f"Phong trào thi đua “Dân vận khéo” trong đoàn viên công đoàn viên chức năm {year}",
            (
                TaskLine("Đăng ký mô hình “Dân vận khéo” của đơn vị.", "trước ngày 30 tháng 4"),
                TaskLine("Biểu dương tập thể, cá nhân có cách làm hay.", f"quý IV/{year}", "Ban chấp hành các cấp"),
            ),
            (basis,),
        ),
        (
            date(year, 6, 10),
            "Thông báo",
            "",
            f"Lịch giao ban công tác dân vận sáu tháng đầu năm {year}",
            (TaskLine("Cử một cán bộ phụ trách dân vận dự giao ban.", "trước ngày 20 tháng 6"),),
            (),
        ),
        (
            date(year, 9, 9),
            "Công văn",
            "",
            f"Báo cáo kết quả công tác dân vận năm {year}",
            (
                TaskLine(
                    "Đánh giá kết quả năm việc nêu tại Công văn số 412/CĐVC-TG, ghi số liệu đến ngày 15 tháng 11."
                ),
                TaskLine("Gửi báo cáo trên cổng.", "trước ngày 20 tháng 11", "Lãnh đạo công đoàn trực thuộc"),
            ),
            (seed,),
        ),
    ]
    return [(row[0], _invented(*row)) for row in rows]


def _invented(day, type_name, number, title, tasks, citations) -> DraftContent:
    return DraftContent(
        type_name=type_name,
        number=number,
        issued_on=day,
        title=f"{title} {INVENTED}",
        summary="Văn bản này được tạo để minh họa, không phải văn bản có thật.",
        deadline_words="trước ngày 20 tháng 11" if type_name == "Công văn" else "",
        department="Ban Tuyên giáo",
        signer_title="TM. Ban Thường vụ",
        tasks=tuple(tasks),
        citations=tuple(citations),
    )


def _draft(year: int) -> DraftContent:
    return _invented(
        None,
        "Hướng dẫn",
        "",
        f"Xây dựng kế hoạch công tác dân vận năm {year + 1}",
        (TaskLine("Lập kế hoạch của đơn vị.", f"trong tháng 01/{year + 1}"),),
        (),
    )


def _waiting(year: int) -> DraftContent:
    return _invented(
        None,
        "Kế hoạch",
        "",
        f"Tổng kết công tác dân vận năm {year}",
        (TaskLine("Tổng kết công tác dân vận của đơn vị trước khi họp tổng kết năm."),),
        (),
    )


def _tell_recall(office: Office, made: list[Directive]) -> None:
    """In years that end in 5 the notice of June named a wrong day: recalled, and given again."""
    wrong = next((one for one in made if one.type_name == "Thông báo" and one.issued_on.year % 5 == 0), None)
    if wrong is None:
        return
    day = wrong.issued_on + timedelta(days=2)
    with clock.told_as(morning(day)):
        recall(wrong, by=office.clerk, reason="Ghi nhầm ngày giao ban; đơn vị nhận thông báo mới thay thế.")
    cites = (CitationLine("Thông báo", wrong.number, wrong.issued_on, wrong.issuer_name, "", REPLACES),)
    content = _invented(day, "Thông báo", "", f"{wrong.title.removesuffix(INVENTED)}(thay thế)", (), cites)
    made.append(told(office, day, content))
