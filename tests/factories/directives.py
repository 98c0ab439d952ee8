"""Directives and programmes for tests, made only by the rules that the portal itself uses."""

from datetime import date

from directives.models import Directive, Recipient
from directives.publishing import CitationLine, DraftContent, TaskLine, approve, create_draft, publish, submit
from portal.models import Membership, Role, Unit, User
from tests.factories.portal import make_member

ISSUED_ON = date(2026, 3, 2)
TASKS = (
    TaskLine("Lập kế hoạch công tác dân vận của đơn vị."),
    TaskLine("Tổ chức tuyên truyền tới đoàn viên.", "trước ngày 30 tháng 6"),
)
CITATIONS = (
    CitationLine(
        "Nghị quyết", "25-NQ/TW", date(2013, 6, 3), "Ban Chấp hành Trung ương Đảng", "Về công tác dân vận", "basis"
    ),
)


def make_content(**changes) -> DraftContent:
    """A complete draft's content; `changes` overrides single parts."""
    values = {
        "type_name": "Công văn",
        "number": "12/CĐVC-TG",
        "title": "Thực hiện công tác dân vận năm 2026",
        "issued_on": ISSUED_ON,
        "summary": "Ban Thường vụ đề nghị các đơn vị thực hiện những việc sau.",
        "signer_title": "Phó Chủ tịch",
        "deadline_words": "trước ngày 20 tháng 11",
        "department": "Ban Tuyên giáo",
        "tasks": TASKS,
        "citations": CITATIONS,
    }
    return DraftContent(**(values | changes))


def make_draft(issuer: Unit, *, by, **changes) -> Directive:
    """A draft, complete unless `changes` says otherwise."""
    return create_draft(issuer, make_content(**changes), by=by)


def approver_of(unit: Unit) -> User:
    """Someone who approves content there: the unit's head of department, found or made."""
    held = Membership.objects.filter(unit=unit, role=Role.DEPARTMENT_HEAD).select_related("user").first()
    return held.user if held else make_member(unit, Role.DEPARTMENT_HEAD, "Người duyệt")


def make_submitted(issuer: Unit, *, by, **changes) -> Directive:
    """A draft that lies before those who approve."""
    approver_of(issuer)
    draft = make_draft(issuer, by=by, **changes)
    return submit(draft, by=by, seen=draft.version)


def approved(draft: Directive, *, by) -> Directive:
    """The draft, submitted by its writer and approved by another person."""
    approver = approver_of(draft.issuer)
    waiting = submit(draft, by=by, seen=draft.version)
    return approve(waiting, by=approver, seen=waiting.version)


def make_approved(issuer: Unit, *, by, **changes) -> Directive:
    """A draft whose content another person approved."""
    return approved(make_draft(issuer, by=by, **changes), by=by)


def published(draft: Directive, *, by) -> Directive:
    """The draft, walked through its approval and published."""
    ready = approved(draft, by=by)
    return publish(ready, by=by, seen=ready.version)


def make_published(issuer: Unit, *, by, **changes) -> Directive:
    """A directive in force, sent to all affiliated unions unless `changes` chooses some."""
    return published(make_draft(issuer, by=by, **changes), by=by)


def receipt_of(directive: Directive, unit: Unit) -> Recipient:
    """The unit's line among the recipients."""
    return Recipient.objects.select_related("directive").get(directive=directive, unit=unit)
