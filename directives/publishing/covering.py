"""What a covering directive depends on: the original that it passes on."""

from directives.models import Directive, Forwarding


def forwarding_problems(draft: Directive) -> list[str]:
    """What stands in the way of publishing the draft as a covering directive: the original was taken back."""
    row = Forwarding.objects.filter(covering=draft).select_related("recipient__directive").first()
    if row is None or row.recipient.directive.state == Directive.State.PUBLISHED:
        return []
    return [f"{row.recipient.directive} mà văn bản này chuyển tiếp đã được thu hồi; không chuyển tiếp nữa."]
