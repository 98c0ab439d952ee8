"""Telling the people of the recipient units: one job per act, which fans out into notices and letters."""

from collections.abc import Iterable, Iterator

from django.urls import reverse

from directives.models import Directive, DirectiveAct, Forwarding, Recipient
from directives.receivers import receivers_of
from portal.jobs import Claim, enqueue, handles
from portal.mail import portal_link, queue_mails
from portal.models import Message, User
from portal.text import format_date

PUBLISHED = "published"
RECALLED = "recalled"
BATCH = 500


def ask(directive: Directive, act: str, *, by) -> None:
    """Write the outbox row for telling everyone about `act` (PUBLISHED or RECALLED)."""
    enqueue(
        "directive.deliver", f"directive.deliver:{directive.pk}:{act}", {"directive": directive.pk, "act": act}, by=by
    )


@handles("directive.deliver", label="Báo tin về văn bản", queue="mail")
def deliver(claim: Claim) -> None:
    """Notices and queued letters for those who receive for the recipient units; running it twice adds nothing."""
    directive = Directive.objects.defer("content").get(pk=claim.args["directive"])
    act = claim.args["act"]
    people, done = readers(directive, act), _done(directive)
    with claim.effect({"people": len(people)}):
        for some in batches(people):
            users = User.objects.in_bulk(some)
            letters = [_letter(directive, act, users[key], people[key], done) for key in some]
            notices = [_notice(directive, act, users[key], one) for key, one in zip(some, letters, strict=True)]
            Message.objects.bulk_create(notices, ignore_conflicts=True)
            queue_mails(letters, by=claim.job.asked_by)


def readers(directive: Directive, act: str) -> dict[int, list[str]]:
    """{user: [the roles and units for which they are told]} of those who receive for a recipient unit today.

    Keys, for their rows are read part by part (`batches`). Of a recall, or of what else befalls a paper that is out
    (RECALLED), they are told too to whom a recipient forwarded the directive.
    """
    people: dict[int, list[str]] = {}
    for units in batches(_units(directive, act)):
        for receivers in receivers_of(units).values():
            for user, receiver in receivers.items():
                people.setdefault(user, [])
                if receiver.label not in people[user]:
                    people[user].append(receiver.label)
    return people


def _units(directive: Directive, act: str) -> list[int]:
    reached = Recipient.objects.filter(directive=directive)
    if act == RECALLED:
        forwarded = Forwarding.objects.in_force().filter(recipient__directive=directive)
        reached |= Recipient.objects.filter(directive__in=forwarded.values("covering"))
    return list(reached.order_by("pk").values_list("unit", flat=True))


def batches(keys: Iterable[int]) -> Iterator[list[int]]:
    """The keys, each once and in their order, as lists of up to BATCH."""
    keys = list(dict.fromkeys(keys))
    return (keys[start : start + BATCH] for start in range(0, len(keys), BATCH))


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


def _done(directive: Directive) -> list[str]:
    """What the paper does to earlier ones, a line for each."""
    acts = DirectiveAct.objects.filter(acting=directive).select_related("target")
    return [
        f"{act.get_kind_display()}: {act.target} ngày {format_date(act.target.issued_on)}, {act.target.title}"
        for act in acts
    ]


def _letter(directive: Directive, act: str, user, units: list[str], done: list[str]) -> dict:
    subject, opening, asked = _WORDS[act]
    lines = [
        f"Kính gửi đồng chí {user.full_name},",
        opening.format(issuer=directive.issuer_name),
        f"    {directive} ngày {format_date(directive.issued_on)}\n    {directive.title}",
    ]
    if act == PUBLISHED:
        lines += done
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
