"""`manage.py export_figures --year 2026 --format csv`: every figure of every accepted revision, one row each."""

import json
import sys

from django.core.management.base import BaseCommand, CommandError

from portal.exports.csv_export import csv_lines
from reports.aggregation import NoSuchCycle, the_cycle
from reports.aggregation.exporting import HEADER, figure_rows


class Command(BaseCommand):
    help = "Writes CSV to --out (the line of JSON then goes to standard output) or to standard output (JSON to errors)."

    def add_arguments(self, parser):
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--format", choices=["csv"], default="csv")
        parser.add_argument("--collector", type=int, help="key of the collecting unit, where several have that year")
        parser.add_argument("--out", help="file to write; standard output unless given")

    def handle(self, *args, year, out, collector, **options):
        try:
            cycle = the_cycle(year, collector)
        except NoSuchCycle as error:
            raise CommandError(str(error)) from error
        count = 0

        def counted():
            nonlocal count
            for row in figure_rows(cycle):
                count += 1
                yield row

        try:
            if out:
                with open(out, "w", encoding="utf-8", newline="") as target:
                    target.writelines(csv_lines(HEADER, counted()))
            else:
                for line in csv_lines(HEADER, counted()):
                    self.stdout.write(line, ending="")
        except OSError as error:
            raise CommandError(f"{out or 'đầu ra chuẩn'}: {error.strerror}") from error
        summary = json.dumps({"year": year, "rows": count})
        print(summary, file=sys.stdout if out else sys.stderr)
