"""Between the desk and the seal: a draft is submitted, looked at by another person, approved or sent back."""

from django.db import transaction

from directives.models import Directive
from directives.publishing import notices
from directives.publishing.drafts import ANEW
from directives.publishing.paper import approval_hash
from directives.publishing.steps import Given, begin, finish


@transaction.atomic
def submit(directive: Directive, *, by, seen: int) -> Directive:
    """Lay the draft before those who approve; they are told. Raises Refused with what the content lacks."""
    move = begin(directive, "submit", by=by, seen=seen)
    cleared = {"returned_at": None, "returned_by": None, "return_words": ""}
    what = f"Trình duyệt nội dung {move.directive}"
    written = finish(move, what, submitted_at=move.at, submitted_by=by, **cleared)
    notices.ask(written, "submit", by=by)
    return written


@transaction.atomic
def withdraw(directive: Directive, *, by, seen: int) -> Directive:
    """Take the draft back from those who approve, before they decided."""
    move = begin(directive, "withdraw", by=by, seen=seen)
    return finish(move, f"Rút lại {move.directive} để sửa", **ANEW)


@transaction.atomic
def approve(directive: Directive, *, by, seen: int) -> Directive:
    """Approve the content; the fingerprint of what was approved is kept with it.

    Raises Refused for everyone who wrote into it: what is approved was looked at by somebody whose words it isn't.
    """
    move = begin(directive, "approve", by=by, seen=seen)
    digest = approval_hash(move.directive, move.plan.files)
    what = f"Duyệt nội dung {move.directive}"
    changes = {"approved_at": move.at, "approved_by": by, "approved_hash": digest}
    written = finish(move, what, detail={"sha256": digest}, **changes)
    notices.ask(written, "approve", by=by)
    return written


@transaction.atomic
def send_back(directive: Directive, *, by, seen: int, words: str) -> Directive:
    """Return it to its drafter with words, also when it was approved or waits for its hour already."""
    words = words.strip()
    move = begin(directive, "return", by=by, seen=seen, given=Given(words=words))
    written = finish(
        move,
        f"Trả lại {move.directive} cho người soạn: {words}",
        returned_at=move.at,
        returned_by=by,
        return_words=words,
        publish_at=None,
        scheduled_by=None,
        **ANEW,
    )
    drafters = {key for key in (move.directive.submitted_by_id, move.directive.saved_by_id) if key}
    notices.ask(written, "return", by=by, people=drafters, words=words)
    return written
