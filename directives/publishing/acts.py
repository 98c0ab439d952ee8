"""The two acts that reach other units: publishing what was approved for good, and recalling what was published."""

from datetime import date

from django.db import transaction
from django.db.models import Case, F, Value, When

from directives.models import Citation, Directive, DirectiveAct, Recipient, Task
from directives.publishing import delivery, telling
from directives.publishing.addressing import Addressees
from directives.publishing.chain import Kind, acts_of, citation_row, once_each
from directives.publishing.errors import Refused
from directives.publishing.forwarding import complete_forwarding
from directives.publishing.linking import link_earlier_citations, linked
from directives.publishing.numbering import allocate, take_by_hand
from directives.publishing.orders import task_rows
from directives.publishing.paper import content_of, fingerprint, frozen_paper, number_key, told_recipients
from directives.publishing.planning import Plan
from directives.publishing.steps import Given, Move, begin, finish
from directives.publishing.turns import take_turn
from directives.search import keep_directive
from portal import clock
from portal.blocks import block_key
from portal.text import fold, format_date
from portal.worktime import local_day


@transaction.atomic
def publish(
    directive: Directive, *, by, seen: int | None, number: str | None = None, day: date | None = None
) -> Directive:
    """Publish the approved draft that the person saw at version `seen`; returns the published row.

    `number` and `day` stand in for what the draft says; a number left blank is taken from its series here. One
    conditional UPDATE freezes names, recipients, paper and hash; a second press finds nothing approved and raises
    NotPossible. Raises StalePage when it was changed meanwhile, Refused with what is missing or differs from what was
    approved, NotAllowed.
    """
    take_turn(directive.issuer_id)
    move = begin(directive, "publish", by=by, seen=seen, given=Given(number=number, day=day))
    published = _freeze(move)
    linked_now = _write_rows(published, move.plan.recipients)
    delivery.ask(published, delivery.PUBLISHED, by=by)
    _act(published, linked_now, by=by)
    return published


def _freeze(move: Move) -> Directive:
    draft, ready = move.directive, move.plan
    given = allocate(draft, ready.day) if ready.from_series else take_by_hand(draft, ready.number, ready.day)
    draft.number, draft.issued_on = given.text, ready.day
    sent = len(ready.recipients)
    told = told_recipients(ready.recipients.names(), sent)
    paper = frozen_paper(draft, _issuer_as_of(draft, ready), told, ready.files)
    digest = fingerprint(paper)
    return finish(
        move,
        f"Ban hành {draft}, gửi {sent} đơn vị",
        detail={"sha256": digest, "recipients": sent},
        number=draft.number,
        number_key=number_key(draft.number),
        series=given.series,
        serial=given.serial,
        issued_on=draft.issued_on,
        issuer_name=ready.issuer.name,
        content=paper,
        content_hash=digest,
        published_at=move.at,
        published_by=move.by,
        publish_at=None,
        scheduled_by=None,
        missed_words="",
        search_key=f"{draft.search_key} {fold(draft.number)} {fold(ready.issuer.name)}",
    )


def _issuer_as_of(draft: Directive, ready: Plan) -> dict:
    parent = ready.issuer.parent
    superior = parent.version_on(ready.day) if parent else None
    return {
        "unit": draft.issuer_id,
        "name": ready.issuer.name,
        "superior": superior.name if superior else "",
        "place": ready.issuer.place,
    }


def _write_rows(published: Directive, recipients: Addressees) -> list[Citation]:
    """The rows of tasks, citations and recipients; gives the citations that are linked from now on."""
    content = content_of(published)
    Task.objects.write(task_rows(published, content.tasks))
    Citation.objects.write(linked([citation_row(published, *line) for line in enumerate(content.citations, start=1)]))
    Recipient.objects.write_selected(recipients.rows, _receipts(published, recipients))
    arrived = link_earlier_citations(published)
    complete_forwarding(published)
    keep_directive(published)
    return [*Citation.objects.filter(directive=published).select_related("directive", "cited"), *arrived]


def _act(published: Directive, citations: list[Citation], *, by) -> None:
    """Carry out what the paper does to others, and what papers that came before it do to it; its readers are told."""
    acts = once_each(acts_of(citations, by=by, at=published.published_at))
    recalls = {act.target_id: act for act in acts if act.kind == Kind.RECALLS}
    others = [act for act in acts if act.kind != Kind.RECALLS]
    DirectiveAct.objects.write(others)
    for act in others:
        telling.ask(act, by=by)
    for act in recalls.values():
        reason = f"Thu hồi theo {act.acting} ngày {format_date(act.acting.issued_on)}."
        _take_back(act.target, by=by, reason=reason, act=act)


def _receipts(published: Directive, recipients: Addressees) -> dict:
    """What each receipt holds, over the unit's version as of the day of issue."""
    blocks = [When(block=block.name, then=Value(block_key(block.name))) for block in recipients.by_block]
    return {
        "directive": Value(published.pk),
        "unit": F("unit_id"),
        "unit_name": F("name"),
        "block": F("block"),
        "block_key": Case(*blocks, default=Value("")),
        "position": F("position"),
        "sort_key": F("sort_key"),
        "content_hash": Value(published.content_hash),
        "delivered_at": Value(published.published_at),
        "acknowledged_role": Value(""),
        "acknowledged_as": Value(""),
    }


@transaction.atomic
def recall(directive: Directive, *, by, reason: str, document: Directive | None = None) -> Directive:
    """Take a published directive back: it stays readable, marked as recalled, and its readers are told (domain.md 2.4).

    `document` is the issuer's own paper that says so, where there is one. Raises Refused without a reason or with a
    document that can't recall it, NotPossible when it is not in force, NotAllowed without the role.
    """
    take_turn(directive.issuer_id)
    if document is not None:
        _refuse_document(directive, document)
    act = DirectiveAct(acting=document, kind=Kind.RECALLS, effective_on=local_day(clock.now()))
    return _take_back(directive, by=by, reason=reason.strip(), act=act)


def _take_back(directive: Directive, *, by, reason: str, act: DirectiveAct) -> Directive:
    move = begin(directive, "recall", by=by, seen=None, given=Given(words=reason))
    changes = {"recalled_at": move.at, "recalled_by": by, "recall_reason": reason}
    detail = {"reason": reason, "document": act.acting_id}
    recalled = finish(move, f"Thu hồi {move.directive}", detail=detail, **changes)
    act.target, act.made_at, act.made_by = recalled, move.at, by
    DirectiveAct.objects.write([act])
    delivery.ask(recalled, delivery.RECALLED, by=by)
    return recalled


def _refuse_document(directive: Directive, document: Directive) -> None:
    same_issuer = document.issuer_id == directive.issuer_id and document.pk != directive.pk
    if not (same_issuer and document.is_published) or document.issued_on < directive.issued_on:
        raise Refused("Văn bản thu hồi phải do chính đơn vị ban hành và không sớm hơn văn bản bị thu hồi.")
