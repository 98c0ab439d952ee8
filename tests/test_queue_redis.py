"""The queue on Redis, as in production: run where CELERY_BROKER_URL names one."""

import os

import pytest
import redis

from tests.queue_support import Queue, survives_a_broker_that_forgets, survives_a_killed_worker

URL = os.environ.get("CELERY_BROKER_URL", "")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not URL.startswith("redis"), reason="CELERY_BROKER_URL names no Redis"),
]


@pytest.fixture
def server():
    """The test process's own Redis database (tests/testenv.py), emptied."""
    with redis.Redis.from_url(URL) as held:
        held.flushdb()
        yield held
        held.flushdb()


@pytest.fixture
def queue(tmp_path, server):
    return Queue(tmp_path, URL)


def test_killed_worker_loses_nothing_and_doubles_nothing(queue):
    survives_a_killed_worker(queue)


def test_redis_that_forgets_everything_loses_no_job(queue, server):
    def forget():
        assert server.llen("documents") == 3
        server.flushdb()

    survives_a_broker_that_forgets(queue, forget)
