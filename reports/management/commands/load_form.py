"""`manage.py load_form FILE`: check a form's YAML and store it as an immutable version."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from reports.form_loading import FormExists, counts, load_form
from reports.form_schema import FormErrors


class Command(BaseCommand):
    help = "Reads a form (YAML) into a FormVersion; every fault is named with its line."

    def add_arguments(self, parser):
        parser.add_argument("file")

    def handle(self, *args, file, **options):
        try:
            source = Path(file).read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{file}: không đọc được ({error})") from error
        try:
            version, is_new = load_form(source)
        except FormErrors as errors:
            for problem in errors.problems:
                self.stderr.write(f"{file}: {problem}")
            raise CommandError(f"{file}: {len(errors.problems)} lỗi, chưa nạp mẫu") from errors
        except FormExists as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            json.dumps(
                {"form": version.code, "version": version.version, "new": is_new, **counts(version)}, ensure_ascii=False
            )
        )
