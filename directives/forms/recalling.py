"""The form in which a directive is recalled."""

from django import forms

from directives.models import Directive
from portal.forms.fields import Prose
from portal.text import format_date

SHOWN = 50


class RecallForm(forms.Form):
    """The reason, as its readers will see it, and the issuer's own paper that recalls, where there is one."""

    reason = Prose(
        label="Lý do thu hồi",
        max_length=2000,
        min_length=10,
        rows=4,
        help_text="Lý do này được gửi tới mọi đơn vị đã nhận và ghi trên trang văn bản.",
    )
    document = forms.ModelChoiceField(
        Directive.objects.none(),
        label="Văn bản thu hồi",
        required=False,
        empty_label="Không có văn bản riêng",
        help_text="Văn bản đã ban hành của đơn vị nói về việc thu hồi này, nếu có.",
    )

    def __init__(self, data=None, *, directive: Directive):
        super().__init__(data)
        papers = Directive.objects.published().filter(issuer=directive.issuer_id, issued_on__gte=directive.issued_on)
        newest = papers.exclude(pk=directive.pk).order_by("-issued_on", "-pk").values("pk")[:SHOWN]
        field = self.fields["document"]
        field.queryset = Directive.objects.filter(pk__in=list(newest.values_list("pk", flat=True))).order_by(
            "-issued_on"
        )
        field.label_from_instance = lambda paper: f"{paper}, ngày {format_date(paper.issued_on)}: {paper.title}"[:200]
