"""Days that differ from the ordinary working week: data, entered by an administrator each year."""

from django.db import models


class CalendarDay(models.Model):
    """A public holiday or a Saturday/Sunday worked in exchange (domain.md 4)."""

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", "Ngày nghỉ"
        EXTRA_WORKING_DAY = "extra_working_day", "Ngày làm bù"

    day = models.DateField("ngày", unique=True)
    kind = models.CharField("loại", max_length=20, choices=Kind)
    name = models.CharField("tên", max_length=120)

    class Meta:
        verbose_name = "ngày đặc biệt"
        verbose_name_plural = "ngày đặc biệt"
        ordering = ["day"]

    def __str__(self):
        return f"{self.day:%d/%m/%Y} – {self.name}"

    @classmethod
    def exceptions(cls, year: int) -> dict:
        """{date: kind} from the year before to the year after, as portal.worktime wants it."""
        rows = cls.objects.filter(day__year__range=(year - 1, year + 1))
        return dict(rows.values_list("day", "kind"))
