"""A bare tree with some offices in the middle of writing, and sign-ins for the load driver."""

from dataclasses import dataclass
from uuid import uuid4

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.urls import reverse

from portal.models import User
from portal.sessions import SessionStore
from reports.demo.offices import DOMAIN
from reports.lookups import definition_of
from reports.models import Cycle, DraftSection, Report, State
from tests.factories.reports import contents_for

WRITING = 40
SECTION = "II.2"


@dataclass(frozen=True)
class Request:
    """One request of the driver: what to ask, as whom, and which answers are right."""

    path: str
    cookie: str
    method: str = "GET"
    body: bytes = b""
    kind: str = ""
    right: tuple[int, ...] = (200,)


def cookie_of(user: User) -> str:
    """A session of `user`, made as signing in makes it."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}; csrftoken={'a' * 32}"


@dataclass
class Field:
    """What the driver works on."""

    cycle: Cycle
    officers: dict[int, User]
    heads: dict[int, User]
    writing: list[Report]
    waiting: list[Report]
    reviewer: User

    @property
    def definition(self):
        return definition_of(self.cycle.form_version_id)


def prepare() -> Field:
    """Put the first offices' reports back into writing, and the others' with people before the head's certification."""
    cycle = Cycle.objects.get()
    people = {user.email: user for user in User.objects.filter(email__endswith=f"@cs.{DOMAIN}")}
    reports = list(
        Report.objects.filter(obligation__unit__memberships__user__in=people.values())
        .distinct()
        .select_related("obligation")
        .order_by("pk")
    )
    Report.objects.filter(pk__in=[r.pk for r in reports]).update(
        state=State.DRAFT,
        version=1,
        latest_revision=None,
        accepted_revision=None,
        first_submitted_at=None,
        submitted_at=None,
        accepted_at=None,
        no_secret=True,
    )
    contents = contents_for(definition_of(cycle.form_version_id))
    DraftSection.objects.filter(report__in=reports).delete()
    DraftSection.objects.bulk_create(
        [DraftSection(report=r, code=code, content=content) for r in reports for code, content in contents.items()],
        batch_size=1000,
    )
    officers = {r.pk: people[f"canbo{n}@cs.{DOMAIN}"] for n, r in enumerate(reports, start=1)}
    heads = {r.pk: people[f"lanhdao{n}@cs.{DOMAIN}"] for n, r in enumerate(reports, start=1)}
    for report in reports[WRITING:]:
        Report.objects.filter(pk=report.pk).update(state=State.AWAITING_CERTIFICATION, sent_by=officers[report.pk])
    reviewer = User.objects.get(email=f"thamdinh@tld.{DOMAIN}")
    return Field(cycle, officers, heads, reports[:WRITING], reports[WRITING:], reviewer)


def pages(field: Field) -> dict[str, list[Request]]:
    """Requests that read, by the name of what they measure."""
    officers = [(r, cookie_of(field.officers[r.pk])) for r in field.writing]
    reviewer = cookie_of(field.reviewer)
    cycle = field.cycle.pk
    return {
        "floor": [Request("/bench/floor/", cookie) for _, cookie in officers],
        "home (officer)": [Request("/", cookie) for _, cookie in officers],
        "home (reviewer)": [Request("/", reviewer)],
        "list (obligations)": [Request(reverse("reports:obligations", args=[cycle]), reviewer)],
        "overview of a cycle": [Request(reverse("reports:cycle", args=[cycle]), reviewer)],
        "detail (report)": [Request(reverse("reports:report", args=[r.pk]), cookie) for r, cookie in officers],
        "editor section": [Request(reverse("reports:section", args=[r.pk, SECTION]), cookie) for r, cookie in officers],
        "check page (all inputs)": [Request(reverse("reports:check", args=[r.pk]), cookie) for r, cookie in officers],
    }


def submits(field: Field) -> list[Request]:
    """One submission for each report that waits; each can be made once."""
    return [
        Request(
            reverse("reports:step", args=[report.pk]),
            cookie_of(field.heads[report.pk]),
            "POST",
            f"step=submit&version=1&client_key={uuid4().hex}".encode(),
            "application/x-www-form-urlencoded",
            (302,),
        )
        for report in field.waiting
    ]
