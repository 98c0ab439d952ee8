"""Publishing at an hour that was chosen: set, taken back, carried out by the clock, or given up with the reason."""

from datetime import date, datetime

from django.db import transaction

from directives.models import Directive
from directives.publishing import notices
from directives.publishing.acts import publish
from directives.publishing.errors import NotAllowed, NotPossible, Refused, StalePage
from directives.publishing.paper import number_key
from directives.publishing.steps import Given, begin, begin_by_clock, finish
from portal import clock
from portal.jobs import Claim, handles, post_all
from portal.models import Job

FREE = {"publish_at": None, "scheduled_by": None}
BROKEN = "Cổng gặp lỗi kỹ thuật nhiều lần khi ban hành. Hãy thử ban hành lại và báo người quản trị."


@transaction.atomic
def schedule(
    directive: Directive, *, by, seen: int, at: datetime, number: str | None = None, day: date | None = None
) -> Directive:
    """Publish the approved draft at `at` (UTC); everything that publishing needs is asked now and asked again then.

    `number` and `day` stand in for what the draft says; "" lets the portal give the next number at that hour.
    """
    move = begin(directive, "schedule", by=by, seen=seen, given=Given(publish_at=at, number=number, day=day))
    changes = {"publish_at": at, "scheduled_by": by, "missed_words": ""}
    if number is not None:
        changes |= {"number": number, "number_key": number_key(number)}
    if day is not None:
        changes["issued_on"] = day
    detail = {"publish_at": at.isoformat()}
    return finish(move, f"Hẹn giờ ban hành {move.directive}", detail=detail, **changes)


@transaction.atomic
def unschedule(directive: Directive, *, by, seen: int) -> Directive:
    """Take the hour back; the approval stays."""
    move = begin(directive, "unschedule", by=by, seen=seen)
    return finish(move, f"Bỏ hẹn giờ ban hành {move.directive}", **FREE)


def post_due() -> int:
    """Write an outbox row for each paper that is due, however often the clock ticks; how many are due."""
    due = Directive.objects.filter(state=Directive.State.SCHEDULED, publish_at__lte=clock.now())
    rows = list(due.values_list("pk", "version"))
    post_all(
        "directive.publish",
        [(f"directive.publish:{pk}:{version}", {"directive": pk, "version": version}) for pk, version in rows],
    )
    return len(rows)


def _give_up_after_faults(job: Job) -> None:
    directive = Directive.objects.get(pk=job.args["directive"])
    if _still_waits(directive, job.args["version"]):
        give_up(directive, seen=job.args["version"], words=BROKEN)


@handles("directive.publish", label="Ban hành văn bản theo giờ hẹn", max_attempts=4, on_failure=_give_up_after_faults)
def publish_scheduled(claim: Claim) -> None:
    """Publish one paper whose hour has come, in the name of whoever chose it; refused, it is given up with words."""
    version = claim.args["version"]
    directive = Directive.objects.select_related("scheduled_by").get(pk=claim.args["directive"])
    if not _still_waits(directive, version):
        return
    try:
        with claim.effect({"published": directive.pk}):
            publish(directive, by=directive.scheduled_by, seen=version)
    except NotAllowed:
        _miss(claim, directive, "Người hẹn giờ không còn vai trò soạn và ban hành văn bản của đơn vị.")
    except Refused as refusal:
        _miss(claim, directive, " ".join(refusal.problems))
    except (NotPossible, StalePage):
        return


def _still_waits(directive: Directive, version: int) -> bool:
    return directive.state == Directive.State.SCHEDULED and directive.version == version


def _miss(claim: Claim, directive: Directive, words: str) -> None:
    with claim.effect({"missed": words}):
        give_up(directive, seen=directive.version, words=words)


@transaction.atomic
def give_up(directive: Directive, *, seen: int, words: str) -> Directive:
    """The clock's refusal: the paper is approved as before, says why its hour was missed, and its clerks are told."""
    move = begin_by_clock(directive, "give_up", seen=seen)
    what = f"Không ban hành được {move.directive} vào giờ hẹn: {words}"
    written = finish(move, what, missed_words=words, **FREE)
    notices.ask(written, "missed", people={move.directive.scheduled_by_id}, words=words)
    return written
