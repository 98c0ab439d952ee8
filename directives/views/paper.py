"""One directive as a paper: read, its files fetched."""

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from directives.models import Citation, Directive, DirectiveAct, DirectiveFile, Recipient
from directives.publishing import content_of, orders_of
from directives.views.desk import cited_lines, show_draft
from directives.views.receiving import forwardings_of, receipts_of
from portal.access import hat_at
from portal.files import download_response


@login_required
@require_safe
def detail(request, pk):
    """The paper with its receipts; the first visit of someone who receives for a unit counts as its opening."""
    people = ("created_by", "saved_by", "submitted_by", "returned_by", "approved_by", "scheduled_by")
    found = Directive.objects.visible_to(request.user).select_related("published_by", "recalled_by", *people)
    directive = get_object_or_404(found, pk=pk)
    if not directive.is_published:
        return show_draft(request, directive)
    context = {"directive": directive, "writes": bool(hat_at(request.user, "directive.write", directive.issuer_id))}
    return render(request, "directives/detail.html", context | _published_parts(directive, request.user))


def _published_parts(directive, user) -> dict:
    content = content_of(directive)
    cited, citing = _chain(directive, user)
    receipts = receipts_of(directive, user)
    return forwardings_of(directive, user, receipts) | {
        "paper": content,
        "orders": orders_of(content),
        "issuer": directive.content["issuer"],
        "files": directive.content["files"],
        **_addressed(directive.content["recipients"]),
        "citations": cited_lines(content, cited),
        "citing": citing,
        "chain": chain_of(directive, user),
        "receipts": receipts,
        "counts": _counts(directive, user),
    }


def _addressed(told: list | dict) -> dict:
    """The names on the paper, or how many there are where it names none (directives.publishing.paper)."""
    if isinstance(told, list):
        return {"recipients": told, "unnamed": 0}
    return {"recipients": [], "unnamed": told["count"]}


def _chain(directive, user) -> tuple[dict, list]:
    """What this one cites ({position: directive}) and what cites it, as far as the person may see those."""
    visible = Directive.objects.visible_to(user).values("pk")
    rows = (
        Citation.objects.filter(Q(directive=directive, cited__in=visible) | Q(cited=directive, directive__in=visible))
        .select_related("directive", "cited")
        .defer("directive__content", "directive__search_key", "cited__content", "cited__search_key")
        .order_by("directive__issued_on", "position")
    )
    cited, citing = {}, []
    for row in rows:
        if row.directive_id == directive.pk:
            cited[row.position] = row.cited
        else:
            citing.append(row)
    return cited, citing


def chain_of(directive, user) -> dict:
    """What was done to the paper and what it did, each with whether the person may open the other one.

    `ended` is the act that ended its force, or None.
    """
    touching = DirectiveAct.objects.filter(Q(target=directive) | Q(acting=directive))
    acts = list(touching.select_related("target", "acting").defer("target__content", "acting__content"))
    keys = {key for act in acts for key in (act.target_id, act.acting_id) if key and key != directive.pk}
    open_to = set(Directive.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True)) if keys else ()
    upon, done = [], []
    for act in acts:
        is_target = act.target_id == directive.pk
        act.other = act.acting if is_target else act.target
        act.opens = bool(act.other) and act.other.pk in open_to
        (upon if is_target else done).append(act)
    ending = [act for act in upon if act.kind in DirectiveAct.ENDING]
    return {"upon": upon, "done": done, "ended": ending[0] if ending else None}


def _counts(directive, user) -> dict | None:
    """Delivered, opened, acknowledged, for those who follow the issuer's directives."""
    if hat_at(user, "directive.follow", directive.issuer_id) is None:
        return None
    return Recipient.objects.filter(directive=directive).aggregate(
        delivered=Count("pk"),
        opened=Count("pk", filter=Q(opened_at__isnull=False)),
        acknowledged=Count("pk", filter=Q(acknowledged_at__isnull=False)),
    )


@login_required
@require_safe
def download(request, pk, position):
    """One file of a directive, as it came."""
    directive = get_object_or_404(Directive.objects.visible_to(request.user), pk=pk)
    row = get_object_or_404(DirectiveFile.objects.select_related("file"), directive=directive, position=position)
    return download_response(row.file)
