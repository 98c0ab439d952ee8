"""What a deployment must say, and what it hears when it doesn't: settings in a process of their own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SAFE = {"SECRET_KEY": "k" * 60, "ALLOWED_HOSTS": "portal.example"}


def read_settings(*names: str, folder, **environment) -> subprocess.CompletedProcess:
    """Read settings in a fresh process that sees only `environment`; it prints their values as a JSON list."""
    bare = {"PATH": os.environ["PATH"], "VAR_DIR": str(folder), "ENV_FILE": "", **environment}
    code = f"import json; from portal import settings as s; print(json.dumps([{', '.join(names)}], default=str))"
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=bare, capture_output=True, text=True, timeout=60)


def values(*names: str, folder, **environment) -> list:
    return json.loads(read_settings(*names, folder=folder, **environment).stdout)


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS"])
def test_settings_without_debug_say_what_to_set(missing, tmp_path):
    given = {name: value for name, value in SAFE.items() if name != missing}

    answer = read_settings(folder=tmp_path, **given)

    assert answer.returncode == 1
    assert f"ImproperlyConfigured: {missing} is not set. Set it to " in answer.stderr


def test_settings_are_safe_without_being_asked(tmp_path):
    asked = ["s.DEBUG", "s.SECURE_SSL_REDIRECT", "s.SESSION_COOKIE_SECURE", "s.CSRF_COOKIE_SECURE"]

    assert values(*asked, folder=tmp_path, **SAFE) == [False, True, True, True]


def test_settings_read_the_file_but_the_environment_wins(tmp_path):
    written = tmp_path / "settings.env"
    written.write_text("DEBUG=false\nSECRET_KEY=from-the-file\nALLOWED_HOSTS=a.example,b.example\n")

    read = values("s.SECRET_KEY", "s.ALLOWED_HOSTS", folder=tmp_path, ENV_FILE=str(written), SECRET_KEY="from-outside")

    assert read == ["from-outside", ["a.example", "b.example"]]


def test_settings_need_no_service_by_default(tmp_path):
    asked = ["s.DATABASES['default']['ENGINE']", "s.CELERY_BROKER_URL", "s.EMAIL_FILE_PATH"]

    read = values(*asked, folder=tmp_path, DEBUG="true")

    assert read == ["django.db.backends.sqlite3", "filesystem://localhost", str(tmp_path / "mail")]


def test_settings_use_the_services_they_are_given(tmp_path):
    services = {
        "DATABASE_URL": "postgres://portal:secret@db.example/portal",
        "CACHE_URL": "redis://redis.example/1",
        "CELERY_BROKER_URL": "redis://redis.example/0",
        "EMAIL_URL": "smtp+tls://user:secret@mail.example:587",
    }
    asked = ["s.DATABASES['default']['HOST']", "s.CACHES['default']['LOCATION']", "s.CELERY_BROKER_URL"]

    read = values(*asked, "s.EMAIL_HOST", "s.EMAIL_USE_TLS", folder=tmp_path, **SAFE, **services)

    assert read == ["db.example", services["CACHE_URL"], services["CELERY_BROKER_URL"], "mail.example", True]


@pytest.mark.parametrize(("path", "found"), [("/khong-co/", "not_here"), ("/khong-co", "no address"), ("/", "home")])
def test_development_has_a_page_for_every_address_but_one_without_its_slash(path, found, tmp_path):
    code = (
        "import django; django.setup(); from django.urls import Resolver404, resolve\n"
        f"try: print(resolve({path!r}).func.__name__)\n"
        "except Resolver404: print('no address')"
    )
    told = SAFE | {"DEBUG": "true", "DJANGO_SETTINGS_MODULE": "portal.settings", "ENV_FILE": ""}
    bare = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path), **told}

    answer = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=bare, capture_output=True, text=True, timeout=60
    )

    assert answer.stdout.strip() == found, answer.stderr
