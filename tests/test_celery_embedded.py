"""The queue without any service: a real worker and beat on the file-system broker."""

import email
from email import policy

import pytest

from portal.mail import queue_mail
from tests.queue_support import Queue, all_done, survives_a_broker_that_forgets, survives_a_killed_worker

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def queue(tmp_path):
    return Queue(tmp_path, "filesystem://localhost")


def test_worker_and_beat_send_a_queued_letter(queue):
    queue_mail("thu-1", to="can.bo@congdoan.example", subject="Nhắc nộp báo cáo", body="Kính gửi đồng chí,")

    with queue.worker():
        queue.wait_for(all_done)

    (written,) = (queue.folder / "mail").iterdir()
    letter = email.message_from_bytes(written.read_bytes(), policy=policy.default)
    assert (letter["To"], letter["Subject"]) == ("can.bo@congdoan.example", "Nhắc nộp báo cáo")


def test_killed_worker_loses_nothing_and_doubles_nothing(queue):
    survives_a_killed_worker(queue)


def test_lost_messages_are_handed_over_again(queue):
    folder = queue.folder / "broker" / "out"

    def forget():
        messages = list(folder.iterdir())
        assert messages != []
        for message in messages:
            message.unlink()

    survives_a_broker_that_forgets(queue, forget)
