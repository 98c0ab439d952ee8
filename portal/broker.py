"""The broker of a machine without services: kombu's file-system transport, whose files are never seen half-written."""

import logging
import os
import uuid
from pathlib import Path
from queue import Empty
from time import monotonic

from kombu.transport import filesystem
from kombu.utils.json import dumps

log = logging.getLogger(__name__)


class Channel(filesystem.Channel):
    """kombu opens a file under its final name before it writes; a worker that reads it in between falls down."""

    def _put(self, queue, payload, **kwargs):
        name = f"{round(monotonic() * 1000)}_{uuid.uuid4()}.{queue}.msg"
        _appear(Path(self.data_folder_out) / name, dumps(payload))

    def _get(self, queue):
        """The next message; what can't be read (the machine fell down while it was written) is left out."""
        try:
            return super()._get(queue)
        except ValueError:
            log.exception("a message of the queue %s can't be read", queue)
            raise Empty from None

    def _queue_bind(self, exchange, *args):
        table = self._exchange_file(exchange)
        if not table.exists():
            _appear(table, "[]", over=False)
        super()._queue_bind(exchange, *args)


def _appear(path: Path, text: str, *, over: bool = True) -> None:
    """Write a file that is there in whole or not at all; without `over` one that is there already is kept."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{uuid.uuid4()}")
    draft.write_text(text, encoding="utf-8")
    if over:
        os.replace(draft, path)
        return
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


class Transport(filesystem.Transport):
    Channel = Channel
