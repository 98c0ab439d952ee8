"""A paper before it leaves the house: where it stands, what comes next, and the steps that lead there."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from directives.forms.approving import ReturnForm
from directives.graph import slug_of
from directives.models import Citation, Directive, Forwarding
from directives.publishing import (
    NotAllowed,
    NotPossible,
    Refused,
    StalePage,
    approve,
    content_of,
    number_key,
    orders_of,
    plan,
    possible_steps,
    put_away,
    send_back,
    submit,
    take_up,
    unschedule,
    withdraw,
)
from directives.views.typed import seen_version


@dataclass(frozen=True)
class Stage:
    """One stop on the way to publication; `tone` is done, here or ahead."""

    tone: str
    word: str
    who: object = None
    at: object = None
    note: str = ""


def show_draft(request, directive, *, refusal=None, form=None, status=200):
    """The page of a paper that is not published; `refusal` is what stopped a step that was pressed."""
    ready = plan(directive)
    content = content_of(directive, tuple(ready.files))
    steps = possible_steps(directive, request.user)
    context = {
        "directive": directive,
        "steps": steps,
        "road": road(directive),
        "own_words": "approve" in steps and directive.writers.filter(pk=request.user.pk).exists(),
        "paper": content,
        "orders": orders_of(content),
        "issuer": {"name": directive.issuer_name},
        "files": ready.files,
        "plan": ready,
        "twins": ready.twins[:3],
        "citations": cited_lines(content, {}),
        "covers": Forwarding.objects.filter(covering=directive).select_related("recipient__directive").first(),
        "return_form": form or ReturnForm(),
        "stale": str(refusal) if isinstance(refusal, StalePage) else "",
        "problems": refusal.problems if isinstance(refusal, Refused) else [],
    }
    return render(request, "directives/draft.html", context, status=status)


def road(directive: Directive) -> list[Stage]:
    """The four stops of a paper, told with who passed them and when."""
    states = Directive.State
    here = {states.PUT_AWAY: 0, states.DRAFT: 0, states.IN_REVIEW: 2, states.APPROVED: 3, states.SCHEDULED: 3}[
        directive.state
    ]
    stops = [
        ("Soạn thảo", directive.saved_by or directive.created_by, None),
        ("Trình duyệt", directive.submitted_by, directive.submitted_at),
        ("Duyệt nội dung", directive.approved_by, directive.approved_at),
        ("Cấp số, ban hành", directive.scheduled_by, directive.publish_at),
    ]
    tones = ["done" if place < here else "here" if place == here else "ahead" for place in range(len(stops))]
    return [Stage(tone, *stop) for tone, stop in zip(tones, stops, strict=True)]


def cited_lines(content, cited: dict) -> list[dict]:
    """The citations in order, each with the directive of this portal that the person may open, or None."""
    return [
        {
            "line": line,
            "relation": Citation.Relation(line.relation).label,
            "directive": cited.get(position),
            "slug": slug_of(line.type_name),
            "number_key": number_key(line.number),
        }
        for position, line in enumerate(content.citations, start=1)
    ]


DONE = {
    "submit": "Đã trình duyệt nội dung; người có thẩm quyền của đơn vị được báo tin.",
    "withdraw": "Đã rút lại để sửa.",
    "put_away": "Đã bỏ dự thảo; khi cần vẫn lấy lại được.",
    "take_up": "Đã lấy lại dự thảo.",
    "approve": "Đã duyệt nội dung. Văn thư được báo để cấp số và ban hành.",
    "unschedule": "Đã bỏ hẹn giờ; nội dung vẫn là nội dung đã duyệt.",
    "return": "Đã trả lại người soạn kèm ý kiến.",
}
DEEDS = {
    "put_away": put_away,
    "take_up": take_up,
    "submit": submit,
    "withdraw": withdraw,
    "approve": approve,
    "return": send_back,
    "unschedule": unschedule,
}


@login_required
@require_POST
def take_step(request, pk):
    """Take the step that was pressed, or say on the paper's page why not; what was typed is kept."""
    directive = get_object_or_404(Directive.objects.visible_to(request.user), pk=pk)
    name = request.POST.get("buoc", "")
    if name not in DEEDS:
        raise Http404
    form, given = None, {}
    if name == "return":
        form = ReturnForm(request.POST)
        if not form.is_valid() and "return" in possible_steps(directive, request.user):
            return show_draft(request, directive, form=form, status=422)
        given = {"words": form.cleaned_data.get("words", "")}
    return _taken(request, directive, name, form, given)


def _taken(request, directive, name, form, given):
    try:
        DEEDS[name](directive, by=request.user, seen=seen_version(request), **given)
    except NotAllowed as error:
        raise Http404 from error
    except NotPossible as refusal:
        messages.info(request, str(refusal))
    except (StalePage, Refused) as refusal:
        return _refused(request, directive.pk, refusal, form)
    else:
        messages.success(request, DONE[name])
        if name == "return":
            return _after_return(request, directive.pk)
    return redirect("directives:detail", pk=directive.pk)


def _refused(request, pk, refusal, form):
    """The page as it is now; a paper that went out of sight meanwhile is told of in the list."""
    directive = Directive.objects.visible_to(request.user).filter(pk=pk).first()
    if directive is None:
        messages.warning(request, str(refusal))
        return redirect("directives:list")
    status = 409 if isinstance(refusal, StalePage) else 422
    return show_draft(request, directive, refusal=refusal, form=form, status=status)


def _after_return(request, pk):
    """A draft is its writers' own again: whoever only approves is sent to the list."""
    if Directive.objects.visible_to(request.user).filter(pk=pk).exists():
        return redirect("directives:detail", pk=pk)
    return redirect("directives:list")
