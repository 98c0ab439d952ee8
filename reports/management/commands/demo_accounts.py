"""`manage.py demo_accounts`: where the portal is and one sign-in for each role of the demo."""

import json

from django.conf import settings
from django.core.management.base import BaseCommand

from portal.models import Membership, Role
from reports.demo.offices import DOMAIN, PASSWORD


class Command(BaseCommand):
    help = "Prints the portal's address and one demo sign-in per role; nothing without demo accounts."

    def handle(self, *args, **options):
        held = (
            Membership.objects.in_force()
            .filter(user__email__endswith=f".{DOMAIN}", user__is_active=True)
            .order_by("pk")
            .values_list("role", "user__email")
        )
        accounts = {}
        for role, email in held:
            accounts.setdefault(role, email)
        if accounts:
            self.stdout.write(
                f"\n  Cổng báo cáo dân vận: {settings.PORTAL_URL}\n  Mật khẩu của mọi tài khoản: {PASSWORD}\n"
            )
            for role in Role:
                if role in accounts:
                    self.stdout.write(f"    {role.label:<32} {accounts[role]}")
            self.stdout.write("")
        self.stdout.write(json.dumps({"accounts": len(accounts)}))
