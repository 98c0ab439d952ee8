"""Loaded by pytest before Django's settings: the environment of a test run."""

import os
import tempfile

os.environ.setdefault("SECRET_KEY", "test-key-" + "x" * 60)
os.environ.setdefault("ALLOWED_HOSTS", "127.0.0.1,localhost,testserver")
os.environ.setdefault("SSL_REDIRECT", "false")
os.environ.setdefault("SECURE_COOKIES", "false")
os.environ.setdefault("VAR_DIR", tempfile.mkdtemp(prefix="portal-test-"))
