"""Telling those who have an old paper of the new one that replaces, amends or corrects it."""

from django.urls import reverse

from directives.models import Directive, DirectiveAct, Recipient
from directives.publishing import delivery
from portal.jobs import Claim, enqueue, handles
from portal.mail import portal_link, queue_mails
from portal.models import Message, User
from portal.text import format_date

Kind = DirectiveAct.Kind
# kind: (subject, what the new paper does, what follows for the old one)
WORDS = {
    Kind.REPLACES: (
        "Thay thế văn bản: {target}",
        "thay thế văn bản mà đơn vị của đồng chí đã nhận:",
        "Từ ngày {day}, {target} hết hiệu lực; xin thực hiện theo văn bản mới.",
    ),
    Kind.AMENDS: (
        "Sửa đổi, bổ sung văn bản: {target}",
        "sửa đổi, bổ sung văn bản mà đơn vị của đồng chí đã nhận:",
        "{target} vẫn còn hiệu lực; từ ngày {day}, xin thực hiện cùng những chỗ sửa đổi, bổ sung.",
    ),
    Kind.CORRECTS: (
        "Đính chính văn bản: {target}",
        "đính chính văn bản mà đơn vị của đồng chí đã nhận:",
        "{target} vẫn còn hiệu lực; từ ngày {day}, xin dùng cùng văn bản đính chính.",
    ),
}


def ask(act: DirectiveAct, *, by) -> None:
    """Write the outbox row for telling of one act; a recall has its own words in directives.publishing.delivery."""
    enqueue("directive.tell_act", f"directive.tell_act:{act.pk}", {"act": act.pk}, by=by)


@handles("directive.tell_act", label="Báo tin về văn bản thay thế, sửa đổi, đính chính", queue="mail")
def tell(claim: Claim) -> None:
    """Notices and letters to everyone who received or opened the old paper; running it twice adds nothing."""
    rows = DirectiveAct.objects.select_related("target", "acting").defer("target__content", "acting__content")
    act = rows.get(pk=claim.args["act"])
    readers = readers_of_old(act)
    with claim.effect({"people": len(readers)}):
        for some in delivery.batches(readers):
            users = User.objects.in_bulk(some)
            letters = [_letter(act, users[key], readers[key]) for key in some]
            notices = [_notice(act, users[key], one) for key, one in zip(some, letters, strict=True)]
            Message.objects.bulk_create(notices, ignore_conflicts=True)
            queue_mails(letters, by=claim.job.asked_by)


def readers_of_old(act: DirectiveAct) -> dict[int, str]:
    """{key of the person: why they are told} of the old paper.

    Those who receive for its recipients today, and those who opened or acknowledged it and may still read it. Whoever
    gets the new paper itself in this very moment learns it from that letter (directives.publishing.delivery).
    """
    at_once = act.made_at == act.acting.published_at
    told = delivery.readers(act.acting, delivery.PUBLISHED).keys() if at_once else set()
    held = delivery.readers(act.target, delivery.RECALLED)
    people = {key: f"giữ vai trò {'; '.join(units)}" for key, units in held.items() if key not in told}
    for some in delivery.batches(sorted(_openers(act.target) - held.keys() - told)):
        for user in User.objects.filter(pk__in=some, is_active=True).order_by("pk"):
            if Directive.objects.visible_to(user).filter(pk=act.target_id).exists():
                people[user.pk] = "đã mở văn bản cũ"
    return people


def _openers(target: Directive) -> set[int]:
    rows = Recipient.objects.filter(directive=target).values_list("opened_by", "acknowledged_by")
    return {key for row in rows.iterator() for key in row if key}


def _notice(act: DirectiveAct, user: User, letter: dict) -> Message:
    page = reverse("directives:detail", args=[act.acting_id])
    return Message(key=letter["key"], user=user, subject=letter["subject"][:250], body=_sentence(act), url=page)


def _sentence(act: DirectiveAct) -> str:
    return f"{act.acting} ngày {format_date(act.acting.issued_on)} {WORDS[act.kind][1]} {act.target}."


def _letter(act: DirectiveAct, user: User, why: str) -> dict:
    subject, does, follows = WORDS[act.kind]
    facts = {"target": act.target, "day": format_date(act.effective_on)}
    lines = [
        f"Kính gửi đồng chí {user.full_name},",
        f"{act.acting.issuer_name} vừa ban hành {act.acting} ngày {format_date(act.acting.issued_on)}, {does}",
        f"    {act.target} ngày {format_date(act.target.issued_on)}\n    {act.target.title}",
        follows.format(**facts),
        f"Văn bản mới:\n{portal_link(reverse('directives:detail', args=[act.acting_id]))}",
        f"Đồng chí nhận thư này vì {why}. Thư do cổng tự động gửi, xin không trả lời.",
    ]
    return {
        "key": f"directive.act:{act.pk}:{user.pk}",
        "to": user.email,
        "subject": subject.format(**facts),
        "body": "\n\n".join(lines) + "\n",
    }
