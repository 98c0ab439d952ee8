"""Every address as every kind of person: who gets in stands here, decided by hand; everyone else gets a 404."""

from datetime import date

from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse

from directives.confirming import begin, came_as_words
from directives.feeds import renew
from directives.programmes import PartyLine, ask_for_outcome
from portal import jobs
from portal.models import CalendarDay, Message, Role
from reports.aggregation import ask_for_run
from reports.models import State
from reports.summary_text import open_summary
from tests.factories.cast import make_cast
from tests.factories.directives import make_draft, make_published, make_submitted, receipt_of
from tests.factories.portal import found, make_member, make_user
from tests.factories.programmes import hold, make_activity, make_programme
from tests.factories.reports import walk


class World:
    """One upper union with everything in it, a person for each role, and strangers from another central union."""

    def __init__(self):
        cast = make_cast()
        self.cast, self.tree, self.people = cast, cast.tree, cast.people
        other = found("Công đoàn Ngành khác", self.tree.root, level="central")
        self.people |= {
            "outsider": make_user(),
            "other_reviewer": make_member(other, Role.REVIEWER),
            "other_administrator": make_member(other, Role.ADMINISTRATOR),
        }
        who = {"officer": self.people["officer"], "head": self.people["head"], "reviewer": self.people["reviewer"]}
        self.report = walk(cast.report(0), State.RETURNED, **who)
        self.run = ask_for_run(cast.cycle, by=self.people["department_head"])
        jobs.run(self.run.job_id)
        open_summary(cast.cycle, run=self.run)
        clerk = self.people["clerk"]
        self.published = make_published(self.tree.upper, by=clerk, unit_ids=(self.tree[0].pk,), to_all=False)
        self.draft = make_draft(self.tree.upper, by=clerk, number="77/CĐVC-TG")
        self.reading = begin(self.tree.upper, came_as_words("Kính gửi: Các công đoàn trực thuộc"), by=clerk)
        self.waiting = make_submitted(self.tree.upper, by=clerk, number="78/CĐVC-TG")
        self.programme = make_programme(
            self.tree.upper, by=clerk, number="01/CTr-CĐVC", year_from=2026, parties=(PartyLine("Công đoàn"),)
        )
        self.activity = make_activity(self.programme, "quý II/2026", by=clerk)
        self.occurrence = hold(self.activity, "18/5/2026", by=clerk)
        self.outcome = ask_for_outcome(self.programme, 2026, by=clerk)
        self.day = CalendarDay.objects.create(day=date(2026, 1, 1), kind="holiday", name="Tết Dương lịch")


SIGNED_IN = {
    "officer",
    "head",
    "unit_viewer",
    "sibling_officer",
    "sibling_head",
    "reviewer",
    "department_head",
    "clerk",
    "administrator",
    "upper_viewer",
    "outsider",
    "other_reviewer",
    "other_administrator",
}
EVERYBODY = SIGNED_IN | {"anonymous"}
WRITERS = {"officer", "head"}
UNIT = WRITERS | {"unit_viewer"}
UNITS_BELOW = UNIT | {"sibling_officer", "sibling_head"}
BAN = {"reviewer", "department_head"}
# Those who look from above on what the Ban collects: the Ban itself and the confederation's viewer.
ABOVE = BAN | {"upper_viewer"}
DESK = {"clerk", "administrator"}
ADMINISTRATORS = {"administrator", "other_administrator"}
REVIEWERS_ANYWHERE = BAN | {"other_reviewer"}

