"""How sign-in differs from django-allauth's defaults: nobody signs up by themselves."""

from allauth.account.adapter import DefaultAccountAdapter

from portal.text import clean_line


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator's invitation only."""

    def is_open_for_signup(self, request):
        return False

    def clean_email(self, email):
        return super().clean_email(clean_line(email).lower())
