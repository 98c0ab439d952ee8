"""`manage.py begin`: the first union and its first administrator, on a database that has none."""

import json
from datetime import date

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction

from portal.models import Role, Unit
from portal.models.units import Level
from portal.people import invite
from portal.reorganisation import Decision, NewUnit, PlanRefused, carry_out, plan_found
from portal.text import clean_line
from portal.worktime import today


class Command(BaseCommand):
    help = "Founds the uppermost union of an empty portal and invites its administrator by mail."

    def add_arguments(self, parser):
        parser.add_argument("--unit", required=True, type=clean_line, help="full name of the union")
        parser.add_argument("--level", default=Level.CENTRAL, choices=Level.values)
        parser.add_argument("--founded", required=True, type=date.fromisoformat, help="since when: 2024-01-31")
        parser.add_argument("--decision", required=True, type=clean_line, help="number of the decision that founded it")
        parser.add_argument("--email", required=True, type=clean_line, help="the administrator's address")
        parser.add_argument("--name", required=True, type=clean_line, help="the administrator's full name")

    def handle(self, *args, **options):
        try:
            validate_email(options["email"])
            unit, membership = self._begin(options)
        except (ValidationError, PlanRefused) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps({"unit": unit.pk, "membership": membership.pk}))

    @transaction.atomic
    def _begin(self, options):
        if Unit.objects.exists():
            raise CommandError("This portal has units already: its administrators found others and invite people.")
        new = NewUnit(name=options["unit"], level=options["level"], parent=None)
        decision = Decision(number=options["decision"])
        carry_out(plan_found([new], effective_on=options["founded"], decision=decision), by=None)
        unit = Unit.objects.get()
        membership = invite(
            email=options["email"].lower(),
            full_name=options["name"],
            unit=unit,
            role=Role.ADMINISTRATOR,
            valid_from=today(),
            by=None,
        )
        return unit, membership