# url name: who gets in, decided by hand. Lists that show only what one may see are open to more people than their rows.
DOORS = {
    "home": SIGNED_IN,
    "search": SIGNED_IN,
    "units:tree": ABOVE | DESK | {"unit_viewer", "other_reviewer", "other_administrator"},
    "units:pick": ADMINISTRATORS,
    "units:template": SIGNED_IN,  # an empty table to fill in
    "units:act": {"administrator"},
    "units:unit": ABOVE | DESK | {"unit_viewer"},
    "units:branch": ABOVE | DESK,
    "units:bulk": {"administrator"},
    "units:import": {"administrator"},
    "people:list": ADMINISTRATORS,
    "people:invite": ADMINISTRATORS,
    "people:person": {"administrator"},
    "people:grant": {"administrator"},
    "people:deed": {"administrator"},
    "people:end_role": {"administrator"},
    "people:welcome": EVERYBODY,  # says that the letter's link is spent
    "ground:messages": SIGNED_IN,
    "ground:messages_read": SIGNED_IN,
    "ground:message": {"officer"},
    "ground:account": SIGNED_IN,
    "ground:calendar": ADMINISTRATORS,
    "ground:calendar_remove": ADMINISTRATORS,
    "ground:journal": ADMINISTRATORS,
    "ground:jobs": ADMINISTRATORS,
    "directives:list": SIGNED_IN,
    "directives:create": DESK | {"other_administrator"},
    "directives:pick": DESK,
    "directives:readings": DESK | {"other_administrator"},
    "directives:reading": DESK,
    "directives:reading-typed": DESK,
    "directives:reading-mend": DESK,
    "directives:reading-discard": DESK,
    "directives:reading-file": DESK,
    "directives:detail": UNIT | BAN | DESK,
    "directives:edit": DESK,
    "directives:numbering": DESK | {"other_administrator"},
    "directives:step": {"department_head"},  # approving what the clerk submitted
    "directives:publish": DESK,
    "directives:recall": DESK,
    "directives:register": BAN | DESK | {"other_reviewer", "other_administrator"},
    "directives:register-file": BAN | DESK | {"other_reviewer", "other_administrator"},
    "directives:register-note": DESK,
    "directives:graph": UNIT | BAN | DESK,
    "directives:cited": UNIT | BAN | DESK,
    "directives:recipients": BAN | DESK,
    "directives:remind": BAN | DESK,
    "directives:acknowledge": WRITERS,
    "directives:programmes": SIGNED_IN,
    "directives:feed-address": SIGNED_IN,
    "directives:feed": EVERYBODY,  # whoever holds the officer's secret address; without a session
    # Whoever writes for a unit keeps that unit's own programmes; those of the upper union are its desk's and its Ban's.
    "directives:programme-create": UNITS_BELOW - {"unit_viewer"}
    | BAN
    | DESK
    | {"other_reviewer", "other_administrator"},
    "directives:programme": UNITS_BELOW | BAN | DESK,
    "directives:programme-edit": BAN | DESK,
    "directives:programme-plan": BAN | DESK,
    "directives:outcome": UNITS_BELOW | BAN | DESK,
    "directives:outcome-progress": {"clerk"},  # only for whoever asked for it
    "directives:activity": UNITS_BELOW | BAN | DESK,
    "directives:activity-create": BAN | DESK,
    "directives:activity-edit": BAN | DESK,
    "directives:activity-status": BAN | DESK,
    "directives:occurrence-create": BAN | DESK,
    "directives:occurrence-edit": BAN | DESK,
    "directives:occurrence-remove": BAN | DESK,
    "reports:mine": SIGNED_IN,
    "reports:report": UNIT | ABOVE,
    "reports:section": WRITERS,
    "reports:autosave": WRITERS,
    "reports:look_over": WRITERS,
    "reports:prefill": WRITERS,
    "reports:old_fonts": SIGNED_IN,  # converts the text that it is sent, keeps nothing
    "reports:check": WRITERS,
    "reports:step": WRITERS,
    "reports:points": UNIT | ABOVE,
    "reports:revision": UNIT | ABOVE,
    "reports:receipt": UNIT | ABOVE,
    "reports:verify": EVERYBODY,
    "reports:cycles": ABOVE | {"unit_viewer", "other_reviewer"},
    "reports:cycle_open": REVIEWERS_ANYWHERE,
    "reports:cycle_deadline": REVIEWERS_ANYWHERE,
    "reports:cycle_close": BAN,
    "reports:cycle": ABOVE,
    "reports:obligations": ABOVE,
    "reports:obligations_file": ABOVE,
    "reports:cycle_tasks": ABOVE,  # and those who follow its directive: tests/test_task_matrix.py
    "reports:cycle_tasks_file": ABOVE,
    "reports:directive_tasks": BAN | DESK,
    "reports:cycle_journal": ABOVE,
    "reports:obligation": BAN,
    "reports:missing": BAN,
    "reports:missing_file": BAN,
    "reports:forms": BAN | ADMINISTRATORS | {"other_reviewer"},
    "reports:form_from_directive": {"department_head", "administrator"},
    "reports:form_source": BAN | ADMINISTRATORS | {"other_reviewer"},
    "reports:form_version": BAN | ADMINISTRATORS | {"other_reviewer"},
    "reports:queue": REVIEWERS_ANYWHERE,
    "reports:queue_assign": REVIEWERS_ANYWHERE,
    "reports:review": BAN,
    "reports:review_step": BAN,
    "reports:review_point": BAN,
    "reports:review_point_drop": BAN,
    "reports:review_point_close": BAN,
    "reports:runs": ABOVE,
    "reports:summary": ABOVE,
    "reports:summary_section": ABOVE,
    "reports:exports": ABOVE,
    "reports:run": ABOVE,
    "reports:run_progress": ABOVE,
    "reports:run_inputs": ABOVE,
    "reports:run_changes": ABOVE,
    "reports:figure": ABOVE,
    "reports:summary_frame": {"department_head"},
    "reports:summary_look": ABOVE,
    "reports:summary_autosave": {"department_head"},
    "reports:reminders": BAN,
    "reports:remind_missing": BAN,
    "reports:remind_unit": BAN,
}
# Addresses tried elsewhere: they need a thing that this world lacks, or belong to allauth.
ELSEWHERE = {
    "units:act_done",  # tests/test_units_pages.py
    "directives:file",  # tests/test_directives_pages.py
    "directives:forward",  # tests/test_forwarding.py
    "directives:occurrence-file",  # tests/test_programme_pages.py
    "directives:outcome-file",  # tests/test_programme_outcome.py
    "reports:export_file",  # tests/test_exports_end_to_end.py
    "reports:export_progress",
}


