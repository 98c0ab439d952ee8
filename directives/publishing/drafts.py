"""Writing a draft: begin it, save it against the version that was seen, put it away and take it up again."""

from django.db import IntegrityError, transaction

from directives.models import Directive, DirectiveFile
from directives.publishing.paper import DraftContent, columns
from directives.publishing.steps import begin, finish, hat_for
from directives.search import keep_directive
from portal.access import Hat
from portal.files import keep
from portal.journal import record
from portal.models import Unit

# What a save leaves of the road so far: nothing was submitted, nothing approved.
ANEW = {"submitted_at": None, "submitted_by": None, "approved_at": None, "approved_by": None, "approved_hash": ""}


def create_draft(issuer: Unit, content: DraftContent, *, by, key: str = "") -> Directive:
    """A new draft of `issuer`; the same `key` of the same person again is a save of the draft that it began.

    Raises NotAllowed for someone who does not write there; with a known key also what `save_draft` raises.
    """
    hat = hat_for("save", issuer.pk, by)
    client_key = f"{by.pk}:{key}" if key else None
    try:
        with transaction.atomic():
            return _begun(client_key, content, by) or _create(issuer, content, by, hat, client_key)
    except IntegrityError:  # the same press, quicker
        begun = _begun(client_key, content, by)
        if begun is None:
            raise
        return begun


def _begun(client_key: str | None, content: DraftContent, by) -> Directive | None:
    begun = Directive.objects.filter(client_key=client_key).first() if client_key else None
    if begun is None or _says(begun, content):
        return begun
    return save_draft(begun, content, by=by, seen=0)


def _create(issuer: Unit, content: DraftContent, by, hat: Hat, client_key: str | None) -> Directive:
    directive = Directive(
        issuer=issuer,
        issuer_name=issuer.latest.name,
        created_by=by,
        saved_by=by,
        client_key=client_key,
        **columns(content),
    )
    directive.save()
    directive.writers.add(by)
    _attach(directive, content)
    keep_directive(directive)
    record(directive, "directive.created", f"Lập dự thảo {directive}", by=by, hat=hat)
    return directive


@transaction.atomic
def save_draft(directive: Directive, content: DraftContent, *, by, seen: int) -> Directive:
    """Replace the content if it still is at version `seen`; returns the row as it now stands, a draft again.

    What was submitted or approved counts for the words that were there: saving takes both back. Whoever changes a word
    is one of its writers from then on.
    Raises StalePage when somebody changed it meanwhile, NotPossible once it waits for its hour or is published,
    NotAllowed without the role.
    """
    move = begin(directive, "save", by=by, seen=seen)
    if not _says(move.directive, content):
        move.directive.writers.add(by)
    what = f"{_SAVED[move.step.source]} {move.directive}"
    saved = finish(move, what, saved_by=by, missed_words="", **ANEW, **columns(content))
    DirectiveFile.objects.filter(directive=saved).delete()
    _attach(saved, content)
    keep_directive(saved)
    return saved


@transaction.atomic
def put_away(directive: Directive, *, by, seen: int) -> Directive:
    """Take a draft that is not needed off the desk: it leaves lists and the search, and nothing of it is lost.

    An approval ends with it: what is taken up again is a draft.
    """
    move = begin(directive, "put_away", by=by, seen=seen)
    away = finish(move, f"Bỏ dự thảo {move.directive}", missed_words="", **ANEW)
    keep_directive(away)
    return away


@transaction.atomic
def take_up(directive: Directive, *, by, seen: int) -> Directive:
    """Go on with a draft that was put away."""
    move = begin(directive, "take_up", by=by, seen=seen)
    draft = finish(move, f"Lấy lại dự thảo {move.directive}")
    keep_directive(draft)
    return draft


_SAVED = {
    Directive.State.DRAFT: "Sửa dự thảo",
    Directive.State.IN_REVIEW: "Rút lại và sửa dự thảo",
    Directive.State.APPROVED: "Sửa nội dung đã duyệt, phải duyệt lại:",
}


def _says(directive: Directive, content: DraftContent) -> bool:
    """Whether the draft holds exactly this content already."""
    same = all(getattr(directive, name) == value for name, value in columns(content).items())
    return same and list(directive.files.values_list("file", flat=True)) == [file.pk for file in content.files]


def _attach(directive: Directive, content: DraftContent) -> None:
    rows = [
        DirectiveFile(directive=directive, file=file, position=position)
        for position, file in enumerate(content.files, start=1)
    ]
    DirectiveFile.objects.bulk_create(rows)
    keep(content.files)
