"""Inviting people, giving and ending roles, setting the first password, and what a person says of themselves."""

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError

from portal.forms.fields import Address, Day, Line
from portal.forms.listing import key_in
from portal.forms.picking import Patient, UnitPick
from portal.models import Role
from portal.text import clean_line
from portal.units import units_within
from portal.worktime import today


class RoleForm(Patient, forms.Form):
    """A role in a unit from a day on; `unit` (a key) preselects the unit."""

    unit = UnitPick(label="Đơn vị")
    role = forms.ChoiceField(label="Vai trò", choices=[("", "Chọn vai trò"), *Role.choices])
    valid_from = Day(label="Từ ngày")

    def __init__(self, data=None, *, user, unit=None, **options):
        super().__init__(data, initial={"valid_from": today(), "unit": [unit] if unit else []}, **options)
        self.fields["unit"].ready(user)


class InviteForm(RoleForm):
    """A person's name and address, and the role for which they are invited."""

    full_name = Line(label="Họ và tên", max_length=100)
    email = Address(
        label="Thư điện tử", max_length=254, help_text="Lời mời được gửi tới địa chỉ này; đây cũng là tên đăng nhập."
    )
    field_order = ("full_name", "email", "unit", "role", "valid_from")


class EndRoleForm(forms.Form):
    """The first day without the role."""

    on = Day(label="Hết hiệu lực từ ngày", help_text="Từ ngày này người dùng không còn vai trò.")


class FirstPasswordForm(forms.Form):
    """A password typed twice, judged as every password of the portal is."""

    password1 = forms.CharField(
        label="Mật khẩu", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    password2 = forms.CharField(
        label="Nhập lại mật khẩu", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, data=None, *, user):
        super().__init__(data)
        self.user = user
        self.fields["password1"].help_text = " ".join(password_validation.password_validators_help_texts())

    def clean(self):
        typed = super().clean()
        first, second = typed.get("password1"), typed.get("password2")
        if first and second and first != second:
            self.add_error("password2", "Hai lần nhập mật khẩu không giống nhau.")
        elif first:
            try:
                password_validation.validate_password(first, self.user)
            except ValidationError as error:
                self.add_error("password1", error)
        return typed


class OwnForm(forms.Form):
    """What people may change about themselves."""

    full_name = Line(label="Họ và tên", max_length=100, help_text="Được in trên biên nhận và trong lịch sử xử lý.")
    job_title = Line(label="Chức vụ", max_length=100, required=False)
    phone = Line(label="Điện thoại", max_length=30, required=False)


class PeopleFilter:
    """?q= a name or address, ?vai_tro= a role, ?don_vi= a unit and all below it, ?truoc=1 also roles that ended."""

    def __init__(self, data, user):
        self.typed = clean_line(data.get("q", ""))[:200]
        self.role = data.get("vai_tro", "") if data.get("vai_tro", "") in Role.values else ""
        key = key_in(data.get("don_vi"))
        self.unit = units_within(user, "people.manage").filter(pk=key).first() if key else None
        self.also_ended = data.get("truoc") == "1"
        self.roles = Role.choices