def addresses(w: World) -> dict[str, tuple[str, dict, dict]]:
    """{url name: (method, arguments of the address, data)} for everything that has an address of its own."""
    report, cycle, run = {"pk": w.report.pk}, {"pk": w.cast.cycle.pk}, {"pk": w.run.pk}
    section = report | {"code": "II.2"}
    person, unit = {"pk": w.people["officer"].pk}, {"pk": w.tree[0].pk}
    paper, draft = {"pk": w.published.pk}, {"pk": w.draft.pk}
    receipt = paper | {"recipient_pk": receipt_of(w.published, w.tree[0]).pk}
    programme, reading = {"pk": w.programme.pk}, {"pk": w.reading.pk}
    activity = programme | {"activity_pk": w.activity.pk}
    occurrence = activity | {"occurrence_pk": w.occurrence.pk}
    membership = {"pk": w.people["officer"].memberships.get().pk}
    message = Message.objects.create(key="door", user=w.people["officer"], subject="Thông báo", body="")
    obligation = {"pk": w.report.obligation_id}
    point = {"pk": w.report.points.get().pk}
    return {
        "home": ("GET", {}, {}),
        "search": ("GET", {}, {"q": "dan van"}),
        "units:tree": ("GET", {}, {}),
        "units:pick": ("GET", {}, {"ten": "into"}),
        "units:template": ("GET", {}, {}),
        "units:act": ("GET", {"slug": "doi-ten"}, {"units": w.tree[0].pk}),
        "units:unit": ("GET", unit, {}),
        "units:branch": ("GET", {"pk": w.tree.upper.pk}, {}),
        "units:bulk": ("GET", {"pk": w.tree.upper.pk}, {}),
        "units:import": ("GET", {"pk": w.tree.upper.pk}, {}),
        "people:list": ("GET", {}, {}),
        "people:invite": ("GET", {}, {}),
        "people:person": ("GET", person, {}),
        "people:grant": ("GET", person, {}),
        "people:deed": ("POST", person | {"slug": "gui-lai"}, {}),
        "people:end_role": ("GET", membership, {}),
        "people:welcome": ("GET", {"token": "khong-co"}, {}),
        "ground:messages": ("GET", {}, {}),
        "ground:messages_read": ("POST", {}, {}),
        "ground:message": ("GET", {"pk": message.pk}, {}),
        "ground:account": ("GET", {}, {}),
        "ground:calendar": ("GET", {}, {}),
        "ground:calendar_remove": ("POST", {"pk": w.day.pk}, {}),
        "ground:journal": ("GET", {}, {}),
        "ground:jobs": ("GET", {}, {}),
        "directives:list": ("GET", {}, {}),
        "directives:create": ("GET", {}, {}),
        "directives:readings": ("GET", {}, {}),
        "directives:reading": ("GET", reading, {}),
        "directives:reading-typed": ("POST", reading, {}),
        "directives:reading-mend": ("POST", reading, {}),
        "directives:reading-discard": ("POST", reading, {}),
        "directives:reading-file": ("GET", reading, {}),
        "directives:detail": ("GET", paper, {}),
        "directives:edit": ("GET", draft, {}),
        "directives:pick": ("GET", {}, {"don_vi": w.tree.upper.pk}),
        "directives:numbering": ("GET", {}, {}),
        "directives:step": ("POST", {"pk": w.waiting.pk}, {"buoc": "approve", "seen": w.waiting.version}),
        "directives:publish": ("GET", draft, {}),
        "directives:recall": ("GET", paper, {}),
        "directives:register": ("GET", {}, {}),
        "directives:register-file": ("GET", {}, {}),
        "directives:register-note": ("GET", paper, {}),
        "directives:graph": ("GET", paper, {}),
        "directives:cited": ("GET", {"slug": "nghi-quyet", "number": "25-NQ/TW"}, {}),
        "directives:recipients": ("GET", paper, {}),
        "directives:remind": ("GET", receipt, {}),
        "directives:acknowledge": ("POST", receipt, {}),
        "directives:programmes": ("GET", {}, {}),
        "directives:programme-create": ("GET", {}, {}),
        "directives:feed-address": ("GET", {}, {}),
        "directives:feed": ("GET", {"token": renew(w.people["officer"])}, {}),
        "directives:programme": ("GET", programme, {}),
        "directives:programme-edit": ("GET", programme, {}),
        "directives:activity-create": ("GET", programme, {}),
        "directives:programme-plan": ("GET", programme | {"year": 2026}, {}),
        "directives:outcome": ("GET", programme, {}),
        "directives:outcome-progress": ("GET", programme | {"file_pk": w.outcome.pk}, {}),
        "directives:activity": ("GET", activity, {}),
        "directives:activity-edit": ("GET", activity, {}),
        "directives:activity-status": ("GET", activity, {}),
        "directives:occurrence-create": ("GET", activity, {}),
        "directives:occurrence-edit": ("GET", occurrence, {}),
        "directives:occurrence-remove": ("POST", occurrence, {"seen": "0"}),
        "reports:mine": ("GET", {}, {}),
        "reports:report": ("GET", report, {}),
        "reports:section": ("GET", section, {}),
        "reports:autosave": ("POST", section, {}),
        "reports:look_over": ("GET", section, {}),
        "reports:prefill": ("GET", report | {"code": "II.3"}, {}),
        "reports:old_fonts": ("POST", {}, {}),
        "reports:check": ("GET", report, {}),
        "reports:step": ("POST", report, {"step": "send", "version": w.report.version}),
        "reports:points": ("GET", report, {}),
        "reports:revision": ("GET", {"pk": w.report.latest_revision_id}, {}),
        "reports:receipt": ("GET", {"code": w.report.latest_revision.receipt_code}, {}),
        "reports:verify": ("GET", {}, {}),
        "reports:cycles": ("GET", {}, {}),
        "reports:cycle_open": ("GET", {}, {}),
        "reports:cycle_deadline": ("GET", {}, {}),
        "reports:cycle_close": ("GET", cycle, {}),
        "reports:cycle": ("GET", cycle, {}),
        "reports:obligations": ("GET", cycle, {}),
        "reports:obligations_file": ("GET", cycle | {"kind": "csv"}, {}),
        "reports:cycle_tasks": ("GET", cycle, {}),
        "reports:cycle_tasks_file": ("GET", cycle | {"kind": "csv"}, {}),
        "reports:directive_tasks": ("GET", paper, {}),
        "reports:cycle_journal": ("GET", cycle, {}),
        "reports:obligation": ("GET", obligation, {}),
        "reports:missing": ("GET", cycle, {}),
        "reports:missing_file": ("GET", cycle | {"kind": "csv"}, {}),
        "reports:forms": ("GET", {}, {}),
        "reports:form_from_directive": ("GET", paper, {}),
        "reports:form_source": ("GET", {"pk": w.cast.cycle.form_version_id}, {}),
        "reports:form_version": ("GET", {"pk": w.cast.cycle.form_version_id}, {}),
        "reports:queue": ("GET", {}, {}),
        "reports:queue_assign": ("POST", {}, {}),
        "reports:review": ("GET", report, {}),
        "reports:review_step": ("POST", report, {"buoc": "accept", "seen": w.report.version}),
        "reports:review_point": ("POST", report, {}),
        "reports:review_point_drop": ("POST", point, {}),
        "reports:review_point_close": ("POST", point, {}),
        "reports:runs": ("GET", cycle, {}),
        "reports:summary": ("GET", cycle, {}),
        "reports:summary_section": ("GET", cycle | {"code": "II.1"}, {}),
        "reports:exports": ("GET", cycle, {}),
        "reports:run": ("GET", run, {}),
        "reports:run_progress": ("GET", run, {}),
        "reports:run_inputs": ("GET", run, {}),
        "reports:run_changes": ("GET", run, {}),
        "reports:summary_frame": ("GET", cycle, {}),
        "reports:summary_look": ("GET", cycle, {}),
        "reports:summary_autosave": ("POST", cycle | {"code": "II.1"}, {}),
        "reports:reminders": ("GET", cycle, {}),
        "reports:remind_missing": ("GET", cycle, {}),
        "reports:remind_unit": ("GET", obligation, {}),
        "reports:figure": ("GET", run | {"code": "A03"}, {}),
    }


