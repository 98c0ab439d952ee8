"""The broker of files: every message arrives in whole, and a broken one fells nobody."""

from queue import Empty

import pytest
from kombu import Connection

from portal.broker import Channel
from portal.celery import app


@pytest.fixture
def channel(tmp_path):
    places = {"data_folder_in": "out", "data_folder_out": "out", "control_folder": "control"}
    options = {name: str(tmp_path / folder) for name, folder in places.items()}
    (tmp_path / "out").mkdir()
    with Connection("filesystem://localhost", transport_options=options) as connection:
        yield connection.channel()


def test_the_portal_speaks_through_this_broker():
    with app.connection_for_write("filesystem://localhost") as connection:
        assert connection.transport.Channel is Channel


def test_a_message_is_not_seen_before_it_is_written(channel):
    class Payload:
        seen = None

        def __json__(self):
            self.seen = channel._size("mail")
            return "whole"

    payload = Payload()
    channel._put("mail", payload)

    assert payload.seen == 0
    assert channel._get("mail") == "whole"


def test_a_message_that_cannot_be_read_is_left_out(channel, tmp_path):
    (tmp_path / "out" / "0_a.mail.msg").write_bytes(b"")
    channel._put("mail", {"number": 7})

    with pytest.raises(Empty):
        channel._get("mail")
    assert channel._get("mail") == {"number": 7}


def test_an_exchange_begins_with_a_table_and_keeps_what_others_bound(channel):
    for name in ("mail", "documents", "mail"):
        channel._queue_bind(name, name, None, name)
    channel._queue_bind("mail", "mail", None, "letters")

    assert {queue.queue for queue in channel.get_table("mail")} == {"mail", "letters"}
    assert {queue.queue for queue in channel.get_table("documents")} == {"documents"}
