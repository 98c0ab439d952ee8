"""`manage.py seed_demo`: fill an empty database with the demo union, three cycles and their reports."""

import json

from django.core.management.base import BaseCommand, CommandError

from reports.demo.seeding import NotEmpty, Seeded, counted, is_empty, seed


class Command(BaseCommand):
    help = "Fills an EMPTY database with invented data of realistic size."

    def add_arguments(self, parser):
        parser.add_argument("--units", type=int, default=48)
        parser.add_argument("--years", default="2024-2026")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--if-empty", action="store_true", help="do nothing where data are there already")
        parser.add_argument("--bare", action="store_true", help="a three-level tree with bulk figures, for benchmarks")

    def handle(self, *args, units, years, if_empty, bare, **options):
        if if_empty and not is_empty():
            self.stdout.write("Cơ sở dữ liệu đã có dữ liệu; giữ nguyên.")
            self.stdout.write(json.dumps(counted()))
            return
        try:
            first, _, last = years.partition("-")
            span = range(int(first), int(last or first) + 1)
        except ValueError as error:
            raise CommandError("--years: viết như 2024-2026") from error
        if not span or len(span) > 10 or units < 1:
            raise CommandError("--units phải từ 1; --years từ 1 đến 10 năm, viết như 2024-2026")
        try:
            done = self._seed(units, span, options["seed"], bare)
        except NotEmpty as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(done.counts))

    def _seed(self, units: int, span: range, number: int, bare: bool) -> Seeded:
        return seed(units=units, years=span, number=number, bare=bare)