def gets_in(client: Client, method: str, url: str, data: dict) -> bool:
    """Whether the person is let in: neither "not found" nor sent to the door; nothing of the visit stays."""
    with transaction.atomic():
        response = getattr(client, method.lower())(url, data)
        transaction.set_rollback(True)
    to_the_door = response.status_code == 302 and "/tai-khoan/login/" in response["Location"]
    return response.status_code not in (401, 403, 404) and not to_the_door


def clients_of(world: World) -> dict[str, Client]:
    """One signed-in browser for each person, and one that nobody signed in on."""
    clients = {"anonymous": Client()}
    for who, user in world.people.items():
        clients[who] = Client()
        clients[who].force_login(user)
    return clients


def test_every_door_opens_to_the_right_people_only(db):
    world = World()
    clients = clients_of(world)
    wrong = {}

    for name, (method, arguments, data) in addresses(world).items():
        url = reverse(name, kwargs=arguments)
        inside = {who for who, client in clients.items() if gets_in(client, method, url, data)}
        if inside != DOORS[name]:
            wrong[name] = {"let in": inside - DOORS[name], "kept out": DOORS[name] - inside}

    assert wrong == {}


def own_names(patterns, space: str = ""):
    """The names of all addresses but the libraries' and the development machine's."""
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from own_names(pattern.url_patterns, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        elif pattern.name and not pattern.name.startswith(("account_", "mfa_")) and space != "dev:":
            yield space + pattern.name


def test_every_address_has_a_decided_door():
    names = set(own_names(get_resolver().url_patterns))

    assert names - set(DOORS) - ELSEWHERE == set()
    assert set(DOORS) - names == set()
