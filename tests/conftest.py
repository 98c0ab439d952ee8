"""Fixtures for every test: real rows, made the way the portal makes them."""

import pytest
from django.core.management import call_command

from tests import testenv  # noqa: F401  isort: skip  (sets the environment, then Django up, before any model)

from reports.lookups import definition_of, form_of, indicator_keys, tasks_of
from tests import emptying

pytest_plugins = ["tests.browser_support"]


def pytest_collection_modifyitems(items):
    """The journeys first: one that begins last would keep one worker busy while the other has nothing to do."""
    items.sort(key=lambda item: "test_journey_" not in item.nodeid)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        call_command("createcachetable", verbosity=0)
        emptying.keep_what_was_written()


@pytest.fixture(autouse=True)
def _file_store(settings, tmp_path):
    """Every test has its own file store and mail folder."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "files")},
        },
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.FILE_STORE = tmp_path / "files"


@pytest.fixture(autouse=True)
def _own_cache(settings, tmp_path):
    """Every test has its own empty cache, also beside other workers: limits of one test never bind another."""
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": str(tmp_path)}
    }


@pytest.fixture(autouse=True)
def _no_remembered_forms():
    """What a process remembers by a key: in life a key is never used again, between tests it is."""
    definition_of.cache_clear()
    form_of.cache_clear()
    indicator_keys.cache_clear()
    tasks_of.cache_clear()
