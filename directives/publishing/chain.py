"""What a paper does to earlier ones of its issuer: seen before publishing, carried out with it, told afterwards."""

from dataclasses import dataclass
from datetime import date

from directives.models import Citation, Directive, DirectiveAct
from directives.publishing.linking import linked
from directives.publishing.paper import content_of, number_key
from portal.text import format_date

Kind = DirectiveAct.Kind


# The same for what another unit issued and for what is not in the portal: a draft must not serve to ask which it is.
NO_ACT = "không phải văn bản do đơn vị ban hành trên cổng, nên chỉ được ghi là văn bản viện dẫn"


@dataclass(frozen=True)
class PlannedAct:
    """One act that publishing would carry out: what it does, to which line of the paper, to which directive or none."""

    kind: str
    number: str
    target: Directive | None
    note: str = ""

    @property
    def label(self) -> str:
        return Kind(self.kind).label


def planned_acts(draft: Directive, day: date) -> tuple[list[PlannedAct], list[str], list[str]]:
    """(acts, what stands in their way, what to look at again) of publishing the draft on that day."""
    rows = linked([citation_row(draft, *line) for line in enumerate(content_of(draft).citations, start=1)])
    acts, problems, warnings = [], [], []
    ended = _ended(rows, day)
    for row in rows:
        if row.relation not in Kind:
            continue
        target = row.cited if row.cited and row.cited.issuer_id == draft.issuer_id else None
        acts.append(PlannedAct(row.relation, str(row), target, "" if target else NO_ACT))
        if target:
            problems += _problems(row.relation, target, day, ended)
            warnings += _warnings(row.relation, target, draft)
    return acts, problems, warnings


def citation_row(directive: Directive, position: int, line) -> Citation:
    """The unsaved row of one cited document."""
    return Citation(
        directive=directive,
        position=position,
        relation=line.relation,
        type_name=line.type_name,
        number=line.number,
        number_key=number_key(line.number),
        issued_on=line.issued_on,
        issuer_name=line.issuer_name,
        title=line.title,
    )


def _ended(rows, day: date) -> set[int]:
    keys = {row.cited_id for row in rows if row.relation in Kind and row.cited_id}
    return set(Directive.objects.ended_on(day).filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()


def _problems(kind: str, target: Directive, day: date, ended: set[int]) -> list[str]:
    if target.issued_on > day:
        return [f"{target} được ban hành ngày {format_date(target.issued_on)}, sau ngày ban hành văn bản này."]
    if target.is_recalled and kind == Kind.RECALLS:
        return [f"{target} đã được thu hồi từ trước; hãy bỏ việc thu hồi khỏi văn bản này."]
    if (target.pk in ended or target.is_recalled) and kind in (Kind.AMENDS, Kind.CORRECTS):
        return [f"{target} không còn hiệu lực, nên không sửa đổi, đính chính được nữa."]
    return []


def _warnings(kind: str, target: Directive, draft: Directive) -> list[str]:
    """Domain.md 2.4 (Điều 18.3): content is mended by a paper of equal form, form and procedure by a công văn."""
    if kind in (Kind.REPLACES, Kind.AMENDS) and target.type_name != draft.type_name:
        return [
            f"{target} được thay thế, sửa đổi bằng văn bản có hình thức khác ({draft.type_name}); xin kiểm tra lại."
        ]
    if kind == Kind.CORRECTS and not draft.is_letter:
        return [f"Đính chính {target} thường bằng công văn; văn bản này là {draft.type_name}."]
    return []


def acts_of(rows, *, by, at) -> list[DirectiveAct]:
    """The unsaved acts of linked citations between papers of one issuer, in force from the day of the citing one."""
    return [
        DirectiveAct(
            target=row.cited,
            acting=row.directive,
            kind=row.relation,
            effective_on=max(row.directive.issued_on, row.cited.issued_on),
            made_at=at,
            made_by=by,
        )
        for row in rows
        if row.relation in Kind and row.cited and row.cited.issuer_id == row.directive.issuer_id
    ]


def once_each(acts: list[DirectiveAct]) -> list[DirectiveAct]:
    """The acts without those that say the same twice: a paper may cite another in two places."""
    return list({(act.target_id, act.acting_id, act.kind): act for act in acts}.values())
