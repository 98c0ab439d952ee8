"""Loaded by conftest.py before Django's settings: the environment of a test run, whatever stands in .env."""

import atexit
import os
import re
import shutil
import tempfile

import django
from django.conf import settings

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0")

os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
os.environ["ENV_FILE"] = ""
os.environ["DEBUG"] = "false"
os.environ.setdefault("SECRET_KEY", "test-key-" + "x" * 60)
os.environ["ALLOWED_HOSTS"] = "127.0.0.1,localhost,testserver"
os.environ["PORTAL_URL"] = "http://127.0.0.1:8000"
os.environ["SSL_REDIRECT"] = "false"
os.environ["SECURE_COOKIES"] = "false"

# The workers of pytest-xdist inherit the folder of the process that started them, which also removes it.
if "PYTEST_XDIST_WORKER" not in os.environ:
    os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="portal-test-")
    os.environ["STATIC_ROOT"] = os.environ["VAR_DIR"] + "/static"
    os.mkdir(os.environ["STATIC_ROOT"])
    atexit.register(shutil.rmtree, os.environ["VAR_DIR"], ignore_errors=True)

# Each of them has a Redis database of its own, counted up from the one that is given: a test may empty it.
for name in ("CACHE_URL", "CELERY_BROKER_URL"):
    server = re.fullmatch(r"(rediss?://.+/)(\d+)", os.environ.get(name, ""))
    if server:
        os.environ[name] = server[1] + str(int(server[2]) + int(WORKER.removeprefix("gw")))

django.setup()
if os.environ.get("SLOW_ANSWERS"):
    settings.MIDDLEWARE.insert(0, "tests.slow_answers.slow_answers")
# Left in the environment, it would make pytest-django read the settings in a worker before this module is loaded there.
del os.environ["DJANGO_SETTINGS_MODULE"]
