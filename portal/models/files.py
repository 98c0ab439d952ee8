"""Files kept outside the web root, known by their hash and served only as downloads."""

from django.conf import settings
from django.db import models


class StoredFile(models.Model):
    """One uploaded or produced file; `file` is a random name below FILE_STORE, `name` the one people see.

    `kept_at` is when it was first saved with something; from then on it stays, also when it is taken out of that again.
    """

    file = models.FileField(upload_to="%Y/%m", max_length=200)
    name = models.CharField("tên tệp", max_length=200)
    content_type = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    stored_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    stored_at = models.DateTimeField(auto_now_add=True)
    kept_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "tệp"
        verbose_name_plural = "tệp"

    def __str__(self):
        return self.name
