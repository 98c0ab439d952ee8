"""One directive as a paper: read, its files fetched, its receipt acknowledged."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from directives.models import Citation, Directive, DirectiveFile, Recipient
from directives.publishing import NotPossible, acknowledge, content_of, open_by, twins
from portal.access import hat_at
from portal.files import download_response


@login_required
@require_safe
def detail(request, pk):
    """The paper with its receipts; the first visit of someone who receives for a unit counts as its opening."""
    found = Directive.objects.visible_to(request.user).select_related("published_by", "recalled_by")
    directive = get_object_or_404(found, pk=pk)
    context = {"directive": directive, "writes": bool(hat_at(request.user, "directive.write", directive.issuer_id))}
    if directive.is_draft:
        return render(request, "directives/draft.html", context | _draft_parts(directive))
    return render(request, "directives/detail.html", context | _published_parts(directive, request.user))


def _draft_parts(directive) -> dict:
    files = [row.file for row in directive.files.select_related("file")]
    content = content_of(directive, tuple(files))
    return {
        "paper": content,
        "issuer": {"name": directive.issuer_name},
        "files": files,
        "twins": list(twins(directive)[:3]),
        "citations": _linked(content, {}),
    }


def _published_parts(directive, user) -> dict:
    content = content_of(directive)
    cited, citing = _chain(directive, user)
    return {
        "paper": content,
        "issuer": directive.content["issuer"],
        "files": directive.content["files"],
        "recipients": directive.content["recipients"],
        "citations": _linked(content, cited),
        "citing": citing,
        "receipts": _receipts(directive, user),
        "counts": _counts(directive, user),
    }


def _linked(content, cited: dict) -> list[dict]:
    """The citations in order, each with the directive of this portal that the person may open, or None."""
    return [
        {"line": line, "relation": Citation.Relation(line.relation).label, "directive": cited.get(position)}
        for position, line in enumerate(content.citations, start=1)
    ]


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


def _receipts(directive, user) -> list[Recipient]:
    """The person's own units among the recipients; `may_acknowledge` where they receive for the unit."""
    rows = Recipient.objects.filter(directive=directive).received_by(user).in_order()
    receipts = list(rows.select_related("acknowledged_by"))
    for receipt in receipts:
        receives = hat_at(user, "directive.receive", receipt.unit_id) is not None
        receipt.may_acknowledge = receives and not receipt.acknowledged_at and not directive.is_recalled
        if receives and not receipt.opened_at:
            open_by(receipt, user)
    return receipts


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


@login_required
@require_POST
def acknowledge_receipt(request, pk, recipient_pk):
    """“Xác nhận đã nhận” for one unit; pressing it twice changes nothing."""
    rows = Recipient.objects.receivable_by(request.user).select_related("directive")
    recipient = get_object_or_404(rows, pk=recipient_pk, directive=pk)
    try:
        first = acknowledge(recipient, by=request.user)
    except NotPossible as refusal:
        messages.warning(request, str(refusal))
    else:
        words = "Đã xác nhận: {} đã nhận văn bản." if first else "{} đã xác nhận nhận văn bản từ trước."
        messages.success(request, words.format(recipient.unit_name))
    return redirect("directives:detail", pk=pk)
