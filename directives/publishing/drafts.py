"""Writing a draft: begin it, save it against the version that was seen, warn of a number given twice."""

from django.db import transaction
from django.db.models import F

from directives.models import Directive, DirectiveFile
from directives.publishing.errors import NotAllowed, NotPossible, StalePage
from directives.publishing.paper import DraftContent, columns
from portal.access import Hat, hat_at
from portal.journal import record
from portal.models import Event, Unit
from portal.text import format_datetime


@transaction.atomic
def create_draft(issuer: Unit, content: DraftContent, *, by, key: str = "") -> Directive:
    """A new draft of `issuer`; the same `key` of the same person again is a save of the draft that it began.

    Raises NotAllowed for someone who does not write there; with a known key also what `save_draft` raises.
    """
    hat = writing_hat(issuer.pk, by)
    client_key = f"{by.pk}:{key}" if key else None
    begun = Directive.objects.filter(client_key=client_key).first() if client_key else None
    if begun:
        return begun if _says(begun, content) else save_draft(begun, content, by=by, seen=0)
    directive = Directive(
        issuer=issuer, issuer_name=issuer.latest.name, created_by=by, client_key=client_key, **columns(content)
    )
    directive.save()
    _attach(directive, content)
    record(directive, "directive.created", f"Lập dự thảo {directive}", by=by, hat=hat)
    return directive


@transaction.atomic
def save_draft(directive: Directive, content: DraftContent, *, by, seen: int) -> Directive:
    """Replace the draft's content if it still is at version `seen`; returns the row as it now stands.

    Raises StalePage when somebody saved meanwhile, NotPossible once it is published, NotAllowed without the role.
    """
    hat = writing_hat(directive.issuer_id, by)
    changed = Directive.objects.filter(pk=directive.pk, state=Directive.State.DRAFT, version=seen).update(
        version=F("version") + 1, **columns(content)
    )
    if not changed:
        raise why_not(directive)
    DirectiveFile.objects.filter(directive=directive).delete()
    _attach(directive, content)
    directive.refresh_from_db()
    record(directive, "directive.saved", f"Sửa dự thảo {directive}", by=by, hat=hat)
    return directive


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


def writing_hat(issuer_id: int, by) -> Hat:
    """The hat under which `by` writes for that unit; raises NotAllowed."""
    hat = hat_at(by, "directive.write", issuer_id)
    if hat is None:
        raise NotAllowed("Đồng chí không có vai trò soạn và ban hành văn bản của đơn vị này.")
    return hat


def why_not(directive: Directive) -> Exception:
    """The reason why a conditional UPDATE on a draft found nothing, as an exception to raise."""
    now = Directive.objects.get(pk=directive.pk)
    if not now.is_draft:
        return NotPossible(
            f"{now} đã được ban hành trên cổng lúc {format_datetime(now.published_at)}, nội dung không sửa được nữa."
        )
    last = Event.objects.about(now).select_related("actor").first()
    who = f"{last.actor} sửa lúc {format_datetime(last.at)}" if last and last.actor else "người khác sửa"
    return StalePage(f"Dự thảo này vừa được {who}, sau khi đồng chí mở trang.")


def twins(directive: Directive):
    """Other directives of the issuer with the same type and number in the same year (NĐ 30/2020 Điều 15)."""
    found = Directive.objects.filter(
        issuer=directive.issuer_id, number_key=directive.number_key, type_name__iexact=directive.type_name
    ).exclude(pk=directive.pk)
    if directive.issued_on:
        found = found.filter(issued_on__year=directive.issued_on.year)
    return found
