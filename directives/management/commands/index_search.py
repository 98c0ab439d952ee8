"""`manage.py index_search`: write what the search reads anew, from the papers and programmes as they stand."""

import json

from django.core.management.base import BaseCommand
from django.db import transaction

from directives.search import rebuild


class Command(BaseCommand):
    help = "Writes the rows of the search anew; an upgrade that needs it has a worker do so by itself."

    def handle(self, *args, **options):
        with transaction.atomic():
            entries = rebuild()
        self.stdout.write(json.dumps({"entries": entries}))
