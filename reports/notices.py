"""Who is told of what: letters and portal notices for the steps of a report, written in the union's register."""

from datetime import datetime
from itertools import groupby

from django.urls import reverse

from portal.mail import portal_link, queue_mail, queue_mails
from portal.models import Membership, Message, Role, UnitAct, User
from portal.text import format_date, format_datetime, format_deadline
from reports.models import Cycle, ExportFile, Obligation, Report, Revision
from reports.obligations import left_open

MOST_NAMED = 20
UNIT_PEOPLE = (Role.OFFICER, Role.HEAD)
BATCH = 500

# step: (roles of the unit, roles of the collector, subject, sentence)
WORDS = {
    "send": (
        (Role.HEAD,),
        (),
        "Báo cáo chờ đồng chí xác nhận",
        "{title} của {unit} đã được trình, chờ đồng chí xem và xác nhận để nộp.",
    ),
    "withdraw": (
        (Role.HEAD,),
        (),
        "Báo cáo đã được rút lại",
        "{title} của {unit} đã được người lập rút lại để sửa; đồng chí chưa cần xác nhận.",
    ),
    "send_back": (
        (Role.OFFICER,),
        (),
        "Báo cáo được chuyển lại để sửa",
        "Lãnh đạo chuyển lại {title} của {unit} để sửa. Lý do: {reason}",
    ),
    "submit": (
        UNIT_PEOPLE,
        (Role.REVIEWER, Role.DEPARTMENT_HEAD),
        "Biên nhận báo cáo {receipt}",
        "{title} của {unit} đã được nộp lúc {at} (bản nộp thứ {number}). Mã biên nhận: {receipt}.",
    ),
    "return": (
        UNIT_PEOPLE,
        (),
        "Báo cáo được trả lại để bổ sung",
        "{department} trả lại {title} của {unit} để bổ sung, kèm ý kiến cụ thể. Hạn bổ sung: {return_due}.",
    ),
    "accept": (
        UNIT_PEOPLE,
        (),
        "Báo cáo đã được chấp nhận",
        "{department} đã chấp nhận {title} của {unit}. Trân trọng cảm ơn đơn vị.",
    ),
    "reopen": (
        UNIT_PEOPLE,
        (),
        "Báo cáo được mở lại để thẩm định",
        "{department} mở lại {title} của {unit} để thẩm định. Lý do: {reason}",
    ),
}


def people(unit_id: int, roles) -> list[User]:
    """People who hold one of `roles` in the unit today and can sign in."""
    held = Membership.objects.in_force().filter(unit=unit_id, role__in=roles)
    return list(User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("pk"))


def tell_of_step(
    *, report: int, step: str, revision: int | None, reason: str, by: int, version: int, return_due_at: str | None
) -> None:
    """Write the notices and letters of one step; keys make telling twice impossible."""
    found = Report.objects.select_related("obligation__cycle").get(pk=report)
    obligation, cycle = found.obligation, found.obligation.cycle
    unit_roles, collector_roles, subject, sentence = WORDS[step]
    submitted = Revision.objects.filter(pk=revision).first()
    facts = {
        "title": cycle.title,
        "unit": obligation.unit_name,
        "department": cycle.department or cycle.collector_name,
        "reason": reason,
        "receipt": submitted.receipt_code if submitted else "",
        "number": submitted.number if submitted else "",
        "at": format_datetime(submitted.submitted_at) if submitted else "",
        "return_due": format_deadline(datetime.fromisoformat(return_due_at)) if return_due_at else "",
    }
    key = f"report:{report}:{step}:{version}"
    url, words = reverse("reports:report", args=[report]), sentence.format(**facts)
    if step == "submit" and submitted:
        url = reverse("reports:receipt", args=[submitted.receipt_code])
        words += f" Mã băm SHA-256 của nội dung: {submitted.sha256}."
    for user in people(obligation.writer_id, unit_roles):
        if user.pk != by or step == "submit":
            tell(user, key, subject.format(**facts), words, url, letter=True)
    for user in people(cycle.collector_id, collector_roles):
        url = reverse("reports:review", args=[report])
        tell(user, key, f"Đã nhận báo cáo của {obligation.unit_name}", sentence.format(**facts), url, letter=False)


