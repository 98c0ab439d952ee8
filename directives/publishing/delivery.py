"""Telling the people of the recipient units: one job per act, which fans out into notices and letters."""

from django.urls import reverse

from directives.models import Directive, Recipient
from portal.access import CAPABILITIES
from portal.jobs import Claim, enqueue, handles
from portal.mail import portal_link, queue_mails
from portal.models import Membership, Message, Role, User
from portal.text import format_date

PUBLISHED = "published"
RECALLED = "recalled"


def ask(directive: Directive, act: str, *, by) -> None:
    """Write the outbox row for telling everyone about `act` (PUBLISHED or RECALLED)."""
    enqueue(
        "directive.deliver", f"directive.deliver:{directive.pk}:{act}", {"directive": directive.pk, "act": act}, by=by
    )


@handles("directive.deliver", queue="mail")
def deliver(claim: Claim) -> None:
    """Notices and queued letters for those who receive for the recipient units; running it twice adds nothing."""
    directive = Directive.objects.defer("content").get(pk=claim.args["directive"])
    act = claim.args["act"]
    readers = _readers(directive)
    letters = [_letter(directive, act, user, units) for user, units in readers]
    with claim.effect({"people": len(readers)}):
        Message.objects.bulk_create(
            [_notice(directive, act, user, letter) for (user, _), letter in zip(readers, letters, strict=True)],
            ignore_conflicts=True,
            batch_size=500,
        )
        queue_mails(letters, by=claim.job.asked_by)


def _readers(directive: Directive) -> list:
    """[(user, [the units and roles for which they are told])] of those who receive for a recipient unit today."""
    rows = (
        Membership.objects.in_force()
        .filter(
            unit__in=Recipient.objects.filter(directive=directive).values("unit"),
            unit__versions__valid_to__isnull=True,
            role__in=CAPABILITIES["directive.receive"][0],
            user__is_active=True,
        )
        .order_by("user", "unit", "role")
        .values_list("unit__versions__name", "role", "user")
    )
    people = {}
    for unit_name, role, user_id in rows:
        people.setdefault(user_id, []).append(f"{Role(role).label} của {unit_name}")
    users = User.objects.in_bulk(people)
    return [(users[key], units) for key, units in people.items()]


def _key(directive: Directive, act: str, user) -> str:
    return f"directive:{directive.pk}:{act}:{user.pk}"


def _page(directive: Directive) -> str:
    return reverse("directives:detail", args=[directive.pk])


def _notice(directive, act, user, letter) -> Message:
    return Message(
        key=_key(directive, act, user),
        user=user,
        subject=letter["subject"],
        body=f"{directive.issuer_name}: {directive.title}",
        url=_page(directive),
    )


def _letter(directive: Directive, act: str, user, units: list[str]) -> dict:
    subject, opening, asked = _WORDS[act]
    lines = [
        f"Kính gửi đồng chí {user.full_name},",
        opening.format(issuer=directive.issuer_name),
        f"    {directive} ngày {format_date(directive.issued_on)}\n    {directive.title}",
    ]
    if act == PUBLISHED and directive.deadline_words:
        lines.append(f"Thời hạn ghi trong văn bản: {directive.deadline_words}.")
    if act == RECALLED:
        lines.append(f"Lý do thu hồi: {directive.recall_reason}")
    lines.append(f"{asked}\n{portal_link(_page(directive))}")
    lines.append(f"Đồng chí nhận thư này với vai trò: {'; '.join(units)}. Thư do cổng tự động gửi, xin không trả lời.")
    return {
        "key": _key(directive, act, user),
        "to": user.email,
        "subject": subject.format(directive=directive),
        "body": "\n\n".join(lines) + "\n",
    }


_WORDS = {
    PUBLISHED: (
        "Văn bản mới: {directive}",
        "{issuer} vừa gửi tới đơn vị của đồng chí văn bản sau:",
        "Xin mở văn bản và bấm “Xác nhận đã nhận” ngay trong ngày:",
    ),
    RECALLED: (
        "Thu hồi văn bản: {directive}",
        "{issuer} vừa thu hồi văn bản đã gửi tới đơn vị của đồng chí:",
        "Văn bản không còn hiệu lực thi hành; xem lại tại:",
    ),
}
