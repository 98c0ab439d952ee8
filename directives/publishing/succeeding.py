"""What a draft begins with that is to replace, amend, correct or recall an earlier paper of its issuer."""

from dataclasses import replace

from directives.models import Directive, DirectiveAct
from directives.publishing.paper import CitationLine, DraftContent, content_of

Kind = DirectiveAct.Kind
LONGEST_TITLE = 500
_TITLES = {
    Kind.AMENDS: "Sửa đổi, bổ sung {target}",
    Kind.CORRECTS: "Đính chính {target}",
    Kind.RECALLS: "Thu hồi {target}",
}


def acting_content(target: Directive, kind: str) -> DraftContent:
    """A draft for the same recipients that names the target and what is done to it.

    What replaces says everything anew, so it begins with the target's own words; it also gets the form of the target,
    as what amends does; a correction and a recall are a công văn (NĐ 30/2020 Điều 18; domain.md 2.4).
    """
    old = content_of(target)
    named = CitationLine(
        target.type_name, target.number, target.issued_on, target.issuer_name, target.title, Kind(kind).value
    )
    singly = target.recipients.exclude(block__in=old.blocks).in_order()
    units = () if target.to_all else tuple(singly.values_list("unit", flat=True))
    if kind == Kind.REPLACES:
        return replace(old, number="", issued_on=None, unit_ids=units, citations=(named, *old.citations))
    return DraftContent(
        type_name=target.type_name if kind == Kind.AMENDS else "Công văn",
        number="",
        title=f"{_TITLES[kind].format(target=target)}: {target.title}"[:LONGEST_TITLE],
        signer_title=target.signer_title,
        to_all=target.to_all,
        unit_ids=units,
        blocks=old.blocks,
        citations=(named,),
    )