def tell(user: User, key: str, subject: str, body: str, url: str, *, letter: bool) -> None:
    """One notice in the portal and, if asked, the letter with the same words."""
    Message.objects.bulk_create([_notice(user, key, subject, body, url)], ignore_conflicts=True)
    if letter:
        queue_mail(**_letter(user, key, subject, body, url))


def tell_many(told: list[tuple[User, str]], key: str, subject: str, body: str) -> None:
    """As `tell` with letters for [(user, page)], in a few statements; of a person named twice the first counts."""
    Message.objects.bulk_create(
        [_notice(user, key, subject, body, url) for user, url in told], ignore_conflicts=True, batch_size=BATCH
    )
    queue_mails([_letter(user, key, subject, body, url) for user, url in told])


def _notice(user: User, key: str, subject: str, body: str, url: str) -> Message:
    return Message(key=f"{key}:{user.pk}", user=user, subject=subject[:250], body=body, url=url)


def _letter(user: User, key: str, subject: str, body: str, url: str) -> dict:
    text = f"Kính gửi đồng chí {user.full_name},\n\n{body}\n\nXem tại: {portal_link(url)}\n\n"
    text += "Đây là thư tự động của Cổng báo cáo dân vận; đề nghị không trả lời thư này.\n"
    return {"key": f"{key}:{user.pk}", "to": user.email, "subject": subject, "body": text}


def tell_of_file(export: ExportFile) -> None:
    """Tell the person who asked for a file that it is ready; in the portal only."""
    if export.asked_by_id is None:
        return
    url = reverse("reports:exports", args=[export.cycle_id])
    words = (
        f"{export.get_kind_display()} của {export.cycle.title} đã xong (số liệu của lần tổng hợp {export.run.number})."
    )
    tell(export.asked_by, f"export:{export.pk}", "Tệp đã sẵn sàng để tải về", words, url, letter=False)


def tell_of_left_open(*, act: int, units: list[int]) -> None:
    """Tell the department of each open cycle which reports the units that an act ended leave behind, and what to do."""
    done = UnitAct.objects.get(pk=act)
    rows = left_open(units).select_related("cycle", "report").order_by("cycle", "sort_key")
    for cycle, found in groupby(rows, key=lambda row: row.cycle):
        left = list(found)
        named = [f"“{row.unit_name}” ({row.report.get_state_display().lower()})" for row in left[:MOST_NAMED]]
        more = f" và {len(left) - MOST_NAMED} đơn vị khác" if len(left) > MOST_NAMED else ""
        body = (
            f"{done.summary}, hiệu lực từ ngày {format_date(done.effective_on)}, theo {done.decision_number}. "
            f"{cycle.title} còn chưa hoàn thành của: {'; '.join(named)}{more}; nay không còn người viết và nộp. "
            "Đề nghị điều chỉnh nghĩa vụ báo cáo, kèm lý do."
        )
        one = reverse("reports:obligation", args=[left[0].pk])
        url = one if len(left) == 1 else reverse("reports:missing", args=[cycle.pk])
        for user in people(cycle.collector_id, (Role.REVIEWER, Role.DEPARTMENT_HEAD)):
            subject = "Đơn vị kết thúc hoạt động khi chưa hoàn thành báo cáo"
            tell(user, f"act:{act}:{cycle.pk}:left-open", subject, body, url, letter=True)


def announce_cycle(cycle_id: int) -> None:
    """Tell officers and heads of every owing unit that the cycle is open, by when, and where."""
    cycle = Cycle.objects.get(pk=cycle_id)
    body = (
        f"{cycle.collector_name} đã mở {cycle.title}. Thời hạn gửi báo cáo: {cycle.deadline_words}"
        f" (chậm nhất hết ngày {cycle.last_day:%d/%m/%Y})."
    )
    # Of a unit that also writes a closing report for another, its own comes first; people get one letter.
    rows = Obligation.objects.filter(cycle=cycle).owing().order_by("-cause", "-pk")
    owing = dict(rows.values_list("writer_id", "report__pk"))
    held = Membership.objects.in_force().filter(role__in=UNIT_PEOPLE, user__is_active=True).select_related("user")
    units, subject = list(owing), f"Mở kỳ báo cáo năm {cycle.year}"
    for start in range(0, len(units), BATCH):
        seats = held.filter(unit__in=units[start : start + BATCH]).order_by("pk")
        told = [(seat.user, reverse("reports:report", args=[owing[seat.unit_id]])) for seat in seats]
        tell_many(told, f"cycle:{cycle_id}:open", subject, body)
