"""What each submission answered of the directive's tasks; written with the revision and never changed."""

from django.db import models

from directives.models import Task
from reports.models.revision import Revision


class TaskAnswer(models.Model):
    """One task of the cycle's directive in one revision, judged when it was submitted; `section` is the place to read.

    A task that the form has no place for has no row.
    """

    class State(models.TextChoices):
        ANSWERED = "answered", "Đã trả lời"
        PARTLY = "partly", "Trả lời một phần"
        NOT = "not", "Chưa trả lời"

    id = models.BigAutoField(primary_key=True)
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="task_answers", db_index=False)
    task = models.ForeignKey(Task, models.PROTECT, related_name="+", verbose_name="nhiệm vụ")
    state = models.CharField("trả lời", max_length=8, choices=State)
    section = models.CharField("mục", max_length=20)

    class Meta:
        verbose_name = "trả lời nhiệm vụ"
        verbose_name_plural = "trả lời nhiệm vụ"
        constraints = [models.UniqueConstraint(fields=["revision", "task"], name="one_answer_per_task")]

    def __str__(self):
        return f"{self.revision_id} {self.task_id} {self.state}"
