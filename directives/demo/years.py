"""Invented directives of a year, labelled as such, with receipts as offices would give them."""

from datetime import date, timedelta

from directives.demo.telling import SEED_NUMBER, morning, seed_day, tell_receipts, told
from directives.models import Citation, Directive
from directives.publishing import CitationLine, DraftContent, TaskLine, create_draft, recall
from portal import clock
from portal.models import Unit
from portal.worktime import today

INVENTED = "(văn bản minh họa)"
BASIS, IMPLEMENTS, REPLACES = Citation.Relation.BASIS, Citation.Relation.IMPLEMENTS, Citation.Relation.REPLACES


def seed_year(issuer: Unit, by, year: int) -> list[Directive]:
    """Invented directives of one year, told as of their days, with receipts; call it once the year's acts are done.

    Days that are still ahead are left out. In the year that is running a draft is left on the desk.
    """
    made = []
    for day, content in _plans(issuer, year):
        if day <= today():
            made.append(told(issuer, by, day, content))
            tell_receipts(made[-1])
    _tell_recall(made, by)
    if year == today().year:
        create_draft(issuer, _draft(year), by=by)
    return made


def _plans(issuer: Unit, year: int) -> list[tuple[date, DraftContent]]:
    seed = CitationLine("Công văn", SEED_NUMBER, seed_day(issuer), "Công đoàn Viên chức Việt Nam", "", IMPLEMENTS)
    basis = CitationLine("Nghị quyết", "25-NQ/TW", date(2013, 6, 3), "Ban Chấp hành Trung ương Đảng", "", BASIS)
    rows = [
        (
            date(year, 3, 4),
            "Kế hoạch",
            f"{10 + year % 7}/KH-CĐVC",
            f"Phong trào thi đua “Dân vận khéo” trong đoàn viên công đoàn viên chức năm {year}",
            ("Đăng ký mô hình “Dân vận khéo” của đơn vị.", "Biểu dương tập thể, cá nhân có cách làm hay."),
            (basis,),
        ),
        (
            date(year, 6, 10),
            "Thông báo",
            f"{20 + year % 7}/TB-CĐVC",
            f"Lịch giao ban công tác dân vận sáu tháng đầu năm {year}",
            ("Cử một cán bộ phụ trách dân vận dự giao ban.",),
            (),
        ),
        (
            date(year, 9, 9),
            "Công văn",
            f"{380 + year % 11}/CĐVC-TG",
            f"Báo cáo kết quả công tác dân vận năm {year}",
            (
                "Đánh giá kết quả năm việc nêu tại Công văn số 412/CĐVC-TG, ghi số liệu đến ngày 15 tháng 11.",
                "Gửi báo cáo trên cổng trước ngày 20 tháng 11.",
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
        tasks=tuple(TaskLine(text) for text in tasks),
        citations=tuple(citations),
    )


def _draft(year: int) -> DraftContent:
    return _invented(
        None,
        "Hướng dẫn",
        f"{5 + year % 9}/HD-CĐVC",
        f"Xây dựng kế hoạch công tác dân vận năm {year + 1}",
        ("Lập kế hoạch của đơn vị trong tháng 01.",),
        (),
    )


def _tell_recall(made: list[Directive], by) -> None:
    """In years that end in 5 the notice of June named a wrong day: recalled, and given again."""
    wrong = next((one for one in made if one.type_name == "Thông báo" and one.issued_on.year % 5 == 0), None)
    if wrong is None:
        return
    day = wrong.issued_on + timedelta(days=2)
    with clock.told_as(morning(day)):
        recall(wrong, by=by, reason="Ghi nhầm ngày giao ban; đơn vị nhận thông báo mới thay thế.")
    number = wrong.number.partition("/")[0]
    cites = (CitationLine("Thông báo", wrong.number, wrong.issued_on, wrong.issuer_name, "", REPLACES),)
    content = _invented(
        day, "Thông báo", f"{int(number) + 1}/TB-CĐVC", f"{wrong.title.removesuffix(INVENTED)}(thay thế)", (), cites
    )
    made.append(told(wrong.issuer, by, day, content))
