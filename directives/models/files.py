"""The files of a directive, as they came."""

from django.db import models

from directives.models.directive import Directive
from directives.models.guard import FixedRow, Frozen
from directives.models.state import State
from portal.models import StoredFile


class DirectiveFileQuerySet(models.QuerySet):
    def delete(self):
        self._refuse(self.exclude(directive__state=State.DRAFT))
        return super().delete()

    delete.queryset_only = True

    def bulk_create(self, rows, *args, **options):
        written = Directive.objects.filter(pk__in={row.directive_id for row in rows})
        self._refuse(written.exclude(state=State.DRAFT))
        return super().bulk_create(rows, *args, **options)

    def update(self, **changes):
        raise Frozen("the files of a directive never change")

    @staticmethod
    def _refuse(sealed):
        if sealed.exists():
            raise Frozen("files are put in and taken out of drafts only")


class DirectiveFile(FixedRow):
    """A file that belongs to a directive, as it came; put in and taken out only while it is a draft."""

    directive = models.ForeignKey(Directive, models.PROTECT, related_name="files")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)

    objects = DirectiveFileQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
