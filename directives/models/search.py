"""What the search reads: one row for each directive, task, programme and activity, written with the thing itself."""

from django.db import models
from django.db.models import Q

from directives.models.activity import Activity
from directives.models.directive import Directive
from directives.models.programme import Programme
from portal.models import Unit


class SearchEntry(models.Model):
    """A thing that may be found; written by directives.search in the transaction that writes the thing.

    It has no door of its own: directives.search finds only what the directive's and the programme's doors show.
    `folded` and `words` are its text as directives.search.words makes it, `own_number` the sign of its own number.
    """

    class Kind(models.TextChoices):
        DIRECTIVE = "directive", "Văn bản"
        TASK = "task", "Nhiệm vụ"
        PROGRAMME = "programme", "Chương trình"
        ACTIVITY = "activity", "Hoạt động"

    PROGRAMME = "Chương trình"  # the type of programmes, as of directives that are called so

    kind = models.CharField(max_length=10, choices=Kind)
    directive = models.ForeignKey(Directive, models.CASCADE, null=True, related_name="+")
    task_number = models.PositiveSmallIntegerField(null=True)
    programme = models.ForeignKey(Programme, models.CASCADE, null=True, related_name="+")
    activity = models.ForeignKey(Activity, models.CASCADE, null=True, related_name="+")
    issuer = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    type_name = models.CharField(max_length=60, blank=True)
    year = models.PositiveSmallIntegerField(null=True)
    day = models.DateField()
    text = models.TextField()
    folded = models.TextField()
    words = models.TextField()
    own_number = models.CharField(max_length=80, blank=True)

    class Meta:
        verbose_name = "mục tìm kiếm"
        verbose_name_plural = "mục tìm kiếm"
        constraints = [
            models.CheckConstraint(
                condition=Q(directive__isnull=False, programme__isnull=True)
                | Q(directive__isnull=True, programme__isnull=False),
                name="search_entry_of_one_thing",
            ),
            models.UniqueConstraint(
                fields=["directive"], condition=Q(kind="directive"), name="one_search_entry_per_directive"
            ),
            models.UniqueConstraint(
                fields=["directive", "task_number"], condition=Q(kind="task"), name="one_search_entry_per_task"
            ),
            models.UniqueConstraint(
                fields=["programme"], condition=Q(kind="programme"), name="one_search_entry_per_programme"
            ),
            models.UniqueConstraint(
                fields=["activity"], condition=Q(activity__isnull=False), name="one_search_entry_per_activity"
            ),
        ]
        indexes = [
            models.Index(fields=["-day", "-id"], name="search_newest"),
            models.Index(fields=["year", "-day", "-id"], name="search_newest_of_year"),
            models.Index(fields=["type_name", "-day", "-id"], name="search_newest_of_type"),
            models.Index(fields=["own_number"], name="search_own_number"),
        ]

    def __str__(self):
        return self.text[:80]
