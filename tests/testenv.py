"""Loaded by pytest before Django's settings: the environment of a test run, whatever stands in .env."""

import atexit
import os
import shutil
import tempfile

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
    atexit.register(shutil.rmtree, os.environ["VAR_DIR"], ignore_errors=True)
