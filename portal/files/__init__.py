"""The ground's file store: what comes in is looked into first, what goes out is always a download.

Who may read a file is decided by whoever holds it; this package never asks.
"""

from portal.files.answering import download_response
from portal.files.sniffing import UploadRefused, clean_name
from portal.files.store import keep, store_bytes, store_file, store_upload

__all__ = ["UploadRefused", "clean_name", "download_response", "keep", "store_bytes", "store_file", "store_upload"]
