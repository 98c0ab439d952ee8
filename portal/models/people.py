"""The people who sign in; what they may do is in memberships, never here."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from portal.text import fold, sort_key


class UserManager(BaseUserManager):
    """Makes people whose e-mail address is their name at the door."""

    use_in_migrations = True

    def create_user(self, email, password=None, **fields):
        if not email:
            raise ValueError("An e-mail address is needed.")
        user = self.model(email=email.strip().lower(), **fields)
        user.fill_keys()
        if password is None:
            user.set_unusable_password()
        else:
            user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an e-mail address; `full_name` as printed on receipts."""

    email = models.EmailField(
        "thư điện tử",
        max_length=254,
        unique=True,
        error_messages={"unique": "Thư điện tử này đã có tài khoản."},
    )
    full_name = models.CharField("họ và tên", max_length=100)
    job_title = models.CharField("chức vụ", max_length=100, blank=True)
    phone = models.CharField("điện thoại", max_length=30, blank=True)
    is_active = models.BooleanField("đang hoạt động", default=True)
    date_joined = models.DateTimeField("ngày tạo", default=timezone.now)
    search_key = models.CharField(max_length=360, blank=True, default="", editable=False)
    sort_key = models.CharField(max_length=600, blank=True, default="", editable=False)
    invited_at = models.DateTimeField("ngày mời", null=True, blank=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = "người dùng"
        verbose_name_plural = "người dùng"
        indexes = [models.Index(fields=["sort_key", "id"], name="user_in_order")]
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="email_is_lower_case"),
        ]

    def __str__(self):
        return self.full_name or self.email

    def fill_keys(self) -> None:
        """What the person is found and sorted by: given name first in order, as people are called."""
        *others, called = self.full_name.split() or [""]
        self.search_key = fold(f"{self.full_name} {self.email}")[:360]
        self.sort_key = sort_key(" ".join([called, *others]))[:600]

    def get_full_name(self):
        return self.full_name

    def get_short_name(self):
        return self.full_name
