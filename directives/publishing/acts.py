"""The two acts that reach other units: publishing a draft for good, and recalling what was published."""

from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F

from directives.models import Citation, Directive, Recipient, Task
from directives.publishing import delivery
from directives.publishing.drafts import twins, why_not, writing_hat
from directives.publishing.errors import NotPossible, Refused
from directives.publishing.linking import link_earlier_citations, linked
from directives.publishing.paper import content_of, fingerprint, frozen_paper, number_key
from portal import clock
from portal.blocks import block_key
from portal.journal import record
from portal.models import StoredFile, Unit, UnitVersion
from portal.text import fold, format_date
from portal.worktime import today


@dataclass(frozen=True)
class Plan:
    """What publishing a draft would do: to whom it goes, what stands in the way, which numbers look the same."""

    issuer: UnitVersion | None
    recipients: list[UnitVersion]
    files: list[StoredFile]
    problems: list[str] = field(default_factory=list)
    twins: list[Directive] = field(default_factory=list)


def plan(draft: Directive) -> Plan:
    """Look before the leap: computed from the tree as of the day of issue (today while the draft has none)."""
    day = draft.issued_on or today()
    issuer = draft.issuer.version_on(day)
    affiliated = list(UnitVersion.objects.as_of(day).filter(parent=draft.issuer_id).in_order())
    wanted = set(draft.content["units"])
    recipients = affiliated if draft.to_all else [unit for unit in affiliated if unit.unit_id in wanted]
    files = [row.file for row in draft.files.select_related("file")]
    problems = _problems(draft, issuer, recipients, files)
    if not draft.to_all:
        problems += _no_longer_there(wanted - {unit.unit_id for unit in recipients}, day)
    return Plan(issuer, recipients, files, problems, list(twins(draft)))


def _problems(draft, issuer, recipients, files) -> list[str]:
    found = []
    if draft.issued_on is None:
        found.append("Chưa có ngày ban hành.")
    elif draft.issued_on > today():
        found.append(f"Ngày ban hành {format_date(draft.issued_on)} còn ở phía trước; chỉ ban hành từ ngày đó.")
    if issuer is None:
        found.append("Vào ngày ban hành, đơn vị ban hành chưa thành lập hoặc đã kết thúc hoạt động.")
    if not draft.summary and not files:
        found.append("Văn bản chưa có nội dung chính và cũng chưa có tệp kèm theo.")
    if not recipients:
        found.append("Chưa có đơn vị nhận nào là công đoàn trực thuộc vào ngày ban hành.")
    return found


def _no_longer_there(missing: set[int], day) -> list[str]:
    units = Unit.objects.filter(pk__in=missing)
    return [
        f"{unit} không là công đoàn trực thuộc vào ngày {format_date(day)}: hãy bỏ khỏi nơi nhận." for unit in units
    ]


@transaction.atomic
def publish(directive: Directive, *, by, seen: int) -> Directive:
    """Publish the draft that the person saw at version `seen`; returns the published row.

    One conditional UPDATE freezes names, recipients, paper and hash; a second press finds no draft and raises
    NotPossible. Raises StalePage when the draft was saved meanwhile, Refused with what is missing, NotAllowed.
    """
    hat = writing_hat(directive.issuer_id, by)
    draft = Directive.objects.select_related("issuer").get(pk=directive.pk)
    if not draft.is_draft or draft.version != seen:
        raise why_not(draft)
    ready = plan(draft)
    if ready.problems:
        raise Refused(ready.problems)
    _freeze(draft, ready, by, seen)
    published = Directive.objects.get(pk=draft.pk)
    _write_rows(published, ready.recipients)
    record(
        published,
        "directive.published",
        f"Ban hành {published}, gửi {len(ready.recipients)} đơn vị",
        by=by,
        hat=hat,
        detail={"sha256": published.content_hash, "recipients": len(ready.recipients)},
    )
    delivery.ask(published, delivery.PUBLISHED, by=by)
    return published


def _freeze(draft: Directive, ready: Plan, by, seen: int) -> None:
    parent = ready.issuer.parent
    superior = parent.version_on(draft.issued_on) if parent else None
    issuer = {
        "unit": draft.issuer_id,
        "name": ready.issuer.name,
        "superior": superior.name if superior else "",
        "place": ready.issuer.place,
    }
    paper = frozen_paper(draft, issuer, ready.recipients, ready.files)
    changed = Directive.objects.filter(pk=draft.pk, state=Directive.State.DRAFT, version=seen).update(
        state=Directive.State.PUBLISHED,
        version=F("version") + 1,
        issuer_name=ready.issuer.name,
        content=paper,
        content_hash=fingerprint(paper),
        published_at=clock.now(),
        published_by=by,
        search_key=f"{draft.search_key} {fold(ready.issuer.name)}",
    )
    if not changed:
        raise why_not(draft)


def _write_rows(published: Directive, recipients: list[UnitVersion]) -> None:
    content = content_of(published)
    Task.objects.write(
        [
            Task(directive=published, number=number, text=task.text, due_words=task.due_words)
            for number, task in enumerate(content.tasks, start=1)
        ]
    )
    Citation.objects.write(linked([_citation(published, *line) for line in enumerate(content.citations, start=1)]))
    Recipient.objects.write([_recipient(published, version) for version in recipients])
    link_earlier_citations(published)


def _citation(published, position, line) -> Citation:
    return Citation(
        directive=published,
        position=position,
        relation=line.relation,
        type_name=line.type_name,
        number=line.number,
        number_key=number_key(line.number),
        issued_on=line.issued_on,
        issuer_name=line.issuer_name,
        title=line.title,
    )


def _recipient(published, version) -> Recipient:
    return Recipient(
        directive=published,
        unit_id=version.unit_id,
        unit_name=version.name,
        block=version.block,
        block_key=block_key(version.block),
        position=version.position,
        sort_key=version.sort_key,
        delivered_at=published.published_at,
    )


@transaction.atomic
def recall(directive: Directive, *, by, reason: str) -> Directive:
    """Take a published directive back: it stays readable, marked as recalled, and its readers are told (domain.md 2.4).

    Raises Refused without a reason, NotPossible when it is not in force, NotAllowed without the role.
    """
    hat = writing_hat(directive.issuer_id, by)
    if not reason.strip():
        raise Refused("Hãy ghi lý do thu hồi; lý do này được gửi tới các đơn vị đã nhận.")
    changed = Directive.objects.filter(pk=directive.pk, state=Directive.State.PUBLISHED).update(
        state=Directive.State.RECALLED,
        version=F("version") + 1,
        recalled_at=clock.now(),
        recalled_by=by,
        recall_reason=reason,
    )
    if not changed:
        raise NotPossible("Chỉ thu hồi được văn bản đã ban hành và chưa bị thu hồi.")
    recalled = Directive.objects.get(pk=directive.pk)
    record(recalled, "directive.recalled", f"Thu hồi {recalled}", by=by, hat=hat, detail={"reason": reason})
    delivery.ask(recalled, delivery.RECALLED, by=by)
    return recalled
