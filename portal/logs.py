"""What must not stand in a log: the secret parts of addresses (calendar, invitation, new password)."""

import logging
import re

# No slug or key of a page is as long; every secret is. It stands for itself, with what ends the segment.
_SECRET = re.compile(r"(?<=/)[\w.:=-]{32,}")
HIDDEN = "***"


class Discreet(logging.Filter):
    """Takes secrets out of the addresses that a line names; everything else is logged as it is."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(_SECRET.sub(HIDDEN, one) if isinstance(one, str) else one for one in record.args)
        return True
