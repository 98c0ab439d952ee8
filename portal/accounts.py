"""How sign-in differs from django-allauth's defaults: nobody signs up by themselves, letters go through the outbox."""

import uuid
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter

from portal.mail import portal_link, queue_mail
from portal.text import clean_line


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator's invitation only."""

    def is_open_for_signup(self, request):
        return False

    def clean_email(self, email):
        return super().clean_email(clean_line(email).lower())

    def get_reset_password_from_key_url(self, key):
        """The page at the portal's own address, whatever host and scheme the request came by."""
        return portal_link(urlsplit(super().get_reset_password_from_key_url(key)).path)

    def send_mail(self, template_prefix, email, context):
        """Queue the letter: a mail server that is slow or down must not tell which addresses have an account."""
        letter = self.render_mail(template_prefix, email, {"email": email} | context)
        queue_mail(f"account:{uuid.uuid4().hex}", to=email, subject=letter.subject, body=letter.body)
