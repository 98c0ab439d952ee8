"""A paper from above that the demo union passes on in the last days: open receipts, a note in the register."""

from dataclasses import replace
from datetime import timedelta

from directives.demo.telling import Office, morning, tell_receipts, told
from directives.demo.years import INVENTED
from directives.models import Directive, Recipient
from directives.publishing import (
    DraftContent,
    TaskLine,
    acknowledge,
    approve,
    begin_forwarding,
    content_of,
    expected_number,
    publish,
    save_draft,
    submit,
)
from directives.register import Note, write_note
from portal import clock
from portal.worktime import today

SENT, PASSED_ON = timedelta(days=6), timedelta(days=5)


def seed_forwarding(above: Office, office: Office) -> Directive:
    """A paper of the union above, six days old, and the covering directive by which `office` passed it on a day later.

    Some units have not acknowledged that one: the portal's next ticks remind them.
    """
    day = today() - SENT
    original = told(above, day, _original(day))
    receipt = Recipient.objects.select_related("directive").get(directive=original, unit=office.issuer)
    with clock.told_as(morning(day, 3)):
        acknowledge(receipt, by=office.clerk)
    covering = _passed_on(receipt, office)
    tell_receipts(covering)
    with clock.told_as(morning(today() - PASSED_ON, 6)):
        note = Note(copies=3, signed_for="Tổ xe ký nhận 3 bản giấy", note="Gửi thêm bản giấy cho lãnh đạo.")
        write_note(covering, note, by=office.clerk, seen=0)
    return covering


def _original(day) -> DraftContent:
    return DraftContent(
        type_name="Hướng dẫn",
        number=f"{60 + day.year % 7}/HD-TLĐ",
        issued_on=day,
        title=f"Tổ chức đối thoại với đoàn viên dịp cuối năm {day.year} {INVENTED}",
        summary="Văn bản này được tạo để minh họa, không phải văn bản có thật.",
        signer_title="TL. Đoàn Chủ tịch",
        tasks=(
            TaskLine("Lãnh đạo công đoàn đối thoại với đoàn viên ít nhất một buổi trong tháng 12."),
            TaskLine("Tổng hợp kiến nghị của đoàn viên, gửi người có thẩm quyền trả lời."),
        ),
    )


def _passed_on(receipt: Recipient, office: Office) -> Directive:
    day = today() - PASSED_ON
    with clock.told_as(morning(day, -2)):
        draft = begin_forwarding(receipt, by=office.clerk)
        content = replace(
            content_of(draft),
            number="" if expected_number(draft, day) else "01/CĐVC-TG",
            issued_on=day,
            title=f"Triển khai {receipt.directive} về đối thoại với đoàn viên {INVENTED}",
            signer_title="TM. Ban Thường vụ",
            department="Ban Tuyên giáo",
        )
        saved = save_draft(draft, content, by=office.clerk, seen=draft.version)
        waiting = submit(saved, by=office.clerk, seen=saved.version)
    with clock.told_as(morning(day, -1)):
        ready = approve(waiting, by=office.approver, seen=waiting.version)
    with clock.told_as(morning(day)):
        return publish(ready, by=office.clerk, seen=ready.version)
