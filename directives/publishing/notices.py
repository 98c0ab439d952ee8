"""Telling the people of the issuing unit where a paper stands: one job per step, notices and letters in its words."""

from textwrap import shorten

from django.db.models import Q
from django.urls import reverse

from directives.models import Directive
from portal.access import CAPABILITIES
from portal.jobs import Claim, enqueue, handles
from portal.mail import portal_link, queue_mails
from portal.models import Membership, Message, User

APPROVERS, WRITERS = "directive.approve", "directive.write"
# step: (who is told beside the named people, subject, sentence)
WORDS = {
    "submit": (
        APPROVERS,
        "Chờ duyệt nội dung: {paper}",
        "{actor} trình {paper}, chờ đồng chí xem và duyệt nội dung hoặc trả lại kèm ý kiến.",
    ),
    "approve": (
        WRITERS,
        "Đã duyệt nội dung: {paper}",
        "{actor} đã duyệt nội dung {paper}. Văn thư cấp số và ban hành, hoặc hẹn giờ ban hành.",
    ),
    "return": (
        "",
        "Trả lại để sửa: {paper}",
        "{actor} trả lại {paper} để sửa. Ý kiến: {words}",
    ),
    "missed": (
        WRITERS,
        "Chưa ban hành được vào giờ hẹn: {paper}",
        "{paper} chưa được ban hành vào giờ đã hẹn, vì: {words} Văn bản vẫn ở bước “Đã duyệt nội dung”.",
    ),
}


def ask(directive: Directive, step: str, *, by=None, people=(), words: str = "") -> None:
    """Write the outbox row for telling of `step`; `people` are keys of drafters who are told besides."""
    args = {"directive": directive.pk, "step": step, "people": sorted(people), "words": words}
    args["by"] = by.pk if by else None
    enqueue("directive.notify", f"directive.notify:{directive.pk}:{directive.version}:{step}", args, by=by)


@handles("directive.notify", label="Báo tin các bước của dự thảo")
def notify(claim: Claim) -> None:
    """Notices and queued letters about one step; running it twice adds nothing."""
    asked = claim.args
    directive = Directive.objects.defer("content").get(pk=asked["directive"])
    people = _people(directive, asked)
    subject, sentence = _words(directive, asked)
    letters = [_letter(directive, f"{claim.job.key}:{user.pk}", subject, sentence, user) for user in people]
    notices = [
        Message(key=letter["key"], user=user, subject=subject, body=sentence, url=_page(directive))
        for user, letter in zip(people, letters, strict=True)
    ]
    with claim.effect({"people": len(people)}):
        Message.objects.bulk_create(notices, ignore_conflicts=True)
        queue_mails(letters, by=claim.job.asked_by)


def _people(directive: Directive, asked: dict) -> list[User]:
    """Who holds the step's role in the issuing unit today, and who is named and still drafts there; not who did it.

    Whoever left the unit since sees its drafts no more, and no letter tells of them either.
    """
    capability = WORDS[asked["step"]][0]
    turn = Q(role__in=CAPABILITIES[capability][0]) if capability else Q(pk__in=[])
    named = Q(role__in=CAPABILITIES[WRITERS][0], user__in=asked["people"])
    held = Membership.objects.in_force().filter(turn | named, unit=directive.issuer_id)
    keys = set(held.values_list("user", flat=True))
    return list(User.objects.filter(pk__in=keys - {asked["by"]}, is_active=True).order_by("pk"))


def _words(directive: Directive, asked: dict) -> tuple[str, str]:
    """(subject, sentence) of a step."""
    _, subject, sentence = WORDS[asked["step"]]
    actor = User.objects.filter(pk=asked["by"]).first()
    facts = {"paper": _called(directive), "actor": actor or "Cổng", "words": asked["words"]}
    return subject.format(**facts)[:250], sentence.format(**facts)


def _called(directive: Directive) -> str:
    """A paper without a number is told from others by what it is about."""
    return (
        str(directive)
        if directive.number
        else f"{directive.type_name} “{shorten(directive.title, 200, placeholder='…')}”"
    )


def _letter(directive: Directive, key: str, subject: str, sentence: str, user: User) -> dict:
    lines = [
        f"Kính gửi đồng chí {user.full_name},",
        sentence,
        *([f"    {directive.title}"] if directive.number else []),
        f"Xem tại: {portal_link(_page(directive))}",
        "Thư do cổng tự động gửi, xin không trả lời.",
    ]
    return {"key": key, "to": user.email, "subject": subject, "body": "\n\n".join(lines) + "\n"}


def _page(directive: Directive) -> str:
    return reverse("directives:detail", args=[directive.pk])
