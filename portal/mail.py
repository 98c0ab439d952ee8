"""Mail: queued with the change that causes it, sent by a worker with a Message-ID that repeats with the job."""

import hashlib
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage

from portal.jobs import Claim, enqueue, handles, post_all
from portal.models import Job


def queue_mail(key: str, *, to: str, subject: str, body: str, by=None) -> Job:
    """Write the outbox row for one plain-text letter; `key` makes the same letter twice impossible."""
    return enqueue("mail.send", f"mail:{key}", {"to": to, "subject": subject, "body": body}, by=by)


def queue_mails(letters: list[dict], *, by=None) -> None:
    """As `queue_mail` for many letters {key, to, subject, body}, in as few statements as can be."""
    rows = [(f"mail:{one['key']}", {name: one[name] for name in ("to", "subject", "body")}) for one in letters]
    post_all("mail.send", rows, by=by)


def portal_link(path: str) -> str:
    """The absolute address of a page of this portal, for letters."""
    return f"{settings.PORTAL_URL}{path}"


def deliver(key: str, *, to: str, subject: str, body: str) -> None:
    """Hand one letter to the mail server; raises what the server raises. At least once, recognisable by its id."""
    host = urlsplit(settings.PORTAL_URL).hostname or "portal"
    digest = hashlib.sha256(key.encode()).hexdigest()[:32]
    letter = EmailMessage(
        subject=" ".join(subject.split()),
        body=body,
        to=[to],
        headers={"Message-ID": f"<{digest}@{host}>", "Auto-Submitted": "auto-generated"},
    )
    letter.send(fail_silently=False)


@handles("mail.send", label="Gửi thư điện tử", queue="mail")
def send_mail_job(claim: Claim) -> None:
    """Send a queued letter; "sent" is recorded after the server took it, and its words are kept no longer.

    Some hold a link that lets whoever reads it set a password.
    """
    deliver(claim.job.key, to=claim.args["to"], subject=claim.args["subject"], body=claim.args["body"])
    with claim.effect():
        rest = {name: claim.args[name] for name in ("to", "subject")}
        Job.objects.filter(pk=claim.job.pk).update(args=rest)
