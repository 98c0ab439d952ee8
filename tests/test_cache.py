"""The cache as it is deployed (a table, or Redis where CACHE_URL names one): limits on sign-in rest on it."""

import os
import subprocess
import sys

import pytest
from django.core.cache import cache

from portal import settings as deployed
from portal.models import User
from tests.queue_support import ROOT, database_url

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _deployed_cache(settings, _own_cache):
    settings.CACHES = deployed.CACHES
    cache.clear()
    yield
    cache.clear()


def test_cache_is_shared_by_processes():
    cache.set("answer", "bốn mươi hai", 60)

    code = "import django; django.setup(); from django.core.cache import cache; print(cache.get('answer'))"
    other = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings", "DATABASE_URL": database_url()},
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert other.stdout.strip() == "bốn mươi hai"


def test_sign_in_is_refused_after_five_wrong_passwords(client):
    user = User.objects.create_user("can.bo@congdoan.example", "mot mat khau dung", full_name="Cán bộ")
    for _ in range(5):
        client.post("/tai-khoan/login/", {"login": user.email, "password": "một mật khẩu sai"})

    client.post("/tai-khoan/login/", {"login": user.email, "password": "mot mat khau dung"})

    assert "_auth_user_id" not in client.session


def test_sign_in_is_granted_after_four_wrong_passwords(client):
    user = User.objects.create_user("can.bo@congdoan.example", "mot mat khau dung", full_name="Cán bộ")
    for _ in range(4):
        client.post("/tai-khoan/login/", {"login": user.email, "password": "một mật khẩu sai"})

    client.post("/tai-khoan/login/", {"login": user.email, "password": "mot mat khau dung"})

    assert client.session["_auth_user_id"] == str(user.pk)
