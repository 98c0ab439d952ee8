"""What a worker must know of this app: the jobs that it handles, its tick of the clock, and what it reminds of."""

from celery import shared_task
from django.urls import reverse

from directives import feeds
from directives.models import OutcomeFile
from directives.programmes import file_name, paper_of
from directives.publishing import delivery, notices, post_due, scheduling, telling  # noqa: F401  (jobs)
from directives.reminders import ReceiptDigest, ReceiptSource
from directives.search import refresh
from portal import reminders
from portal.files import store_bytes
from portal.jobs import Claim, handles
from portal.models import Message

feeds.register(feeds.activities)
feeds.register(feeds.task_deadlines)
reminders.register(ReceiptSource())
reminders.register(ReceiptDigest())


@shared_task(name="directives.publish_due")
def publish_due() -> int:
    """Hand what is due to be published to the outbox; two ticks at once double nothing."""
    return post_due()


@handles("search.refresh", label="Lập lại dữ liệu tìm kiếm", queue="documents", max_attempts=3)
def refresh_search(claim: Claim) -> None:
    """Write anew what the search reads; a migration asks for it where words are compared otherwise than before."""
    things = refresh(claim.progress)
    with claim.effect({"things": things}):
        pass


@handles("programme.outcome", label="Lập bảng sơ kết, tổng kết", queue="documents", max_attempts=3)
def make_outcome(claim: Claim) -> None:
    """Make the paper of a year or of all years, keep it and tell the person who asked."""
    rows = OutcomeFile.objects.select_related("programme__owner", "asked_by")
    found = rows.get(pk=claim.args["outcome"])
    content = paper_of(found)
    with claim.effect():
        found.file = store_bytes(content, name=file_name(found), by=found.asked_by)
        found.save(update_fields=["file"])
        url = reverse("directives:outcome", args=[found.programme_id])
        Message.objects.create(
            key=f"outcome:{found.pk}",
            user=found.asked_by,
            subject="Bảng sơ kết, tổng kết đã sẵn sàng để tải về",
            body=f"{found} của {found.programme} đã xong.",
            url=f"{url}?nam={found.year}" if found.year else url,
        )
