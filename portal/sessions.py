"""Who sends a request: Django's sessions in the database and allauth's sign-in, read by prepared statements.

Both are read by every request of everybody, and working their SQL out anew took longer than running it.
"""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import BigIntegerField, CharField, DateTimeField
from django.utils import timezone

from portal.models import User
from portal.prepared import Prepared

_SESSION = Prepared(
    lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now), key=CharField(), now=DateTimeField()
)
_PERSON = Prepared(lambda user: User.objects.filter(pk=user), user=BigIntegerField())


class SessionStore(db.SessionStore):
    """`SESSION_ENGINE`: as Django's own, whose rows these are."""

    def _get_session_from_db(self):
        found = _SESSION.fetch(key=self.session_key, now=timezone.now())
        if not found:
            self._session_key = None
            return None
        return found[0]


class Backend(AuthenticationBackend):
    """Signs in as allauth does; the person of a session is fetched anew by each request."""

    def get_user(self, user_id):
        found = _PERSON.fetch(user=user_id)
        return found[0] if found and self.user_can_authenticate(found[0]) else None
